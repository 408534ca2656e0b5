import { appendFile, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { jsonLines } from "../base/json-lines.ts";
import type { Finding } from "../findings/finding.ts";
import { readWorths, saidWorths, worthRecordFinding } from "../links/worth-record.ts";
import { type ForecastTerms, forecastsAhead } from "../value/forecast/chapter.ts";
import { published, readRecord, type Studies } from "../value/forecast/record.ts";
import { type Layout, layoutOf } from "../workspace/layout.ts";
import type { Analysis } from "./analysis.ts";
import { makeFolder } from "./make-folder.ts";
import { unwritable } from "./write-files.ts";

/** Where it is kept what was said, to be held against what came: a line each. */
export interface KeptRecord {
  path: string;
  /** Somebody named the file: it has to be written. Nobody is kept from reading a workspace that may not be written. */
  isNamed: boolean;
}

/**
 * A record of a workspace, where what is told is what the company says of itself: of all customers, by all that is known. A question to
 * the past, or about a few, is no prediction.
 * @param workspace its folder; null where there is none
 */
export function ownRecord(
  { context, stated }: Analysis,
  workspace: string | null,
  of: keyof Pick<Layout, "predictions" | "worths">,
): KeptRecord | null {
  const { from, to, info } = context;
  const isOfAll = from === null && to === null && info.only === undefined && stated.asOf === null;
  return workspace !== null && isOfAll && (stated.gapDays ?? 0) === 0
    ? { path: layoutOf(workspace)[of], isNamed: false }
    : null;
}

/**
 * Forecasts with how earlier ones of the record did; the record then holds what is said now.
 * @param record null: none is kept
 * @throws InputError `input.output_unwritable` where a named record cannot be written
 */
export async function forecastsOnRecord(
  context: Analysis["context"],
  { record, ...terms }: ForecastTerms & { record: KeptRecord | null },
  dataVersion: string,
): Promise<{ studies: Studies; findings: Finding[] }> {
  const before = readRecord(await textOf(record)).rows;
  const told = await forecastsAhead(context, { ...terms, record: before }, dataVersion);
  await keep(record, before, published(told.studies));
  return told;
}

/** How earlier statements on the worth of steps did, null where the time of none has come; the record then holds what is said now. */
export async function worthsOnRecord(
  analysis: Analysis,
  { found, workspace }: { found: readonly Finding[]; workspace: string | null },
  dataVersion: string,
): Promise<Finding | null> {
  const record = ownRecord(analysis, workspace, "worths");
  if (record === null) return null;
  const { context } = analysis;
  const before = readWorths(await textOf(record));
  await keep(record, before, saidWorths(found, context.info));
  return worthRecordFinding(context, before, dataVersion);
}

/** What the record holds; nothing where it is not there yet. */
async function textOf(record: KeptRecord | null): Promise<string> {
  if (record === null) return "";
  return readFile(record.path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw error;
  });
}

/**
 * Adds what does not stand there yet. Lines are only ever added: nobody who writes at the same time is written over, and what this program cannot read stays.
 * Of what is said twice of the same the last line counts.
 */
async function keep(record: KeptRecord | null, before: readonly object[], now: readonly object[]): Promise<void> {
  const known = new Set(before.map((each) => JSON.stringify(each)));
  const news = now.filter((each) => !known.has(JSON.stringify(each)));
  if (record === null || news.length === 0) return;
  const { path, isNamed } = record;
  try {
    await makeFolder(dirname(path));
    // Whoever was killed while writing left half a line.
    const text = await textOf(record);
    await appendFile(path, `${text === "" || text.endsWith("\n") ? "" : "\n"}${jsonLines(news)}`);
  } catch (cause) {
    if (isNamed) throw unwritable(path, cause);
  }
}
