import { normalise } from "../sources/read/normalise.ts";
import { surveyText } from "../sources/read/text-survey.ts";
import type { ReadOptions, TableSample } from "../sources/table.ts";
import type { Staging } from "../store/ports/staging.ts";
import { raw, type Sql, sql } from "../store/sql/sql.ts";

/** A table of a file as the engine holds it: text columns `c1`, `c2` … */
export interface Staged {
  table: string;
  /** Line in the file on which a row begins, as an editor counts; the row's number for Parquet. */
  line: Sql;
  rows: number;
  /** No cell begins or ends with a blank; false also where that is not known. */
  isTrimmed: boolean;
  /** A table of lines that are no rows (columns `line`, `reason`, `text` as `c1` … `c3`), and their number. */
  broken: { table: string; rows: number };
}

export const STAGED = "staged";
const BROKEN = "staged_broken";

/**
 * Brings a table into the engine. A text in UTF-8 without a fault is read by the engine itself, and its number of rows
 * is checked against its number of lines; everything else is written out without its faults first.
 */
export async function stage(store: Staging, table: TableSample, read: ReadOptions, folder: string): Promise<Staged> {
  const width = table.columns.length;
  if (table.container === "parquet") {
    const rows = await store.stageParquet(STAGED, table.path, table.columns);
    return { table: STAGED, line: store.rowNumber, rows, isTrimmed: false, broken: { table: BROKEN, rows: 0 } };
  }
  if (isPlain(table, read)) {
    const skip = read.skip + (read.header ? 1 : 0);
    const { path, compressed } = table;
    const text = { path, compressed, delimiter: read.delimiter, quote: read.quote, skip, columns: width };
    // The engine reads on its own threads; this one counts meanwhile.
    const reading = store.stageDelimited(STAGED, text);
    const surveyed = surveyText(path, compressed, read);
    // Whichever fails, the other has ended before anything else is asked: what comes next needs the engine's temporary tables.
    await Promise.allSettled([reading, surveyed]);
    const rows = await reading;
    const { lines, isTrimmed } = await surveyed;
    if (rows !== null && lines - skip === rows)
      return {
        table: STAGED,
        line: sql`${store.rowNumber} + ${raw(String(skip))}`,
        rows,
        isTrimmed,
        broken: { table: BROKEN, rows: 0 },
      };
  }
  const written = await normalise(table, read, folder);
  const rows = await store.stageDelimited(STAGED, {
    ...{ path: written.path, compressed: false, delimiter: written.delimiter, quote: written.quote, skip: 0 },
    columns: width + 1,
    firstIsLine: true,
  });
  const broken = await store.stageDelimited(BROKEN, {
    ...{ path: written.brokenPath, compressed: false, delimiter: ",", quote: '"', skip: 0, columns: 3 },
  });
  if (rows !== written.rows || broken !== written.broken)
    throw new Error(
      `Rows were lost: wrote ${written.rows} and ${written.broken}, the engine read ${rows} and ${broken}.`,
    );
  return {
    table: STAGED,
    line: raw("cast(line as bigint)"),
    rows,
    isTrimmed: false,
    broken: { table: BROKEN, rows: broken },
  };
}

/** Whether the engine may try by itself. A blank line in a table of one column would be a row to it. */
function isPlain(table: TableSample, read: ReadOptions): boolean {
  return (
    table.container === "delimited" &&
    read.encoding === "utf-8" &&
    read.delimiter !== "whitespace" &&
    read.skipEnd === 0 &&
    !read.ragged &&
    // A heading may run over several lines.
    !(read.header && read.headerRows > 1) &&
    table.columns.length > 1
  );
}
