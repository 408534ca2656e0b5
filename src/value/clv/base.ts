import { addDays, type Day, daysBetween } from "../../base/day.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import { sql } from "../../store/sql/sql.ts";
import { type Cut, historyCells, occasions, spendCells } from "./histories.ts";
import {
  bestOf,
  type Candidate,
  compareModels,
  fitPurchases,
  type HistoryCells,
  type PurchaseFit,
} from "./purchases.ts";
import { fitSpend, type SpendCells, type SpendModel, spendSql } from "./spend.ts";

/** Customers without a contract from which on a purchase model is fitted. */
export const CUSTOMERS_NEEDED = 100;
/** Customers in each half of the comparison of models: more would not tell them apart better. */
const HALF = 20_000;
/** Above so many customers times are told apart by weeks instead of days. */
const BY_DAYS_UP_TO = 20_000;
const WEEK = 7;

/** What was fitted on the customers known at a cut. */
export interface FittedBase {
  cut: Cut;
  customers: number;
  cells: HistoryCells;
  fit: PurchaseFit;
  spend: SpendModel;
  /** Share of what profitable purchases bring that is left after refunds and purchases that brought nothing. */
  kept: number;
}

/** What a base of customers without contracts is built from, once. */
export async function buildOccasions({ store }: MeasureContext, value: "margin" | "spend"): Promise<number> {
  await store.materialise("value_occasion", occasions(value), ["party", "day"]);
  const net = value === "margin" ? sql`d.revenue - d.cost - d.refunded` : sql`d.revenue - d.refunded`;
  await store.materialise(
    "value_day",
    sql`
      select d.party as party, d.day as day, d.orders as orders, ${net} as net, d.contact_cost as contact_cost
      from customer_day d
      inner join (select distinct party from value_occasion) o on o.party = d.party
    `,
    ["party", "day"],
  );
  const [row] = await store.rows(sql`select count(distinct party) as n from value_occasion`);
  return Number(row?.n ?? 0);
}

/** The customers known at a day, grouped, with the models fitted to them; the model is chosen unless it is given. */
export async function fitBase(
  { store, record }: MeasureContext,
  {
    day,
    until,
    customers,
    model,
  }: { day: Day; until: Day | null; customers: number; model: PurchaseFit["model"] | null },
): Promise<{ base: FittedBase; candidates: Candidate[] } | null> {
  const { dialect } = store;
  const cut: Cut = { day, grid: customers > BY_DAYS_UP_TO ? WEEK : 1 };
  const spendQuery = spendCells(dialect, cut);
  const spendRows = (await store.columns(spendQuery)) as unknown as SpendCells;
  record(`clv.spend.${day}`, spendQuery, [{ cells: spendRows.customers.length }]);
  const spend = fitSpend(spendRows) ?? (await meanOccasion(store, day));
  if (spend === null) return null;
  const query = historyCells(dialect, cut, {
    parts: Math.max(2, Math.ceil(customers / HALF)),
    spend: spendSql(spend),
    until,
  });
  const cells = (await store.columns(query)) as unknown as HistoryCells;
  record(`clv.histories.${day}`, query, [{ cells: cells.customers.length }]);
  const n = cells.customers.reduce((sum, c) => sum + c, 0);
  if (n < CUSTOMERS_NEEDED) return null;
  const candidates = model === null ? compareModels(cells) : [];
  const chosen = model ?? bestOf(candidates);
  const fit = chosen === null ? null : fitPurchases(chosen, cells);
  if (fit === null) return null;
  return { base: { cut, customers: n, cells, fit, spend, kept: await keptShare(store, day) }, candidates };
}

/** Where nobody bought twice, what a purchase brings is the mean of all of them. */
async function meanOccasion(store: MeasureContext["store"], day: Day): Promise<SpendModel | null> {
  const [row] = await store.rows(sql`
    select avg(value) as mean, count(*) as n from value_occasion where day < ${store.dialect.day(day)} and value > 0
  `);
  return Number(row?.n ?? 0) === 0 ? null : { kind: "mean", mean: Number(row!.mean), n: Number(row!.n) };
}

async function keptShare(store: MeasureContext["store"], day: Day): Promise<number> {
  const { dialect } = store;
  const [row] = await store.rows(sql`
    select
      (select sum(${dialect.exact(sql`net`)}) from value_day where day < ${dialect.day(day)}) as net,
      (select sum(${dialect.exact(sql`value`)}) from value_occasion where day < ${dialect.day(day)} and value > 0) as paid
  `);
  const paid = Number(row?.paid ?? 0);
  return paid > 0 ? Number(row!.net ?? 0) / paid : 1;
}

/** Days on which it was possible to say what the year after would bring, the latest first: each has as much history before as it looks ahead. */
export function backTestCuts({ firstDay, asOf }: { firstDay: Day | null; asOf: Day }): { day: Day; until: Day }[] {
  if (firstDay === null) return [];
  const span = daysBetween(firstDay, asOf);
  const ahead = Math.min(365, Math.floor(span / 2));
  if (ahead < 60) return [];
  const cuts = [{ day: addDays(asOf, -ahead), until: asOf }];
  if (span >= 3 * ahead && ahead === 365) cuts.push({ day: addDays(asOf, -2 * ahead), until: cuts[0]!.day });
  return cuts;
}
