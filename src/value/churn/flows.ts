import { addMonths, type Day } from "../../base/day.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import { lossKnownUntil, type PanelInfo } from "../../panel/settings.ts";
import { join, raw, type Sql, sql } from "../../store/sql/sql.ts";

/** Quarters that are shown at most, the latest. */
const QUARTERS = 12;
/** Days in a quarter of a customer's own time. */
export const QUARTER_DAYS = 91;
/** Quarters of their own time that cohorts are followed. */
export const AGES = 8;

/** Who was there at both ends of a quarter; start + won + back − lost = end, exactly. */
export interface Flow {
  from: Day;
  to: Day;
  start: number;
  won: number;
  back: number;
  lost: number;
  end: number;
}

/** Customers by quarter, complete ones only. */
export async function quarterFlows({ store, info, record }: MeasureContext): Promise<Flow[]> {
  const quarters = completeQuarters(info);
  if (quarters.length === 0) return [];
  const { day } = store.dialect;
  const stretches = join(
    quarters.map(({ from, to }) => sql`select ${day(from)} as from_day, ${day(to)} as to_day`),
    " union all ",
  );
  const query = sql`
    with first as (select s.party as party, min(s.from_day) as since from panel_spell s group by s.party),
    there as (
      select q.from_day as from_day, s.party as party,
        max(case when s.from_day <= q.from_day and s.to_day > q.from_day then 1 else 0 end) as at_start,
        max(case when s.from_day <= q.to_day and s.to_day > q.to_day then 1 else 0 end) as at_end
      from (${stretches}) q
      inner join panel_spell s on s.from_day <= q.to_day and s.to_day > q.from_day
      group by q.from_day, s.party
    )
    select t.from_day as quarter, sum(t.at_start) as at_start, sum(t.at_end) as at_end,
      sum(case when t.at_start = 1 and t.at_end = 0 then 1 else 0 end) as lost,
      sum(case when t.at_start = 0 and t.at_end = 1 and f.since > t.from_day then 1 else 0 end) as won,
      sum(case when t.at_start = 0 and t.at_end = 1 and f.since <= t.from_day then 1 else 0 end) as back
    from there t
    inner join first f on f.party = t.party
    group by t.from_day
    order by quarter
  `;
  const rows = await store.rows(query);
  record("churn.flows", query, rows);
  return quarters.flatMap(({ from, to }) => {
    const row = rows.find((each) => String(each.quarter) === from);
    if (!row) return [];
    const number = (key: string) => Number(row[key]);
    return [
      {
        from,
        to,
        start: number("at_start"),
        won: number("won"),
        back: number("back"),
        lost: number("lost"),
        end: number("at_end"),
      },
    ];
  });
}

function completeQuarters(info: PanelInfo): { from: Day; to: Day }[] {
  const known = lossKnownUntil(info);
  if (info.firstDay === null || known === null) return [];
  const [year, month] = info.firstDay.split("-").map(Number) as [number, number];
  let from = `${year}-${String(3 * Math.floor((month - 1) / 3) + 1).padStart(2, "0")}-01` as Day;
  if (from < info.firstDay) from = addMonths(from, 3);
  const quarters: { from: Day; to: Day }[] = [];
  for (; addMonths(from, 3) <= known; from = addMonths(from, 3)) quarters.push({ from, to: addMonths(from, 3) });
  return quarters.slice(-QUARTERS);
}

/** One cohort: customers who came in one quarter, and how many were there after 1, 2, … quarters of their own time. */
export interface Cohort {
  quarter: Day;
  customers: number;
  /** Null where not all of the cohort can be known yet. */
  there: (number | null)[];
}

/** The triangle of cohorts by quarter. */
export async function cohortTriangle({ store, info, record }: MeasureContext): Promise<Cohort[]> {
  const known = lossKnownUntil(info);
  if (known === null) return [];
  const { startOf } = store.dialect;
  const ages = join(
    Array.from({ length: AGES + 1 }, (_, k) => sql`select ${raw(String(k))} as age`),
    " union all ",
  );
  const query = sql`
    with first as (select s.party as party, min(s.from_day) as since from panel_spell s group by s.party),
    followed as (
      select f.party as party, ${startOf("quarter", sql`f.since`)} as quarter, a.age as age, f.since + a.age * ${raw(String(QUARTER_DAYS))} as day
      from first f cross join (${ages}) a
    ),
    kept as (
      select distinct w.party as party, w.age as age
      from followed w
      inner join panel_spell s on s.party = w.party
      where s.from_day <= w.day and s.to_day > w.day
    )
    select w.quarter as quarter, w.age as age, count(*) as customers, count(k.party) as there, max(w.day) as last_day
    from followed w
    left join kept k on k.party = w.party and k.age = w.age
    group by w.quarter, w.age
    order by quarter, age
  `;
  const rows = await store.rows(query);
  record("churn.cohorts", query, rows);
  const cohorts = new Map<string, Cohort>();
  for (const { quarter, age, customers, there, last_day: last } of rows) {
    const key = String(quarter);
    const cohort = cohorts.get(key) ?? { quarter: key as Day, customers: Number(customers), there: [] };
    cohort.there[Number(age)] = String(last) <= known ? Number(there) : null;
    cohorts.set(key, cohort);
  }
  return [...cohorts.values()]
    .filter(({ quarter }) => info.firstDay === null || quarter >= info.firstDay.slice(0, 7))
    .slice(-QUARTERS);
}

/** How often the rule was wrong: customers who were called lost and came back, and after how many days. */
export interface Returns {
  lost: number;
  back: number;
  medianDays: number | null;
}

/** Of all ends of a customer's time that are known, those that a return followed. */
export async function returns({ store, info, record }: MeasureContext): Promise<Returns> {
  const { dialect } = store;
  const query = sql`
    with followed as (
      select s.party as party, s.to_day as to_day,
        lead(s.from_day) over (partition by s.party order by s.from_day) as next_day
      from panel_spell s
    )
    select count(*) as lost, count(f.next_day) as back,
      ${dialect.quantile(dialect.double(dialect.daysBetween(sql`f.to_day`, sql`f.next_day`)), 0.5)} as median_days
    from followed f
    where f.to_day <= ${dialect.day(info.asOf!)}
  `;
  const [row] = await store.rows(query);
  record("churn.returns", query, [row]);
  const median = row?.median_days;
  return {
    lost: Number(row?.lost ?? 0),
    back: Number(row?.back ?? 0),
    medianDays: median === null || median === undefined || Number.isNaN(Number(median)) ? null : Number(median),
  };
}

/** Why contracts ended, as their records say. */
export interface EndReason {
  reason: string;
  involuntary: boolean;
  contracts: number;
  /** Recurring amount a year that ended with them. */
  yearly: number;
}

export async function endReasons({ store, info, record }: MeasureContext): Promise<EndReason[]> {
  if ((info.facts.term ?? 0) === 0) return [];
  const { dialect } = store;
  const query: Sql = sql`
    select e.reason as reason, e.involuntary as involuntary, count(*) as contracts, sum(${dialect.exact(sql`e.yearly`)}) as yearly
    from (
      select coalesce(f.reason_ended, '') as reason, case when f.involuntary then 1 else 0 end as involuntary,
        coalesce(${dialect.double(sql`f.amount`)}, 0.0) * case f.period
          when 'day' then 365 when 'week' then 52 when 'quarter' then 4 when 'year' then 1 when 'once' then 0 else 12 end as yearly
      from fact_term f
      inner join identity i on i.key = f.subject
      inner join (select party, max(to_day) as ended from panel_spell where kind = 'contract' group by party) s on s.party = i.party
      where f.until is not null and f.until = s.ended and f.until <= ${dialect.day(info.asOf!)}
    ) e
    group by e.reason, e.involuntary
    order by contracts desc, reason, involuntary
  `;
  const rows = await store.rows(query);
  record("churn.reasons", query, rows);
  return rows.map(({ reason, involuntary, contracts, yearly }) => ({
    reason: String(reason),
    involuntary: Number(involuntary) === 1,
    contracts: Number(contracts),
    yearly: Number(yearly),
  }));
}
