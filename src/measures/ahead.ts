import type { PanelInfo } from "../panel/settings.ts";
import type { Row } from "../store/ports/analytics.ts";
import type { MeasureDefinition } from "./definition.ts";
import { dimension } from "./dimension.ts";
import {
  type Ask,
  askCut,
  askGrain,
  askStretches,
  askWhole,
  type MeasureContext,
  reductionOf,
  refusal,
} from "./measure.ts";
import { periodsId, twoPeriods } from "./period-change.ts";
import { type Reductions, sumsTogether } from "./together.ts";

/** Most rows that are repeated for each reduction, where that is how they are asked together; above that, nothing is gained by it. */
const MOST_REPEATED = 500_000;

/**
 * What the finding of a measure will ask (the whole, its months, two periods, cuts), asked in one query instead of one each, which is
 * planned once and reads its rows once. By the id of each; empty where they are better asked alone.
 */
export async function reducedAhead(
  measure: MeasureDefinition,
  context: MeasureContext,
): Promise<ReadonlyMap<string, readonly Row[]>> {
  const { store, info } = context;
  const asked = asksOf(measure, context).map(({ id, ...ask }) => [id, reductionOf({ id, ...ask }, info)] as const);
  const size = measure.latestOfParty
    ? Math.floor(MOST_REPEATED / Math.max(1, rowsOf(measure, info)))
    : Number.POSITIVE_INFINITY;
  const found = new Map<string, readonly Row[]>();
  if (size < 2) return found;
  for (let i = 0; i < asked.length; i += size) {
    const together: Reductions = new Map(asked.slice(i, i + size));
    if (together.size < 2) continue;
    const { query, parted } = sumsTogether(measure, together, store.dialect);
    for (const [id, own] of parted(await store.rows(query))) found.set(id, own);
  }
  return found;
}

function asksOf(measure: MeasureDefinition, context: MeasureContext): Ask[] {
  const { family, population } = measure;
  const isAlone = family.kind === "quantile" || (family.kind === "ratio" && family.ofFew);
  if (measure.shown !== undefined || measure.times || isAlone || refusal(measure, context.info)) return [];
  const whole = askWhole(measure, context);
  const cuts = measure.reported.map((cut) => askCut(measure, context, dimension(cut, population.dimensions)));
  // Rows of stretches are made for the stretches that are asked.
  if (population.over === "stretches")
    return reductionOf(whole, context.info).stretches.length === 0 ? [] : [whole, ...cuts];
  const months = askGrain(measure, context, "month");
  const periods = twoPeriods((months?.parts ?? []).map(({ from }) => ({ period: from })));
  return [
    whole,
    ...(months ? [months] : []),
    ...(periods ? [askStretches(context, periods.stretches, { id: periodsId(measure), cut: null })] : []),
    ...cuts,
  ];
}

/** About how many rows the population has. */
const rowsOf = ({ needs }: MeasureDefinition, { facts }: PanelInfo): number =>
  Math.max(...needs.map((kind) => facts[kind] ?? 0), facts.party ?? 0);
