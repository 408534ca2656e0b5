import { InputError } from "../base/errors.ts";

/**
 * Running sum with compensation (Neumaier): the error stays at one rounding however long the series.
 * @see Neumaier (1974), ZAMM 54, 39–51
 * @example
 * const total = new CompensatedSum();
 * for (const x of [1e16, 1, -1e16]) total.add(x);
 * total.value; // 1
 */
export class CompensatedSum {
  #sum = 0;
  #lost = 0;

  add(x: number): void {
    const next = this.#sum + x;
    this.#lost += Math.abs(this.#sum) >= Math.abs(x) ? this.#sum - next + x : x - next + this.#sum;
    this.#sum = next;
  }

  get value(): number {
    return this.#sum + this.#lost;
  }
}

/**
 * Compensated sum of a series.
 * @param values any length; an empty series adds to 0
 * @throws InputError `input.out_of_range` when the sum is not a number
 * @see Neumaier (1974), ZAMM 54, 39–51
 * @example
 * compensatedSum([1e16, 1, -1e16]); // 1
 */
export function compensatedSum(values: ArrayLike<number>): number {
  let sum = 0;
  let lost = 0;
  for (let i = 0; i < values.length; i++) {
    const x = values[i]!;
    const next = sum + x;
    lost += Math.abs(sum) >= Math.abs(x) ? sum - next + x : x - next + sum;
    sum = next;
  }
  if (Number.isNaN(sum + lost))
    throw new InputError("input.out_of_range", "A sum holds values that are not finite numbers.");
  return sum + lost;
}

/** Count, mean and sum of squared deviations from the mean: what every mean and variance needs. */
export interface Moments {
  /** Observations, or the sum of frequency weights. */
  n: number;
  /** Meaningless (0) when n is 0. */
  mean: number;
  /** Σ(y − mean)², never negative. */
  squaredDeviations: number;
}

/** Moments of nothing. */
export const NO_MOMENTS: Moments = { n: 0, mean: 0, squaredDeviations: 0 };

/**
 * Moments of a sample in two passes, so that a large offset costs no digits.
 * @param values finite numbers
 * @param weights frequencies ≥ 0, one a value; 1 where absent
 * @throws InputError `input.shape_mismatch` when the lengths differ, `input.out_of_range` on values that are not finite
 * @see Chan, Golub & LeVeque (1983), Am. Stat. 37, 242–247
 * @example
 * momentsOf([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16]); // { n: 4, mean: 1000000010, squaredDeviations: 90 }
 */
export function momentsOf(values: ArrayLike<number>, weights?: ArrayLike<number>): Moments {
  if (weights !== undefined && weights.length !== values.length)
    throw new InputError("input.shape_mismatch", "Values and weights differ in length.", {
      details: { values: values.length, weights: weights.length },
    });
  const n = weights === undefined ? values.length : compensatedSum(weights);
  if (n === 0) return NO_MOMENTS;
  const weight = (i: number) => (weights === undefined ? 1 : weights[i]!);
  const origin = values[0]!;
  const shift = new CompensatedSum();
  for (let i = 0; i < values.length; i++) shift.add(weight(i) * (values[i]! - origin));
  const mean = origin + shift.value / n;
  if (!Number.isFinite(mean))
    throw new InputError("input.out_of_range", "A sample holds values that are not finite numbers.");
  const squares = new CompensatedSum();
  const drift = new CompensatedSum();
  for (let i = 0; i < values.length; i++) {
    const deviation = values[i]! - mean;
    squares.add(weight(i) * deviation * deviation);
    drift.add(weight(i) * deviation);
  }
  const squaredDeviations = Math.max(0, squares.value - (drift.value * drift.value) / n);
  return { n, mean, squaredDeviations };
}

/**
 * Moments from sums of a database, with the values shifted by a constant near their mean.
 *
 * Without the shift, Σy² − (Σy)²/n loses as many digits as the mean is large beside the spread.
 * @param sums.n count
 * @param sums.sum Σ(y − shift)
 * @param sums.sumOfSquares Σ(y − shift)²
 * @param sums.shift the constant that was subtracted, 0 where absent
 * @throws InputError `input.out_of_range` when the sums contradict each other
 * @see Chan, Golub & LeVeque (1983), Am. Stat. 37, 242–247
 * @example
 * momentsFromSums({ n: 2, sum: 8, sumOfSquares: 34 }); // { n: 2, mean: 4, squaredDeviations: 2 }
 */
export function momentsFromSums(sums: { n: number; sum: number; sumOfSquares: number; shift?: number }): Moments {
  const { n, sum, sumOfSquares, shift = 0 } = sums;
  if (n === 0) return NO_MOMENTS;
  const squaredDeviations = sumOfSquares - (sum * sum) / n;
  if (!(n > 0) || !Number.isFinite(squaredDeviations) || squaredDeviations < -1e-6 * Math.abs(sumOfSquares))
    throw new InputError("input.out_of_range", "Count, sum and sum of squares contradict each other.", {
      details: { n, sum, sumOfSquares },
    });
  return { n, mean: shift + sum / n, squaredDeviations: Math.max(0, squaredDeviations) };
}

/**
 * Moments of two samples together.
 * @throws InputError `input.out_of_range` for moments that no sample can have
 * @see Chan, Golub & LeVeque (1983), Am. Stat. 37, 242–247
 * @example
 * const [may, june] = [{ n: 1, mean: 3, squaredDeviations: 0 }, { n: 1, mean: 5, squaredDeviations: 0 }];
 * mergeMoments(may, june); // { n: 2, mean: 4, squaredDeviations: 2 }
 */
export function mergeMoments(a: Moments, b: Moments): Moments {
  requireMoments(a);
  requireMoments(b);
  if (a.n === 0) return b;
  if (b.n === 0) return a;
  const n = a.n + b.n;
  const delta = b.mean - a.mean;
  return {
    n,
    mean: a.mean + (delta * b.n) / n,
    squaredDeviations: a.squaredDeviations + b.squaredDeviations + delta * delta * a.n * (b.n / n),
  };
}

/**
 * Sample variance with n − 1.
 * @returns null when n < 2: one observation says nothing about spread
 * @throws InputError `input.out_of_range` for moments that no sample can have
 * @example
 * sampleVariance(momentsOf([1, 2, 6])); // 7
 */
export function sampleVariance(moments: Moments): number | null {
  requireMoments(moments);
  const { n, squaredDeviations } = moments;
  return n > 1 ? squaredDeviations / (n - 1) : null;
}

/** Rejects moments that no sample can have. */
export function requireMoments({ n, mean, squaredDeviations }: Moments): void {
  if (!(n >= 0 && squaredDeviations >= 0 && Number.isFinite(n + mean + squaredDeviations)))
    throw new InputError("input.out_of_range", "Moments need finite numbers, and counts and squares from 0.", {
      details: { n, mean, squaredDeviations },
    });
}

/** Rejects moments that no sample of pairs can have. */
export function requirePairs({ n, meanX, meanY, xx, yy, xy }: PairedMoments): void {
  if (!(n >= 0 && xx >= 0 && yy >= 0 && Number.isFinite(n + meanX + meanY + xx + yy + xy)))
    throw new InputError("input.out_of_range", "Moments of pairs need finite numbers, and counts and squares from 0.", {
      details: { n, meanX, meanY, xx, yy, xy },
    });
}

/** Moments of pairs: for correlations, ratios, CUPED and paired comparisons. */
export interface PairedMoments {
  n: number;
  meanX: number;
  meanY: number;
  /** Σ(x − meanX)². */
  xx: number;
  /** Σ(y − meanY)². */
  yy: number;
  /** Σ(x − meanX)(y − meanY). */
  xy: number;
}

/**
 * Moments of pairs, in two passes.
 * @throws InputError `input.shape_mismatch` when the lengths differ
 * @see Chan, Golub & LeVeque (1983), Am. Stat. 37, 242–247
 * @example
 * pairedMomentsOf([1, 2, 3], [2, 4, 6]); // { n: 3, meanX: 2, meanY: 4, xx: 2, yy: 8, xy: 4 }
 */
export function pairedMomentsOf(x: ArrayLike<number>, y: ArrayLike<number>): PairedMoments {
  if (x.length !== y.length)
    throw new InputError("input.shape_mismatch", "The two columns differ in length.", {
      details: { x: x.length, y: y.length },
    });
  const first = momentsOf(x);
  const second = momentsOf(y);
  const products = new CompensatedSum();
  for (let i = 0; i < x.length; i++) products.add((x[i]! - first.mean) * (y[i]! - second.mean));
  return {
    n: first.n,
    meanX: first.mean,
    meanY: second.mean,
    xx: first.squaredDeviations,
    yy: second.squaredDeviations,
    xy: products.value,
  };
}

/**
 * Moments of pairs from sums of a database; shift both columns by a constant near their means first.
 * @throws InputError `input.out_of_range` when the sums contradict each other
 * @see Chan, Golub & LeVeque (1983), Am. Stat. 37, 242–247
 * @example
 * pairedMomentsFromSums({ n: 3, x: 6, y: 12, xx: 14, yy: 56, xy: 28 }); // { meanX: 2, meanY: 4, xx: 2, yy: 8, xy: 4 }
 */
export function pairedMomentsFromSums(sums: {
  n: number;
  x: number;
  y: number;
  xx: number;
  yy: number;
  xy: number;
}): PairedMoments {
  const first = momentsFromSums({ n: sums.n, sum: sums.x, sumOfSquares: sums.xx });
  const second = momentsFromSums({ n: sums.n, sum: sums.y, sumOfSquares: sums.yy });
  if (!Number.isFinite(sums.xy))
    throw new InputError("input.out_of_range", "The sum of products is not a finite number.", { details: { ...sums } });
  return {
    n: sums.n,
    meanX: first.mean,
    meanY: second.mean,
    xx: first.squaredDeviations,
    yy: second.squaredDeviations,
    xy: sums.n === 0 ? 0 : sums.xy - (sums.x * sums.y) / sums.n,
  };
}

/**
 * Moments of two sets of pairs together, by Chan's rule.
 * @throws InputError `input.out_of_range` for moments that no sample can have
 * @see Chan, Golub & LeVeque (1983), Am. Stat. 37, 242–247
 * @example
 * const may = pairedMomentsOf([1, 2], [2, 4]);
 * mergePairedMoments(may, pairedMomentsOf([3], [6])); // { n: 3, meanX: 2, meanY: 4, xx: 2, yy: 8, xy: 4 }
 */
export function mergePairedMoments(a: PairedMoments, b: PairedMoments): PairedMoments {
  requirePairs(a);
  requirePairs(b);
  if (a.n === 0) return b;
  if (b.n === 0) return a;
  const n = a.n + b.n;
  const dx = b.meanX - a.meanX;
  const dy = b.meanY - a.meanY;
  const share = a.n * (b.n / n);
  return {
    n,
    meanX: a.meanX + (dx * b.n) / n,
    meanY: a.meanY + (dy * b.n) / n,
    xx: a.xx + b.xx + dx * dx * share,
    yy: a.yy + b.yy + dy * dy * share,
    xy: a.xy + b.xy + dx * dy * share,
  };
}
