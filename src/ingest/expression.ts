import { InputError } from "../base/errors.ts";
import { columnOf, type OfElement, ofElement } from "../sources/lists.ts";
import {
  type Adjusted,
  type Adjustments,
  adjustmentsOf,
  adjustsNumber,
  type Condition,
  type Expression,
  isArithmetic,
} from "../sources/mapping.ts";
import type { DateOrder, ReadOptions } from "../sources/table.ts";
import { patternsOf } from "../sources/words/said-before.ts";
import type { Prepared, Staging } from "../store/ports/staging.ts";
import { join, literal, printable, raw, type Sql, sql } from "../store/sql/sql.ts";
import type { PlainColumns } from "./plain.ts";

/** What an expression needs to know about the table it is compiled for. */
export interface RowContext {
  staging: Staging;
  read: ReadOptions;
  columns: readonly string[];
  dateOrders: Readonly<Record<string, readonly DateOrder[]>>;
  /** What is known of whole columns. */
  plain: PlainColumns;
  /** Collects the columns that were asked for, by their place in the file. */
  used: Set<number>;
  /** Collects the values of elements that were asked for, by the column's name: each is a cell of its own. */
  elements: Map<string, OfElement>;
  /** Collects values that are worked out in a step before the typed ones, by their text. */
  prepared: Map<string, Sql>;
}

/** Has a value worked out one step earlier, so that it can be used several times. */
function prepare(value: Sql, { prepared }: RowContext): Prepared {
  const text = printable(value);
  if (!prepared.has(text)) prepared.set(text, value);
  return { text: preparedName([...prepared.keys()].indexOf(text)), isPlain: false };
}

export const preparedName = (at: number): Sql => raw(`p${at + 1}`);

/** The number in a cell's text, ready to be read; a column that is plain throughout is ready as it stands. */
const bareNumber = (text: Sql, column: string | null, decimal: "." | ",", row: RowContext): Prepared =>
  isPlain("numbers", column, row) && decimal === row.read.decimal
    ? { text, isPlain: true }
    : prepare(row.staging.bareNumber(text, decimal), row);

/** The same of a date. */
function dateText(e: Expression, text: Sql, row: RowContext): Prepared {
  const order = dateOrderOf(e, row);
  return isPlain("dates", cellOf(e), row) && order !== "epoch_s" && order !== "epoch_ms"
    ? { text, isPlain: true }
    : prepare(row.staging.dateText(text, order), row);
}

function isPlain(kind: "numbers" | "dates", column: string | null, { plain, columns }: RowContext): boolean {
  const at = column === null ? undefined : place(column, columns);
  return at !== undefined && plain[kind].has(at);
}

/** The column, where a value is just what stands in it. */
const cellOf = (e: Expression): string | null => (typeof e === "string" ? e : null);

/** How exactly a value says when, given that it can be read. */
export const precisionOf = (e: Expression, row: RowContext): Sql =>
  row.staging.precision(dateText(e, writtenText(e, row), row), { order: dateOrderOf(e, row), zone: row.read.zone });

/** A cell of the row, trimmed; null where it is empty or says "no value". */
export function cell(column: string, { columns, used, elements }: RowContext): Sql {
  const element = ofElement(column);
  const at = place(columnOf(column), columns);
  if (at === undefined)
    throw new InputError("input.settings_invalid", `There is no column "${column}" in this table.`, {
      hint: `Its columns are: ${columns.slice(0, 40).join(", ")}.`,
      details: { column },
    });
  if (element) {
    elements.set(column, { ...element, lists: [columns[at]!, ...element.lists.slice(1)] });
    return elementName([...elements.keys()].indexOf(column));
  }
  used.add(at);
  return cellName(at);
}

export const elementName = (at: number): Sql => raw(`m${at + 1}`);
export const cellName = (at: number): Sql => raw(`t${at + 1}`);

/** The column with this name; where none has it exactly, the one that differs in capitals and blanks only. */
function place(column: string, columns: readonly string[]): number | undefined {
  const exact = columns.indexOf(column);
  if (exact >= 0) return exact;
  const plain = (name: string) => name.trim().toLowerCase().replace(/\s+/g, " ");
  const near = columns.findIndex((name) => plain(name) === plain(column));
  return near < 0 ? undefined : near;
}

/** The value as text; a number that was computed is written out. */
export function textOf(e: Expression, row: RowContext): Sql {
  if (!isArithmetic(e) && !adjustsNumber(adjustmentsOf(e))) return writtenText(e, row);
  const value = numberOf(e, row);
  return sql`case when ${value} = trunc(${value}) and abs(${value}) < 1e15 then cast(cast(${value} as bigint) as varchar) else cast(${value} as varchar) end`;
}

/**
 * What was written before any arithmetic: present where all that the value needs is there, so that a text which is
 * there but cannot be read is told from one that is not there.
 */
export function writtenText(e: Expression, row: RowContext): Sql {
  if (typeof e === "string") return cell(e, row);
  if ("value" in e) return e.value === null ? raw("cast(null as varchar)") : literal(String(e.value));
  if ("shift" in e) return e.minutes === undefined ? writtenText(e.shift, row) : together([e.shift, e.minutes], row);
  if ("says" in e) return row.staging.says(textOf(e.in, row), patternsOf(e.says));
  if ("date" in e) {
    const { year, month, day } = e.date;
    const date = sql`${textOf(year, row)} || '-' || ${textOf(month, row)}`;
    return day === undefined ? date : sql`${date} || coalesce('-' || ${textOf(day, row)}, '')`;
  }
  if ("within" in e) return adjustedText(sharedText(e, row), e, row);
  if ("sum" in e) return together(e.sum, row);
  if ("difference" in e) return together(e.difference, row);
  if ("product" in e) return together(e.product, row);
  if ("quotient" in e) return together(e.quotient, row);
  if ("spread" in e) return together([e.spread, e.by], row);
  return adjustedText(unadjusted(e, row), e, row);
}

/** What any row of the same group says; where several say something, the row's own word, otherwise the first in order. */
function sharedText({ within, take, where }: Extract<Expression, { within: Expression }>, row: RowContext): Sql {
  const own = textOf(take, row);
  const said = where ? sql`case when ${conditionOf(where, row)} then ${own} end` : own;
  const group = textOf(within, row);
  const shared = sql`case when ${group} is not null then min(${said}) over (partition by ${group}) end`;
  return prepare(sql`coalesce(${said}, ${shared})`, row).text;
}

const together = (parts: readonly Expression[], row: RowContext): Sql =>
  sql`(${join(
    parts.map((part) => writtenText(part, row)),
    " || ' ' || ",
  )})`;

function unadjusted(e: Adjusted, row: RowContext): Sql {
  if ("column" in e) return cell(e.column, row);
  if ("first" in e) return sql`coalesce(${join(e.first.map((part) => textOf(part, row)))})`;
  if ("join" in e) {
    const parts = e.join.map((part) => textOf(part, row));
    return sql`(${join(parts, ` || ${literal(e.with ?? "").strings[0]} || `)})`;
  }
  if ("choose" in e) return chosen(e, row, (part) => textOf(part, row));
  return together([], row);
}

function chosen(e: Extract<Adjusted, { choose: unknown }>, row: RowContext, value: (part: Expression) => Sql): Sql {
  const branches = e.choose.map((b) => sql`when ${conditionOf(b.when, row)} then ${value(b.then)}`);
  const otherwise = e.otherwise === undefined ? raw("null") : value(e.otherwise);
  return sql`case ${join(branches, " ")} else ${otherwise} end`;
}

function adjustedText(value: Sql, { pattern, text, map }: Adjustments, { staging }: RowContext): Sql {
  let out = value;
  if (pattern !== undefined) out = staging.extract(out, pattern, groupsIn(pattern) > 0 ? 1 : 0);
  if (text === "lower") out = sql`lower(${out})`;
  if (text === "upper") out = sql`upper(${out})`;
  if (text === "trim") out = staging.trimmed(out);
  return map === undefined ? out : mapped(out, map);
}

/** @throws InputError `input.settings_invalid` for what is no pattern, or one that looks ahead or back: engines do not */
function groupsIn(pattern: string): number {
  const invalid = (why: string, cause?: unknown) =>
    new InputError("input.settings_invalid", `The pattern "${pattern}" ${why}.`, {
      hint: "Use letters, classes such as [0-9], repetition, alternatives and one group in round brackets.",
      details: { pattern },
      cause,
    });
  if (/\(\?<?[=!]|\\[1-9]/.test(pattern)) throw invalid("looks around or refers back, which is not supported");
  try {
    return new RegExp(`${pattern}|`).exec("")!.length - 1;
  } catch (cause) {
    throw invalid("is no regular expression", cause);
  }
}

function mapped(value: Sql, map: NonNullable<Adjustments["map"]>): Sql {
  const written = (to: string | number | boolean | null) =>
    to === null ? raw("cast(null as varchar)") : literal(String(to));
  const { "*": others, ...words } = map;
  const branches = Object.entries(words).map(
    ([from, to]) => sql`when lower(${value}) = ${literal(from.trim().toLowerCase())} then ${written(to)}`,
  );
  const rest = others === undefined ? value : written(others);
  if (branches.length > MANY) return lookedUp(value, Object.entries(words), rest);
  return branches.length === 0 && others === undefined
    ? value
    : sql`case when ${value} is null then null ${join(branches, " ")} else ${rest} end`;
}

/** Words from which on they are looked up in a list: an engine takes its time to read thousands of branches. */
const MANY = 32;
/** Stands in no text that was read: control characters but tabs and line ends are none of it. */
const BETWEEN = "\u001f";
const listOf = (texts: readonly string[]): Sql =>
  sql`string_split(${literal(texts.join(BETWEEN))}, ${literal(BETWEEN)})`;

function lookedUp(value: Sql, words: readonly (readonly [string, string | number | boolean | null])[], rest: Sql): Sql {
  const known = new Map<string, string>();
  for (const [from, to] of words) {
    const word = from.trim().toLowerCase();
    if (!known.has(word)) known.set(word, to === null ? "" : String(to));
  }
  const at = sql`coalesce(list_position(${listOf([...known.keys()])}, lower(${value})), 0)`;
  return sql`case when ${value} is null then null
    when ${at} > 0 then nullif(list_extract(${listOf([...known.values()])}, ${at}), '') else ${rest} end`;
}

/**
 * The value as a date or an instant.
 * @param read makes one from a text that is written in the given order
 */
export function temporalOf(e: Expression, row: RowContext, read: (text: Prepared, order: DateOrder) => Sql): Sql {
  const part = (p: Expression): Sql => temporalOf(p, row, read);
  if (typeof e !== "string") {
    if ("shift" in e) {
      const moved = row.staging.moved(part(e.shift), { days: e.days ?? 0, months: e.months ?? 0 });
      return e.minutes === undefined ? moved : row.staging.later(moved, numberOf(e.minutes, row));
    }
    const { map, pattern, text } = adjustmentsOf(e);
    if ((map ?? pattern ?? text) === undefined) {
      if ("choose" in e) return chosen(e, row, part);
      if ("first" in e) return firstThere(e.first, row, part);
    }
  }
  return read(dateText(e, textOf(e, row), row), dateOrderOf(e, row));
}

/** Decided by what is written: a first value that is there but cannot be read must not make room for the second. */
function firstThere(parts: readonly Expression[], row: RowContext, value: (part: Expression) => Sql): Sql {
  const branches = parts.map((p) => sql`when ${writtenText(p, row)} is not null then ${value(p)}`);
  return sql`case ${join(branches, " ")} end`;
}

/** The value as a double; null where it is missing or no number. */
export function numberOf(e: Expression, row: RowContext): Sql {
  return adjustedNumber(unadjustedNumber(e, row), adjustmentsOf(e), row);
}

/** The value as money. A plain cell keeps every digit; what was computed is rounded to four places. */
export function moneyOf(e: Expression, row: RowContext): Sql {
  const { staging, read } = row;
  if (isArithmetic(e) || adjustsNumber(adjustmentsOf(e)) || isBranching(e)) return staging.asMoney(numberOf(e, row));
  return staging.money(bareNumber(writtenText(e, row), cellOf(e), read.decimal, row), read.decimal);
}

const isBranching = (e: Expression): boolean => typeof e !== "string" && ("choose" in e || "first" in e);

function unadjustedNumber(e: Expression, row: RowContext): Sql {
  const { staging, read } = row;
  if (typeof e !== "string") {
    if ("sum" in e) return arithmetic(e.sum, " + ", row);
    if ("difference" in e) return arithmetic(e.difference, " - ", row);
    if ("product" in e) return arithmetic(e.product, " * ", row);
    if ("quotient" in e) return sql`(${numberOf(e.quotient[0], row)} / nullif(${numberOf(e.quotient[1], row)}, 0))`;
    if ("spread" in e) return spreadOf(e, row);
    const adjustsText = adjustmentsOf(e).map ?? adjustmentsOf(e).pattern ?? adjustmentsOf(e).text;
    if (adjustsText === undefined && "choose" in e) return chosen(e, row, (part) => numberOf(part, row));
    if (adjustsText === undefined && "first" in e) return firstThere(e.first, row, (part) => numberOf(part, row));
    // A number of the mapping itself is written with a point, whatever the file does.
    if ("value" in e)
      return e.value === null
        ? raw("cast(null as double)")
        : staging.number({ text: literal(String(e.value)), isPlain: true }, ".");
  }
  const decimal = adjustmentsOf(e).map === undefined ? read.decimal : ".";
  return staging.number(bareNumber(writtenText(e, row), cellOf(e), decimal, row), decimal);
}

/** Rows that weigh nothing at all share alike. */
function spreadOf({ spread, by, over }: Extract<Expression, { spread: Expression }>, row: RowContext): Sql {
  const [amount, weight] = [spread, by].map((e) => prepare(numberOf(e, row), row).text) as [Sql, Sql];
  const named = over === undefined ? raw("nr") : textOf(over, row);
  const group = sql`over (partition by ${named})`;
  const share = sql`case when sum(${weight}) ${group} = 0 then ${amount} / count(${weight}) ${group} else ${amount} * ${weight} / sum(${weight}) ${group} end`;
  return sql`(case when ${weight} is not null and ${named} is not null then ${share} end)`;
}

const arithmetic = (parts: readonly Expression[], operator: string, row: RowContext): Sql =>
  sql`(${join(
    parts.map((part) => numberOf(part, row)),
    operator,
  )})`;

function adjustedNumber(value: Sql, { times, absolute, atLeast }: Adjustments, row: RowContext): Sql {
  let out = value;
  if (times !== undefined) out = sql`(${out} * ${figure(times)})`;
  if (absolute) out = sql`abs(${out})`;
  if (atLeast === undefined) return out;
  // `greatest` would turn a missing number into the bound.
  const { text: number } = prepare(out, row);
  return sql`case when ${number} < ${figure(atLeast)} then ${figure(atLeast)} else ${number} end`;
}

const figure = (value: number): Sql => raw(`cast(${Number(value)} as double)`);

/** True or false, never null: a missing cell is not above anything, and is not any word. */
export function conditionOf(condition: Condition, row: RowContext): Sql {
  if ("all" in condition) return grouped(condition.all, " and ", "true", row);
  if ("any" in condition) return grouped(condition.any, " or ", "false", row);
  const value = cell(condition.column, row);
  if ("present" in condition) return condition.present ? sql`(${value} is not null)` : sql`(${value} is null)`;
  if ("holds" in condition)
    return sql`(coalesce(strpos(coalesce(${value}, ''), ${textOf(condition.holds, row)}), 0) > 0)`;
  if ("lacks" in condition)
    return sql`(coalesce(strpos(coalesce(${value}, ''), ${textOf(condition.lacks, row)}), 1) = 0)`;
  if ("above" in condition)
    return sql`coalesce(${readNumber(condition.column, row)} > ${figure(condition.above)}, false)`;
  if ("below" in condition)
    return sql`coalesce(${readNumber(condition.column, row)} < ${figure(condition.below)}, false)`;
  const wanted = "is" in condition ? condition.is : condition.isNot;
  if (Array.isArray(wanted) && wanted.length > MANY && wanted.every((word) => typeof word === "string")) {
    const words = listOf(wanted.map((word) => word.trim().toLowerCase()));
    const isThere = sql`coalesce(list_contains(${words}, lower(${value})), false)`;
    return "is" in condition ? isThere : sql`(not ${isThere})`;
  }
  const any = sql`(${join(
    (Array.isArray(wanted) ? wanted : [wanted]).map((w) => equals(condition.column, w, row)),
    " or ",
  )})`;
  return "is" in condition ? any : sql`(not ${any})`;
}

const readNumber = (column: string, row: RowContext): Sql =>
  row.staging.number(bareNumber(cell(column, row), column, row.read.decimal, row), row.read.decimal);

/** A number of seconds, or a clock's HH:MM:SS in a cell of its own. */
export function secondsOf(e: Expression, row: RowContext): Sql {
  const { decimal } = row.read;
  return typeof e === "string"
    ? row.staging.seconds(bareNumber(cell(e, row), e, decimal, row), decimal)
    : numberOf(e, row);
}

function equals(column: string, wanted: string | number, row: RowContext): Sql {
  const same =
    typeof wanted === "number"
      ? sql`${readNumber(column, row)} = ${figure(wanted)}`
      : sql`lower(${cell(column, row)}) = ${literal(wanted.trim().toLowerCase())}`;
  return sql`coalesce(${same}, false)`;
}

const grouped = (conditions: readonly Condition[], operator: string, empty: string, row: RowContext): Sql =>
  conditions.length === 0
    ? raw(empty)
    : sql`(${join(
        conditions.map((c) => conditionOf(c, row)),
        operator,
      )})`;

/** Columns that a value is made from, in the order in which it names them. */
export function columnsIn(e: Expression): string[] {
  if (typeof e === "string") return [e];
  if ("value" in e) return [];
  if ("date" in e) return [e.date.year, e.date.month, e.date.day].flatMap((p) => (p === undefined ? [] : columnsIn(p)));
  if ("column" in e) return [e.column];
  if ("shift" in e) return columnsIn(e.shift);
  if ("says" in e) return columnsIn(e.in);
  if ("first" in e) return e.first.flatMap(columnsIn);
  if ("join" in e) return e.join.flatMap(columnsIn);
  if ("sum" in e) return e.sum.flatMap(columnsIn);
  if ("difference" in e) return e.difference.flatMap(columnsIn);
  if ("product" in e) return e.product.flatMap(columnsIn);
  if ("quotient" in e) return e.quotient.flatMap(columnsIn);
  if ("spread" in e) return [...columnsIn(e.spread), ...columnsIn(e.by)];
  if ("within" in e) return columnsIn(e.take);
  const branches = [...e.choose.map((b) => b.then), ...(e.otherwise === undefined ? [] : [e.otherwise])];
  return branches.flatMap(columnsIn);
}

/** The order of a value's dates: what its own column showed, unless the table's order is possible there too. */
export function dateOrderOf(e: Expression, { read, dateOrders }: RowContext): DateOrder {
  if (typeof e !== "string" && ("date" in e || "value" in e)) return "iso";
  const { dates } = adjustmentsOf(e);
  if (dates !== undefined) return dates;
  const own = columnsIn(e)
    .map((column) => dateOrders[column] ?? [])
    .find((orders) => orders.length > 0);
  // What stands in lists was not looked at: numbers of records are no dates of theirs.
  if (own === undefined && read.dates.startsWith("epoch") && columnsIn(e).some(ofElement)) return "iso";
  return own === undefined || own.includes(read.dates) ? read.dates : own[0]!;
}
