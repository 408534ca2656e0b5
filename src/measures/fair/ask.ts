import { InputError } from "../../base/errors.ts";
import type { Period } from "../../base/period.ts";
import type { MeasureDefinition } from "../definition.ts";
import { type Dimension, PERSONAL } from "../dimension.ts";
import { defaultWindow, type MeasureContext } from "../measure.ts";
import { caseMix } from "./case-mix.ts";
import { type Comparison, compareGroups } from "./compare.ts";
import { readResidualSums, residualSums } from "./residual-sums.ts";

/** Whether groups of a measure can be compared fairly: its rows are events, and its sums add up. */
export const isComparable = ({ population, family }: MeasureDefinition): boolean =>
  population.over === "events" && !population.asOfEnd && family.kind !== "quantile" && family.kind !== "total";

export interface FairAsk {
  /** Dimensions to compare by, each for itself. */
  by: readonly Dimension[];
  /** Persons are compared without their names unless somebody asks for these. */
  named: boolean;
  isRecorded?: (dimension: Dimension) => boolean;
}

export interface FairAnswer {
  by: Dimension;
  window: Period;
  /** Attributes of the cases that were made equal. */
  factors: string[];
  query: string;
  comparison: Comparison | null;
}

/** @throws InputError `input.option_invalid` for a measure that has no groups to compare, such as a median or a total */
export async function compareFairly(
  measure: MeasureDefinition,
  context: MeasureContext,
  { by, named, isRecorded }: FairAsk,
): Promise<FairAnswer[]> {
  if (!isComparable(measure))
    throw new InputError("input.option_invalid", `"${measure.id}" cannot be compared at equal case mix.`, {
      hint: "It takes a share, a mean or a ratio of events.",
      details: { measure: measure.id },
    });
  const { store, info } = context;
  const window = defaultWindow(measure, context);
  const ways = by.map((dimension) => ({
    dimension,
    tiers: caseMix(measure, dimension, isRecorded),
    nameless: PERSONAL.has(dimension.id) && !named,
  }));
  const query = residualSums(measure, { ways, reduction: { from: window.from, to: window.to, info } }, store.dialect);
  const rows = await store.rows(query);
  const id = `fair.${measure.id}`;
  context.record(id, query, rows);
  return ways.map(({ dimension, tiers }) => ({
    by: dimension,
    window,
    factors: tiers.flat().map((factor) => factor.id),
    query: id,
    comparison: compareGroups(measure, readResidualSums(rows, dimension.id)),
  }));
}
