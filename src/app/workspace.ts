import { existsSync, realpathSync } from "node:fs";
import { hostname } from "node:os";
import { InputError } from "../base/errors.ts";
import { needsRewrite, rewriteKept } from "../workspace/erase/rewrite.ts";
import { holding, readHolder } from "../workspace/holder.ts";
import { partsOf } from "../workspace/journal/journal.ts";
import { settleLeftOver } from "../workspace/journal/settle.ts";
import { isWorkspace, type Layout, layoutOf, openLayout } from "../workspace/layout.ts";
import { addFields, fieldsGained, type KeptStore, refuseOtherKeys } from "../workspace/tables.ts";
import { copyDatabase, openRun, type Run } from "./compose.ts";
import { forgetErasedBeside } from "./erase/forget-beside.ts";
import { peopleFile, settingsBeside } from "./recognise-files.ts";

export interface OpenWorkspace {
  layout: Layout;
  /** Its own tables and folder go with it. */
  run: Run;
}

/** A workspace that this process may change. */
export interface WritableWorkspace extends OpenWorkspace {
  kept: KeptStore;
}

export interface Opening {
  /** Said to whoever finds it open: `import`, `watch`, `serve` … */
  doing: string;
  now: Date;
  onRun?: (run: Run) => void;
  /** Where others on this machine can have commands done, while it is open. */
  socket?: string;
}

/** A workspace that this process keeps open, and how others of its parts work on it meanwhile. */
export interface Sharing {
  read<T>(use: (workspace: OpenWorkspace) => Promise<T>): Promise<T>;
  write<T>(now: Date, use: (workspace: WritableWorkspace) => Promise<T>): Promise<T>;
}

const shared = new Map<string, Sharing>();

/** Lets others in this process work on a workspace that is kept open. @returns what ends it */
export function share({ folder }: Layout, sharing: Sharing): () => void {
  const path = realpathSync(folder);
  shared.set(path, sharing);
  return () => void shared.delete(path);
}

const sharingOf = (folder: string): Sharing | undefined =>
  isWorkspace(folder) ? shared.get(realpathSync(folder)) : undefined;

/** Where the server that holds a workspace takes commands; null where none does, or it runs on another machine. */
export function servedAt(folder: string): string | null {
  if (!isWorkspace(folder)) return null;
  const holder = readHolder(layoutOf(folder));
  return holder?.host === hostname() ? (holder.socket ?? null) : null;
}

/**
 * Opens a workspace to change it; `use` works on it, and it is closed behind it.
 * @throws StoreError `store.locked` where it is open already
 */
export const writingWorkspace = <T>(
  folder: string,
  opening: Opening,
  use: (workspace: WritableWorkspace) => Promise<T>,
): Promise<T> =>
  sharingOf(folder)?.write(opening.now, use) ??
  opened(folder, { ...opening, readOnly: false }, async ({ layout, run }) => use({ layout, run, kept: run.kept! }));

/** Opens a workspace to read it, which several processes may do at a time. The run's own store sees the kept tables. */
export const readingWorkspace = <T>(
  folder: string,
  opening: Opening,
  use: (workspace: OpenWorkspace) => Promise<T>,
): Promise<T> =>
  sharingOf(folder)?.read(use) ??
  opened(folder, { ...opening, readOnly: true }, ({ layout, run }) => use({ layout, run: asReading(run) }));

/** A run whose store sees the kept tables behind its own. */
export const asReading = (run: Run): Run => ({ ...run, store: run.reading });

async function opened<T>(
  folder: string,
  { readOnly, onRun = () => {}, ...said }: Opening & { readOnly: boolean },
  use: (workspace: OpenWorkspace) => Promise<T>,
): Promise<T> {
  const layout = openLayout(folder);
  if (readOnly && !existsSync(layout.facts) && partsOf(layout).length === 0) throw nothingImported(layout.folder);
  const { held: run, release } = await hold(layout, { ...said, readOnly });
  try {
    onRun(run);
    await refuseOtherKeys(run.reading);
    return await use({ layout, run });
  } finally {
    await run.close();
    release();
  }
}

/**
 * Opens the engine on a workspace's database, for this process alone where it writes. What an erasure left to be done is done first, or once the
 * workspace is closed again.
 */
export async function hold(layout: Layout, opening: Omit<Opening, "onRun"> & { readOnly: boolean }) {
  if (opening.readOnly && partsOf(layout).length > 0) await settleBefore(layout, opening);
  const rewrite = () => rewriteKept(layout, copyDatabase);
  const { held, release } = await holding(layout, opening, async () => {
    if (!opening.readOnly && needsRewrite(layout)) {
      await forgetErased(layout);
      await rewrite();
    }
    const run = await openRun({ path: layout.facts, readOnly: opening.readOnly });
    if (opening.readOnly) return run;
    try {
      await refuseOtherKeys(run.kept!);
      await addFields(run.kept!);
      await settleLeftOver(run.kept!, layout, opening.now);
      return run;
    } catch (error) {
      await run.close();
      throw error;
    }
  });
  if (opening.readOnly && (await fieldsGained(held.reading)).length > 0) {
    await held.close();
    release();
    await settleBefore(layout, opening);
    return hold(layout, opening);
  }
  const close = held.close.bind(held);
  if (!opening.readOnly)
    held.close = async () => {
      await close();
      if (needsRewrite(layout)) await rewrite();
    };
  return { held, release };
}

/** What a server left that was killed, and what another version of the program did not know, is settled before anybody reads. */
async function settleBefore(layout: Layout, opening: Omit<Opening, "onRun">): Promise<void> {
  const { held, release } = await hold(layout, { ...opening, readOnly: false });
  await held.close();
  release();
}

/** Files beside the data that name people who were erased, where the erasure was cut off before them. */
async function forgetErased(layout: Layout): Promise<void> {
  if (!existsSync(layout.facts)) return;
  const run = await openRun({ path: layout.facts, readOnly: false });
  try {
    const paths = [layout.folder];
    await forgetErasedBeside({ people: peopleFile(paths, null), settings: settingsBeside(paths) }, run.reading);
  } finally {
    await run.close();
  }
}

export const nothingImported = (folder: string): InputError =>
  new InputError("input.no_files", `Nothing was imported into the workspace "${folder}" yet.`, {
    hint: `Import something: \`feltworth import <path…> --workspace ${folder}\`.`,
    details: { workspace: folder },
  });
