import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { blocks, page, ROOT } from "./pages.ts";

/** The command as it is installed; another build can be named. */
const BIN = process.env.FELTWORTH_BIN ?? join(ROOT, "bin/feltworth.cjs");
const TIMEOUT = 600_000;

/** Commands of a page's shell blocks. Those that begin with npm or alias are for a copy of the repository, and run elsewhere. */
const commandsOf = (path: string): string[] =>
  blocks(page(path), "sh")
    .flatMap((code) => code.trimEnd().split("\n"))
    .map((line) => line.replace(/\s+#.*$/, "").trim())
    .filter((line) => line !== "" && !/^(#|npm |alias )/.test(line));

/** What a page shows below a command that stands alone in its block. */
const shownBelow = (path: string): Map<string, string> =>
  new Map(
    [...page(path).matchAll(/^```sh\n([^\n]+)\n```\n\n```text\n([\s\S]*?)^```/gm)].map(([, line, shown]) => [
      line!,
      shown!,
    ]),
  );

describe.each(["README.md", "docs/guide.md"])("the commands of %s", (path) => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "feltworth-docs-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(commandsOf(path))(
    "%s",
    (line) => {
      expect(line, "a block of shell shows feltworth and scripts only").toMatch(/^(feltworth|node) /);
      const shell = `feltworth() { "$NODE" "$BIN" "$@"; }; node() { script="$1"; shift; "$NODE" "$ROOT/$script" "$@"; }; ${line}`;
      const { status, stdout, stderr } = spawnSync("bash", ["-c", shell], {
        cwd: folder,
        env: { ...process.env, BIN, NODE: process.execPath, ROOT, NODE_OPTIONS: "" },
        encoding: "utf8",
        stdio: ["ignore", "pipe", "pipe"],
        maxBuffer: 1 << 28,
      });
      expect({ status, stderr: status === 0 ? "" : stderr }).toEqual({ status: 0, stderr: "" });
      const shown = shownBelow(path).get(line);
      if (shown !== undefined) expect(stdout.trimEnd()).toBe(shown.trimEnd());
    },
    TIMEOUT,
  );

  it("leave what the page says they leave", () => {
    for (const [, name] of page(path).matchAll(/--(?:out|write) (\S+)/g))
      expect(existsSync(join(folder, name!.replace(/[`,.]+$/, ""))), name).toBe(true);
  });
});
