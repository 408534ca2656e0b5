import { InputError } from "../../base/errors.ts";
import { chiSquareQuantile } from "../distributions/chi-square.ts";
import type { Interval } from "../interval.ts";
import { requireConfidence } from "../intervals/checks.ts";
import { rootOfIncreasing } from "../optimise/root.ts";
import { momentsOf } from "../sums.ts";

/** How much groups truly vary. */
export interface BetweenVariance {
  /** Under which the spread of the estimates is what is to be expected; 0 where no variance at all explains it. */
  variance: number;
  interval: Interval;
}

/**
 * Variance between groups, from estimates with known errors, after Paule and Mandel, with its Q-profile interval.
 *
 * The interval holds all variances under which the spread of the estimates is nothing unusual, and the estimate lies in it; that
 * of DerSimonian and Laird need not where errors are unequal. Exact where estimates are normal.
 * @param estimates one a group, at least 2
 * @param standardErrors > 0, one a group
 * @throws InputError `input.shape_mismatch`, `input.sample_too_small`, `input.out_of_range` for errors that are not positive
 * @see Paule & Mandel (1982), J. Res. Natl. Bur. Stand. 87, 377–385; Viechtbauer (2007), Statistics in Medicine 26, 37–52;
 *   R: metafor::rma(method = "PM"), confint
 * @example
 * betweenVariance([42, 12, 55, 30], [3, 9, 4, 6]).interval.low; // 61.55
 */
export function betweenVariance(
  estimates: readonly number[],
  standardErrors: readonly number[],
  confidence = 0.95,
): BetweenVariance {
  requireConfidence(confidence);
  const k = estimates.length;
  if (standardErrors.length !== k)
    throw new InputError("input.shape_mismatch", "Every estimate needs one standard error.", {
      details: { estimates: k, standardErrors: standardErrors.length },
    });
  if (k < 2) throw new InputError("input.sample_too_small", "A variance between groups needs at least two groups.");
  if (!estimates.every(Number.isFinite) || !standardErrors.every((s) => s > 0 && Number.isFinite(s)))
    throw new InputError("input.out_of_range", "Estimates must be finite and standard errors above 0.");
  const spread = (between: number): number => {
    const weights = standardErrors.map((s) => 1 / (s * s + between));
    return momentsOf(estimates, weights).squaredDeviations;
  };
  const scale = Math.min(...standardErrors) ** 2;
  const explaining = (target: number): number => {
    if (spread(0) <= target) return 0;
    const f = (u: number) => target - spread(scale * Math.exp(u));
    return scale * Math.exp(rootOfIncreasing({ f, start: 0, step: 1, min: -60, max: 120, tolerance: 1e-13 }));
  };
  const tail = (1 - confidence) / 2;
  const limit = (share: number) => explaining(chiSquareQuantile(share, k - 1));
  return {
    variance: explaining(k - 1),
    interval: { low: limit(1 - tail), high: limit(tail), level: confidence },
  };
}
