import { InputError } from "../../base/errors.ts";
import type { Interval } from "../interval.ts";
import { requireSample, studentTMultiplier } from "./checks.ts";
import type { WeightedMean } from "./weighted-mean.ts";

/** Respondents who carry the same weight, as sums. */
export interface WeightedCell {
  /** Respondents, whole number ≥ 0. */
  n: number;
  sum: number;
  sumOfSquares: number;
  /** Weight of each respondent, ≥ 0; only proportions matter. */
  weight: number;
}

/** A mean before and after weighting. */
export interface ReweightedMean {
  raw: { mean: number; interval: Interval };
  weighted: WeightedMean;
  /** Raw less weighted: what leaving the weights out does. */
  difference: { value: number; interval: Interval };
}

/**
 * A mean as it is, under survey weights, and the difference of the two, from sums by cell.
 *
 * Linearised errors with n/(n − 1) and t with n − 1 degrees of freedom; the weights are taken as given, which is
 * conservative where they are calibrated to known totals.
 * @param confidence two-sided level in (0, 1)
 * @throws InputError `input.sample_too_small` with fewer than two respondents, `input.out_of_range` when all weights are 0 or a sum is not finite
 * @see Deville & Särndal (1992), J. Am. Stat. Assoc. 87, 376–382
 * @example
 * const light = { n: 2, sum: 0, sumOfSquares: 0, weight: 3 };
 * const heavy = { n: 2, sum: 2, sumOfSquares: 2, weight: 1 };
 * reweightedMean([light, heavy]).weighted.mean; // 0.25, raw 0.5
 */
export function reweightedMean(cells: readonly WeightedCell[], confidence = 0.95): ReweightedMean {
  const add = (of: (cell: WeightedCell) => number) => cells.reduce((total, cell) => total + of(cell), 0);
  const n = add((c) => c.n);
  const broken = cells.findIndex((c) => ![c.n, c.sum, c.sumOfSquares, c.weight].every(Number.isFinite));
  if (broken >= 0)
    throw new InputError("input.out_of_range", "The sums of a cell must be finite numbers.", {
      details: { cell: broken },
    });
  requireSample(n, 2, "A weighted mean, in respondents,");
  const total = add((c) => c.weight * c.n);
  if (!(total > 0 && Number.isFinite(total)))
    throw new InputError("input.out_of_range", "The weights of the respondents add to nothing.", {
      details: { total },
    });
  const mean = add((c) => c.weight * c.sum) / total;
  const raw = add((c) => c.sum) / n;
  /** Σ(slope·y + shift)² over the respondents. */
  const spread = (slope: (c: WeightedCell) => number, shift: (c: WeightedCell) => number) =>
    Math.max(
      0,
      add((c) => slope(c) ** 2 * c.sumOfSquares + 2 * slope(c) * shift(c) * c.sum + shift(c) ** 2 * c.n),
    );
  const adjusted = Math.sqrt(n / (n - 1));
  const t = studentTMultiplier(confidence, n - 1);
  const around = (value: number, error: number): Interval => ({
    low: value - t * error,
    high: value + t * error,
    level: confidence,
  });
  const share = (c: WeightedCell) => c.weight / total;
  const standardError = Math.sqrt(spread(share, (c) => -share(c) * mean));
  const rawError =
    adjusted *
    Math.sqrt(
      spread(
        () => 1 / n,
        () => -raw / n,
      ),
    );
  const differenceError =
    adjusted *
    Math.sqrt(
      spread(
        (c) => 1 / n - share(c),
        (c) => share(c) * mean - raw / n,
      ),
    );
  const effectiveN = total / (add((c) => c.weight ** 2 * c.n) / total);
  return {
    raw: { mean: raw, interval: around(raw, rawError) },
    weighted: {
      n,
      mean,
      standardError,
      standardErrorAdjusted: standardError * adjusted,
      effectiveN,
      designEffect: n / effectiveN,
      interval: around(mean, standardError * adjusted),
    },
    difference: { value: raw - mean, interval: around(raw - mean, differenceError) },
  };
}
