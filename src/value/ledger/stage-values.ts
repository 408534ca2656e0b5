import type { TimeZone } from "../../base/zone.ts";
import { factDay } from "../../panel/days.ts";
import type { Dialect } from "../../store/sql/dialect.ts";
import { literal, raw, type Sql, sql } from "../../store/sql/sql.ts";
import { amountOf } from "./amount.ts";

/**
 * Every customer's value by stage (`value_stage`), from the book of parties and stages: income and cost to date, and what is expected. What is to come is retention, but for
 * the share that a customer (or, where nothing tells, the company) has bought again at full price, which is loyalty. The parts of
 * a customer add up to the value exactly.
 */
export function stageValues(dialect: Dialect): Sql {
  const { exact, double } = dialect;
  const zero = amountOf(dialect, sql`0`);
  const sum = (column: string) => sql`${amountOf(dialect, sql`sum(e.${raw(column)})`)} as ${raw(column)}`;
  const later = (stage: string) => sql`sum(case when b.stage = ${literal(stage)} then b.revenue else ${zero} end)`;
  return sql`
    with again as (
      select b.party as party, ${later("loyalty")} as full_price, ${later("retention")} as other
      from value_book b where b.party is not null group by b.party
    ),
    usual as (
      select case when sum(a.full_price + a.other) > ${zero}
        then ${double(sql`sum(a.full_price)`)} / ${double(sql`sum(a.full_price + a.other)`)} else 0.0 end as share from again a
    ),
    parted as (
      select t.party as party, t.amount as amount,
        ${amountOf(
          dialect,
          exact(sql`${double(sql`t.amount`)} * case when a.full_price + a.other > ${zero}
          then ${double(sql`a.full_price`)} / ${double(sql`a.full_price + a.other`)} else u.share end`),
        )} as loyal
      from value_to_come t
      cross join usual u
      left join again a on a.party = t.party
    ),
    every as (
      select b.party as party, b.stage as stage, b.income as income, b.cost as cost, ${zero} as to_come
      from value_book b
      union all
      select party, 'loyalty', ${zero}, ${zero}, loyal from parted
      union all
      select party, 'retention', ${zero}, ${zero}, amount - loyal from parted
    )
    select e.party as party, e.stage as stage, ${sum("income")}, ${sum("cost")}, ${sum("to_come")}
    from every e
    group by e.party, e.stage
  `;
}

/** Totals of the records and of the ledger, line by line, and how many customers' stages do not add up to their value. */
export function reconciliation(
  dialect: Dialect,
  { asOf, zone, converted }: { asOf: string; zone: TimeZone; converted: boolean },
): Sql {
  const { exact, day } = dialect;
  const recorded: readonly (readonly [string, Sql])[] = [
    ["revenue", sql`select sum(${exact(sql`coalesce(amount, 0.0)`)}) from panel_order`],
    ["contacts", sql`select -sum(${exact(sql`cost`)}) from panel_contact where cost is not null`],
    ["points", sql`select -sum(${exact(sql`cost`)}) from panel_points where change = 'redeemed' and cost is not null`],
    ["touches", sql`select -sum(${exact(sql`cost`)}) from value_touch where cost is not null`],
    [
      "costs",
      converted
        ? sql`select -sum(amount) from value_cost_line`
        : sql`select -sum(${exact(sql`f.amount`)}) from fact_cost f where ${factDay(dialect, zone, "f")} < ${day(asOf)}`,
    ],
  ];
  const rows = recorded.map(
    ([line, total]) => sql`
      select ${literal(line)} as line, coalesce((${total}), ${exact(sql`0`)}) as recorded,
        coalesce((select sum(l.amount) from value_ledger l where ${
          line === "costs" ? sql`l.line in ('acquisition', 'service', 'keeping')` : sql`l.line = ${literal(line)}`
        }), ${exact(sql`0`)}) as booked`,
  );
  const [first, ...rest] = [
    ...rows,
    sql`
      select 'value' as line, (select sum(c.clv) from value_customer c) + coalesce((select sum(l.amount) from value_ledger l where l.party is null), ${exact(sql`0`)}) as recorded,
        (select sum(s.income) + sum(s.cost) + sum(s.to_come) from value_stage s) as booked`,
    sql`
      select 'customers' as line, ${exact(sql`0`)} as recorded, ${exact(sql`count(*)`)} as booked
      from value_customer c
      left join (select party, sum(income) + sum(cost) + sum(to_come) as amount from value_stage group by party) s on s.party = c.party
      where coalesce(s.amount, ${exact(sql`0`)}) <> c.clv`,
  ];
  return rest.reduce((all, row) => sql`${all} union all ${row}`, first!);
}
