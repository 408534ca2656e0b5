import { createHash } from "node:crypto";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/** Changes when a file appears, goes, grows or is written again; costs a look at each, and reads none. What cannot be looked at counts as gone. */
export function stateOfFiles(paths: readonly string[]): string {
  const hash = createHash("sha256");
  const look = (path: string): void => {
    try {
      const { mtimeMs, size, ino, isDirectory } = seen(path);
      if (isDirectory) for (const name of readdirSync(path).sort()) look(join(path, name));
      else hash.update(JSON.stringify([path, mtimeMs, size, ino]));
    } catch {
      hash.update(JSON.stringify([path, null]));
    }
  };
  for (const path of paths) look(path);
  return hash.digest("hex");
}

function seen(path: string) {
  const stats = statSync(path);
  return { mtimeMs: stats.mtimeMs, size: stats.size, ino: stats.ino, isDirectory: stats.isDirectory() };
}
