import type { Day } from "../../base/day.ts";
import type { Column } from "../../facts/columns.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import { expectedPurchases, probabilityAlive } from "../../stats/customer-base/purchase-model.ts";
import type { PurchaseHistory } from "../../stats/customer-base/purchase-table.ts";
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
import { type HistoryCells, historyAt } from "./purchases.ts";
import { CUSTOMER_LEVEL, MONTH_DAYS, type TenureValue, tenureValues } from "./retention.ts";
import { spendSql } from "./spend.ts";

/** What customers are valued by at a day. */
export interface Scoring {
  base: Omit<FittedBase, "cells"> | null;
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

/**
 * Values every customer inside the engine: `value_to_come`, one row a customer with what is expected, its bounds and why.
 * @param cells histories that customers without a contract have; null where no model was fitted to them
 */
export async function scoreCustomers(
  context: MeasureContext,
  scoring: Scoring,
  cells: HistoryCells | null,
): Promise<void> {
  const { store } = context;
  await writeCells(store, scoring, cells);
  await writeTenures(store, scoring);
  await store.materialise("value_to_come", toCome(store.dialect, scoring, context), ["party"]);
}

async function writeCells(store: Analytics, { base, ahead }: Scoring, cells: HistoryCells | null): Promise<void> {
  await store.createTable("value_history_cell", CELL_COLUMNS);
  if (base === null || cells === null) return;
  const expects = discountedPurchases(base, ahead);
  const rows = Array.from(cells.customers, (_, i) => {
    const history = historyAt(cells, i);
    const { alive, discounted, low, high } = expects(history);
    const { repeatPurchases, ageAtLastPurchase, age } = history;
    const year = expectedPurchases(base.fit, history, 365);
    return [repeatPurchases, ageAtLastPurchase, age, alive, year, discounted, low, high];
  });
  await store.insert("value_history_cell", CELL_COLUMNS, rows);
}

/** Whether a customer of a history is still there, and the discounted purchases to come with their bounds. */
function discountedPurchases({ fit, spend }: Pick<FittedBase, "fit" | "spend">, ahead: Ahead) {
  const growth = growthOf(fit, ahead);
  const spread = spreadOf(fit, ahead, {
    spend: spend.kind === "mean" ? null : spend.fit.params,
    seeded: (name) => sfc32(`clv.spread.${name}`),
  });
  const tail = (1 - CUSTOMER_LEVEL) / 2;
  return (history: PurchaseHistory) => {
    const { repeatPurchases: x, age } = history;
    const alive = probabilityAlive(fit, history);
    const discounted = growth(x, age);
    const within = spread(x, age);
    const bound = (share: number) => discounted * quantileWithLeavers(within, { alive, share });
    return { alive, discounted: alive * discounted, low: bound(tail), high: bound(1 - tail) };
  };
}

async function writeTenures(store: Analytics, { contracts, hazards, ahead }: Scoring): Promise<void> {
  await store.createTable("value_tenure", TENURE_COLUMNS);
  if (contracts === null) return;
  const classes = hazards === null ? [0] : hazardClasses(hazards);
  const rows = classes.flatMap((each) =>
    tenuresOf(contracts, { hazards, ahead }, each).map(({ tenure, factor, low, high, yearOn }) => [
      ...[tenure, each, factor, low, high, yearOn],
    ]),
  );
  await store.insert("value_tenure", TENURE_COLUMNS, rows);
}

/** What one unit of money a month comes to by tenure, for contracts of a class of hazard ratios. */
function tenuresOf(
  { longest, fit }: ContractBase,
  { hazards, ahead }: Pick<Scoring, "hazards" | "ahead">,
  ratioClass: number,
): TenureValue[] {
  const survival =
    hazards === null ? (months: number) => cohortSurvival(fit, months) : classSurvival(hazards, ratioClass);
  return tenureValues(survival, { longest, months: ahead.months, discount: (1 + ahead.yearly) ** (1 / 12) - 1 });
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

/** What a purchase of customer `c` brings, less what serving it costs. */
const eachPurchase = (
  { spend, kept }: Pick<FittedBase, "spend" | "kept">,
  { servicePerPurchase }: Pick<Scoring, "servicePerPurchase">,
): Sql => sql`(${kept} * ${spendSql(spend)} - ${servicePerPurchase})`;

function bought(dialect: Dialect, base: Omit<FittedBase, "cells">, scoring: Scoring): Sql {
  const { cut } = base;
  return sql`
    select
      c.party as party, 'purchases' as kind, v.alive as alive, v.purchases_year as purchases_year,
      cast(null as ${dialect.columnType("number", true)}) as stays,
      ${expected(dialect, "discounted", eachPurchase(base, scoring))}
    from (${histories(dialect, cut)}) c
    inner join value_history_cell v on v.repeats = c.repeats and v.seen = c.seen and v.age = c.age
  `;
}

function contracted(dialect: Dialect, contracts: ContractBase, scoring: Scoring, context: MeasureContext): Sql {
  return sql`
    select
      c.party as party, 'contract' as kind, 1.0 as alive, cast(null as ${dialect.columnType("number", true)}) as purchases_year,
      v.year_on as stays,
      ${expected(dialect, "factor", sql`c.each`)}
    from (${contractsInForce(context, contracts, scoring)}) c
    inner join value_tenure v on v.tenure = c.tenure and v.ratio_class = c.ratio_class
  `;
}

/**
 * Contracts in force: tenure, class of hazard ratio, and what each brings a month less what serving it costs.
 * @param among the customers `s` who count
 */
function contractsInForce(
  context: MeasureContext,
  { kept, monthly, longest }: ContractBase,
  { servicePerMonth, asOf, hazards }: Scoring,
  among: Sql = raw("true"),
): Sql {
  const { info, store } = context;
  const { dialect } = store;
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
          from (${contractRows(context, { day: asOf, until: null, plans: hazards.plans, among })}) r
        ) h on h.party = c.party`;
  return sql`
    select c.party as party, c.tenure as tenure, ${hazards === null ? sql`0.0` : sql`h.ratio_class`} as ratio_class, ${each} as each
    from (
      select s.party as party, max(least(${dialect.double(raw(String(longest)))},
        floor(${dialect.double(dialect.daysBetween(sql`s.from_day`, end))} / ${MONTH_DAYS}))) as tenure
      from panel_spell s
      where s.kind = 'contract' and s.from_day < ${end} and s.to_day > ${end} and ${among}
      group by s.party
    ) c
    ${classed}
    ${recurring}
  `;
}

/** What one customer is expected to bring, between the bounds of a customer's interval. */
export interface ExpectedOf {
  value: number;
  low: number;
  high: number;
  level: number;
}

/**
 * What one customer is expected to bring by the models of a day, as `scoreCustomers` has it for all.
 * @param party the customer, as a list of one
 * @returns null where customers of that kind could not be valued by what was known on the day
 */
export async function expectedOf(context: MeasureContext, scoring: Scoring, party: Sql): Promise<ExpectedOf | null> {
  const { base, contracts, asOf } = scoring;
  const kinds = await kindsOn(context, asOf, party);
  if (kinds.isUnknown || (kinds.buys && base === null) || (kinds.hasContract && contracts === null)) return null;
  const parts = [
    ...(kinds.buys ? await purchasesOf(context, base!, scoring, party) : []),
    ...(kinds.hasContract ? await contractOf(context, contracts!, scoring, party) : []),
  ];
  const sum = (of: (part: Brings) => number) => parts.reduce((total, part) => total + of(part), 0);
  return {
    value: sum(({ units, each }) => units * each),
    low: sum(({ low, high, each }) => Math.min(low * each, high * each)),
    high: sum(({ low, high, each }) => Math.max(low * each, high * each)),
    level: CUSTOMER_LEVEL,
  };
}

/** Units to come between bounds, and what each brings. */
interface Brings {
  units: number;
  low: number;
  high: number;
  each: number;
}

/** Whether the customer had bought without a contract by a day, or had one; before their first contract nobody's purchases are in a model. */
async function kindsOn({ store }: MeasureContext, asOf: Day, party: Sql) {
  const day = store.dialect.day(asOf);
  const [row] = await store.rows(sql`
    select
      (select count(*) from value_occasion o where o.party in ${party} and o.day < ${day}) as bought,
      (select count(*) from panel_spell s where s.party in ${party} and s.kind = 'contract' and s.from_day < ${day} and s.to_day > ${day}) as in_force,
      (select count(*) from panel_spell s where s.party in ${party} and s.kind = 'contract' and s.from_day < ${day}) as contracts,
      (select count(*) from panel_purchase_day p where p.party in ${party} and p.has_contract = 1 and p.day < ${day}) as later_contract
  `);
  const has = (key: string) => Number(row![key]) > 0;
  return { buys: has("bought"), hasContract: has("in_force"), isUnknown: !has("contracts") && has("later_contract") };
}

async function purchasesOf(
  { store }: MeasureContext,
  base: Omit<FittedBase, "cells">,
  scoring: Scoring,
  party: Sql,
): Promise<Brings[]> {
  const own = histories(store.dialect, base.cut, sql`o.party in ${party}`);
  const rows = await store.rows(sql`
    select c.repeats as repeats, c.seen as seen, c.age as age, ${eachPurchase(base, scoring)} as each from (${own}) c
  `);
  const expects = discountedPurchases(base, scoring.ahead);
  return rows.map((row) => {
    const history = {
      repeatPurchases: Number(row.repeats),
      ageAtLastPurchase: Number(row.seen),
      age: Number(row.age),
    };
    const { discounted, low, high } = expects(history);
    return { units: discounted, low, high, each: Number(row.each) };
  });
}

async function contractOf(
  context: MeasureContext,
  contracts: ContractBase,
  scoring: Scoring,
  party: Sql,
): Promise<Brings[]> {
  const own = contractsInForce(context, contracts, scoring, sql`s.party in ${party}`);
  const rows = await context.store.rows(
    sql`select c.tenure as tenure, c.ratio_class as ratio_class, c.each as each from (${own}) c`,
  );
  return rows.map((row) => {
    const { factor, low, high } = tenuresOf(contracts, scoring, Number(row.ratio_class))[Number(row.tenure)]!;
    return { units: factor, low, high, each: Number(row.each) };
  });
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
