import type { Dialect } from "../store/sql/dialect.ts";
import { raw, type Sql, sql } from "../store/sql/sql.ts";
import { factDay } from "./days.ts";
import type { Cutting } from "./events.ts";
import { FAR_DAY } from "./settings.ts";

/**
 * One row a stretch of a subscription with what it brings a year; stretches of one subscription do not overlap, the later
 * one counts. Terms without a number of their own are one subscription of the customer. What is paused brings nothing,
 * what is paid once does not recur; an amount without a period is taken as monthly.
 */
export function recurring({ dialect, zone, asOf }: Cutting): Sql {
  const day = factDay(dialect, zone, "t");
  const far = dialect.day(FAR_DAY);
  return sql`
    with stated as (
      select
        i.party as party, t.subscription as subscription, t.change as change, t.until as until, t.currency as currency,
        ${dialect.double(sql`t.amount`)} * case t.period
          when 'day' then 365 when 'week' then 52 when 'quarter' then 4 when 'year' then 1 when 'once' then 0 else 12
        end as yearly,
        ${day} as from_day, t.load as load_number, t.line as line
      from fact_term t
      inner join identity i on i.key = t.subject
      ${asOf === null ? raw("") : sql`where ${day} < ${dialect.day(asOf)}`}
    ),
    followed as (
      select
        party, change, currency, yearly, from_day, coalesce(until, ${far}) as until,
        coalesce(lead(from_day) over (partition by party, subscription order by from_day, load_number, line), ${far}) as next_from
      from stated
    ),
    stretch as (
      select party, change, currency, yearly, from_day, case when until < next_from then until else next_from end as to_day
      from followed
    )
    select party, from_day, to_day, currency, yearly
    from stretch
    where to_day > from_day and yearly > 0 and (change is null or change not in ('end', 'pause'))
  `;
}

/** One row a customer and day of purchase, with the purchase day before it and the days between. */
export function purchaseDays({ daysBetween, double }: Dialect): Sql {
  return sql`
    with bought as (
      select party, day, count(*) as orders, sum(coalesce(amount, 0.0)) as revenue
      from panel_order
      where party is not null and day is not null
      group by party, day
    ),
    followed as (
      select party, day, orders, revenue, lag(day) over (partition by party order by day) as previous_day from bought
    ),
    contract as (
      select distinct i.party as party from fact_term t inner join identity i on i.key = t.subject
    )
    select
      f.party as id, f.party as party, f.day as day, f.orders as orders, f.revenue as revenue,
      f.previous_day as previous_day, ${double(daysBetween(sql`f.previous_day`, sql`f.day`))} as gap,
      case when c.party is null then 0 else 1 end as has_contract
    from followed f
    left join contract c on c.party = f.party
  `;
}

/** Days between consecutive purchase days of customers without a contract: how many, and the 95th percentile. */
export const purchaseGaps = ({ quantile }: Dialect): Sql =>
  sql`select count(gap) as gaps, ${quantile(sql`gap`, 0.95)} as p95 from panel_purchase_day where has_contract = 0`;
