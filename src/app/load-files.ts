import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { inParallel } from "../base/in-parallel.ts";
import type { Settings } from "../config/settings.ts";
import { finish } from "../ingest/finish.ts";
import { type LoadReport, load } from "../ingest/load.ts";
import { sha256 } from "../sources/read/discover.ts";
import { sql } from "../store/sql/sql.ts";
import type { Run } from "./compose.ts";
import { qualityOf } from "./data-quality.ts";
import { nothingRecognised, type RecognisedTable, recogniseFiles } from "./recognise-files.ts";
import type { CompanyRequest, LoadedFiles, Reject } from "./request.ts";

const REJECTS_LISTED = 100_000;

/** From paths to facts: find, look at, recognise, ask, load. */
export async function loadFiles(run: Run, request: CompanyRequest): Promise<LoadedFiles> {
  const { tables, unreadable, settings, files } = await recogniseFiles(run, request);
  const usable = tables.filter(({ recognition }) => recognition.winner && recognition.winner.mapping.facts.length > 0);
  if (usable.length === 0) throw nothingRecognised(tables, unreadable);
  const folder = join(run.folder, "load");
  mkdirSync(folder, { recursive: true });
  const hashes = new Map<string, string>();
  for (const file of files) {
    run.refuseInterrupted();
    hashes.set(file.path, await sha256(file.path));
  }
  const free = [run.store, run.besides];
  let before: Promise<unknown> = Promise.resolve();
  const work = async (table: RecognisedTable): Promise<LoadReport> => {
    const store = free.pop()!;
    request.progress.step("read", { file: table.sample.name });
    const own = mkdtempSync(join(folder, "file-"));
    const loading = load(store, table.sample, table.recognition.winner!.mapping, {
      now: request.now.toISOString(),
      folder: own,
      sha256: hashes.get(table.file.path)!,
      after: before,
    });
    before = loading;
    try {
      return await loading;
    } finally {
      rmSync(own, { recursive: true, force: true });
      free.push(store);
    }
  };
  const made = await inParallel(usable, work, free.length);
  const reports = new Map(usable.map((table, i) => [table, made[i]!]));
  request.progress.step("check");
  const totals = await finish(run.store);
  const rejects = await listRejects(run);
  return {
    inputs: files.map((file) => ({
      name: file.name,
      sha256: hashes.get(file.path)!,
      bytes: file.bytes,
      tables: tables
        .filter((t) => t.file === file)
        .map((t) => ({
          part: t.sample.part ?? null,
          format: t.recognition.winner?.format ?? null,
          by: t.recognition.by,
          rows: reports.get(t)?.rowsRead ?? 0,
        })),
    })),
    settings,
    quality: qualityOf(tables, unreadable, reports, rejects),
    rejects,
    rejectedRows: totals.rowsSetAside,
    dataVersion: versionOf([...hashes.values()], settings, request),
  };
}

async function listRejects({ store }: Run): Promise<Reject[]> {
  const rows = await store.rows(sql`
    select l.name as file, l.part as part, r.line as line, r.column_name as column_name, r.reason as reason, r.fact as fact
    from reject r
    inner join "load" l on l.load = r.load
    order by l.name, l.part, r.line, r.fact
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
