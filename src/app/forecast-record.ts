import { readFile } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { InputError } from "../base/errors.ts";
import type { Finding } from "../findings/finding.ts";
import { type ForecastTerms, forecastsAhead } from "../value/forecast/chapter.ts";
import {
  joined,
  type Prediction,
  published,
  readRecord,
  type Studies,
  writtenRecord,
} from "../value/forecast/record.ts";
import type { Analysis } from "./analysis.ts";
import { writeFiles } from "./write-files.ts";

/** Where predictions are kept, to be scored when their months have come. */
export interface ForecastRecord {
  path: string;
  /** Somebody named the file: it has to be written. Nobody is kept from reading a workspace that may not be written. */
  isNamed: boolean;
}

/**
 * Forecasts with how earlier ones of the record did; the record then holds what is said now.
 * @param record null: none is kept
 * @throws InputError `input.output_unwritable` where a named record cannot be written
 */
export async function forecastsOnRecord(
  context: Analysis["context"],
  { record, ...terms }: ForecastTerms & { record: ForecastRecord | null },
  dataVersion: string,
): Promise<{ studies: Studies; findings: Finding[] }> {
  const before = record === null ? [] : await recordAt(record.path);
  const told = await forecastsAhead(context, { ...terms, record: before }, dataVersion);
  const now = published(told.studies);
  if (record !== null && now.length > 0) await keep(record, joined(before, now));
  return told;
}

/**
 * The record of a workspace, where what is told is what the company says of its future: of all customers, by all that is known. A question to
 * the past, or about a few, is no prediction.
 */
export function ownRecord({ context, stated }: Analysis, predictions: string | null): ForecastRecord | null {
  const { from, to, info } = context;
  const isOfAll = from === null && to === null && info.only === undefined && stated.asOf === null;
  return predictions !== null && isOfAll ? { path: predictions, isNamed: false } : null;
}

/** What the record holds; nothing where it is not there yet. */
async function recordAt(path: string): Promise<Prediction[]> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw error;
  });
  return readRecord(text).predictions;
}

async function keep({ path, isNamed }: ForecastRecord, predictions: readonly Prediction[]): Promise<void> {
  try {
    await writeFiles(dirname(path), { [basename(path)]: writtenRecord(predictions) });
  } catch (error) {
    if (isNamed || !(error instanceof InputError && error.code === "input.output_unwritable")) throw error;
  }
}
