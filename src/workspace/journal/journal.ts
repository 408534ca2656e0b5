import { constants, existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { type FileHandle, open, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { StoreError } from "../../base/errors.ts";
import { turn } from "../../base/turn.ts";
import type { Layout } from "../layout.ts";
import { writeWhole } from "../layout.ts";

/** Where a system can do so a write returns when it is on the disk, as after `fdatasync`: one call less, in half of the time. */
const THROUGH = process.platform === "linux" ? constants.O_DSYNC : 0;

/** A part of the journal is closed at this size, so that taking one in stays a matter of moments. */
const MOST_BYTES = 32 << 20;

/** Milliseconds from one write to the next while many write: each costs the disk and the processor alike, whatever it holds. */
const GATHERING = 2;

/** What goes to the disk at once, and is there for all who wrote it at the same moment. */
interface Gathered {
  texts: string[];
  written: Promise<void>;
  settle: (error: unknown) => void;
}

function gathering(): Gathered {
  let settle!: Gathered["settle"];
  const written = new Promise<void>((resolve, reject) => {
    settle = (error) => (error === null ? resolve() : reject(error));
  });
  return { texts: [], written, settle };
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
  #next = gathering();
  #wroteAt = Number.NEGATIVE_INFINITY;
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
    this.#next.texts.push(text);
    this.#flushing ??= this.#flush();
    return this.#next.written;
  }

  /** Ends the part that is being written to. @returns numbers of the parts that nothing is written to any more */
  seal(): Promise<number[]> {
    return new Promise((ended) => {
      this.#ends.push(ended);
      this.#flushing ??= this.#flush();
    });
  }

  async close(): Promise<void> {
    await this.seal();
  }

  /** What arrives in the same turn goes together; and while many write, what arrives until the disk may be asked again. */
  #gathered(): Promise<void> {
    const rest = this.#wroteAt + GATHERING - performance.now();
    return rest > 0 ? wait(rest) : turn();
  }

  async #flush(): Promise<void> {
    while (this.#next.texts.length > 0 || this.#ends.length > 0) {
      // Between two writes, so that nobody waits for senders to stop.
      if (this.#ends.length > 0) await this.#end();
      if (this.#next.texts.length === 0) continue;
      await this.#gathered();
      const { texts, settle } = this.#next;
      this.#next = gathering();
      this.#wroteAt = performance.now();
      await this.#bring(texts.join("")).then(
        () => settle(null),
        (error: unknown) => settle(failure(error)),
      );
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
      if (THROUGH === 0) await file.handle.datasync();
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
    const { O_WRONLY, O_CREAT, O_EXCL } = constants;
    const handle = await open(pathOf(this.folder, number), O_WRONLY | O_CREAT | O_EXCL | THROUGH, 0o600);
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
