import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import { StoreError } from "../../base/errors.ts";
import type { ReadOptions, TableSample } from "../table.ts";
import { asUtf8, bytesOf } from "./bytes.ts";
import { jsonCells, jsonLayout, jsonRows } from "./json.ts";
import { fits, sheetsOf } from "./probe.ts";
import { blankCells, cellsOf, type RawRecord, scanRecords } from "./records.ts";

/** A table written out as delimited text without a fault: its first column is the line in the source. */
export interface Normalised {
  path: string;
  delimiter: string;
  quote: string;
  /** Lines that are no rows: `line,reason,text`, quoted with `"`. */
  brokenPath: string;
  rows: number;
  broken: number;
}

const CR = 13;
/** Characters of a faulty line that are kept. */
const KEPT = 1000;

/**
 * Writes any table as faultless delimited text in UTF-8, as a stream: other encodings, columns apart by blanks, sheets,
 * JSON, and texts in which a line is broken. What is no row of the table is written beside it, with its line and reason.
 */
export async function normalise(table: TableSample, read: ReadOptions, folder: string): Promise<Normalised> {
  const delimited = table.container === "delimited" && read.delimiter !== "whitespace" && read.quote !== "";
  const format = delimited ? { delimiter: read.delimiter, quote: read.quote } : { delimiter: ",", quote: '"' };
  const path = join(folder, "table.csv");
  const brokenPath = join(folder, "broken.csv");
  const rows = await Writer.open(path, format);
  const broken = await Writer.open(brokenPath, { delimiter: ",", quote: '"' });
  try {
    if (table.container === "delimited") await delimitedRows(table, read, rows, broken);
    else if (table.container === "json") await documentRows(table, read, rows, broken);
    else await sheetRows(table, read, rows);
    await rows.close();
    await broken.close();
  } catch (error) {
    await rows.abandon();
    await broken.abandon();
    throw error;
  }
  return { path, ...format, brokenPath, rows: rows.count, broken: broken.count };
}

async function delimitedRows(table: TableSample, read: ReadOptions, rows: Writer, broken: Writer): Promise<void> {
  const width = table.columns.length;
  const blanks = read.delimiter === "whitespace";
  const source = asUtf8(bytesOf(table.path, table.compressed), read.encoding);
  const format = { delimiter: blanks ? null : read.delimiter, quote: read.quote, columns: width };
  let header = read.header ? read.headerRows : 0;
  // The last rows are held back as long as they may be a closing note.
  const held: (() => void)[] = [];
  const pass = (write: () => void) => {
    if (read.skipEnd === 0) return write();
    held.push(write);
    if (held.length > read.skipEnd) held.shift()!();
  };
  for await (const batch of scanRecords(source, format)) {
    for (const record of batch) {
      if (record.line <= read.skip) continue;
      if (header > 0 && record.fault !== "line_too_long") {
        header--;
        continue;
      }
      if (read.skipEnd > 0) {
        const own = { ...record, bytes: Buffer.from(record.bytes) };
        pass(() => writeRecord(own, { width, read, rows, broken }));
      } else writeRecord(record, { width, read, rows, broken });
    }
    await rows.flush();
    await broken.flush();
  }
}

interface Target {
  width: number;
  read: ReadOptions;
  rows: Writer;
  broken: Writer;
}

function writeRecord(record: RawRecord, { width, read, rows, broken }: Target): void {
  const blanks = read.delimiter === "whitespace";
  const isCopied = record.fault === null && record.plain && !blanks && record.columns === width && read.quote !== "";
  // A return inside a cell would be taken for another kind of line end.
  if (isCopied && !record.bytes.includes(CR)) {
    rows.raw(record.line, record.bytes);
    return;
  }
  const text = () => record.bytes.toString("utf8");
  if (record.fault !== null) {
    broken.cells([record.line, record.fault, text().slice(0, KEPT)]);
    return;
  }
  const cells = blanks ? blankCells(text()) : cellsOf(text(), read.delimiter, read.quote);
  if (read.ragged) while (cells.length < width) cells.push("");
  if (fits(cells, width)) rows.cells([record.line, ...cells.slice(0, width)]);
  else broken.cells([record.line, cells.length < width ? "columns_missing" : "columns_extra", text().slice(0, KEPT)]);
}

async function documentRows(table: TableSample, read: ReadOptions, rows: Writer, broken: Writer): Promise<void> {
  const source = () => asUtf8(bytesOf(table.path, table.compressed), read.encoding);
  let head = "";
  for await (const chunk of source()) {
    head = chunk.toString("utf8", 0, 1 << 16);
    break;
  }
  for await (const { part, line, text, fault } of jsonRows(source(), jsonLayout(head) ?? "array")) {
    if (fault) broken.cells([line, fault, text.slice(0, KEPT)]);
    else if (part === table.part) {
      const cells = jsonCells(text);
      rows.cells([line, ...table.columns.map((name) => cells.get(name) ?? "")]);
    }
    if (rows.isFull) await rows.flush();
    if (broken.isFull) await broken.flush();
  }
}

async function sheetRows(table: TableSample, read: ReadOptions, rows: Writer): Promise<void> {
  const sheet = (await sheetsOf(table.path)).find(({ name }) => name === table.part);
  const all = sheet?.rows ?? [];
  const end = all.length - read.skipEnd;
  for (let i = read.skip + (read.header ? read.headerRows : 0); i < end; i++) {
    const cells = all[i]!;
    if (cells.every((c) => c === null)) continue;
    rows.cells([i + 1, ...table.columns.map((_, c) => cells[c] ?? "")]);
    if (rows.isFull) await rows.flush();
  }
}

/** Collects rows in one buffer and writes it when it is full. */
class Writer {
  count = 0;
  #used = 0;
  #buffer = Buffer.allocUnsafe(2 << 20);
  readonly #pending: Buffer[] = [];

  private constructor(
    private readonly file: FileHandle,
    private readonly delimiter: string,
    private readonly quote: string,
  ) {}

  static async open(path: string, { delimiter, quote }: { delimiter: string; quote: string }): Promise<Writer> {
    return new Writer(await open(path, "w").catch(diskError), delimiter, quote);
  }

  get isFull(): boolean {
    return this.#pending.length > 0;
  }

  raw(line: number, bytes: Buffer): void {
    const start = `${line}${this.delimiter}`;
    this.#room(start.length + bytes.length + 1);
    this.#used += this.#buffer.write(start, this.#used, "latin1");
    this.#used += bytes.copy(this.#buffer, this.#used);
    this.#buffer[this.#used++] = 10;
    this.count++;
  }

  cells(cells: readonly (string | number)[]): void {
    const text = cells
      .map((cell) => (typeof cell === "number" ? String(cell) : this.#quoted(cell)))
      .join(this.delimiter);
    const bytes = Buffer.from(`${text}\n`, "utf8");
    this.#room(bytes.length);
    this.#used += bytes.copy(this.#buffer, this.#used);
    this.count++;
  }

  async flush(): Promise<void> {
    for (const bytes of this.#pending) await this.file.writeFile(bytes).catch(diskError);
    this.#pending.length = 0;
  }

  async close(): Promise<void> {
    this.#pending.push(this.#buffer.subarray(0, this.#used));
    await this.flush();
    await this.file.close();
  }

  async abandon(): Promise<void> {
    await this.file.close().catch(() => undefined);
  }

  #quoted(cell: string): string {
    const { quote } = this;
    // NUL has no place in a text; a row that holds one was set aside before.
    // A lone return inside a cell would be taken for another kind of line end.
    const text = cell.replaceAll("\0", "").replaceAll(/\r\n?/g, "\n");
    return `${quote}${text.replaceAll(quote, quote + quote)}${quote}`;
  }

  #room(size: number): void {
    if (this.#used + size <= this.#buffer.length) return;
    this.#pending.push(this.#buffer.subarray(0, this.#used));
    this.#buffer = Buffer.allocUnsafe(Math.max(2 << 20, size));
    this.#used = 0;
  }
}

function diskError(cause: NodeJS.ErrnoException): never {
  if (cause.code === "ENOSPC" || cause.code === "EDQUOT")
    throw new StoreError("store.disk_full", "The disk of the temporary folder is full.", {
      hint: "Free some space, or set FELTWORTH_TEMP to a folder on a larger disk.",
      cause,
    });
  throw new StoreError(
    "store.unavailable",
    `The temporary folder cannot be written (${cause.code ?? cause.message}).`,
    {
      hint: "Set FELTWORTH_TEMP to a folder that this user may write to.",
      cause,
    },
  );
}
