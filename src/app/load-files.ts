import { createHash } from "node:crypto";
import { existsSync, mkdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Currency, currencyOption } from "../base/currency.ts";
import type { Day } from "../base/day.ts";
import { type AppError, InputError } from "../base/errors.ts";
import { UTC } from "../base/zone.ts";
import { readSettings, SETTINGS_FILE, type Settings } from "../config/settings.ts";
import type { Message } from "../findings/figure.ts";
import { finish } from "../ingest/finish.ts";
import { type LoadReport, load } from "../ingest/load.ts";
import type { DataQuality, RejectGroup } from "../report/report-input.ts";
import { answered } from "../sources/answers.ts";
import { type FileSettings, matches, settingsFor } from "../sources/file-settings.ts";
import type { Question, Recognition } from "../sources/mapping.ts";
import { discover, type SourceFile, sha256 } from "../sources/read/discover.ts";
import { probe } from "../sources/read/probe.ts";
import { recognise, tableName } from "../sources/recognise.ts";
import type { DateOrder, ReadOptions, TableSample } from "../sources/table.ts";
import { sql } from "../store/sql/sql.ts";
import type { CompanyRequest } from "./company.ts";
import type { Run } from "./compose.ts";

export interface FileOptions {
  /** Settings file; null: `feltworth.yaml` in the first folder that is read, if there is one. */
  config: string | null;
  dates: DateOrder | null;
  money: "major" | "minor" | null;
  /** Asks a person; null where nobody is there to answer. */
  ask: ((question: Question) => Promise<string>) | null;
}

export interface Reject {
  file: string;
  line: number;
  column: string | null;
  reason: string;
  fact: string | null;
}

export interface InputFile {
  name: string;
  sha256: string;
  bytes: number;
  tables: { part: string | null; format: string | null; by: Recognition["by"]; rows: number }[];
}

export interface LoadedFiles {
  inputs: InputFile[];
  settings: Settings;
  quality: DataQuality;
  /** Where every row stands that was set aside, at most `REJECTS_LISTED` of them. */
  rejects: Reject[];
  rejectedRows: number;
  /** Changes with the bytes of the files and with the settings, and with nothing else. */
  dataVersion: string;
}

/** A table of a file with what it was taken for. */
export interface RecognisedTable {
  file: SourceFile;
  sample: TableSample;
  recognition: Recognition;
}

const REJECTS_LISTED = 100_000;
const SAMPLES_OF_A_REASON = 3;

/** From paths to facts: find, look at, recognise, ask, load. */
export async function loadFiles(run: Run, request: CompanyRequest): Promise<LoadedFiles> {
  const { tables, unreadable, settings, files } = await recogniseFiles(run, request);
  const usable = tables.filter(({ recognition }) => recognition.winner && recognition.winner.mapping.facts.length > 0);
  if (usable.length === 0) throw nothingRecognised(tables, unreadable);
  const folder = join(run.folder, "load");
  const reports = new Map<RecognisedTable, LoadReport>();
  const hashes = new Map<string, string>();
  for (const file of files) hashes.set(file.path, await sha256(file.path));
  for (const table of usable) {
    request.progress.step("read", { file: table.sample.name });
    mkdirSync(folder, { recursive: true });
    const report = await load(run.store, table.sample, table.recognition.winner!.mapping, {
      now: request.now.toISOString(),
      folder,
      sha256: hashes.get(table.file.path)!,
    });
    reports.set(table, report);
  }
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

export interface RecognisedFiles {
  files: SourceFile[];
  tables: RecognisedTable[];
  /** Files that hold no table, with the reason. */
  unreadable: { file: SourceFile; error: AppError }[];
  settings: Settings;
}

/** Looks at every file and says what it is. Open questions are asked, or end the run with exit code 3. */
export async function recogniseFiles(
  run: Run,
  request: Pick<CompanyRequest, "paths" | "files" | "analysis" | "progress">,
  { ask = true } = {},
): Promise<RecognisedFiles> {
  const { paths, files: options, progress } = request;
  progress.step("recognise");
  const settings = await settingsOf(paths, options.config);
  const found = (await discover(paths)).filter(({ name }) => !isOwn(name));
  const read = readOptions(options, settings, request);
  const tables: RecognisedTable[] = [];
  const unreadable: RecognisedFiles["unreadable"] = [];
  for (const file of found) {
    try {
      const stated = settings.files.find(({ match }) => matches(match, file.name))?.read ?? {};
      for (const sample of await probe(file, { ...read, ...stated }, run.store)) {
        tables.push({ file, sample, recognition: recognise(sample, statedBy(settings, request, read)) });
      }
    } catch (error) {
      if (!(error instanceof InputError) || error.code !== "input.file_unreadable" || found.length === 1) throw error;
      unreadable.push({ file, error });
    }
  }
  if (ask) await settleQuestions(tables, settings, request, read);
  return { files: found, tables, unreadable, settings };
}

/** What Feltworth itself wrote into a folder is no data of the company. */
const isOwn = (name: string): boolean => name === SETTINGS_FILE || /(^|\/)(truth\.json|README\.md)$/.test(name);

async function settingsOf(paths: readonly string[], given: string | null): Promise<Settings> {
  if (given !== null) return readSettings(given);
  for (const path of paths) {
    if (!existsSync(path)) continue;
    const beside = join(statSync(path).isDirectory() ? path : dirname(path), SETTINGS_FILE);
    if (existsSync(beside)) return readSettings(beside);
  }
  return { files: [] };
}

function readOptions(
  { dates, money }: FileOptions,
  settings: Settings,
  { analysis }: Pick<CompanyRequest, "analysis">,
): Partial<ReadOptions> {
  return {
    zone: analysis.zone ?? settings.timezone ?? UTC,
    ...(dates ? { dates } : {}),
    ...(money ? { money } : {}),
  };
}

function statedBy(
  settings: Settings,
  { analysis }: Pick<CompanyRequest, "analysis">,
  read: Partial<ReadOptions>,
  extra: readonly FileSettings[] = [],
) {
  const currency = analysis.currency ?? settings.currency;
  return { files: [...extra, ...settings.files], read, ...(currency ? { currency } : {}) };
}

async function settleQuestions(
  tables: RecognisedTable[],
  settings: Settings,
  request: Pick<CompanyRequest, "files" | "analysis">,
  read: Partial<ReadOptions>,
): Promise<void> {
  const { ask } = request.files;
  const open = tables.flatMap((table) => table.recognition.questions.map((question) => ({ table, question })));
  if (open.length === 0) return;
  if (ask === null) throw questionOpen(open.map(({ question }) => question));
  for (const table of tables) {
    let answers: FileSettings = { ...settingsFor(table.sample, settings.files), match: table.sample.name };
    let currency: Currency | undefined;
    // An answer may raise the next question, never the same one again.
    for (let round = 0; table.recognition.questions.length > 0 && round < 10; round += 1) {
      for (const question of table.recognition.questions) {
        const answer = await ask(question);
        if (question.code === "currency") currency = currencyOption("currency", answer);
        else
          answers = answered(
            answers,
            { code: question.code, ...(question.column ? { column: question.column } : {}) },
            answer,
          );
      }
      const stated = statedBy(settings, request, read, [answers]);
      table.recognition = recognise(table.sample, currency ? { ...stated, currency } : stated);
    }
  }
}

function questionOpen(questions: readonly Question[]): InputError {
  const lines = questions.map(
    ({ code, table, column, choices, option, examples }) =>
      `${table}${column ? `, column ${column}` : ""}: ${WORDS[code]} (for example ${examples.slice(0, 3).join(", ")}). Answer with ${option}: ${choices.join(", ")}.`,
  );
  return new InputError("input.question_open", lines.join("\n"), {
    hint: "Give the option, or write it into feltworth.yaml (feltworth inspect --write feltworth.yaml makes one).",
    details: { questions: questions.map(({ code, table, column, option }) => ({ code, table, column, option })) },
  });
}

const WORDS: Readonly<Record<Question["code"], string>> = {
  date_order: "does the day or the month come first",
  money_unit: "are the amounts in whole units or in cents",
  score_scale: "on which scale was it asked",
  which_format: "what is this file",
  which_column: "which column is meant",
  currency: "which currency are the amounts in",
};

function nothingRecognised(tables: readonly RecognisedTable[], unreadable: RecognisedFiles["unreadable"]): InputError {
  const guesses = tables.map(({ sample, recognition }) => {
    const guess = recognition.runnerUp;
    return `${tableName(sample)}: ${guess ? `not sure enough that it is ${guess.format}` : "not recognised"} (columns ${sample.columns.slice(0, 8).join(", ")}${sample.columns.length > 8 ? " …" : ""})`;
  });
  return new InputError(
    "input.nothing_recognised",
    ["None of the files was recognised.", ...guesses, ...unreadable.map(({ error }) => error.message)].join("\n"),
    { hint: "Run `feltworth inspect <path> --write feltworth.yaml`, say there what the columns are, and try again." },
  );
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

function qualityOf(
  tables: readonly RecognisedTable[],
  unreadable: RecognisedFiles["unreadable"],
  reports: ReadonlyMap<RecognisedTable, LoadReport>,
  rejects: readonly Reject[],
): DataQuality {
  const notes: Message[] = [];
  for (const { file } of unreadable) notes.push({ code: "quality.file_unreadable", values: { file: file.name } });
  for (const { sample, recognition } of tables)
    if (!recognition.winner) notes.push({ code: "quality.file_unrecognised", values: { file: tableName(sample) } });
  for (const [{ sample }, report] of reports) {
    if (report.negativeAmounts > 0)
      notes.push({ code: "quality.negative_amounts", values: { file: tableName(sample), n: report.negativeAmounts } });
    for (const total of report.totals.filter(({ closes }) => !closes))
      notes.push({
        code: "quality.totals_disagree",
        values: {
          name: `${tableName(sample)} · ${total.fact}.${total.field}`,
          before: total.file,
          after: total.loaded + total.setAside,
          unit: "count",
        },
      });
  }
  return {
    files: tables.map((table) => {
      const report = reports.get(table);
      const days = (report?.facts ?? []).flatMap(({ first, last }) => (first && last ? [first, last] : [])).sort();
      return {
        name: tableName(table.sample),
        format: table.recognition.winner?.format ?? null,
        by: table.recognition.by,
        rows: report?.rowsRead ?? 0,
        facts: (report?.facts ?? []).map(({ fact, n }) => ({ kind: fact, n })),
        rejected: report?.rowsSetAside ?? 0,
        repeated: (report?.facts ?? []).reduce((n, { replaced, duplicates }) => n + replaced + duplicates, 0),
        firstDay: (days[0] as Day | undefined) ?? null,
        lastDay: (days.at(-1) as Day | undefined) ?? null,
      };
    }),
    rejects: rejectGroups([...reports.values()], rejects),
    identity: null,
    notes,
  };
}

function rejectGroups(reports: readonly LoadReport[], rejects: readonly Reject[]): RejectGroup[] {
  return reports.flatMap((report) => {
    const file = report.part === null ? report.name : `${report.name} › ${report.part}`;
    const reasons = new Map<string, number>();
    for (const { reason, n } of report.rejects) reasons.set(reason, (reasons.get(reason) ?? 0) + n);
    return [...reasons].map(([reason, rows]) => ({
      file,
      reason,
      rows,
      samples: rejects
        .filter((r) => r.file === file && r.reason === reason)
        .slice(0, SAMPLES_OF_A_REASON)
        .map(({ line, column }) => ({ line, ...(column ? { column } : {}) })),
    }));
  });
}

function versionOf(hashes: readonly string[], settings: Settings, { analysis, files }: CompanyRequest): string {
  const hash = createHash("sha256");
  for (const text of [...hashes].sort()) hash.update(text);
  hash.update(JSON.stringify({ settings, analysis, dates: files.dates, money: files.money }));
  return hash.digest("hex").slice(0, 12);
}
