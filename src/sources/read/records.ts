import { isUtf8 } from "node:buffer";

/** Longest record that is read; a longer one is set aside, and never held in memory. */
export const MAX_RECORD = 8 << 20;
/** Bytes that may be read twice because a quote was left open; after that, lines with a quote are set aside as they come. */
const MAX_REREAD = 256 << 20;

export type Fault = "quote_open" | "line_too_long" | "encoding" | "nul_byte";

/** One record of a delimited text. Its bytes are a view that holds until the next batch is asked for. */
export interface RawRecord {
  /** Line on which it begins, from 1. */
  line: number;
  bytes: Buffer;
  columns: number;
  /** Whether the bytes can be copied as they are: no quote stands where it should not. */
  plain: boolean;
  fault: Fault | null;
}

export interface RecordFormat {
  /** One ASCII character; null where a record is a line and nothing else (columns apart by blanks). */
  delimiter: string | null;
  quote: string;
  /** Columns of a whole record. A record over several lines with another number is an open quote, not a record. */
  columns?: number | undefined;
}

/**
 * Parts a text in UTF-8 into records, in batches. Reads what spreadsheets write and what people repair by hand: quoted
 * line ends, doubled quotes, blanks around quotes, quotes inside a quoted cell that are not doubled, all three kinds of
 * line ends. A quote that is never closed costs its own line only. Empty lines are no records.
 */
export async function* scanRecords(source: AsyncIterable<Buffer>, format: RecordFormat): AsyncGenerator<RawRecord[]> {
  const scanner = new Scanner(format);
  for await (const chunk of source) {
    const batch = scanner.push(chunk, false);
    if (batch.length) yield batch;
  }
  const rest = scanner.push(Buffer.alloc(0), true);
  if (rest.length) yield rest;
}

const LF = 10;
const CR = 13;
const SPACE = 32;
const NONE = -1;

interface Found {
  /** Where the record ends, without its line end. */
  end: number;
  /** Where the next one begins. */
  next: number;
  columns: number;
  plain: boolean;
  /** Line ends inside quotes. */
  inner: number;
}

export class Scanner {
  /** Lines that have ended so far. */
  #lines = 0;
  readonly #delimiter: number;
  #quote: number;
  readonly #forbidden: number;
  readonly #columns: number | undefined;
  #data: Buffer = Buffer.alloc(0);
  #start = 0;
  /** A line longer than a record may be, of which only the beginning was kept. */
  #skipped: { line: number; head: Buffer } | null = null;
  #reread = 0;

  constructor({ delimiter, quote, columns }: RecordFormat) {
    this.#delimiter = delimiter === null ? NONE : delimiter.charCodeAt(0);
    this.#quote = delimiter === null || quote === "" ? NONE : quote.charCodeAt(0);
    this.#forbidden = this.#quote;
    this.#columns = columns;
  }

  /** @param limit records after which to stop; what is left is not looked at */
  push(chunk: Buffer, final: boolean, limit = Number.POSITIVE_INFINITY): RawRecord[] {
    const rest = this.#data.subarray(this.#start);
    this.#data = rest.length === 0 ? chunk : chunk.length === 0 ? rest : Buffer.concat([rest, chunk]);
    this.#start = 0;
    const batch: RawRecord[] = [];
    while (this.#start < this.#data.length && batch.length < limit) if (!this.#step(batch, final)) break;
    if (final && this.#skipped && batch.length < limit)
      batch.push(broken(this.#skipped.line, this.#skipped.head, "line_too_long"));
    markUnreadable(batch, this.#data.subarray(0, this.#start));
    return batch;
  }

  /** @returns false when more bytes are needed */
  #step(batch: RawRecord[], final: boolean): boolean {
    if (this.#skipped) return this.#skipOn(batch);
    const found = scanRecord(this.#data, this.#start, final, this.#delimiter, this.#quote);
    const left = this.#data.length - this.#start;
    if (found === "more" && !final && left <= MAX_RECORD) return false;
    if (typeof found === "string" || this.#spansByMistake(found)) {
      this.#reread += typeof found === "string" ? left : found.end - this.#start;
      this.#setLineAside(batch, final);
      return true;
    }
    const bytes = this.#data.subarray(this.#start, found.end);
    if (bytes.length) {
      const gaveUp = this.#quote === NONE && this.#forbidden !== NONE && bytes.includes(this.#forbidden);
      const fault = bytes.length > MAX_RECORD ? "line_too_long" : gaveUp ? "quote_open" : null;
      batch.push({ line: this.#lines + 1, bytes, columns: found.columns, plain: found.plain, fault });
    }
    this.#start = found.next;
    this.#lines += 1 + found.inner;
    return true;
  }

  #spansByMistake({ inner, columns }: Found): boolean {
    return inner > 0 && this.#columns !== undefined && columns !== this.#columns;
  }

  #skipOn(batch: RawRecord[]): boolean {
    const end = this.#data.indexOf(LF, this.#start);
    this.#start = end < 0 ? this.#data.length : end + 1;
    if (end < 0) return false;
    batch.push(broken(this.#skipped!.line, this.#skipped!.head, "line_too_long"));
    this.#skipped = null;
    this.#lines++;
    return true;
  }

  /** What begins here is no record: sets its first line aside and goes on after it. */
  #setLineAside(batch: RawRecord[], final: boolean): void {
    const line = this.#lines + 1;
    const end = this.#data.indexOf(LF, this.#start);
    if (end < 0 && !final) {
      // Copied, because the chunk it lies in is about to go.
      this.#skipped = { line, head: Buffer.from(this.#data.subarray(this.#start, this.#start + 4096)) };
      this.#start = this.#data.length;
      return;
    }
    const stop = end < 0 ? this.#data.length : end;
    const bytes = this.#data.subarray(this.#start, stop > this.#start && this.#data[stop - 1] === CR ? stop - 1 : stop);
    if (bytes.length) batch.push(broken(line, bytes, bytes.length > MAX_RECORD ? "line_too_long" : "quote_open"));
    this.#start = end < 0 ? this.#data.length : end + 1;
    this.#lines++;
    if (this.#reread > MAX_REREAD) this.#quote = NONE;
  }
}

const broken = (line: number, bytes: Buffer, fault: Fault): RawRecord => ({
  line,
  bytes,
  columns: 0,
  plain: false,
  fault,
});

/** One record from `start`; `more` where the bytes end before it does, `open` where the text ends inside quotes. */
function scanRecord(
  data: Buffer,
  start: number,
  final: boolean,
  delimiter: number,
  quote: number,
): Found | "more" | "open" {
  let [at, columns, inner, plain] = [start, 1, 0, true];
  const { length } = data;
  for (;;) {
    // At the beginning of a cell: blanks before a quote are not part of it.
    let first = at;
    if (quote !== NONE) while (first < length && data[first] === SPACE && delimiter !== SPACE) first++;
    if (quote !== NONE && first < length && data[first] === quote) {
      if (first > at) plain = false;
      const closed = closingQuote(data, first + 1, final, delimiter, quote);
      if (closed === null) return final ? "open" : "more";
      if (!closed.plain) plain = false;
      inner += lineEnds(data, first, closed.at);
      at = closed.after;
      if (closed.after > closed.at + 1) plain = false;
    } else {
      while (at < length) {
        const b = data[at]!;
        if (b === delimiter || b === LF || b === CR) break;
        at++;
      }
    }
    if (at >= length) return final ? { end: length, next: length, columns, plain, inner } : "more";
    const b = data[at]!;
    if (b === delimiter) {
      columns++;
      at++;
      if (at >= length && !final) return "more";
      continue;
    }
    if (b === CR && at + 1 >= length && !final) return "more";
    return { end: at, next: b === CR && data[at + 1] === LF ? at + 2 : at + 1, columns, plain, inner };
  }
}

/** The quote that closes a cell: the first that is not doubled and has the cell's end behind it. */
function closingQuote(data: Buffer, from: number, final: boolean, delimiter: number, quote: number) {
  let plain = true;
  for (let at = data.indexOf(quote, from); at >= 0; at = data.indexOf(quote, at)) {
    if (data[at + 1] === quote) {
      at += 2;
      continue;
    }
    let after = at + 1;
    while (data[after] === SPACE && delimiter !== SPACE) after++;
    const b = data[after];
    if (b === undefined ? final : b === delimiter || b === LF || b === CR) return { at, after, plain };
    if (b === undefined) return null;
    plain = false;
    at++;
  }
  return null;
}

function lineEnds(data: Buffer, from: number, to: number): number {
  let n = 0;
  for (let at = data.indexOf(LF, from); at >= 0 && at < to; at = data.indexOf(LF, at + 1)) n++;
  return n;
}

/** Marks the records that are not text. Asked of the whole stretch first, because nearly always all is well. */
function markUnreadable(batch: RawRecord[], stretch: Buffer): void {
  if (!isUtf8(stretch)) for (const r of batch) if (r.fault === null && !isUtf8(r.bytes)) r.fault = "encoding";
  if (stretch.includes(0)) for (const r of batch) if (r.fault === null && r.bytes.includes(0)) r.fault = "nul_byte";
}

/** The cells of one record, by the same rules as above. */
export function cellsOf(text: string, delimiter: string, quote: string): string[] {
  const cells: string[] = [];
  let at = 0;
  for (;;) {
    let first = at;
    if (quote) while (text[first] === " " && delimiter !== " ") first++;
    let end: number;
    if (quote && text[first] === quote) {
      let cell = "";
      let from = first + 1;
      let close = text.indexOf(quote, from);
      for (;;) {
        if (close < 0) return [...cells, cell + text.slice(from)];
        if (text[close + 1] === quote) {
          cell += text.slice(from, close + 1);
          from = close + 2;
        } else {
          end = close + 1;
          while (text[end] === " " && delimiter !== " ") end++;
          if (end >= text.length || text[end] === delimiter) {
            cell += text.slice(from, close);
            break;
          }
          cell += text.slice(from, close + 1);
          from = close + 1;
        }
        close = text.indexOf(quote, from);
      }
      cells.push(cell);
    } else {
      end = text.indexOf(delimiter, at);
      if (end < 0) end = text.length;
      cells.push(text.slice(at, end));
    }
    if (end >= text.length) return cells;
    at = end + 1;
  }
}

export const blankCells = (text: string): string[] => text.trim().split(/\s+/);
