import {
  type Adjusted,
  type Adjustments,
  adjustmentsOf,
  adjustsNumber,
  type Condition,
  type Expression,
  isArithmetic,
} from "../../sources/mapping.ts";
import { readDate, type WrittenDate } from "../../sources/read/read-date.ts";
import { readNumber } from "../../sources/read/read-number.ts";
import { saysIt } from "../../sources/words/said-before.ts";

/** The cells of one record by name; see `jsonCells`. */
export type Cells = ReadonlyMap<string, string | null>;

/** Of the cells of an element of a record's list, those of all its elements that make the same fact. */
const siblings = new WeakMap<Cells, readonly Cells[]>();
export function amongEachOther(elements: readonly Cells[]): readonly Cells[] {
  for (const cells of elements) siblings.set(cells, elements);
  return elements;
}

/** What is said of one record by an expression, as `ingest/expression.ts` has it said by an engine of many. Nothing is shared between records. */
export function textOf(e: Expression, cells: Cells): string | null {
  if (!isArithmetic(e) && !adjustsNumber(adjustmentsOf(e))) return writtenText(e, cells);
  const value = numberOf(e, cells);
  return value === null ? null : String(value);
}

/** The value as a number; null where it is missing or none. */
export function numberOf(e: Expression, cells: Cells): number | null {
  const value = unadjusted(e, cells);
  if (value === null) return null;
  const { times = 1, absolute, atLeast = Number.NEGATIVE_INFINITY } = adjustmentsOf(e);
  const scaled = value * times;
  return Math.max(absolute ? Math.abs(scaled) : scaled, atLeast);
}

/** The value as a date or an instant; null where it is missing or none. Programs write ISO 8601, or count seconds or milliseconds. */
export function dateOf(e: Expression, cells: Cells): WrittenDate | null {
  if (typeof e !== "string" && "choose" in e) {
    const chosen = branchOf(e, cells);
    return chosen === null ? null : dateOf(chosen, cells);
  }
  const text = textOf(e, cells);
  if (text === null) return null;
  return readDate(text, "iso") ?? readDate(text, "epoch_s") ?? readDate(text, "epoch_ms");
}

export function holds(condition: Condition, cells: Cells): boolean {
  if ("all" in condition) return condition.all.every((part) => holds(part, cells));
  if ("any" in condition) return condition.any.some((part) => holds(part, cells));
  const value = cell(condition.column, cells);
  if ("present" in condition) return (value !== null) === condition.present;
  if ("lacks" in condition || "holds" in condition) {
    const text = textOf("lacks" in condition ? condition.lacks : condition.holds, cells);
    return text !== null && (value ?? "").includes(text) === "holds" in condition;
  }
  const number = value === null ? null : readNumber(value, ".");
  if ("above" in condition) return number !== null && number > condition.above;
  if ("below" in condition) return number !== null && number < condition.below;
  const wanted = "is" in condition ? condition.is : condition.isNot;
  const isAny = (Array.isArray(wanted) ? wanted : [wanted]).some((word) =>
    typeof word === "number" ? number === word : value?.toLowerCase() === word.trim().toLowerCase(),
  );
  return "is" in condition ? isAny : !isAny;
}

/** A cell, trimmed; null where it is empty or not there. */
function cell(column: string, cells: Cells): string | null {
  return cells.get(column)?.trim() || null;
}

/** What stands there before any arithmetic. */
function writtenText(e: Expression, cells: Cells): string | null {
  if (typeof e === "string") return cell(e, cells);
  if ("value" in e) return e.value === null ? null : String(e.value);
  if ("says" in e) {
    const text = textOf(e.in, cells);
    return text === null ? null : String(saysIt(e.says, text));
  }
  if ("shift" in e || "date" in e)
    throw new TypeError("Records are mapped without dates that are moved or put together.");
  return adjusted(saidText(e, cells), e);
}

function saidText(e: Adjusted, cells: Cells): string | null {
  if ("column" in e) return cell(e.column, cells);
  if ("first" in e) {
    for (const part of e.first) {
      const text = textOf(part, cells);
      if (text !== null) return text;
    }
    return null;
  }
  if ("join" in e) {
    const parts = e.join.map((part) => textOf(part, cells));
    return parts.includes(null) ? null : parts.join(e.with ?? "");
  }
  if ("choose" in e) {
    const chosen = branchOf(e, cells);
    return chosen === null ? null : textOf(chosen, cells);
  }
  // One record is a group of its own.
  if ("within" in e) return e.where && !holds(e.where, cells) ? null : textOf(e.take, cells);
  return null;
}

function branchOf({ choose, otherwise }: Extract<Adjusted, { choose: unknown }>, cells: Cells): Expression | null {
  return choose.find(({ when }) => holds(when, cells))?.then ?? otherwise ?? null;
}

function adjusted(value: string | null, { pattern, text, map }: Adjustments): string | null {
  let out = value;
  if (out !== null && pattern !== undefined) {
    const found = new RegExp(pattern).exec(out);
    out = (found?.[1] ?? found?.[0]) || null;
  }
  if (text === "lower") out = out?.toLowerCase() ?? null;
  if (text === "upper") out = out?.toUpperCase() ?? null;
  if (text === "trim") out = out?.trim() ?? null;
  if (out === null || map === undefined) return out;
  const { "*": others, ...words } = map;
  const word = Object.keys(words).find((from) => from.trim().toLowerCase() === out.toLowerCase());
  const to = word !== undefined ? words[word] : others;
  return to === undefined ? out : to === null ? null : String(to);
}

function unadjusted(e: Expression, cells: Cells): number | null {
  if (typeof e !== "string") {
    if ("sum" in e) return reduced(e.sum, cells, (a, b) => a + b);
    if ("difference" in e) return reduced(e.difference, cells, (a, b) => a - b);
    if ("product" in e) return reduced(e.product, cells, (a, b) => a * b);
    if ("spread" in e) return spreadOf(e, cells);
    const { map, pattern, text } = adjustmentsOf(e);
    const adjustsText = map ?? pattern ?? text;
    if (adjustsText === undefined && "choose" in e) {
      const chosen = branchOf(e, cells);
      return chosen === null ? null : numberOf(chosen, cells);
    }
    if (adjustsText === undefined && "first" in e) {
      // What is there and cannot be read must not make room for the next.
      const there = e.first.find((part) => textOf(part, cells) !== null);
      return there === undefined ? null : numberOf(there, cells);
    }
  }
  const written = writtenText(e, cells);
  return written === null ? null : readNumber(written, ".");
}

function reduced(parts: readonly Expression[], cells: Cells, by: (a: number, b: number) => number): number | null {
  const numbers = parts.map((part) => numberOf(part, cells));
  return numbers.includes(null) ? null : (numbers as number[]).reduce(by);
}

/** One record is a group of its own; its elements share by their weights, alike where they weigh nothing. */
function spreadOf({ spread, by }: Extract<Expression, { spread: Expression }>, cells: Cells): number | null {
  const [amount, weight] = [numberOf(spread, cells), numberOf(by, cells)];
  if (amount === null || weight === null) return null;
  const weights = (siblings.get(cells) ?? [cells]).flatMap((each) => numberOf(by, each) ?? []);
  const total = weights.reduce((a, b) => a + b, 0);
  return total === 0 ? amount / weights.length : (amount * weight) / total;
}
