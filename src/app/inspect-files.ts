import { existsSync } from "node:fs";
import { basename, dirname } from "node:path";
import { type AppError, InputError } from "../base/errors.ts";
import { fileSettingsOf, type Settings, writeSettings } from "../config/settings.ts";
import { load } from "../ingest/load.ts";
import { describe, type TableDescription } from "../sources/describe.ts";
import { openRun, type Run } from "./compose.ts";
import { type RecognisedTable, recogniseFiles } from "./recognise-files.ts";
import type { CompanyRequest } from "./request.ts";
import { writeFiles } from "./write-files.ts";

export interface InspectRequest extends CompanyRequest {
  /** Settings file to write the mappings into. */
  write: string | null;
}

export interface InspectedTable extends TableDescription {
  /** What loading it came to; null where it was not loaded. */
  loaded: { rows: number; setAside: number; leftOut: number; rejects: { reason: string; n: number }[] } | null;
}

export interface Inspection {
  schema: 1;
  tables: InspectedTable[];
  /** Files that hold no table. */
  unreadable: { name: string; code: AppError["code"]; message: string }[];
}

/** What each file was taken for and why, and what loading it sets aside. Questions stay open and are shown. */
export async function inspectFiles(request: InspectRequest, onRun: (run: Run) => void = () => {}): Promise<Inspection> {
  const run = await openRun();
  onRun(run);
  try {
    const { tables, unreadable, settings } = await recogniseFiles(run, request, { ask: false });
    const inspected: InspectedTable[] = [];
    for (const table of tables) inspected.push(await inspectTable(run, table, request));
    if (request.write !== null) await writeMappings(request.write, settings, tables);
    return {
      schema: 1,
      tables: inspected,
      unreadable: unreadable.map(({ file, error }) => ({ name: file.name, code: error.code, message: error.message })),
    };
  } finally {
    request.progress.done();
    await run.close();
  }
}

async function inspectTable(
  run: Run,
  { sample, recognition }: RecognisedTable,
  { now, progress }: InspectRequest,
): Promise<InspectedTable> {
  const description = describe(sample, recognition);
  const mapping = recognition.winner?.mapping;
  if (!mapping || mapping.facts.length === 0) return { ...description, loaded: null };
  progress.step("read", { file: sample.name });
  const report = await load(run.store, sample, mapping, { now: now.toISOString(), folder: run.folder });
  const reasons = new Map<string, number>();
  for (const { reason, n } of report.rejects) reasons.set(reason, (reasons.get(reason) ?? 0) + n);
  return {
    ...description,
    loaded: {
      rows: report.rowsRead,
      setAside: report.rowsSetAside,
      leftOut: report.rowsNotForUs,
      rejects: [...reasons].map(([reason, n]) => ({ reason, n })),
    },
  };
}

/** A settings file that says what was found, so that a person can change it. */
async function writeMappings(path: string, settings: Settings, tables: readonly RecognisedTable[]): Promise<void> {
  if (existsSync(path))
    throw new InputError("input.output_unwritable", `${path} is there already, and nothing is written over it.`, {
      hint: "Give another name, or move the file away first.",
      details: { path },
    });
  const files = tables.map(
    ({ sample, recognition }) => fileSettingsOf(sample, recognition) ?? { match: sample.name, ignore: true },
  );
  await writeFiles(dirname(path), {
    [basename(path)]: writeSettings({ ...settings, files }),
  });
}
