import { InputError } from "../../base/errors.ts";
import type { Random } from "../../base/random.ts";
import { requireCorrelations, type SquareMatrix } from "./correlation-matrix.ts";

/** A variable that leaves less than this share of its variance beside those before it adds nothing. */
const ALIASED = 1e-10;

/** LMG shares of R². */
export interface LmgShares {
  /** R² of all drivers together. */
  rSquared: number;
  /** Share of R² of each driver, in the order given; they add to `rSquared`. */
  shares: number[];
}

/**
 * LMG (Shapley) shares of R²: each driver's contribution averaged over all orders in which drivers can enter.
 *
 * Exact. Walks the tree of subsets with the variances that remain (Schur complements), which costs about 2ᵖ·6 steps, needs no
 * downdating and so does not drift; a driver that is a combination of others shares with them instead of failing.
 * Says what goes along with the outcome, not what would change it.
 * @param correlation correlation matrix of the outcome (first) and up to 16 drivers
 * @throws InputError `input.shape_mismatch` or `input.out_of_range` for what is not a correlation matrix;
 *   `input.out_of_range` with more than 16 drivers (use `sampledLmgShares`)
 * @see Lindeman, Merenda & Gold (1980); Grömping (2006), J. Statistical Software 17(1); Shapley (1953)
 * @example
 * lmgShares([[1, 0.6, 0.3], [0.6, 1, 0], [0.3, 0, 1]]).shares; // [0.36, 0.09]: uncorrelated drivers keep their r²
 */
export function lmgShares(correlation: SquareMatrix): LmgShares {
  requireCorrelations(correlation);
  const p = correlation.length - 1;
  if (p > 16)
    throw new InputError("input.out_of_range", "Exact shares are computed for up to 16 drivers.", {
      hint: "Use sampledLmgShares.",
      details: { drivers: p },
    });
  const explained = explainedBySubset(correlation);
  const weights = shapleyWeights(p);
  const shares = new Array<number>(p).fill(0);
  for (let subset = 0; subset < explained.length; subset++) {
    const size = bitCount(subset);
    for (let j = 0; j < p; j++) {
      const bit = 1 << j;
      if (subset & bit) continue;
      shares[j]! += weights[size]! * (explained[subset | bit]! - explained[subset]!);
    }
  }
  return { rSquared: explained[explained.length - 1]!, shares };
}

/** LMG shares from random orders, with their sampling error. */
export interface SampledLmgShares extends LmgShares {
  /** Standard error of each share from the finite number of orders. */
  samplingErrors: number[];
}

/**
 * LMG shares for many drivers, from random orders taken in antithetic pairs (an order and its reverse).
 * @param question.pairs how many pairs of orders, default 2000; the error falls with its square root
 * @throws InputError as `lmgShares`, and `input.out_of_range` with fewer than 2 pairs
 * @see Castro, Gómez & Tejada (2009), Computers & Operations Research 36, 1726–1730; Lomeli et al. (2019) on antithetic pairs
 * @example
 * const correlation = [[1, 0.6, 0.3], [0.6, 1, 0], [0.3, 0, 1]];
 * sampledLmgShares({ correlation, random: sfc32(1), pairs: 10 }).shares; // [0.36, 0.09]
 */
export function sampledLmgShares(question: {
  correlation: SquareMatrix;
  random: Random;
  pairs?: number;
}): SampledLmgShares {
  const { correlation, random, pairs = 2000 } = question;
  requireCorrelations(correlation);
  if (!Number.isInteger(pairs) || pairs < 2)
    throw new InputError("input.out_of_range", "Sampling needs at least two pairs of orders.", { details: { pairs } });
  const p = correlation.length - 1;
  const order = Int32Array.from({ length: p }, (_, i) => i + 1);
  const [sum, squares] = [new Float64Array(p), new Float64Array(p)];
  let rSquared = 0;
  for (let pair = 0; pair < pairs; pair++) {
    shuffle(order, random);
    const forward = sequentialGains(correlation, order);
    const backward = sequentialGains(correlation, order.slice().reverse());
    rSquared = forward.reduce((a, b) => a + b, 0);
    for (let j = 0; j < p; j++) {
      const gain = (forward[j]! + backward[j]!) / 2;
      sum[j]! += gain;
      squares[j]! += gain * gain;
    }
  }
  return {
    rSquared,
    shares: Array.from(sum, (s) => s / pairs),
    samplingErrors: Array.from(sum, (s, j) =>
      Math.sqrt(Math.max(0, squares[j]! / pairs - (s / pairs) ** 2) / (pairs - 1)),
    ),
  };
}

/** R² of every subset of drivers; bit j of the index is driver j. */
function explainedBySubset(correlation: SquareMatrix): Float64Array {
  const p = correlation.length - 1;
  const explained = new Float64Array(2 ** p);
  // One workspace a depth: the matrix of the undecided drivers and the outcome (last), given those taken so far.
  const levels = Array.from({ length: p + 1 }, (_, depth) => new Float64Array((p - depth + 1) ** 2));
  const order = [...Array.from({ length: p }, (_, j) => j + 1), 0];
  order.forEach((a, i) => {
    order.forEach((b, j) => {
      levels[0]![i * (p + 1) + j] = correlation[a]![b]!;
    });
  });
  const walk = (depth: number, subset: number): void => {
    const size = p - depth + 1;
    const now = levels[depth]!;
    if (size === 1) {
      explained[subset] = Math.min(1, Math.max(0, 1 - now[0]!));
      return;
    }
    const next = levels[depth + 1]!;
    for (const taken of [false, true]) {
      const pivot = now[0]!;
      const scale = taken && pivot > ALIASED ? 1 / pivot : 0;
      for (let i = 1; i < size; i++)
        for (let j = 1; j <= i; j++) {
          const value = now[i * size + j]! - scale * now[i * size]! * now[j * size]!;
          next[(i - 1) * (size - 1) + j - 1] = value;
        }
      walk(depth + 1, taken ? subset | (1 << depth) : subset);
    }
  };
  walk(0, 0);
  return explained;
}

/** s!(p−s−1)!/p! by size s of the subset. */
function shapleyWeights(p: number): Float64Array {
  const weights = new Float64Array(p);
  let choose = 1;
  for (let s = 0; s < p; s++) {
    weights[s] = 1 / (p * choose);
    choose *= (p - 1 - s) / (s + 1);
  }
  return weights;
}

/** What each driver adds to R² when drivers enter in this order; drivers are numbered from 1. */
function sequentialGains(correlation: SquareMatrix, order: Int32Array): Float64Array {
  const p = order.length;
  const gains = new Float64Array(p);
  const factor: Float64Array[] = [];
  const outcome: number[] = [];
  for (const driver of order) {
    const row = new Float64Array(factor.length);
    let pivot = 1;
    let remainder = correlation[driver]![0]!;
    factor.forEach((earlier, m) => {
      let value = correlation[driver]![earlier[earlier.length - 1]!]!;
      for (let i = 0; i < m; i++) value -= row[i]! * earlier[i]!;
      row[m] = value / earlier[m]!;
      pivot -= row[m]! ** 2;
      remainder -= row[m]! * outcome[m]!;
    });
    if (pivot <= ALIASED) continue;
    const root = Math.sqrt(pivot);
    outcome.push(remainder / root);
    gains[driver - 1] = (remainder / root) ** 2;
    // The row of the Cholesky factor, its pivot, and which driver it belongs to.
    factor.push(Float64Array.of(...row, root, driver));
  }
  return gains;
}

function shuffle(order: Int32Array, random: Random): void {
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
}

function bitCount(subset: number): number {
  let count = 0;
  for (let rest = subset; rest > 0; rest &= rest - 1) count++;
  return count;
}
