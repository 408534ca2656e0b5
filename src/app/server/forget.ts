import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Operations } from "../../store/ports/operations.ts";
import { openOperations, repliesOn } from "../../store/postgres/open.ts";
import type { PersonTraces } from "../../workspace/erase/traces.ts";
import { forgetInStudies } from "../../workspace/studies.ts";
import type { Imports } from "./imports/imports.ts";
import { isForgotten, UPLOADS, UploadFolders } from "./imports/record.ts";
import { own } from "./one-owner.ts";
import { Repeats } from "./repeats.ts";
import { Seal } from "./seal.ts";

interface Memory {
  operations: Operations;
  repeats: Repeats;
  imports: Pick<Imports, "forget"> | null;
}

/** Takes a person out of all that a server keeps besides the facts; the bytes go with `operations.rewrite`. */
export async function forgetInServer(
  { operations, repeats, imports }: Memory,
  traces: PersonTraces,
): Promise<{ notes: number }> {
  const notes = await operations.notesOf(traces.keys);
  for (const note of notes) await operations.removeNote(note.id);
  imports?.forget(traces);
  await repeats.forget(traces);
  await operations.forget(traces);
  return { notes: notes.length };
}

/** Where a server keeps what is not facts: its folder, and a PostgreSQL unless that is in the folder too. */
export interface ServerPlace {
  folder: string;
  database: string | null;
}

/** What a server keeps that does not run, open for as long as `use` works on it. @throws StoreError `store.locked` where it runs */
export async function withServerAtRest<T>(
  { folder, database }: ServerPlace,
  use: (server: { forget(traces: PersonTraces): Promise<{ notes: number }> }) => Promise<T>,
): Promise<T> {
  const giveBack = own(folder);
  try {
    const operations = await openOperations(
      database === null ? { folder: join(folder, "operations") } : { url: database },
    );
    try {
      const repeats = new Repeats(repliesOn(operations), Seal.in(folder), () => new Date());
      const imports = { forget: (traces: PersonTraces) => forgetUploads(folder, traces) };
      const forget = async (traces: PersonTraces) => {
        forgetInStudies({ folder }, traces.text);
        return forgetInServer({ operations, repeats, imports }, traces);
      };
      const done = await use({ forget });
      await operations.rewrite();
      return done;
    } finally {
      await operations.close();
    }
  } finally {
    giveBack();
  }
}

function forgetUploads(folder: string, traces: PersonTraces): void {
  if (!existsSync(join(folder, UPLOADS))) return;
  const folders = new UploadFolders(join(folder, UPLOADS));
  for (const record of folders.all()) if (isForgotten(record, traces)) folders.remove(record.id);
}
