import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { StoreError } from "../../base/errors.ts";

/**
 * Takes a folder for this process alone: what is kept in it would be lost if two processes wrote to it.
 * @returns what gives it back
 * @throws StoreError `store.locked` naming the process that has it
 */
export function own(folder: string): () => void {
  mkdirSync(folder, { recursive: true });
  // By it whoever reads a folder around this one knows that it holds no data.
  writeFileSync(join(folder, "feltworth-server.json"), '{ "schema": 1 }\n');
  const file = join(folder, "owner");
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      writeFileSync(file, String(process.pid), { flag: "wx" });
      return () => rmSync(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      const pid = Number(readFileSync(file, "utf8"));
      if (pid !== process.pid && isAlive(pid)) throw locked(folder, pid);
      // Left by a process that was killed.
      rmSync(file, { force: true });
    }
  }
  throw locked(folder, null);
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

const locked = (folder: string, pid: number | null): StoreError =>
  new StoreError("store.locked", `Another server${pid === null ? "" : ` (process ${pid})`} works in ${folder}.`, {
    hint: `Stop that one, or give this one a folder of its own with --data. If that process is no server, delete ${join(folder, "owner")}.`,
    details: { folder, pid },
  });
