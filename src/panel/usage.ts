import type { TimeZone } from "../base/zone.ts";
import type { Dialect } from "../store/sql/dialect.ts";
import { raw, type Sql, sql } from "../store/sql/sql.ts";
import { beforeAsOf, factDay } from "./days.ts";

/** Days that are compared with as many before them. */
export const USAGE_DAYS = 90;

/** Records of use in both stretches together, from which on a customer's use may be said to decline. */
export const USAGE_RECORDS = 5;

/**
 * One row a customer with use on record in the last two stretches of `USAGE_DAYS`: whether it came to less than half of what it was.
 * The stretches end with the last day of use that anybody has, so that a file of last month declines for nobody. Units are
 * compared each with itself; a decline of one is a decline. `declined` is null where there is too little use to say, and where there was
 * none before.
 */
export function usageTrend(dialect: Dialect, { zone, asOf }: { zone: TimeZone; asOf: string | null }): Sql {
  const day = factDay(dialect, zone, "f");
  const days = (n: number) => raw(String(n));
  return sql`
    with used as (
      select i.party as party, coalesce(f.unit, '') as unit, ${day} as day, f.quantity as quantity
      from fact_usage f
      inner join identity i on i.key = f.subject
      where f.at is not null and f.quantity is not null and ${beforeAsOf(day, dialect, asOf)}
    ),
    ends as (
      select max(day) as last from used
    ),
    of_unit as (
      select
        u.party as party, u.unit as unit, count(*) as records,
        sum(case when u.day > e.last - ${days(USAGE_DAYS)} then ${dialect.exact(sql`u.quantity`)} else ${dialect.exact(sql`0`)} end) as late,
        sum(case when u.day > e.last - ${days(USAGE_DAYS)} then ${dialect.exact(sql`0`)} else ${dialect.exact(sql`u.quantity`)} end) as early
      from used u
      cross join ends e
      where u.day > e.last - ${days(2 * USAGE_DAYS)}
      group by u.party, u.unit
    )
    select
      party as id, party,
      max(case when records >= ${days(USAGE_RECORDS)} and early > 0 then case when 2 * late < early then 1 else 0 end end) as declined
    from of_unit
    group by party
  `;
}
