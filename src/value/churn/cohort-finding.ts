import type { HeatChart } from "../../findings/chart-spec.ts";
import type { Finding } from "../../findings/finding.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import { columnsOf, countCell, dataCell, LEVEL, shareInterval } from "../cells.ts";
import { header, shell } from "../shell.ts";
import { AGES, type Cohort, QUARTER_DAYS } from "./flows.ts";
import { quarterName } from "./quarter.ts";

/** Customers from which on a cohort's share is shown. */
const COHORT_NEEDED = 5;

/** How long customers stay, by the quarter in which they came. */
export function cohortFinding(
  context: MeasureContext,
  cohorts: readonly Cohort[],
  dataVersion: string,
): Finding | null {
  const shown = cohorts.filter(({ customers }) => customers >= COHORT_NEEDED);
  const pooled = Array.from({ length: AGES + 1 }, (_, age) => {
    const known = shown.filter(({ there }) => typeof there[age] === "number");
    return {
      age,
      n: known.reduce((sum, { customers }) => sum + customers, 0),
      there: known.reduce((sum, { there }) => sum + there[age]!, 0),
    };
  }).filter(({ n }) => n > 0);
  const year = pooled.find(({ age }) => age === 4) ?? pooled.at(-1);
  if (!year || pooled.length < 2) return null;
  const interval = shareInterval(year.there, year.n);
  const values = {
    share: year.there / year.n,
    n: year.n,
    days: year.age * QUARTER_DAYS,
    unit: "share",
    low: interval.low,
    high: interval.high,
    level: LEVEL,
  };
  const ages = pooled.map(({ age }) => age);
  return {
    ...shell(context, "churn.cohorts", "churn.cohorts", dataVersion),
    headline: {
      ...header(context, "churn.cohorts", "churn.cohorts"),
      unit: "share",
      n: year.n,
      state: "estimate",
      value: values.share,
      interval,
    },
    verdict: { code: "churn.cohorts", values },
    notes: [{ code: "churn.cohorts.reading", values: {} }],
    tables: [
      {
        id: "churn.cohorts",
        title: { code: "churn.cohorts.table", values: {} },
        columns: [
          ...columnsOf("churn.column", ["cohort", "customers"]),
          ...ages.slice(1).map((age) => ({
            ...{
              id: `days_${age * QUARTER_DAYS}`,
              title: { code: "churn.column.after", values: { days: age * QUARTER_DAYS } },
            },
            align: "end" as const,
          })),
        ],
        rows: shown.map(({ quarter, customers, there }) => ({
          cohort: dataCell(quarterName(quarter)),
          customers: countCell(customers),
          ...Object.fromEntries(
            ages.slice(1).map((age) => [
              `days_${age * QUARTER_DAYS}`,
              {
                kind: "number",
                value: there[age] === null || there[age] === undefined ? null : there[age]! / customers,
                unit: "share",
              } as const,
            ]),
          ),
        })),
        note: { code: "churn.cohorts.note", values: {} },
      },
    ],
    charts: [
      triangle(shown, ages.slice(1)),
      {
        ...{ type: "bands", id: "churn.curve", zero: true, unit: "share" },
        title: { code: "churn.curve", values: {} },
        summary: { code: "churn.cohorts", values },
        bands: pooled.map(({ age, there, n }) => ({
          ...{
            label: { code: "churn.column.after", values: { days: age * QUARTER_DAYS } },
            value: there / n,
            n,
            tone: "accent" as const,
          },
          interval: shareInterval(there, n),
        })),
      },
    ],
  };
}

/** The triangle of cohorts as a picture: the darker, the more are still there. */
function triangle(cohorts: readonly Cohort[], ages: readonly number[]): HeatChart {
  const after = (age: number) =>
    cohorts.flatMap(({ customers, there }) => (typeof there[age] === "number" ? [there[age] / customers] : []));
  const age = ages.findLast((each) => after(each).length > 1) ?? ages[0] ?? 0;
  const shares = after(age);
  return {
    ...{ type: "heat", id: "churn.triangle", unit: "share" },
    title: { code: "churn.cohorts.table", values: {} },
    summary: {
      code: "churn.triangle",
      values: {
        ...{ n: cohorts.length, days: age * QUARTER_DAYS, unit: "share" },
        ...{ minimum: Math.min(...shares), maximum: Math.max(...shares) },
      },
    },
    across: { code: "churn.triangle.across", values: {} },
    columns: ages.map((each) => ({ data: String(each * QUARTER_DAYS) })),
    rows: cohorts.map(({ quarter, customers, there }) => ({
      label: { data: quarterName(quarter) },
      n: customers,
      cells: ages.map((each) => ({
        value: typeof there[each] === "number" ? there[each] / customers : null,
        n: customers,
      })),
    })),
  };
}
