import { type Grain, MONTHS_OF, startOfGrain } from "../base/calendar.ts";
import { addDays, addMonths, type Day, daysBetween } from "../base/day.ts";
import type { Period } from "../base/period.ts";
import type { Exclusion, Figure, FigureState, Message } from "../findings/figure.ts";
import type { PanelInfo } from "../panel/settings.ts";
import { normalMultiplier } from "../stats/intervals/checks.ts";
import type { Analytics, Row } from "../store/ports/analytics.ts";
import { all, join, printable, raw, type Sql, sql } from "../store/sql/sql.ts";
import { definitionName, type MeasureDefinition, type Stretch } from "./definition.ts";
import { type Dimension, PERSONAL } from "./dimension.ts";
import { multiplied, productOf, restsOn } from "./factors.ts";
import { CONFIDENCE, type Inference, infer, inferQuantile, inferState } from "./infer.ts";
import {
  clusterSums,
  countedOnce,
  eventRows,
  type QuantileSums,
  quantileSums,
  type Reduction,
  readClusterSums,
} from "./reduce.ts";

/** Most months that a series shows. */
export const SERIES_MONTHS = 36;
/** Below this n a cut of persons is hidden, so that nobody can be read out of it. */
export const PRIVATE_BELOW = 5;
/** Most groups that a cut shows; the smaller ones are counted, not hidden in silence. */
export const CUT_GROUPS = 30;

export interface MeasureContext {
  store: Analytics;
  info: PanelInfo;
  /** Asked bounds; null where not asked. */
  from: Day | null;
  to: Day | null;
  /** The month that the company's year begins with; January where it is not said. */
  firstMonth?: number;
  /** What happened, in order of time, to be marked on charts. */
  events?: readonly { on: Day; name: string }[];
  /** Rows of queries that were asked together with others, by the ids of the queries. */
  ahead?: ReadonlyMap<string, readonly Row[]>;
  /** Called with every query that makes a figure, for the evidence folder. */
  record(id: string, query: Sql, rows: readonly unknown[]): void;
}

export interface MeasureRow {
  cut: string | null;
  period: string | null;
  figure: Figure;
  inference: Inference | null;
}

export interface MeasureSeries {
  rows: MeasureRow[];
  /** Groups that were not shown because there are too many. */
  groupsLeftOut: number;
}

/** The window that a measure is given when nobody asks for one. */
export function defaultWindow({ population }: MeasureDefinition, { info, from, to }: MeasureContext): Period {
  const { zone } = info;
  if (population.over === "events")
    return population.asOfEnd ? { from: null, to: info.asOf, zone } : { from, to, zone };
  const known = population.knownUntil(info);
  const end = to ?? known;
  if (end === null) return { from, to, zone };
  return { from: from ?? defaultStart(end, info, population.looksBack?.(info) ?? false), to: end, zone };
}

/** A year before the end, or what the records hold of it; half of them where the stretch before is needed as well. */
function defaultStart(end: Day, { firstDay }: PanelInfo, looksBack: boolean): Day {
  const year = addMonths(end, -12);
  if (firstDay === null) return year;
  const first = looksBack ? addDays(end, -Math.floor(daysBetween(firstDay, end) / 2)) : firstDay;
  return [first, year].sort().at(-1)!;
}

/** The measure over its whole window. */
export async function measureWhole(measure: MeasureDefinition, context: MeasureContext): Promise<MeasureRow> {
  const { rows } = await measureBy(measure, context, askWhole(measure, context));
  return rows[0]!;
}

export const askWhole = (measure: MeasureDefinition, context: MeasureContext): Ask => ({
  id: `${measure.id}.whole`,
  cut: null,
  grain: "whole",
  window: defaultWindow(measure, context),
});

/** The measure by month: complete months only, at most `SERIES_MONTHS`, gaps kept as their own state. */
export const measureByMonth = (measure: MeasureDefinition, context: MeasureContext): Promise<MeasureRow[]> =>
  measureByGrain(measure, context, "month");

/** The same by quarters or years of the company's calendar. */
export async function measureByGrain(
  measure: MeasureDefinition,
  context: MeasureContext,
  grain: Grain,
): Promise<MeasureRow[]> {
  const ask = askGrain(measure, context, grain);
  return ask ? (await measureBy(measure, context, ask)).rows : [];
}

/** Null where no stretch of the calendar is complete. */
export function askGrain(
  measure: MeasureDefinition,
  context: MeasureContext,
  grain: Grain,
): (Ask & { parts: readonly Stretch[] }) | null {
  const parts = completeStretches(context, measure, grain);
  if (parts.length === 0) return null;
  const ask = askStretches(context, parts, { id: `${measure.id}.by-${grain}`, cut: null });
  return grain === "month" ? { ...ask, grain } : ask;
}

/**
 * The measure in stretches that follow each other, in their order; with a cut, a row a stretch and group.
 * @param id of the query, for the evidence
 */
export async function measureByStretch(
  measure: MeasureDefinition,
  context: MeasureContext,
  stretches: readonly Stretch[],
  { id, cut = null }: { id: string; cut?: Dimension | null },
): Promise<MeasureRow[]> {
  const { rows } = await measureBy(measure, context, askStretches(context, stretches, { id, cut }));
  return rows;
}

export const askStretches = (
  { info }: MeasureContext,
  parts: readonly Stretch[],
  { id, cut }: Pick<Ask, "id" | "cut">,
): Ask & { parts: readonly Stretch[] } => ({
  ...{ id, cut, grain: "stretch", parts },
  window: { from: parts[0]!.from, to: parts.at(-1)!.to, zone: info.zone },
});

export async function measureByCut(
  measure: MeasureDefinition,
  context: MeasureContext,
  cut: Dimension,
): Promise<MeasureSeries> {
  return measureBy(measure, context, askCut(measure, context, cut));
}

export const askCut = (measure: MeasureDefinition, context: MeasureContext, cut: Dimension): Ask => ({
  ...askWhole(measure, context),
  id: `${measure.id}.${cut.id}`,
  cut,
});

/** What one query is asked for. */
export interface Ask {
  cut: Dimension | null;
  grain: Reduction["grain"];
  window: Period;
  id: string;
  /** Months or stretches, in order of time. */
  parts?: readonly Stretch[];
}

async function measureBy(measure: MeasureDefinition, context: MeasureContext, ask: Ask): Promise<MeasureSeries> {
  const { store, info } = context;
  const { population, family, minimum } = measure;
  const plain = figureHeader(measure, context, ask.window);
  const product = measure.times
    ? await productOf(measure, info, (factor) => measureWhole(factor, { ...context, from: null, to: null }))
    : null;
  const refused = refusal(measure, info) ?? (product && "state" in product ? product : null);
  const times = product && "value" in product ? product : null;
  const header = times ? { ...plain, ...restsOn(plain, times) } : plain;
  if (refused) return { rows: [{ ...single, figure: { ...header, ...refused }, inference: null }], groupsLeftOut: 0 };
  const reduction = reductionOf(ask, info);
  if (population.over === "stretches" && reduction.stretches.length === 0)
    return {
      rows: [{ ...single, figure: { ...header, state: "undefined", why: "no_dates" }, inference: null }],
      groupsLeftOut: 0,
    };
  const { id } = ask;
  const query =
    family.kind === "quantile"
      ? quantileSums(measure, reduction, store.dialect, normalMultiplier(CONFIDENCE))
      : clusterSums(measure, reduction, store.dialect);
  const raw = context.ahead?.get(id) ?? (await store.rows(query));
  context.record(id, query, raw);
  const excluded = ask.grain === "whole" && ask.cut === null ? await exclusions(measure, context, ask.window) : [];
  const groups = raw.map((row) => {
    const sums = family.kind === "quantile" ? (row as unknown as QuantileSums) : readClusterSums(row, family);
    const required = ask.cut && PERSONAL.has(ask.cut.id) ? Math.max(minimum, PRIVATE_BELOW) : minimum;
    const state =
      "categories" in sums ? inferState(family, sums, required) : inferQuantile(readQuantile(row), required);
    const inference = state.state === "estimate" && "categories" in sums ? infer(family, sums) : null;
    return { row, n: Number(row.n ?? 0), ...(times ? multiplied(state, inference, times) : { state, inference }) };
  });
  const kept = ask.cut && ask.grain === "whole" ? [...groups].sort((x, y) => y.n - x.n).slice(0, CUT_GROUPS) : groups;
  const figures = kept.map(({ row, n, state, inference }): MeasureRow => {
    const period = row.period === null || row.period === undefined ? null : String(row.period);
    const cut = ask.cut ? (row.cut === null ? "" : String(row.cut)) : null;
    const part = ask.parts?.find(({ from }) => from === period);
    const window = part ? { ...part, zone: info.zone } : ask.window;
    // Groups of two cuts may have one name.
    const group = ask.cut && cut !== null ? [ask.cut.id, cut] : [];
    const name = [measure.id, ...(part ? [partName(part, ask.grain)] : []), ...group].join(":");
    const shown = tooEarly(measure, context, window) ?? noHistory(measure, context, window) ?? state;
    return {
      period,
      cut,
      figure: { ...header, id: name, window, n, excluded, query: { id }, ...shown },
      inference: shown === state ? inference : null,
    };
  });
  if (figures.length === 0 && !ask.cut && ask.grain === "whole")
    return {
      rows: [
        {
          ...single,
          figure: {
            ...header,
            excluded,
            query: { id },
            ...(noHistory(measure, context, ask.window) ?? ofNothing(measure)),
          },
          inference: null,
        },
      ],
      groupsLeftOut: 0,
    };
  return {
    rows: ask.parts && !ask.cut ? inOrder(figures, { ...ask, parts: ask.parts }, header, measure, context) : figures,
    groupsLeftOut: groups.length - kept.length,
  };
}

export const reductionOf = ({ cut, grain, window, parts }: Ask, info: PanelInfo): Reduction => ({
  ...{ cut, grain, info },
  from: window.from,
  to: window.to,
  stretches: parts ?? wholeStretch(window),
});

/** A month by its name, any other stretch by its first day and the day after its last. */
const partName = ({ from, to }: Stretch, grain: Ask["grain"]): string =>
  grain === "month" ? from.slice(0, 7) : `${from}/${to}`;

const single = { cut: null, period: null } as const;

const readQuantile = (row: Readonly<Record<string, unknown>>): QuantileSums => ({
  period: null,
  cut: null,
  n: Number(row.n ?? 0),
  value: row.value === null ? null : Number(row.value),
  low: row.low === null ? null : Number(row.low),
  high: row.high === null ? null : Number(row.high),
});

/** Of no rows a recorded total is 0, because nothing happened; everything else is undefined. */
const ofNothing = ({ family }: MeasureDefinition): FigureState =>
  family.kind === "total" ? { state: "estimate", value: 0, interval: null } : { state: "undefined", why: "empty_base" };

/** Months without a row are gaps with their reason: never zeros, except for recorded totals, where nothing happened. */
function inOrder(
  rows: MeasureRow[],
  { parts, grain }: Ask & { parts: readonly Stretch[] },
  header: ReturnType<typeof figureHeader>,
  measure: MeasureDefinition,
  context: MeasureContext,
): MeasureRow[] {
  const found = new Map(rows.map((row) => [row.period, row]));
  return parts.map((part) => {
    const row = found.get(part.from);
    if (row) return row;
    const window = { ...part, zone: context.info.zone };
    const figure: Figure = {
      ...header,
      id: `${measure.id}:${partName(part, grain)}`,
      window,
      n: 0,
      ...(tooEarly(measure, context, window) ?? noHistory(measure, context, window) ?? ofNothing(measure)),
    };
    return { period: part.from, cut: null, figure, inference: null };
  });
}

/** A figure without its state: what is asked, of what window. */
export function figureHeader(measure: MeasureDefinition, { info }: MeasureContext, window: Period) {
  const isMoney = measure.unit === "money" || measure.unit === "money_per_customer";
  const cautions: Message[] = (measure.cautions?.(info) ?? []).map((c) => ({ ...c }));
  return {
    id: measure.id,
    definition: definitionName(measure),
    unit: measure.unit,
    ...(isMoney && info.currency ? { currency: info.currency } : {}),
    window,
    grade: "recorded" as const,
    basis: measure.basis?.(info) ?? ("observed" as const),
    n: 0,
    excluded: [] as Exclusion[],
    cautions,
  };
}

export function refusal(measure: MeasureDefinition, info: PanelInfo): FigureState | null {
  const missing = measure.needs.filter((kind) => {
    const alsoBy =
      kind === "contact"
        ? info.facts.case
        : kind === "purchase" && (measure.population.over === "stretches" || measure.population.ofCustomers)
          ? info.facts.term
          : 0;
    return (info.facts[kind] ?? 0) === 0 && (alsoBy ?? 0) === 0;
  });
  if (missing.length > 0) return { state: "not_measured", needs: [...missing] };
  const lack = measure.lacks?.(info);
  return lack ? { state: "not_measured", needs: [lack] } : null;
}

function tooEarly({ population }: MeasureDefinition, { info }: MeasureContext, window: Period): FigureState | null {
  if (population.over !== "stretches" || window.to === null || info.asOf === null) return null;
  const known = population.knownUntil(info);
  if (known === null || window.to <= known) return null;
  return { state: "too_early", readyOn: addDays(window.to, daysBetween(known, info.asOf)) };
}

/** What is compared with the stretch before it cannot be given where the records begin within that. */
function noHistory({ population }: MeasureDefinition, { info }: MeasureContext, window: Period): FigureState | null {
  if (population.over !== "stretches" || !population.looksBack?.(info) || window.from === null || window.to === null)
    return null;
  const before = addDays(window.from, -daysBetween(window.from, window.to));
  return info.firstDay !== null && before < info.firstDay ? { state: "undefined", why: "no_history" } : null;
}

const wholeStretch = ({ from, to }: Period): Stretch[] =>
  from !== null && to !== null && from < to ? [{ from, to }] : [];

/** Stretches of the calendar that lie wholly between the first record and the end, the latest `SERIES_MONTHS` of them. */
function completeStretches(
  { info, from, to, firstMonth = 1 }: MeasureContext,
  { population }: MeasureDefinition,
  grain: Grain,
): Stretch[] {
  const start = from ?? info.firstDay;
  const end = to ?? info.asOf;
  if (start === null || end === null || (population.over === "events" && population.asOfEnd)) return [];
  const months = MONTHS_OF[grain];
  const stretches: Stretch[] = [];
  // A first stretch that lacks a few days only is as good as whole.
  const own = startOfGrain(start, grain, firstMonth);
  const first = addDays(start, -3) < own ? own : addMonths(own, months);
  for (let day = first; addMonths(day, months) <= end; day = addMonths(day, months)) {
    stretches.push({ from: day, to: addMonths(day, months) });
  }
  const recent = stretches.slice(-SERIES_MONTHS / months);
  const known = population.over === "stretches" ? population.knownUntil(info) : null;
  return known === null ? recent : recent.filter((stretch) => stretch.from < known);
}

async function exclusions(measure: MeasureDefinition, context: MeasureContext, window: Period): Promise<Exclusion[]> {
  const { population } = measure;
  if (population.over !== "events") return [];
  const { dialect } = context.store;
  const inWindow: Sql[] = [];
  const isState = population.asOfEnd === true;
  if (!isState && window.from !== null) inWindow.push(sql`p.day >= ${dialect.day(window.from)}`);
  if (!isState && window.to !== null) inWindow.push(sql`p.day < ${dialect.day(window.to)}`);
  const reasons = (population.exclusions ?? []).map(({ reason, where }) => ({
    reason,
    where: all([where, ...inWindow]),
  }));
  if (inWindow.length > 0)
    reasons.push({ reason: "undated", where: sql`${population.valid ?? sql`true`} and p.day is null` });
  if (reasons.length === 0) return [];
  const from = sql`from ${eventRows(population, dialect, context.info)} p`;
  const counts = reasons.map(({ where }, i) => sql`sum(case when ${where} then 1 else 0 end) as ${raw(`n_${i}`)}`);
  const [row] = await context.store.rows(sql`select ${join(counts)} ${from} where ${population.base ?? sql`true`}`);
  const counted = reasons
    .map(({ reason }, i) => ({ reason, n: Number(row?.[`n_${i}`] ?? 0) }))
    .filter(({ n }) => n > 0);
  if (!measure.latestOfParty) return counted;
  const [earlier] = await context.store.rows(sql`
    select count(*) - count(distinct ${countedOnce(measure.latestOfParty)}) as n
    from (
      select p.* ${from}
      where ${all([population.base ?? sql`true`, population.valid ?? sql`true`, ...inWindow])}
    ) r
  `);
  return Number(earlier?.n) > 0 ? [...counted, { reason: "earlier_answer", n: Number(earlier!.n) }] : counted;
}

export { CONFIDENCE, printable };
