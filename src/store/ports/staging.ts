import type { Sql } from "../sql/sql.ts";

/** A delimited text file in UTF-8 that the engine reads by itself. */
export interface DelimitedText {
  path: string;
  compressed: boolean;
  delimiter: string;
  quote: string;
  /** Lines that come before the rows: a preamble, the names. */
  skip: number;
  /** Number of columns of every row. */
  columns: number;
  /** Whether the first column is the line in the source, which is named `line` and not counted as `c1`. */
  firstIsLine?: boolean;
}

/** Order of the parts of a date, and the zone of times that are written without an offset. */
export interface DateFormat {
  order: "iso" | "dmy" | "mdy" | "ymd" | "compact" | "short" | "epoch_s" | "epoch_ms";
  zone: string;
}

/** A text as the typed readers take it. */
export interface Prepared {
  text: Sql;
  /** Every value is known to be such that one cast reads it: the text is as it stands in the file, and costs next to nothing. */
  isPlain: boolean;
}

/**
 * What ingest needs of the embedded engine beyond `Analytics`: to read files by itself into a table of text columns
 * `c1`, `c2` … in the order of the file, and to turn text into typed values without ever failing on a bad one.
 * Staged tables last as long as the connection, and are no part of a transaction.
 */
export interface Staging {
  /**
   * All or nothing: reads only files without a fault.
   * @returns number of rows, or null where the engine found a row that it could not read, whatever the reason
   */
  stageDelimited(table: string, file: DelimitedText): Promise<number | null>;
  /** Reads the columns that are named, as text; nested values as JSON text, instants in UTC. */
  stageParquet(table: string, path: string, columns: readonly string[]): Promise<number>;
  sampleParquet(path: string, rows: number): Promise<{ columns: string[]; rows: (string | null)[][] }>;
  unstage(...tables: readonly string[]): Promise<void>;
  /** Runs a statement that writes or removes rows. @returns how many */
  changed(statement: Sql): Promise<number>;
  /** Number of a staged row in its file, from 1. */
  readonly rowNumber: Sql;

  /** Text without blanks around it; null where nothing is left. */
  trimmed(text: Sql): Sql;
  /** Whether a text, as it stands in the file, needs no trimming; is a plain number; is a date that one cast reads. */
  isTrimmed(text: Sql): Sql;
  isPlainNumber(text: Sql, decimal: "." | ","): Sql;
  isPlainDate(text: Sql): Sql;
  /** One row for each element of a text that is a list in JSON; none for every other text, and for a list without elements. */
  eachOf(text: Sql): Sql;
  /** A value of an element, as JSON and as a text. `path` names keys, with dots between them. */
  within(element: Sql, path: string): Sql;
  textWithin(element: Sql, path: string): Sql;
  /** The part of a text that a group of a regular expression matches (0: all of it), or null. */
  extract(text: Sql, pattern: string, group: 0 | 1): Sql;
  /** `true` or `false`: whether a text, in lower case and without what `unless` matches, matches `says`; null without a text. */
  says(text: Sql, patterns: { says: string; unless: string }): Sql;
  /**
   * Typed readers: null where the text is not one. They are given texts that `bareNumber` and `dateText` have prepared,
   * in a step of its own, because an engine has no names for values inside an expression.
   */
  bareNumber(text: Sql, decimal: "." | ","): Sql;
  dateText(text: Sql, order: DateFormat["order"]): Sql;
  money(text: Prepared, decimal: "." | ","): Sql;
  number(text: Prepared, decimal: "." | ","): Sql;
  /** A number of seconds, or HH:MM:SS. */
  seconds(text: Prepared, decimal: "." | ","): Sql;
  /** A computed double as money. */
  asMoney(value: Sql): Sql;
  /** UTC for times; the plain calendar date at 00:00 for dates without a time. */
  instant(text: Prepared, format: DateFormat): Sql;
  /** Calendar date in the zone. */
  date(text: Prepared, format: DateFormat): Sql;
  /** An instant or a date, some months and days later. */
  moved(value: Sql, by: { days: number; months: number }): Sql;
  /** An instant some minutes later, whole ones or not; null where either is missing. */
  later(value: Sql, minutes: Sql): Sql;
  /** `instant`, `day` or `month`, by how the date is written; only asked of texts that `instant` can read. */
  precision(text: Prepared, format: DateFormat): Sql;
  /** The value whose last bit is 0, or 1: tells keys of different kinds apart. */
  withLastBit(key: Sql, bit: 0 | 1): Sql;
  /** A JSON object of the texts that are there, by name; null where none is. */
  object(entries: readonly { key: string; text: Sql }[]): Sql;
}
