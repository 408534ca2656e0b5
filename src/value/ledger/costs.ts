import type { Currency } from "../../base/currency.ts";
import type { TimeZone } from "../../base/zone.ts";
import { factDay } from "../../panel/days.ts";
import type { Dialect } from "../../store/sql/dialect.ts";
import { type Sql, sql } from "../../store/sql/sql.ts";
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
