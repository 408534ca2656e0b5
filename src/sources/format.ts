import type { Currency } from "../base/currency.ts";
import type { FactKind } from "../facts/facts.ts";
import type { OwnScore } from "../facts/own-score.ts";
import type { FactMapping, Lack, Question } from "./mapping.ts";
import type { AskedQuestion } from "./survey/asked.ts";
import type { ReadOptions, TableSample } from "./table.ts";
import { words } from "./words/header.ts";

/** How a header is written; several where it depends on the version or the language of the export. */
export type Header = string | readonly string[];

/** How sure the columns are: seen in a real file or its source code, published by the vendor, or taken from general knowledge. */
export type Evidence = "seen" | "published" | "unverified";

/** What the user states about a file, and a way to ask what cannot be known. */
export interface FormatContext {
  /** What columns are, by their names: `nps`, `comment`, `none` … */
  columns: Readonly<Record<string, string>>;
  /** The currency of amounts that carry none. */
  currency: Currency | undefined;
  /** Scales of columns, by their names. */
  scales: Readonly<Record<string, string>>;
  /** Scores of the company's own. */
  scores: readonly OwnScore[];
  /** Questions as other tables of the same import say that they were asked. */
  asked: readonly AskedQuestion[];
  ask(question: Omit<Question, "table">): void;
  /** Says that the table, or part of it, cannot be read without what the format needs. */
  lack(): void;
}

/**
 * A known export of a known system. One file per format (`src/sources/<vendor>/<table>.ts`), registered in `formats.ts`.
 * Headers are compared without regard to case, blanks and punctuation.
 */
export interface Format {
  /** `<vendor>.<table>`. */
  name: `${string}.${string}`;
  /** Where its ids come from; exports of one system share it. */
  system: string;
  /** What the file is, and where a person gets it. */
  doc: string;
  /** What becomes of what a reader may stumble over. */
  notes?: readonly string[];
  evidence: Evidence;
  /** Every one of these must be there. */
  required: readonly Header[];
  /** Not one of these may be there: they tell this export from its neighbours. */
  forbidden?: readonly string[];
  /** Often there, but not always (versions, options); each that is there makes the match surer. */
  usual?: readonly Header[];
  /** Whether the values look as this system writes them. */
  looks?(sample: TableSample): boolean;
  /** How the file is to be read, where its content does not show it. */
  read?: Partial<ReadOptions> | ((sample: TableSample) => Partial<ReadOptions>);
  /** What its rows mean nothing without, where that stands in another table. */
  needs?: Lack;
  /** Questions that its rows put in words, for the tables that hold the answers. */
  asked?(sample: TableSample): AskedQuestion[];
  /** Kinds of facts that a format whose facts depend on the file can make; answers where it does not say. */
  makes?: readonly FactKind[];
  /**
   * What its rows become, in the vendor's own headers, whichever of them a file has; see `asWritten`. Empty for totals
   * that are about nobody.
   */
  facts: readonly FactMapping[] | ((sample: TableSample, context: FormatContext) => readonly FactMapping[]);
}

export interface SignatureMatch {
  format: Format;
  /** In [0, 1]; 1 where all required and usual headers are there. */
  score: number;
  isSure: boolean;
  /** Nearly all of its headers are there: most likely an export of this system that has changed. */
  isNear: boolean;
  missing: string[];
  forbidden: string[];
  looksRight: boolean;
}

const FEWEST_HEADERS = 3;
/** Required headers from which on a single missing one is taken for a change of the export. */
const NEAR_HEADERS = 5;
const NEAR = 0.5;

/** How well a sample carries a format's signature. Fewer than three headers are sure only where the values tell as well. */
export function matchSignature(format: Format, sample: TableSample): SignatureMatch {
  const present = bareColumns(sample);
  const isThere = (header: Header) => bareSpellings(header).some((name) => present.has(name));
  const missing = format.required.filter((header) => !isThere(header)).map((header) => spellings(header)[0]!);
  const forbidden = (format.forbidden ?? []).filter(isThere);
  const isTold = format.required.length >= FEWEST_HEADERS || format.looks !== undefined;
  const looksRight = missing.length > 0 || (format.looks?.(sample) ?? true);
  const usual = format.usual ?? [];
  const share = usual.length === 0 ? 1 : usual.filter(isThere).length / usual.length;
  const found = (format.required.length - missing.length) / format.required.length;
  const isSure = missing.length === 0 && forbidden.length === 0 && looksRight && isTold;
  const isNear = missing.length === 1 && forbidden.length === 0 && format.required.length >= NEAR_HEADERS;
  const least = format.required.length >= FEWEST_HEADERS ? 0.85 : 0.65;
  const score = isSure ? least + 0.15 * share : isNear ? NEAR : 0.4 * found;
  return { format, score, isSure, isNear, missing, forbidden, looksRight };
}

export const spellings = (header: Header): readonly string[] => (typeof header === "string" ? [header] : header);

/** A header without case, blanks and punctuation. A sign that is all there is stands for itself. */
export const bare = (header: string): string => words(header).join("") || header.trim();

/** Every sample is held against every format, so each is read once. */
const columnsRead = new WeakMap<TableSample, ReadonlySet<string>>();
function bareColumns(sample: TableSample): ReadonlySet<string> {
  let known = columnsRead.get(sample);
  if (!known) columnsRead.set(sample, (known = new Set(sample.columns.map(bare))));
  return known;
}

/** Of the headers that formats name, and no others. */
const headersRead = new Map<Header, readonly string[]>();
function bareSpellings(header: Header): readonly string[] {
  let known = headersRead.get(header);
  if (!known) headersRead.set(header, (known = spellings(header).map(bare)));
  return known;
}

/** Kinds of facts that a format can make. */
export const madeBy = ({ facts, makes }: Format): FactKind[] => [
  ...new Set<FactKind>(typeof facts === "function" ? (makes ?? ["answer"]) : facts.map(({ fact }) => fact)),
];

/** The column that a header names, as the sample writes it. */
export function columnNamed(sample: Pick<TableSample, "columns">, header: Header): string | undefined {
  const wanted = spellings(header);
  return (
    sample.columns.find((column) => wanted.includes(column)) ??
    sample.columns.find((column) => wanted.some((name) => bare(name) === bare(column)))
  );
}

/** The values of a column that are there. */
export function valuesOf(sample: TableSample, header: Header): string[] {
  const name = columnNamed(sample, header);
  const at = name === undefined ? -1 : sample.columns.indexOf(name);
  return at < 0 ? [] : sample.rows.flatMap((row) => (row[at] == null ? [] : [row[at]]));
}

/** Whether a column holds nothing but values of a shape, at least one. */
export function allLook(sample: TableSample, header: Header, shape: RegExp): boolean {
  const values = valuesOf(sample, header);
  return values.length > 0 && values.every((value) => shape.test(value));
}
