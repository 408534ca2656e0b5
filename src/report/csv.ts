import type { Table, TableCell } from "../findings/finding.ts";
import type { Texts } from "../texts/texts.ts";

/**
 * A table as CSV after RFC 4180: column ids as header, numbers bare with a decimal point, each with its bounds in two more
 * columns where the table has intervals. Text that a spreadsheet would run as a formula gets a leading apostrophe.
 */
export function csv(table: Table, texts: Texts): string {
  const columns = table.columns.flatMap(({ id }) => {
    const bounded = table.rows.some((row) => row[id]?.kind === "number" && "interval" in row[id]);
    return bounded
      ? [
          { id, name: id, of: written },
          { id, name: `${id}_low`, of: bound("low") },
          { id, name: `${id}_high`, of: bound("high") },
        ]
      : [{ id, name: id, of: written }];
  });
  const header = columns.map(({ name }) => field(name));
  const rows = table.rows.map((row) => columns.map(({ id, of }) => of(row[id], texts)));
  return [header, ...rows].map((fields) => `${fields.join(",")}\r\n`).join("");
}

/** One field of a CSV line: a number as it is, a text quoted where it must be and never a formula. */
export function field(value: string | number | null): string {
  if (value === null) return "";
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : "";
  const safe = /^[=+\-@\t\r]/.test(value) && !isNumber(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const isNumber = (text: string): boolean => /^[+-]?\d+([.,]\d+)?(e[+-]?\d+)?$/i.test(text);

function written(cell: TableCell | undefined, texts: Texts): string {
  if (cell === undefined) return "";
  if (cell.kind === "number") return field(cell.value);
  return field(cell.kind === "label" ? texts.label(cell.label) : texts.say(cell.message));
}

const bound = (end: "low" | "high") => (cell: TableCell | undefined) =>
  field(cell?.kind === "number" ? (cell.interval?.[end] ?? null) : null);
