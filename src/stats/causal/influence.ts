import { InputError } from "../../base/errors.ts";
import type { Interval } from "../interval.ts";
import { normalMultiplier } from "../intervals/checks.ts";
import { customerNumbers } from "./study.ts";

/** An average effect with its influence-function error. */
export interface EffectEstimate {
  estimate: number;
  standardError: number;
  interval: Interval;
}

/**
 * Standard error of an estimate from its influence function: √Σ(Σ of a customer)²/n.
 * @param influence one value a row, averaging 0
 * @param customers rows of one customer are added up first; default every row its own
 */
export function influenceError(influence: Float64Array, customers?: ArrayLike<string | number>): number {
  const n = influence.length;
  if (customers === undefined) return Math.sqrt(influence.reduce((sum, v) => sum + v * v, 0)) / n;
  const { of, count } = customerNumbers(customers, n);
  if (count < 2)
    throw new InputError("input.sample_too_small", "A standard error needs at least two customers.", {
      details: { customers: count },
    });
  const sums = new Float64Array(count);
  for (let i = 0; i < n; i++) sums[of[i]!]! += influence[i]!;
  return Math.sqrt(sums.reduce((sum, v) => sum + v * v, 0)) / n;
}

/** Estimate, error and normal interval together. */
export function effectOf(
  estimate: number,
  influence: Float64Array,
  {
    customers,
    confidence = 0.95,
  }: { customers?: ArrayLike<string | number> | undefined; confidence?: number | undefined },
): EffectEstimate {
  const standardError = influenceError(influence, customers);
  const half = normalMultiplier(confidence) * standardError;
  return {
    estimate,
    standardError,
    interval: { low: estimate - half, high: estimate + half, level: confidence },
  };
}
