import type { FactKind } from "../../../src/facts/facts.ts";

/** A file as a vendor writes it, with made-up values, and what it must become. */
export interface Fixture {
  format: string;
  /** Name of the file. */
  name: string;
  content: string | Uint8Array;
  /** What the file is a trap for. */
  trap: string;
  /** Every fact, in the order of the file: fields that matter, `at` in UTC, `who` as kind and value. Other kinds: none. */
  facts: Partial<Record<FactKind, Record<string, unknown>[]>>;
  /** Further identifiers of one party, `kind:value = kind:value`. */
  aliases?: string[];
  setAside?: number;
  /** Tables of the same export that say what was asked: names and contents. */
  beside?: readonly (readonly [name: string, content: string])[];
  /** Answers of one response come in no order: they are put in that of their instruments. */
  isUnordered?: true;
  /** Questions that stay open, by their codes. */
  asks?: string[];
}

/** Delimited text; cells that hold the delimiter, a quote or a line end are quoted. */
export function csv(
  rows: readonly (readonly (string | number | null)[])[],
  { delimiter = ",", end = "\n" }: { delimiter?: string; end?: string } = {},
): string {
  const cell = (value: string | number | null) => {
    const text = value === null ? "" : String(value);
    return text.includes(delimiter) || /["\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return rows.map((row) => row.map(cell).join(delimiter) + end).join("");
}

/** A row of as many cells as there are headers, filled by name. */
export function row(headers: readonly string[], cells: Record<string, string | number>): (string | number | null)[] {
  for (const name of Object.keys(cells)) if (!headers.includes(name)) throw new Error(`No column "${name}".`);
  return headers.map((name) => cells[name] ?? null);
}
