import type { Dialect } from "../store/sql/dialect.ts";
import { join, literal, raw, type Sql, sql } from "../store/sql/sql.ts";

/** Bands of a delay in whole days of the reporting zone, by what they are called; null: without end. */
export const DELAYS: readonly (readonly [code: string, from: number, to: number | null])[] = [
  ["0", 0, 0],
  ["1", 1, 1],
  ["2-3", 2, 3],
  ["4-7", 4, 7],
  ["8-30", 8, 30],
  ["31+", 31, null],
];

/** The band of a number of days; null where it is not known. */
export function delayBand(days: Sql): Sql {
  const bands = DELAYS.map(([code, , to]) =>
    to === null
      ? sql`when ${days} is not null then ${literal(code)}`
      : sql`when ${days} <= ${raw(String(to))} then ${literal(code)}`,
  );
  return sql`case ${join(bands, " ")} end`;
}

/** Days from one day to another; null where one is not known, or the other lies before it: that is no delay. */
export const delay = (from: Sql, to: Sql, { daysBetween }: Dialect): Sql =>
  sql`case when ${from} <= ${to} then ${daysBetween(from, to)} end`;
