import { raw, type Sql, sql } from "../store/sql/sql.ts";
import { beforeAsOf } from "./days.ts";
import type { Cutting } from "./events.ts";
import { REPEAT_DAYS } from "./settings.ts";

/**
 * One row an issue, with what it took: a case with its contacts, a contact that belongs to no case, or a case of which no
 * contact is known (then nothing is known of its contacts either). Attributes are those of the first contact that was
 * not abandoned; `repeats` are further ones within `REPEAT_DAYS` of it.
 *
 * `first_contact_resolved`: whether the first contact resolved it and nobody came back; null where the outcome is not
 * known. A case that was reopened counts as come back, unless its contacts show that this was later.
 * @param knownUntil the day after the last contact on record
 */
export function issues({ dialect, zone, asOf }: Cutting, knownUntil: string | null): Sql {
  const followed =
    knownUntil === null
      ? sql`0`
      : sql`case when f.day + ${raw(String(REPEAT_DAYS))} < ${dialect.day(knownUntil)} then 1 else 0 end`;
  return sql`
    with part as (
      select
        c.*,
        case when c.abandoned = true then 1 else 0 end as gave_up,
        case when c.case_id is null then c.id end as alone
      from panel_contact c
    ),
    numbered as (
      select
        p.*, row_number() over (partition by p.case_id, p.alone order by p.gave_up, p.at, p.id) as position
      from part p
    ),
    opening as (
      select * from numbered where position = 1
    ),
    further as (
      select
        n.case_id as case_id,
        count(*) as contacts,
        sum(1 - n.gave_up) as answered,
        sum(case when n.gave_up = 0 and ${dialect.daysBetween(sql`f.day`, sql`n.day`)} <= ${REPEAT_DAYS} then 1 else 0 end) as within_days,
        sum(case when n.handled_by = 'live' then 1 else 0 end) as live,
        sum(case when n.handled_by is null then 1 else 0 end) as unhandled
      from numbered n
      inner join opening f on f.case_id = n.case_id
      where n.position > 1
      group by n.case_id
    ),
    filed as (
      select
        case_id,
        max(reopened) as reopened,
        max(case when resolved is not null and ${beforeAsOf(dialect.localDay(sql`resolved`, zone), dialect, asOf)} then 1 end) as resolved
      from fact_case
      where case_id is not null
      group by case_id
    ),
    x as (
      select
        f.id as id, f.party as party, f.day as day, f.case_id as case_id,
        f.channel as channel, f.topic as topic, f.department as department, f.team as team, f.agent as agent,
        case when f.is_case = 1 then 0 else 1 - f.gave_up + coalesce(m.answered, 0) end as contacts,
        case when f.is_case = 1 then 0 else coalesce(m.within_days, 0) end as repeats,
        coalesce(k.reopened, 0) as reopened,
        case when f.is_case = 1 then 0 else (case when f.handled_by = 'live' then 1 else 0 end) + coalesce(m.live, 0) end as live,
        (case when f.handled_by is null then 1 else 0 end) + coalesce(m.unhandled, 0) as unhandled,
        case when f.resolved = true then 1 when f.resolved = false then 0 else k.resolved end as resolved,
        ${followed} as followed
      from opening f
      left join further m on m.case_id = f.case_id
      left join filed k on k.case_id = f.case_id
    )
    select
      x.*,
      case
        when x.resolved is null or x.contacts = 0 then null
        when x.resolved = 1 and x.repeats = 0 and (x.reopened = 0 or x.contacts > 1) then 1
        else 0
      end as first_contact_resolved
    from x
  `;
}
