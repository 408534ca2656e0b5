import { InputError } from "../../base/errors.ts";
import { stirlingError } from "../special/gamma.ts";
import { incompleteGamma } from "../special/incomplete-gamma.ts";
import { deviancePart } from "../special/stirling.ts";
import { smallestReaching } from "./binomial.ts";
import { normalQuantile } from "./normal.ts";
import { requireShare } from "./quantile.ts";

/**
 * Poisson probability P(X = k).
 * @param k count, integer; 0 below 0
 * @param mean real ≥ 0
 * @throws InputError `input.out_of_range` when mean is negative
 * @see Loader (2000)
 * @example
 * poissonPmf(0, 2); // e⁻² = 0.1353352832366127
 */
export function poissonPmf(k: number, mean: number): number {
  requireMean(mean);
  if (k < 0 || !Number.isInteger(k)) return 0;
  if (mean === 0) return k === 0 ? 1 : 0;
  if (k === 0) return Math.exp(-mean);
  return Math.exp(-stirlingError(k) - deviancePart(k, mean)) / Math.sqrt(2 * Math.PI * k);
}

/**
 * Poisson distribution function P(X ≤ k).
 * @param k real
 * @param mean real ≥ 0
 * @throws InputError `input.out_of_range` when mean is negative
 * @example
 * poissonCdf(1, 2); // 3e⁻² = 0.4060
 */
export function poissonCdf(k: number, mean: number): number {
  requireMean(mean);
  if (k < 0) return 0;
  return mean === 0 ? 1 : incompleteGamma(Math.floor(k) + 1, mean).upper;
}

/**
 * Upper tail P(X > k): k itself does not count.
 * @param k real
 * @param mean real ≥ 0
 * @throws InputError `input.out_of_range` when mean is negative
 * @example
 * poissonUpper(0, 2); // 1 − e⁻² = 0.8647
 */
export function poissonUpper(k: number, mean: number): number {
  requireMean(mean);
  if (k < 0) return 1;
  return mean === 0 ? 0 : incompleteGamma(Math.floor(k) + 1, mean).lower;
}

/**
 * Poisson quantile: the smallest k with P(X ≤ k) ≥ q.
 * @param q share in [0, 1); 1 gives Infinity
 * @param mean real ≥ 0
 * @throws InputError `input.out_of_range` when an argument is out of range
 * @example
 * poissonQuantile(0.5, 2); // 2
 */
export function poissonQuantile(q: number, mean: number): number {
  requireShare(q);
  requireMean(mean);
  if (q === 1) return Number.POSITIVE_INFINITY;
  const guess = q === 0 ? 0 : Math.max(0, Math.round(mean + Math.sqrt(mean) * normalQuantile(q)));
  return smallestReaching({ cdf: (k) => poissonCdf(k, mean), q, guess, max: Number.MAX_SAFE_INTEGER });
}

function requireMean(mean: number): void {
  if (!(mean >= 0 && mean < Number.POSITIVE_INFINITY))
    throw new InputError("input.out_of_range", `A Poisson mean must be at least 0, got ${mean}.`, {
      details: { mean },
    });
}
