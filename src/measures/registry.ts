import { addDays, type Day } from "../base/day.ts";
import { InputError } from "../base/errors.ts";
import type { PanelInfo } from "../panel/settings.ts";
import { literal, raw, sql } from "../store/sql/sql.ts";
import type { Family, MeasureDefinition, Population } from "./definition.ts";

/** Share of revenue whose cost must be known before margin may be spoken of. */
export const COST_COVERAGE_NEEDED = 0.95;

const EXPERIENCE_CUTS = [
  "segment",
  "country",
  "language",
  "region",
  "plan",
  "status",
  "channel",
  "touchpoint",
  "topic",
  "team",
  "agent",
  "respondent",
];
const CONTACT_CUTS = ["channel", "topic", "department", "team", "agent", "segment", "country", "status"];
const ORDER_CUTS = [
  "channel",
  "product",
  "agent",
  "segment",
  "country",
  "region",
  "language",
  "status",
  "plan",
  "acquisition_channel",
];
const CUSTOMER_CUTS = ["segment", "country", "region", "language", "plan", "acquisition_channel"];

const answersOf = (instrument: string): Population => ({
  over: "events",
  table: "panel_answer",
  base: sql`p.instrument = ${literal(instrument)}`,
  valid: sql`p.state = 'valid' and p.band is not null`,
  exclusions: [
    { reason: "not_answered", where: sql`p.state = 'not_answered'` },
    { reason: "employee", where: sql`p.state = 'not_customer'` },
    { reason: "invalid", where: sql`p.state = 'valid' and p.band is null` },
  ],
  dimensions: EXPERIENCE_CUTS,
});

const handled: Population = {
  over: "events",
  table: "panel_contact",
  base: sql`true`,
  valid: sql`p.handle is not null and (p.abandoned is null or p.abandoned = false)`,
  exclusions: [
    { reason: "abandoned", where: sql`p.abandoned = true` },
    { reason: "no_duration", where: sql`p.handle is null and (p.abandoned is null or p.abandoned = false)` },
  ],
  dimensions: CONTACT_CUTS,
};

const events = (table: string, dimensions: readonly string[], valid?: ReturnType<typeof sql>): Population => ({
  over: "events",
  table,
  dimensions,
  ...(valid ? { valid } : {}),
});

/** Up to this day it is known who was lost: customers without a contract are lost only after the inactivity window. */
export function retentionKnownUntil({ asOf, hasContracts, inactivity }: PanelInfo): Day | null {
  if (asOf === null) return null;
  return hasContracts ? asOf : addDays(asOf, -inactivity.days);
}

/** Those who were customers on the first day of the stretch, and whether they were on the day after its last. */
const atStart: Population = {
  over: "stretches",
  dimensions: CUSTOMER_CUTS,
  knownUntil: retentionKnownUntil,
  rows: (stretches) => sql`
    select s.party as id, s.party as party, s.day as day, case when e.party is null then 0 else 1 end as kept
    from (
      select s.party as party, t.from_day as day, t.to_day as to_day
      from (${stretches}) t
      inner join panel_spell s on s.from_day <= t.from_day and s.to_day > t.from_day
    ) s
    left join panel_spell e on e.party = s.party and e.from_day <= s.to_day and e.to_day > s.to_day
  `,
};

/** Those who were customers on any day of the stretch, with their contacts in it. */
const activeCustomers: Population = {
  over: "stretches",
  dimensions: CUSTOMER_CUTS,
  knownUntil: ({ asOf }) => asOf,
  rows: (stretches) => sql`
    select a.party as id, a.party as party, a.from_day as day, coalesce(k.contacts, 0) as contacts
    from (
      -- Of several spells in one stretch the first stands for the customer.
      select s.party as party, t.from_day as from_day
      from (${stretches}) t
      inner join panel_spell s on s.from_day < t.to_day and s.to_day > t.from_day
      where s.previous_to is null or s.previous_to <= t.from_day
    ) a
    left join (
      select d.party as party, t.from_day as from_day, sum(d.contacts) as contacts
      from (${stretches}) t
      inner join customer_day d on d.day >= t.from_day and d.day < t.to_day
      where d.contacts > 0
      group by d.party, t.from_day
    ) k on k.party = a.party and k.from_day = a.from_day
  `,
};

/** Those who bought in the stretch, with the number of their orders in it. */
const buyers: Population = {
  over: "stretches",
  dimensions: CUSTOMER_CUTS,
  knownUntil: ({ asOf }) => asOf,
  rows: (stretches) => sql`
    select d.party as id, d.party as party, t.from_day as day, sum(d.orders) as orders
    from (${stretches}) t
    inner join customer_day d on d.day >= t.from_day and d.day < t.to_day
    where d.orders > 0
    group by d.party, t.from_day
  `,
};

/** Every customer there ever was, with what was earned and spent to date. */
const everyCustomer: Population = {
  over: "events",
  table: "customer_state",
  asOfEnd: true,
  valid: sql`p.customer_since is not null`,
  dimensions: CUSTOMER_CUTS,
};

const notEnoughCost = ({ costCoverage }: PanelInfo): string | null =>
  costCoverage !== null && costCoverage >= COST_COVERAGE_NEEDED ? null : "cost_coverage";
const revenueCaution = (info: PanelInfo) =>
  notEnoughCost(info) && info.costCoverage !== null
    ? [{ code: "caution.revenue_not_margin", values: { coverage: info.costCoverage } }]
    : [];
const gapsCaution = ({ inactivity, hasContracts }: PanelInfo) =>
  !hasContracts && inactivity.from === "too_few_gaps" ? [{ code: "caution.few_gaps", values: {} }] : [];

const base = { version: 1, minimum: 5 } as const;
const score = (
  id: string,
  instrument: string,
  family: Family,
  unit: "points" | "share" | "score",
): MeasureDefinition => ({
  ...base,
  id,
  unit,
  better: "up",
  needs: ["answer"],
  population: answersOf(instrument),
  family,
  cluster: "party",
  // Of a person's opinions of the company as a whole the latest counts; every answer about one interaction does.
  latestOfParty:
    instrument === "nps" ? sql`(r.kind is null or r.kind <> 'transactional')` : sql`r.kind = 'relationship'`,
  reported: ["segment", "country", "channel", "topic"],
});
const handling = (id: string, family: Family): MeasureDefinition => ({
  ...base,
  id,
  unit: "seconds",
  better: "down",
  needs: ["contact"],
  population: handled,
  family,
  cluster: "agent",
  reported: ["channel", "topic", "team"],
});

const DEFINITIONS: readonly MeasureDefinition[] = [
  {
    ...score(
      "nps",
      "nps",
      { kind: "categories", category: sql`r.band`, weights: { detractor: -100, passive: 0, promoter: 100 } },
      "points",
    ),
  },
  score("csat", "csat", { kind: "share", hit: sql`r.band = 'satisfied'` }, "share"),
  score("csat-mean", "csat", { kind: "mean", value: sql`r.score` }, "score"),
  score("ces", "ces", { kind: "share", hit: sql`r.band = 'easy'` }, "share"),
  score("ces-mean", "ces", { kind: "mean", value: sql`r.score` }, "score"),
  handling("aht", { kind: "mean", value: sql`r.handle` }),
  handling("aht-median", { kind: "quantile", value: sql`r.handle`, share: 0.5 }),
  handling("aht-p90", { kind: "quantile", value: sql`r.handle`, share: 0.9 }),
  {
    ...base,
    id: "abandonment-rate",
    unit: "share",
    better: "down",
    needs: ["contact"],
    population: events("panel_contact", CONTACT_CUTS, sql`p.abandoned is not null`),
    family: { kind: "share", hit: sql`r.abandoned = true` },
    cluster: null,
    reported: ["channel", "topic"],
  },
  {
    ...base,
    id: "orders",
    minimum: 1,
    unit: "count",
    better: "up",
    needs: ["purchase"],
    population: events("panel_order", ORDER_CUTS),
    family: { kind: "total", value: raw("1"), whole: true },
    cluster: null,
    reported: ["segment", "channel"],
  },
  {
    ...base,
    id: "order-value",
    unit: "money",
    better: "up",
    needs: ["purchase"],
    population: events("panel_order", ORDER_CUTS, sql`p.amount is not null`),
    family: { kind: "ratio", numerator: sql`r.amount`, denominator: raw("1") },
    cluster: "party",
    reported: ["segment", "channel", "country"],
  },
  {
    ...base,
    id: "revenue",
    minimum: 1,
    unit: "money",
    better: "up",
    needs: ["purchase"],
    population: events("panel_income", ORDER_CUTS, sql`p.amount is not null`),
    family: { kind: "total", value: sql`r.amount` },
    cluster: null,
    reported: ["segment", "channel", "country"],
    cautions: revenueCaution,
  },
  {
    ...base,
    id: "margin",
    minimum: 1,
    unit: "money",
    better: "up",
    needs: ["purchase"],
    lacks: notEnoughCost,
    population: events(
      "panel_income",
      ORDER_CUTS,
      sql`p.amount is not null and (p.cost is not null or p.is_refund = 1)`,
    ),
    family: { kind: "total", value: sql`r.amount - coalesce(r.cost, 0.0)` },
    cluster: null,
    reported: ["segment", "channel", "country"],
  },
  {
    ...base,
    id: "contacts-per-customer",
    unit: "ratio",
    better: "down",
    needs: ["contact"],
    population: activeCustomers,
    family: { kind: "mean", value: sql`r.contacts`, whole: true },
    cluster: null,
    reported: ["segment", "country"],
  },
  {
    ...base,
    id: "repeat-rate",
    unit: "share",
    better: "up",
    needs: ["purchase"],
    population: buyers,
    family: { kind: "share", hit: sql`r.orders >= 2` },
    cluster: null,
    reported: ["segment", "country"],
  },
  {
    ...base,
    id: "redemption-rate",
    unit: "share",
    better: "up",
    needs: ["points"],
    population: events("panel_points", ["tier", "segment", "country"], sql`p.change in ('earned', 'redeemed')`),
    family: {
      kind: "ratio",
      numerator: sql`case when r.change = 'redeemed' then r.points else 0.0 end`,
      denominator: sql`case when r.change = 'earned' then r.points else 0.0 end`,
    },
    cluster: "party",
    reported: ["segment", "tier"],
  },
  {
    ...base,
    id: "crr",
    unit: "share",
    better: "up",
    needs: ["purchase"],
    population: atStart,
    family: { kind: "share", hit: sql`r.kept = 1` },
    cluster: null,
    reported: ["segment", "country"],
    cautions: gapsCaution,
  },
  {
    ...base,
    id: "churn",
    unit: "share",
    better: "down",
    needs: ["purchase"],
    population: atStart,
    family: { kind: "share", hit: sql`r.kept = 0` },
    cluster: null,
    reported: ["segment", "country"],
    cautions: gapsCaution,
  },
  {
    ...base,
    id: "clv-to-date",
    unit: "money_per_customer",
    better: "up",
    needs: ["purchase"],
    lacks: notEnoughCost,
    population: everyCustomer,
    family: { kind: "mean", value: sql`r.margin - r.contact_cost` },
    cluster: null,
    reported: ["segment", "country", "acquisition_channel"],
  },
];

export const MEASURES: ReadonlyMap<string, MeasureDefinition> = new Map(DEFINITIONS.map((d) => [d.id, d]));

/** @throws InputError `input.unknown_measure` with the known ones */
export function measureDefinition(id: string): MeasureDefinition {
  const found = MEASURES.get(id);
  if (found) return found;
  throw new InputError("input.unknown_measure", `There is no measure "${id}".`, {
    hint: `Known are ${[...MEASURES.keys()].join(", ")}.`,
    details: { measure: id },
  });
}
