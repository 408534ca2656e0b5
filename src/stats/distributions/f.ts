import { incompleteBeta } from "../special/incomplete-beta.ts";
import { chiSquareUpper } from "./chi-square.ts";
import { positiveQuantile, requireDegreesOfFreedom } from "./quantile.ts";

/**
 * F distribution function P(F ≤ x).
 * @param x real; 0 below 0
 * @param df1 numerator degrees of freedom, real > 0
 * @param df2 denominator degrees of freedom, real > 0
 * @throws InputError `input.out_of_range` when a df is not positive
 * @example
 * fCdf(1, 5, 5); // 0.5
 */
export function fCdf(x: number, df1: number, df2: number): number {
  return x <= 0 ? 0 : fTails(x, df1, df2).lower;
}

/**
 * Upper tail P(F > x): the p-value of an F statistic, accurate far out.
 * @param x real; 1 below 0
 * @param df1 numerator degrees of freedom, real > 0
 * @param df2 denominator degrees of freedom, real > 0; Infinity gives the chi-square limit
 * @throws InputError `input.out_of_range` when a df is not positive
 * @example
 * fUpper(4.846, 2, 27); // 0.01591098699872684
 */
export function fUpper(x: number, df1: number, df2: number): number {
  return x <= 0 ? 1 : fTails(x, df1, df2).upper;
}

/**
 * F quantile: the x with P(F ≤ x) = p.
 * @param p share in [0, 1]; 1 gives Infinity
 * @param df1 numerator degrees of freedom, real > 0
 * @param df2 denominator degrees of freedom, real > 0
 * @throws InputError `input.out_of_range` when an argument is out of range
 * @example
 * fQuantile(0.95, 2, 27); // 3.3541
 */
export function fQuantile(p: number, df1: number, df2: number): number {
  requireDegreesOfFreedom(df1);
  requireDegreesOfFreedom(df2);
  return positiveQuantile(p, { tails: (x) => fTails(x, df1, df2), start: 1 });
}

function fTails(x: number, df1: number, df2: number): { lower: number; upper: number } {
  requireDegreesOfFreedom(df1);
  requireDegreesOfFreedom(df2);
  if (x === Number.POSITIVE_INFINITY) return { lower: 1, upper: 0 };
  if (df2 > 1e15) {
    const upper = chiSquareUpper(df1 * x, df1);
    return { lower: 1 - upper, upper };
  }
  const whole = df1 * x + df2;
  return whole === Number.POSITIVE_INFINITY
    ? { lower: 1, upper: 0 }
    : incompleteBeta(df1 / 2, df2 / 2, (df1 * x) / whole, df2 / whole);
}
