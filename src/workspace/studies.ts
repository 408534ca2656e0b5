import { createHash } from "node:crypto";
import { appendFileSync, closeSync, existsSync, openSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { InputError, StoreError } from "../base/errors.ts";
import { type Layout, writeWhole } from "./layout.ts";

/** How a question is put before anybody has seen the answer. */
export interface StatedStudy {
  experience: string;
  outcome: string;
  /** The lower band of the step; null: every step. */
  step: string | null;
  /** Days; null: as the data bear it. */
  horizon: number | null;
  /** Days after an answer that no outcome counts. */
  gap: number;
  placebo: string | null;
  by: string | null;
  /** What a better score is expected to bring of the outcome; null where nobody said. */
  expects: "more" | "less" | "none" | null;
  /** Days after which that is expected; null where nobody said. */
  delayDays: number | null;
  /** Which goal it serves, in the author's words. */
  why: string | null;
}

/** A design was stated. */
export interface Declared {
  kind: "declared";
  id: string;
  /** ISO instant. */
  at: string;
  author: string;
  design: StatedStudy;
}

/** Somebody was shown how an outcome goes with a score. */
export interface Shown {
  kind: "shown";
  at: string;
  /** What showed it: `report`, `link`, `worth`, `server`. */
  by: string;
  dataVersion: string;
  pairs: { experience: string; outcome: string }[];
}

/** A declared study was answered. */
export interface Answered {
  kind: "answered";
  id: string;
  at: string;
  dataVersion: string;
  verdicts: { finding: string; verdict: string }[];
}

export type Entry = Declared | Shown | Answered;

/** An entry as it stands in the record, chained to the one before it. */
export type Written<T extends Entry = Entry> = T & { hash: string };

const FILE = "studies.jsonl";
const pathOf = ({ folder }: Pick<Layout, "folder">): string => join(folder, FILE);

/**
 * The record of what was declared and what was shown, in the order in which it happened. Lines are only ever added, and each is hashed
 * with the hash of the line before it: a line that was changed or taken out later is found.
 * @throws InputError `input.file_unreadable` naming the first line that is not as it was written
 */
export function readStudies(layout: Pick<Layout, "folder">): Written[] {
  const path = pathOf(layout);
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => line !== "");
  let before = "";
  return lines.map((line, i) => {
    const entry = parsed(line);
    if (!entry || entry.hash !== hashOf(entry, before))
      throw new InputError("input.file_unreadable", `Line ${i + 1} of "${path}" is not as it was written.`, {
        hint: "What was declared is known only from this record: put it back from a copy.",
        details: { path, line: i + 1 },
      });
    before = entry.hash;
    return entry;
  });
}

/**
 * Adds an entry to the end. A server and a command may do so at the same time: each waits for the other.
 * @throws InputError `input.output_unwritable` where the folder cannot be written; StoreError `store.locked` where somebody else writes for too long
 */
export function noteStudy<T extends Entry>(layout: Pick<Layout, "folder">, entry: T): Written<T> {
  const path = pathOf(layout);
  const giveBack = alone(`${path}.lock`, path);
  try {
    const before = readStudies(layout).at(-1)?.hash ?? "";
    const written = { ...entry, hash: hashOf(entry, before) };
    appendFileSync(path, `${JSON.stringify(written)}\n`);
    return written;
  } finally {
    giveBack();
  }
}

/**
 * Takes a person's traces out of the record, the one change that is ever made to lines that stand there: they are chained anew from the
 * first that had any.
 * @param without a text without what leads to the person
 */
export function forgetInStudies(layout: Pick<Layout, "folder">, without: (text: string) => string): void {
  const path = pathOf(layout);
  if (!existsSync(path)) return;
  const giveBack = alone(`${path}.lock`, path);
  try {
    const before = readStudies(layout);
    let last = "";
    const after = before.map((entry) => {
      const left = withoutIn(entry, without);
      last = hashOf(left, last);
      return { ...left, hash: last };
    });
    if (last !== (before.at(-1)?.hash ?? ""))
      writeWhole(path, after.map((entry) => `${JSON.stringify(entry)}\n`).join(""));
  } finally {
    giveBack();
  }
}

/** Words that people chose are those of a design alone. */
function withoutIn(entry: Written, without: (text: string) => string): Written {
  if (entry.kind !== "declared" || entry.design.why === null) return entry;
  return { ...entry, design: { ...entry.design, why: without(entry.design.why) } };
}

/** Milliseconds between two looks, after which a lock is that of a process which has ended, and after which waiting is given up. */
const LOCK = { look: 20, stale: 3_000, patience: 5_000 };

/** Waits until nobody else writes. */
function alone(lock: string, path: string): () => void {
  const began = Date.now();
  for (;;) {
    try {
      closeSync(openSync(lock, "wx"));
      return () => rmSync(lock, { force: true });
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== "EEXIST")
        throw new InputError("input.output_unwritable", `"${path}" cannot be written.`, {
          hint: "Declare studies where the workspace may be written.",
          details: { path },
          cause,
        });
      const age = Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
      if (age > LOCK.stale) rmSync(lock, { force: true });
      else if (Date.now() - began > LOCK.patience)
        throw new StoreError("store.locked", `Somebody else writes to "${path}".`, { details: { path }, cause });
      else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOCK.look);
    }
  }
}

function parsed(line: string): Written | null {
  try {
    const entry: unknown = JSON.parse(line);
    return typeof entry === "object" && entry !== null && "hash" in entry && "kind" in entry
      ? (entry as Written)
      : null;
  } catch {
    return null;
  }
}

/** SHA-256 over the hash before and the entry as JSON, without its own hash. */
function hashOf(entry: Entry | Written, before: string): string {
  const { hash: _, ...rest } = entry as Written;
  return createHash("sha256")
    .update(`${before}\n${JSON.stringify(rest)}`)
    .digest("hex");
}
