import { field } from "./csv.ts";

/** Rows as CSV after RFC 4180, with these columns in this order; text that a spreadsheet would run as a formula gets a leading apostrophe. */
export function rowsCsv(columns: readonly string[], rows: readonly Readonly<Record<string, unknown>>[]): string {
  const cell = (value: unknown): string =>
    typeof value === "number" ? field(value) : value === null || value === undefined ? "" : field(String(value));
  const lines = [columns.map(field), ...rows.map((row) => columns.map((column) => cell(row[column])))];
  return lines.map((cells) => `${cells.join(",")}\r\n`).join("");
}
