import { isReduced } from "../../panel/discounts.ts";
import type { Dialect } from "../../store/sql/dialect.ts";
import { EMPTY, type Sql, sql } from "../../store/sql/sql.ts";
import { stageOf } from "./stages.ts";

/** Some parties alone (`party in …`), and of each the periods of its calendar. */
export interface Dated {
  whose: Sql;
  grain: "month" | "quarter";
}

/**
 * What happened with one party, as money: a row a party, stage and line, and of some parties by period where that is asked for (`period`, null where
 * nothing has a day). Every amount of every order, refund, contact,
 * redeemed point and journey step is in exactly one row; what names nobody has no party and belongs to no stage.
 * @param assumedMargin share of revenue that is taken for margin; null where costs are recorded
 * @param hasCosts whether costs of goods are known at all; without them the value is in revenue
 */
export function eventLedger(
  { exact, startOf }: Dialect,
  { assumedMargin, hasCosts }: { assumedMargin: number | null; hasCosts: boolean },
  dated: Dated | null = null,
): Sql {
  const during = dated === null ? EMPTY : sql`, ${startOf(dated.grain, sql`e.day`)} as period`;
  const period = dated === null ? EMPTY : sql`, period`;
  const those = (party: Sql) => (dated === null ? sql`true` : sql`${party} in ${dated.whose}`);
  const goods = !hasCosts
    ? sql`0.0`
    : assumedMargin === null
      ? sql`coalesce(e.cost, 0.0)`
      : sql`coalesce(e.amount, 0.0) * ${1 - assumedMargin}`;
  const goodsBack = assumedMargin === null ? sql`0.0` : sql`coalesce(e.amount, 0.0) * ${1 - assumedMargin}`;
  return sql`
    with placed as (
      select
        o.order_id as order_id, o.party as party, o.day as day, o.amount as amount, o.cost as cost,
        m.since as since, coalesce(m.referred, 0) as referred,
        case when ${isReduced("o")} = 0 then 1 else 0 end as full_price
      from panel_order o
      left join value_member m on m.party = o.party
      where ${those(sql`o.party`)}
    ),
    ordered as (
      select e.order_id as order_id, e.party as party, e.amount as amount, ${goods} as goods, ${stageOf("order")} as stage${during}
      from placed e
    ),
    order_stage as (
      select e.order_id as order_id, min(e.stage) as stage
      from ordered e
      inner join (select distinct order_id from fact_refund where order_id is not null) f on f.order_id = e.order_id
      group by e.order_id
    ),
    earned as (
      select party, stage${period}, sum(${exact(sql`coalesce(amount, 0.0)`)}) as revenue, sum(${exact(sql`-goods`)}) as goods
      from ordered group by party, stage${period}
    ),
    refunded as (
      select e.party as party, e.amount as amount, ${goodsBack} as goods, coalesce(s.stage, ${stageOf("refund")}) as stage${during}
      from (
        select r.party as party, r.day as day, r.amount as amount, f.order_id as order_id, m.since as since
        from panel_refund r
        inner join fact_refund f on f.id = r.id
        left join value_member m on m.party = r.party
        where ${those(sql`r.party`)}
      ) e
      left join order_stage s on s.order_id = e.order_id
    ),
    contacted as (
      select e.party as party, e.cost as cost, ${stageOf("contact")} as stage${during}
      from (
        select c.party as party, c.day as day, c.cost as cost, m.since as since
        from panel_contact c left join value_member m on m.party = c.party where c.cost is not null and ${those(sql`c.party`)}
      ) e
    ),
    redeemed as (
      select e.party as party, e.cost as cost, ${stageOf("points")} as stage${during}
      from panel_points e where e.change = 'redeemed' and e.cost is not null and ${those(sql`e.party`)}
    ),
    touched as (
      select e.party as party, e.cost as cost, ${stageOf("touch")} as stage${during}
      from (
        select t.party as party, t.day as day, t.cost as cost, m.since as since
        from value_touch t left join value_member m on m.party = t.party
        where ${those(sql`t.party`)}
      ) e
    ),
    happened as (
      select party, stage, 'refunds' as line, ${exact(sql`goods - coalesce(amount, 0.0)`)}  as amount${period} from refunded
      union all
      select party, stage, 'contacts', ${exact(sql`-cost`)}${period} from contacted
      union all
      select party, stage, 'points', ${exact(sql`-cost`)}${period} from redeemed
      union all
      select party, stage, 'touches', ${exact(sql`-cost`)}${period} from touched
    )
    select h.party as party, h.stage as stage, h.line as line, sum(h.amount) as amount${period}
    from happened h
    group by h.party, h.stage, h.line${period}
    having sum(h.amount) <> 0
    union all
    select party, stage, 'revenue', revenue${period} from earned where revenue <> 0
    union all
    select party, stage, 'goods', goods${period} from earned where goods <> 0
  `;
}
