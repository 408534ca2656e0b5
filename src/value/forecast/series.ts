import { addMonths, type Day, startOfMonth } from "../../base/day.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import { sql } from "../../store/sql/sql.ts";

/** Sales (net of refunds) and margin by complete month, oldest first; months without any are zeros. */
export interface MonthlySeries {
  months: Day[];
  sales: number[];
  margin: number[];
  /** Share of sales that names a customer. */
  identified: number;
}

/** What was sold and earned by month, up to the month that holds the end. */
export async function monthlySeries({ store, info, record }: MeasureContext): Promise<MonthlySeries | null> {
  if (info.asOf === null || info.firstDay === null) return null;
  const { dialect } = store;
  const query = sql`
    select ${dialect.startOf("month", sql`i.day`)} as month, sum(${dialect.exact(sql`coalesce(i.amount, 0.0)`)}) as sales,
      sum(${dialect.exact(sql`coalesce(i.amount, 0.0) - coalesce(i.cost, 0.0)`)}) as margin,
      sum(case when i.party is null then ${dialect.exact(sql`0`)} else ${dialect.exact(sql`coalesce(i.amount, 0.0)`)} end) as named
    from panel_income i
    where i.day is not null
    group by ${dialect.startOf("month", sql`i.day`)}
    order by month
  `;
  const rows = await store.rows(query);
  record("forecast.series", query, rows);
  const first = rows[0] ? startOfMonth(String(rows[0].month) as Day) : null;
  if (first === null) return null;
  // A first month that began before the records did is no whole month.
  const from =
    String(info.firstDay).endsWith("-01") || info.firstDay < first ? first : addMonths(startOfMonth(info.firstDay), 1);
  const until = startOfMonth(info.asOf);
  const found = new Map(rows.map((row) => [String(row.month), row]));
  const months: Day[] = [];
  for (let month = from; month < until; month = addMonths(month, 1)) months.push(month);
  const of = (key: string) => months.map((month) => Number(found.get(month)?.[key] ?? 0));
  const [all, named] = [rows, rows].map((list, i) =>
    list.reduce((sum, row) => sum + Number(row[i === 0 ? "sales" : "named"]), 0),
  ) as [number, number];
  return { months, sales: of("sales"), margin: of("margin"), identified: all > 0 ? named / all : 1 };
}

/** Months of history from which a season can be told: two of each. */
const SEASONS_FROM = 24;

/** How each month of the year differs from the mean of its year, by the last two years; ones where the records are shorter. */
export function seasonIndex(values: readonly number[], months: readonly Day[]): number[] {
  const index = new Array<number>(12).fill(1);
  if (values.length < SEASONS_FROM) return index;
  const sums = new Array<number>(12).fill(0);
  for (const year of [0, 1]) {
    const from = values.length - 12 * (2 - year);
    const mean = values.slice(from, from + 12).reduce((a, b) => a + b, 0) / 12;
    if (!(mean > 0)) return index;
    for (let i = 0; i < 12; i++) sums[Number(months[from + i]!.slice(5, 7)) - 1]! += values[from + i]! / mean / 2;
  }
  return sums;
}
