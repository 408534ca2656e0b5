import { startOfGrain } from "../../base/calendar.ts";
import { addDays, addMonths, type Day } from "../../base/day.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import { normalQuantile } from "../../stats/distributions/normal.ts";
import { sql } from "../../store/sql/sql.ts";
import { CUSTOMERS_NEEDED, fitBase } from "./base.ts";
import { relativeError } from "./check.ts";
import { dailyRate } from "./future.ts";
import { MONTH_DAYS } from "./retention.ts";
import { TOTAL_LEVEL, type ValueStudy } from "./study.ts";
import { expectedTotal, parameterError } from "./total.ts";

/** Quarters that are looked back on, the latest. */
export const QUARTERS = 8;
/** Days of records before a quarter's end from which on a value is estimated for it. */
const HISTORY_DAYS = 365;

/** What customers without a contract were worth at the end of a quarter, by what was known then. */
export interface QuarterValue {
  /** The first day that was not known yet. */
  day: Day;
  /** Customers who had bought by then. */
  customers: number;
  /** What they had brought, less returns and what their contacts cost. */
  toDate: number;
  /** What was expected of them, in money of that day. */
  toCome: number;
  low: number;
  high: number;
  level: number;
}

/** The value of customers without a contract at each quarter's end, with the models of today's kind fitted to what was known then. */
export async function valueByQuarter(
  context: MeasureContext,
  { base, terms, servicePerPurchase, asOf, checks }: ValueStudy,
): Promise<QuarterValue[]> {
  const { store, info } = context;
  if (base === null || info.firstDay === null) return [];
  const days = quarterEnds(info.firstDay, asOf);
  const ahead = { days: terms.months * MONTH_DAYS, rate: dailyRate(terms.discount) };
  const missed = relativeError(checks) ?? 0;
  const found: QuarterValue[] = [];
  for (const day of days) {
    const then = await fitBase(context, { day, until: null, customers: base.customers, model: base.fit.model });
    if (then === null || then.base.customers < CUSTOMERS_NEEDED) continue;
    const toCome = expectedTotal(then.base, then.base.fit, { ahead, servicePerPurchase });
    const error = Math.hypot(parameterError(then.base, { ahead, servicePerPurchase }), missed);
    const reach = normalQuantile(0.5 + TOTAL_LEVEL / 2) * Math.abs(toCome) * error;
    const [row] = await store.rows(sql`
      select sum(${store.dialect.exact(sql`v.net`)}) as net, sum(${store.dialect.exact(sql`v.contact_cost`)}) as contacts
      from value_day v where v.day < ${store.dialect.day(day)}
    `);
    found.push({
      ...{ day, customers: then.base.customers, toDate: Number(row?.net ?? 0) - Number(row?.contacts ?? 0), toCome },
      ...{ low: toCome - reach, high: toCome + reach, level: TOTAL_LEVEL },
    });
  }
  return found;
}

/** The days after the last of each quarter, up to the end: the latest, with enough records before them. */
export function quarterEnds(firstDay: Day, asOf: Day): Day[] {
  const ends: Day[] = [];
  const first = addDays(firstDay, HISTORY_DAYS);
  for (let day = startOfGrain(asOf, "quarter", 1); day >= first && ends.length < QUARTERS; day = addMonths(day, -3))
    ends.unshift(day);
  return ends;
}
