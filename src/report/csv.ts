import type { Message } from "../findings/figure.ts";
import type { Table, TableCell } from "../findings/finding.ts";

/**
 * A table as CSV after RFC 4180: column ids as header, numbers bare with a decimal point, each with its bounds in two more
 * columns where the table has intervals; words of the data as they are, those of the program as codes. Text that a spreadsheet would run as a formula gets a leading apostrophe.
 */
export function csv(table: Table): string {
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
  const rows = table.rows.map((row) => columns.map(({ id, of }) => of(row[id])));
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

function written(cell: TableCell | undefined): string {
  if (cell === undefined) return "";
  if (cell.kind === "number") return field(cell.value);
  if (cell.kind === "message") return field(coded(cell.message));
  return field("data" in cell.label ? cell.label.data : coded(cell.label));
}

/** The code of a message by its own name, with what it says: `too_few`, `stale; n: 31; days: 200`. */
function coded({ code, values }: Message): string {
  const name = code.replace(/^figure\.state\.(\w+)\..*$/, "$1");
  const said = Object.entries(values).map(([key, value]) => `${key}: ${value}`);
  return [name.split(".").at(-1), ...said].join("; ");
}

const bound = (end: "low" | "high") => (cell: TableCell | undefined) =>
  field(cell?.kind === "number" ? (cell.interval?.[end] ?? null) : null);
