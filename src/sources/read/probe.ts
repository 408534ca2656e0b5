import { InputError } from "../../base/errors.ts";
import { UTC } from "../../base/zone.ts";
import { type Container, type DateOrder, PLAINLY_WRITTEN, type ReadOptions, type TableSample } from "../table.ts";
import { asUtf8, bytesOf, firstBytes, magicOf, unreadable } from "./bytes.ts";
import type { SourceFile } from "./discover.ts";
import { detectEncoding } from "./encoding.ts";
import { jsonCells, jsonLayout, jsonRows } from "./json.ts";
import {
  afterLines,
  columnNames,
  commonWidth,
  hasHeader,
  learnHeaderRows,
  learnLayout,
  MOST_HEADER_ROWS,
  sampleRows,
} from "./layout.ts";
import { blankCells, cellsOf, scanRecords } from "./records.ts";
import type { Sheet } from "./sheet.ts";
import { DateEvidence, decimalOf, learnMissing } from "./value-shapes.ts";

/** Rows of the sample that recognition sees. */
export const ROWS = 1000;
/** Bytes read to learn a text's layout. */
const HEAD = 4 << 20;
/** Bytes read on to settle whether the day or the month comes first, and for further tables in a document. */
const FURTHER = 256 << 20;

/** What only the engine can read: Parquet. */
export interface ParquetSampler {
  sampleParquet(path: string, rows: number): Promise<{ columns: string[]; rows: (string | null)[][] }>;
}

/**
 * The tables in a file, with how they are to be read, learnt from their content; what is stated wins. Nothing is
 * decided by the file's name.
 * @param rows of a JSON text that are looked at, at most: more than usual where all of them say what was asked
 * @throws InputError `input.file_unreadable` for a file that holds no table: empty, an image, damaged, one endless line
 */
export async function probe(
  file: SourceFile,
  stated: Partial<ReadOptions> = {},
  engine?: ParquetSampler,
  rows = ROWS,
): Promise<TableSample[]> {
  const head = await firstBytes(file.path, 1 << 16);
  if (head.length === 0) throw unreadable(file.path, "is empty", { hint: "Export it once more." });
  const magic = magicOf(head);
  if (typeof magic === "object") throw binary(file.path, magic.binary);
  if (magic === "zip") return sheetTables(file, await sheetsOf(file.path), stated);
  if (magic === "parquet") return parquetTables(file, stated, engine);
  return textTables({ file, compressed: magic === "gzip", stated, most: rows });
}

/** The reader of workbooks is large, and most companies have none. */
export const sheetsOf = async (path: string): Promise<Sheet[]> => (await import("./sheet.ts")).readSheets(path);

interface TextFile {
  file: SourceFile;
  compressed: boolean;
  stated: Partial<ReadOptions>;
  /** Rows of a JSON text that are looked at. */
  most: number;
}

async function textTables({ file, compressed, stated, most }: TextFile): Promise<TableSample[]> {
  const encoding = stated.encoding ?? (await detectEncoding(bytesOf(file.path, compressed)));
  const { head, whole } = await beginning(asUtf8(bytesOf(file.path, compressed), encoding));
  if (head.length === 0) throw unreadable(file.path, "is empty", { hint: "Export it once more." });
  refuseBinary(file.path, head);
  const text = { file, compressed, stated: { ...stated, encoding }, most };
  return jsonLayout(head.toString("utf8", 0, 1 << 16)) === null
    ? [await delimitedTable(text, head, whole)]
    : jsonTables(text, head.toString("utf8", 0, 1 << 16));
}

async function delimitedTable(
  { file, compressed, stated }: TextFile,
  head: Buffer,
  whole: boolean,
): Promise<TableSample> {
  if (stated.delimiter !== undefined && stated.delimiter !== "whitespace" && !/^[\t -~]$/.test(stated.delimiter))
    throw new InputError("input.option_invalid", `"${stated.delimiter}" cannot part columns.`, {
      hint: "Use one character, such as , or ; or a tab, or the word whitespace.",
    });
  const layout = learnLayout(head, whole, stated);
  const found = sampleRows(afterLines(head, layout.skip), whole, layout, ROWS + MOST_HEADER_ROWS).map((r) => r.cells);
  if (found.length === 0)
    throw unreadable(file.path, whole ? "holds no row that can be read" : "has no line end within its first 4 MB", {
      hint: whole ? "Open it in an editor, and export it once more." : "It is no table of text; export it as CSV.",
    });
  const [header = null, ...headings] = layout.header ? found.slice(0, layout.headerRows) : [];
  const data = layout.header ? found.slice(layout.headerRows) : found;
  const ragged = stated.ragged ?? false;
  const widths = data.map((r) => r.length);
  const width = header ? header.length : ragged ? Math.max(...widths) : commonWidth(widths).width;
  const columns = columnNames(header, width, headings);
  const rows = data.filter((row) => fits(row, width) || (ragged && row.length < width)).slice(0, ROWS);
  const source = { file, container: "delimited" as const, compressed, headings };
  const table = sample(source, columns, rows, { ...stated, ...layout });
  return (await settleDates(table)) ?? table;
}

/** A row with cells beyond the last column is whole when they are empty. */
export const fits = (cells: readonly string[], width: number): boolean =>
  cells.length === width || (cells.length > width && cells.slice(width).every((c) => c.trim() === ""));

async function jsonTables({ file, compressed, stated, most }: TextFile, head: string): Promise<TableSample[]> {
  const layout = jsonLayout(head)!;
  const parts = new Map<string | undefined, Map<string, string | null>[]>();
  let [broken, read] = [0, 0];
  for await (const { part, text, fault } of jsonRows(utf8Of(file.path, compressed, stated), layout)) {
    read += text.length;
    if (read > FURTHER) break;
    if (fault) {
      if (++broken > ROWS) break;
      continue;
    }
    const rows = parts.get(part) ?? [];
    parts.set(part, rows);
    if (rows.length < most) rows.push(jsonCells(text));
    // A document may have further tables after a long one; a sequence has one.
    else if (layout !== "object") break;
  }
  // Rows that hold nothing at all (`{}`, `[]`) are no table.
  const tables = [...parts].flatMap(([part, cells]) => {
    const names = [...new Set(cells.flatMap((row) => [...row.keys()]))];
    if (names.length === 0) return [];
    const rows = cells.map((row) => names.map((name) => row.get(name) ?? null));
    return [sample({ file, part, container: "json", compressed }, names, rows, { ...stated, header: true, skip: 0 })];
  });
  if (tables.length === 0)
    throw unreadable(file.path, "is JSON without a list of rows", {
      hint: "Give an array of objects, one object a line, or an object whose arrays hold objects.",
    });
  return tables;
}

const utf8Of = (path: string, compressed: boolean, { encoding = "utf-8" }: Partial<ReadOptions>) =>
  asUtf8(bytesOf(path, compressed), encoding);

async function parquetTables(
  file: SourceFile,
  stated: Partial<ReadOptions>,
  engine: ParquetSampler | undefined,
): Promise<TableSample[]> {
  if (!engine) throw unreadable(file.path, "is a Parquet file, and no engine is at hand to read it");
  try {
    const { columns, rows } = await engine.sampleParquet(file.path, ROWS);
    return [
      sample({ file, container: "parquet", compressed: false }, columns, rows, { ...stated, header: true, skip: 0 }),
    ];
  } catch (cause) {
    throw unreadable(file.path, "is a damaged Parquet file", { hint: "Write it once more.", cause });
  }
}

function sheetTables(file: SourceFile, sheets: readonly Sheet[], stated: Partial<ReadOptions>): TableSample[] {
  const tables = sheets.flatMap((sheet) => {
    const layout = sheetLayout(sheet.rows, stated);
    if (!layout) return [];
    const { skip, header, headerRows, width } = layout;
    const below = sheet.rows.slice(skip);
    const [names = null, ...headings] = header ? below.slice(0, headerRows) : [];
    const columns = columnNames(names, width, headings);
    const rows = below
      .slice(header ? headerRows : 0)
      .filter((row) => row.some((c) => c !== null))
      .slice(0, ROWS)
      .map((row) => columns.map((_, i) => row[i] ?? null));
    return [
      sample({ file, part: sheet.name, container: "xlsx", compressed: false, headings }, columns, rows, {
        ...stated,
        header,
        headerRows,
        skip,
      }),
    ];
  });
  if (tables.length === 0)
    throw unreadable(file.path, "is a workbook without a table", { hint: "Export it once more." });
  return tables;
}

/** A sheet's table begins at the first row that is as full as most rows are. */
function sheetLayout(rows: readonly (string | null)[][], stated: Partial<ReadOptions>) {
  const filled = rows.map((row) => row.filter((c) => c !== null).length);
  const { width: usual } = commonWidth(filled.filter((n) => n > 0).slice(0, 300));
  if (usual === 0) return null;
  const skip =
    stated.skip ??
    Math.max(
      0,
      filled.findIndex((n) => n >= Math.max(1, usual - 1)),
    );
  const below = rows.slice(skip);
  const filledRows = below.filter((r) => r.some((c) => c !== null)).slice(0, 200);
  const header = stated.header ?? hasHeader(filledRows);
  const headerRows = stated.headerRows ?? (header ? learnHeaderRows(filledRows) : 1);
  let width = 0;
  for (const row of below) for (let i = row.length; i > width; i--) if (row[i - 1] !== null) width = i;
  return { skip, header, headerRows, width };
}

interface Origin {
  file: SourceFile;
  part?: string | undefined;
  container: Container;
  compressed: boolean;
  /** Rows below the names that name the columns too. */
  headings?: readonly (readonly (string | null)[])[];
}

function sample(
  { file, part, container, compressed, headings = [] }: Origin,
  columns: string[],
  cells: readonly (readonly (string | null)[])[],
  stated: Partial<ReadOptions>,
): TableSample {
  const missing = stated.missing ?? learnMissing(columns.map((_, i) => cells.map((row) => row[i] ?? null)));
  const absent = new Set(missing.map((m) => m.toLowerCase()));
  const rows = cells.map((row) =>
    columns.map((_, i) => {
      const text = row[i]?.trim() ?? "";
      return text === "" || absent.has(text.toLowerCase()) ? null : text;
    }),
  );
  const byColumn = columns.map((_, i) => rows.map((row) => row[i]!));
  const orders = byColumn.map((values) => new DateEvidence().add(values).orders());
  return {
    path: file.path,
    name: file.name,
    ...(part === undefined ? {} : { part }),
    container,
    compressed,
    bytes: file.bytes,
    columns,
    ...(headings.length > 0 ? { headings: headings.map((row) => columns.map((_, i) => row[i]?.trim() || null)) } : {}),
    rows,
    read: {
      ...PLAINLY_WRITTEN,
      decimal: decimalOf(byColumn),
      dates: tableOrder(orders),
      zone: UTC,
      money: "major",
      ...stated,
      missing,
    },
    dateOrders: agreed(columns, orders),
  };
}

/** One export writes its dates one way: where a column decides, those that could be either follow it. */
function agreed(columns: readonly string[], orders: readonly DateOrder[][]): Record<string, DateOrder[]> {
  const decided = orders.filter((o) => o.length === 1 && isSeparated(o[0]!)).map((o) => o[0]!);
  const one = new Set(decided).size === 1 ? decided[0] : undefined;
  const entries = columns.map((name, i) => {
    const own = orders[i]!;
    return [name, own.length > 1 && isSeparated(own[0]!) && one ? [one] : own] as const;
  });
  return Object.fromEntries(entries.filter(([, own]) => own.length > 0));
}

const isSeparated = (order: DateOrder): boolean => order === "dmy" || order === "mdy";

function tableOrder(orders: readonly DateOrder[][]): DateOrder {
  const decided =
    orders.find((o) => o.length === 1 && isSeparated(o[0]!)) ?? orders.find((o) => o.length > 1 && isSeparated(o[0]!));
  return decided?.[0] ?? orders.find((o) => o.length > 0)?.[0] ?? "iso";
}

/** Where the sample leaves open whether the day or the month comes first, the rest of the file is asked. */
async function settleDates(table: TableSample): Promise<TableSample | null> {
  const open = Object.entries(table.dateOrders ?? {}).filter(([, o]) => o.length > 1);
  if (open.length === 0) return null;
  const { delimiter, quote } = table.read;
  const blanks = delimiter === "whitespace";
  const evidence = open.map(([name]) => ({ name, at: table.columns.indexOf(name), seen: new DateEvidence() }));
  const format = { delimiter: blanks ? null : delimiter, quote, columns: table.columns.length };
  let read = 0;
  for await (const batch of scanRecords(asUtf8(bytesOf(table.path, table.compressed), table.read.encoding), format)) {
    for (const { line, bytes, fault } of batch) {
      read += bytes.length;
      if (fault || line <= table.read.skip + (table.read.header ? table.read.headerRows : 0)) continue;
      const text = bytes.toString("utf8");
      const cells = blanks ? blankCells(text) : cellsOf(text, delimiter, quote);
      for (const { at, seen } of evidence) if (cells[at] !== undefined) seen.add([cells[at]]);
    }
    if (read > FURTHER || evidence.some((e) => e.seen.isSettled)) break;
  }
  const orders = { ...table.dateOrders };
  for (const { name, seen } of evidence) orders[name] = seen.orders();
  const all = table.columns.map((name) => orders[name] ?? []);
  return { ...table, dateOrders: agreed(table.columns, all), read: { ...table.read, dates: tableOrder(all) } };
}

async function beginning(source: AsyncIterable<Buffer>): Promise<{ head: Buffer; whole: boolean }> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of source) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= HEAD) return { head: Buffer.concat(chunks), whole: false };
  }
  return { head: Buffer.concat(chunks), whole: true };
}

/** Control characters make up next to nothing of a text, and one byte in nine of everything else. */
function refuseBinary(path: string, head: Buffer): void {
  const part = head.subarray(0, 1 << 16);
  let control = 0;
  for (const b of part) if (b < 9 || (b > 13 && b < 32 && b !== 27)) control++;
  if (control > part.length / 50) throw binary(path, "no text");
}

const binary = (path: string, what: string) => unreadable(path, `is ${what}, not a table`);
