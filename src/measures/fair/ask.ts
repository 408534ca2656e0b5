import type { Period } from "../../base/period.ts";
import { InputError } from "../../base/errors.ts";
import type { MeasureDefinition } from "../definition.ts";
import { type Dimension, PERSONAL } from "../dimension.ts";
import { defaultWindow, type MeasureContext } from "../measure.ts";
import { caseMix, type Factor } from "./case-mix.ts";
import { type Comparison, compareGroups } from "./compare.ts";
import { readResidualSums, residualSums } from "./residual-sums.ts";

/** Persons are compared without their names unless somebody asks for these. */
export const isNameless = (cut: Dimension, named: boolean): boolean => PERSONAL.has(cut.id) && !named;

/** Whether groups of a measure can be compared fairly: its rows are events, and its sums add up. */
export const isComparable = ({ population, family }: MeasureDefinition): boolean =>
  population.over === "events" && !population.asOfEnd && family.kind !== "quantile" && family.kind !== "total";

export interface FairAsk {
  cut: Dimension;
  /** Attributes that differ between cases; those that the records do not tell apart may be left out. */
  factors?: readonly Factor[];
  /** Whether persons are called by their names. */
  named: boolean;
}

export interface FairAnswer {
  cut: Dimension;
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
  { cut, named, factors = caseMix(measure) }: FairAsk,
): Promise<FairAnswer> {
  if (!isComparable(measure))
    throw new InputError("input.option_invalid", `"${measure.id}" cannot be compared at equal case mix.`, {
      hint: "It takes a share, a mean or a ratio of events.",
      details: { measure: measure.id },
    });
  const window = defaultWindow(measure, context);
  const others = factors.filter(({ id }) => id !== cut.id);
  const { store, info } = context;
  const reduction = { from: window.from, to: window.to, info };
  const query = residualSums(
    measure,
    { cut, factors: others, reduction, nameless: isNameless(cut, named) },
    store.dialect,
  );
  const rows = await store.rows(query);
  const id = `fair.${measure.id}.${cut.id}`;
  context.record(id, query, rows);
  return {
    cut,
    window,
    factors: others.map(({ id }) => id),
    query: id,
    comparison: compareGroups(measure, rows.map(readResidualSums)),
  };
}
