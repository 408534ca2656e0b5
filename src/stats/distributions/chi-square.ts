import { incompleteGamma } from "../special/incomplete-gamma.ts";
import { positiveQuantile, requireDegreesOfFreedom } from "./quantile.ts";

/**
 * Chi-square distribution function P(X ≤ x).
 * @param x real; 0 below 0
 * @param df degrees of freedom, real > 0
 * @throws InputError `input.out_of_range` when df is not positive
 * @example
 * chiSquareCdf(3.841458820694124, 1); // 0.95
 */
export function chiSquareCdf(x: number, df: number): number {
  requireDegreesOfFreedom(df);
  return x <= 0 ? 0 : incompleteGamma(df / 2, x / 2).lower;
}

/**
 * Upper tail P(X > x): the p-value of a chi-square statistic, accurate down to 1e-300.
 * @param x real; 1 below 0
 * @param df degrees of freedom, real > 0
 * @throws InputError `input.out_of_range` when df is not positive
 * @example
 * chiSquareUpper(100, 5); // 5.28514836094324e-20
 */
export function chiSquareUpper(x: number, df: number): number {
  requireDegreesOfFreedom(df);
  return x <= 0 ? 1 : incompleteGamma(df / 2, x / 2).upper;
}

/**
 * Chi-square quantile: the x with P(X ≤ x) = p.
 * @param p share in [0, 1]; 1 gives Infinity
 * @param df degrees of freedom, real > 0
 * @throws InputError `input.out_of_range` when p or df is out of range
 * @example
 * chiSquareQuantile(0.95, 1); // 3.841458820694124
 */
export function chiSquareQuantile(p: number, df: number): number {
  requireDegreesOfFreedom(df);
  return 2 * positiveQuantile(p, { tails: (x) => incompleteGamma(df / 2, x), start: df / 2 });
}
