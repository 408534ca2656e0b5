import { CURRENCIES } from "../base/currency.ts";
import { type FactDefinition, type FactKind, factDefinition } from "../facts/facts.ts";
import type { Field } from "../facts/field.ts";
import type { Expression, FactMapping, SubjectMapping, TableMapping } from "../sources/mapping.ts";
import { NO, YES } from "../sources/read/value-shapes.ts";
import type { DateOrder, ReadOptions } from "../sources/table.ts";
import type { Staging } from "../store/ports/staging.ts";
import type { Dialect } from "../store/sql/dialect.ts";
import { join, literal, name, raw, type Sql, sql } from "../store/sql/sql.ts";
import {
  cellName,
  columnsIn,
  conditionOf,
  moneyOf,
  numberOf,
  precisionOf,
  preparedName,
  type RowContext,
  secondsOf,
  temporalOf,
  textOf,
  writtenText,
} from "./expression.ts";
import { minorUnitsPerMajor } from "./minor-units.ts";
import type { PlainColumns } from "./plain.ts";

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

export interface CompileContext {
  staging: Staging;
  dialect: Dialect;
  /** The staged table, and the line in the file of each of its rows. */
  staged: { table: string; line: Sql };
  columns: readonly string[];
  dateOrders: Readonly<Record<string, readonly DateOrder[]>>;
  read: ReadOptions;
  plain: PlainColumns;
  /** ISO instant in UTC; a fact may not lie more than a day after it. */
  now: string;
}

/**
 * One way to make facts from the rows of a staged table. The rows are judged once, into a table of their own, from which
 * everything else is taken: an engine would work the typed values out anew for each question.
 */
export interface CompiledFact {
  kind: FactKind;
  /** Name of the table that holds the judged rows while they are taken from it. */
  table: string;
  /** Every row that the mapping speaks of, typed, with `fault`: 0 where it makes a fact. */
  judged: Sql;
  /** Whether the mapping speaks of every row. */
  takesAll: boolean;
  /** `select` of the rows that make a fact, in the order of `factColumns`. The following are all taken from `table`. */
  facts(load: number): Sql;
  /** `select nr, line, column_name, reason, text` of the rows that make none. */
  rejects: Sql;
  /** Identifiers that facts use: `select key, value`, not yet distinct. */
  identifiers: readonly UsedKeys[];
  /** `select` of alias facts, in the order of `factColumns`, not yet distinct. */
  aliases(load: number): Sql[];
  /** Sums of money and points are compared with the file's. */
  amountFields: readonly string[];
  hasCurrency: boolean;
}

export interface UsedKeys {
  kind: string;
  used: Sql;
}

interface Check {
  reason: RejectReason;
  column: string | null;
  /** What stands in the file, shown with the reason. */
  text: Sql;
  /** Speaks of the columns of `typed`. */
  when: Sql;
}

interface Typed {
  name: string;
  value: Sql;
}

export function compile(mapping: TableMapping, context: CompileContext): CompiledFact[] {
  const system = mapping.system ?? "files";
  return mapping.facts.map((fact, i) =>
    compileFact(fact, { ...context, system, table: `judged_${i + 1}`, twin: twinOf(fact, mapping.facts) }),
  );
}

type FactContext = CompileContext & { system: string; table: string; twin: string };

/**
 * Tells two facts of one kind on one row apart where their ids are the same: what the kind itself is told apart by is
 * in the id anyway, so that this is empty nearly always.
 */
function twinOf(fact: FactMapping, facts: readonly FactMapping[]): string {
  const text = ({ id, fields, where }: FactMapping) =>
    JSON.stringify({ id, fields: Object.entries(fields).sort(), where });
  const same = facts.filter((f) => f.fact === fact.fact && JSON.stringify(f.id) === JSON.stringify(fact.id));
  const apart = new Set(same.map((f) => JSON.stringify([tellingApart(f), f.where])));
  if (apart.size === same.length) return "";
  const at = same.map(text).sort().indexOf(text(fact));
  return at === 0 ? "" : String(at);
}

/** Fields that are part of a fact's identity beside its id: one response answers several questions. */
const APART: Partial<Record<FactKind, readonly string[]>> = {
  answer: ["instrument", "item"],
  snapshot: ["name"],
  points: ["change"],
  alias: ["other_kind"],
  usage: ["unit"],
  touch: ["name"],
  assignment: ["experiment"],
};
const tellingApart = ({ fact, fields }: FactMapping) => (APART[fact] ?? []).map((f) => fields[f] ?? null);

function compileFact(mapping: FactMapping, context: FactContext): CompiledFact {
  const { dialect, staging, staged, read, plain, columns, dateOrders, system, table, now } = context;
  const kind = mapping.fact;
  const definition = factDefinition(kind);
  const row: RowContext = { staging, read, plain, columns, dateOrders, used: new Set(), prepared: new Map() };
  const typed: Typed[] = [];
  const checks: Check[] = [];

  const where = mapping.where === undefined ? null : conditionOf(mapping.where, row);
  subjectOf(mapping, definition, { row, typed, checks });
  dateOf(mapping, definition, { row, typed, checks, now });
  for (const [field, value] of Object.entries(mapping.fields)) {
    const shape = definition.fields[field];
    if (shape) fieldOf({ kind, field, shape, value, mapping }, { row, typed, checks });
  }
  for (const [field, { required }] of Object.entries(definition.fields)) {
    if (!required) continue;
    const mappedField = Object.hasOwn(mapping.fields, field);
    checks.push({
      reason: "field_missing",
      column: mappedField ? columnNamed(mapping.fields[field]!) : field,
      text: raw("cast(null as varchar)"),
      when: mappedField ? sql`${fieldName(field)} is null` : raw("true"),
    });
  }
  if (kind === "answer") checks.push(...answerChecks(mapping));
  if (mapping.id !== undefined) typed.push({ name: "id_text", value: textOf(mapping.id, row) });
  const also = (mapping.also ?? []).filter(() => mapping.subject !== undefined);
  for (const [i, other] of also.entries()) typed.push({ name: `also_${i}`, value: subjectValue(other, row) });
  const keep = (mapping.keep ?? []).map((key) => ({ key, text: textOf(key, row) }));
  typed.push({ name: "properties", value: staging.object(keep) });

  const used = [...row.used].sort((a, b) => a - b);
  const missing = read.missing.map((word) => literal(word.toLowerCase()));
  const cells = used.map((at) => {
    const whole = name(`c${at + 1}`);
    const text = plain.trimmed.has(at) ? whole : staging.trimmed(whole);
    const present =
      missing.length === 0 ? text : sql`case when lower(${text}) in (${join(missing)}) then null else ${text} end`;
    return sql`${present} as ${cellName(at)}`;
  });
  const source = sql`select ${join([sql`${staging.rowNumber} as nr`, sql`${staged.line} as line`, ...cells])} from ${name(staged.table)}`;
  const prepared = [...row.prepared.values()].map((value, i) => sql`${value} as ${preparedName(i)}`);
  const steps = sql`with cells as (${source}), prepared as (select ${join([raw("*"), ...prepared])} from cells)`;
  const values = typed.map((t) => sql`${t.value} as ${name(t.name)}`);
  const numbered = (value: (c: Check) => Sql): Sql[] =>
    checks.map((c, i) => sql`when ${raw(String(i + 1))} then ${value(c)}`);
  const has = (field: string) => Object.hasOwn(mapping.fields, field) && definition.fields[field] !== undefined;
  const column = (field: string): Sql => (has(field) ? fieldName(field) : raw("null"));
  const fields = Object.keys(definition.fields).filter(has);
  const { subject } = mapping;
  const key = (kindOf: string, value: Sql): Sql =>
    sql`case when ${value} is not null then ${dialect.hash(literal(kindOf), value)} end`;
  const at = mapping.at ? raw("at_value") : raw("null");
  const precision = mapping.at ? raw("precision") : literal("unknown");
  const result: Sql[] = [
    // Several rows of a JSON text may stand on one line.
    raw("nr"),
    raw("line"),
    sql`${identity(mapping, { ...context, kind, definition, column, at, precision })} as id`,
    ...(subject ? [raw("subject_value"), sql`${key(subject.kind, raw("subject_value"))} as subject`] : []),
    ...(mapping.at ? [raw("at_value"), raw("precision")] : []),
    raw("properties"),
    ...fields.map(fieldName),
    ...also.map((_, i) => raw(`also_${i}`)),
    raw("fault"),
    sql`cast(${caseOf(
      raw("fault"),
      numbered((c) => c.text),
    )} as varchar) as bad_text`,
  ];
  const from = (columns: readonly Sql[], condition: Sql): Sql =>
    sql`select ${join(columns)} from ${name(table)} where ${condition}`;
  return {
    kind,
    table,
    takesAll: where === null,
    judged: sql`${steps},
      typed as (select ${join([raw("nr"), raw("line"), ...values])} from prepared${where ? sql` where ${where}` : raw("")}),
      faulted as (select *, ${caseOf(
        raw(""),
        checks.map((c, i) => sql`when ${c.when} then ${raw(String(i + 1))}`),
        raw("0"),
      )} as fault from typed)
      select ${join(result)} from faulted`,
    facts: (load) =>
      from(
        [
          raw("id"),
          literal(system),
          subject ? raw("subject") : raw("null"),
          at,
          precision,
          raw(String(load)),
          raw("line"),
          raw("properties"),
          ...Object.keys(definition.fields).map(column),
        ],
        raw("fault = 0"),
      ),
    rejects: from(
      [
        raw("nr"),
        raw("line"),
        sql`cast(${caseOf(
          raw("fault"),
          numbered((c) => (c.column === null ? raw("null") : literal(c.column))),
        )} as varchar) as column_name`,
        sql`${caseOf(
          raw("fault"),
          numbered((c) => literal(c.reason)),
        )} as reason`,
        raw("left(bad_text, 1000) as text"),
      ],
      raw("fault > 0"),
    ),
    identifiers: subject
      ? [keysOf(subject.kind, raw("subject_value")), ...also.map((other, i) => keysOf(other.kind, raw(`also_${i}`)))]
      : [],
    aliases: (load) =>
      also.map((other, i) => {
        const value = raw(`also_${i}`);
        const parts = [literal("alias"), literal(system), raw("subject"), literal(other.kind), value];
        return from(
          [
            staging.withLastBit(dialect.hash(...parts), 1),
            literal(system),
            raw("subject"),
            raw("null"),
            literal("unknown"),
            raw(String(load)),
            raw("line"),
            raw("null"),
            literal(other.kind),
            value,
          ],
          sql`fault = 0 and subject_value is not null and ${value} is not null${other.kind === subject?.kind ? sql` and ${value} <> subject_value` : raw("")}`,
        );
      }),
    amountFields: fields.filter((f) => isAmount(kind, f, definition)),
    hasCurrency: has("currency"),
  };

  function keysOf(kindOf: string, value: Sql): UsedKeys {
    const used = from(
      [sql`${key(kindOf, value)} as key`, sql`${value} as value`],
      sql`fault = 0 and ${value} is not null`,
    );
    return { kind: kindOf, used };
  }
}

/** A `case` over conditions or numbers; null (or `otherwise`) where there is none. */
const caseOf = (of: Sql, branches: readonly Sql[], otherwise: Sql = raw("null")): Sql =>
  branches.length === 0 ? otherwise : sql`case ${of} ${join(branches, " ")} else ${otherwise} end`;

const isAmount = (kind: FactKind, field: string, { fields }: FactDefinition): boolean =>
  ["purchase", "refund", "points"].includes(kind) && (fields[field]?.type === "money" || field === "points");

const fieldName = (field: string): Sql => name(`f_${field}`);
const writtenName = (field: string): Sql => name(`x_${field}`);

const columnNamed = (value: Expression): string | null => columnsIn(value)[0] ?? null;

interface Parts {
  row: RowContext;
  typed: Typed[];
  checks: Check[];
}

function subjectOf({ subject }: FactMapping, definition: FactDefinition, { row, typed, checks }: Parts): void {
  if (subject) typed.push({ name: "subject_value", value: subjectValue(subject, row) });
  if (definition.subject !== "required") return;
  checks.push({
    reason: "subject_missing",
    column: subject ? columnNamed(subject.value) : null,
    text: raw("cast(null as varchar)"),
    when: subject ? raw("subject_value is null") : raw("true"),
  });
}

function subjectValue({ kind, value }: SubjectMapping, row: RowContext): Sql {
  const text = textOf(value, row);
  if (kind === "email") return sql`lower(${text})`;
  // Spreadsheets protect figures with an apostrophe, and some exports keep it.
  return sql`case when starts_with(${text}, '''') then nullif(regexp_replace(${text}, '^''([0-9+])', '\\1'), '') else ${text} end`;
}

function dateOf(
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

interface FieldPart {
  kind: FactKind;
  field: string;
  shape: Field;
  value: Expression;
  mapping: FactMapping;
}

function fieldOf({ kind, field, shape, value, mapping }: FieldPart, { row, typed, checks }: Parts): void {
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
      const known = sql`case when ${word} in (${join((shape.choices ?? []).map(literal))}) then ${word} end`;
      add(known, text(), "choice_unknown");
      break;
    }
    default:
      shape.type satisfies never;
  }
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

function currencyOf(text: Sql): Sql {
  const signs = Object.entries(SIGNS).map(
    ([sign, code]) => sql`when ${literal(sign.toUpperCase())} then ${literal(code)}`,
  );
  // As one pattern: a list of so many words costs an engine ten times as much.
  const codes = literal(CURRENCIES.join("|"));
  return sql`case
    when regexp_full_match(${text}, ${codes}) then ${text}
    when regexp_full_match(upper(${text}), ${codes}) then upper(${text})
    else case upper(${text}) ${join(signs, " ")} end
  end`;
}

function booleanOf(text: Sql): Sql {
  return sql`case
    when lower(${text}) in (${join(YES.map(literal))}) then true
    when lower(${text}) in (${join(NO.map(literal))}) then false
  end`;
}

/** A score lies on the scale of its own row; a recommendation score is a whole number from 0 to 10 and nothing else. */
function answerChecks({ fields }: FactMapping): Check[] {
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

interface IdentityParts extends FactContext {
  kind: FactKind;
  definition: FactDefinition;
  column(field: string): Sql;
  at: Sql;
  precision: Sql;
}

/**
 * The key of a fact. The source's own id, where there is one: its last bit is 0. Otherwise the content, whatever the
 * order of the columns in the file: its last bit is 1, and repetitions are told apart later.
 */
function identity(mapping: FactMapping, parts: IdentityParts): Sql {
  const { dialect, staging, kind, system, definition, column, at, precision, twin } = parts;
  const content = (): Sql => {
    const subject = mapping.subject ? [literal(mapping.subject.kind), raw("subject_value")] : [];
    const values = Object.keys(definition.fields).map(column);
    return staging.withLastBit(
      dialect.hash(literal(kind), literal(system), ...subject, at, precision, raw("properties"), ...values),
      1,
    );
  };
  if (mapping.id === undefined) return content();
  const apart = (APART[kind] ?? []).map(column);
  const given = dialect.hash(
    literal(kind),
    literal(system),
    raw("id_text"),
    ...apart,
    ...(twin ? [literal(twin)] : []),
  );
  return sql`case when id_text is null then ${content()} else ${staging.withLastBit(given, 0)} end`;
}
