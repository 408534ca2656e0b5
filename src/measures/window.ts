import { addMonths, type Day } from "../base/day.ts";
import type { Period } from "../base/period.ts";
import type { Dialect } from "../store/sql/dialect.ts";
import { all, type Sql, sql } from "../store/sql/sql.ts";
import type { MeasureContext } from "./measure.ts";

/** Months of the window that is looked at where nobody asks for another. */
export const LAST_MONTHS = 12;

/** The twelve months before the end, or what was asked; open where nothing has a date. */
export function lastYear({ info, from, to }: MeasureContext): Period {
  const end = to ?? info.asOf;
  return { from: from ?? (end === null ? null : addMonths(end, -LAST_MONTHS)), to: end, zone: info.zone };
}

/** Whether a day lies in the window; without bounds everything does, what has no date too. */
export const inWindow = (day: Sql, { from, to }: { from: Day | null; to: Day | null }, dialect: Dialect): Sql =>
  all([
    ...(from === null ? [] : [sql`${day} >= ${dialect.day(from)}`]),
    ...(to === null ? [] : [sql`${day} < ${dialect.day(to)}`]),
  ]);
