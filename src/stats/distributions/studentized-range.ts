import { InputError } from "../../base/errors.ts";
import { rootOfIncreasing } from "../optimise/root.ts";
import { requireNumber } from "../special/require-number.ts";
import { chiScaleExpectation } from "./chi-scale.ts";
import { normalCdf, normalDensity } from "./normal.ts";
import { requireDegreesOfFreedom, requireShare } from "./quantile.ts";

/** Which studentised range: of how many group means, with how many degrees of freedom for their error. */
export interface StudentizedRange {
  /** Number of groups, integer ≥ 2. */
  groups: number;
  /** Degrees of freedom of the error variance, real > 0; Infinity for a known variance. */
  df: number;
}

/**
 * Upper tail of the studentised range: the p-value of Tukey's and Games and Howell's comparisons.
 *
 * Two nested integrals by the trapezoidal rule, which is exponentially accurate for these integrands; absolute
 * error below 1e-11 (R's own function is good to about 1e-7). Small p keep their relative accuracy.
 * @param range largest minus smallest mean over its standard error, real ≥ 0
 * @throws InputError `input.out_of_range` when groups or df is out of range
 * @see Copenhaver & Holland (1988), J. Stat. Comput. Simul. 30, 1–15
 * @example
 * studentizedRangeUpper(3.5, { groups: 3, df: 20 }); // 0.055891849
 */
export function studentizedRangeUpper(range: number, { groups, df }: StudentizedRange): number {
  requireDegreesOfFreedom(df);
  if (!(Number.isInteger(groups) && groups >= 2))
    throw new InputError("input.out_of_range", `A studentised range needs at least two groups, got ${groups}.`, {
      details: { groups },
    });
  requireNumber(range);
  if (range <= 0) return 1;
  if (range === Number.POSITIVE_INFINITY) return 0;
  const inner = rangeUpper(groups);
  if (df > 1e7) return Math.min(1, inner(range));
  return Math.min(1, chiScaleExpectation({ df, f: (s) => inner(range * s), steepness: Math.min(range, 12) }));
}

/**
 * Distribution function of the studentised range.
 * @param range real ≥ 0
 * @throws InputError `input.out_of_range` when groups or df is out of range
 * @example
 * studentizedRangeCdf(3.577935, { groups: 3, df: 20 }); // 0.950000
 */
export function studentizedRangeCdf(range: number, parameters: StudentizedRange): number {
  return 1 - studentizedRangeUpper(range, parameters);
}

/**
 * Quantile of the studentised range.
 * @param p share in [0, 1]; 1 gives Infinity
 * @throws InputError `input.out_of_range` when an argument is out of range
 * @example
 * studentizedRangeQuantile(0.95, { groups: 3, df: 20 }); // 3.577935
 */
export function studentizedRangeQuantile(p: number, parameters: StudentizedRange): number {
  requireShare(p);
  studentizedRangeUpper(1, parameters);
  if (p === 0) return 0;
  if (p === 1) return Number.POSITIVE_INFINITY;
  const f = (u: number) => Math.log1p(-p) - Math.log(studentizedRangeUpper(Math.exp(u), parameters));
  return Math.exp(rootOfIncreasing({ f, start: 1.2, step: 0.2, min: -40, max: 100, tolerance: 1e-12 }));
}

/** A studentised range of one number of groups, tabulated for many comparisons. */
export interface TabulatedRange {
  upper: (range: number, df: number) => number;
  quantile: (p: number, df: number) => number;
}

/**
 * The studentised range for one number of groups, prepared for many evaluations: k groups have k(k − 1)/2 pairs.
 *
 * The inner integral is interpolated by Chebyshev polynomials of its logarithm, to about 1e-11.
 * @param groups integer ≥ 2
 */
export function tabulatedRange(groups: number): TabulatedRange {
  const inner = interpolatedLog(rangeUpper(groups));
  const upper = (range: number, df: number): number => {
    requireDegreesOfFreedom(df);
    if (!(range > 0)) return 1;
    if (df > 1e7) return Math.min(1, inner(range));
    return Math.min(1, chiScaleExpectation({ df, f: (s) => inner(range * s), steepness: Math.min(range, 12) }));
  };
  const quantile = (p: number, df: number): number => {
    requireShare(p);
    const f = (u: number) => Math.log1p(-p) - Math.log(upper(Math.exp(u), df));
    return Math.exp(rootOfIncreasing({ f, start: 1.2, step: 0.2, min: -40, max: 100, tolerance: 1e-12 }));
  };
  return { upper, quantile };
}

/** Chebyshev interpolation of ln f on four pieces of (0, 48]; f itself beyond. */
function interpolatedLog(f: (w: number) => number): (w: number) => number {
  const width = 12;
  const nodes = 48;
  const pieces = [0, 1, 2, 3].map((piece) => {
    const values = Array.from({ length: nodes }, (_, k) => {
      const w = width * (piece + 0.5 + 0.5 * Math.cos((Math.PI * (k + 0.5)) / nodes));
      return Math.log(f(w));
    });
    return Float64Array.from({ length: nodes }, (_, j) => {
      let sum = 0;
      for (let k = 0; k < nodes; k++) sum += values[k]! * Math.cos((Math.PI * j * (k + 0.5)) / nodes);
      return (sum * 2) / nodes;
    });
  });
  return (w) => {
    const piece = pieces[Math.floor(w / width)];
    if (piece === undefined) return f(w);
    const u = 2 * (w / width - Math.floor(w / width)) - 1;
    let b1 = 0;
    let b2 = 0;
    for (let j = nodes - 1; j > 0; j--) {
      const b0 = 2 * u * b1 - b2 + piece[j]!;
      b2 = b1;
      b1 = b0;
    }
    return Math.exp(u * b1 - b2 + piece[0]! / 2);
  };
}

const STEP = 0.2;

/**
 * Upper tail of the range of k standard normal values: k∫φ(z){Φ(z)^(k−1) − [Φ(z) − Φ(z−w)]^(k−1)}dz,
 * the difference by expm1 so that it does not cancel.
 */
function rangeUpper(k: number): (w: number) => number {
  return (w) => {
    // About e^(−w²/4), which underflows from 53 on.
    if (w > 60) return 0;
    const last = Math.max(9, w / 2 + 9);
    let sum = 0;
    for (let z = -9; z <= last; z += STEP) {
      const below = normalCdf(z);
      const outside = Math.min(1, normalCdf(z - w) / below);
      sum -= normalDensity(z) * below ** (k - 1) * Math.expm1((k - 1) * Math.log1p(-outside));
    }
    return k * sum * STEP;
  };
}
