import { statSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { type AppError, InputError, StoreError } from "../base/errors.ts";
import { discover } from "../sources/read/discover.ts";
import type { Run } from "./compose.ts";
import { type Imported, type ImportRequest, importFiles } from "./import-files.ts";

export interface WatchRequest extends Omit<ImportRequest, "paths" | "again" | "only" | "now"> {
  folder: string;
  /** Milliseconds between two looks. A file that did not change from one to the next is complete. */
  everyMs: number;
  stop: AbortSignal;
  /** Told of each import that changed something. */
  onImported: (imported: Imported) => Promise<void>;
  /** Told what could not be imported, and why; the watch goes on, and the file is tried again once it changes. */
  onProblem: (error: AppError, names: readonly string[]) => void;
}

interface Look {
  name: string;
  /** Size and time of the last change: what tells that a file is the same as before. */
  state: string;
}

/** Names under which programs write what they will rename once it is whole. */
const UNFINISHED = /\.(partial|part|filepart|tmp|temp|crdownload|download)$/i;

/**
 * Imports what appears or changes in a folder, once it is complete, until it is stopped. The workspace is open only while
 * something is imported, so that reports can be made meanwhile; where somebody else has it open, the next look tries again.
 */
export async function watchFolder(request: WatchRequest, onRun?: (run: Run) => void): Promise<void> {
  const { folder, everyMs, stop } = request;
  const done = new Map<string, string>();
  // Files that wait for what another one says.
  const lacking = new Set<string>();
  let before = new Map<string, Look>();
  while (!stop.aborted) {
    const now = await look(folder);
    const complete = [...now].filter(
      ([path, { state }]) => before.get(path)?.state === state && done.get(path) !== state,
    );
    before = now;
    const waiting = [...now].filter(([path, { state }]) => lacking.has(path) && done.get(path) === state);
    const those = { files: [...complete, ...waiting], lacking };
    if (complete.length > 0 && (await importThose(request, those, onRun)))
      for (const [path, { state }] of complete) done.set(path, state);
    await wait(everyMs, undefined, { signal: stop }).catch(() => undefined);
  }
}

async function look(folder: string): Promise<Map<string, Look>> {
  const files = await discover([folder]).catch((error) => {
    if (error instanceof InputError && error.code === "input.no_files") return [];
    throw error;
  });
  const found = new Map<string, Look>();
  for (const { path, name } of files) {
    if (UNFINISHED.test(name)) continue;
    const at = statSync(path, { throwIfNoEntry: false });
    if (at) found.set(path, { name, state: `${at.size} ${at.mtimeMs}` });
  }
  return found;
}

/** @returns whether these files are dealt with; not where somebody else has the workspace open */
async function importThose(
  request: WatchRequest,
  { files, lacking }: { files: readonly (readonly [path: string, look: Look])[]; lacking: Set<string> },
  onRun?: (run: Run) => void,
): Promise<boolean> {
  const paths = new Set(files.map(([path]) => path));
  const waits = (names: readonly unknown[]) => {
    for (const [path, { name }] of files) {
      if (names.includes(name)) lacking.add(path);
      else lacking.delete(path);
    }
  };
  try {
    const imported = await importFiles(
      { ...request, paths: [request.folder], again: false, now: new Date(), only: (path) => paths.has(path) },
      onRun,
    );
    waits(imported.files.filter(({ state }) => state === "survey_details").map(({ name }) => name));
    if (imported.imported !== null) await request.onImported(imported);
    return true;
  } catch (error) {
    if (request.stop.aborted) return false;
    if (error instanceof StoreError && error.code === "store.locked") return false;
    if (!(error instanceof InputError)) throw error;
    // One file that cannot be read, or raises a question, is not to keep back the others.
    waits(Array.isArray(error.details?.lacking) ? error.details.lacking : []);
    if (files.length === 1) request.onProblem(error, [files[0]![1].name]);
    else for (const file of files) if (!(await importThose(request, { files: [file], lacking }, onRun))) return false;
    return true;
  }
}
