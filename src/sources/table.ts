import type { TimeZone } from "../base/zone.ts";

export type Encoding = "utf-8" | "utf-16le" | "utf-16be" | "windows-1250" | "windows-1251" | "windows-1252";
export type Container = "delimited" | "json" | "parquet" | "xlsx";
/** Order of the parts in a date written in figures. `iso` is year-month-day, `compact` YYYYMMDD, `short` YYMMDD. */
export type DateOrder = "iso" | "dmy" | "mdy" | "ymd" | "compact" | "short" | "epoch_s" | "epoch_ms";

/** How the text of a table is to be read. Learnt from a sample; whatever the user states wins. */
export interface ReadOptions {
  encoding: Encoding;
  /** A single character, or `whitespace` for columns apart by runs of blanks. */
  delimiter: string;
  quote: string;
  /** Whether the first line that is read holds the names; otherwise columns are `column1`, `column2` … */
  header: boolean;
  /** Rows that name the columns. The first gives the names; further ones (the question as it was asked) are `headings`. */
  headerRows: number;
  /** Lines before the header that are not data (a preamble). */
  skip: number;
  /** Lines at the end that are not data (a closing note). */
  skipEnd: number;
  /** Rows may end early, as in a log whose events have more or fewer parts: the cells that are missing are empty. */
  ragged: boolean;
  decimal: "." | ",";
  dates: DateOrder;
  /** Zone of times written without an offset. */
  zone: TimeZone;
  /** Texts that mean "no value", besides the empty one. */
  missing: string[];
  /** What a money amount counts: major units (euro) or minor ones (cent). */
  money: "major" | "minor";
}

/** One table of a file: the file itself, a sheet, an array in a JSON document. */
export interface TableSample {
  path: string;
  /** Name that reports show: relative to what the user gave. */
  name: string;
  part?: string; // sheet, or key of the array
  container: Container;
  compressed: boolean;
  bytes: number;
  columns: string[];
  /** What the rows below the names say of each column, where more than one row names them. */
  headings?: (string | null)[][];
  /** The first rows, as text; null where the cell is empty or one of `missing`. At most 1,000. */
  rows: (string | null)[][];
  read: ReadOptions;
  /**
   * Columns that hold dates, with the orders that remain possible for each, the likeliest first. More than one means that
   * nothing in the file decides, so that somebody is to be asked. Learnt from far more than the sampled rows.
   */
  dateOrders?: Readonly<Record<string, DateOrder[]>>;
}

/** How a table is read that is written with nothing peculiar: values decide the rest. */
export const PLAINLY_WRITTEN = {
  ...{ encoding: "utf-8", delimiter: ",", quote: '"', header: true, headerRows: 1 },
  ...{ skip: 0, skipEnd: 0, ragged: false },
} as const satisfies Partial<ReadOptions>;
