import type { Row } from "../../../src/store/ports/analytics.ts";
import type { Record_, Value } from "./panel.ts";

/** Whether two numbers are one but for rounding. */
export const close = (a: number, b: number, tolerance = 1e-9): boolean =>
  Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(a), Math.abs(b));

function same(actual: unknown, expected: Value, tolerance?: number): boolean {
  if (actual === null || actual === undefined || expected === null) return (actual ?? null) === expected;
  if (typeof expected === "number") return close(Number(actual), expected, tolerance);
  if (typeof expected === "boolean") return actual === expected;
  return String(actual) === String(expected);
}

/** Differences of a table from what it should hold, as lines that say where; columns are compared too. */
export function tableDifferences(
  table: string,
  actual: readonly Row[],
  expected: readonly Record_[],
  key: readonly string[],
  tolerance?: number,
): string[] {
  const name = (row: Readonly<Record<string, unknown>>) => key.map((column) => String(row[column])).join("/");
  const lines: string[] = [];
  const found = new Map<string, Row>();
  for (const row of actual) {
    if (found.has(name(row))) lines.push(`${table} ${name(row)}: twice`);
    found.set(name(row), row);
  }
  for (const row of expected) {
    const other = found.get(name(row));
    found.delete(name(row));
    if (!other) {
      lines.push(`${table} ${name(row)}: missing`);
      continue;
    }
    for (const column of new Set([...Object.keys(row), ...Object.keys(other)])) {
      if (column in row && column in other && same(other[column], row[column]!, tolerance)) continue;
      lines.push(`${table} ${name(row)}.${column}: ${String(other[column])}, expected ${String(row[column])}`);
    }
  }
  return [...lines, ...[...found.keys()].map((left) => `${table} ${left}: should not be there`)];
}
