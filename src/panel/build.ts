import type { Currency } from "../base/currency.ts";
import { addDays, type Day } from "../base/day.ts";
import { inParallel } from "../base/in-parallel.ts";
import { type Progress, silent } from "../base/logger.ts";
import { factColumns, factTable } from "../facts/columns.ts";
import { EFFORT_WEIGHTS } from "../facts/effort.ts";
import { FACT_KINDS, type FactKind } from "../facts/facts.ts";
import { instrumentsOf, isComposite } from "../facts/own-score.ts";
import { NEGATIVE_WORD_OF_MOUTH, SHARE_OF_WALLET, WALLET_TOTALS } from "../facts/told.ts";
import type { Analytics } from "../store/ports/analytics.ts";
import { join, literal, raw, type Sql, sql } from "../store/sql/sql.ts";
import { amountOf } from "./amount.ts";
import { answers } from "./answers.ts";
import { HEARD, heardCounts } from "./came-from.ts";
import { buildHours, caseTimes } from "./case-times.ts";
import { customerDays, customerMonths, customerState, scoredMoments, spells } from "./customers.ts";
import { factDay } from "./days.ts";
import { IS_LISTED } from "./discounts.ts";
import {
  assignments,
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
import { buildRates, reportingCurrency } from "./rates.ts";
import { COST_COVERAGE_NEEDED, type PanelInfo, type PanelSettings, SAID } from "./settings.ts";
import { subjects } from "./subjects.ts";
import { TOLD_BADLY } from "./told.ts";
import { purchaseDays, purchaseGaps, recurring } from "./value.ts";

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

type PanelTable = [name: string, query: Sql, orderBy: readonly string[]];

/** Tables that are made at once, of many facts and of few. */
const AT_ONCE = { many: 1, few: 4 };

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
  const { convertTo, stated } = await buildRates(store, settings, { reporting: currency, asOf: until.asOf });
  const instruments = instrumentsOf(settings.scores);
  const cutting: Cutting = {
    dialect: store.dialect,
    zone: settings.zone,
    asOf: settings.asOf,
    convertTo,
    contactCosts: settings.contactCosts,
  };
  const switchHours = settings.switchHours ?? null;
  const effortWeights = { ...EFFORT_WEIGHTS, ...settings.effortWeights };
  /** Tables that need nothing of each other. */
  const tables = (...made: PanelTable[]) =>
    inParallel(
      made,
      async ([name, query, orderBy]) => {
        progress.step("panel", { table: name });
        await store.materialise(name, query, orderBy);
      },
      AT_ONCE[amountOf(facts)],
    );
  await tables(
    ["panel_order", orders(cutting), ["party", "day"]],
    ["panel_contact", contacts(cutting), ["party", "day"]],
    ["panel_party", parties(cutting), ["party"]],
    ["panel_points", points(cutting), ["party", "day"]],
    ["panel_review", reviews(cutting), ["site", "day"]],
    ["panel_referral", referrals(cutting), ["party", "day"]],
    ["panel_assignment", assignments(cutting), ["experiment", "party"]],
    ["panel_recurring", recurring({ ...cutting, asOf: until.asOf }), ["party", "from_day"]],
  );
  await tables(["panel_subject", subjects, ["about", "ref"]]);
  await tables(
    ["panel_case", issues(cutting, until.knownUntil.contacts, { effortWeights, switchHours }), ["party", "day"]],
    ["panel_refund", refunds(cutting), ["party", "day"]],
    ["panel_invitation", invitations(cutting), ["party", "day"]],
    ["panel_purchase_day", purchaseDays(store.dialect), ["party", "day"]],
  );
  const inactivity = await inactivityWindow(store, settings);
  const lastRate = (of: Currency | undefined) => rateOfLastDay(store, of, { convertTo, asOf: until.asOf });
  await tables(["panel_spell", spells({ ...cutting, asOf: until.asOf }, inactivity.days), ["party"]]);
  await tables([
    "panel_answer",
    answers(cutting, instruments, (settings.scores ?? []).filter(isComposite)),
    ["instrument", "day"],
  ]);
  await buildHours(store, settings);
  const said = await whatIsSaid(store);
  const assumedMargin = marginToAssume(settings, said);
  await tables(
    ["panel_income", income(assumedMargin), ["day"]],
    ["customer_day", customerDays(assumedMargin), ["party", "day"]],
    ["panel_case_time", caseTimes(store.dialect, cutting, settings.hours ?? null), ["party", "day"]],
  );
  const info: PanelInfo = {
    zone: settings.zone,
    currency,
    ...until,
    inactivity,
    effortWeights,
    disloyal: settings.disloyal ?? null,
    switchHours,
    points: statedPoints(settings, await lastRate(settings.points?.currency)),
    closingCosts: statedClosingCosts(settings, await lastRate(settings.closingCosts?.currency)),
    instruments,
    hasContracts: (facts.term ?? 0) > 0,
    ...said,
    assumedMargin,
    statedRates: stated,
    hours: settings.hours ?? null,
    gapDays,
    facts,
  };
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
    knownUntil: {
      ...{ purchases: after(PURCHASES), contacts: after(CONTACTS) },
      ...{ reviews: after(["review"]), answers: after(["answer"]) },
    },
  };
}

async function inactivityWindow(store: Analytics, { inactivityDays }: PanelSettings): Promise<PanelInfo["inactivity"]> {
  const [row] = await store.rows(purchaseGaps(store.dialect));
  const gaps = (row?.gaps as number | undefined) ?? 0;
  if (inactivityDays !== null) return { days: inactivityDays, from: "settings", gaps };
  if (gaps < GAPS_NEEDED) return { days: FALLBACK_INACTIVITY, from: "too_few_gaps", gaps };
  const days = Math.min(730, Math.max(30, Math.ceil(row!.p95 as number)));
  return { days, from: "data", gaps };
}

/** What one unit of a currency was in the reporting one on the last day. */
async function rateOfLastDay(
  store: Analytics,
  currency: Currency | undefined,
  { convertTo, asOf }: { convertTo: Currency | null; asOf: Day | null },
): Promise<number> {
  if (!currency || convertTo === null || asOf === null || currency === convertTo) return 1;
  const [last] = await store.rows(sql`
    select rate from panel_rate where currency = ${currency} and day = ${store.dialect.day(addDays(asOf, -1))}
  `);
  return Number(last!.rate);
}

function statedPoints({ points }: PanelSettings, rate: number): PanelInfo["points"] {
  const { value, breakage = null } = points ?? {};
  return { value: value === undefined ? null : value * rate, breakage };
}

const statedClosingCosts = ({ closingCosts }: PanelSettings, rate: number): PanelInfo["closingCosts"] =>
  (closingCosts?.closing ?? []).map(({ driver, once, year }) => ({
    driver,
    ...(once === undefined ? {} : { once: once * rate }),
    ...(year === undefined ? {} : { year: year * rate }),
  }));

/** The stated margin, where it is needed: recorded costs win. */
const marginToAssume = ({ margin }: PanelSettings, { costCoverage }: Pick<PanelInfo, "costCoverage">): number | null =>
  margin !== undefined && costCoverage !== null && costCoverage < COST_COVERAGE_NEEDED ? margin : null;

/** How complete the sources are, in what measures cannot do without. */
async function whatIsSaid(
  store: Analytics,
): Promise<
  Pick<
    PanelInfo,
    | "costCoverage"
    | "contactCostCoverage"
    | "assumedContactCost"
    | "openCases"
    | "recurring"
    | "opinions"
    | "heard"
    | "itemScales"
    | "says"
  >
> {
  const revenue = sql`sum(${store.dialect.exact(sql`amount`)})`;
  const [row] = await store.rows(sql`
    with filed as (
      select max(first_answered) as first_answered, max(resolved) as resolved
      from fact_case
      group by case_id, case when case_id is null then id end
    )
    select
      (select ${revenue} from panel_order where amount > 0) as revenue,
      (select ${revenue} from panel_order where amount > 0 and cost is not null) as costed,
      (select count(*) from panel_contact) as contacts,
      (select count(cost) from panel_contact) as contacts_costed,
      (select sum(cost_assumed) from panel_contact) as contacts_assumed,
      (select count(opinion) from panel_review) as opinions,
      (select count(opinion) from panel_review where party is null) as opinions_unnamed,
      (select count(*) from filed) as cases,
      (select count(first_answered) from filed) as first_answered,
      (select count(resolved) from filed) as resolved_at,
      (select count(*) from panel_recurring) as recurring,
      (select count(distinct currency) from panel_recurring) as currencies,
      (select max(completed) from panel_invitation) as completed,
      (select count(request_days) from panel_invitation) as asked_about,
      (select count(cost) from panel_points where change = 'redeemed' and points > 0) as point_cost,
      (select count(order_id) from fact_refund) + (select coalesce(sum(returned), 0) from panel_order) as returned,
      (select count(late) from panel_order) as promised,
      (select count(*) from panel_order where ${raw(IS_LISTED)}) as list_amount,
      (select count(handled_by) from panel_contact) as handled_by,
      (select count(acquisition_channel) from panel_party) as acquisition_channel,
      (select count(*) from panel_party where party not in (select party from panel_spell where party is not null)) as prospects,
      (select count(talk) from panel_contact) as talk,
      (select count(hold) from panel_contact) as hold,
      (select count(wrap) from panel_contact) as wrap,
      (select count(importance) from panel_answer where instrument = 'qci') as importance,
      (select count(*) from panel_answer where instrument = ${literal(SHARE_OF_WALLET)} and state = 'valid') +
        (select count(*) from fact_snapshot where name in (${join(Object.keys(WALLET_TOTALS).map((name) => literal(name)))})) as share_of_wallet,
      (select count(*) from panel_answer where instrument = ${literal(NEGATIVE_WORD_OF_MOUTH)} and state = 'valid') as word_of_mouth,
      (
        select count(*)
        from (select party, day from panel_answer where ${TOLD_BADLY}) t
        inner join panel_answer s on s.party = t.party
        where s.state = 'valid' and s.band is not null and s.day < t.day
      ) as word_of_mouth_later,
      (select count(distinct scale_max) from fact_answer where instrument = 'qci') as item_scales,
      (select count(*) from (${HEARD}) said) as heard_from
  `);
  const [heard] = await store.rows(heardCounts);
  const number = (key: string) => Number(row?.[key] ?? 0);
  const coverage = (known: number, all: number) => (all === 0 ? null : known / all);
  return {
    costCoverage: coverage(number("costed"), number("revenue")),
    contactCostCoverage: coverage(number("contacts_costed"), number("contacts")),
    assumedContactCost: coverage(number("contacts_assumed"), number("contacts")) ?? 0,
    openCases: {
      unanswered: 1 - (coverage(number("first_answered"), number("cases")) ?? 1),
      unresolved: 1 - (coverage(number("resolved_at"), number("cases")) ?? 1),
    },
    recurring: number("recurring") === 0 ? "none" : number("currencies") > 1 ? "several_currencies" : "one_currency",
    opinions: { all: number("opinions"), unnamed: number("opinions_unnamed") },
    heard: {
      answered: Number(heard?.heard_answered ?? 0),
      differing: Number(heard?.heard_differing ?? 0),
      unknown: Number(heard?.heard_unknown ?? 0),
    },
    itemScales: number("item_scales"),
    says: Object.fromEntries(SAID.map((said) => [said, number(said) > 0])) as PanelInfo["says"],
  };
}
