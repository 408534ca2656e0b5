import type { Day } from "../../base/day.ts";
import type { Dialect } from "../../store/sql/dialect.ts";
import { raw, type Sql, sql } from "../../store/sql/sql.ts";

/** One row a customer without a contract and day of purchase, with its margin (or revenue); same-day orders are one occasion. */
export const occasions = (value: "margin" | "spend"): Sql => sql`
  select p.party as party, p.day as day, case when p.previous_day is null then 1 else 0 end as is_first,
    ${value === "margin" ? sql`d.revenue - d.cost` : sql`d.revenue`} as value
  from panel_purchase_day p
  inner join customer_day d on d.party = p.party and d.day = p.day
  where p.has_contract = 0
`;

/** A point in time from which one looks back, and how finely times are told apart (days). */
export interface Cut {
  day: Day;
  grid: number;
}

/**
 * One row a customer who had bought by the cut: repeat purchases, age at the last one and age in days on the grid, and the repeat
 * purchases that brought something with what they brought.
 * @param among the purchases `o` that count
 */
export function histories({ day, daysBetween, double }: Dialect, cut: Cut, among: Sql = raw("true")): Sql {
  const grid = raw(String(cut.grid));
  const rounded = (days: Sql) => sql`floor(${double(days)} / ${grid} + 0.5) * ${grid}`;
  return sql`
    with seen as (
      select
        o.party as party, sum(1 - o.is_first) as repeats, min(o.day) as first_day, max(o.day) as last_day,
        sum(case when o.is_first = 0 and o.value > 0 then 1 else 0 end) as paid,
        sum(case when o.is_first = 0 and o.value > 0 then o.value else 0.0 end) as paid_sum
      from value_occasion o
      where o.day < ${day(cut.day)} and ${among}
      group by o.party
    ),
    aged as (
      select
        party, repeats, paid, paid_sum,
        case when repeats = 0 then 0.0
          else greatest(${double(grid)}, ${rounded(daysBetween(sql`first_day`, sql`last_day`))}) end as seen,
        ${rounded(sql`${daysBetween(sql`first_day`, day(cut.day))} - 1`)} as age
      from seen
    )
    select party, cast(repeats as integer) as repeats, cast(paid as integer) as paid, paid_sum, seen,
      case when age < seen then seen else age end as age
    from aged
  `;
}

/** Widths of the classes of mean spend, on the log scale: a fiftieth, within which a mean stands for its members. */
const SPEND_CLASSES = 50;

/** Repeat buyers by purchases and class of mean spend: what the spend model is fitted to. */
export const spendCells = (dialect: Dialect, cut: Cut): Sql => sql`
  with customer as (${histories(dialect, cut)}),
  classed as (
    select c.paid as purchases, c.paid_sum / c.paid as mean, floor(ln(c.paid_sum / c.paid) * ${raw(String(SPEND_CLASSES))}) as class
    from customer c
    where c.paid > 0
  )
  select d.purchases as purchases, d.class as class, count(*) as customers, sum(${dialect.exact(sql`d.mean`)}) as mean_sum
  from classed d
  group by d.purchases, d.class
  order by purchases, class
`;

/** Customers by history, with how many are in either half of a sample by hash, and the sum of what is expected of a purchase. */
export function historyCells(
  dialect: Dialect,
  cut: Cut,
  { parts, spend, until }: { parts: number; spend: Sql; until: Day | null },
): Sql {
  const part = sql`${dialect.hash(sql`c.party`)} % ${raw(String(parts))}`;
  const later =
    until === null
      ? sql`select party, 0 as bought, 0.0 as brought from value_occasion where false`
      : sql`
      select d.party as party, sum(case when d.orders > 0 then 1 else 0 end) as bought, sum(${dialect.exact(sql`d.net`)}) as brought
      from value_day d
      where d.day >= ${dialect.day(cut.day)} and d.day < ${dialect.day(until)}
      group by d.party`;
  return sql`
    with customer as (${histories(dialect, cut)}),
    later as (${later})
    select
      c.repeats as repeats, c.seen as seen, c.age as age, count(*) as customers,
      sum(case when ${part} = 0 then 1 else 0 end) as half_a, sum(case when ${part} = 1 then 1 else 0 end) as half_b,
      sum(${dialect.exact(spend)}) as spend,
      sum(coalesce(l.bought, 0)) as bought, sum(${dialect.exact(sql`coalesce(l.brought, 0.0)`)}) as brought
    from customer c
    left join later l on l.party = c.party
    group by c.repeats, c.seen, c.age
    order by repeats, seen, age
  `;
}
