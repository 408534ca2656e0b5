import { inParallel } from "../../base/in-parallel.ts";
import type { Instrument } from "../../facts/instruments.ts";
import type { Figure, Message } from "../../findings/figure.ts";
import type { Finding, Table, TableCell } from "../../findings/finding.ts";
import { PRODUCT_DAYS } from "../../panel/settings.ts";
import { normalMultiplier } from "../../stats/intervals/checks.ts";
import { adjustPValues } from "../../stats/tests/multiplicity.ts";
import { type Sql, sql } from "../../store/sql/sql.ts";
import type { MeasureDefinition } from "../definition.ts";
import { DIMENSIONS, type Dimension, PERSONAL } from "../dimension.ts";
import { type Recorded, recordedDimensions } from "../fair/recorded.ts";
import { CONFIDENCE } from "../infer.ts";
import { defaultWindow, figureHeader, type MeasureContext } from "../measure.ts";
import { spreadOf, type VarianceShare, varianceShare } from "./split.ts";
import {
  readScoreMoments,
  readSpreadSums,
  type ScoreMoments,
  type SpreadSums,
  scoreMoments,
  spreadSums,
} from "./sums.ts";
import { type GroupSpread, groupSpreads, SPREAD_MINIMUM } from "./unusual.ts";

/** An answer on its scale: whether all agree, or some are very satisfied and others very dissatisfied. */
const SCORE: Sql = sql`r.score`;

/** What may separate those who are satisfied from those who are not. */
const ATTRIBUTES = [
  "segment",
  "country",
  "plan",
  "channel",
  "product",
  "touchpoint",
  "topic",
  "department",
  "team",
  "agent",
];

/** Answers that a score, and a group that is named, takes. */
const NAMED_MINIMUM = 30;
const ALPHA = 0.05;

interface Split {
  attribute: Dimension;
  sums: SpreadSums[];
  share: VarianceShare;
}

/** What separates satisfied from dissatisfied customers: one finding a score. */
export async function spreads(
  measures: ReadonlyMap<string, MeasureDefinition>,
  context: MeasureContext,
  dataVersion: string,
): Promise<Finding[]> {
  if ((context.info.facts.answer ?? 0) === 0) return [];
  const asked = Object.values(context.info.instruments).flatMap((scale) => {
    const measure = measures.get(scale.id);
    return measure ? [{ scale, measure }] : [];
  });
  const recorded = await recordedDimensions(
    asked.map(({ measure }) => measure),
    context,
  );
  const answers = await inParallel(asked, async ({ scale, measure }) => {
    const window = defaultWindow(measure, context);
    const reduction = { from: window.from, to: window.to, info: context.info };
    const ask = async (id: string, query: Sql) => {
      const rows = await context.store.rows(query);
      context.record(id, query, rows);
      return rows;
    };
    const { dialect } = context.store;
    const [whole] = await ask(`spread.${measure.id}.whole`, scoreMoments(measure, SCORE, reduction, dialect));
    const moments = readScoreMoments(whole ?? {});
    if (moments.n < NAMED_MINIMUM) return null;
    const attributes = attributesOf(measure, recorded);
    const rows =
      attributes.length === 0
        ? []
        : await ask(`spread.${measure.id}`, spreadSums(measure, SCORE, { attributes, reduction }, dialect));
    const splits = attributes.flatMap((attribute): Split[] => {
      const sums = readSpreadSums(rows, attribute.id);
      const share = varianceShare(sums);
      return share ? [{ attribute, sums, share }] : [];
    });
    return { measure, scale, window, moments, splits };
  });
  const found = answers.filter((each) => each !== null);
  const family = found.flatMap(({ splits }) => splits);
  const adjusted = adjustPValues(
    family.map(({ share }) => share.pValue),
    "holm",
  );
  const pValues = new Map(family.map((split, i) => [split, adjusted[i]!]));
  const unusual = unusualIn(found);
  return found.flatMap(({ measure, scale, window, moments, splits }) => {
    if (splits.length === 0) return [];
    const ranked = [...splits].sort((x, y) => y.share.share - x.share.share);
    const isBeyond = (split: Split) => pValues.get(split)! < ALPHA;
    const { variance, error } = spreadOf(moments);
    const most = ((scale.max - scale.min) / 2) ** 2;
    const value = Math.min(1, variance / most);
    const half = error === null ? 0 : (normalMultiplier(CONFIDENCE) * error) / most;
    const headline: Figure = {
      ...figureHeader(measure, context, window),
      id: `spread:${measure.id}`,
      definition: "score-spread@1",
      unit: "share",
      n: moments.n,
      query: { id: `spread.${measure.id}.whole` },
      state: "estimate",
      value,
      interval:
        error === null ? null : { low: Math.max(0, value - half), high: Math.min(1, value + half), level: CONFIDENCE },
    };
    return [
      {
        schema: 1,
        kind: "spread",
        id: `spread:${measure.id}`,
        asOf: context.info.asOf,
        dataVersion,
        title: { code: "spread.title", values: { measure: measure.id } },
        headline,
        verdict: verdictOf(ranked, isBeyond),
        notes: [campsOf(value, scale), ...productNote(splits, moments), ...unusualNote(unusual.get(measure) ?? [])],
        figures: Object.fromEntries(
          ranked.map((split) => [`spread:${measure.id}:${split.attribute.id}`, shareFigure(headline, measure, split)]),
        ),
        tables: [tableOf(measure, ranked, isBeyond), ...unusualTable(measure, unusual.get(measure) ?? [])],
        charts: [],
        evidence: [{ file: `queries/spread.${measure.id}.sql`, what: "evidence.query" }],
      } satisfies Finding,
    ];
  });
}

/** A group whose answers lie further apart, or closer together, than those of all others. */
interface Unusual extends GroupSpread {
  attribute: Dimension;
  isBeyond: boolean;
}

/** By score the groups that could be looked at, with whether their spread is beyond chance (Holm over all of them); persons are left out. */
function unusualIn(
  found: readonly { measure: MeasureDefinition; moments: ScoreMoments; splits: readonly Split[] }[],
): Map<MeasureDefinition, Unusual[]> {
  const looked = found.flatMap(({ measure, moments, splits }) =>
    splits
      .filter(({ attribute }) => !PERSONAL.has(attribute.id))
      .flatMap(({ attribute, sums }) =>
        groupSpreads(sums, moments).map((spread) => ({ measure, unusual: { ...spread, attribute } })),
      ),
  );
  const adjusted = adjustPValues(
    looked.map(({ unusual }) => unusual.pValue),
    "holm",
  );
  const byMeasure = new Map<MeasureDefinition, Unusual[]>();
  looked.forEach(({ measure, unusual }, i) => {
    byMeasure.set(measure, [...(byMeasure.get(measure) ?? []), { ...unusual, isBeyond: adjusted[i]! < ALPHA }]);
  });
  return byMeasure;
}

/** How many answers are about no single product: they are in none of the groups. */
function productNote(splits: readonly Split[], { n }: ScoreMoments): Message[] {
  const split = splits.find(({ attribute }) => attribute.id === "product");
  return split && split.share.n < n
    ? [{ code: "spread.note.product", values: { n: n - split.share.n, total_n: n, days: PRODUCT_DAYS } }]
    : [];
}

function unusualNote(looked: readonly Unusual[]): Message[] {
  if (looked.length === 0) return [];
  const n = looked.filter(({ isBeyond }) => isBeyond).length;
  return [{ code: n > 0 ? "spread.unusual.some" : "spread.unusual.none", values: { n, groups: looked.length } }];
}

/** Groups with an unusual spread, the widest first. */
function unusualTable(measure: MeasureDefinition, looked: readonly Unusual[]): Table[] {
  const beyond = looked.filter(({ isBeyond }) => isBeyond).sort((a, b) => b.ratio - a.ratio);
  if (beyond.length === 0) return [];
  const column = (id: string, align: "start" | "end" = "end") => ({
    ...{ id, align, title: { code: `spread.unusual.column.${id}`, values: {} } },
  });
  const number = (value: number, unit: "score" | "ratio" | "count", interval?: GroupSpread["interval"]): TableCell => ({
    ...{ kind: "number", value, unit },
    ...(interval ? { interval } : {}),
  });
  return [
    {
      id: `spread.${measure.id}.unusual`,
      title: { code: "spread.unusual.table", values: { measure: measure.id } },
      columns: [
        ...[column("attribute", "start"), column("group", "start"), column("n"), column("deviation")],
        ...[column("others"), column("ratio"), column("verdict", "start")],
      ],
      rows: beyond.map(({ attribute, group, n, deviation, others, ratio, interval }) => ({
        attribute: { kind: "message", message: { code: `dimension.${attribute.id}`, values: {} } },
        group: { kind: "label", label: { data: group } },
        n: number(n, "count"),
        deviation: number(deviation, "score"),
        others: number(others, "score"),
        ratio: number(ratio, "ratio", interval),
        verdict: {
          kind: "message",
          message: { code: ratio > 1 ? "spread.unusual.wide" : "spread.unusual.narrow", values: {} },
        },
      })),
      note: { code: "spread.unusual.note", values: { required: SPREAD_MINIMUM } },
    },
  ];
}

const attributesOf = (measure: MeasureDefinition, recorded: Recorded): Dimension[] =>
  ATTRIBUTES.filter((id) => measure.population.dimensions.includes(id))
    .map((id) => DIMENSIONS[id]!)
    .filter((dimension) => recorded(measure, dimension));

function verdictOf(ranked: readonly Split[], isBeyond: (split: Split) => boolean): Message {
  const first = ranked.find(isBeyond);
  if (!first)
    return { code: "spread.none", values: { dimensions: ranked.map(({ attribute }) => attribute.id).join(",") } };
  const { share, interval } = first.share;
  return {
    code: "spread.separates",
    values: {
      unit: "share",
      dimension: first.attribute.id,
      value: share,
      low: interval.low,
      high: interval.high,
      level: interval.level,
    },
  };
}

/** Against answers that are all equally frequent: the variance of whole numbers of the scale, or of all numbers on it. */
function campsOf(value: number, { min, max, whole }: Instrument): Message {
  const even = (whole ? (max - min + 1) ** 2 - 1 : (max - min) ** 2) / 12 / ((max - min) / 2) ** 2;
  return {
    code: value > even ? "spread.note.camps" : "spread.note.even",
    values: { unit: "share", value, reference: even },
  };
}

function shareFigure(headline: Figure, measure: MeasureDefinition, { attribute, share }: Split): Figure {
  return {
    ...headline,
    id: `spread:${measure.id}:${attribute.id}`,
    definition: "variance-share@1",
    grade: "association",
    n: share.n,
    query: { id: `spread.${measure.id}` },
    state: "estimate",
    value: share.share,
    interval: share.interval,
  };
}

function tableOf(measure: MeasureDefinition, ranked: readonly Split[], isBeyond: (split: Split) => boolean): Table {
  const column = (id: string, align: "start" | "end" = "end") => ({
    id,
    title: { code: `spread.column.${id}`, values: {} },
    align,
  });
  return {
    id: `spread.${measure.id}`,
    title: { code: "spread.table", values: { measure: measure.id } },
    columns: [
      column("attribute", "start"),
      column("share"),
      column("groups"),
      column("lowest", "start"),
      column("highest", "start"),
      column("verdict", "start"),
    ],
    rows: ranked.map((split) => {
      const { attribute, share } = split;
      return {
        attribute: { kind: "message", message: { code: `dimension.${attribute.id}`, values: {} } },
        share: { kind: "number", value: share.share, unit: "share", interval: share.interval },
        groups: { kind: "number", value: share.groups, unit: "count" },
        ...extremes(split),
        verdict: {
          kind: "message",
          message: { code: isBeyond(split) ? "spread.verdict.beyond" : "spread.verdict.chance", values: {} },
        },
      } satisfies Record<string, TableCell>;
    }),
    note: { code: "spread.table.note", values: { required: NAMED_MINIMUM } },
  };
}

/** The groups with the lowest and the highest mean, of those large enough; persons are not named. */
function extremes({ attribute, sums }: Split): Record<string, TableCell> {
  if (PERSONAL.has(attribute.id)) {
    const unnamed: TableCell = { kind: "message", message: { code: "spread.unnamed", values: {} } };
    return { lowest: unnamed, highest: unnamed };
  }
  const means = sums
    .filter(({ n }) => n >= NAMED_MINIMUM)
    .map(({ group, n, x }) => ({ group, value: x / n }))
    .sort((x, y) => x.value - y.value || (x.group < y.group ? -1 : 1));
  if (means.length < 2) return {};
  const cell = ({ group, value }: { group: string; value: number }): TableCell => ({
    kind: "message",
    message: { code: "spread.group", values: { unit: "score", group, value } },
  });
  return { lowest: cell(means[0]!), highest: cell(means.at(-1)!) };
}
