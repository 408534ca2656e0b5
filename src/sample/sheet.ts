import type { FileHandle } from "node:fs/promises";
import { open } from "node:fs/promises";
import { join } from "node:path";

/** Bytes gathered before they are written. */
const BATCH = 1 << 19;
/** Room for what one customer may add beyond that. */
const SLACK = 1 << 17;
/** UTF-8 takes at most so many bytes for a character. */
const BYTES_PER_CHARACTER = 3;
const NEWLINE = 10;
/** One row in so many is followed by a row that cannot be right. */
const DIRTY_EVERY = 2000;

/** A row that cannot be right, and why. */
interface Dirt {
  reason: string;
  row: (n: number) => string;
}

interface Layout<Event> {
  header: string;
  /** The row of an event; the text of its cells must be ready for CSV. */
  row: (event: Event) => string;
  dirty?: Dirt | undefined;
}

/** One CSV file, written as it grows. */
export class Sheet<Event> {
  /** Data rows, the planted ones included. */
  rows = 0;
  /** Rows that cannot be right, planted on purpose: the reason and how many. */
  readonly planted: Record<string, number> = {};
  private bytes = Buffer.allocUnsafe(BATCH + SLACK);
  private length = 0;
  private untilDirty = DIRTY_EVERY / 4;

  private constructor(
    readonly name: string,
    private readonly handle: FileHandle,
    private readonly layout: Layout<Event>,
  ) {
    this.write(layout.header);
  }

  static async create<Event>(dir: string, name: string, layout: Layout<Event>): Promise<Sheet<Event>> {
    return new Sheet(name, await open(join(dir, name), "w"), layout);
  }

  /** Adds the row of an event. */
  add(event: Event): void {
    const { row, dirty } = this.layout;
    this.write(row(event));
    this.rows++;
    if (dirty && --this.untilDirty === 0) this.plant(dirty);
  }

  get isFull(): boolean {
    return this.length >= BATCH;
  }

  async flush(): Promise<void> {
    for (let written = 0; written < this.length; ) {
      written += (await this.handle.write(this.bytes, written, this.length - written)).bytesWritten;
    }
    this.length = 0;
  }

  async close(): Promise<void> {
    await this.flush();
    await this.handle.close();
  }

  private plant(dirty: Dirt): void {
    this.untilDirty = DIRTY_EVERY;
    this.planted[dirty.reason] = (this.planted[dirty.reason] ?? 0) + 1;
    this.write(dirty.row(this.planted[dirty.reason]!));
    this.rows++;
  }

  /** Into bytes at once: strings that wait to be written would outlive the young generation and cost more than the rest. */
  private write(row: string): void {
    const most = this.length + row.length * BYTES_PER_CHARACTER + 1;
    if (most > this.bytes.length) this.bytes = Buffer.concat([this.bytes.subarray(0, this.length)], 2 * most);
    this.length += this.bytes.write(row, this.length, "utf8");
    this.bytes[this.length++] = NEWLINE;
  }
}

/** A cell that may hold commas or quotes. */
export function quoted(text: string): string {
  return text === "" ? "" : `"${text.replaceAll('"', '""')}"`;
}

export const yesNo = (value: boolean): string => (value ? "true" : "false");
