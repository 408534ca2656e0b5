import type { Currency } from "../base/currency.ts";
import { addDays, type Day } from "../base/day.ts";
import { InputError } from "../base/errors.ts";
import { inParallel } from "../base/in-parallel.ts";
import { type Progress, silent } from "../base/logger.ts";
import { UTC } from "../base/zone.ts";
import { factColumns, factTable } from "../facts/columns.ts";
import { EFFORT_WEIGHTS } from "../facts/effort.ts";
import { FACT_KINDS, type FactKind } from "../facts/facts.ts";
import type { Analytics } from "../store/ports/analytics.ts";
import { join, literal, raw, type Sql, sql } from "../store/sql/sql.ts";
import { customerDays, customerMonths, customerState, scoredMoments, spells } from "./customers.ts";
import { factDay } from "./days.ts";
import {
  answers,
  type Cutting,
  contacts,
  income,
  invitations,
  orders,
  parties,
  points,
  referrals,
  refunds,
  reviews,
} from "./events.ts";
import { issues } from "./issues.ts";
import { type PanelInfo, type PanelSettings, SAID } from "./settings.ts";
import { purchaseDays, purchaseGaps, recurring } from "./value.ts";

/** A rate is good for so many days: over a long weekend, not for a month. */
const RATE_HOLDS_DAYS = 7;
const FALLBACK_INACTIVITY = 365;
const GAPS_NEEDED = 100;

/** Kinds whose dates say until when the records reach. Costs, rates and descriptions may lie ahead. */
const DATED: readonly FactKind[] = [
  "purchase",
  "refund",
  "case",
  "contact",
  "leg",
  "invitation",
  "answer",
  "review",
  "points",
  "touch",
  "offer",
  "referral",
];
const PURCHASES: readonly FactKind[] = ["purchase", "refund"];
const CONTACTS: readonly FactKind[] = ["case", "contact", "leg"];
const MONEY: readonly FactKind[] = ["purchase", "line", "refund", "contact", "points"];

type PanelTable = [name: string, query: Sql, orderBy: readonly string[]];

/**
 * Builds the analysis tables from the facts, once per data version, by set-based SQL alone.
 * @throws InputError `input.rate_missing` naming the pair and the first day without a rate
 */
export async function buildPanel(
  store: Analytics,
  settings: PanelSettings,
  { progress = silent, gapDays = 0 }: { progress?: Progress; gapDays?: number } = {},
): Promise<PanelInfo> {
  const facts = await ensureFacts(store);
  const until = await knownUntil(store, settings, facts);
  const currency = await reportingCurrency(store, settings);
  const cutting: Cutting = {
    dialect: store.dialect,
    zone: settings.zone,
    asOf: settings.asOf,
    convertTo: await buildRates(store, settings, currency),
  };
  const effortWeights = { ...EFFORT_WEIGHTS, ...settings.effortWeights };
  /** Tables that need nothing of each other. */
  const tables = (...made: PanelTable[]) =>
    inParallel(
      made,
      async ([name, query, orderBy]) => {
        progress.step("panel", { table: name });
        await store.materialise(name, query, orderBy);
      },
      2,
    );
  await tables(
    ["panel_order", orders(cutting), ["party", "day"]],
    ["panel_contact", contacts(cutting), ["party", "day"]],
    ["panel_party", parties(cutting), ["party"]],
    ["panel_invitation", invitations(cutting), ["party", "day"]],
    ["panel_points", points(cutting), ["party", "day"]],
    ["panel_review", reviews(cutting), ["site", "day"]],
    ["panel_referral", referrals(cutting), ["party", "day"]],
    ["panel_recurring", recurring({ ...cutting, asOf: until.asOf }), ["party", "from_day"]],
  );
  await tables(
    ["panel_answer", answers(cutting), ["instrument", "day"]],
    ["panel_case", issues(cutting, until.knownUntil.contacts, effortWeights), ["party", "day"]],
    ["panel_refund", refunds(cutting), ["party", "day"]],
    ["panel_purchase_day", purchaseDays(store.dialect), ["party", "day"]],
  );
  await tables(["panel_income", income(), ["day"]]);
  const inactivity = await inactivityWindow(store, settings);
  const info: PanelInfo = {
    zone: settings.zone,
    currency,
    ...until,
    inactivity,
    effortWeights,
    hasContracts: (facts.term ?? 0) > 0,
    ...(await whatIsSaid(store)),
    facts,
  };
  await tables(
    ["panel_spell", spells({ ...cutting, asOf: info.asOf }, inactivity.days), ["party"]],
    ["customer_day", customerDays(), ["party", "day"]],
  );
  await tables(
    ["scored_moment", scoredMoments(cutting, info, gapDays), ["instrument", "party"]],
    ["customer_state", customerState(store.dialect, info.asOf), ["party"]],
  );
  progress.done();
  return info;
}

/** `customer_month`, for those who need it; the panel has to be built. */
export const buildCustomerMonths = (store: Analytics): Promise<void> =>
  store.materialise("customer_month", customerMonths(store.dialect), ["party", "month"]);

/** Kinds that nobody delivered get an empty table, so that one query serves every company. */
async function ensureFacts(store: Analytics): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  const there = await store.tables();
  for (const kind of FACT_KINDS) {
    if (!there.has(factTable(kind))) await store.createTable(factTable(kind), factColumns(kind));
  }
  const rows = await store.rows(
    join(
      FACT_KINDS.map((kind) => sql`select ${literal(kind)} as kind, count(*) as n from ${raw(factTable(kind))}`),
      " union all ",
    ),
  );
  for (const { kind, n } of rows) counts[kind as string] = n as number;
  return counts;
}

async function knownUntil(store: Analytics, { zone, asOf }: PanelSettings, facts: Record<string, number>) {
  const present = DATED.filter((kind) => (facts[kind] ?? 0) > 0);
  // A company that delivers contracts alone is known up to the last one that began.
  const kinds: readonly FactKind[] = present.length > 0 ? present : (facts.term ?? 0) > 0 ? ["term"] : [];
  const rows =
    kinds.length === 0
      ? []
      : await store.rows(
          join(
            kinds.map(
              (kind) => sql`
                select ${literal(kind)} as kind, min(day) as first, max(day) as last
                from (select ${factDay(store.dialect, zone, "f")} as day from ${raw(factTable(kind))} f where f.at is not null) dated
              `,
            ),
            " union all ",
          ),
        );
  const dated = rows.filter((row) => row.last !== null) as { kind: string; first: Day; last: Day }[];
  const after = (of: readonly string[]): Day | null => {
    const last = dated
      .filter(({ kind }) => of.includes(kind))
      .map(({ last }) => last)
      .sort()
      .at(-1);
    if (last === undefined) return null;
    return asOf ?? addDays(last, 1);
  };
  return {
    asOf: after(kinds) ?? asOf,
    firstDay: dated.map(({ first }) => first).sort()[0] ?? null,
    knownUntil: { purchases: after(PURCHASES), contacts: after(CONTACTS) },
  };
}

async function currenciesInUse(store: Analytics): Promise<{ currency: Currency; n: number }[]> {
  const used = join(
    MONEY.map(
      (kind) =>
        sql`select currency, count(*) as n from ${raw(factTable(kind))} where currency is not null group by currency`,
    ),
    " union all ",
  );
  const rows = await store.rows(
    sql`select currency, sum(n) as n from (${used}) used group by currency order by sum(n) desc, currency`,
  );
  return rows as unknown as { currency: Currency; n: number }[];
}

async function reportingCurrency(store: Analytics, { currency }: PanelSettings): Promise<Currency | null> {
  return currency ?? (await currenciesInUse(store))[0]?.currency ?? null;
}

/** Builds `panel_rate` (currency, day → rate) for every pair that is needed; gives the currency to convert to, null where nothing is foreign. */
async function buildRates(
  store: Analytics,
  settings: PanelSettings,
  reporting: Currency | null,
): Promise<Currency | null> {
  const foreign = (await currenciesInUse(store)).filter(({ currency }) => currency !== reporting);
  if (foreign.length === 0 || reporting === null) return null;
  const currencyOf = (table: string) => sql`
        left join (
          select order_id, min(currency) as currency from ${raw(table)} where order_id is not null group by order_id
        ) l on l.order_id = f.order_id`;
  const elsewhere: Partial<Record<FactKind, Sql>> = {
    purchase: currencyOf("fact_line"),
    refund: currencyOf("fact_purchase"),
  };
  const days = join(
    MONEY.filter((kind) => kind !== "line").map(
      (kind) => sql`
        select coalesce(f.currency, ${elsewhere[kind] ? sql`l.currency` : raw("null")}, ${reporting}) as currency,
          ${factDay(store.dialect, settings.zone, "f")} as day
        from ${raw(factTable(kind))} f
        ${elsewhere[kind] ?? raw("")}
        where f.at is not null
      `,
    ),
    " union ",
  );
  const quotedOn = store.dialect.localDay(sql`f.at`, UTC);
  await store.materialise(
    "panel_rate",
    sql`
      with needed as (${days}),
      quoted as (
        select
          from_currency as currency, ${quotedOn} as day, value as rate, value as direct
        from fact_rate f where to_currency = ${reporting}
        union all
        select to_currency, ${quotedOn}, 1.0 / value, null from fact_rate f where from_currency = ${reporting} and value > 0
      ),
      of_day as (
        -- Both directions of a pair may be quoted for one day; the inverse of a rounded rate is the worse one.
        select currency, day, coalesce(max(direct), max(rate)) as rate from quoted group by currency, day
      ),
      valid as (
        -- A rate holds until the next one: weekends and holidays have none of their own.
        select currency, day, rate, lead(day) over (partition by currency order by day) as next_day from of_day
      )
      select n.currency as currency, n.day as day, 1.0 as rate from needed n where n.currency = ${reporting}
      union all
      select n.currency, n.day, v.rate
      from needed n
      inner join valid v on v.currency = n.currency
      where v.day <= n.day and (v.next_day is null or v.next_day > n.day)
        and ${store.dialect.daysBetween(sql`v.day`, sql`n.day`)} <= ${RATE_HOLDS_DAYS} and n.currency <> ${reporting}
    `,
    ["currency", "day"],
  );
  const missing = await store.rows(sql`
    with needed as (${days})
    select n.currency as currency, min(n.day) as day, count(*) as days
    from needed n
    left join panel_rate r on r.currency = n.currency and r.day = n.day
    where r.day is null or r.rate is null
    group by n.currency
    order by currency
  `);
  const [first] = missing;
  if (first)
    throw new InputError(
      "input.rate_missing",
      `There is no exchange rate from ${first.currency} to ${reporting} for ${first.day} (${first.days} days lack one).`,
      {
        hint: `Add a file of rates (columns from, to, date, value), or report in one currency with --currency ${first.currency}.`,
        details: { from: first.currency, to: reporting, day: first.day },
      },
    );
  return reporting;
}

async function inactivityWindow(store: Analytics, { inactivityDays }: PanelSettings): Promise<PanelInfo["inactivity"]> {
  const [row] = await store.rows(purchaseGaps(store.dialect));
  const gaps = (row?.gaps as number | undefined) ?? 0;
  if (inactivityDays !== null) return { days: inactivityDays, from: "settings", gaps };
  if (gaps < GAPS_NEEDED) return { days: FALLBACK_INACTIVITY, from: "too_few_gaps", gaps };
  const days = Math.min(730, Math.max(30, Math.ceil(row!.p95 as number)));
  return { days, from: "data", gaps };
}

/** How complete the sources are, in what measures cannot do without. */
async function whatIsSaid(
  store: Analytics,
): Promise<Pick<PanelInfo, "costCoverage" | "contactCostCoverage" | "recurring" | "itemScales" | "says">> {
  const revenue = sql`sum(${store.dialect.exact(sql`amount`)})`;
  const [row] = await store.rows(sql`
    select
      (select ${revenue} from panel_order where amount > 0) as revenue,
      (select ${revenue} from panel_order where amount > 0 and cost is not null) as costed,
      (select count(*) from panel_contact) as contacts,
      (select count(cost) from panel_contact) as contacts_costed,
      (select count(*) from panel_recurring) as recurring,
      (select count(distinct currency) from panel_recurring) as currencies,
      (select max(completed) from panel_invitation) as completed,
      (select count(order_id) from fact_refund) + (select coalesce(sum(returned), 0) from panel_order) as returned,
      (select count(handled_by) from panel_contact) as handled_by,
      (select count(acquisition_channel) from panel_party) as acquisition_channel,
      (select count(talk) from panel_contact) as talk,
      (select count(hold) from panel_contact) as hold,
      (select count(wrap) from panel_contact) as wrap,
      (select count(importance) from panel_answer where instrument = 'qci') as importance,
      (select count(distinct scale_max) from fact_answer where instrument = 'qci') as item_scales
  `);
  const number = (key: string) => Number(row?.[key] ?? 0);
  const coverage = (known: number, all: number) => (all === 0 ? null : known / all);
  return {
    costCoverage: coverage(number("costed"), number("revenue")),
    contactCostCoverage: coverage(number("contacts_costed"), number("contacts")),
    recurring: number("recurring") === 0 ? "none" : number("currencies") > 1 ? "several_currencies" : "one_currency",
    itemScales: number("item_scales"),
    says: Object.fromEntries(SAID.map((said) => [said, number(said) > 0])) as PanelInfo["says"],
  };
}
