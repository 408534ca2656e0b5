import type { Day } from "../base/day.ts";
import type { TimeZone } from "../base/zone.ts";
import type { Dialect } from "../store/sql/dialect.ts";
import { all, join, raw, type Sql, sql } from "../store/sql/sql.ts";
import { factDay } from "./days.ts";

/** Most kinds of contact or journey step that are told apart; the rest counts with those that say nothing of themselves. */
const KINDS_KEPT = 200;

const within = (day: Sql, { from, to }: { from: Day | null; to: Day | null }, dialect: Dialect): Sql =>
  all([
    ...(from === null ? [] : [sql`${day} >= ${dialect.day(from)}`]),
    ...(to === null ? [] : [sql`${day} < ${dialect.day(to)}`]),
  ]);

/**
 * What customers did in a stretch of days: one row a kind of record and what it says of itself (`name`, `detail`), with how
 * often it happened. Which touchpoint that is, is decided elsewhere.
 */
export function activity(zone: TimeZone, window: { from: Day | null; to: Day | null }, dialect: Dialect): Sql {
  const fact = (alias: string) => within(factDay(dialect, zone, alias), window, dialect);
  const panel = within(raw("day"), window, dialect);
  const counted: readonly Sql[] = [
    sql`select 'order' as source, null as name, null as detail, count(*) as n from panel_order where ${panel}`,
    sql`
      select 'delivery', null, null, count(*) from fact_purchase f
      where (f.delivered is not null or f.promised is not null) and (f.status is null or f.status <> 'cancelled') and ${fact("f")}`,
    sql`select 'refund', null, null, count(*) from panel_refund where ${panel}`,
    sql`select 'review', null, null, count(*) from panel_review where ${panel}`,
    sql`select 'referral', null, null, count(*) from panel_referral where ${panel}`,
    sql`select 'usage', null, null, count(*) from fact_usage f where ${fact("f")}`,
    sql`
      select * from (
        select 'contact', topic, handled_by, count(*) as n from panel_contact where ${panel}
        group by topic, handled_by order by n desc, topic, handled_by limit ${raw(String(KINDS_KEPT))}
      ) k`,
    sql`
      select * from (
        select case when f.campaign is null then 'step' else 'campaign' end, coalesce(f.name, f.stage), f.channel, count(*) as n
        from fact_touch f where ${fact("f")}
        group by case when f.campaign is null then 'step' else 'campaign' end, coalesce(f.name, f.stage), f.channel
        order by n desc, coalesce(f.name, f.stage), f.channel limit ${raw(String(KINDS_KEPT))}
      ) t`,
  ];
  return sql`select source, name, detail, n from (${join(counted, " union all ")}) happened where n > 0 order by source, n desc, name, detail`;
}
