import { addDays, type Day, daysBetween } from "../../base/day.ts";
import type { Interval, Message, Unit } from "../../findings/figure.ts";
import type { Finding, Table, TableCell } from "../../findings/finding.ts";
import { notEnoughCost } from "../../measures/definitions/common.ts";
import { CONFIDENCE } from "../../measures/infer.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import { BASELINE_DAYS, type PanelInfo } from "../../panel/settings.ts";
import { normalQuantile } from "../../stats/distributions/normal.ts";
import { sql } from "../../store/sql/sql.ts";
import {
  type CompanyYear,
  pointsForCut,
  profitAfter,
  type Rise,
  type RiseWorth,
  type StatedYear,
  worthOfRise,
  yearWith,
} from "./equivalence.ts";

/** Points of retention that are asked about where nobody says, which are those of the published claim. */
export const USUAL_POINTS = 2;
/** The published claims: two percent of retention do as much as a cut of costs by ten; five raise profit by 25 to 95. */
const CLAIMED = { points: 2, cut: 0.1, profitPoints: 5, profit: [0.25, 0.95] } as const;
/** Years after the rise for which its profit is told; null: once nothing changes any more. */
const YEARS = [1, 3, 5, null] as const;
const FIGURES = ["customers", "retention", "perCustomer", "costs", "profit"] as const;

export interface EquivalenceQuestion {
  stated: StatedYear;
  /** Points of retention. */
  points: number;
}

/**
 * "So many points of retention do as much as a cut of costs by so much", from the company's last year or from figures that somebody states;
 * and what more retention does to profit, beside what was published. Null where neither the records nor what
 * is stated say how many customers there are and what they bring. Its interval is that of what one who stays brings; a figure that was
 * stated has none.
 */
export function equivalenceFinding(
  info: Pick<PanelInfo, "asOf" | "currency" | "zone">,
  { year: recorded, error }: RecordedYear,
  { stated, points }: EquivalenceQuestion,
  dataVersion: string,
): Finding | null {
  const year = yearWith(recorded, stated);
  if (year === null || info.asOf === null) return null;
  const currency = info.currency ? { currency: info.currency } : {};
  const asked = worthOfRise(year, { unit: "points", by: points });
  const five = { unit: "points", by: CLAIMED.profitPoints } as const;
  const lasting = profitAfter(year, five, null);
  const values: Message["values"] = {
    ...{ n: Math.round(asked.customers), points, value: asked.money, unit: "money", ...currency },
    ...(asked.costCut === null ? {} : { coverage: asked.costCut }),
  };
  const first = worthOfRise(year, five).ofProfit;
  return {
    ...{ schema: 1, kind: "value", id: "clv.equivalence", asOf: info.asOf, dataVersion },
    headline: {
      ...{ id: "clv.equivalence", definition: "clv-equivalence@1", unit: "money", ...currency },
      ...{ grade: "association", basis: "scenario", n: Math.round(year.customers), excluded: [], cautions: [] },
      window: { from: addDays(info.asOf, -BASELINE_DAYS), to: info.asOf, zone: info.zone },
      query: { id: "clv.equivalence" },
      ...{
        state: "estimate",
        value: asked.money,
        interval: intervalOf(asked, stated.perCustomer === undefined ? error : null),
      },
    },
    title: { code: "clv.equivalence.title", values: {} },
    verdict: { code: asked.costCut === null ? "clv.equivalence.no_cost" : "clv.equivalence", values },
    notes: [
      first === null
        ? { code: "clv.equivalence.no_profit", values: {} }
        : {
            code: lasting === null ? "clv.equivalence.profit.first" : "clv.equivalence.profit",
            values: { share: first, ...(lasting === null ? {} : { coverage: lasting }) },
          },
      { code: "clv.equivalence.reading", values: {} },
    ],
    figures: {},
    tables: [riseTable(year, points, currency), yearsTable(year), figuresTable({ recorded, stated, year }, currency)],
    charts: [],
    evidence: [
      { file: "queries/clv.equivalence.sql", what: "evidence.query" },
      { file: "queries/clv.equivalence.costs.sql", what: "evidence.query" },
    ],
  };
}

function intervalOf({ money, customers }: RiseWorth, error: number | null): Interval | null {
  if (error === null) return null;
  const half = normalQuantile((1 + CONFIDENCE) / 2) * customers * error;
  return { low: money - half, high: money + half, level: CONFIDENCE };
}

type Money = { currency?: NonNullable<PanelInfo["currency"]> };

const number = (value: number | null, unit: Unit, more: Partial<TableCell & { kind: "number" }> = {}): TableCell => ({
  ...{ kind: "number", value, unit },
  ...more,
});
const label = (code: string, values: Message["values"] = {}): TableCell => ({ kind: "label", label: { code, values } });

const columns = (ids: readonly string[]): Table["columns"] =>
  ids.map((id, i) => ({
    ...{ id, title: { code: `clv.equivalence.column.${id}`, values: {} } },
    align: i === 0 ? "start" : "end",
  }));

/** Each rise and the cut of costs that does the same, points and percent apart; and the cut of the claim with the points that do the same. */
function riseTable(year: CompanyYear, points: number, currency: Money): Table {
  const rises: Rise[] = [...new Set([points, CLAIMED.points, CLAIMED.profitPoints])].flatMap((by) => [
    { unit: "points", by },
    { unit: "percent", by },
  ]);
  const row = (name: TableCell, rise: Rise) => {
    const worth = worthOfRise(year, rise);
    return {
      change: name,
      by: number(worth.points, "share", { signed: true }),
      percent: number(worth.percent, "share"),
      customers: number(Math.round(worth.customers), "count"),
      money: number(worth.money, "money", { ...currency, signed: true }),
      of_profit: number(worth.ofProfit, "share"),
      cost_cut: number(worth.costCut, "share"),
    };
  };
  const same = pointsForCut(year, CLAIMED.cut);
  return {
    id: "clv.equivalence",
    title: { code: "clv.equivalence.table", values: {} },
    columns: columns(["change", "by", "percent", "customers", "money", "of_profit", "cost_cut"]),
    rows: [
      ...rises.map((rise) => row(label(`clv.equivalence.${rise.unit}`, { points: rise.by }), rise)),
      // More than everybody cannot be kept.
      ...(same === null || same > 1 - year.retention
        ? []
        : [row(label("clv.equivalence.cut", { share: CLAIMED.cut }), { unit: "points", by: same * 100 })]),
    ],
    note: { code: "clv.equivalence.note", values: { points: CLAIMED.points, share: CLAIMED.cut } },
  };
}

/** What five points and five percent do to profit, year by year, beside the published claim. */
function yearsTable(year: CompanyYear): Table {
  const [low, high] = CLAIMED.profit;
  return {
    id: "clv.equivalence.profit",
    title: { code: "clv.equivalence.years", values: {} },
    columns: columns(["change", "year_1", "year_3", "year_5", "settled", "published_low", "published_high"]),
    rows: (["points", "percent"] as const).map((unit) => {
      const [first, third, fifth, settled] = YEARS.map((years) =>
        number(profitAfter(year, { unit, by: CLAIMED.profitPoints }, years), "share"),
      ) as [TableCell, TableCell, TableCell, TableCell];
      return {
        change: label(`clv.equivalence.${unit}`, { points: CLAIMED.profitPoints }),
        ...{ year_1: first, year_3: third, year_5: fifth, settled },
        ...{ published_low: number(low, "share"), published_high: number(high, "share") },
      };
    }),
    note: { code: "clv.equivalence.years.note", values: {} },
  };
}

/** What it is computed from: what the records say, and what was stated in its place. */
function figuresTable(
  { recorded, stated, year }: { recorded: Partial<CompanyYear>; stated: StatedYear; year: CompanyYear },
  currency: Money,
): Table {
  const cell = (figure: (typeof FIGURES)[number], value: number | null | undefined): TableCell =>
    figure === "customers"
      ? number(value ?? null, "count")
      : figure === "retention"
        ? number(value ?? null, "share")
        : number(value ?? null, "money", currency);
  return {
    id: "clv.equivalence.figures",
    title: { code: "clv.equivalence.figures", values: {} },
    columns: columns(["figure", "recorded", "stated", "used"]),
    rows: FIGURES.map((figure) => ({
      figure: label(`clv.equivalence.figure.${figure}`),
      recorded: cell(figure, recorded[figure]),
      stated: cell(figure, stated[figure]),
      used: cell(figure, year[figure]),
    })),
    note: { code: "clv.equivalence.figures.note", values: {} },
  };
}

/** The last year as the records have it; what they do not say is left out. */
export interface RecordedYear {
  year: Partial<CompanyYear>;
  /** Standard error of what one who stays brings, over those who stayed; null where it is not known. */
  error: number | null;
}

/** Reads the last year. Costs without a day of their own are those to date, by the share of the records that a year is. The ledger has to be built. */
export async function readYear({ store, info, record }: MeasureContext, asOf: Day): Promise<RecordedYear> {
  const { day, exact, double } = store.dialect;
  const [from, to] = [day(addDays(asOf, -BASELINE_DAYS)), day(asOf)];
  const customers = sql`
    select count(*) as customers, sum(case when b.to_day > ${to} then 1 else 0 end) as kept,
      sum(${exact(sql`case when b.to_day > ${to} then coalesce(v.margin, 0.0) else 0.0 end`)}) as margin,
      sum(${exact(sql`case when b.to_day > ${to} then coalesce(v.margin, 0.0) * coalesce(v.margin, 0.0) else 0.0 end`)}) as squares
    from (
      select s.party as party, max(s.to_day) as to_day from panel_spell s
      where s.from_day <= ${from} and s.to_day > ${from} group by s.party
    ) b
    left join (
      select d.party as party, sum(${double(sql`d.revenue - d.cost - d.refunded - d.contact_cost`)}) as margin
      from customer_day d
      where d.day >= ${from} and d.day < ${to}
      group by d.party
    ) v on v.party = b.party`;
  const costs = sql`
    select
      (select sum(${exact(sql`i.amount`)}) from panel_income i where i.day >= ${from} and i.day < ${to}) as income,
      (select sum(${exact(sql`i.cost`)}) from panel_income i where i.day >= ${from} and i.day < ${to}) as goods,
      (select sum(${exact(sql`k.cost`)}) from panel_contact k where k.day >= ${from} and k.day < ${to}) as contacts,
      (select sum(l.amount) from value_ledger l where l.line in ('points', 'touches', 'acquisition', 'service', 'keeping')) as others`;
  const [[base], [spent]] = [await store.rows(customers), await store.rows(costs)];
  record("clv.equivalence", customers, [base]);
  record("clv.equivalence.costs", costs, [spent]);
  const of = (row: typeof base, key: string) => Number(row?.[key] ?? 0);
  const [before, kept] = [of(base, "customers"), of(base, "kept")];
  if (before === 0 || info.firstDay === null) return { year: {}, error: null };
  const there = { customers: before, retention: kept / before };
  // Contracts bring what they bring without orders, and without costs nobody knows what is left.
  if ((info.facts.purchase ?? 0) === 0 || notEnoughCost(info) !== null || kept === 0)
    return { year: there, error: null };
  const days = daysBetween(info.firstDay, asOf);
  const others = (-of(spent, "others") * Math.min(BASELINE_DAYS, days)) / days;
  const all = of(spent, "goods") + of(spent, "contacts") + others;
  const perCustomer = of(base, "margin") / kept;
  const spread = Math.max(0, of(base, "squares") - kept * perCustomer ** 2);
  return {
    year: { ...there, perCustomer, ...(all > 0 ? { costs: all } : {}), profit: of(spent, "income") - all },
    error: kept > 1 ? Math.sqrt(spread / (kept - 1) / kept) : null,
  };
}
