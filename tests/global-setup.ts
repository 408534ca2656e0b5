import { type ChildProcess, fork } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** Address of ClickHouse's engine for this run; empty where it is not installed. */
    clickHouseUrl: string;
  }
}

const CHDB = fileURLToPath(new URL("./chdb/", import.meta.url));

/** Starts ClickHouse's engine in a process of its own, once for all tests, where `tests/chdb` is installed. */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  if (!existsSync(join(CHDB, "node_modules/chdb"))) {
    console.error(
      "Tests on ClickHouse are skipped: it is not installed. Run `npm ci --prefix tests/chdb` to have them.",
    );
    project.provide("clickHouseUrl", "");
    return undefined;
  }
  const data = mkdtempSync(join(quickFolder(), "feltworth-chdb-"));
  const server = fork(join(CHDB, "server.cjs"), [data], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  project.provide("clickHouseUrl", `http://127.0.0.1:${await portOf(server)}`);
  return async () => {
    const ended = new Promise((resolve) => server.once("exit", resolve));
    server.disconnect();
    await ended;
    rmSync(data, { recursive: true, force: true });
  };
}

/** Small tables by the thousand take less than half the time where no disk is asked; they hold a few megabytes at any time. */
function quickFolder(): string {
  const memory = "/dev/shm";
  if (!existsSync(memory)) return tmpdir();
  const { bavail, bsize } = statfsSync(memory);
  return bavail * bsize > 2 ** 30 ? memory : tmpdir();
}

function portOf(server: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("message", (message) => resolve((message as { port: number }).port));
    server.once("exit", (code) => reject(new Error(`ClickHouse's engine ended before it listened (code ${code}).`)));
  });
}
