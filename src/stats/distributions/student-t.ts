import { rootOfIncreasing } from "../optimise/root.ts";
import { logBeta, logGamma } from "../special/gamma.ts";
import { incompleteBeta } from "../special/incomplete-beta.ts";
import { requireNumber } from "../special/require-number.ts";
import { normalDensity, normalQuantile, normalUpper } from "./normal.ts";
import { requireDegreesOfFreedom, requireShare } from "./quantile.ts";

/**
 * Student's t distribution function P(T ≤ t).
 * @param t real
 * @param df degrees of freedom, real > 0; Infinity is the normal distribution
 * @throws InputError `input.out_of_range` when df is not positive
 * @example
 * studentTCdf(-2, 5); // 0.05096973941492918
 */
export function studentTCdf(t: number, df: number): number {
  return studentTUpper(-t, df);
}

/**
 * Upper tail P(T > t), accurate far out.
 * @param t real
 * @param df degrees of freedom, real > 0; Infinity is the normal distribution
 * @throws InputError `input.out_of_range` when df is not positive
 * @example
 * studentTUpper(1, 1); // 1/4
 */
export function studentTUpper(t: number, df: number): number {
  requireDegreesOfFreedom(df);
  if (isNormal(df)) return normalUpper(t);
  if (t === 0) return 0.5;
  const half = 0.5 * centralAndOuter(t, df).upper;
  return t > 0 ? half : 1 - half;
}

/**
 * Two-sided p-value P(|T| > |t|).
 * @param t test statistic, real
 * @param df degrees of freedom, real > 0; Infinity is the normal distribution
 * @throws InputError `input.out_of_range` when df is not positive
 * @example
 * studentTTwoSided(2, 5); // 0.10193947882985836
 */
export function studentTTwoSided(t: number, df: number): number {
  requireDegreesOfFreedom(df);
  return isNormal(df) ? 2 * normalUpper(Math.abs(t)) : t === 0 ? 1 : centralAndOuter(t, df).upper;
}

/**
 * Density of Student's t.
 * @param t real
 * @param df degrees of freedom, real > 0; Infinity is the normal distribution
 * @throws InputError `input.out_of_range` when df is not positive
 * @example
 * studentTDensity(0, 1); // 1/π = 0.3183
 */
export function studentTDensity(t: number, df: number): number {
  requireNumber(t);
  requireDegreesOfFreedom(df);
  if (isNormal(df)) return normalDensity(t);
  const log = logGamma((df + 1) / 2) - logGamma(df / 2) - 0.5 * Math.log(df * Math.PI);
  return Math.exp(log - ((df + 1) / 2) * Math.log1p((t * t) / df));
}

/**
 * Quantile of Student's t: the t with P(T ≤ t) = p.
 * @param p share in [0, 1]; 0 and 1 give ∓Infinity
 * @param df degrees of freedom, real > 0; Infinity is the normal distribution
 * @throws InputError `input.out_of_range` when p or df is out of range
 * @example
 * studentTQuantile(0.975, 10); // 2.2281388519862744
 */
export function studentTQuantile(p: number, df: number): number {
  requireShare(p);
  requireDegreesOfFreedom(df);
  if (p === 0.5) return 0;
  if (p === 0 || p === 1 || isNormal(df)) return normalQuantile(p);
  const tail = Math.min(p, 1 - p);
  const t = tail < 0.25 ? fromTail(tail, df) : fromCentre(Math.abs(p - 0.5), df);
  return p < 0.5 ? -t : t;
}

function fromTail(tail: number, df: number): number {
  const near = df >= FEW ? newtonFromTail(tail, df) : null;
  if (near !== null) return near;
  const f = (u: number) => Math.log(tail) - Math.log(0.5 * centralAndOuter(Math.exp(u), df).upper);
  return Math.exp(rootOfIncreasing({ f, start: Math.log(-normalQuantile(tail)), step: 0.1, min: -40, max: 709 }));
}

/** Below this many degrees of freedom the expansion is no place to start from. */
const FEW = 3;

/**
 * Newton's method on the logarithm of the tail, from the normal quantile with its first corrections; two or three steps. Null
 * where it has not settled.
 * @see Fisher & Cornish (1960), Technometrics 2, 209–225
 */
function newtonFromTail(tail: number, df: number): number | null {
  const z = -normalQuantile(tail);
  const [z2, wanted] = [z * z, Math.log(tail)];
  const first = (z * (z2 + 1)) / 4;
  const second = (z * (5 * z2 * z2 + 16 * z2 + 3)) / 96;
  let u = Math.log(z + first / df + second / (df * df));
  const constant = logGamma((df + 1) / 2) - logGamma(df / 2) - 0.5 * Math.log(df * Math.PI);
  for (let i = 0; i < 8; i++) {
    const t = Math.exp(u);
    const upper = 0.5 * centralAndOuter(t, df).upper;
    const density = Math.exp(constant - ((df + 1) / 2) * Math.log1p((t * t) / df));
    const move = ((Math.log(upper) - wanted) * upper) / (t * density);
    if (!Number.isFinite(move) || Math.abs(move) > 1) return null;
    u += move;
    if (Math.abs(move) < 1e-9) return Math.exp(u);
  }
  return null;
}

/** Near the median the probability between 0 and t carries the digits, not the tail. */
function fromCentre(share: number, df: number): number {
  const f = (u: number) => Math.log(0.5 * centralAndOuter(Math.exp(u), df).lower) - Math.log(share);
  return Math.exp(rootOfIncreasing({ f, start: Math.log(share / 0.4), step: 0.1, min: -745, max: 10 }));
}

/** P(|T| < |t|) and P(|T| > |t|). */
function centralAndOuter(t: number, df: number): { lower: number; upper: number } {
  if (t * t === Number.POSITIVE_INFINITY) return { lower: 1, upper: farTail(Math.abs(t), df) };
  const whole = df + t * t;
  return incompleteBeta(0.5, df / 2, (t * t) / whole, df / whole);
}

/** Leading term of the two-sided tail where t² overflows, which matters for df well below 1. */
function farTail(t: number, df: number): number {
  return Math.exp((df / 2) * (Math.log(df) - 2 * Math.log(t)) - Math.log(df / 2) - logBeta(df / 2, 0.5));
}

/** Beyond this the two distributions agree to all digits of a double where it matters. */
const isNormal = (df: number): boolean => df > 1e15;
