import { addDays } from "../../base/day.ts";
import { worthOf } from "../../measures/definitions/common.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import { raw, sql } from "../../store/sql/sql.ts";
import { ONBOARDING_DAYS } from "../ledger/stages.ts";
import { AFTER_DAYS } from "./growth.ts";

/** What customers brought in the year after onboarding, by their last recommendation score in it; `silent` where they gave none. */
export interface ScoreCohort {
  band: string;
  customers: number;
  sum: number;
  squares: number;
}

/** Whoever began long enough ago for the year after onboarding to be known; margin where costs are known, otherwise revenue. */
export async function valueByScore({ store, info, record }: MeasureContext): Promise<ScoreCohort[]> {
  const end = info.knownUntil.purchases ?? info.asOf;
  const worth = worthOf(info);
  if (end === null || info.firstDay === null || worth === null) return [];
  const { day, double, exact } = store.dialect;
  const days = raw(String(ONBOARDING_DAYS));
  const net = worth === "margin" ? sql`d.revenue - d.cost - d.refunded` : sql`d.revenue - d.refunded`;
  const query = sql`
    with begun as (
      select s.party as party, min(s.from_day) as since from panel_spell s group by s.party
      having min(s.from_day) >= ${day(addDays(info.firstDay, ONBOARDING_DAYS))}
        and min(s.from_day) < ${day(addDays(end, -ONBOARDING_DAYS - AFTER_DAYS))}
    ),
    said as (
      select a.party as party, a.band as band, row_number() over (partition by a.party order by a.day desc, a.at desc, a.id) as place
      from begun b inner join panel_answer a on a.party = b.party and a.day >= b.since and a.day < b.since + ${days}
      where a.instrument = 'nps' and a.state = 'valid' and a.band is not null
    ),
    brought as (
      select b.party as party, sum(${exact(net)}) as value
      from begun b inner join customer_day d on d.party = b.party and d.day >= b.since + ${days} and d.day < b.since + ${days} + ${raw(String(AFTER_DAYS))}
      group by b.party
    ),
    told as (
      select coalesce(s.band, 'silent') as band, coalesce(v.value, ${exact(sql`0`)}) as value
      from begun b left join said s on s.party = b.party and s.place = 1 left join brought v on v.party = b.party
    )
    select t.band as band, count(*) as customers, sum(t.value) as value, sum(${exact(sql`${double(sql`t.value`)} * ${double(sql`t.value`)}`)}) as squares
    from told t group by t.band order by band`;
  const rows = await store.rows(query);
  record("stages.by-score", query, rows);
  return rows.map((row) => ({
    ...{ band: String(row.band), customers: Number(row.customers) },
    ...{ sum: Number(row.value), squares: Number(row.squares) },
  }));
}
