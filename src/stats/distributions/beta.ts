import { InputError } from "../../base/errors.ts";
import { rootOfIncreasing } from "../optimise/root.ts";
import { logBeta } from "../special/gamma.ts";
import { incompleteBeta } from "../special/incomplete-beta.ts";
import { logistic } from "../special/logistic.ts";
import { requireShare } from "./quantile.ts";

/**
 * Beta distribution function P(X ≤ x).
 * @param x real; 0 below 0, 1 above 1
 * @param a first shape, real > 0
 * @param b second shape, real > 0
 * @throws InputError `input.out_of_range` when a or b is not positive
 * @example
 * betaCdf(0.5, 2, 3); // 0.6875
 */
export function betaCdf(x: number, a: number, b: number): number {
  return incompleteBeta(a, b, Math.min(1, Math.max(0, x))).lower;
}

/**
 * Upper tail P(X > x), accurate far out.
 * @param x real; 1 below 0, 0 above 1
 * @param a first shape, real > 0
 * @param b second shape, real > 0
 * @throws InputError `input.out_of_range` when a or b is not positive
 * @example
 * betaUpper(0.5, 2, 3); // 0.3125
 */
export function betaUpper(x: number, a: number, b: number): number {
  return incompleteBeta(a, b, Math.min(1, Math.max(0, x))).upper;
}

/**
 * Logarithm of the beta density.
 * @param x share in (0, 1)
 * @param a first shape, real > 0
 * @param b second shape, real > 0
 * @throws InputError `input.out_of_range` when x is outside (0, 1) or a or b is not positive
 * @example
 * Math.exp(logBetaDensity(0.5, 2, 2)); // 1.5
 */
export function logBetaDensity(x: number, a: number, b: number): number {
  if (!(x > 0 && x < 1))
    throw new InputError("input.out_of_range", `A beta density needs a share in (0, 1), got ${x}.`, { details: { x } });
  return (a - 1) * Math.log(x) + (b - 1) * Math.log1p(-x) - logBeta(a, b);
}

/**
 * Beta quantile: the x with P(X ≤ x) = p, solved on the logit scale.
 * @param p share in [0, 1]
 * @param a first shape, real > 0
 * @param b second shape, real > 0
 * @throws InputError `input.out_of_range` when p, a or b is out of range
 * @example
 * betaQuantile(0.025, 81, 183); // lower Clopper–Pearson limit of 81 in 263 = 0.25273674558527115
 */
export function betaQuantile(p: number, a: number, b: number): number {
  requireShare(p);
  incompleteBeta(a, b, 0.5);
  if (p === 0 || p === 1) return p;
  const tails = (u: number) => incompleteBeta(a, b, logistic(u), logistic(-u));
  const f =
    p <= 0.5
      ? (u: number) => Math.log(tails(u).lower) - Math.log(p)
      : (u: number) => Math.log1p(-p) - Math.log(tails(u).upper);
  const step = Math.min(1, Math.sqrt(1 / a + 1 / b));
  return logistic(rootOfIncreasing({ f, start: Math.log(a / b), step, min: -745, max: 745 }));
}
