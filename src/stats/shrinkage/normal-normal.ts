import { InputError } from "../../base/errors.ts";
import type { Interval } from "../interval.ts";
import { normalMultiplier } from "../intervals/checks.ts";
import { momentsOf } from "../sums.ts";

/** Estimates of groups shrunk to their common mean. */
export interface ShrunkMeans {
  /** Cochran's Q: spread of the estimates in units of their own errors. */
  q: number;
  /** Between-group variance by DerSimonian and Laird, cut at 0. */
  betweenVariance: number;
  /** Share of the spread that is between groups rather than error, max(0, (Q − df)/Q). */
  iSquared: number;
  /** Precision-weighted mean of all groups. */
  mean: number;
  meanStandardError: number;
  groups: {
    /** Pulled towards `mean`. */
    estimate: number;
    /** How far pulled: 0 not at all, 1 all the way. */
    shrinkage: number;
    /** Posterior interval, taking the mean and between variance as known. */
    interval: Interval;
  }[];
}

/**
 * Empirical Bayes for estimates with known errors (mean spend of shops, effects in segments): normal–normal with the
 * between-group variance of DerSimonian and Laird.
 * @param estimates one a group, at least 2
 * @param standardErrors > 0, one a group
 * @throws InputError `input.shape_mismatch`, `input.sample_too_small`, `input.out_of_range` for errors that are not positive
 * @see DerSimonian & Laird (1986), Controlled Clinical Trials 7, 177–188; Morris (1983), J. Am. Stat. Assoc. 78, 47–55
 * @example
 * shrinkMeans([10, 10.5, 9.8], [2, 2, 2]).groups[0]?.estimate; // 10.1: no more spread than chance, so all are the mean
 */
export function shrinkMeans(
  estimates: readonly number[],
  standardErrors: readonly number[],
  confidence = 0.95,
): ShrunkMeans {
  const k = estimates.length;
  if (standardErrors.length !== k)
    throw new InputError("input.shape_mismatch", "Every estimate needs one standard error.", {
      details: { estimates: k, standardErrors: standardErrors.length },
    });
  if (k < 2) throw new InputError("input.sample_too_small", "Shrinkage needs at least two groups.");
  if (!estimates.every(Number.isFinite) || !standardErrors.every((s) => s > 0 && Number.isFinite(s)))
    throw new InputError("input.out_of_range", "Estimates must be finite and standard errors above 0.");
  const z = normalMultiplier(confidence);
  const fixed = standardErrors.map((s) => 1 / (s * s));
  const fixedMean = momentsOf(estimates, fixed).mean;
  const q = estimates.reduce((sum, y, i) => sum + fixed[i]! * (y - fixedMean) ** 2, 0);
  const total = fixed.reduce((a, b) => a + b, 0);
  const squares = fixed.reduce((sum, w) => sum + w * w, 0);
  const betweenVariance = Math.max(0, (q - (k - 1)) / (total - squares / total));
  const weights = standardErrors.map((s) => 1 / (s * s + betweenVariance));
  const mean = momentsOf(estimates, weights).mean;
  return {
    q,
    betweenVariance,
    iSquared: q > k - 1 ? (q - (k - 1)) / q : 0,
    mean,
    meanStandardError: 1 / Math.sqrt(weights.reduce((a, b) => a + b, 0)),
    groups: estimates.map((y, i) => {
      const variance = standardErrors[i]! ** 2;
      const shrinkage = variance / (variance + betweenVariance);
      const estimate = (1 - shrinkage) * y + shrinkage * mean;
      const half = z * Math.sqrt((1 - shrinkage) * variance);
      return { estimate, shrinkage, interval: { low: estimate - half, high: estimate + half, level: confidence } };
    }),
  };
}
