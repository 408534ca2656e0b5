import { InputError } from "../../base/errors.ts";
import { chiSquareQuantile } from "../distributions/chi-square.ts";
import type { Interval } from "../interval.ts";
import { requireConfidence } from "../intervals/checks.ts";
import { rootOfIncreasing } from "../optimise/root.ts";
import { momentsOf } from "../sums.ts";

/**
 * Interval of the variance between groups, from estimates with known errors (Q-profile).
 *
 * All variances under which the spread of the estimates is as chance would have it; exact where estimates are normal. Where even
 * no variance at all leaves too much spread unexplained for the upper limit, the limit is 0.
 * @param estimates one a group, at least 2
 * @param standardErrors > 0, one a group
 * @throws InputError `input.shape_mismatch`, `input.sample_too_small`, `input.out_of_range` for errors that are not positive
 * @see Viechtbauer (2007), Statistics in Medicine 26, 37–52; R: metafor::confint
 * @example
 * betweenVarianceInterval([42, 12, 55, 30], [3, 9, 4, 6]).low; // 61.55
 */
export function betweenVarianceInterval(
  estimates: readonly number[],
  standardErrors: readonly number[],
  confidence = 0.95,
): Interval {
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
  const limit = (share: number): number => {
    const target = chiSquareQuantile(share, k - 1);
    if (spread(0) <= target) return 0;
    const f = (u: number) => target - spread(scale * Math.exp(u));
    return scale * Math.exp(rootOfIncreasing({ f, start: 0, step: 1, min: -60, max: 120, tolerance: 1e-13 }));
  };
  const tail = (1 - confidence) / 2;
  return { low: limit(1 - tail), high: limit(tail), level: confidence };
}
