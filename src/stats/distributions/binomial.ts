import { InputError } from "../../base/errors.ts";
import { stirlingError } from "../special/gamma.ts";
import { incompleteBeta } from "../special/incomplete-beta.ts";
import { deviancePart } from "../special/stirling.ts";
import { normalQuantile } from "./normal.ts";
import { requireShare } from "./quantile.ts";

/**
 * Binomial probability P(X = k), by Loader's saddle-point form: exact digits at n = 10⁹ too.
 * @param k successes, integer; 0 outside [0, n]
 * @param n trials, integer ≥ 0
 * @param p chance of success in [0, 1]
 * @throws InputError `input.out_of_range` when n or p is out of range
 * @see Loader (2000)
 * @example
 * binomialPmf(1, 3, 0.5); // 0.375
 */
export function binomialPmf(k: number, n: number, p: number): number {
  requireBinomial(n, p);
  if (k < 0 || k > n || !Number.isInteger(k)) return 0;
  if (p === 0) return k === 0 ? 1 : 0;
  if (p === 1) return k === n ? 1 : 0;
  if (k === 0) return Math.exp(n * Math.log1p(-p));
  if (k === n) return Math.exp(n * Math.log(p));
  const log = stirlingError(n) - stirlingError(k) - stirlingError(n - k) - deviancePart(k, n * p);
  return Math.exp(log - deviancePart(n - k, n * (1 - p))) * Math.sqrt(n / (2 * Math.PI * k * (n - k)));
}

/**
 * Binomial distribution function P(X ≤ k).
 * @param k real
 * @param n trials, integer ≥ 0
 * @param p chance of success in [0, 1]
 * @throws InputError `input.out_of_range` when n or p is out of range
 * @example
 * binomialCdf(1, 3, 0.5); // 0.5
 */
export function binomialCdf(k: number, n: number, p: number): number {
  requireBinomial(n, p);
  const successes = Math.floor(k);
  if (successes < 0) return 0;
  if (successes >= n) return 1;
  return incompleteBeta(successes + 1, n - successes, p).upper;
}

/**
 * Upper tail P(X > k): k itself does not count.
 * @param k real
 * @param n trials, integer ≥ 0
 * @param p chance of success in [0, 1]
 * @throws InputError `input.out_of_range` when n or p is out of range
 * @example
 * binomialUpper(1, 3, 0.5); // 0.5: P(X ≥ 2)
 */
export function binomialUpper(k: number, n: number, p: number): number {
  requireBinomial(n, p);
  const successes = Math.floor(k);
  if (successes < 0) return 1;
  if (successes >= n) return 0;
  return incompleteBeta(successes + 1, n - successes, p).lower;
}

/**
 * Binomial quantile: the smallest k with P(X ≤ k) ≥ q.
 * @param q share in [0, 1]
 * @param n trials, integer ≥ 0
 * @param p chance of success in [0, 1]
 * @throws InputError `input.out_of_range` when an argument is out of range
 * @example
 * binomialQuantile(0.5, 10, 0.5); // 5
 */
export function binomialQuantile(q: number, n: number, p: number): number {
  requireShare(q);
  requireBinomial(n, p);
  const spread = Math.sqrt(n * p * (1 - p));
  const guess = q === 0 ? 0 : q === 1 ? n : Math.round(n * p + spread * normalQuantile(q));
  return smallestReaching({ cdf: (k) => binomialCdf(k, n, p), q, guess, max: n });
}

/** Search for the smallest integer whose distribution function reaches q. */
interface DiscreteSearch {
  cdf: (k: number) => number;
  q: number;
  guess: number;
  max: number;
}

/**
 * Smallest integer k in [0, max] with cdf(k) ≥ q, by doubling steps from a guess and bisection.
 * Ties within 64 rounding errors count as reached, as in R.
 */
export function smallestReaching({ cdf, q, guess, max }: DiscreteSearch): number {
  const target = q * (1 - 64 * Number.EPSILON);
  let high = Math.min(Math.max(guess, 0), max);
  for (let step = 1; high < max && cdf(high) < target; step *= 2) high = Math.min(max, high + step);
  let low = high;
  for (let step = 1; low >= 0 && cdf(low) >= target; step *= 2) low = low - step;
  low = Math.max(low, -1);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (cdf(middle) >= target) high = middle;
    else low = middle;
  }
  return high;
}

function requireBinomial(n: number, p: number): void {
  if (!(Number.isInteger(n) && n >= 0 && p >= 0 && p <= 1))
    throw new InputError("input.out_of_range", `A binomial needs whole n ≥ 0 and p in [0, 1], got ${n}, ${p}.`, {
      details: { n, p },
    });
}
