import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import { discover } from "../../sources/read/discover.ts";

/** Changes when a file that would be read appears, goes, grows or is written again; costs a look at each, and reads none. What cannot be looked at counts as gone. */
export async function stateOfFiles(paths: readonly string[]): Promise<string> {
  const hash = createHash("sha256");
  for (const { path } of await discover(paths).catch(() => [])) {
    const seen = await stat(path).catch(() => null);
    hash.update(JSON.stringify([path, seen && [seen.mtimeMs, seen.size, seen.ino]]));
  }
  return hash.digest("hex");
}
