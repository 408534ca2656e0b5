import { addDays, type Day } from "../../base/day.ts";
import { cameByOthers, HEARD } from "../../panel/came-from.ts";
import { prospectsKnown } from "../../panel/prospects.ts";
import type { PanelInfo } from "../../panel/settings.ts";
import { usageTrend } from "../../panel/usage.ts";
import type { Dialect } from "../../store/sql/dialect.ts";
import { type Sql, sql } from "../../store/sql/sql.ts";
import type { Family, MeasureDefinition, Population, Stretches } from "../definition.ts";
import { base, besideAnother, CUSTOMER_CUTS, notEnoughCost, ofContactCost, ofMargin } from "./common.ts";

/** Up to this day it is known who was lost: customers without a contract are lost only after the inactivity window. */
function retentionKnownUntil({ asOf, hasContracts, inactivity }: PanelInfo): Day | null {
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
      from (${stretches.rows}) t
      inner join panel_spell s on s.from_day <= t.from_day and s.to_day > t.from_day
    ) s
    left join panel_spell e on e.party = s.party and e.from_day <= s.to_day and e.to_day > s.to_day
  `,
};

/**
 * Those who brought money at the start of the stretch, with what they brought then (`before`) and what they bring at its
 * end (`after`). With contracts: recurring amounts in force on its first day and on the day after its last. Without: revenue net of
 * refunds in the equally long stretch before, and in the stretch itself; more refunds than revenue count as nothing.
 */
const valueAtStart: Extract<Population, { over: "stretches" }> = {
  over: "stretches",
  dimensions: CUSTOMER_CUTS,
  knownUntil: (info) => (info.recurring === "none" ? info.knownUntil.purchases : info.asOf),
  looksBack: ({ recurring }) => recurring === "none",
  rows: (stretches, dialect, { recurring }) =>
    recurring === "none" ? spendingRows(stretches, dialect) : recurringRows(stretches, dialect),
};

const heardValues = ({ heard: { answered, differing } }: PanelInfo) => ({ answered, differing });

/** Those of `valueAtStart`, and customers who came in the stretch because others brought them (`before` is 0). */
const valueAndEarned: Population = {
  ...valueAtStart,
  rows: (stretches, dialect, info) => sql`
    select id, party, day, before, after from (${valueAtStart.rows(stretches, dialect, info)}) stayed
    union all
    select n.party as id, n.party as party, n.day as day, ${dialect.exact(sql`0`)} as before, n.after as after
    from (${info.recurring === "none" ? newSpendingRows(stretches, dialect) : newRecurringRows(stretches, dialect)}) n
    inner join panel_party p on p.party = n.party
    left join (${HEARD}) h on h.party = n.party
    where ${cameByOthers(sql`p.acquisition_channel`)}
  `,
};

const newRecurringRows = (stretches: Stretches, { exact }: Dialect): Sql => sql`
      select s.party as party, t.from_day as day, sum(${exact(sql`s.yearly`)}) as after
      from (${stretches.rows}) t
      inner join panel_recurring s on s.from_day <= t.to_day and s.to_day > t.to_day
      inner join (select party, min(from_day) as since from panel_recurring group by party) f on f.party = s.party
      where f.since > t.from_day
      group by s.party, t.from_day
    `;

const newSpendingRows = (stretches: Stretches, { exact }: Dialect): Sql => sql`
      select party, day, case when after > 0 then after else ${exact(sql`0`)} end as after
      from (
        select f.party as party, f.from_day as day, sum(${exact(sql`d.revenue - d.refunded`)}) as after
        from (
          select party, ${stretches.of(sql`p.day`)} as from_day from panel_purchase_day p where p.previous_day is null
        ) f
        inner join (
          select c.party as party, ${stretches.of(sql`c.day`)} as from_day, c.revenue as revenue, c.refunded as refunded from customer_day c
        ) d on d.party = f.party and d.from_day = f.from_day
        group by f.party, f.from_day
      ) spent
    `;

const recurringRows = (stretches: Stretches, { exact }: Dialect): Sql => sql`
    select b.party as id, b.party as party, b.day as day, b.yearly as before, coalesce(e.yearly, ${exact(sql`0`)}) as after
    from (
      select s.party as party, t.from_day as day, sum(${exact(sql`s.yearly`)}) as yearly
      from (${stretches.rows}) t
      inner join panel_recurring s on s.from_day <= t.from_day and s.to_day > t.from_day
      group by s.party, t.from_day
    ) b
    left join (
      select s.party as party, t.from_day as day, sum(${exact(sql`s.yearly`)}) as yearly
      from (${stretches.rows}) t
      inner join panel_recurring s on s.from_day <= t.to_day and s.to_day > t.to_day
      group by s.party, t.from_day
    ) e on e.party = b.party and e.day = b.day
  `;

const spendingRows = (stretches: Stretches, { exact, daysBetween }: Dialect): Sql => sql`
    select party as id, party, day, before, case when after > 0 then after else ${exact(sql`0`)} end as after
    from (
      select
        d.party as party, t.from_day as day,
        sum(case when d.day < t.from_day then ${exact(sql`d.revenue - d.refunded`)} else ${exact(sql`0`)} end) as before,
        sum(case when d.day >= t.from_day then ${exact(sql`d.revenue - d.refunded`)} else ${exact(sql`0`)} end) as after
      from (
        select from_day, to_day, from_day - cast(${daysBetween(sql`from_day`, sql`to_day`)} as integer) as before_day from (${stretches.rows}) asked
      ) t
      inner join customer_day d on d.day >= t.before_day and d.day < t.to_day
      group by d.party, t.from_day
    ) spent
    where before > 0
  `;

function lacksValue({ recurring, facts }: PanelInfo): string | null {
  if (recurring === "several_currencies") return "one_currency";
  return recurring === "none" && (facts.purchase ?? 0) === 0 ? "recurring_amount" : null;
}
const revenueCompared = ({ recurring }: PanelInfo) =>
  recurring === "none" ? [{ code: "caution.revenue_retention", values: {} }] : [];

const ofValue = (id: string, better: "up" | "down", family: Family): MeasureDefinition => ({
  ...base,
  id,
  unit: "share",
  better,
  needs: ["purchase"],
  lacks: lacksValue,
  population: valueAtStart,
  family,
  cluster: null,
  reported: [],
  shown: "value",
  cautions: revenueCompared,
});
const kept = sql`case when r.after < r.before then r.after else r.before end`;

/** Every customer there ever was, with what was earned and spent to date. */
const everyCustomer: Population = {
  over: "events",
  table: "customer_state",
  asOfEnd: true,
  valid: sql`p.customer_since is not null`,
  dimensions: CUSTOMER_CUTS,
};

const gapsCaution = ({ inactivity, hasContracts }: PanelInfo) =>
  !hasContracts && inactivity.from === "too_few_gaps" ? [{ code: "caution.few_gaps", values: {} }] : [];

const retention = (id: string, better: "up" | "down", hit: Sql): MeasureDefinition => ({
  ...base,
  id,
  unit: "share",
  better,
  needs: ["purchase"],
  population: atStart,
  family: { kind: "share", hit },
  cluster: null,
  reported: ["segment", "country"],
  cautions: gapsCaution,
});

/** Those whose use is on record, as of the last of it. */
const users: Population = {
  over: "events",
  table: "use of customers",
  query: usageTrend,
  asOfEnd: true,
  valid: sql`p.declined is not null`,
  exclusions: [{ reason: "too_little_use", where: sql`p.declined is null` }],
  dimensions: CUSTOMER_CUTS,
};

/** Whoever was known before they were a customer, by the day on which they were first known. */
const prospects: Population = {
  over: "events",
  table: "people known before they bought",
  query: prospectsKnown,
  ofCustomers: true,
  valid: sql`p.is_seen = 1 and p.is_over = 1`,
  exclusions: [
    { reason: "before_records", where: sql`p.is_seen = 0` },
    { reason: "too_early", where: sql`p.is_seen = 1 and p.is_over = 0` },
  ],
  dimensions: CUSTOMER_CUTS,
};

/** Who becomes a customer, who stays, and with how much. */
export const RETENTION: readonly MeasureDefinition[] = [
  {
    ...base,
    id: "conversion",
    unit: "share",
    better: "up",
    needs: ["purchase"],
    // Where only those are on record who bought, everybody seems to.
    lacks: ({ says }) => (says.prospects ? null : "prospects"),
    population: prospects,
    family: { kind: "share", hit: sql`r.converted = 1` },
    cluster: null,
    reported: ["segment", "acquisition_channel"],
  },
  { ...retention("crr", "up", sql`r.kept = 1`), ...besideAnother },
  retention("churn", "down", sql`r.kept = 0`),
  ofValue("nrr", "up", { kind: "ratio", numerator: sql`r.after`, denominator: sql`r.before`, ofFew: true }),
  ofValue("grr", "up", { kind: "ratio", numerator: kept, denominator: sql`r.before`, part: true, ofFew: true }),
  ofValue("revenue-churn", "down", {
    kind: "ratio",
    numerator: sql`r.before - (${kept})`,
    denominator: sql`r.before`,
    part: true,
    ofFew: true,
  }),
  {
    ...ofValue("earned-growth", "up", {
      kind: "ratio",
      numerator: sql`r.after - r.before`,
      denominator: sql`r.before`,
      ofFew: true,
    }),
    population: valueAndEarned,
    lacks: (info) => (info.says.acquisition_channel || info.says.heard_from ? lacksValue(info) : "acquisition_channel"),
    cautions: (info) => [
      ...revenueCompared(info),
      ...(info.says.acquisition_channel ? [{ code: "caution.earned_words", values: {} }] : []),
      ...(info.says.heard_from ? [{ code: "caution.heard_from", values: heardValues(info) }] : []),
      ...(info.heard.unknown > 0 ? [{ code: "caution.heard_unknown", values: { n: info.heard.unknown } }] : []),
    ],
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
    basis: (info) =>
      [ofMargin, ofContactCost].some(({ basis }) => basis(info) === "assumption") ? "assumption" : "observed",
    cautions: (info) => [...ofMargin.cautions(info), ...ofContactCost.cautions(info)],
  },
  {
    ...base,
    id: "usage-decline",
    unit: "share",
    better: "down",
    needs: ["usage"],
    population: users,
    family: { kind: "share", hit: sql`r.declined = 1` },
    cluster: null,
    reported: ["segment", "plan"],
  },
];
