import type { ReadOptions } from "../table.ts";
import { readDate } from "./read-date.ts";
import { readNumber } from "./read-number.ts";
import { blankCells, cellsOf, Scanner } from "./records.ts";
import { looksLikeDuration, looksLikeEmail } from "./value-shapes.ts";

export type Layout = Pick<ReadOptions, "delimiter" | "quote" | "header" | "headerRows" | "skip" | "skipEnd">;

const CANDIDATES = [",", ";", "\t", "|"] as const;
const RECORDS = 300;

/**
 * How a delimited text is laid out: what parts its columns, which lines come before its names and after its rows, how
 * many rows name its columns.
 * @param sample its beginning in UTF-8; `whole` when that is all of it
 */
export function learnLayout(sample: Buffer, whole: boolean, stated: Partial<ReadOptions>): Layout {
  const preamble = stated.skip ?? commentLines(sample);
  const body = afterLines(sample, preamble);
  const quote = stated.quote ?? learnQuote(body);
  const delimiter = stated.delimiter ?? learnDelimiter(body, whole, quote);
  const skip = stated.skip ?? preamble + titleLines(body, whole, delimiter, quote);
  const rows = sampleRows(afterLines(sample, skip), whole, { delimiter, quote }, 200).map((r) => r.cells);
  const header = stated.header ?? hasHeader(rows);
  const headerRows = stated.headerRows ?? (header ? learnHeaderRows(rows) : 1);
  const { width: usual } = commonWidth(rows.map((cells) => cells.length));
  const skipEnd = stated.skipEnd ?? (whole ? closingLines(afterLines(sample, skip), { delimiter, quote }, usual) : 0);
  return { delimiter, quote, header, headerRows, skip, skipEnd };
}

export interface SampleRow {
  line: number;
  cells: string[];
}

/** The first whole records of a text, as cells. */
export function sampleRows(
  text: Buffer,
  whole: boolean,
  { delimiter, quote }: Pick<Layout, "delimiter" | "quote">,
  limit: number,
): SampleRow[] {
  const blanks = delimiter === "whitespace";
  const records = firstRecords(text, whole, blanks ? null : delimiter, quote, limit);
  return records.map(({ line, bytes }) => {
    const record = bytes.toString("utf8");
    return { line, cells: blanks ? blankCells(record) : cellsOf(record, delimiter, quote) };
  });
}

export function afterLines(text: Buffer, lines: number): Buffer {
  let start = 0;
  for (let i = 0; i < lines; i++) {
    const end = text.indexOf(10, start);
    if (end < 0) return text.subarray(text.length);
    start = end + 1;
  }
  return text.subarray(start);
}

/** The number of columns that most records have, and their share. */
export function commonWidth(widths: readonly number[]): { width: number; share: number } {
  const count = new Map<number, number>();
  for (const w of widths) count.set(w, (count.get(w) ?? 0) + 1);
  let best = { width: 0, n: 0 };
  for (const [width, n] of count) if (n > best.n || (n === best.n && width > best.width)) best = { width, n };
  return { width: best.width, share: widths.length === 0 ? 0 : best.n / widths.length };
}

function firstRecords(text: Buffer, whole: boolean, delimiter: string | null, quote: string, limit: number) {
  const scanner = new Scanner({ delimiter, quote });
  const records = scanner.push(text, false, limit);
  // The last record of a part of a file may be cut, so it counts only where the file ends.
  if (whole && records.length < limit) records.push(...scanner.push(Buffer.alloc(0), true, limit - records.length));
  return records.filter((r) => r.fault === null);
}

function commentLines(sample: Buffer): number {
  let [lines, last] = [0, 0];
  for (let start = 0; start < sample.length && lines < 100; ) {
    const end = sample.indexOf(10, start);
    const line = sample.toString("utf8", start, end < 0 ? sample.length : end).trim();
    // A sign by itself is the name of a column that counts the rows.
    if (line !== "" && !/^#(?![,;\t|])/.test(line)) break;
    lines++;
    if (line !== "") last = lines;
    if (end < 0) break;
    start = end + 1;
  }
  return last;
}

function learnQuote(body: Buffer): string {
  const lines = body.toString("utf8", 0, 65_536).split("\n").slice(0, 100);
  const quoted = (mark: string) =>
    lines.filter((l) => new RegExp(`(^|[,;\\t|])${mark}[^${mark}]*${mark}([,;\\t|]|\\r?$)`).test(l)).length;
  return quoted("'") > lines.length / 2 && quoted('"') === 0 ? "'" : '"';
}

function learnDelimiter(body: Buffer, whole: boolean, quote: string): string {
  let best = { delimiter: ",", share: 0, width: 1 };
  for (const delimiter of CANDIDATES) {
    const records = firstRecords(body, whole, delimiter, quote, RECORDS);
    const { width, share } = commonWidth(records.map((r) => r.columns));
    if (width < 2) continue;
    if (share > best.share + 0.02 || (share > best.share - 0.02 && width > best.width))
      best = { delimiter, share, width };
  }
  if (best.share >= 0.9) return best.delimiter;
  const rows = sampleRows(body, whole, { delimiter: "whitespace", quote: "" }, RECORDS).map((r) => r.cells);
  const { width, share } = commonWidth(rows.map((r) => r.length));
  const cells = rows.slice(1).flat();
  const figures = cells.filter((cell) => /^[-+]?\d/.test(cell)).length / Math.max(1, cells.length);
  return width > 1 && share >= 0.98 && share > best.share && figures > 0.3 ? "whitespace" : best.delimiter;
}

/** Lines of a title above the table: fewer cells than the table has, and only at the very top. */
function titleLines(body: Buffer, whole: boolean, delimiter: string, quote: string): number {
  const rows = sampleRows(body, whole, { delimiter, quote }, RECORDS);
  const { width, share } = commonWidth(rows.map((r) => r.cells.length));
  const first = rows.findIndex((r) => r.cells.length === width);
  if (width < 2 || share < 0.8 || first <= 0 || first > 20) return 0;
  return rows.slice(0, first).every((r) => r.cells.length < width) ? rows[first]!.line - 1 : 0;
}

/**
 * Lines of a note below the table: one cell with words where rows have several. A row that was cut off is no note: it
 * begins with a number, a date or a single word, as the rows above it do.
 */
function closingLines(body: Buffer, format: Pick<Layout, "delimiter" | "quote">, usual: number): number {
  if (isWhole(lastLine(body), format, usual)) return 0;
  const rows = sampleRows(body, true, format, Number.POSITIVE_INFINITY);
  const { width, share } = commonWidth(rows.map((r) => r.cells.length));
  if (width < 3 || share < 0.5) return 0;
  let lines = 0;
  while (lines < 5 && lines < rows.length && isNote(rows[rows.length - 1 - lines]!.cells, width)) lines++;
  return lines;
}

/** The last line with something on it. */
function lastLine(body: Buffer): string {
  let end = body.length;
  while (end > 0 && body[end - 1]! <= 32) end--;
  return body.toString("utf8", body.lastIndexOf(10, end - 1) + 1, end);
}

/** Whether a line is as wide as rows are, which no note is. Said without parting the text into records, as all of it would have to be. */
const isWhole = (line: string, { delimiter, quote }: Pick<Layout, "delimiter" | "quote">, usual: number): boolean =>
  delimiter !== "whitespace" && usual >= 3 && !line.includes(quote || "\0") && line.split(delimiter).length >= usual;

const isNote = (cells: readonly string[], width: number): boolean => {
  const present = cells.filter((cell) => cell.trim() !== "");
  return (
    cells.length < width && present.length === 1 && cells[0] === present[0] && /\p{L}{2}.*\s.*\S/u.test(present[0]!)
  );
};

/** Rows that can name the columns: the names, the questions as they were asked, what the system calls them. */
export const MOST_HEADER_ROWS = 3;

/**
 * How many rows name the columns. A further one has words, or nothing, in every column whose values are figures, dates
 * or addresses below it; or it says of each column in braces what the system calls it.
 */
export function learnHeaderRows(rows: readonly (readonly (string | null)[])[]): number {
  for (let n = MOST_HEADER_ROWS - 1; n >= 1; n--)
    if (rows[n] && areBraces(rows[n]!) && !rows.slice(n + 1).some(areBraces)) return n + 1;
  let n = 1;
  while (n < MOST_HEADER_ROWS && rows[n] && namesToo(rows[n]!, rows.slice(n + 1))) n++;
  return n;
}

const filled = (row: readonly (string | null)[]): string[] =>
  row.flatMap((cell) => (cell !== null && cell.trim() !== "" ? [cell] : []));

const areBraces = (row: readonly (string | null)[]): boolean => {
  const cells = filled(row);
  return cells.length > 1 && cells.every((cell) => /^\{".*\}$/s.test(cell));
};

const TYPED_COLUMNS = 3;

function namesToo(row: readonly (string | null)[], below: readonly (readonly (string | null)[])[]): boolean {
  if (below.length === 0 || filled(row).length === 0 || filled(row).some(isTyped)) return false;
  const typed = row.filter((_, i) => {
    const values = filled(below.map((other) => other[i] ?? null));
    return values.length > below.length / 2 && values.filter(isTyped).length >= 0.8 * values.length;
  });
  return typed.length >= TYPED_COLUMNS;
}

/** Whether the first row names the columns: names are words above figures and dates. Further rows of names may follow. */
export function hasHeader(rows: readonly (readonly (string | null)[])[]): boolean {
  const [first, ...rest] = rows;
  if (!first) return false;
  if (areNames(first, rest)) return true;
  for (let n = 1; n < MOST_HEADER_ROWS && rest[n] && !filled(rest[n - 1]!).some(isTyped); n++)
    if (votesFor(first, rest.slice(n)) >= TYPED_COLUMNS) return true;
  return false;
}

type Row = readonly (string | null)[];

/** Columns whose values are figures, dates or addresses: how many of them `first` names, less those that it does not. */
function votesFor(first: Row, rest: readonly Row[]): number {
  let votes = 0;
  first.forEach((name, i) => {
    const values = rest
      .map((row) => row[i])
      .filter((v): v is string => typeof v === "string" && v.trim() !== "" && !/^(NA|N\/A|NULL|null)$/.test(v));
    const typed = values.filter(isTyped).length;
    if (name === null || name.trim() === "") return;
    // Years name columns too, where they do not stand in them.
    if (isYear(name) && !values.some(isYear)) return;
    // So do units of a currency, over its rates.
    if (isUnits(name) && !values.some(isUnits)) {
      votes += typed >= 0.8 * values.length && values.length > 0 ? 1 : 0;
      return;
    }
    if (values.length > 0 && typed >= 0.8 * values.length) votes += isTyped(name) ? -1 : 1;
    else if (isTyped(name)) votes--;
  });
  return votes;
}

function areNames(first: Row, rest: readonly Row[]): boolean {
  const votes = votesFor(first, rest);
  if (votes !== 0) return votes > 0;
  const names = first.map((name) => (name ?? "").trim().toLowerCase());
  const present = names.filter((n) => n !== "");
  const repeats = names.some(
    (name, i) => name !== "" && rest.slice(0, 100).some((row) => (row[i] ?? "").trim().toLowerCase() === name),
  );
  const words = present.filter((name) => !isTyped(name));
  const onlyYears = present.every((name) => !isTyped(name) || isYear(name));
  return words.length > 0 && onlyYears && present.every((n) => n.length <= 80) && !(repeats && rest.length > 3);
}

/** `100JPY`, as tables of exchange rates name their columns. */
const isUnits = (text: string): boolean => /^10* ?[A-Z]{3}$/.test(text.trim());
const isYear = (value: string): boolean => /^(19|20)\d{2}$/.test(value);

const isTyped = (value: string): boolean =>
  readNumber(value, ".") !== null ||
  readNumber(value, ",") !== null ||
  looksLikeDuration(value) ||
  looksLikeEmail(value) ||
  readDate(value, "dmy") !== null ||
  readDate(value, "mdy") !== null;

/**
 * Names of the columns as the first row gives them; unnamed ones are `column3`, repeated ones `amount_2`. Capitals make no
 * difference to an engine. Where further rows name them too, an unnamed column belongs to the one before it: `Colours [red]`.
 */
export function columnNames(
  header: readonly (string | null)[] | null,
  width: number,
  headings: readonly (readonly (string | null)[])[] = [],
): string[] {
  const taken = new Set<string>();
  const bare = (cell: string | null | undefined) => (cell ?? "").replaceAll(/[\s\p{Cc}]+/gu, " ").trim();
  let group = "";
  return Array.from({ length: width }, (_, i) => {
    const own = bare(header?.[i]);
    if (own !== "") group = own;
    const part = headings.map((row) => bare(row[i])).find((text) => text !== "");
    const given =
      (own === "" && part !== undefined && group !== "" ? `${group.slice(0, 120)} [${part.slice(0, 70)}]` : own).slice(
        0,
        200,
      ) || `column${i + 1}`;
    let name = given;
    for (let n = 2; taken.has(name.toLowerCase()); n++) name = `${given}_${n}`;
    taken.add(name.toLowerCase());
    return name;
  });
}
