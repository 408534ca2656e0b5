import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { type FileHandle, open, rm } from "node:fs/promises";
import { join } from "node:path";
import { StoreError } from "../../base/errors.ts";
import { turn } from "../../base/turn.ts";
import type { Layout } from "../layout.ts";
import { writeWhole } from "../layout.ts";

/** A part of the journal is closed at this size, so that taking one in stays a matter of moments. */
const MOST_BYTES = 32 << 20;

interface Waiting {
  text: string;
  written: () => void;
  failed: (error: unknown) => void;
}

/** The file that is being written to. */
interface Part {
  handle: FileHandle;
  /** Of them all are on the disk. */
  bytes: number;
}

/**
 * What was told and is on the disk, but is no fact yet: lines of JSON in numbered files, each written to its end once and read once. Whoever
 * writes hears of it when the system has brought it to the disk; what many write at a time is brought there at once.
 */
export class Journal {
  #file: Part | null = null;
  #queue: Waiting[] = [];
  #ends: ((parts: number[]) => void)[] = [];
  #flushing: Promise<void> | null = null;

  private constructor(
    private readonly folder: string,
    /** Number of the next file. */
    private next: number,
  ) {}

  /** @param last number of the last file that was taken in: no number is used again */
  static open(layout: Layout, last: number): Journal {
    mkdirSync(layout.journal, { recursive: true });
    return new Journal(layout.journal, Math.max(last, ...partsOf(layout), 0) + 1);
  }

  /** Durable when the promise is kept. @param text whole lines @throws StoreError `store.disk_full` */
  write(text: string): Promise<void> {
    return new Promise((written, failed) => {
      this.#queue.push({ text, written, failed });
      // What arrives in the same turn goes together.
      this.#flushing ??= turn().then(() => this.#flush());
    });
  }

  /** Ends the part that is being written to. @returns numbers of the parts that nothing is written to any more */
  seal(): Promise<number[]> {
    return new Promise((ended) => {
      this.#ends.push(ended);
      this.#flushing ??= Promise.resolve().then(() => this.#flush());
    });
  }

  async close(): Promise<void> {
    await this.seal();
  }

  async #flush(): Promise<void> {
    while (this.#queue.length > 0 || this.#ends.length > 0) {
      // Between two writes, so that nobody waits for senders to stop.
      if (this.#ends.length > 0) await this.#end();
      const taken = this.#queue;
      this.#queue = [];
      if (taken.length === 0) continue;
      try {
        await this.#bring(taken.map(({ text }) => text).join(""));
        for (const { written } of taken) written();
      } catch (error) {
        const told = failure(error);
        for (const { failed } of taken) failed(told);
      }
      if (this.#file && this.#file.bytes > MOST_BYTES) await this.#end();
    }
    // In the same turn as the look that found nothing: whoever comes later begins anew.
    this.#flushing = null;
  }

  async #end(): Promise<void> {
    const file = this.#file;
    this.#file = null;
    // All of it is on the disk already.
    await file?.handle.close().catch(() => {});
    const parts = readParts(this.folder);
    for (const ended of this.#ends.splice(0)) ended(parts);
  }

  async #bring(text: string): Promise<void> {
    this.#file ??= await this.#begin();
    const file = this.#file;
    const bytes = Buffer.from(text, "utf8");
    try {
      for (let done = 0; done < bytes.length; )
        done += (await file.handle.write(bytes, done, bytes.length - done, file.bytes + done)).bytesWritten;
      await file.handle.datasync();
      file.bytes += bytes.length;
    } catch (error) {
      // Half of it may stand there; nobody was told that it does. The next write begins where this one did, or elsewhere.
      this.#file = null;
      await file.handle.truncate(file.bytes).catch(() => {});
      await file.handle.close().catch(() => {});
      throw error;
    }
  }

  async #begin(): Promise<Part> {
    const number = this.next++;
    const handle = await open(pathOf(this.folder, number), "wx", 0o600);
    await syncFolder(this.folder);
    return { handle, bytes: 0 };
  }
}

const pathOf = (folder: string, number: number): string => join(folder, `${String(number).padStart(12, "0")}.ndjson`);

export const partPath = ({ journal }: Layout, number: number): string => pathOf(journal, number);

function readParts(folder: string): number[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .flatMap((name) => (/^\d{12}\.ndjson$/.test(name) ? [Number.parseInt(name, 10)] : []))
    .sort((a, b) => a - b);
}

/** Numbers of the parts that are there, in their order. */
export const partsOf = ({ journal }: Layout): number[] => readParts(journal);

/** Parts that are facts now. */
export async function removeParts(layout: Layout, numbers: readonly number[]): Promise<void> {
  for (const number of numbers) await rm(partPath(layout, number), { force: true });
}

/**
 * Leaves only whole lines in the parts that a process left which ended early: what was acknowledged is whole, and what the end of a part holds
 * besides was never acknowledged.
 */
export function mendParts(layout: Layout): void {
  for (const number of partsOf(layout)) {
    const path = partPath(layout, number);
    const text = readFileSync(path, "utf8");
    const lines = text.split("\n").filter(isRow);
    const whole = lines.map((line) => `${line}\n`).join("");
    if (whole !== text) writeWhole(path, whole);
  }
}

function isRow(line: string): boolean {
  if (!line.startsWith("{")) return false;
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}

/** The name of a new file is on the disk only when its folder is. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function failure(cause: unknown): StoreError {
  const { code } = cause as NodeJS.ErrnoException;
  if (code === "ENOSPC" || code === "EDQUOT")
    return new StoreError("store.disk_full", "The disk is full: nothing more can be stored.", {
      hint: "Make room; what was not acknowledged has to be sent again.",
      cause,
    });
  return new StoreError("store.unavailable", "What was sent could not be written to the disk.", {
    hint: "Look at the disk of the workspace; what was not acknowledged has to be sent again.",
    cause,
  });
}
