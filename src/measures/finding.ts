import { startOfMonth } from "../base/day.ts";
import { bandOf, type Instrument } from "../facts/instruments.ts";
import type {
  BandsChart,
  ChartLimits,
  ChartSpec,
  DistributionChart,
  Label,
  Tone,
  TrendChart,
} from "../findings/chart-spec.ts";
import type { Figure, Message } from "../findings/figure.ts";
import { isEstimate } from "../findings/figure.ts";
import type { Finding, Table, TableCell } from "../findings/finding.ts";
import { stateMessage } from "../findings/state-message.ts";
import { sql } from "../store/sql/sql.ts";
import { reducedAhead } from "./ahead.ts";
import { changeVerdict } from "./change.ts";
import type { MeasureDefinition } from "./definition.ts";
import { dimension, WORDED } from "./dimension.ts";
import {
  defaultWindow,
  type MeasureContext,
  type MeasureRow,
  measureByCut,
  measureByMonth,
  measureWhole,
} from "./measure.ts";
import { type PeriodChange, periodChange, type Split, splitChange } from "./period-change.ts";
import { populationRows } from "./reduce.ts";
import { type Steadiness, steadinessOf } from "./steadiness.ts";

/** The measure as a finding: headline, change, series, distribution and cuts: the same object for every face. */
export async function measureFinding(
  measure: MeasureDefinition,
  asked: MeasureContext,
  dataVersion: string,
): Promise<Finding> {
  const context = { ...asked, ahead: await reducedAhead(measure, asked) };
  const whole = await measureWhole(measure, context);
  const measured = whole.figure.state !== "not_measured" && measure.shown === undefined;
  const series = measured ? await measureByMonth(measure, context) : [];
  const cuts = measured ? await cutsOf(measure, context) : [];
  const distribution = measured ? await distributionOf(measure, context) : null;
  const steadiness = steadinessOf(series, measure.unit);
  const change = measured ? await periodChange(measure, context, series) : null;
  const splits = change ? await splitsOf(measure, context, change) : [];
  const values = { measure: measure.id };
  const charts: ChartSpec[] = [];
  if (distribution) charts.push(distribution);
  if (series.filter(({ figure }) => isEstimate(figure)).length > 1)
    charts.push(trendOf(measure, { whole, series, steadiness, events: context.events ?? [] }));
  for (const { id, rows } of cuts) charts.push(cutChart(measure, id, rows));
  const tables: Table[] = [];
  if (series.length > 0) tables.push(seriesTable(measure, series));
  tables.push(...splits.map(({ table }) => table));
  for (const { id, rows, note } of cuts) tables.push({ ...cutTable(measure, id, rows), ...(note ? { note } : {}) });
  return {
    schema: 1,
    kind: "measure",
    id: measure.id,
    asOf: context.info.asOf,
    dataVersion,
    headline: whole.figure,
    verdict:
      series.length > 0
        ? changeVerdict(series, measure.unit, context.info.currency ?? undefined)
        : { code: measure.shown ? "change.not_asked" : "change.to_date", values },
    notes: [
      ...(change ? [change.message] : []),
      ...splits.map(({ message }) => message),
      ...(steadiness ? [steadiness.message] : []),
      ...(steadiness?.season ? [{ code: "control.season", values: {} }] : []),
    ],
    figures: Object.fromEntries(
      [...series.slice(-2), ...cuts.flatMap(({ rows }) => rows)].map(({ figure }) => [figure.id, figure]),
    ),
    tables,
    charts,
    evidence: [{ file: `queries/${measure.id}.whole.sql`, what: "evidence.query" }],
    excluded: whole.figure.excluded,
  };
}

interface Cut {
  id: string;
  rows: MeasureRow[];
  note: Message | null;
}

/** What moved the total, where it has moved beyond chance: by every cut that the report shows. */
async function splitsOf(
  measure: MeasureDefinition,
  context: MeasureContext,
  { stretches, message }: PeriodChange,
): Promise<Split[]> {
  if (message.code !== "against.up" && message.code !== "against.down") return [];
  const splits: Split[] = [];
  for (const cut of measure.reported) {
    const split = await splitChange(measure, context, cut, stretches);
    if (split) splits.push(split);
  }
  return splits;
}

/** Cuts that say something: at least two groups that may be shown. */
async function cutsOf(measure: MeasureDefinition, context: MeasureContext): Promise<Cut[]> {
  const cuts: Cut[] = [];
  for (const id of measure.reported) {
    const { rows, groupsLeftOut } = await measureByCut(measure, context, dimension(id, measure.population.dimensions));
    const named = rows.filter(({ cut }) => cut !== "");
    if (named.filter(({ figure }) => isEstimate(figure)).length < 2) continue;
    cuts.push({
      id,
      rows,
      note:
        groupsLeftOut > 0
          ? { code: "table.note.groups_left_out", values: { n: groupsLeftOut } }
          : { code: "table.note.multiplicity", values: {} },
    });
  }
  return cuts;
}

async function distributionOf(measure: MeasureDefinition, context: MeasureContext): Promise<DistributionChart | null> {
  const instrument = context.info.instruments[measure.id];
  if (!instrument) return null;
  // The same rows as the score itself, so that the bars add up to it.
  const { from, to } = defaultWindow(measure, context);
  const ask = { cut: null, grain: "whole", from, to, stretches: [], info: context.info } as const;
  const query = sql`
    select p.score as score, count(*) as n
    from (${populationRows(measure, ask, context.store.dialect)}) p
    group by p.score
    order by p.score
  `;
  const rows = await context.store.rows(query);
  context.record(`${measure.id}.distribution`, query, rows);
  if (rows.length === 0) return null;
  const counts = rows.map(({ score, n }): [number, number] => [Number(score), Number(n)]);
  return {
    id: `${measure.id}.distribution`,
    type: "distribution",
    title: { code: "chart.distribution.title", values: { measure: measure.id } },
    summary: { code: "chart.distribution.summary", values: { n: rows.reduce((sum, { n }) => sum + Number(n), 0) } },
    unit: "count",
    bars: barsOf(instrument, counts),
  };
}

/** Bars of single scores that a chart holds; of a longer scale, or one with fractions, a bar is a band. */
const MOST_BARS = 21;

function barsOf(instrument: Instrument, counts: readonly [score: number, n: number][]): DistributionChart["bars"] {
  const { min, max, whole, bands } = instrument;
  const countOf = (is: (score: number) => boolean) => counts.reduce((sum, [score, n]) => sum + (is(score) ? n : 0), 0);
  if (whole && max - min < MOST_BARS)
    return Array.from({ length: max - min + 1 }, (_, i) => {
      const score = min + i;
      const band = bandOf(instrument, score)!;
      return {
        label: { data: String(score) },
        count: countOf((other) => other === score),
        tone: band.tone,
        band: band.code,
      };
    });
  return [...bands]
    .sort((a, b) => a.low - b.low)
    .map((band) => ({
      label: { data: `${band.low}–${band.high}` },
      count: countOf((score) => bandOf(instrument, score) === band),
      tone: band.tone,
      band: band.code,
    }));
}

const unitOf = ({ headline }: { headline: Figure }) => ({
  unit: headline.unit,
  ...(headline.currency ? { currency: headline.currency } : {}),
});

/** Events that a chart marks, the latest: more lines than that hide what they are to explain. */
const EVENTS_MARKED = 12;

interface Trend {
  whole: MeasureRow;
  series: readonly MeasureRow[];
  steadiness: Steadiness | null;
  events: NonNullable<MeasureContext["events"]>;
}

function trendOf(measure: MeasureDefinition, { whole, series, steadiness, events }: Trend): TrendChart {
  const signals = new Set(steadiness?.signals.map(({ period }) => period));
  const months = new Set(series.map(({ period }) => period));
  const marked = events.filter(({ on }) => months.has(startOfMonth(on))).slice(-EVENTS_MARKED);
  const shown = series.filter(({ figure }) => isEstimate(figure));
  const value = ({ figure }: MeasureRow) => (isEstimate(figure) ? figure.value : 0);
  const [first, last] = [shown[0]!, shown.at(-1)!];
  // A total, or a count over a longer stretch, is on another scale than its months.
  const isComparable = measure.family.kind !== "total" && measure.population.over === "events";
  return {
    id: `${measure.id}.by-month`,
    type: "trend",
    title: { code: "chart.trend.title", values: { measure: measure.id } },
    summary: {
      code: "chart.trend.summary",
      values: {
        ...unitOf({ headline: whole.figure }),
        measure: measure.id,
        first: value(first),
        firstPeriod: first.period!.slice(0, 7),
        last: value(last),
        lastPeriod: last.period!.slice(0, 7),
      },
    },
    ...unitOf({ headline: whole.figure }),
    points: series.map(({ period, figure }) => ({
      period: period!.slice(0, 7),
      value: isEstimate(figure) ? figure.value : null,
      interval: isEstimate(figure) ? figure.interval : null,
      n: figure.n,
      state: figure.state,
      ...(signals.has(period!) ? { signal: true as const } : {}),
    })),
    ...(steadiness?.limits ? { limits: limitsOf(steadiness.limits, steadiness.season, series) } : {}),
    ...(marked.length > 0 ? { events: marked.map(({ on, name }) => ({ period: on.slice(0, 7), name })) } : {}),
    ...(isEstimate(whole.figure) && isComparable ? { reference: whole.figure.value } : {}),
  };
}

/** Limits follow the season, where there is one. */
const limitsOf = (limits: ChartLimits, season: Steadiness["season"], series: readonly MeasureRow[]): ChartLimits =>
  season ? { ...limits, season: series.map(({ period }) => season[Number(period!.slice(5, 7)) - 1]!) } : limits;

const groupLabel = (id: string, cut: string | null): Label =>
  !cut
    ? { code: "table.group.unknown", values: {} }
    : WORDED[id] === undefined
      ? { data: cut }
      : { code: `${WORDED[id]}.${cut}`, values: {} };
const toneOf = (): Tone => "accent";

function cutChart(measure: MeasureDefinition, id: string, rows: readonly MeasureRow[]): BandsChart {
  const shown = rows.filter(({ figure }) => isEstimate(figure)).slice(0, 12);
  const values = shown.map(({ figure }) => (isEstimate(figure) ? figure.value : 0));
  const head = rows[0]!.figure;
  return {
    id: `${measure.id}.${id}`,
    type: "bands",
    title: { code: "chart.cut.title", values: { measure: measure.id, dimension: id } },
    summary: {
      code: "chart.cut.summary",
      values: { ...unitOf({ headline: head }), minimum: Math.min(...values), maximum: Math.max(...values) },
    },
    ...unitOf({ headline: head }),
    bands: shown.map(({ cut, figure }) => ({
      label: groupLabel(id, cut),
      value: isEstimate(figure) ? figure.value : null,
      interval: isEstimate(figure) ? figure.interval : null,
      n: figure.n,
      tone: toneOf(),
    })),
    zero: measure.unit !== "points" && measure.unit !== "score",
  };
}

const COLUMNS = (first: string): Table["columns"] => [
  { id: "group", title: { code: `table.column.${first}`, values: {} }, align: "start" },
  { id: "value", title: { code: "table.column.value", values: {} }, align: "end" },
  { id: "n", title: { code: "table.column.n", values: {} }, align: "end" },
];

function valueCell(figure: Figure): TableCell {
  if (isEstimate(figure))
    return { kind: "number", value: figure.value, interval: figure.interval, ...unitOf({ headline: figure }) };
  return { kind: "message", message: stateMessage(figure) };
}

const countCell = (n: number): TableCell => ({ kind: "number", value: n, unit: "count" });

function seriesTable(measure: MeasureDefinition, series: readonly MeasureRow[]): Table {
  return {
    id: `${measure.id}.by-month`,
    title: { code: "table.series", values: { measure: measure.id } },
    columns: COLUMNS("period"),
    rows: series.map(({ period, figure }) => ({
      group: { kind: "message", message: { code: "table.period", values: { period: period!.slice(0, 7) } } },
      value: valueCell(figure),
      n: countCell(figure.n),
    })),
  };
}

function cutTable(measure: MeasureDefinition, id: string, rows: readonly MeasureRow[]): Table {
  return {
    id: `${measure.id}.${id}`,
    title: { code: "table.cut", values: { measure: measure.id, dimension: id } },
    columns: COLUMNS("group"),
    rows: rows.map(({ cut, figure }) => ({
      group: { kind: "label", label: groupLabel(id, cut) },
      value: valueCell(figure),
      n: countCell(figure.n),
    })),
  };
}
