import { addDays, type Day } from "../base/day.ts";
import type { Dialect } from "../store/sql/dialect.ts";
import { literal, raw, type Sql, sql } from "../store/sql/sql.ts";
import { BASELINE_DAYS } from "./settings.ts";

/** Days that an invitation is given before silence counts as no answer. */
export const REPLY_DAYS = 14;

/**
 * Who could have answered: `invited`, those who were sent an invitation, each with the latest one; or `active`, all who
 * were customers at the start, where nobody recorded invitations.
 */
export type AskBasis = "invited" | "active";

/** Days in which people were asked; half-open. */
export interface AskWindow {
  from: Day;
  to: Day;
}

/**
 * Whether an invitation `i` asks for an instrument: it says so, or its survey has brought answers of it, or it says
 * nothing at all.
 */
const asksFor = (instrument: string): Sql => sql`(
        i.instrument = ${literal(instrument)}
        or i.survey in (select distinct survey from panel_answer where instrument = ${literal(instrument)} and survey is not null)
        or (i.instrument is null and i.survey is null)
      )`;

/** One row a party that could have answered, or of one in so many, with the day from which its answer counts. */
function asked(instrument: string, basis: AskBasis, { from, to }: AskWindow, { day }: Dialect, oneIn = 1): Sql {
  const drawn = (party: string) => raw(oneIn === 1 ? "" : ` and ${party} % ${oneIn} = 0`);
  if (basis === "active")
    return sql`
      select party, ${day(from)} as day from panel_spell
      where from_day <= ${day(from)} and to_day > ${day(from)}${drawn("party")}
      group by party`;
  return sql`
      select i.party as party, max(i.day) as day from panel_invitation i
      where i.asked = 1 and i.party is not null and i.day >= ${day(from)} and i.day < ${day(addDays(to, -REPLY_DAYS))}
        and ${asksFor(instrument)}${drawn("i.party")}
      group by i.party`;
}

/** How many parties were asked for an instrument in the window. */
export const countAsked = (instrument: string, window: AskWindow, dialect: Dialect): Sql =>
  sql`select count(*) as n from (${asked(instrument, "invited", window, dialect)}) k`;

/**
 * One row a party that could have answered: what went before the ask (`[day − 365, day)`), and its latest answer of the
 * instrument since. Whoever did not answer has no band; nothing after the ask decides who is in.
 * @param oneIn of so many parties one is drawn, by its key
 */
export function asks(instrument: string, basis: AskBasis, window: AskWindow, dialect: Dialect, oneIn = 1): Sql {
  const { day, daysBetween, double } = dialect;
  // Rounded far below a cent: the last bits of a sum of doubles depend on the order of its rows.
  const sum = (value: string) => sql`round(sum(${double(raw(value))}), 8)`;
  return sql`
    with k as (${asked(instrument, basis, window, dialect, oneIn)}),
    reply as (
      select k.party as party, a.band as band,
        row_number() over (partition by k.party order by a.day desc, a.at desc, a.id desc) as newest_first
      from k
      inner join panel_answer a on a.party = k.party
      where a.instrument = ${literal(instrument)} and a.state = 'valid' and a.band is not null
        and a.day >= k.day and a.day < ${day(window.to)}
    ),
    history as (
      select k.party as party, ${sum("d.orders")} as orders, ${sum("d.revenue - d.refunded")} as revenue,
        ${sum("d.revenue - d.cost - d.refunded")} as margin, ${sum("d.contacts")} as contacts
      from k
      inner join customer_day d on d.party = k.party
      where d.day >= k.day - ${raw(String(BASELINE_DAYS))} and d.day < k.day
      group by k.party
    ),
    begun as (select party, min(from_day) as since from panel_spell group by party)
    select
      k.party as id, k.party as party, k.day as day, case when r.party is null then 0 else 1 end as answered, r.band as band,
      case when b.since < k.day then ${daysBetween(sql`b.since`, sql`k.day`)} else 0 end as tenure,
      coalesce(h.orders, 0.0) as orders, coalesce(h.revenue, 0.0) as revenue, coalesce(h.margin, 0.0) as margin,
      coalesce(h.contacts, 0.0) as contacts, p.segment as segment, p.country as country
    from k
    left join (select party, band from reply where newest_first = 1) r on r.party = k.party
    left join history h on h.party = k.party
    left join begun b on b.party = k.party
    left join panel_party p on p.party = k.party
  `;
}
