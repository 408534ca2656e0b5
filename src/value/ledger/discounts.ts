import { beforeAsOf, factDay } from "../../panel/days.ts";
import { isReduced, takenOff } from "../../panel/discounts.ts";
import type { PanelInfo } from "../../panel/settings.ts";
import type { Dialect } from "../../store/sql/dialect.ts";
import { type Sql, sql } from "../../store/sql/sql.ts";

/**
 * Whether customers seek discounts (`value_discount`), one row each of whom anything is known: orders and renewals that say whether there
 * was one (`known`), those with one, or for which one was asked (`reduced`), and how much was off those orders (`depth`, a share of
 * the price without it; null where none was reduced). What says nothing of a discount counts as neither.
 */
export function discountSeeking(dialect: Dialect, { zone, asOf }: PanelInfo): Sql {
  const { exact, double } = dialect;
  const day = factDay(dialect, zone, "f");
  return sql`
    with told as (
      select o.party as party, o.amount as amount,
        ${takenOff("o")} as off
      from panel_order o
      where o.party is not null and ${isReduced("o")} is not null
    ),
    bought as (
      select t.party as party, count(*) as known, sum(case when t.off > 0 then 1 else 0 end) as reduced,
        sum(case when t.off > 0 then ${exact(sql`t.off`)} else ${exact(sql`0`)} end) as off,
        sum(case when t.off > 0 then ${exact(sql`coalesce(t.amount, 0.0) + t.off`)} else ${exact(sql`0`)} end) as listed
      from told t
      group by t.party
    ),
    renewed as (
      select i.party as party, count(*) as known, sum(case when f.discount_asked then 1 else 0 end) as reduced
      from fact_term f
      inner join identity i on i.key = f.subject
      where f.change = 'renewal' and f.discount_asked is not null and ${beforeAsOf(day, dialect, asOf)}
      group by i.party
    )
    select e.party as party, sum(e.known) as known, sum(e.reduced) as reduced,
      case when sum(e.listed) > 0 then ${double(sql`sum(e.off)`)} / ${double(sql`sum(e.listed)`)} end as depth
    from (
      select party, known, reduced, off, listed from bought
      union all
      select party, known, reduced, ${exact(sql`0`)}, ${exact(sql`0`)} from renewed
    ) e
    group by e.party
  `;
}
