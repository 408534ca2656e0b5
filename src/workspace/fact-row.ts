import { type FactKind, factDefinition } from "../facts/facts.ts";
import type { FieldValue, NewFact } from "./new-fact.ts";

/**
 * A fact as a line of texts: it waits like this in the journal, and is taken in from a table of these columns. Names are short because millions of
 * them are written.
 */
export interface FactRow {
  /** Place among all facts of the process: what was said later stands later, and what follows from a fact stands with it. */
  r: number;
  /** Source and kind. */
  s: string;
  k: FactKind;
  /** Id of the source; kind and value of the subject. */
  i?: string;
  n?: string;
  v?: string;
  /** Moment in UTC, and how exactly it is known. */
  t?: string;
  p: string;
  /** Properties, as JSON. */
  x?: string;
  /** It follows from the fact before it, and is not counted as one. */
  d?: true;
  /** The fields of the kind. */
  f: Readonly<Record<string, string>>;
}

let last = 0;

/** The rows of facts that are valid, in their order; further identifiers become aliases, as those on a row of a file do. */
export function rowsOf(source: string, facts: readonly NewFact[]): FactRow[] {
  const rows: FactRow[] = [];
  for (const fact of facts) {
    last += 1;
    rows.push(row(source, fact));
    const { subject, at, precision, also } = fact;
    if (!also || !subject) continue;
    for (const other of also) {
      const fields = { other_kind: other.kind, other_value: textOfIdentifier(other) };
      rows.push({ ...row(source, { fact: "alias", subject, ...of({ at, precision }), fields }), d: true });
    }
  }
  return rows;
}

const of = ({ at, precision }: { at: NewFact["at"] | undefined; precision: NewFact["precision"] | undefined }) => ({
  ...(at === undefined ? {} : { at }),
  ...(precision === undefined ? {} : { precision }),
});

function row(source: string, { fact, id, subject, at, precision, properties, fields }: NewFact): FactRow {
  const line: FactRow = { r: last, s: source, k: fact, p: precision ?? precisionOf(at), f: textsOf(fact, fields) };
  if (id !== undefined) line.i = id;
  if (subject) {
    line.n = subject.kind;
    line.v = textOfIdentifier(subject);
  }
  if (at !== undefined) line.t = utc(at);
  if (properties) line.x = JSON.stringify(sorted(properties));
  return line;
}

const precisionOf = (at: string | undefined): string =>
  at === undefined ? "unknown" : at.includes("T") ? "instant" : "day";

function textsOf(kind: FactKind, fields: NewFact["fields"]): Record<string, string> {
  const known: Readonly<Record<string, { type: string }>> = factDefinition(kind).fields;
  const texts: Record<string, string> = {};
  for (const name in fields) {
    const value = fields[name];
    if (value === null || value === undefined) continue;
    texts[name] = known[name]?.type === "instant" ? utc(String(value)) : String(value);
  }
  return texts;
}

/** E-mail addresses are one whatever their case, as in files. */
const textOfIdentifier = ({ kind, value }: { kind: string; value: string }): string =>
  kind === "email" ? value.trim().toLowerCase() : value.trim();

const IN_UTC = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

const utc = (at: string): string =>
  IN_UTC.test(at) ? at.slice(0, -1) : at.includes("T") ? new Date(at).toISOString().slice(0, -1) : at;

const sorted = (object: Readonly<Record<string, FieldValue>>) =>
  Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)));
