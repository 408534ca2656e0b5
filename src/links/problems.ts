import { inParallel } from "../base/in-parallel.ts";
import type { Period } from "../base/period.ts";
import type { BandsChart } from "../findings/chart-spec.ts";
import { type Figure, type FigureHeader, isEstimate, type Message } from "../findings/figure.ts";
import type { Finding, Table, TableCell } from "../findings/finding.ts";
import { ofContactCost, ofMargin, ofRevenue, worthOf } from "../measures/definitions/common.ts";
import type { MeasureContext } from "../measures/measure.ts";
import type { MeasureBook } from "../measures/registry.ts";
import { lastYear } from "../measures/window.ts";
import type { Sql } from "../store/sql/sql.ts";
import { type AfterLowScores, afterLowScores } from "./problem-afterwards.ts";
import { column, experienceTable } from "./problem-experience.ts";
import { deliveryAmong, PLACES, type Place, problemSums, REFUND_DAYS } from "./problem-sums.ts";

/** Most problems that a table shows; the others are counted. */
const SHOWN = 12;
/** Below so many customers a problem could point at one of them. */
const PRIVATE_BELOW = 5;

/** Where customers had a problem, ranked by the money that stands behind them: one finding by topic, one by touchpoint. */
export async function problemFindings(
  book: MeasureBook,
  context: MeasureContext,
  dataVersion: string,
): Promise<Finding[]> {
  const window = lastYear(context);
  if (window.to === null) return [];
  const found = await inParallel(PLACES, (place) => problemFinding(book, context, { place, window }, dataVersion));
  return found.filter((finding) => finding !== null);
}

interface Problem {
  place: string;
  /** Issues and answers about it, and promised deliveries. */
  n: number;
  customers: number;
  /** Customers who gave a low score about it, whose issue was not settled at the first contact, or whose delivery broke its promise. */
  unhappy: number;
  /** What these brought in the window; null where nobody's money is on record. */
  stake: number | null;
  contactCost: number | null;
  refunded: number | null;
}

async function problemFinding(
  book: MeasureBook,
  context: MeasureContext,
  { place, window }: { place: Place; window: Period },
  dataVersion: string,
): Promise<Finding | null> {
  const { store, info } = context;
  const ask = async (name: string, query: Sql) => {
    const rows = await store.rows(query);
    context.record(`problems.${place}.${name}`, query, rows);
    return rows;
  };
  const delivery = await deliveryAmong(context, place);
  const parts = problemSums(context, { place, delivery }, window);
  const byPlace = await ask("by-place", parts.byPlace);
  // One alone has nothing to be ranked with.
  if (byPlace.length < 2) return null;
  const [total] = await ask("total", parts.total);
  const costs = parts.contactCost ? byKey(await ask("contact-cost", parts.contactCost), "cost") : null;
  const refunds = parts.refunds ? byKey(await ask("refunds", parts.refunds), "refunded") : null;
  const worth = info.currency === null ? null : worthOf(info);
  const problems = byPlace.map(
    (row): Problem => ({
      place: String(row.place),
      n: Number(row.n),
      customers: Number(row.customers),
      unhappy: Number(row.unhappy),
      stake: worth ? Number(row.stake ?? 0) : null,
      contactCost: costs ? (costs.get(String(row.place)) ?? 0) : null,
      refunded: refunds ? (refunds.get(String(row.place)) ?? 0) : null,
    }),
  );
  const ranked = problems
    .filter(({ customers }) => customers >= PRIVATE_BELOW)
    .sort((a, b) => (b.stake ?? 0) - (a.stake ?? 0) || b.unhappy - a.unhappy || (a.place < b.place ? -1 : 1));
  const shown = ranked.slice(0, SHOWN);
  const unhappy = Number(total?.unhappy ?? 0);
  const nameless = byPlace.reduce((sum, row) => sum + Number(row.nameless), 0);
  const { basis, cautions } = resting(worth, context, costs !== null);
  const header = {
    id: `problems.${place}`,
    ...{ window, grade: "recorded" as const, basis, cautions, n: unhappy },
    excluded: nameless > 0 ? [{ reason: "no_party", n: nameless }] : [],
    query: { id: `problems.${place}.total` },
    ...(worth
      ? { definition: "money-at-stake@1", unit: "money" as const, currency: info.currency! }
      : { definition: "unhappy-customers@1", unit: "count" as const }),
  };
  const headline: Figure =
    unhappy > 0 && unhappy < PRIVATE_BELOW
      ? { ...header, state: "too_few", required: PRIVATE_BELOW }
      : { ...header, state: "estimate", value: worth ? Number(total?.stake ?? 0) : unhappy, interval: null };
  const money = { unit: "money" as const, ...(info.currency ? { currency: info.currency } : {}) };
  const everything = Number(total?.everything ?? 0);
  const tables: Table[] = [];
  let after: AfterLowScores = { tables: [], figures: {}, notes: [] };
  if (shown.length > 0) {
    tables.push(problemTable(place, shown, money));
    const names = shown.map((problem) => problem.place);
    const experience = await experienceTable(book, context, place, window, names);
    if (experience) tables.push(experience);
    after = await afterLowScores(context, place, names);
    tables.push(...after.tables);
  }
  const [first] = shown.filter((problem) => problem.unhappy > 0);
  const leftOut = problems.length - shown.length;
  return {
    schema: 1,
    kind: "problem",
    id: `problems.${place}`,
    asOf: info.asOf,
    dataVersion,
    title: { code: "problems.title", values: { dimension: place } },
    headline,
    verdict: verdictOf(first, money),
    notes: [
      ...(worth && everything > 0 && isEstimate(headline) && headline.value > 0
        ? [{ code: "problems.share", values: { share: headline.value / everything } }]
        : []),
      ...(nameless > 0 ? [{ code: "problems.nameless", values: { n: nameless } }] : []),
      ...after.notes,
      ...(leftOut > 0 ? [{ code: "problems.note.left_out", values: { n: leftOut } }] : []),
    ],
    figures: after.figures,
    tables,
    charts: worth && shown.length > 1 ? [stakeChart(place, shown, money)] : [],
    evidence: [{ file: `queries/problems.${place}.total.sql`, what: "evidence.query" }],
  };
}

type Money = Pick<FigureHeader, "unit" | "currency">;

/** What the money of a finding rests on, and what has to be said of it. */
function resting(worth: ReturnType<typeof worthOf>, { info }: MeasureContext, withCosts: boolean) {
  const money = worth === "margin" ? ofMargin : ofRevenue;
  return {
    basis: worth === "margin" ? ofMargin.basis(info) : ("observed" as const),
    cautions: [...(worth ? money.cautions(info) : []), ...(withCosts ? ofContactCost.cautions(info) : [])],
  };
}

const byKey = (rows: readonly Readonly<Record<string, unknown>>[], value: string): Map<string, number> =>
  new Map(rows.map((row) => [String(row.place), Number(row[value] ?? 0)]));

function verdictOf(first: Problem | undefined, money: Money): Message {
  if (!first) return { code: "problems.most.nobody", values: {} };
  const { place: group, unhappy: n, stake } = first;
  return stake === null
    ? { code: "problems.most.customers", values: { group, n } }
    : { code: "problems.most.money", values: { ...money, group, n, value: stake } };
}

function problemTable(place: Place, shown: readonly Problem[], money: Money): Table {
  const amount = (value: number | null): TableCell => ({ kind: "number", value, ...money });
  const count = (value: number): TableCell => ({ kind: "number", value, unit: "count" });
  const has = (part: "stake" | "contactCost" | "refunded") => shown.some((problem) => problem[part] !== null);
  return {
    id: `problems.${place}`,
    title: { code: "problems.table", values: {} },
    columns: [
      ...["place", "issues", "customers", "unhappy"].map((id) => column(id)),
      ...(has("stake") ? [column("stake")] : []),
      ...(has("contactCost") ? [column("contact_cost")] : []),
      ...(has("refunded") ? [column("refunds", { n: REFUND_DAYS })] : []),
    ],
    rows: shown.map((problem) => ({
      place: { kind: "label", label: { data: problem.place } },
      issues: count(problem.n),
      customers: count(problem.customers),
      unhappy: count(problem.unhappy),
      stake: amount(problem.stake),
      contact_cost: amount(problem.contactCost),
      refunds: amount(problem.refunded),
    })),
    note: { code: "problems.note", values: {} },
  };
}

function stakeChart(place: Place, shown: readonly Problem[], money: Money): BandsChart {
  const values = shown.map(({ stake }) => stake ?? 0);
  return {
    id: `problems.${place}`,
    type: "bands",
    title: { code: "problems.chart.title", values: { dimension: place } },
    summary: {
      code: "problems.chart.summary",
      values: { ...money, minimum: Math.min(...values), maximum: Math.max(...values) },
    },
    ...money,
    bands: shown.map(({ place: name, stake, unhappy }) => ({
      label: { data: name },
      value: stake,
      interval: null,
      n: unhappy,
      tone: "accent",
    })),
    zero: true,
  };
}
