import type { Sql } from "../sql/sql.ts";

/** A delimited text file in UTF-8 that the engine reads by itself. */
export interface DelimitedText {
  path: string;
  compressed: boolean;
  delimiter: string;
  quote: string;
  header: boolean;
  skip: number;
  columns: readonly string[];
}

/** A line that could not be read as a row of the table at all. */
export interface BrokenLine {
  line: number;
  column: string | null;
  reason: string; // a code: `columns_missing`, `columns_extra`, `quote_open`, `line_too_long`, `encoding`
  text: string;
}

/**
 * What ingest needs of the embedded engine beyond `Analytics`: to read files by itself into a table of text columns
 * (`staged`, with a column `line`), and to turn text into typed values without ever failing on a bad one.
 */
export interface Staging {
  stageDelimited(table: string, file: DelimitedText): Promise<BrokenLine[]>;
  /** NDJSON, or one JSON document that is an array, or holds one under `key`. Nested values stay JSON text. */
  stageJson(table: string, file: { path: string; compressed: boolean; key?: string }): Promise<BrokenLine[]>;
  stageParquet(table: string, path: string): Promise<BrokenLine[]>;
  /** Typed readers: null where the text is not one. `text` is already trimmed. */
  number(text: Sql, decimal: "." | ","): Sql;
  instant(text: Sql, format: { order: string; zone: string }): Sql;
}
