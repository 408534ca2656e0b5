import { addDays, type Day } from "../../base/day.ts";
import { notEnoughContactCost, notEnoughCost, worthOf } from "../../measures/definitions/common.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import { logVariance } from "../../stats/customer-base/parameter-uncertainty.ts";
import { cohortSurvival, type RetentionModel } from "../../stats/customer-base/retention-model.ts";
import { normalQuantile } from "../../stats/distributions/normal.ts";
import { sql } from "../../store/sql/sql.ts";
import { buildLedger } from "../ledger/build.ts";
import { COMPONENTS, type Component, type LINES } from "../ledger/stages.ts";
import { LINES_OF_COST, type MissingCost } from "../ledger/statement.ts";
import { backTestCuts, buildOccasions, CUSTOMERS_NEEDED, type FittedBase, fitBase } from "./base.ts";
import { type Check, checkBase, relativeError } from "./check.ts";
import { type ContractChoice, type ContractHazards, chooseContracts, classSurvival } from "./contract-model.ts";
import { type ContractBase, contractBase } from "./contracts.ts";
import type { StatedYear } from "./equivalence.ts";
import { dailyRate } from "./future.ts";
import type { Candidate } from "./purchases.ts";
import { MONTH_DAYS, tenureValues } from "./retention.ts";
import { buildCustomers, type Scoring, scoreCustomers } from "./score.ts";
import { parameterError } from "./total.ts";
import { type Tracking, trackPurchases } from "./tracking.ts";

/** How far ahead the value of a customer counts, and what later money is worth today. */
export interface ValueTerms {
  /** Months ahead, whole. */
  months: number;
  /** Discount rate a year, such as 0.1. */
  discount: number;
  /** What is known of a year better than the records say it. */
  year?: StatedYear;
}
export const USUAL_TERMS: ValueTerms = { months: 36, discount: 0.1 };

/** Sums over customers, in the reporting currency. */
export interface ValueSums extends Record<Component, number> {
  customers: number;
  toCome: number;
  clv: number;
  negative: number;
}

/** Every customer valued, and how that was done. */
export interface ValueStudy {
  terms: ValueTerms;
  asOf: Day;
  value: "margin" | "spend";
  base: FittedBase | null;
  candidates: Candidate[];
  checks: Check[];
  /** How the model of the latest check did, week by week; without a check, the model of today. */
  tracking: Tracking | null;
  contracts: ContractBase | null;
  /** By which way contracts are followed; null without contracts, or where too few were lost to compare. */
  choice: ContractChoice | null;
  servicePerPurchase: number;
  servicePerMonth: number;
  /** Costs that no record gives: they are in no value. */
  missing: MissingCost[];
  customers: ValueSums;
  prospects: ValueSums;
  /** Income and cost of the ledger that nobody can be found for. */
  nobody: number;
  /** Of what is to come from customers, in all. */
  toCome: { value: number; low: number; high: number; level: number; checked: boolean } | null;
}

export const TOTAL_LEVEL = 0.9;

/** Values every customer: what each brought and cost to date, and what is expected; null where nothing is bought or nothing is dated. */
export async function valueStudy(context: MeasureContext, terms: ValueTerms): Promise<ValueStudy | null> {
  const { info } = context;
  const { asOf } = info;
  const value = worthOf(info);
  if (asOf === null || (value === null && !info.hasContracts)) return null;
  const what = value ?? "spend";
  await buildLedger(context);
  const customers = await buildOccasions(context, what);
  const fitted =
    customers >= CUSTOMERS_NEEDED ? await fitBase(context, { day: asOf, until: null, customers, model: null }) : null;
  const { checks, latest } = fitted
    ? await checksOf(context, { customers, model: fitted.base.fit.model, asOf })
    : { checks: [], latest: null };
  const followed = latest ?? fitted?.base ?? null;
  const tracking = followed
    ? await trackPurchases(context, { fit: followed.fit, cut: followed.cut.day, until: asOf })
    : null;
  const contracts = info.hasContracts ? await contractBase(context, { asOf, value: what }) : null;
  const choice = contracts ? await chooseContracts(context, { asOf, longest: contracts.longest }) : null;
  const service = await serviceCosts(context, asOf);
  const ahead = aheadOf(terms);
  const hazards = choice?.hazards ?? null;
  const scoring = { base: fitted?.base ?? null, contracts, hazards, ahead, ...service, asOf };
  await scoreCustomers(context, scoring, fitted?.base.cells ?? null);
  await buildCustomers(context);
  const sums = await sumsOf(context);
  const missing = await missingCosts(context);
  return {
    ...{
      terms,
      asOf,
      value: what,
      base: fitted?.base ?? null,
      candidates: fitted?.candidates ?? [],
      checks,
      tracking,
      contracts,
      choice,
    },
    ...{ ...service, missing, ...sums },
    toCome: await toComeTotal(context, scoring, checks),
  };
}

const aheadOf = ({ months, discount }: ValueTerms): Scoring["ahead"] => ({
  ...{ days: months * MONTH_DAYS, rate: dailyRate(discount) },
  ...{ months, yearly: discount },
});

/** What customers of a study are valued by, without the histories that it was fitted to. */
export function scoringOf(study: ValueStudy): Scoring {
  const { base, contracts, choice, terms, servicePerPurchase, servicePerMonth, asOf } = study;
  const { cells: _, ...light } = base ?? { cells: null };
  return {
    ...{ base: base === null ? null : (light as Scoring["base"]), contracts, hazards: choice?.hazards ?? null },
    ...{ ahead: aheadOf(terms), servicePerPurchase, servicePerMonth, asOf },
  };
}

async function checksOf(
  context: MeasureContext,
  { customers, model, asOf }: { customers: number; model: FittedBase["fit"]["model"]; asOf: Day },
): Promise<{ checks: Check[]; latest: FittedBase | null }> {
  const checks: Check[] = [];
  let latest: FittedBase | null = null;
  for (const { day, until } of backTestCuts({ firstDay: context.info.firstDay, asOf })) {
    const then = await fitBase(context, { day, until, customers, model });
    if (then === null) continue;
    checks.push(checkBase(then.base, until));
    latest ??= then.base;
  }
  return { checks, latest };
}

/** What serving has cost by purchase, and by month of a contract: contacts and what the cost records give for service. */
async function serviceCosts(
  { store, record }: MeasureContext,
  asOf: Day,
): Promise<Pick<Scoring, "servicePerPurchase" | "servicePerMonth">> {
  const { dialect } = store;
  const end = dialect.day(asOf);
  const query = sql`
    with served as (
      select l.party as party, sum(-l.amount) as cost from value_ledger l
      where l.line in ('contacts', 'service') and l.party is not null group by l.party
    ),
    contract as (select distinct party from panel_spell where kind = 'contract')
    select
      (select sum(s.cost) from served s where s.party in (select party from value_occasion)) as bought_cost,
      (select count(*) from value_occasion) as purchases,
      (select sum(s.cost) from served s where s.party in (select party from contract)) as contract_cost,
      (select sum(${dialect.double(
        dialect.daysBetween(sql`p.from_day`, sql`case when p.to_day > ${end} then ${end} else p.to_day end`),
      )}) from panel_spell p where p.kind = 'contract' and p.from_day < ${end}) as contract_days
  `;
  const [row] = await store.rows(query);
  record("clv.service", query, [row]);
  const number = (key: string) => Number(row?.[key] ?? 0);
  const per = (cost: number, units: number) => (units > 0 ? cost / units : 0);
  return {
    servicePerPurchase: per(number("bought_cost"), number("purchases")),
    servicePerMonth: per(number("contract_cost"), number("contract_days") / MONTH_DAYS),
  };
}

async function sumsOf({
  store,
  record,
}: MeasureContext): Promise<Pick<ValueStudy, "customers" | "prospects" | "nobody">> {
  const query = sql`
    select
      case when c.since is null then 0 else 1 end as is_customer, count(*) as customers,
      sum(c.margin) as margin, sum(c.acquire) as acquire, sum(c.serve) as serve, sum(c.keep) as keep,
      sum(c.to_come) as to_come, sum(c.clv) as clv, sum(case when c.clv < 0 then 1 else 0 end) as negative
    from value_customer c
    group by case when c.since is null then 0 else 1 end
    order by is_customer
  `;
  const rows = await store.rows(query);
  record("clv.sums", query, rows);
  const of = (isCustomer: number): ValueSums => {
    const row = rows.find((each) => Number(each.is_customer) === isCustomer);
    const number = (key: string) => Number(row?.[key] ?? 0);
    const parts = Object.fromEntries(COMPONENTS.map((part) => [part, number(part)])) as Record<Component, number>;
    return {
      ...parts,
      customers: number("customers"),
      toCome: number("to_come"),
      clv: number("clv"),
      negative: number("negative"),
    };
  };
  const [nobody] = await store.rows(sql`select sum(amount) as amount from value_ledger where party is null`);
  return { customers: of(1), prospects: of(0), nobody: Number(nobody?.amount ?? 0) };
}

/** Which costs no record gives. */
export async function missingCosts({ store, info }: MeasureContext): Promise<ValueStudy["missing"]> {
  const rows = await store.rows(sql`select distinct line from value_ledger`);
  const lines = new Set(rows.map(({ line }) => String(line) as (typeof LINES)[number]));
  const has = (cost: MissingCost) => LINES_OF_COST[cost].some((line) => lines.has(line));
  return [
    ...(notEnoughCost(info) === null ? [] : ["goods" as const]),
    ...(notEnoughContactCost(info) === null || (info.facts.contact ?? 0) + (info.facts.case ?? 0) === 0
      ? []
      : ["contacts" as const]),
    ...(has("acquisition") ? [] : ["acquisition" as const]),
    ...(has("keeping") ? [] : ["keeping" as const]),
  ];
}

/** What is to come in all, with the uncertainty of the parameters and with what earlier forecasts missed. */
async function toComeTotal(
  { store }: MeasureContext,
  { base, contracts, hazards, ahead, servicePerPurchase }: Scoring & { base: FittedBase | null },
  checks: readonly Check[],
): Promise<ValueStudy["toCome"]> {
  const rows = await store.rows(sql`select kind, sum(amount) as amount from value_to_come group by kind order by kind`);
  const of = (kind: string) => Number(rows.find((row) => row.kind === kind)?.amount ?? 0);
  const value = of("purchases") + of("contract");
  if (base === null && contracts === null) return null;
  const missed = relativeError(checks);
  const errors = [
    base === null ? 0 : of("purchases") * Math.hypot(parameterError(base, { ahead, servicePerPurchase }), missed ?? 0),
    contracts === null ? 0 : of("contract") * Math.hypot(retentionError(contracts, hazards, ahead), missed ?? 0),
  ];
  const reach = normalQuantile(0.5 + TOTAL_LEVEL / 2) * Math.hypot(...errors);
  return { value, low: value - reach, high: value + reach, level: TOTAL_LEVEL, checked: missed !== null };
}

/**
 * Relative standard error of what contracts bring, by the median tenure: from the uncertainty of the retention curve or, where losses were counted by
 * month of tenure, of how many were lost (a Poisson count).
 */
function retentionError(
  { fit, longest }: ContractBase,
  hazards: ContractHazards | null,
  { months, yearly }: Scoring["ahead"],
): number {
  const discount = (1 + yearly) ** (1 / 12) - 1;
  const tenure = Math.floor(longest / 2);
  const by = (survival: Parameters<typeof tenureValues>[0]) =>
    tenureValues(survival, { longest: tenure, months, discount })[tenure]!.factor;
  if (hazards !== null) {
    const usual = by(classSurvival(hazards, 0));
    return Math.abs(by(classSurvival(hazards, 0, 1 + 1 / Math.sqrt(hazards.lost))) - usual) / usual;
  }
  const factor = (model: RetentionModel) => by((horizon) => cohortSurvival(model, horizon));
  const value = factor(fit);
  const variance =
    fit.model === "sbg"
      ? logVariance(fit, (params) => factor({ model: "sbg", params }))
      : logVariance(fit, (params) => factor({ model: "bdw", params }));
  return value > 0 ? Math.sqrt(variance) / value : 0;
}

/** First day of the year before the end: what "the last year" means beside a value. */
export const yearBefore = (asOf: Day): Day => addDays(asOf, -365);
