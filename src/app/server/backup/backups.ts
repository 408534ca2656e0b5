import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { writeWhole } from "../../../workspace/layout.ts";

/** Folders in which backups of a server lie: each is told of those who are erased later. */
const FILE = "backups.json";

export function foldersOfBackups(folder: string): string[] {
  const path = join(folder, FILE);
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as string[]) : [];
}

export function noteFolderOfBackups(folder: string, parent: string): void {
  const all = new Set(foldersOfBackups(folder)).add(parent);
  writeWhole(join(folder, FILE), `${JSON.stringify([...all])}\n`);
}
