import { InputError } from "../../base/errors.ts";
import type { Interval } from "../interval.ts";
import type { PairedMoments } from "../sums.ts";
import { requirePairs } from "../sums.ts";
import { requireConfidence, requireSample, studentTMultiplier } from "./checks.ts";

/** A ratio of means or of sums with its interval. */
export interface RatioEstimate {
  n: number;
  ratio: number;
  /** Delta method. */
  standardError: number;
  /** "delta", or "fieller" where the denominator is weak (mean below three of its standard errors). */
  method: "delta" | "fieller";
  /** null where Fieller's set has no bounds: the denominator could be 0. */
  interval: Interval | null;
}

/**
 * Ratio of two means per unit, such as revenue per order over customers.
 *
 * The unit is the customer, not the order: orders of one customer are not independent. Delta method, and
 * Fieller's interval where the denominator is not clearly away from 0.
 * @param moments of pairs, x the numerator and y the denominator of a unit; sample covariances with n − 1
 * @param confidence two-sided level in (0, 1); t with n − 1 degrees of freedom
 * @throws InputError `input.sample_too_small` when n < 2, `input.out_of_range` when the denominator is 0
 * @see Deng, Knoblich & Lu (2018), KDD; Fieller (1954), J. R. Stat. Soc. B 16, 175–185
 * @example
 * ratioOfMeans(pairedMomentsOf([20, 50, 59, 10, 0, 120], [2, 1, 3, 1, 0, 4])).ratio; // 23.5454…
 */
export function ratioOfMeans(moments: PairedMoments, confidence = 0.95): RatioEstimate {
  requireConfidence(confidence);
  const { n, meanX, meanY } = moments;
  requireSample(n, 2, "A ratio");
  requirePairs(moments);
  if (meanY === 0) throw new InputError("input.out_of_range", "The denominator of the ratio is 0.");
  const varX = moments.xx / (n - 1) / n;
  const varY = moments.yy / (n - 1) / n;
  const covariance = moments.xy / (n - 1) / n;
  const ratio = meanX / meanY;
  const variance = varX - 2 * ratio * covariance + ratio * ratio * varY;
  const standardError = Math.sqrt(Math.max(0, variance)) / Math.abs(meanY);
  const t = studentTMultiplier(confidence, n - 1);
  const weak = Math.abs(meanY) < 3 * Math.sqrt(varY);
  const interval = weak
    ? fieller({ meanX, meanY, varX, varY, covariance, t, confidence })
    : { low: ratio - t * standardError, high: ratio + t * standardError, level: confidence };
  return { n, ratio, standardError, method: weak ? "fieller" : "delta", interval };
}

/** Means of numerator and denominator with the variances and covariance of those means. */
export interface FiellerParts {
  meanX: number;
  meanY: number;
  varX: number;
  varY: number;
  covariance: number;
  /** Multiplier of the level. */
  t: number;
  confidence: number;
}

/**
 * Fieller's interval for a ratio: the r for which |meanX − r meanY| ≤ t·se(meanX − r meanY).
 * @returns null where that set is not an interval, because the denominator does not differ from 0
 * @throws InputError `input.out_of_range` for parts that are not finite
 * @see Fieller (1954)
 * @example
 * fieller({ meanX: 6, meanY: 2, varX: 0.09, varY: 0.01, covariance: 0, t: 1.96, confidence: 0.95 }); // 2.6103 to 3.4479
 */
export function fieller({ meanX, meanY, varX, varY, covariance, t, confidence }: FiellerParts): Interval | null {
  requireConfidence(confidence);
  if (!Number.isFinite(meanX + meanY + varX + varY + covariance + t))
    throw new InputError("input.out_of_range", "Fieller's interval needs finite means, variances and multiplier.");
  const a = meanY * meanY - t * t * varY;
  if (a <= 0) return null;
  const b = meanX * meanY - t * t * covariance;
  const c = meanX * meanX - t * t * varX;
  const root = Math.sqrt(Math.max(0, b * b - a * c));
  return { low: (b - root) / a, high: (b + root) / a, level: confidence };
}
