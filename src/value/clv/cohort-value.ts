import type { BandsChart } from "../../findings/chart-spec.ts";
import type { Interval, Message } from "../../findings/figure.ts";
import type { Finding } from "../../findings/finding.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import { meanInterval } from "../../stats/intervals/mean.ts";
import { sql } from "../../store/sql/sql.ts";
import { columnsOf, countCell, dataCell, LEVEL, moneyCell, shareCell } from "../cells.ts";
import { quarterName } from "../churn/quarter.ts";
import { header, shell } from "../shell.ts";

/** Cohorts with fewer customers are not told. */
const COHORT_NEEDED = 30;
/** Cohorts that are shown, the latest. */
const COHORTS = 16;

/** Customers who came in one quarter, with what they are worth. */
export interface CohortValue {
  quarter: string;
  customers: number;
  /** Still customers as of the end. */
  active: number;
  toDate: number;
  toCome: number;
  /** Value of a customer, the mean with its interval. */
  mean: number;
  interval: Interval | null;
}

/** What the customers of each quarter are worth, who they were when they came: read from the customers valued before. */
export async function cohortValues({ store, record }: MeasureContext): Promise<CohortValue[]> {
  const { startOf, exact, double } = store.dialect;
  const query = sql`
    select ${startOf("quarter", sql`c.since`)} as quarter, count(*) as customers,
      sum(case when c.status = 'active' then 1 else 0 end) as active, sum(c.to_come) as to_come, sum(c.clv) as clv,
      sum(${exact(sql`${double(sql`c.clv`)} * ${double(sql`c.clv`)}`)}) as squares
    from value_customer c
    where c.since is not null
    group by ${startOf("quarter", sql`c.since`)}
    order by quarter
  `;
  const rows = await store.rows(query);
  record("clv.cohorts", query, rows);
  const told = rows.map((row): CohortValue => {
    const n = Number(row.customers);
    const [toCome, sum, squares] = [Number(row.to_come), Number(row.clv), Number(row.squares)];
    const mean = sum / n;
    const squaredDeviations = Math.max(0, squares - n * mean * mean);
    return {
      ...{ quarter: String(row.quarter), customers: n, active: Number(row.active), toDate: sum - toCome, toCome, mean },
      interval: meanInterval({ n, mean, squaredDeviations }, { confidence: LEVEL }).interval,
    };
  });
  return told.filter(({ customers }) => customers >= COHORT_NEEDED).slice(-COHORTS);
}

/** Value and retention beside each other, by the quarter in which customers came. */
export async function cohortValueFinding(context: MeasureContext, dataVersion: string): Promise<Finding | null> {
  const cohorts = await cohortValues(context);
  const [first, last] = [cohorts[0], cohorts.at(-1)];
  if (!first || !last || first === last) return null;
  const currency = context.info.currency ? { currency: context.info.currency } : {};
  const values: Message["values"] = {
    ...{
      name: quarterName(first.quarter),
      group: quarterName(last.quarter),
      highValue: first.mean,
      lowValue: last.mean,
    },
    ...{ share: first.active / first.customers, coverage: last.active / last.customers },
    ...{ unit: "money_per_customer", ...currency },
  };
  const chart: BandsChart = {
    ...{ type: "bands", id: "clv.cohorts", zero: true, unit: "money_per_customer", ...currency },
    title: { code: "clv.cohorts.table", values: {} },
    summary: { code: "clv.cohorts", values },
    bands: cohorts.map(({ quarter, customers: n, mean: value, interval }) => ({
      ...{ label: { data: quarterName(quarter) }, value, interval, n, tone: "accent" },
    })),
  };
  return {
    ...shell(context, "clv.cohorts", "clv.cohorts", dataVersion),
    headline: {
      ...header(context, "clv.cohorts", "clv.cohorts"),
      ...{ unit: "money_per_customer", ...currency, basis: "model", n: first.customers },
      ...{ state: "estimate", value: first.mean, interval: first.interval },
    },
    verdict: { code: "clv.cohorts", values },
    notes: [{ code: "clv.cohorts.reading", values: {} }],
    tables: [
      {
        id: "clv.cohorts",
        title: { code: "clv.cohorts.table", values: {} },
        columns: columnsOf("clv.cohorts.column", ["cohort", "customers", "kept", "to_date", "to_come", "mean"]),
        rows: cohorts.map(({ quarter, customers, active, toDate, toCome, mean, interval }) => ({
          cohort: dataCell(quarterName(quarter)),
          customers: countCell(customers),
          kept: shareCell(active, customers),
          to_date: moneyCell(toDate, currency),
          to_come: moneyCell(toCome, currency),
          mean: { kind: "number", value: mean, unit: "money_per_customer", ...currency, interval },
        })),
        note: { code: "clv.cohorts.note", values: {} },
      },
    ],
    charts: [chart],
  };
}
