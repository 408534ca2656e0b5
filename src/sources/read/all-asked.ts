import { recognise, type Stated } from "../recognise.ts";
import type { AskedQuestion } from "../survey/asked.ts";
import type { ReadOptions, TableSample } from "../table.ts";
import type { SourceFile } from "./discover.ts";
import { type ParquetSampler, probe, ROWS } from "./probe.ts";

/**
 * What a table puts in words, all of it: a sample of its rows is enough to know a table, and not enough to know every question.
 * @param asked what the sample puts in words
 */
export async function allAsked(
  asked: readonly AskedQuestion[],
  { file, sample, read, engine, stated }: AskedIn,
): Promise<readonly AskedQuestion[]> {
  if (asked.length === 0 || sample.container !== "json" || sample.rows.length < ROWS) return asked;
  const whole = (await probe(file, read, engine, Number.POSITIVE_INFINITY)).find(({ part }) => part === sample.part);
  return (whole && recognise(whole, stated).asked) ?? asked;
}

export interface AskedIn {
  file: SourceFile;
  sample: TableSample;
  read: Partial<ReadOptions>;
  engine: ParquetSampler | undefined;
  stated?: Stated;
}
