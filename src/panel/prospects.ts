import type { Day } from "../base/day.ts";
import type { TimeZone } from "../base/zone.ts";
import type { Dialect } from "../store/sql/dialect.ts";
import { raw, type Sql, sql } from "../store/sql/sql.ts";
import { factDay } from "./days.ts";

/** Days that a prospect has to become a customer. */
export const CONVERSION_DAYS = 90;

/** The first day on which a party was known apart from what it bought: it joined, was offered something, or took a step of the journey. */
export function firstKnown(dialect: Dialect, zone: TimeZone): Sql {
  const dated = (table: string) => sql`
      select i.party as party, ${factDay(dialect, zone, "f")} as day
      from ${raw(table)} f inner join identity i on i.key = f.subject where f.at is not null`;
  return sql`
    select party, min(day) as day
    from (
      select p.party as party, p.joined as day from panel_party p where p.joined is not null
      union all ${dated("fact_offer")}
      union all ${dated("fact_touch")}
    ) n
    group by party`;
}

/**
 * One row a party that was known before it was a customer, on that day: whether it became a customer within `CONVERSION_DAYS`, and whether these are over. `is_seen`: nobody known before the first
 * record of the company counts, because what they had bought by then is on no record.
 */
export function prospectsKnown(
  dialect: Dialect,
  { zone, asOf, firstDay }: { zone: TimeZone; asOf: Day | null; firstDay: Day | null },
): Sql {
  const within = raw(String(CONVERSION_DAYS));
  return sql`
    with known as (${firstKnown(dialect, zone)}),
    bought as (
      select party, min(from_day) as since from panel_spell group by party
    )
    select
      k.party as id, k.party as party, k.day as day,
      case when b.party is not null and b.since < k.day + ${within} then 1 else 0 end as converted,
      ${asOf === null ? raw("0") : sql`case when k.day + ${within} <= ${dialect.day(asOf)} then 1 else 0 end`} as is_over,
      ${firstDay === null ? raw("0") : sql`case when k.day >= ${dialect.day(firstDay)} then 1 else 0 end`} as is_seen
    from known k
    left join bought b on b.party = k.party
    where (b.party is null or b.since > k.day)${asOf === null ? raw("") : sql` and k.day < ${dialect.day(asOf)}`}
  `;
}
