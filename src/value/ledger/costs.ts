import type { Currency } from "../../base/currency.ts";
import type { TimeZone } from "../../base/zone.ts";
import { factDay } from "../../panel/days.ts";
import type { Dialect } from "../../store/sql/dialect.ts";
import { raw, type Sql, sql } from "../../store/sql/sql.ts";
import { costLine, costStage } from "./stages.ts";

export interface CostCutting {
  dialect: Dialect;
  zone: TimeZone;
  asOf: string;
  /** The reporting currency where amounts in others exist and rates with them; otherwise null. */
  convertTo: Currency | null;
}

const money = ({ dialect, convertTo }: CostCutting, amount: Sql): Sql =>
  convertTo === null ? dialect.double(amount) : sql`${dialect.double(amount)} * r.rate`;
const rates = ({ convertTo }: CostCutting, day: Sql): Sql =>
  convertTo === null
    ? sql``
    : sql`left join panel_rate r on r.currency = coalesce(f.currency, ${convertTo}) and r.day = ${day}`;

/** One row a journey step that has a cost: party, day, cost in the reporting currency. */
export function touches(c: CostCutting): Sql {
  const day = factDay(c.dialect, c.zone, "f");
  return sql`
    select i.party as party, ${day} as day, ${money(c, sql`f.cost`)} as cost
    from fact_touch f
    left join identity i on i.key = f.subject
    ${rates(c, day)}
    where f.cost is not null and ${day} < ${c.dialect.day(c.asOf)}
  `;
}

/** Costs of one stretch, stage, line, scope and basis; those that began by the end count whole. */
export function costLines(c: CostCutting): Sql {
  const { dialect } = c;
  const day = factDay(dialect, c.zone, "f");
  return sql`
    with stated as (
      select
        ${day} as from_day, coalesce(f.until, ${dialect.addMonths(day, 1)}) as to_day,
        ${costStage} as stage, ${costLine} as line,
        coalesce(f.scope, 'all') as scope, coalesce(f.scope_value, '') as scope_value,
        coalesce(f.basis, 'equal') as basis, ${money(c, sql`f.amount`)} as amount
      from fact_cost f
      ${rates(c, day)}
      where ${day} < ${dialect.day(c.asOf)}
    ),
    pooled as (
      select s.from_day as from_day, s.to_day as to_day, s.stage as stage, s.line as line, s.scope as scope,
        s.scope_value as scope_value, s.basis as basis, sum(${dialect.exact(sql`s.amount`)}) as amount
      from stated s
      where s.amount is not null
      group by s.from_day, s.to_day, s.stage, s.line, s.scope, s.scope_value, s.basis
    )
    select
      row_number() over (order by from_day, to_day, stage, line, scope, scope_value, basis) as id,
      from_day, to_day, stage, line, scope, scope_value, basis, amount
    from pooled
  `;
}

/** Whom a cost concerns: all, or those of the segment, the channel or the number that it names. */
const CONCERNS = sql`(
  l.scope not in ('channel', 'segment', 'customer', 'campaign')
  or (l.scope = 'channel' and m.channel = l.scope_value)
  or (l.scope = 'segment' and m.segment = l.scope_value)
  or (l.scope = 'customer' and m.label = l.scope_value)
)`;

/**
 * How much of a line each party bears. What is spent to acquire is borne by those who were acquired in the stretch; what is
 * spent per order, revenue or minute of contact by those who caused it; everything else by all who were customers in the stretch.
 */
const WEIGHTS: Sql = sql`
  select l.id as id, m.party as party, 1.0 as weight, 1 as is_equal
  from value_cost_line l
  inner join value_member m on m.since >= l.from_day and m.since < l.to_day
  where l.basis = 'equal' and l.line = 'acquisition' and ${CONCERNS}
  union all
  select l.id, s.party, 1.0, 1
  from value_cost_line l
  inner join panel_spell s on s.from_day < l.to_day and s.to_day > l.from_day
  inner join value_member m on m.party = s.party
  where l.basis = 'equal' and l.line <> 'acquisition' and ${CONCERNS}
  union all
  select l.id, m.party, case when l.basis = 'per_order' then 1.0 else coalesce(o.amount, 0.0) end, 0
  from value_cost_line l
  inner join panel_order o on o.day >= l.from_day and o.day < l.to_day
  inner join value_member m on m.party = o.party
  where l.basis in ('per_order', 'per_revenue') and ${CONCERNS}
  union all
  select l.id, m.party, coalesce(k.handle, 0.0), 0
  from value_cost_line l
  inner join panel_contact k on k.day >= l.from_day and k.day < l.to_day
  inner join value_member m on m.party = k.party
  where l.basis = 'per_contact_minute' and ${CONCERNS}
`;

/** Smallest unit of money that the ledger holds: a ten-thousandth, the scale of every amount on record. */
const UNITS = raw("10000.0");

/**
 * Costs of the cost records by party, stage and line, with a minus. What a stage bears is parted by weight and rounded by largest
 * remainders, so that the parts add up to it exactly; what nobody can be found for has no party.
 */
export function costLedger({ exact, double }: Dialect): Sql {
  const units = (amount: Sql) => sql`floor(${double(amount)} * ${UNITS} + 0.5)`;
  return sql`
    with weighed as (
      -- Who left and came back within a stretch was there once.
      select w.id as id, w.party as party, case when max(w.is_equal) = 1 then 1.0 else sum(w.weight) end as weight
      from (${WEIGHTS}) w
      where w.weight > 0
      group by w.id, w.party
    ),
    borne as (select w.id as id, sum(w.weight) as weight from weighed w group by w.id),
    pool as (
      select l.stage as stage, l.line as line, ${units(sql`sum(l.amount)`)} as units
      from value_cost_line l
      inner join borne b on b.id = l.id
      group by l.stage, l.line
    ),
    part as (
      select w.party as party, l.stage as stage, l.line as line,
        sum(${double(sql`l.amount`)} * w.weight / b.weight) * ${UNITS} as units
      from weighed w
      inner join borne b on b.id = w.id
      inner join value_cost_line l on l.id = w.id
      group by w.party, l.stage, l.line
    ),
    ranked as (
      select
        party, stage, line, floor(units) as whole,
        row_number() over (partition by stage, line order by units - floor(units) desc, party) as place
      from part
    ),
    given as (select stage, line, sum(whole) as units from ranked group by stage, line),
    rounded as (
      select r.party as party, r.stage as stage, r.line as line,
        r.whole + case when r.place <= p.units - g.units then 1.0 else 0.0 end as units
      from ranked r
      inner join given g on g.stage = r.stage and g.line = r.line
      inner join pool p on p.stage = r.stage and p.line = r.line
    )
    select party, stage, line, ${exact(sql`-units / ${UNITS}`)} as amount from rounded where units <> 0
    union all
    select null, 'none', l.line, sum(-l.amount)
    from value_cost_line l
    left join borne b on b.id = l.id
    where b.id is null
    group by l.line
  `;
}
