import { CURRENCIES } from "../base/currency.ts";
import type { FactDefinition, FactKind } from "../facts/facts.ts";
import type { Field } from "../facts/field.ts";
import type { Expression, FactMapping, SubjectMapping } from "../sources/mapping.ts";
import { NO, YES } from "../sources/read/value-shapes.ts";
import { byWord, join, literal, name, raw, type Sql, sql } from "../store/sql/sql.ts";
import {
  columnsIn,
  moneyOf,
  numberOf,
  precisionOf,
  type RowContext,
  secondsOf,
  temporalOf,
  textOf,
  writtenText,
} from "./expression.ts";
import { minorUnitsPerMajor } from "./minor-units.ts";

/** Why a row makes no fact. The catalogues say it in words. */
export type RejectReason =
  | "subject_missing"
  | "date_missing"
  | "date_invalid"
  | "future_date"
  | "field_missing"
  | "number_invalid"
  | "not_whole_number"
  | "below_minimum"
  | "above_maximum"
  | "currency_unknown"
  | "boolean_invalid"
  | "choice_unknown"
  | "score_out_of_scale";

/** One way in which a row may be no fact. */
export interface Check {
  reason: RejectReason;
  column: string | null;
  /** What stands in the file, shown with the reason. */
  text: Sql;
  /** Speaks of the columns of `typed`. */
  when: Sql;
}

/** A value of the row with its type, by the name of its column. */
export interface Typed {
  name: string;
  value: Sql;
}

export const fieldName = (field: string): Sql => name(`f_${field}`);
const writtenName = (field: string): Sql => name(`x_${field}`);

/** The column that a reader is told, where a value has several. */
export const columnNamed = (value: Expression): string | null => columnsIn(value)[0] ?? null;

/** What the row of a mapping becomes, and what may be wrong with it; each function below adds to them. */
export interface Parts {
  row: RowContext;
  typed: Typed[];
  checks: Check[];
}

export function subjectOf(
  { subject, also = [], fields }: FactMapping,
  definition: FactDefinition,
  { row, typed, checks }: Parts,
): void {
  if (subject) typed.push({ name: "subject_value", value: subjectValue(subject, row) });
  if (subject)
    for (const [i, other] of also.entries()) typed.push({ name: `also_${i}`, value: subjectValue(other, row) });
  if (definition.subject !== "required") return;
  const { instead } = definition;
  const missing = [
    ...(subject ? [raw("subject_value is null"), ...also.map((_, i) => raw(`also_${i} is null`))] : []),
    ...(instead && fields[instead] !== undefined ? [sql`${fieldName(instead)} is null`] : []),
  ];
  checks.push({
    reason: "subject_missing",
    column: subject ? columnNamed(subject.value) : null,
    text: raw("cast(null as varchar)"),
    when: missing.length > 0 ? join(missing, " and ") : raw("true"),
  });
}

export function subjectValue({ kind, value }: SubjectMapping, row: RowContext): Sql {
  const text = textOf(value, row);
  if (kind === "email") return sql`lower(${text})`;
  // Spreadsheets protect figures with an apostrophe, and some exports keep it.
  return sql`case when starts_with(${text}, '''') then nullif(regexp_replace(${text}, '^''([0-9+])', '\\1'), '') else ${text} end`;
}

export function dateOf(
  { at }: FactMapping,
  definition: FactDefinition,
  { row, typed, checks, now }: Parts & { now: string },
): void {
  if (!at) {
    if (definition.at === "required")
      checks.push({ reason: "date_missing", column: null, text: raw("cast(null as varchar)"), when: raw("true") });
    return;
  }
  const column = columnNamed(at.value);
  const { zone } = row.read;
  const text = writtenText(at.value, row);
  const stated = at.precision;
  const whole = stated === "day" || stated === "month" || stated === "year";
  const day = () => temporalOf(at.value, row, (t, order) => row.staging.date(t, { order, zone }));
  const instant = () => temporalOf(at.value, row, (t, order) => row.staging.instant(t, { order, zone }));
  const written = () => precisionOf(at.value, row);
  typed.push({ name: "at_text", value: text });
  // A stated precision coarser than what is written keeps the calendar's day, month or year in the zone of reading.
  typed.push({
    name: "at_value",
    value: whole ? sql`cast(date_trunc(${literal(stated)}, ${day()}) as timestamp)` : instant(),
  });
  const precision = stated === undefined || stated === "instant" ? written() : literal(stated);
  typed.push({ name: "precision", value: sql`case when at_text is null then 'unknown' else ${precision} end` });
  if (definition.at === "required")
    checks.push({ reason: "date_missing", column, text: raw("at_text"), when: raw("at_text is null") });
  checks.push({
    reason: "date_invalid",
    column,
    text: raw("at_text"),
    when: raw("at_text is not null and at_value is null"),
  });
  checks.push({
    reason: "future_date",
    column,
    text: raw("at_text"),
    when: sql`at_value > cast(${literal(now.replace("T", " ").replace("Z", ""))} as timestamp) + to_days(1)`,
  });
}

/** Beyond it a number of no matter what is a slip of the pen; sums of such numbers, and of their squares, would not fit the engines' decimals. */
const MOST = 1e13;

interface FieldPart {
  kind: FactKind;
  field: string;
  shape: Field;
  value: Expression;
  mapping: FactMapping;
}

export function fieldOf({ kind, field, shape, value, mapping }: FieldPart, { row, typed, checks }: Parts): void {
  const column = columnNamed(value);
  const [typedName, written] = [fieldName(field), writtenName(field)];
  const add = (typedValue: Sql, writtenValue: Sql, reason: RejectReason) => {
    typed.push({ name: `x_${field}`, value: writtenValue }, { name: `f_${field}`, value: typedValue });
    checks.push({ reason, column, text: written, when: sql`${written} is not null and ${typedName} is null` });
  };
  const text = () => textOf(value, row);
  switch (shape.type) {
    case "text":
    case "identifier":
      typed.push({
        name: `f_${field}`,
        value: kind === "answer" && field === "instrument" ? sql`lower(${text()})` : text(),
      });
      break;
    case "money":
      add(moneyIn(value, mapping, row), writtenText(value, row), "number_invalid");
      break;
    case "number":
      add(numberOf(value, row), writtenText(value, row), "number_invalid");
      break;
    case "seconds":
      add(secondsOf(value, row), writtenText(value, row), "number_invalid");
      break;
    case "integer": {
      const number = numberOf(value, row);
      add(number, writtenText(value, row), "number_invalid");
      checks.push({
        reason: "not_whole_number",
        column,
        text: written,
        when: sql`${typedName} <> trunc(${typedName}) or abs(${typedName}) > 9e15`,
      });
      break;
    }
    case "currency":
      add(currencyOf(text()), text(), "currency_unknown");
      break;
    case "boolean":
      add(booleanOf(text()), text(), "boolean_invalid");
      break;
    case "instant":
      add(
        temporalOf(value, row, (t, order) => row.staging.instant(t, { order, zone: row.read.zone })),
        writtenText(value, row),
        "date_invalid",
      );
      break;
    case "day":
      // A date moved is a timestamp, so that the month's end stays within the month.
      add(
        sql`cast(${temporalOf(value, row, (t, order) => row.staging.date(t, { order, zone: row.read.zone }))} as date)`,
        writtenText(value, row),
        "date_invalid",
      );
      break;
    case "choice": {
      const word = sql`lower(${text()})`;
      const known = byWord(
        word,
        (shape.choices ?? []).map((choice) => [choice, literal(choice)]),
        raw("cast(null as varchar)"),
      );
      add(known, text(), "choice_unknown");
      break;
    }
    default:
      shape.type satisfies never;
  }
  if (shape.type === "number" || shape.type === "seconds")
    checks.push({
      reason: "above_maximum",
      column,
      text: written,
      when: sql`abs(${typedName}) > ${raw(String(MOST))}`,
    });
  if (shape.min !== undefined)
    checks.push({
      reason: "below_minimum",
      column,
      text: written,
      when: sql`${typedName} < ${raw(String(shape.min))}`,
    });
  if (shape.max !== undefined)
    checks.push({
      reason: "above_maximum",
      column,
      text: written,
      when: sql`${typedName} > ${raw(String(shape.max))}`,
    });
}

/** Money in major units; sources that count minor ones are scaled by what their currency's minor unit is. */
function moneyIn(value: Expression, { fields }: FactMapping, row: RowContext): Sql {
  if (row.read.money === "major" || (typeof value !== "string" && "value" in value)) return moneyOf(value, row);
  const currency =
    fields.currency === undefined ? raw("cast(null as varchar)") : currencyOf(textOf(fields.currency, row));
  return row.staging.asMoney(sql`${numberOf(value, row)} / ${minorUnitsPerMajor(currency)}`);
}

const SIGNS: Readonly<Record<string, string>> = {
  "€": "EUR",
  "£": "GBP",
  zł: "PLN",
  "₽": "RUB",
  "₴": "UAH",
  Kč: "CZK",
};

/** What most files of this world are in, the commonest first. */
const USUAL_CURRENCIES = ["EUR", "USD", "GBP", "PLN", "SEK", "RON"];

function currencyOf(text: Sql): Sql {
  const signs = Object.entries(SIGNS).map(
    ([sign, code]) => sql`when ${literal(sign.toUpperCase())} then ${literal(code)}`,
  );
  // Nearly all are one of a few. The others are looked up in one text, where a code begins at every fourth place: a pattern takes longer, a
  // list of so many words longer still.
  const codes = literal(CURRENCIES.join("|"));
  const isCode = (word: Sql): Sql => sql`strlen(${word}) = 3 and strpos(${codes}, ${word}) % 4 = 1`;
  return sql`case
    when ${text} in (${join(USUAL_CURRENCIES.map(literal))}) then ${text}
    when ${isCode(text)} then ${text}
    when ${isCode(sql`upper(${text})`)} then upper(${text})
    else case upper(${text}) ${join(signs, " ")} end
  end`;
}

/** Words of both, the usual ones first. */
const BOOLEANS = [
  ...YES.map((word, at) => ({ word, at, is: true })),
  ...NO.map((word, at) => ({ word, at, is: false })),
]
  .sort((a, b) => a.at - b.at)
  .map(({ word, is }) => [word, raw(String(is))] as const);

const booleanOf = (text: Sql): Sql => byWord(sql`lower(${text})`, BOOLEANS, raw("cast(null as boolean)"));

/** A score lies on the scale of its own row; a recommendation score is a whole number from 0 to 10 and nothing else. */
export function answerChecks({ fields }: FactMapping): Check[] {
  if (fields.score === undefined) return [];
  const score = fieldName("score");
  const off: Sql[] = [];
  if (fields.scale_min !== undefined) off.push(sql`${score} < ${fieldName("scale_min")}`);
  if (fields.scale_max !== undefined) off.push(sql`${score} > ${fieldName("scale_max")}`);
  if (fields.instrument !== undefined) {
    const nps = [sql`${score} not between 0 and 10`, sql`${score} <> trunc(${score})`];
    if (fields.scale_min !== undefined) nps.push(sql`${fieldName("scale_min")} <> 0`);
    if (fields.scale_max !== undefined) nps.push(sql`${fieldName("scale_max")} <> 10`);
    off.push(sql`(${fieldName("instrument")} = 'nps' and ${score} is not null and (${join(nps, " or ")}))`);
  }
  if (off.length === 0) return [];
  const column = columnNamed(fields.score);
  return [{ reason: "score_out_of_scale", column, text: writtenName("score"), when: join(off, " or ") }];
}
