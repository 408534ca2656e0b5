import { factTable } from "../../facts/columns.ts";
import { type IdentifierName, writtenIdentifier } from "../../facts/people-rules.ts";
import type { Analytics } from "../../store/ports/analytics.ts";
import type { Traces } from "../../store/ports/traces.ts";
import { subjectKey } from "../../store/sql/keys.ts";
import { join, literal, name, raw, sql } from "../../store/sql/sql.ts";
import { numbered, ofSubjects } from "./scrub.ts";

/** What stands in the place of a text that led to somebody. */
const MARK = "[…]";
/** So short a value is found everywhere, and means nobody; by itself it does. */
const LEAST_MENTION = 6;
/** A smaller number counts something; a larger one is an identifier that JSON holds as a number. */
const LEAST_NUMBER = 1e8;

/** Texts among some that mean the person wherever they stand. */
export const telling = (values: readonly string[]): string[] =>
  values.filter((value) => [...value].length >= LEAST_MENTION);

/** What leads to a person outside the facts. */
export interface PersonTraces extends Traces {
  /** Keys of the identifiers, under which notes stand. */
  keys: readonly string[];
}

/** Looked up while the facts are there. */
export async function tracesOf(
  store: Analytics,
  { identifiers, names }: { identifiers: readonly IdentifierName[]; names: readonly string[] },
): Promise<PersonTraces> {
  if (identifiers.length === 0) return { ...tracesFrom(names), keys: [] };
  const keys = identifiers.map(({ kind, value }) => subjectKey(store.dialect, literal(kind), literal(value)));
  const texts = await store.rows(
    join(
      keys.map((key) => sql`select concat('', ${key}) as key`),
      " union all ",
    ),
  );
  const numbers = await store.rows(
    join(
      numbered(ofSubjects)
        // What an answer is about may be a product, which leads to nobody.
        .filter(({ field }) => field !== "about_id")
        .map(
          ({ kind, field }) =>
            sql`select distinct f.${name(field)} as found from ${raw(factTable(kind))} f where f.subject in (${join(keys)}) and f.${name(field)} is not null`,
        ),
      " union ",
    ),
  );
  const written = identifiers.flatMap((each) => [writtenIdentifier(each), each.value]);
  const keyTexts = texts.map(({ key }) => String(key));
  const found = numbers.map((row) => String(row.found));
  return { ...tracesFrom([...written, ...names, ...keyTexts, ...found]), keys: keyTexts };
}

/** What leads to a person by any of these texts. */
export function tracesFrom(values: readonly string[]): Traces {
  // The longest first: a part of it is no longer there to be found.
  const all = [...new Set(values)].filter((value) => value !== "").sort((a, b) => b.length - a.length);
  const anywhere = telling(all);
  const alone = new Map(all.map((value) => [value.toLowerCase(), value]));
  const mentions = anywhere.map(mention);
  const text = (given: string): string => {
    const same = alone.get(given.toLowerCase());
    // Of an identifier its kind may stay.
    if (same !== undefined) return /^[a-z_]+:/.test(same) ? same.replace(/:.*$/s, `:${MARK}`) : MARK;
    return mentions.reduce((left, each) => left.replace(each, MARK), given);
  };
  const json = (value: unknown): unknown => {
    if (typeof value === "string") return text(value);
    if (typeof value === "number") return value >= LEAST_NUMBER && alone.has(String(value)) ? MARK : value;
    if (Array.isArray(value)) return value.map(json);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [text(key), json(each)]));
  };
  return { anywhere, alone: all.filter((value) => !anywhere.includes(value)), text, json };
}

function mention(value: string): RegExp {
  const escaped = value.replace(/[\\^$.|?*+()[\]{}]/g, "\\$&");
  // A number inside a longer one, or in a hash, is another.
  return /^\d+$/.test(value)
    ? new RegExp(`(?<![\\p{L}\\p{N}])${escaped}(?![\\p{L}\\p{N}])`, "gu")
    : new RegExp(escaped, "giu");
}
