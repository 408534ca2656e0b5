import { InputError } from "./errors.ts";

/** A calendar date, `YYYY-MM-DD` in the proleptic Gregorian calendar, without a time or a zone. */
export type Day = string & { readonly __brand: "Day" };

const MS_PER_DAY = 86_400_000;
const SHAPE = /^\d{4}-\d{2}-\d{2}$/;
const MONTH_LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Days since 1970-01-01, negative before it. */
export function epochDay(day: Day): number {
  return Date.parse(`${day}T00:00:00Z`) / MS_PER_DAY;
}

export function dayFromEpoch(days: number): Day {
  return new Date(days * MS_PER_DAY).toISOString().slice(0, 10) as Day;
}

/** @returns the day, or undefined where the text is not a real calendar date (2024-02-30 is not). */
export function parseDay(text: string): Day | undefined {
  if (!SHAPE.test(text)) return undefined;
  const [year, month, date] = [Number(text.slice(0, 4)), Number(text.slice(5, 7)), Number(text.slice(8))];
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const length = month === 2 && isLeap ? 29 : (MONTH_LENGTHS[month - 1] ?? 0);
  return date >= 1 && date <= length ? (text as Day) : undefined;
}

/** @throws InputError `input.option_invalid` naming the option when the text is not a real calendar date */
export function dayOption(option: string, text: string): Day {
  const day = parseDay(text.trim());
  if (day) return day;
  throw new InputError("input.option_invalid", `${option} "${text}" is not a calendar date.`, {
    hint: "Write it as YYYY-MM-DD, for example 2026-03-31.",
    details: { option, text },
  });
}

export function addDays(day: Day, days: number): Day {
  return dayFromEpoch(epochDay(day) + days);
}

/** Same day of the month `months` later; the last day of that month where it is shorter. */
export function addMonths(day: Day, months: number): Day {
  const [year, month, date] = day.split("-").map(Number) as [number, number, number];
  const first = new Date(Date.UTC(year, month - 1 + months, 1));
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  first.setUTCDate(Math.min(date, last));
  return first.toISOString().slice(0, 10) as Day;
}

export function startOfMonth(day: Day): Day {
  return `${day.slice(0, 7)}-01` as Day;
}

export function daysBetween(from: Day, to: Day): number {
  return epochDay(to) - epochDay(from);
}
