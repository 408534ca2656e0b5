import { addMonths, type Day, startOfMonth } from "./day.ts";

/** A stretch of a company's calendar; quarters and years begin with the first month of its year. */
export const GRAINS = ["month", "quarter", "year"] as const;
export type Grain = (typeof GRAINS)[number];
export const MONTHS_OF: Readonly<Record<Grain, number>> = { month: 1, quarter: 3, year: 12 };

const NAME = /^(FY)?(\d{4})(?:\/(\d{2}|\d{4}))?(?:-?(?:Q([1-4])|(0[1-9]|1[0-2])))?$/i;

/** First day of the stretch that holds a day. @param firstMonth of the company's year, 1 to 12 */
export function startOfGrain(day: Day, grain: Grain, firstMonth: number): Day {
  const month = Number(day.slice(5, 7));
  const since = (month - firstMonth + 12) % MONTHS_OF[grain];
  return addMonths(startOfMonth(day), -since);
}

/**
 * What a stretch is called: 2025-03, 2025-Q1, 2025; where the company's year does not begin in January, FY2025/26-Q1 and
 * FY2025/26, after the two years that it touches.
 */
export function nameOfStretch(from: Day, grain: Grain, firstMonth: number): string {
  if (grain === "month") return from.slice(0, 7);
  const start = startOfGrain(from, "year", firstMonth);
  const first = Number(start.slice(0, 4));
  const year = firstMonth === 1 ? String(first) : `FY${first}/${String((first + 1) % 100).padStart(2, "0")}`;
  if (grain === "year") return year;
  const quarter = ((Number(from.slice(5, 7)) - firstMonth + 12) % 12) / 3 + 1;
  return `${year}-Q${quarter}`;
}

/**
 * The days of a named stretch, half-open: `2025`, `2025-Q2`, `2025-03` of the calendar, `FY2025`, `FY2025/26` and
 * `FY2025-Q1` of the company's year that begins in 2025. Undefined where the name is none, or its second year is wrong.
 */
export function stretchNamed(name: string, firstMonth: number): { from: Day; to: Day } | undefined {
  const [, fiscal, year, second, quarter, month] = NAME.exec(name.trim().replace(/\s+/g, "-")) ?? [];
  if (year === undefined) return undefined;
  if (second !== undefined && (!fiscal || firstMonth === 1 || Number(second) % 100 !== (Number(year) + 1) % 100))
    return undefined;
  if (fiscal && month !== undefined) return undefined;
  const start = `${year}-${String(fiscal ? firstMonth : 1).padStart(2, "0")}-01` as Day;
  if (quarter !== undefined) {
    const from = addMonths(start, 3 * (Number(quarter) - 1));
    return { from, to: addMonths(from, 3) };
  }
  if (month !== undefined)
    return { from: `${year}-${month}-01` as Day, to: addMonths(`${year}-${month}-01` as Day, 1) };
  return { from: start, to: addMonths(start, 12) };
}
