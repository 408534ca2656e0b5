import { copyFileSync, createReadStream, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { InputError } from "../../../base/errors.ts";
import { copiedStore, openOperations } from "../../../store/postgres/open.ts";
import { own } from "../one-owner.ts";
import { type BackupMarker, MARKER, noteServed, SERVER_FILES } from "./back-up.ts";

export interface Restored {
  schema: 1;
  made: string;
  /** The server's own folder. */
  data: string;
  workspace: string | null;
  /** Rows of the operational store. */
  rows: number;
}

/**
 * Puts a backup where nothing is yet.
 * @param database connection string of an empty PostgreSQL; null: the one inside the process, in the folder
 * @throws InputError where it is no backup, or something is in the way
 */
export async function restore(
  backup: string,
  { folder, workspace, database }: { folder: string; workspace: string | null; database: string | null },
): Promise<Restored> {
  const marker = readMarker(backup);
  if (marker.hasWorkspace && workspace === null)
    throw new InputError("input.option_invalid", "The backup holds a workspace.", {
      hint: "Say with --workspace into which folder it is to be put.",
    });
  for (const target of [folder, ...(marker.hasWorkspace ? [workspace!] : [])])
    if (existsSync(target) && readdirSync(target).length > 0) throw inTheWay(target);
  const made = [folder, ...(marker.hasWorkspace ? [workspace!] : [])].filter((target) => !existsSync(target));
  try {
    const giveBack = own(folder);
    try {
      for (const name of SERVER_FILES)
        if (existsSync(join(backup, "server", name))) copyFileSync(join(backup, "server", name), join(folder, name));
      const store = await openOperations(
        database === null ? { folder: join(folder, "operations") } : { url: database },
      );
      const lines = createInterface({ input: createReadStream(join(backup, "server", "operations.ndjson")) });
      const rows = await copiedStore(store)
        .fill(lines)
        .finally(() => store.close());
      if (marker.hasWorkspace) {
        mkdirSync(workspace!, { recursive: true });
        for (const name of readdirSync(join(backup, "workspace")))
          copyFileSync(join(backup, "workspace", name), join(workspace!, name));
      }
      noteServed(folder, marker.hasWorkspace ? workspace : null);
      const put = marker.hasWorkspace ? resolve(workspace!) : null;
      return { schema: 1, made: marker.made, data: resolve(folder), workspace: put, rows };
    } finally {
      giveBack();
    }
  } catch (error) {
    for (const target of made) rmSync(target, { recursive: true, force: true });
    throw error;
  }
}

function readMarker(backup: string): BackupMarker {
  try {
    const marker = JSON.parse(readFileSync(join(backup, MARKER), "utf8")) as BackupMarker;
    if (marker.schema === 1) return marker;
  } catch {
    // It is told below.
  }
  throw new InputError("input.path_unreadable", `"${backup}" is no backup.`, {
    hint: "Name a folder that `feltworth backup` made.",
    details: { path: backup },
  });
}

const inTheWay = (path: string): InputError =>
  new InputError("input.path_unreadable", `"${path}" is not empty.`, {
    hint: "A backup is restored where nothing is yet. Move away what is there.",
    details: { path },
  });
