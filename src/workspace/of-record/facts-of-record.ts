import { CURRENCIES } from "../../base/currency.ts";
import type { Precision } from "../../facts/columns.ts";
import { factDefinition } from "../../facts/facts.ts";
import type { Field } from "../../facts/field.ts";
import { minorUnitsIn } from "../../ingest/minor-units.ts";
import { asWritten } from "../../sources/as-written.ts";
import type { Expression, FactMapping, SubjectMapping } from "../../sources/mapping.ts";
import type { WrittenDate } from "../../sources/read/read-date.ts";
import { NO, YES } from "../../sources/read/value-shapes.ts";
import { type FieldValue, faultOf, type Identifier, type NewFact } from "../new-fact.ts";
import { cellsOfElements } from "./elements.ts";
import { amongEachOther, type Cells, dateOf, holds, numberOf, textOf } from "./expression.ts";

export interface RecordRead {
  /** What money amounts count. */
  money: "major" | "minor";
  /** Facts that lie more than a day after it are none. */
  now: Date;
}

export interface OfRecord {
  facts: NewFact[];
  /** Why facts that the record speaks of were not made. */
  faults: string[];
}

/**
 * The facts of one record that a program sent: by the same mappings, and with the same ids, by which files of such records are read, so that
 * whichever way a record comes it is one fact. Times without an offset are in UTC.
 * @param mappings as a format states them, in its own headers
 */
export function factsOfRecord(mappings: readonly FactMapping[], cells: Cells, read: RecordRead): OfRecord {
  const made: OfRecord = { facts: [], faults: [] };
  for (const mapping of asWritten(mappings, [...cells.keys()])) {
    const elements = cellsOfElements(mapping, cells).filter((told) => !mapping.where || holds(mapping.where, told));
    for (const told of amongEachOther(elements)) {
      const fact = factOf(mapping, told, read);
      if (typeof fact === "string") made.faults.push(`${mapping.fact}: ${fact}`);
      else made.facts.push(fact);
    }
  }
  return made;
}

/** The fact; or in words why there is none. */
function factOf(mapping: FactMapping, cells: Cells, read: RecordRead): NewFact | string {
  const { fields: shapes } = factDefinition(mapping.fact);
  const at = mapping.at ? dateOf(mapping.at.value, cells) : null;
  if (mapping.at && at === null && textOf(mapping.at.value, cells) !== null) return "its moment cannot be read";
  const fields: Record<string, FieldValue> = {};
  for (const [name, value] of Object.entries(mapping.fields)) {
    const shape = shapes[name];
    if (!shape) continue;
    const told = fieldValue(value, shape, { cells, mapping, read });
    if (told === undefined) return `"${name}" cannot be read`;
    if (told !== null) fields[name] = told;
  }
  // Recommendation scores are known by their name whatever its case.
  if (mapping.fact === "answer" && typeof fields.instrument === "string")
    fields.instrument = fields.instrument.toLowerCase();
  const id = mapping.id === undefined ? null : textOf(mapping.id, cells);
  const [subject, ...also] = [mapping.subject, ...(mapping.also ?? [])].flatMap((s) => (s ? identifier(s, cells) : []));
  const fact: NewFact = {
    fact: mapping.fact,
    ...(id === null ? {} : { id }),
    ...(subject ? { subject } : {}),
    ...(also.length > 0 ? { also } : {}),
    ...(at ? moment(at, mapping.at?.precision) : {}),
    fields,
  };
  if (fact.at && Date.parse(fact.at) > read.now.getTime() + 86_400_000) return "it lies in the future";
  return faultOf(fact) ?? fact;
}

function identifier({ kind, value }: SubjectMapping, cells: Cells): Identifier[] {
  const text = textOf(value, cells);
  return text === null ? [] : [{ kind, value: text }];
}

function moment(
  { wall, precision, offsetMinutes }: WrittenDate,
  stated?: Precision,
): Pick<NewFact, "at" | "precision"> {
  const isWhole = stated === "day" || stated === "month" || stated === "year";
  if (precision === "instant" && !isWhole) return { at: instantOf(wall, offsetMinutes) };
  const day = precision === "instant" ? instantOf(wall, offsetMinutes).slice(0, 10) : wall.slice(0, 10);
  return { at: day, precision: stated && stated !== "instant" ? stated : precision };
}

const instantOf = (wall: string, offsetMinutes: number | null): string =>
  new Date(Date.parse(`${wall}Z`) - (offsetMinutes ?? 0) * 60_000).toISOString();

interface FieldContext {
  cells: Cells;
  mapping: FactMapping;
  read: RecordRead;
}

/** Null where nothing stands there, undefined where what stands there is no such value. */
function fieldValue(e: Expression, { type }: Field, context: FieldContext): FieldValue | undefined {
  const { cells } = context;
  const text = textOf(e, cells);
  if (text === null) return null;
  switch (type) {
    case "text":
    case "identifier":
      return text;
    case "money": {
      const amount = numberOf(e, cells);
      return amount === null ? undefined : rounded(amount / minorUnits(e, context));
    }
    case "number":
    case "seconds":
    case "integer":
      return numberOf(e, cells) ?? undefined;
    case "currency": {
      const code = text.toUpperCase();
      return (CURRENCIES as readonly string[]).includes(code) ? code : undefined;
    }
    case "boolean": {
      const word = text.toLowerCase();
      return YES.includes(word) ? true : NO.includes(word) ? false : undefined;
    }
    case "choice":
      return text.toLowerCase();
    case "instant":
    case "day": {
      const date = dateOf(e, cells);
      if (!date) return undefined;
      const at = instantOf(date.wall, date.offsetMinutes);
      return type === "day" ? at.slice(0, 10) : at;
    }
    default:
      return type satisfies never;
  }
}

function minorUnits(e: Expression, { cells, mapping, read }: FieldContext): number {
  if (read.money === "major" || (typeof e !== "string" && "value" in e)) return 1;
  const { currency } = mapping.fields;
  return minorUnitsIn(currency === undefined ? null : (textOf(currency, cells)?.toUpperCase() ?? null));
}

/** To the ten-thousandth, as money is kept. */
const rounded = (amount: number): number => Math.round(amount * 10_000) / 10_000;
