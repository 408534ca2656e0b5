import { addDays, type Day, daysBetween } from "../../base/day.ts";
import type { LinesChart } from "../../findings/chart-spec.ts";
import type { Table } from "../../findings/finding.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import { expectedPurchasesOfNewCustomer } from "../../stats/customer-base/purchase-model.ts";
import { sql } from "../../store/sql/sql.ts";
import { columnsOf, countCell, dataCell, ratioCell } from "../cells.ts";
import type { PurchaseFit } from "./purchases.ts";

const WEEK = 7;
/** Weeks between two rows of the table. */
const EVERY = 13;

/** Repeat purchases of the customers known at a cut, by week: those that came, and those that the model fitted there expects. */
export interface Tracking {
  /** Day on which the model was fitted; null where all that is known was used. */
  cut: Day | null;
  customers: number;
  /** Last day of each week. */
  weeks: Day[];
  /** Cumulative repeat purchase days by the end of each week. */
  actual: number[];
  expected: number[];
}

/**
 * Follows the model that was fitted at a cut, through the weeks before it and after: cumulative repeat purchases, each customer from
 * the first purchase on.
 * @see Fader, Hardie & Lee (2005), Marketing Science 24, figure 3
 */
export async function trackPurchases(
  { store, info, record }: MeasureContext,
  { fit, cut, until }: { fit: PurchaseFit; cut: Day; until: Day },
): Promise<Tracking | null> {
  if (info.firstDay === null) return null;
  const { day } = store.dialect;
  const query = sql`
    select o.day as day, sum(o.is_first) as first, sum(1 - o.is_first) as again
    from value_occasion o
    inner join (select party from value_occasion where is_first = 1 and day < ${day(cut)}) k on k.party = o.party
    where o.day < ${day(until)}
    group by o.day
    order by day
  `;
  const rows = (await store.rows(query)).map((row) => ({
    day: String(row.day) as Day,
    first: Number(row.first),
    again: Number(row.again),
  }));
  const from = rows[0]?.day;
  if (from === undefined) return null;
  const weeks: Day[] = [];
  for (let end = addDays(from, WEEK); end <= until; end = addDays(end, WEEK)) weeks.push(addDays(end, -1));
  if (weeks.length < 2) return null;
  const born = rows.filter(({ first }) => first > 0).map((row) => ({ ...row, at: daysBetween(from, row.day) }));
  const known = new Map<number, number>();
  const each = (days: number): number => {
    let expected = known.get(days);
    if (expected === undefined) known.set(days, (expected = expectedPurchasesOfNewCustomer(fit, days)));
    return expected;
  };
  let [at, came] = [0, 0];
  const actual = weeks.map((week) => {
    for (; at < rows.length && rows[at]!.day <= week; at++) came += rows[at]!.again;
    return came;
  });
  const expected = weeks.map((week) => {
    const end = daysBetween(from, week);
    return born.reduce((sum, { at: birth, first }) => (birth < end ? sum + first * each(end - birth) : sum), 0);
  });
  record("clv.tracking", query, [{ cut, weeks: weeks.length, actual: actual.at(-1), expected: expected.at(-1) }]);
  return {
    ...{ cut: cut < until ? cut : null, customers: born.reduce((sum, { first }) => sum + first, 0) },
    ...{ weeks, actual, expected },
  };
}

/** The tracking plot: cumulative repeat purchases that came against those that were expected. */
export function trackingChart({ cut, customers, weeks, actual, expected }: Tracking): LinesChart {
  const [came, said] = [actual.at(-1)!, expected.at(-1)!];
  const from = cut === null ? undefined : weeks.find((week) => week >= cut);
  return {
    ...{ type: "lines", id: "clv.tracking", unit: "count", zero: true },
    title: { code: "clv.tracking", values: {} },
    summary: {
      code: cut === null ? "clv.tracking.fitted" : "clv.tracking.summary",
      values: {
        ...{ n: customers, to: weeks.at(-1)!, count: came, expected: Math.round(said) },
        ...(cut === null ? {} : { day: cut }),
      },
    },
    periods: weeks,
    series: [
      { label: { code: "clv.tracking.actual", values: {} }, as: "seen", values: actual },
      { label: { code: "clv.tracking.expected", values: {} }, as: "expected", values: expected },
    ],
    fans: [],
    ...(from === undefined
      ? {}
      : { from: { period: from, label: { code: "clv.tracking.cut", values: { day: cut! } } } }),
  };
}

/** The same in numbers, by quarter of a year, always with the cut and the end. */
export function trackingTable({ cut, weeks, actual, expected }: Tracking): Table {
  const last = weeks.length - 1;
  const atCut = cut === null ? -1 : weeks.findLastIndex((week) => week < cut);
  return {
    id: "clv.tracking",
    title: { code: "clv.tracking", values: {} },
    columns: columnsOf("clv.model.column", ["week", "purchases_expected", "purchases", "ratio"]),
    rows: weeks.flatMap((week, i) =>
      i % EVERY === EVERY - 1 || i === atCut || i === last
        ? [
            {
              week: dataCell(week),
              purchases_expected: countCell(Math.round(expected[i]!)),
              purchases: countCell(actual[i]!),
              ratio: ratioCell(expected[i]! > 0 ? actual[i]! / expected[i]! : null),
            },
          ]
        : [],
    ),
    note: { code: "clv.tracking.note", values: {} },
  };
}
