import { field } from "./csv.ts";

/** Rows as CSV after RFC 4180, with these columns in this order; text that a spreadsheet would run as a formula gets a leading apostrophe. */
export const rowsCsv = (columns: readonly string[], rows: readonly CsvRow[]): string =>
  `${columns.map(field).join(",")}\r\n${rowLines(columns, rows)}`;

type CsvRow = Readonly<Record<string, unknown>>;

/** The same without the line of their names, as where a list is written a part at a time. */
export function rowLines(columns: readonly string[], rows: readonly CsvRow[]): string {
  const cell = (value: unknown): string =>
    typeof value === "number" ? field(value) : value === null || value === undefined ? "" : field(String(value));
  return rows.map((row) => `${columns.map((column) => cell(row[column])).join(",")}\r\n`).join("");
}
