import { openStretches } from "../base/business-hours.ts";
import type { Day } from "../base/day.ts";
import { UTC } from "../base/zone.ts";
import type { Column } from "../facts/columns.ts";
import type { Analytics } from "../store/ports/analytics.ts";
import type { Dialect } from "../store/sql/dialect.ts";
import { join, raw, type Sql, sql } from "../store/sql/sql.ts";
import { beforeAsOf, factDay } from "./days.ts";
import type { Cutting } from "./events.ts";
import type { PanelInfo, PanelSettings } from "./settings.ts";

const COLUMNS: readonly Column[] = [
  { name: "day", type: "day", nullable: false },
  { name: "before_seconds", type: "number", nullable: false },
  { name: "open_at", type: "number", nullable: false },
  { name: "close_at", type: "number", nullable: false },
];

/** `panel_hours`: what is open when, over all days on which cases were opened, answered or resolved. */
export async function buildHours(store: Analytics, { hours, zone }: PanelSettings): Promise<void> {
  if (!hours) return;
  const utcDay = (column: string) => store.dialect.localDay(raw(`f.${column}`), UTC);
  const [row] = await store.rows(
    sql`select min(day) as first, max(day) as last from (${join(
      ["at", "first_answered", "resolved"].map(
        (column) => sql`select ${utcDay(column)} as day from fact_case f where f.${raw(column)} is not null`,
      ),
      " union all ",
    )}) d`,
  );
  await store.createTable("panel_hours", COLUMNS);
  if (!row?.first) return;
  const stretches = openStretches(hours, zone, row.first as Day, row.last as Day);
  await store.insert(
    "panel_hours",
    COLUMNS,
    stretches.map(({ day, before, open, close }) => [day, before, open, close]),
  );
}

/**
 * One row a case with the seconds until it was first answered and until it was resolved, null where it was not: those of
 * the clock, or those within business hours. `is_timed`: opened at a known time of day. Where several records speak of one
 * case, the earliest moment of each kind stands: a ticket that is touched again after its solution was not solved later.
 */
export function caseTimes(
  dialect: Dialect,
  { zone, asOf }: Pick<Cutting, "zone" | "asOf">,
  hours: PanelInfo["hours"],
): Sql {
  const day = factDay(dialect, zone, "f");
  const happened = (column: string) =>
    sql`min(case when ${beforeAsOf(dialect.localDay(raw(column), zone), dialect, asOf)} then ${raw(column)} end)`;
  const opened = sql`
    select
      min(f.id) as id, min(i.party) as party, min(${day}) as day, f.case_id as case_id,
      min(f.channel) as channel, min(f.topic) as topic, min(f.team) as team, min(f.agent) as agent,
      min(case when f.precision = 'instant' then f.at end) as opened,
      ${happened("f.first_answered")} as answered,
      ${happened("f.resolved")} as resolved
    from fact_case f
    left join identity i on i.key = f.subject
    where ${beforeAsOf(day, dialect, asOf)}
    group by f.case_id, case when f.case_id is null then f.id end
  `;
  const moments = join(
    ["opened", "answered", "resolved"].map(
      (kind) =>
        sql`select id, '${raw(kind)}' as kind, ${raw(kind)} as t from opened_case where ${raw(kind)} is not null`,
    ),
    " union all ",
  );
  const within = sql`
    select
      m.id as id, m.kind as kind,
      max(h.before_seconds) + sum(least(greatest(${dialect.epoch(sql`m.t`)} - h.open_at, 0.0), h.close_at - h.open_at)) as seconds
    from (${moments}) m
    inner join panel_hours h on h.day = ${dialect.localDay(sql`m.t`, UTC)}
    group by m.id, m.kind
  `;
  const byClock = sql`select m.id as id, m.kind as kind, ${dialect.epoch(sql`m.t`)} as seconds from (${moments}) m`;
  const until = (kind: string) => sql`max(case when kind = '${raw(kind)}' then seconds end)`;
  return sql`
    with opened_case as (${opened}),
    clock as (${hours ? within : byClock}),
    timed as (
      select id, ${until("opened")} as opened_at, ${until("answered")} as answered_at, ${until("resolved")} as resolved_at
      from clock
      group by id
    ),
    handled as (
      select case_id, min(department) as department from panel_contact where case_id is not null group by case_id
    )
    select
      o.id as id, o.party as party, o.day as day, o.channel as channel, o.topic as topic, h.department as department,
      o.team as team, o.agent as agent, case when o.opened is null then 0 else 1 end as is_timed,
      case when o.answered is null then 0 else 1 end as is_answered, case when o.resolved is null then 0 else 1 end as is_resolved,
      case when o.answered >= o.opened then t.answered_at - t.opened_at end as first_response,
      case when o.resolved >= o.opened then t.resolved_at - t.opened_at end as resolution
    from opened_case o
    left join timed t on t.id = o.id
    left join handled h on h.case_id = o.case_id
  `;
}
