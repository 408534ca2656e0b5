import { readFileSync } from "node:fs";
import { SHARED } from "../shared.ts";

export type CsvColumns = Record<string, (number | string)[]>;

/** Columns of a data file of the golden folder; cells that read as numbers are numbers. */
export function goldenCsv(path: string): CsvColumns {
  const [head, ...lines] = readFileSync(`${SHARED}golden/${path}`, "utf8").trim().split(/\r?\n/);
  const names = head!.split(",").map(unquoted);
  const rows = lines.map((line) => line.split(",").map(unquoted));
  return Object.fromEntries(names.map((name, j) => [name, rows.map((row) => asNumber(row[j]!))]));
}

/** One column as numbers. */
export function numbers(columns: CsvColumns, name: string): number[] {
  return columns[name]!.map(Number);
}

const unquoted = (cell: string): string => cell.replaceAll('"', "");
const asNumber = (cell: string): number | string => (cell !== "" && Number.isFinite(Number(cell)) ? Number(cell) : cell);
