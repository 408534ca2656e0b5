import type { Dialect } from "../store/sql/dialect.ts";
import { raw, type Sql, sql } from "../store/sql/sql.ts";
import { type PanelInfo, REPEAT_DAYS } from "./settings.ts";
import { withBand } from "./told.ts";

/**
 * One row an issue that began in self-service: its first contact that was not given up was with a machine. `live` says whether a contact with an agent followed
 * on the same issue within `REPEAT_DAYS`, answered or not; `unhandled` whether one followed of which nobody knows who handled it. The same issue
 * is the same case; of a contact in no case, the same customer and topic, and where these are not known (`traced` 0) nobody can say what followed.
 */
export function selfServiceIssues(dialect: Dialect, { knownUntil: { contacts } }: PanelInfo): Sql {
  const followed =
    contacts === null
      ? sql`0`
      : sql`case when s.day + ${raw(String(REPEAT_DAYS))} < ${dialect.day(contacts)} then 1 else 0 end`;
  const after = (isSame: Sql, among: Sql) => sql`
      select s.id as id, max(case when l.handled_by = 'live' then 1 else 0 end) as live,
        max(case when l.handled_by is null then 1 else 0 end) as unhandled
      from (select id, party, case_id, topic, moment, day from session where ${among}) s
      inner join had l on ${isSame}
      where l.id <> s.id and l.moment >= s.moment and ${dialect.daysBetween(sql`s.day`, sql`l.day`)} <= ${raw(String(REPEAT_DAYS))}
      group by s.id`;
  return sql`
    with had as (
      select k.id as id, k.party as party, k.day as day, k.at as moment, k.case_id as case_id, k.channel as channel, k.topic as topic,
        k.handled_by as handled_by, k.abandoned as abandoned
      from panel_contact k
      where k.is_case = 0 and k.at is not null
    ),
    opened as (
      select
        h.*,
        row_number() over (partition by h.case_id, case when h.case_id is null then h.id end order by h.moment, h.id) as place
      from had h
      where h.abandoned is null or h.abandoned = false
    ),
    session as (
      select id, party, day, moment, case_id, channel, topic from opened where place = 1 and handled_by = 'bot'
    ),
    came_after as (
      ${after(sql`l.case_id = s.case_id`, sql`case_id is not null`)}
      union all
      ${after(sql`l.party = s.party and l.topic = s.topic`, sql`case_id is null`)}
    )
    select
      s.id as id, s.party as party, s.day as day, s.channel as channel, s.topic as topic,
      case when s.case_id is not null or (s.party is not null and s.topic is not null) then 1 else 0 end as traced,
      ${followed} as followed, coalesce(a.live, 0) as live, coalesce(a.unhandled, 0) as unhandled
    from session s
    left join came_after a on a.id = s.id`;
}

/** Of which it is known whether an agent had to follow. */
export const SELF_SERVICE_KNOWN = "followed = 1 and traced = 1 and (live = 1 or unhandled = 0)";

/** The same with `standing`: the band in which the customer stood by then. */
export const selfServiceByBand = (dialect: Dialect, info: PanelInfo): Sql =>
  withBand(selfServiceIssues(dialect, info), info);
