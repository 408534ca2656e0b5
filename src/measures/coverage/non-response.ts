import { addDays, type Day } from "../../base/day.ts";
import type { BandsChart } from "../../findings/chart-spec.ts";
import type { Figure, FigureState, Message, Unit } from "../../findings/figure.ts";
import type { Finding, Table, TableCell } from "../../findings/finding.ts";
import { type AskBasis, asks, countAsked } from "../../panel/asks.ts";
import { normalQuantile } from "../../stats/distributions/normal.ts";
import { meanNonresponseBounds } from "../../stats/intervals/nonresponse-bounds.ts";
import { type ReweightedMean, reweightedMean } from "../../stats/intervals/reweighted-mean.ts";
import type { MeasureDefinition } from "../definition.ts";
import { worthOf } from "../definitions/common.ts";
import { CONFIDENCE } from "../infer.ts";
import type { MeasureContext } from "../measure.ts";
import { lastYear } from "../window.ts";
import { COVARIATES, type Covariate, type Responses, responseCells } from "./response-cells.ts";
import { type ResponseWeights, responseWeights, WEIGHT_CAP } from "./response-weights.ts";
import { message, messageCell, numberCell } from "./words.ts";

/** Answers below which nothing is weighted. */
export const WEIGHTED_MINIMUM = 50;
/** From this standardised difference on, those who answered are unlike those who were asked (Austin 2009). */
export const UNLIKE = 0.1;
/** Half of what the score is rounded to. */
const WORTH_SAYING = { points: 0.5, share: 0.0005 } as const;
/** By how much silent customers are supposed to differ, to show what that would do. */
const SUPPOSED = { points: 10, share: 0.1 } as const;

/** Those who answered against all who could have, and the score with and without weights for the difference. */
export async function nonResponseFinding(
  measure: MeasureDefinition,
  context: MeasureContext,
  dataVersion: string,
): Promise<Finding | null> {
  const { store, info } = context;
  const window = lastYear(context);
  if (window.from === null || window.to === null || (info.facts.answer ?? 0) === 0) return null;
  const days = { from: window.from, to: window.to };
  const basis = await basisOf(measure, context, days);
  const table = `panel_ask_${measure.id.replaceAll("-", "_")}`;
  const query = asks(measure.id, basis, days, store.dialect);
  await store.materialise(table, query, ["party"]);
  const worth = worthOf(info);
  const responses = await responseCells(
    store,
    measure,
    { table, basis, value: worth === "spend" ? "revenue" : worth },
    (id, text, rows) => context.record(id, text, rows),
  );
  const { asked, answered } = responses.all;
  if (answered === 0) return null;
  const scale = scaleOf(measure.unit);
  const weights = answered >= WEIGHTED_MINIMUM ? responseWeights(responses.cells) : null;
  const result = weights ? reweighted(responses, weights) : null;
  const lacking = ((): FigureState | null => {
    if (answered < WEIGHTED_MINIMUM) return { state: "too_few", required: WEIGHTED_MINIMUM };
    if (!result) return { state: "undefined", why: "groups_too_thin" };
    return result.weighted.effectiveN < WEIGHTED_MINIMUM ? { state: "undefined", why: "weights_too_unequal" } : null;
  })();
  const unit = measure.unit;
  const definition = `${measure.id}-weighted`;
  const headline: Figure = {
    id: definition,
    definition: `${definition}@1`,
    unit,
    window,
    grade: "adjusted",
    basis: "observed",
    n: answered,
    excluded: [],
    query: { id: `coverage.nonresponse.${measure.id}.cells` },
    cautions: [{ code: "caution.silent_unknown", values: {} }],
    ...(lacking ?? {
      state: "estimate",
      value: result!.weighted.mean,
      interval: clipped(result!.weighted.interval!, scale),
    }),
  };
  const balance = balanceOf(responses, lacking ? null : weights);
  const bounds = meanNonresponseBounds({
    mean: responses.cells.reduce((sum, c) => sum + c.sum, 0) / answered,
    respondents: answered,
    nonRespondents: asked - answered,
    ...scale,
  });
  const supposed = unit === "points" ? SUPPOSED.points : SUPPOSED.share;
  const silent = asked - answered;
  const notes: Message[] = [
    message(`base.${basis}`, {
      n: asked,
      answered,
      share: answered / asked,
      from: days.from,
      to: addDays(days.to, -1),
    }),
    likeness(balance, worth),
    ...(lacking || !result
      ? []
      : [
          message("weights", {
            knowns: named(weights!.matched, worth),
            designEffect: Math.round(result.weighted.designEffect * 100) / 100,
            effective: Math.round(result.weighted.effectiveN),
            cap: WEIGHT_CAP,
            capped: weights!.capped,
          }),
        ]),
    ...(silent > 0
      ? [
          message("bounds", { unit, low: bounds.low, high: bounds.high }),
          message("supposed", { unit, amount: supposed, smallest: (supposed * silent) / asked }),
        ]
      : []),
  ];
  return {
    schema: 1,
    kind: "coverage",
    id: `coverage.nonresponse.${measure.id}`,
    title: message("title.nonresponse", { measure: measure.id }),
    asOf: info.asOf,
    dataVersion,
    headline,
    verdict: lacking || !result ? message("weighting.withheld", { measure: measure.id }) : verdictOf(measure, result),
    notes,
    figures: {},
    tables: [balanceTable(measure, balance, context, lacking === null)],
    charts: lacking || !result ? [] : [chartOf(measure, result, scale)],
    evidence: [{ file: `queries/coverage.nonresponse.${measure.id}.cells.sql`, what: "evidence.query" }],
  };
}

/** Invitations where enough of them are on record to hold the answers, otherwise all customers at the start. */
async function basisOf(
  measure: MeasureDefinition,
  context: MeasureContext,
  days: { from: Day; to: Day },
): Promise<AskBasis> {
  if ((context.info.facts.invitation ?? 0) === 0) return "active";
  const query = countAsked(measure.id, days, context.store.dialect);
  const [row] = await context.store.rows(query);
  return Number(row?.n ?? 0) > 0 ? "invited" : "active";
}

const scaleOf = (unit: Unit) => (unit === "points" ? { min: -100, max: 100 } : { min: 0, max: 1 });

const clipped = (
  { low, high, level }: { low: number; high: number; level: number },
  scale: { min: number; max: number },
) => ({
  low: Math.max(scale.min, low),
  high: Math.min(scale.max, high),
  level,
});

const reweighted = ({ cells }: Responses, { weights }: ResponseWeights): ReweightedMean =>
  reweightedMean(
    cells.map(({ answered, sum, sumOfSquares }, i) => ({ n: answered, sum, sumOfSquares, weight: weights[i]! })),
    CONFIDENCE,
  );

/** Whether the score as answered flatters, within what the records explain. */
function verdictOf(measure: MeasureDefinition, { raw, weighted, difference }: ReweightedMean): Message {
  const { low, high } = difference.interval;
  const isSmall = Math.abs(difference.value) < (measure.unit === "points" ? WORTH_SAYING.points : WORTH_SAYING.share);
  const code = isSmall || (low <= 0 && high >= 0) ? "same" : low > 0 ? "flatters" : "understates";
  return message(`weighting.${code}`, {
    measure: measure.id,
    unit: measure.unit,
    before: raw.mean,
    after: weighted.mean,
    difference: difference.value,
    low,
    high,
    level: CONFIDENCE,
  });
}

/** One thing known before the ask: its mean (or share) among those who answered, with and without weights, and all. */
export interface BalanceRow {
  name: Covariate | "segment" | "country";
  /** The group whose share differs most; only of segment and country. */
  group?: string;
  answered: number;
  weighted: number | null;
  asked: number;
  /** Standardised by the spread over all who were asked. */
  difference: number;
  /** What chance alone would bring, in the same unit; of the widest of several groups, the widest that chance would bring. */
  chance: number;
  differenceWeighted: number | null;
}

/** How those who answered compare with all who were asked; what does not vary is left out. */
export function balanceOf({ all, cells }: Responses, weighting: ResponseWeights | null): BalanceRow[] {
  const weights = weighting?.weights ?? null;
  const add = (of: (cell: Responses["cells"][number], i: number) => number) =>
    cells.reduce((total, cell, i) => total + of(cell, i), 0);
  const rows: BalanceRow[] = [];
  const chance = (groups: number) =>
    normalQuantile(1 - (1 - CONFIDENCE) / 2 / groups) * Math.sqrt((1 - all.answered / all.asked) / all.answered);
  for (const name of COVARIATES) {
    const asked = all.sum[name] / all.asked;
    const spread = Math.sqrt(Math.max(0, all.sumOfSquares[name] / all.asked - asked ** 2));
    if (!(spread > 1e-9)) continue;
    const answered = add((c) => c.sums[name]) / all.answered;
    // Those who answer in a cell stand for it with their mean.
    const weighted = weights && add((c, i) => weights[i]! * c.sums[name]) / all.answered;
    rows.push({
      name,
      answered,
      weighted,
      asked,
      difference: (answered - asked) / spread,
      chance: chance(1),
      differenceWeighted: weighted === null ? null : (weighted - asked) / spread,
    });
  }
  for (const name of ["segment", "country"] as const) {
    const groups = [...new Set(cells.map((c) => c.groups[name]))];
    const ofGroup = groups.map((group): BalanceRow => {
      const is = (c: Responses["cells"][number]) => (c.groups[name] === group ? 1 : 0);
      const asked = add((c) => is(c) * c.asked) / all.asked;
      const answered = add((c) => is(c) * c.answered) / all.answered;
      const weighted = weights && add((c, i) => is(c) * c.answered * weights[i]!) / all.answered;
      const spread = Math.sqrt(asked * (1 - asked)) || 1;
      return {
        name,
        group,
        answered,
        weighted,
        asked,
        difference: (answered - asked) / spread,
        chance: chance(groups.length),
        differenceWeighted: weighted === null ? null : (weighted - asked) / spread,
      };
    });
    const widest = ofGroup.reduce<BalanceRow | null>(
      (most, row) => (most === null || Math.abs(row.difference) > Math.abs(most.difference) ? row : most),
      null,
    );
    if (groups.length > 1 && widest) rows.push(widest);
  }
  return rows;
}

/** Names of what is known, as the catalogues have them. */
const named = (names: readonly string[], worth: string | null): string =>
  names.map((name) => (name === "value" && worth !== null ? worth : name)).join(",");

function likeness(balance: readonly BalanceRow[], worth: string | null): Message {
  const unlike = balance.filter(({ difference, chance }) => Math.abs(difference) > Math.max(UNLIKE, chance));
  if (balance.length === 0) return message("like.nothing_known");
  return unlike.length === 0
    ? message("like.alike", { limit: UNLIKE })
    : message("like.unlike", {
        knowns: named(
          unlike.map(({ name }) => name),
          worth,
        ),
        limit: UNLIKE,
      });
}

const KNOWN_UNITS: Readonly<Record<Covariate, Unit>> = {
  tenure: "days",
  orders: "ratio",
  value: "money",
  contacts: "ratio",
};

function balanceTable(
  measure: MeasureDefinition,
  rows: readonly BalanceRow[],
  { info }: MeasureContext,
  isWeighted: boolean,
): Table {
  const worth = worthOf(info);
  const cell = (row: BalanceRow, value: number | null): TableCell => {
    if (row.name === "segment" || row.name === "country") return numberCell(value, "share");
    const unit = KNOWN_UNITS[row.name];
    return numberCell(value, unit === "money" ? "money_per_customer" : unit, unit === "money" ? info.currency : null);
  };
  const distance = (value: number | null): TableCell => ({ kind: "number", value, unit: "ratio", signed: true });
  const end = (id: string) => ({ id, title: message(`column.${id}`), align: "end" as const });
  return {
    id: `coverage.nonresponse.${measure.id}`,
    title: message("table.balance"),
    columns: [
      { id: "known", title: message("column.known_before"), align: "start" },
      end("answered"),
      ...(isWeighted ? [end("weighted")] : []),
      end("asked"),
      end("distance"),
      ...(isWeighted ? [end("distance_weighted")] : []),
    ],
    rows: rows.map((row) => ({
      known: messageCell(row.group === undefined ? "known" : "known_group", {
        knowns: named([row.name], worth),
        ...(row.group === undefined ? {} : { group: row.group === "" ? "–" : row.group }),
      }),
      answered: cell(row, row.answered),
      weighted: cell(row, row.weighted),
      asked: cell(row, row.asked),
      distance: distance(row.difference),
      distance_weighted: distance(row.differenceWeighted),
    })),
    note: message("note.balance", { limit: UNLIKE }),
  };
}

function chartOf(
  measure: MeasureDefinition,
  { raw, weighted }: ReweightedMean,
  scale: { min: number; max: number },
): BandsChart {
  return {
    id: `coverage.nonresponse.${measure.id}`,
    type: "bands",
    title: message("chart.weighted", { measure: measure.id }),
    summary: message("chart.weighted.summary", { unit: measure.unit, before: raw.mean, after: weighted.mean }),
    unit: measure.unit,
    bands: [
      {
        label: message("as_answered"),
        value: raw.mean,
        interval: clipped(raw.interval, scale),
        n: weighted.n,
        tone: "neutral",
      },
      {
        label: message("as_weighted"),
        value: weighted.mean,
        interval: clipped(weighted.interval!, scale),
        n: weighted.n,
        tone: "accent",
      },
    ],
    zero: measure.unit !== "points",
  };
}
