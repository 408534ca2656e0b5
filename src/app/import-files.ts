import { copyFileSync, existsSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { PEOPLE_FILE } from "../config/people.ts";
import { SETTINGS_FILE } from "../config/settings.ts";
import type { FactKind } from "../facts/facts.ts";
import type { Lack } from "../sources/mapping.ts";
import { name, sql } from "../store/sql/sql.ts";
import { type KeptFile, keptFiles } from "../workspace/files.ts";
import type { Layout } from "../workspace/layout.ts";
import { type LoadedFile, merge } from "../workspace/merge.ts";
import { clearRun } from "../workspace/present.ts";
import { KEPT } from "../workspace/tables.ts";
import type { Run } from "./compose.ts";
import { type LoadedTables, loadTables, readAs } from "./load-files.ts";
import { peopleFile, settingsBeside } from "./recognise-files.ts";
import type { CompanyRequest } from "./request.ts";
import { type WritableWorkspace, writingWorkspace } from "./workspace.ts";

export interface ImportRequest
  extends Pick<CompanyRequest, "paths" | "files" | "analysis" | "progress" | "now" | "only"> {
  /** Folder of the workspace. */
  workspace: string;
  /** Reads files again that were read before. */
  again: boolean;
}

export interface ImportedFile {
  name: string;
  /**
   * `new`, `changed` since it was imported, `reread` in another way, `known` as it is, `without_facts` where it is known and holds
   * none, `unread` where nothing was recognised, or what another file or stream would have to say first.
   */
  state: "new" | "changed" | "reread" | "known" | "without_facts" | "unread" | Lack;
  rows: number;
  setAside: number;
}

export interface Imported {
  schema: 1;
  workspace: string;
  /** Number of the import; null where nothing was new, and nothing was written. */
  imported: number | null;
  files: ImportedFile[];
  /** Facts of each kind that the workspace has more than before; fewer where the number is negative. */
  gained: Partial<Record<FactKind, number>>;
}

/** Takes files into a workspace. What was imported before is not read again, and loading twice changes nothing. */
export const importFiles = (request: ImportRequest, onRun?: (run: Run) => void): Promise<Imported> =>
  writingWorkspace(
    request.workspace,
    { doing: "import", now: request.now, ...(onRun ? { onRun } : {}) },
    async (workspace) => {
      try {
        return await importInto(workspace, request);
      } finally {
        request.progress.done();
      }
    },
  );

/** The same for a workspace that is open. */
export async function importInto({ layout, run, kept }: WritableWorkspace, request: ImportRequest): Promise<Imported> {
  await clearRun(run.reading);
  const before = new Map((await keptFiles(kept)).filter(({ latest }) => latest).map((file) => [file.path, file]));
  const asKept = (path: string, hash: string): KeptFile | undefined => {
    const file = before.get(realpathSync(path));
    return file?.sha256 === hash ? file : undefined;
  };
  const loaded = await loadTables(run, { ...request, files: withSettings(request, layout) }, (table, hash) =>
    Boolean(
      !request.again &&
        asKept(table.file.path, hash)?.tables.some(
          ({ part, readAs: was }) => part === (table.sample.part ?? null) && was === readAs(table),
        ),
    ),
  );
  const files = loaded.files.map((file): LoadedFile => {
    const older = asKept(file.path, file.sha256);
    return {
      ...file,
      path: realpathSync(file.path),
      tables: file.tables.map((table) => {
        const was = older?.tables.find(({ part, readAs: way }) => part === table.part && way === table.readAs);
        // What could not be read before and cannot be now is no news either.
        const isKnown = was !== undefined && table.report === null;
        return { ...(isKnown ? { ...table, report: was.report } : table), isKnown };
      }),
    };
  });
  request.progress.step("check");
  const { imported, gained } = await merge(kept, files, { way: "files", now: request.now });
  if (imported !== null) {
    await settle(kept);
    takeSettings(request, layout);
  }
  return {
    schema: 1,
    workspace: layout.folder,
    imported,
    files: files.map((file, i) => said(file, loaded.files[i]!, before.get(file.path))),
    gained,
  };
}

/** Brings what was logged into the database file, so that the next opening has nothing to read twice. */
const settle = (kept: WritableWorkspace["kept"]): Promise<void> => kept.run(sql`checkpoint ${name(KEPT)}`);

function said(file: LoadedFile, { tables }: LoadedTables["files"][number], older: KeptFile | undefined): ImportedFile {
  const sum = (of: "rowsRead" | "rowsSetAside") => file.tables.reduce((n, { report }) => n + (report?.[of] ?? 0), 0);
  const isSame = older?.sha256 === file.sha256;
  const state = file.tables.every(({ report }) => report === null)
    ? (tables.find(({ lacks }) => lacks)?.lacks ?? (tables.some(({ format }) => format) ? "without_facts" : "unread"))
    : !older
      ? "new"
      : !isSame
        ? "changed"
        : tables.some(({ report }) => report !== null)
          ? "reread"
          : "known";
  return { name: file.name, state, rows: sum("rowsRead"), setAside: sum("rowsSetAside") };
}

/** The settings of the workspace hold for every import, unless others are named. */
function withSettings({ files }: ImportRequest, { folder }: Layout): ImportRequest["files"] {
  const own = join(folder, SETTINGS_FILE);
  return files.config === null && existsSync(own) ? { ...files, config: own } : files;
}

/** A workspace without settings takes those by which its first files were read. */
function takeSettings({ paths, files }: ImportRequest, { folder }: Layout): void {
  take(files.config ?? settingsBeside(paths), join(folder, SETTINGS_FILE));
  take(peopleFile(paths, files.people ?? null), join(folder, PEOPLE_FILE));
}

function take(used: string | null, own: string): void {
  if (used !== null && !existsSync(own) && existsSync(used)) copyFileSync(used, own);
}
