import { InputError } from "../../base/errors.ts";

/** A value that the source could not pass on as it is: missing here does not mean missing there. */
export interface ChangedValue {
  field: string;
  /** What was done to it, as the source says: `NULLED`, `TRUNCATED`. */
  change: string;
}

export type JsonObject = Readonly<Record<string, unknown>>;

/** What a tap or a source says, whichever of the two protocols it speaks. */
export type StreamMessage =
  | { is: "schema"; stream: string; keys: readonly string[] | null; properties: JsonObject }
  | {
      is: "record";
      stream: string;
      data: JsonObject;
      version: number | null;
      isDeleted: boolean;
      changes: ChangedValue[];
    }
  /** Of a stream, only records of this version are there any more. */
  | { is: "activate"; stream: string; version: number }
  /** Everything of a stream was said. */
  | { is: "complete"; stream: string }
  /** How far it has come. It is told back, as `text`, once all that was said before it is durable. */
  | { is: "state"; text: string };

/** Reads one line of a protocol; null for what concerns nobody here (logs, hints). */
export type LineReader = (line: string, number: number) => StreamMessage | null;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** @throws InputError `input.file_unreadable` naming the line */
export function parseLine(line: string, number: number): JsonObject {
  try {
    // Whole numbers beyond what a double holds keep every digit.
    const exact = /\d{16}/.test(line)
      ? line.replace(/"(?:[^"\\]|\\.)*"|(?<![\d.eE+-])-?\d{16,}(?![\d.eE])/g, (t) => (t.startsWith('"') ? t : `"${t}"`))
      : line;
    const message: unknown = JSON.parse(exact);
    if (isObject(message)) return message;
  } catch {
    // Said below.
  }
  throw broken(number, "is no JSON message");
}

export const broken = (number: number, what: string): InputError =>
  new InputError("input.file_unreadable", `Line ${number} of the standard input ${what}.`, {
    hint: "Pipe in what the tap or source writes to its standard output, and nothing else. What came before the last state that was told back is kept.",
    details: { line: number },
  });

const text = (value: unknown): string => (typeof value === "string" ? value : "");
export const named = (value: unknown, number: number): string => {
  const name = text(value);
  if (name === "") throw broken(number, "names no stream");
  return name;
};
