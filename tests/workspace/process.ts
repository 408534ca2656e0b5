import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { workspaceStatus } from "../../src/app/workspace-status.ts";

const BIN = process.env.FELTWORTH_BIN ?? fileURLToPath(new URL("../../bin/feltworth.cjs", import.meta.url));

/** A command in a process of its own, with a temporary folder that goes with `ended`. */
export function begun(args: readonly string[], input: "ignore" | "pipe" = "ignore") {
  const temp = mkdtempSync(join(tmpdir(), "feltworth-kill-"));
  const child = spawn(process.execPath, [BIN, ...args], {
    env: { ...process.env, NODE_OPTIONS: "", FELTWORTH_TEMP: temp, FELTWORTH_THREADS: "2" },
    stdio: [input, "pipe", "pipe"],
  });
  const said = { out: "", err: "" };
  child.stdout!.on("data", (bytes: Buffer) => {
    said.out += bytes.toString("utf8");
  });
  child.stderr!.on("data", (bytes: Buffer) => {
    said.err += bytes.toString("utf8");
  });
  const ended = new Promise<number | null>((resolve) =>
    child.once("close", (code) => {
      rmSync(temp, { recursive: true, force: true });
      resolve(code);
    }),
  );
  return { child, said, ended };
}

/** Kills a command with no chance to clean up, some milliseconds after it began or after something is so. */
export async function killed(
  args: readonly string[],
  { once, after }: { once?: () => boolean; after: number },
): Promise<{ ended: boolean }> {
  const { child, ended } = begun(args);
  let isOver = false;
  child.once("exit", () => {
    isOver = true;
  });
  while (once && !isOver && !once()) await wait(1);
  await Promise.race([wait(after), ended]);
  const wasOver = isOver;
  child.kill("SIGKILL");
  await ended;
  return { ended: wasOver };
}

/** What a workspace holds, without the moments at which it came and the room that it takes. */
export async function statusOf(workspace: string): Promise<unknown> {
  const status = await workspaceStatus(workspace, { doing: "test", now: new Date() });
  return JSON.parse(
    JSON.stringify(status, (key, value) => (["importedAt", "bytes", "daysBehind"].includes(key) ? undefined : value)),
  );
}
