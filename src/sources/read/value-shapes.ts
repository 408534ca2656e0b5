import { parseCurrency } from "../../base/currency.ts";
import type { DateOrder } from "../table.ts";
import { readDate } from "./read-date.ts";
import { decimalSign, readNumber } from "./read-number.ts";

/** What one value can look like. A value may look like several things: `1` is an integer, an amount and a yes. */
export type Look =
  | "email"
  | "phone"
  | "identifier" // one token with a digit in it, such as an order number or a UUID
  | "integer"
  | "amount" // a number, with or without thousands apart and a currency beside it
  | "currency" // an ISO 4217 code
  | "date"
  | "duration" // HH:MM:SS or MM:SS
  | "boolean" // yes and no in five languages
  | "text"; // words: has a letter and a blank

/** What the values of a column look like. */
export interface ColumnShape {
  /** Values that are there. */
  n: number;
  distinct: number;
  /** Share of the values there that look like each, in [0, 1]. */
  share: Readonly<Record<Look, number>>;
  /** Range of the values that are numbers; null without any. */
  min: number | null;
  max: number | null;
  /** Share of the values there that are plain numbers from 0 to 10. */
  onScale: number;
  /** Orders of the parts that remain possible for the dates, the likeliest first; empty where the column holds none. */
  dates: DateOrder[];
  /** Whether most dates have a time of day, and whether most times have an offset. */
  timed: boolean;
  offset: boolean;
  /** Sign before the decimals, where a value decides it. */
  decimal: "." | "," | null;
  meanLength: number;
}

export function shapeOf(values: readonly (string | null)[]): ColumnShape {
  const present = counted(values);
  const dates = dateOrders(values);
  const decimal = decimalSign(values);
  let n = 0;
  const count: Record<Look, number> = {
    email: 0,
    phone: 0,
    identifier: 0,
    integer: 0,
    amount: 0,
    currency: 0,
    date: 0,
    duration: 0,
    boolean: 0,
    text: 0,
  };
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let [timed, offset, letters, onScale] = [0, 0, 0, 0];
  for (const [value, times] of present) {
    n += times;
    letters += times * value.length;
    const number = readNumber(value, decimal ?? ".");
    if (number !== null) {
      count.amount += times;
      min = Math.min(min, number);
      max = Math.max(max, number);
    }
    if (Number(value) >= 0 && Number(value) <= 10) onScale += times;
    for (const [look, fits] of LOOKS) if (fits(value)) count[look] += times;
    const date = dates.map((order) => readDate(value, order)).find((d) => d !== null);
    if (date) {
      count.date += times;
      if (date.precision === "instant") timed += times;
      if (date.offsetMinutes !== null) offset += times;
    }
  }
  const share = Object.fromEntries(Object.entries(count).map(([k, c]) => [k, n === 0 ? 0 : c / n])) as Record<
    Look,
    number
  >;
  return {
    n,
    distinct: present.size,
    share,
    min: min === Number.POSITIVE_INFINITY ? null : min,
    max: max === Number.NEGATIVE_INFINITY ? null : max,
    onScale: n === 0 ? 0 : onScale / n,
    dates,
    timed: timed * 2 > count.date,
    offset: offset * 2 > timed,
    decimal,
    meanLength: n === 0 ? 0 : letters / n,
  };
}

/** Values that are there, each with how often it stands there: most columns repeat themselves. */
function counted(values: Iterable<string | null>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const value of values)
    if (value !== null && value.trim() !== "") counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

/**
 * Orders of day, month and year that remain possible for a column of dates, the likeliest first.
 * One value with a part above 12 decides between day first and month first; where values speak for both, both remain,
 * so that somebody is asked. Empty where fewer than four values in five are dates.
 */
export function dateOrders(values: Iterable<string | null>): DateOrder[] {
  return new DateEvidence().add(values).orders();
}

/** Collects what the values of one column say about the order of their dates, a part of the file at a time. */
export class DateEvidence {
  #n = 0;
  #dashed = 0;
  #yearFirst = 0;
  #onlyDmy = 0;
  #onlyMdy = 0;
  #either = 0;
  readonly #digits: Record<(typeof DIGIT_ORDERS)[number], number> = { compact: 0, short: 0, epoch_s: 0, epoch_ms: 0 };

  add(values: Iterable<string | null>): this {
    for (const [value, times] of counted(values)) {
      this.#n += times;
      if (/^\s*\d+(\.\d+)?\s*$/.test(value) || /^\s*\d{6,8}\b/.test(value)) {
        for (const order of DIGIT_ORDERS) if (readDate(value, order)) this.#digits[order] += times;
      } else if (readDate(value, "iso")) {
        this.#yearFirst += times;
        if (!/^\s*\d{4}[/.]/.test(value)) this.#dashed += times;
      } else {
        const dmy = readDate(value, "dmy") !== null;
        const mdy = readDate(value, "mdy") !== null;
        if (dmy && mdy) this.#either += times;
        else if (dmy) this.#onlyDmy += times;
        else if (mdy) this.#onlyMdy += times;
      }
    }
    return this;
  }

  /** Whether nothing seen so far tells day first from month first, although it matters. */
  get isAmbiguous(): boolean {
    return this.orders().length > 1;
  }

  /** Whether enough was seen to stop looking: values speak for one order, and none for the other. */
  get isSettled(): boolean {
    return this.#onlyDmy + this.#onlyMdy >= 100 && this.orders().length === 1;
  }

  orders(): DateOrder[] {
    const separated = this.#either + this.#onlyDmy + this.#onlyMdy;
    const enough = 0.8 * this.#n;
    if (this.#n === 0) return [];
    if (separated + this.#yearFirst >= enough) {
      if (separated === 0) return [this.#dashed * 2 >= this.#yearFirst ? "iso" : "ymd"];
      const [dmy, mdy] = [this.#onlyDmy, this.#onlyMdy];
      // A slip of the pen does not make a column ambiguous: twenty to one decides.
      if (dmy > 20 * mdy) return ["dmy"];
      if (mdy > 20 * dmy) return ["mdy"];
      return mdy > dmy ? ["mdy", "dmy"] : ["dmy", "mdy"];
    }
    return DIGIT_ORDERS.filter((order) => this.#digits[order] >= 0.95 * this.#n);
  }
}

const DIGIT_ORDERS = ["compact", "epoch_ms", "epoch_s", "short"] as const;

export const looksLikeEmail = (value: string): boolean => /^[^\s@,;]+@[^\s@,;]+\.[^\s@.,;]{2,}$/.test(value.trim());

/** With a plus sign or its parts set apart; a plain run of digits is an identifier. */
export function looksLikePhone(value: string): boolean {
  const text = value.trim().replace(/^'/, "");
  const digits = text.replace(/\D/g, "").length;
  if (digits < 7 || digits > 15 || !/^\+?[\d\s()./-]+$/.test(text)) return false;
  return (
    (/^(\+|00)/.test(text) || /\d[\s()-]+\d/.test(text)) &&
    readDate(text, "dmy") === null &&
    !/^\d{4}-\d{2}-\d{2}/.test(text)
  );
}

export const looksLikeIdentifier = (value: string): boolean => {
  const text = value.trim();
  return text.length <= 64 && /\d/.test(text) && /^#?[\p{L}\d][\p{L}\d_\-:./#]*$/u.test(text);
};

export const looksLikeInteger = (value: string): boolean => /^[+-]?\d{1,15}$/.test(value.trim());

export const looksLikeAmount = (value: string, decimal: "." | ","): boolean => readNumber(value, decimal) !== null;

export const looksLikeCurrency = (value: string): boolean =>
  /^\s*[A-Za-z]{3}\s*$/.test(value) && parseCurrency(value) !== undefined;

export const looksLikeDuration = (value: string): boolean =>
  /^\d{1,4}:[0-5]?\d(:[0-5]?\d(\.\d+)?)?$/.test(value.trim());

export const looksLikeText = (value: string): boolean => /\p{L}/u.test(value) && /\S\s+\S/.test(value);

/** What is asked of every value by itself; numbers and dates depend on how their column writes them. */
const LOOKS: readonly (readonly [Look, (value: string) => boolean])[] = [
  ["integer", looksLikeInteger],
  ["email", looksLikeEmail],
  ["phone", looksLikePhone],
  ["identifier", looksLikeIdentifier],
  ["currency", looksLikeCurrency],
  ["duration", looksLikeDuration],
  ["boolean", (value) => readBoolean(value) !== null],
  ["text", looksLikeText],
];

/** Words for yes and no in English, Polish, Swedish, Russian and Romanian, with what databases write. */
export const YES: readonly string[] = ["true", "t", "yes", "y", "1", "tak", "ja", "да", "da", "1.0"];
export const NO: readonly string[] = ["false", "f", "no", "n", "0", "nie", "nej", "нет", "nu", "0.0"];

export function readBoolean(value: string): boolean | null {
  const word = value.trim().toLowerCase();
  return YES.includes(word) ? true : NO.includes(word) ? false : null;
}

/** Lowest and highest where every value is a whole number, as on a scale of scores; otherwise null. */
export function scoreRange(values: readonly (string | null)[]): { min: number; max: number; distinct: number } | null {
  const numbers: number[] = [];
  for (const value of values) {
    if (value === null || value.trim() === "") continue;
    const text = value.trim().replace(/[.,]0+$/, "");
    if (!looksLikeInteger(text)) return null;
    numbers.push(Number(text));
  }
  if (numbers.length === 0) return null;
  const distinct = new Set(numbers);
  return { min: Math.min(...distinct), max: Math.max(...distinct), distinct: distinct.size };
}

/** Sign before the decimals of a table's numbers: what most columns that decide say; a point where none does. */
export function decimalOf(columns: readonly (readonly (string | null)[])[]): "." | "," {
  const votes = columns.map((values) => {
    const sign = decimalSign(values);
    return sign !== null && columnIsNumeric(values, sign) ? sign : null;
  });
  return votes.filter((v) => v === ",").length > votes.filter((v) => v === ".").length ? "," : ".";
}

function columnIsNumeric(values: readonly (string | null)[], decimal: "." | ","): boolean {
  const present = values.filter((v) => v !== null && v.trim() !== "").slice(0, 200);
  return present.filter((v) => readNumber(v!, decimal) !== null).length >= 0.5 * present.length;
}

const ALWAYS_MISSING = ["NULL", "\\N", "#N/A"];
const MISSING_AMONG_FIGURES = ["NA", "N/A", "n/a", "None", "nil", "-", "--", "?"];

/** Words that stand for "no value": what databases write, and what stands among figures and dates without being one. */
export function learnMissing(columns: readonly (readonly (string | null)[])[]): string[] {
  const found = new Set<string>();
  for (const values of columns) {
    const present = values.filter((v): v is string => v !== null && v.trim() !== "").map((v) => v.trim());
    for (const word of ALWAYS_MISSING) if (present.includes(word)) found.add(word);
    const words = MISSING_AMONG_FIGURES.filter((word) => present.includes(word));
    if (words.length === 0) continue;
    const others = present.filter((v) => !MISSING_AMONG_FIGURES.includes(v));
    const figures = others.filter(
      (v) => readNumber(v, ".") !== null || readNumber(v, ",") !== null || dateOrders([v]).length > 0,
    );
    if (others.length > 0 && figures.length >= 0.9 * others.length) for (const word of words) found.add(word);
  }
  return [...found];
}
