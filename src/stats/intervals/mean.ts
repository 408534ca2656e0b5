import { InputError } from "../../base/errors.ts";
import type { Interval } from "../interval.ts";
import type { Moments } from "../sums.ts";
import { requireMoments } from "../sums.ts";
import { requireConfidence, requireSample, studentTMultiplier } from "./checks.ts";

/** A mean with its t interval. */
export interface MeanEstimate {
  n: number;
  mean: number;
  /** With n − 1; null when n = 1. */
  standardDeviation: number | null;
  /** With the finite population correction where a population was given; null when n = 1. */
  standardError: number | null;
  /** Without that correction. */
  standardErrorInfinite: number | null;
  /** n − 1. */
  df: number;
  /** null when n = 1: one value says nothing about spread. */
  interval: Interval | null;
}

/** How a mean's interval is made. */
export interface MeanOptions {
  /** Two-sided level in (0, 1), 0.95 where absent. */
  confidence?: number;
  /** Size N of the finite population that was sampled without replacement; the error shrinks by √(1 − n/N). */
  population?: number;
}

/**
 * Mean with Student's t interval, from moments.
 *
 * Rows must be independent: several answers a customer need {@link clusteredMean}.
 * @throws InputError `input.sample_too_small` when n < 1, `input.out_of_range` when the population is below n
 * @see Cochran (1977), Sampling Techniques, section 2.8, for the correction
 * @example
 * meanInterval({ n: 2, mean: 4, squaredDeviations: 2 }).interval; // −8.706 to 16.706
 */
export function meanInterval(moments: Moments, options: MeanOptions = {}): MeanEstimate {
  const { confidence = 0.95, population = Number.POSITIVE_INFINITY } = options;
  const { n, mean, squaredDeviations } = moments;
  requireSample(n, 1, "A mean");
  requireMoments(moments);
  requireConfidence(confidence);
  if (!(population >= n))
    throw new InputError("input.out_of_range", `A sample of ${n} cannot come from a population of ${population}.`, {
      details: { n, population },
    });
  const df = n - 1;
  if (df <= 0)
    return { n, mean, standardDeviation: null, standardError: null, standardErrorInfinite: null, df, interval: null };
  const standardDeviation = Math.sqrt(squaredDeviations / df);
  const standardErrorInfinite = standardDeviation / Math.sqrt(n);
  const standardError = standardErrorInfinite * Math.sqrt(1 - n / population);
  const half = studentTMultiplier(confidence, df) * standardError;
  const interval = { low: mean - half, high: mean + half, level: confidence };
  return { n, mean, standardDeviation, standardError, standardErrorInfinite, df, interval };
}
