import type { TimeZone } from "../base/zone.ts";
import type { Dialect } from "../store/sql/dialect.ts";
import { type Sql, sql } from "../store/sql/sql.ts";
import { beforeAsOf, factDay } from "./days.ts";

/**
 * One row a part of a contact that one agent handled: its legs, or the contact itself where it was handled by one person and
 * came without legs. Who and what it was about is the contact's.
 */
export function legs(dialect: Dialect, { zone, asOf }: { zone: TimeZone; asOf: string | null }): Sql {
  const day = factDay(dialect, zone, "f");
  return sql`
    with about as (
      select
        contact_id, min(party) as party, min(channel) as channel, min(topic) as topic,
        max(case when abandoned = true then 1 else 0 end) as gave_up
      from panel_contact
      where contact_id is not null
      group by contact_id
    ),
    part as (
      select
        f.id as id, k.party as party, ${day} as day, k.channel as channel, k.topic as topic,
        f.department as department, f.team as team, f.agent as agent,
        case when f.talk is not null then f.talk + coalesce(f.hold, 0) + coalesce(f.wrap, 0) else f.handle end as handle,
        coalesce(k.gave_up, 0) as gave_up
      from fact_leg f
      left join about k on k.contact_id = f.contact_id
      where ${beforeAsOf(day, dialect, asOf)}
      union all
      select
        id, party, day, channel, topic, department, team, agent, handle, case when abandoned = true then 1 else 0 end
      from panel_contact
      where contact_id is null or contact_id not in (select contact_id from fact_leg where contact_id is not null)
    )
    select * from part
  `;
}
