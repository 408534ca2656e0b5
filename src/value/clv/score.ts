import type { Day } from "../../base/day.ts";
import type { Column } from "../../facts/columns.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import { expectedPurchases, probabilityAlive } from "../../stats/customer-base/purchase-model.ts";
import { cohortSurvival } from "../../stats/customer-base/retention-model.ts";
import { sfc32 } from "../../stats/random/sfc32.ts";
import type { Analytics } from "../../store/ports/analytics.ts";
import type { Dialect } from "../../store/sql/dialect.ts";
import { join, literal, raw, type Sql, sql } from "../../store/sql/sql.ts";
import { amountOf } from "../ledger/amount.ts";
import { COMPONENTS, componentOf } from "../ledger/stages.ts";
import type { FittedBase } from "./base.ts";
import { type ContractHazards, classSql, classSurvival, hazardClasses } from "./contract-model.ts";
import { contractRows } from "./contract-rows.ts";
import type { ContractBase } from "./contracts.ts";
import { type Ahead, growthOf, quantileWithLeavers, spreadOf } from "./future.ts";
import { histories } from "./histories.ts";
import { historyAt } from "./purchases.ts";
import { CUSTOMER_LEVEL, MONTH_DAYS, tenureValues } from "./retention.ts";
import { spendSql } from "./spend.ts";

export interface Scoring {
  base: FittedBase | null;
  contracts: ContractBase | null;
  /** How contracts that are left sooner are told from others; null: all follow the curve. */
  hazards: ContractHazards | null;
  ahead: Ahead & { months: number; yearly: number };
  /** What a purchase, and a month of a contract, costs to serve; 0 where it is not known, and said so. */
  servicePerPurchase: number;
  servicePerMonth: number;
  asOf: Day;
}

const column = (name: string, type: Column["type"]): Column => ({ name, type, nullable: false }) as Column;
const CELL_COLUMNS: readonly Column[] = [
  column("repeats", "integer"),
  ...["seen", "age", "alive", "purchases_year", "discounted", "low", "high"].map((name) => column(name, "number")),
];
const TENURE_COLUMNS: readonly Column[] = [
  ...["tenure", "ratio_class", "factor", "low", "high", "year_on"].map((name) => column(name, "number")),
];

/** Values every customer inside the engine: `value_to_come`, one row a customer with what is expected, its bounds and why. */
export async function scoreCustomers(context: MeasureContext, scoring: Scoring): Promise<void> {
  const { store } = context;
  await writeCells(store, scoring);
  await writeTenures(store, scoring);
  await store.materialise("value_to_come", toCome(store.dialect, scoring, context), ["party"]);
}

async function writeCells(store: Analytics, { base, ahead }: Scoring): Promise<void> {
  await store.createTable("value_history_cell", CELL_COLUMNS);
  if (base === null) return;
  const { fit, spend, cells } = base;
  const growth = growthOf(fit, ahead);
  const spread = spreadOf(fit, ahead, {
    spend: spend.kind === "mean" ? null : spend.fit.params,
    random: sfc32(`clv.spread.${fit.model}`),
  });
  const tail = (1 - CUSTOMER_LEVEL) / 2;
  const rows = Array.from(cells.customers, (_, i) => {
    const history = historyAt(cells, i);
    const { repeatPurchases: x, age } = history;
    const alive = probabilityAlive(fit, history);
    const discounted = growth(x, age);
    const within = spread(x, age);
    const bound = (share: number) => discounted * quantileWithLeavers(within, { alive, share });
    return [
      x,
      history.ageAtLastPurchase,
      age,
      alive,
      expectedPurchases(fit, history, 365),
      alive * discounted,
      bound(tail),
      bound(1 - tail),
    ];
  });
  await store.insert("value_history_cell", CELL_COLUMNS, rows);
}

async function writeTenures(store: Analytics, { contracts, hazards, ahead }: Scoring): Promise<void> {
  await store.createTable("value_tenure", TENURE_COLUMNS);
  if (contracts === null) return;
  const { longest, fit } = contracts;
  const asked = { longest, months: ahead.months, discount: (1 + ahead.yearly) ** (1 / 12) - 1 };
  const classes = hazards === null ? [0] : hazardClasses(hazards);
  const rows = classes.flatMap((each) => {
    const survival = hazards === null ? (months: number) => cohortSurvival(fit, months) : classSurvival(hazards, each);
    return tenureValues(survival, asked).map(({ tenure, factor, low, high, yearOn }) => [
      ...[tenure, each, factor, low, high, yearOn],
    ]);
  });
  await store.insert("value_tenure", TENURE_COLUMNS, rows);
}

/** What every customer is expected to bring, on a grid of ten-thousandths like all recorded money. */
function toCome(dialect: Dialect, scoring: Scoring, context: MeasureContext): Sql {
  const parts = [
    ...(scoring.base ? [bought(dialect, scoring.base, scoring)] : []),
    ...(scoring.contracts ? [contracted(dialect, scoring.contracts, scoring, context)] : []),
  ];
  if (parts.length === 0)
    return sql`select party, 'none' as kind, 0.0 as alive, 0.0 as purchases_year, 0.0 as stays, ${dialect.exact(sql`0`)} as amount,
      ${dialect.exact(sql`0`)} as low, ${dialect.exact(sql`0`)} as high from value_member where false`;
  const [first, second] = parts;
  return second ? sql`${first!} union all ${second}` : first!;
}

/** What is expected and its bounds, of what each unit of `v` brings. */
const expected = (dialect: Dialect, column: string, each: Sql): Sql => {
  const amount = (value: Sql) => amountOf(dialect, dialect.exact(value));
  return sql`${amount(sql`v.${raw(column)} * ${each}`)} as amount,
      ${amount(sql`least(v.low * ${each}, v.high * ${each})`)} as low,
      ${amount(sql`greatest(v.low * ${each}, v.high * ${each})`)} as high`;
};

function bought(dialect: Dialect, { cut, spend, kept }: FittedBase, { servicePerPurchase }: Scoring): Sql {
  const each = sql`(${kept} * ${spendSql(spend)} - ${servicePerPurchase})`;
  return sql`
    select
      c.party as party, 'purchases' as kind, v.alive as alive, v.purchases_year as purchases_year,
      cast(null as ${dialect.columnType("number", true)}) as stays,
      ${expected(dialect, "discounted", each)}
    from (${histories(dialect, cut)}) c
    inner join value_history_cell v on v.repeats = c.repeats and v.seen = c.seen and v.age = c.age
  `;
}

function contracted(
  dialect: Dialect,
  { kept, monthly, longest }: ContractBase,
  { servicePerMonth, asOf, hazards }: Scoring,
  context: MeasureContext,
): Sql {
  const { info } = context;
  const end = dialect.day(asOf);
  const each =
    kept === null
      ? sql`(${monthly ?? 0} - ${servicePerMonth})`
      : sql`(coalesce(r.yearly, 0.0) / 12.0 * ${kept} - ${servicePerMonth})`;
  const recurring =
    info.recurring === "none"
      ? sql``
      : sql`left join (
          select party, sum(${dialect.exact(sql`yearly`)}) as yearly from panel_recurring
          where from_day <= ${end} and to_day > ${end} group by party
        ) r on r.party = c.party`;
  const classed =
    hazards === null
      ? sql``
      : sql`inner join (
          select r.party as party, ${classSql(hazards)} as ratio_class
          from (${contractRows(context, { day: asOf, until: null, plans: hazards.plans })}) r
        ) h on h.party = c.party`;
  return sql`
    select
      c.party as party, 'contract' as kind, 1.0 as alive, cast(null as ${dialect.columnType("number", true)}) as purchases_year,
      v.year_on as stays,
      ${expected(dialect, "factor", each)}
    from (
      select s.party as party, max(least(${dialect.double(raw(String(longest)))},
        floor(${dialect.double(dialect.daysBetween(sql`s.from_day`, end))} / ${MONTH_DAYS}))) as tenure
      from panel_spell s
      where s.kind = 'contract' and s.from_day < ${end} and s.to_day > ${end}
      group by s.party
    ) c
    ${classed}
    inner join value_tenure v on v.tenure = c.tenure and v.ratio_class = ${hazards === null ? sql`0.0` : sql`h.ratio_class`}
    ${recurring}
  `;
}

/** One row a party with anything in the ledger or to come: `value_customer`. Everything adds up in exact decimals. */
export async function buildCustomers({ store }: MeasureContext): Promise<void> {
  const zero = amountOf(store.dialect, sql`0`);
  const sum = (column: string) => sql`${amountOf(store.dialect, sql`sum(b.${raw(column)})`)} as ${raw(column)}`;
  await store.materialise("value_book", book(store.dialect), ["party"]);
  await store.materialise(
    "value_customer",
    sql`
      with booked as (
        select b.party as party, ${join(COMPONENTS.map(sum))}
        from value_book b
        where b.party is not null
        group by b.party
      )
      select
        m.party as party, m.label as label, m.segment as segment, m.country as country, m.channel as channel,
        m.status as status, coalesce(t.kind, m.kind) as kind, m.since as since,
        coalesce(b.margin, ${zero}) as margin, coalesce(b.acquire, ${zero}) as acquire, coalesce(b.serve, ${zero}) as serve,
        coalesce(b.keep, ${zero}) as keep, coalesce(t.amount, ${zero}) as to_come,
        coalesce(t.low, ${zero}) as to_come_low, coalesce(t.high, ${zero}) as to_come_high,
        t.alive as alive, t.purchases_year as purchases_year, t.stays as stays,
        coalesce(b.margin, ${zero}) + coalesce(b.acquire, ${zero}) + coalesce(b.serve, ${zero}) + coalesce(b.keep, ${zero})
          + coalesce(t.amount, ${zero}) as clv
      from value_member m
      left join booked b on b.party = m.party
      left join value_to_come t on t.party = m.party
      where m.since is not null or b.party is not null
    `,
    ["party"],
  );
}

/** The ledger by party and stage: each component, income and cost, and what was bought. */
function book(dialect: Dialect): Sql {
  const zero = amountOf(dialect, sql`0`);
  const sum = (when: Sql) => amountOf(dialect, sql`sum(case when ${when} then l.amount else ${zero} end)`);
  const part = (component: string) => sum(sql`${componentOf} = ${literal(component)}`);
  const isIncome = sql`(l.amount > ${zero} or l.line in ('revenue', 'goods', 'refunds'))`;
  return sql`
    select l.party as party, l.stage as stage,
      ${part("margin")} as margin, ${part("acquire")} as acquire, ${part("serve")} as serve, ${part("keep")} as keep,
      ${sum(isIncome)} as income, ${sum(sql`not ${isIncome}`)} as cost, ${sum(sql`l.line = 'revenue'`)} as revenue
    from value_ledger l
    group by l.party, l.stage
  `;
}
