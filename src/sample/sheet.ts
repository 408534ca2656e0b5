import type { FileHandle } from "node:fs/promises";
import { open } from "node:fs/promises";
import { join } from "node:path";

/** Characters gathered before they are written; what a file may hold in memory. */
const BATCH = 1 << 20;
/** One row in so many is followed by a row that cannot be right. */
const DIRTY_EVERY = 2000;

/** One CSV file, written as it grows. */
export class Sheet {
  /** Data rows, the planted ones included. */
  rows = 0;
  /** Rows that cannot be right, planted on purpose: the reason and how many. */
  readonly planted: Record<string, number> = {};
  private text: string;
  private untilDirty = DIRTY_EVERY / 4;

  private constructor(
    readonly name: string,
    private readonly handle: FileHandle,
    header: string,
    private readonly dirty: { reason: string; row: (n: number) => string } | undefined,
  ) {
    this.text = `${header}\n`;
  }

  static async create(
    dir: string,
    name: string,
    header: string,
    dirty?: { reason: string; row: (n: number) => string },
  ): Promise<Sheet> {
    return new Sheet(name, await open(join(dir, name), "w"), header, dirty);
  }

  /** Adds a row; the text of its cells must be ready for CSV. */
  add(row: string): void {
    this.text += `${row}\n`;
    this.rows++;
    if (this.dirty && --this.untilDirty === 0) this.plant(this.dirty);
  }

  get isFull(): boolean {
    return this.text.length >= BATCH;
  }

  async flush(): Promise<void> {
    const bytes = Buffer.from(this.text, "utf8");
    this.text = "";
    for (let written = 0; written < bytes.length; ) {
      written += (await this.handle.write(bytes, written)).bytesWritten;
    }
  }

  async close(): Promise<void> {
    await this.flush();
    await this.handle.close();
  }

  private plant(dirty: { reason: string; row: (n: number) => string }): void {
    this.untilDirty = DIRTY_EVERY;
    this.planted[dirty.reason] = (this.planted[dirty.reason] ?? 0) + 1;
    this.text += `${dirty.row(this.planted[dirty.reason]!)}\n`;
    this.rows++;
  }
}

/** A cell that may hold commas or quotes. */
export function quoted(text: string): string {
  return text === "" ? "" : `"${text.replaceAll('"', '""')}"`;
}

export const yesNo = (value: boolean): string => (value ? "true" : "false");
