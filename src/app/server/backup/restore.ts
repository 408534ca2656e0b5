import { copyFileSync, createReadStream, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { InputError } from "../../../base/errors.ts";
import { copiedStore, openOperations } from "../../../store/postgres/open.ts";
import type { Ledger } from "../../../workspace/erase/ledger.ts";
import { eraseAgain } from "../../erase/erase-again.ts";
import { readLedger } from "../../erase/ledger-files.ts";
import { withServerAtRest } from "../forget.ts";
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
  /** People who were erased after the backup was made, and are erased again; null where no ledger was found. */
  erased: number | null;
}

export interface RestorePlace {
  folder: string;
  workspace: string | null;
  /** Connection string of an empty PostgreSQL; null: the one inside the process, in the folder. */
  database: string | null;
  /** Ledger of those who were erased since, or the folder that has it; null: the one beside the backup. */
  erasures?: string | null;
}

/**
 * Puts a backup where nothing is yet.
 * @throws InputError where it is no backup, or something is in the way
 */
export async function restore(backup: string, place: RestorePlace): Promise<Restored> {
  const { folder, workspace, database } = place;
  const marker = readMarker(backup);
  const ledger = readLedger(place.erasures ?? dirname(resolve(backup)));
  let put: Pick<Restored, "made" | "workspace" | "rows">;
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
      const rows = await copiedStore(store)
        .fill(linesOf(join(backup, "server", "operations.ndjson")))
        .finally(() => store.close());
      if (marker.hasWorkspace) {
        mkdirSync(workspace!, { recursive: true });
        for (const name of readdirSync(join(backup, "workspace")))
          copyFileSync(join(backup, "workspace", name), join(workspace!, name));
      }
      noteServed(folder, marker.hasWorkspace ? workspace : null);
      put = { made: marker.made, workspace: marker.hasWorkspace ? resolve(workspace!) : null, rows };
    } finally {
      giveBack();
    }
    const erased = put.workspace === null || ledger === null ? null : await erasedSince(put.workspace, ledger, place);
    return { schema: 1, ...put, data: resolve(folder), erased };
  } catch (error) {
    for (const target of made) rmSync(target, { recursive: true, force: true });
    throw error;
  }
}

/** Opened once somebody reads: lines that come before are lost. */
async function* linesOf(path: string): AsyncGenerator<string> {
  yield* createInterface({ input: createReadStream(path) });
}

/** Nobody comes back who was erased after the backup was made. */
async function erasedSince(workspace: string, ledger: Ledger, { folder, database }: RestorePlace): Promise<number> {
  return withServerAtRest({ folder, database }, async (server) => {
    const { erased } = await eraseAgain(workspace, { ledger, now: new Date(), elsewhere: server.forget });
    return erased;
  });
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
