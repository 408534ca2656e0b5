import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Settings } from "../config/settings.ts";
import { finish } from "../ingest/finish.ts";
import { type LoadReport, load } from "../ingest/load.ts";
import { sha256 } from "../sources/read/discover.ts";
import { sql } from "../store/sql/sql.ts";
import type { Run } from "./compose.ts";
import { qualityOf, type SeenFile, type SeenTable } from "./data-quality.ts";
import { nothingRecognised, type RecognisedFiles, type RecognisedTable, recogniseFiles } from "./recognise-files.ts";
import type { CompanyRequest, LoadedFiles, Reject } from "./request.ts";

const REJECTS_LISTED = 100_000;

/** From paths to facts: find, look at, recognise, ask, load, settle. */
export async function loadFiles(run: Run, request: CompanyRequest): Promise<LoadedFiles> {
  const { files, settings } = await loadTables(run, request);
  request.progress.step("check");
  const totals = await finish(run.store);
  return asLoaded(files, {
    settings,
    rejects: await listRejects(run),
    rejectedRows: totals.rowsSetAside,
    workspace: null,
    request,
  });
}

/** What was read, as a report shows it; the same whether it was read just now or is kept in a workspace. */
export function asLoaded(
  files: readonly SeenFile[],
  {
    settings,
    rejects,
    rejectedRows,
    workspace,
    request,
  }: Pick<LoadedFiles, "settings" | "rejects" | "rejectedRows" | "workspace"> & {
    request: CompanyRequest;
  },
  hashes: readonly string[] = files.map(({ sha256 }) => sha256),
): LoadedFiles {
  return {
    inputs: files.map(({ name, sha256, bytes, tables }) => ({
      name,
      sha256,
      bytes,
      tables: tables.map(({ part, format, by, report }) => ({ part, format, by, rows: report?.rowsRead ?? 0 })),
    })),
    settings,
    quality: qualityOf(files, rejects),
    rejects,
    rejectedRows,
    workspace,
    dataVersion: versionOf(hashes, settings, request),
  };
}

export interface LoadedTables {
  /** In the order of their names. */
  files: (SeenFile & { path: string; tables: (SeenTable & { isKnown: boolean })[] })[];
  settings: Settings;
}

/**
 * Loads what is clear while further files are looked at.
 * @param isKnown whether a table need not be loaded, because what it gives is kept already
 */
export async function loadTables(
  run: Run,
  request: Pick<CompanyRequest, "paths" | "files" | "analysis" | "progress" | "now" | "only">,
  isKnown: IsKnown = () => false,
): Promise<LoadedTables> {
  const loader = new Loader(run, request, isKnown);
  // Loads keep the order of the tables, so what follows an open question waits for its answer.
  let isClear = true;
  const onTable = (table: RecognisedTable) => {
    isClear &&= table.recognition.questions.length === 0;
    if (isClear && isUsable(table)) loader.begin(table);
  };
  let recognised: RecognisedFiles;
  try {
    recognised = await recogniseFiles(run, request, { onTable });
    loader.announce();
  } catch (error) {
    // Nobody will ask for what is under way, and a question is not to wait for it.
    loader.giveUp();
    run.interrupt();
    await loader.settled();
    throw error;
  }
  const { tables, unreadable, settings, files } = recognised;
  const usable = tables.filter(isUsable);
  if (usable.length === 0) throw nothingRecognised(tables, unreadable);
  for (const table of usable) loader.begin(table);
  const reports = await loader.reports();
  const seen: LoadedTables["files"] = [];
  for (const file of files)
    seen.push({
      path: file.path,
      name: file.name,
      sha256: await loader.hashOf(file.path),
      bytes: file.bytes,
      unreadable: unreadable.find((u) => u.file === file)?.error.code ?? null,
      tables: tables
        .filter((table) => table.file === file)
        .map((table) => ({
          ...asSeen(table),
          report: reports.get(table) ?? null,
          isKnown: reports.get(table) === null,
        })),
    });
  return { files: seen, settings };
}

export type IsKnown = (table: RecognisedTable, sha256: string) => boolean;

const asSeen = ({ sample, recognition }: RecognisedTable): Omit<SeenTable, "report"> => ({
  part: sample.part ?? null,
  format: recognition.winner?.format ?? null,
  by: recognition.by,
  ...(recognition.lacks ? { lacks: recognition.lacks } : {}),
  readAs: readAs({ recognition }),
});

/** Names the way in which a table is read: what decides which facts its rows become. */
export const readAs = ({ recognition }: Pick<RecognisedTable, "recognition">): string | null =>
  recognition.winner && createHash("sha256").update(JSON.stringify(recognition.winner.mapping)).digest("hex");

const isUsable = ({ recognition }: RecognisedTable): boolean =>
  recognition.winner !== null && recognition.winner.mapping.facts.length > 0;

/** Loads tables in the order in which they are begun, as many at a time as there are connections. */
class Loader {
  readonly #begun = new Map<RecognisedTable, Promise<LoadReport | null>>();
  readonly #hashes = new Map<string, Promise<string>>();
  readonly #free: Run["store"][];
  readonly #waiting: ((store: Run["store"]) => void)[] = [];
  readonly #folder: string;
  #before: Promise<LoadReport | null> = Promise.resolve(null);
  /** The file that was begun last; it is not said while somebody may be asked what a file is. */
  #latest: string | undefined;
  #isSaid = false;
  #isGivenUp = false;

  constructor(
    private readonly run: Run,
    private readonly request: Pick<CompanyRequest, "now" | "progress">,
    private readonly isKnown: IsKnown,
  ) {
    this.#free = [run.store, run.besides];
    this.#folder = join(run.folder, "load");
    mkdirSync(this.#folder, { recursive: true });
  }

  /** Begins a table once. */
  begin(table: RecognisedTable): void {
    if (this.#begun.has(table)) return;
    const loading = this.#load(table, this.#before);
    // Who asks for the reports hears of a failure.
    loading.catch(() => {});
    this.#before = loading;
    this.#begun.set(table, loading);
  }

  /** From now on, what is read is said. */
  announce(): void {
    this.#isSaid = true;
    this.#say();
  }

  /** Begins with nothing that still waits. */
  giveUp(): void {
    this.#isGivenUp = true;
  }

  /** Null for what was known. */
  async reports(): Promise<Map<RecognisedTable, LoadReport | null>> {
    await this.settled();
    const reports = new Map<RecognisedTable, LoadReport | null>();
    for (const [table, loading] of this.#begun) reports.set(table, await loading);
    return reports;
  }

  /** When nothing is under way any more, whatever became of it. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#begun.values());
  }

  hashOf(path: string): Promise<string> {
    const hash = this.#hashes.get(path) ?? sha256(path);
    this.#hashes.set(path, hash);
    return hash;
  }

  #say(): void {
    if (this.#isSaid && this.#latest !== undefined) this.request.progress.step("read", { file: this.#latest });
  }

  async #load(table: RecognisedTable, after: Promise<LoadReport | null>): Promise<LoadReport | null> {
    const store = this.#free.pop() ?? (await new Promise<Run["store"]>((resolve) => this.#waiting.push(resolve)));
    const own = mkdtempSync(join(this.#folder, "file-"));
    try {
      this.run.refuseInterrupted();
      if (this.#isGivenUp) return null;
      this.#latest = table.sample.name;
      this.#say();
      const sha256 = await this.hashOf(table.file.path);
      if (this.isKnown(table, sha256)) {
        // Whoever comes next waits for what came before this one.
        await after;
        return null;
      }
      return await load(store, table.sample, table.recognition.winner!.mapping, {
        now: this.request.now.toISOString(),
        folder: own,
        sha256,
        after,
      });
    } finally {
      rmSync(own, { recursive: true, force: true });
      const next = this.#waiting.shift();
      if (next) next(store);
      else this.#free.push(store);
    }
  }
}

export async function listRejects({ store }: Run): Promise<Reject[]> {
  const rows = await store.rows(sql`
    select l.name as file, l.part as part, r.line as line, r.column_name as column_name, r.reason as reason, r.fact as fact
    from reject r
    inner join "load" l on l.load = r.load
    order by l.name, l.part, r.line, r.fact, r.reason, r.column_name
    limit ${REJECTS_LISTED}
  `);
  return rows.map((row) => ({
    file: row.part === null ? String(row.file) : `${row.file} › ${row.part}`,
    line: Number(row.line),
    column: row.column_name === null ? null : String(row.column_name),
    reason: String(row.reason),
    fact: row.fact === null ? null : String(row.fact),
  }));
}

function versionOf(hashes: readonly string[], settings: Settings, { analysis, files }: CompanyRequest): string {
  const hash = createHash("sha256");
  for (const text of [...hashes].sort()) hash.update(text);
  hash.update(JSON.stringify({ settings, analysis, dates: files.dates, money: files.money }));
  return hash.digest("hex").slice(0, 12);
}
