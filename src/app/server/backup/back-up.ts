import { once } from "node:events";
import {
  copyFileSync,
  createWriteStream,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";
import { InputError } from "../../../base/errors.ts";
import { copiedStore, openOperations, type StoreCopy } from "../../../store/postgres/open.ts";
import { keepLedger } from "../../erase/ledger-files.ts";
import { LiveWorkspace } from "../../live-workspace.ts";
import { VERSION } from "../../make-report.ts";
import { own } from "../one-owner.ts";
import { noteFolderOfBackups } from "./backups.ts";

/** What a backup says of itself. */
export interface BackupMarker {
  schema: 1;
  /** ISO instant. */
  made: string;
  version: string;
  /** Whether it holds a workspace; of files there is none. */
  hasWorkspace: boolean;
}

export const MARKER = "feltworth-backup.json";
/** What a server keeps beside its operational store: the key that secrets are sealed with, and studies declared on files. */
export const SERVER_FILES = ["seal.key", "studies.jsonl"] as const;
/** Which workspace a server serves stands in its folder. */
const SERVED = "served.json";

export interface BackedUp {
  schema: 1;
  backup: string;
  made: string;
  hasWorkspace: boolean;
}

interface BackedUpFrom {
  /** The server's own folder. */
  folder: string;
  operations: StoreCopy;
  workspace: { live: LiveWorkspace; folder: string } | null;
  now: Date;
}

export const noteServed = (folder: string, workspace: string | null): void =>
  writeFileSync(join(folder, SERVED), `${JSON.stringify({ workspace: workspace && resolve(workspace) })}\n`);

/** The workspace that the server of a folder served last; null where it was files, or none yet. */
export function servedFrom(folder: string): string | null {
  const path = join(folder, SERVED);
  if (!existsSync(path)) return null;
  return (JSON.parse(readFileSync(path, "utf8")) as { workspace: string | null }).workspace;
}

/**
 * Copies everything that a server keeps, while it goes on: the facts as they are between two transactions, the operational store, settings, and the
 * key that secrets are sealed with. There whole or not at all.
 * @throws InputError `input.output_unwritable` where something is there already
 */
export async function backUp({ folder, operations, workspace, now }: BackedUpFrom, out: string): Promise<BackedUp> {
  const target = resolve(out);
  if (existsSync(target)) throw there(target);
  const partial = `${target}.${process.pid}.partial`;
  try {
    mkdirSync(join(partial, "server"), { recursive: true, mode: 0o700 });
    const file = createWriteStream(join(partial, "server", "operations.ndjson"));
    for await (const line of operations.lines()) if (!file.write(line)) await once(file, "drain");
    file.end();
    await once(file, "finish");
    for (const name of SERVER_FILES)
      if (existsSync(join(folder, name))) copyFileSync(join(folder, name), join(partial, "server", name));
    if (workspace) {
      mkdirSync(join(partial, "workspace"));
      await workspace.live.copyTo(join(partial, "workspace", "facts.duckdb"));
      // Settings, what people decided, which studies were declared, what was said of months to come and of steps, and by what the workspace is known.
      for (const name of readdirSync(workspace.folder))
        if (/^(feltworth.*\.(ya?ml|json)|(studies|predictions|worths)\.jsonl)$/.test(name))
          copyFileSync(join(workspace.folder, name), join(partial, "workspace", name));
    }
    const marker: BackupMarker = {
      schema: 1,
      made: now.toISOString(),
      version: VERSION,
      hasWorkspace: workspace !== null,
    };
    writeFileSync(join(partial, MARKER), `${JSON.stringify(marker, null, 2)}\n`);
    renameSync(partial, target);
    await keepErasures(folder, dirname(target), workspace?.live ?? null);
    return { schema: 1, backup: target, made: marker.made, hasWorkspace: marker.hasWorkspace };
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    throw error;
  }
}

/** Those who are erased from now on stay so when the backup is restored: by a ledger beside it. */
async function keepErasures(folder: string, parent: string, live: LiveWorkspace | null): Promise<void> {
  noteFolderOfBackups(folder, parent);
  const ledger = (await live?.ledger()) ?? null;
  if (ledger !== null) keepLedger(ledger, [parent]);
}

/** The same of a server that does not run. @throws StoreError `store.locked` where it does */
export async function backUpAtRest(
  { folder, database, now }: { folder: string; database: string | null; now: Date },
  out: string,
): Promise<BackedUp> {
  const giveBack = own(folder);
  try {
    const workspace = servedFrom(folder);
    const operations = await openOperations(
      database === null ? { folder: join(folder, "operations") } : { url: database },
    );
    const live = workspace === null ? null : await LiveWorkspace.open(workspace, { doing: "backup", now });
    try {
      const parts = live === null ? null : { live, folder: workspace! };
      return await backUp({ folder, operations: copiedStore(operations), workspace: parts, now }, out);
    } finally {
      await live?.close();
      await operations.close();
    }
  } finally {
    giveBack();
  }
}

const there = (path: string): InputError =>
  new InputError("input.output_unwritable", `"${path}" is there already.`, {
    hint: "Name a folder that is not there yet: each backup has its own.",
    details: { path },
  });
