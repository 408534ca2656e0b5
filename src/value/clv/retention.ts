import type { Day } from "../../base/day.ts";
import { ModelError } from "../../base/errors.ts";
import {
  type BetaDiscreteWeibullFit,
  fitBetaDiscreteWeibull,
  fitShiftedBetaGeometric,
  type ShiftedBetaGeometricFit,
} from "../../stats/customer-base/retention-model.ts";
import type { Dialect } from "../../store/sql/dialect.ts";
import { raw, type Sql, sql } from "../../store/sql/sql.ts";

export type RetentionFit = ShiftedBetaGeometricFit | BetaDiscreteWeibullFit;

/** Mean length of a month in days: contracts of any period are followed month by month. */
export const MONTH_DAYS = 365.25 / 12;
/** The third parameter of the beta-discrete-Weibull model has to earn its place. */
const BETTER_BELOW = 0.01;
/** Customers with a contract from which on a curve is fitted. */
export const CONTRACTS_NEEDED = 30;

/** Contract customers by months that they could be followed and the month in which they left (0: still there); `among` the spells `s`. */
export const contractCells = (dialect: Dialect, asOf: Day, among: Sql = raw("true")): Sql => sql`
  with followed as (
    select
      floor(${dialect.double(dialect.daysBetween(sql`s.from_day`, dialect.day(asOf)))} / ${raw(String(MONTH_DAYS))}) as months,
      case when s.to_day <= ${dialect.day(asOf)}
        then greatest(1.0, ceil(${dialect.double(dialect.daysBetween(sql`s.from_day`, sql`s.to_day`))} / ${raw(String(MONTH_DAYS))} - 0.05)) else 0.0 end as lost
    from panel_spell s
    where s.kind = 'contract' and s.from_day < ${dialect.day(asOf)} and ${among}
  )
  select f.months as months, f.within as lost, count(*) as customers
  from (select months, case when lost > months then 0.0 else lost end as within from followed where months >= 1) f
  group by f.months, f.within
  order by months, lost
`;

/** Survivors of each cohort of contracts by month, from the cells. */
export function survivorsOf(cells: Record<"months" | "lost" | "customers", Float64Array>): number[][] {
  const cohorts = new Map<number, number[]>();
  for (let i = 0; i < cells.months.length; i++) {
    const [months, lost, n] = [cells.months[i]!, cells.lost[i]!, cells.customers[i]!];
    const cohort = cohorts.get(months) ?? new Array<number>(months + 1).fill(0);
    for (let t = 0; t <= months; t++) if (lost === 0 || t < lost) cohort[t]! += n;
    cohorts.set(months, cohort);
  }
  return [...cohorts.values()];
}

/** The retention curve of contracts: with the risk's own trend in tenure only where the data ask for it; null where nobody was lost yet. */
export function fitRetention(cohorts: readonly (readonly number[])[]): RetentionFit | null {
  try {
    const plain = fitShiftedBetaGeometric(cohorts);
    try {
      const free = fitBetaDiscreteWeibull(cohorts);
      return free.versusShiftedBetaGeometric.p < BETTER_BELOW ? free : plain;
    } catch (error) {
      if (error instanceof ModelError) return plain;
      throw error;
    }
  } catch (error) {
    if (error instanceof ModelError) return fitWeakly(cohorts);
    throw error;
  }
}

function fitWeakly(cohorts: readonly (readonly number[])[]): RetentionFit | null {
  try {
    return fitShiftedBetaGeometric(cohorts, { priorSd: 2 });
  } catch (error) {
    if (error instanceof ModelError) return null;
    throw error;
  }
}

/** What one unit of money a month comes to, by months of tenure: expected, and between the bounds of how long a customer may stay. */
export interface TenureValue {
  tenure: number;
  factor: number;
  low: number;
  high: number;
  /** Chance to be there in a year. */
  yearOn: number;
}

/** Share of futures between the bounds of a customer's interval. */
export const CUSTOMER_LEVEL = 0.8;

/**
 * @param survivalOf share that is still there after 0, 1 … months of tenure, as far as it is asked
 * @param discount rate a month
 */
export function tenureValues(
  survivalOf: (horizon: number) => readonly number[],
  { longest, months, discount }: { longest: number; months: number; discount: number },
): TenureValue[] {
  const survival = survivalOf(longest + Math.max(months, 12));
  const tail = (1 - CUSTOMER_LEVEL) / 2;
  const annuity = (k: number) =>
    Array.from({ length: k }, (_, i) => (1 + discount) ** -(i + 1)).reduce((a, b) => a + b, 0);
  return Array.from({ length: longest + 1 }, (_, tenure) => {
    const stay = (k: number) => survival[tenure + k]! / survival[tenure]!;
    let [factor, low, high] = [0, 0, 0];
    for (let k = 1; k <= months; k++) {
      factor += stay(k) * (1 + discount) ** -k;
      if (stay(k) >= 1 - tail) low = k;
      if (stay(k) >= tail) high = k;
    }
    return { tenure, factor, low: annuity(low), high: annuity(high), yearOn: stay(12) };
  });
}
