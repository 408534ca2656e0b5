import { InputError } from "../../base/errors.ts";
import type { Interval } from "../interval.ts";
import { CompensatedSum } from "../sums.ts";
import { requireConfidence, requireSample, studentTMultiplier } from "./checks.ts";

/** A mean under survey weights. */
export interface WeightedMean {
  n: number;
  mean: number;
  /** Linearised, with replacement: √Σw²(y−m)² / Σw. */
  standardError: number;
  /** The same times √(n/(n−1)); null when n = 1. */
  standardErrorAdjusted: number | null;
  /** Kish's (Σw)²/Σw². */
  effectiveN: number;
  /** n over effective n: what unequal weights cost. */
  designEffect: number;
  /** From the adjusted error, t with n − 1 degrees of freedom; null when n = 1. */
  interval: Interval | null;
}

/**
 * Mean under survey weights (not frequencies) with its linearised error.
 * @param values one a respondent
 * @param weights ≥ 0, not all 0; only their proportions matter
 * @param confidence two-sided level in (0, 1)
 * @throws InputError `input.shape_mismatch`, `input.sample_too_small` when empty, `input.out_of_range` on bad weights
 * @see Kish (1965), Survey Sampling
 * @example
 * weightedMean([1, 0, 0, 1], [2, 2, 2, 2]).effectiveN; // 4
 */
export function weightedMean(values: ArrayLike<number>, weights: ArrayLike<number>, confidence = 0.95): WeightedMean {
  requireConfidence(confidence);
  const n = values.length;
  requireSample(n, 1, "A weighted mean");
  const { total, squares } = weightSums(values, weights);
  const product = new CompensatedSum();
  for (let i = 0; i < n; i++) product.add(weights[i]! * values[i]!);
  const mean = product.value / total;
  const spread = new CompensatedSum();
  for (let i = 0; i < n; i++) spread.add((weights[i]! * (values[i]! - mean)) ** 2);
  const standardError = Math.sqrt(spread.value) / total;
  const standardErrorAdjusted = n > 1 ? standardError * Math.sqrt(n / (n - 1)) : null;
  const half = standardErrorAdjusted === null ? null : studentTMultiplier(confidence, n - 1) * standardErrorAdjusted;
  const effectiveN = (total / squares) * total;
  return {
    n,
    mean,
    standardError,
    standardErrorAdjusted,
    effectiveN,
    designEffect: n / effectiveN,
    interval: half === null ? null : { low: mean - half, high: mean + half, level: confidence },
  };
}

function weightSums(values: ArrayLike<number>, weights: ArrayLike<number>): { total: number; squares: number } {
  if (weights.length !== values.length)
    throw new InputError("input.shape_mismatch", "Values and weights differ in length.");
  const total = new CompensatedSum();
  const squares = new CompensatedSum();
  for (let i = 0; i < weights.length; i++) {
    const w = weights[i]!;
    if (!(w >= 0 && w < Number.POSITIVE_INFINITY && Number.isFinite(values[i]!)))
      throw new InputError("input.out_of_range", `Row ${i} has no usable value or weight.`, { details: { row: i } });
    total.add(w);
    squares.add(w * w);
  }
  if (total.value === 0) throw new InputError("input.out_of_range", "All weights are 0.");
  return { total: total.value, squares: squares.value };
}
