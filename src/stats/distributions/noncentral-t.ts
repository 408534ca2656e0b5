import { requireNumber } from "../special/require-number.ts";
import { chiScaleExpectation } from "./chi-scale.ts";
import { normalCdf } from "./normal.ts";
import { requireDegreesOfFreedom } from "./quantile.ts";

/** Which noncentral t. */
export interface NoncentralT {
  /** Degrees of freedom, real > 0. */
  df: number;
  /** Noncentrality δ, the expected standardised difference; real. */
  noncentrality: number;
}

/**
 * Noncentral t distribution function P(T ≤ t), for power and for intervals of standardised differences.
 *
 * T = (Z + δ)/S is averaged over S = √(χ²/df) by an exponentially accurate rule; absolute error below 1e-12.
 * @param t real
 * @throws InputError `input.out_of_range` when df is not positive
 * @see Johnson, Kotz & Balakrishnan (1995), Continuous Univariate Distributions 2, chapter 31
 * @example
 * noncentralTCdf(0, { df: 10, noncentrality: 1 }); // Φ(−1) = 0.15865525393145707
 */
export function noncentralTCdf(t: number, { df, noncentrality }: NoncentralT): number {
  requireDegreesOfFreedom(df);
  requireNumber(t + noncentrality);
  const f = (s: number) => normalCdf(t * s - noncentrality);
  return df > 1e9 ? f(1) : Math.min(1, chiScaleExpectation({ df, f, steepness: Math.abs(t) }));
}

/**
 * Upper tail P(T > t), accurate far out.
 * @param t real
 * @throws InputError `input.out_of_range` when df is not positive
 * @example
 * noncentralTUpper(0, { df: 10, noncentrality: 1 }); // Φ(1) = 0.8413
 */
export function noncentralTUpper(t: number, { df, noncentrality }: NoncentralT): number {
  return noncentralTCdf(-t, { df, noncentrality: -noncentrality });
}
