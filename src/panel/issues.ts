import type { Dialect } from "../store/sql/dialect.ts";
import { raw, type Sql, sql } from "../store/sql/sql.ts";
import { beforeAsOf } from "./days.ts";
import type { Cutting } from "./events.ts";
import type { PanelInfo } from "./settings.ts";
import { CALL_BACK_SECONDS, LONG_HOLD_SECONDS, MANY_MENU_STEPS, REPEAT_DAYS } from "./settings.ts";

/**
 * One row an issue, with what it took: a case with its contacts, a contact that belongs to no case, or a case of which no
 * contact is known (then nothing is known of its contacts either). Attributes are those of the first contact that was
 * not abandoned; `repeats` are further ones within `REPEAT_DAYS` of it.
 *
 * `first_contact_resolved`: whether the first contact resolved it and nobody came back; null where the outcome is not
 * known. A case that was reopened counts as come back, unless its contacts show that this was later.
 *
 * `effort`: the effort index of the case, 0 to 100: the weights of the signals that happened over those of the signals
 * that its records could show. `cost`: of all its contacts, null where one of them has none on record. `last_day`: of its last contact. Columns of signals are 1 or 0, or null where the records do not say.
 * @param knownUntil the day after the last contact on record
 */
export function issues(
  { dialect, zone, asOf }: Cutting,
  knownUntil: string | null,
  { effortWeights, switchHours }: Pick<PanelInfo, "effortWeights" | "switchHours">,
): Sql {
  const followed =
    knownUntil === null
      ? sql`0`
      : sql`case when f.day + ${raw(String(REPEAT_DAYS))} < ${dialect.day(knownUntil)} then 1 else 0 end`;
  const weighted = Object.entries(effortWeights).filter(([, weight]) => weight > 0);
  const total = (of: (signal: string, weight: number) => string) =>
    raw(weighted.length === 0 ? "0.0" : weighted.map(([signal, weight]) => of(signal, weight)).join(" + "));
  const happened = total((signal, weight) => `${weight} * coalesce(x.${signal}, 0)`);
  const known = total((signal, weight) => `case when x.${signal} is null then 0 else ${weight} end`);
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
        sum(1 - n.gave_up) as answered,
        sum(case when n.gave_up = 0 and ${dialect.daysBetween(sql`f.day`, sql`n.day`)} <= ${REPEAT_DAYS} then 1 else 0 end) as within_days,
        sum(case when n.handled_by = 'live' then 1 else 0 end) as live,
        sum(case when n.handled_by is null then 1 else 0 end) as unhandled
      from numbered n
      inner join opening f on f.case_id = n.case_id
      where n.position > 1
      group by n.case_id
    ),
    lived as (
      -- What the customer went through over all contacts of the issue.
      select
        case_id, alone,
        count(*) as parts,
        count(distinct channel) as channels,
        max(case when repeated = true then 1 when repeated = false then 0 end) as repeated,
        max(case when templated = true then 1 when templated = false then 0 end) as templated,
        -- Who had one contact only has met one agent only.
        case when sum(1 - gave_up) > 1 and count(case when gave_up = 0 then spoken_with end) = sum(1 - gave_up)
          then case when count(distinct case when gave_up = 0 then spoken_with end) = sum(1 - gave_up) then 1 else 0 end
        end as strangers,
        sum(transfers) as transfers,
        sum(hold) as hold,
        max(menu_steps) as menu_steps,
        max(case when cut_off is not null then 1 end) as knows_cut_off,
        max(day) as last_day,
        case when count(cost) = count(*) then sum(${dialect.exact(sql`cost`)}) end as cost
      from part
      where is_case = 0
      group by case_id, alone
    ),
    called_back as (
      -- The line broke before anything was settled, and a further contact followed at once.
      select distinct b.case_id as case_id
      from part b
      inner join part n on n.case_id = b.case_id
      where b.cut_off = true and (b.resolved is null or b.resolved = false)
        and n.at > b.at and ${dialect.epoch(sql`n.at`)} - ${dialect.epoch(sql`b.at`)} <= ${raw(String(CALL_BACK_SECONDS))}
    ),
    ${switchHours === null ? raw("") : switchedWithin(dialect, switchHours)}
    filed as (
      select
        case_id,
        max(coalesce(reopened, 0)) as reopened,
        max(case when reopened > 0 then 1 when reopened = 0 then 0 end) as was_reopened,
        max(case when repeated = true then 1 when repeated = false then 0 end) as repeated,
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
        ${followed} as followed,
        -- Whether the customer came back about a contact that belongs to no case, nobody can say.
        case when f.case_id is null then null when e.parts > 1 then 1 when e.parts = 1 then 0 end as came_back,
        case when e.repeated = 1 or k.repeated = 1 then 1 else coalesce(e.repeated, k.repeated) end as repeated,
        case when f.case_id is null then null when ${switchHours === null ? sql`e.channels > 1` : sql`w.case_id is not null`} then 1 when e.channels >= 1 then 0 end as switched,
        case when e.transfers > 0 then 1 when e.transfers = 0 then 0 end as transferred,
        case when e.hold >= ${raw(String(LONG_HOLD_SECONDS))} then 1 when e.hold >= 0 then 0 end as held,
        k.was_reopened as was_reopened,
        case when f.case_id is null then null when q.case_id is not null then 1 when e.knows_cut_off = 1 then 0 end as cut_off,
        case when e.menu_steps >= ${raw(String(MANY_MENU_STEPS))} then 1 when e.menu_steps >= 0 then 0 end as menus,
        case when e.templated = 1 or e.strangers = 1 then 1 else coalesce(e.templated, e.strangers) end as impersonal,
        e.cost as cost,
        e.last_day as last_day
      from opening f
      left join further m on m.case_id = f.case_id
      left join filed k on k.case_id = f.case_id
      left join called_back q on q.case_id = f.case_id
      ${switchHours === null ? raw("") : sql`left join switched_soon w on w.case_id = f.case_id`}
      left join lived e on coalesce(e.case_id, '') = coalesce(f.case_id, '') and coalesce(e.alone, 0) = coalesce(f.alone, 0)
    )
    select
      x.*,
      case
        when x.resolved is null or x.contacts = 0 then null
        when x.resolved = 1 and x.repeats = 0 and (x.reopened = 0 or x.contacts > 1) then 1
        else 0
      end as first_contact_resolved,
      case when ${known} > 0 then 100.0 * (${happened}) / (${known}) end as effort
    from x
  `;
}

/**
 * Cases of which two contacts in different channels lie no further apart than so many hours. It is enough to look at neighbours in time: between any
 * two in different channels there is a change from one contact to the next, and it took no longer.
 */
const switchedWithin = (dialect: Dialect, hours: number): Sql => sql`
    switched_soon as (
      select distinct case_id as case_id
      from (
        select
          p.case_id as case_id, p.channel as channel, p.at as moment,
          lag(p.channel) over (partition by p.case_id order by p.at, p.id) as channel_before,
          lag(p.at) over (partition by p.case_id order by p.at, p.id) as moment_before
        from part p
        where p.is_case = 0 and p.case_id is not null and p.channel is not null and p.at is not null
      ) neighbours
      where channel <> channel_before
        and ${dialect.epoch(sql`moment`)} - ${dialect.epoch(sql`moment_before`)} <= ${raw(String(hours * 3600))}
    ),`;
