import { InputError, ModelError } from "../../base/errors.ts";
import { rankTable } from "../distinct-values.ts";
import { normalUpper } from "../distributions/normal.ts";
import { studentTTwoSided } from "../distributions/student-t.ts";
import type { Interval } from "../interval.ts";
import { normalMultiplier, requireSample } from "../intervals/checks.ts";
import { type PairedMoments, pairedMomentsOf, requirePairs } from "../sums.ts";

/** Pearson's correlation with its test and Fisher's interval. */
export interface PearsonCorrelation {
  n: number;
  r: number;
  df: number;
  /** null where r is ±1. */
  t: number | null;
  /** Two-sided; 0 where r is ±1. */
  pValue: number;
  /** Fisher's z; null when n < 4. */
  interval: Interval | null;
}

/**
 * Pearson's correlation from moments of pairs.
 * @param confidence two-sided level in (0, 1)
 * @throws InputError `input.sample_too_small` when there are fewer than three pairs
 * @throws ModelError `model.degenerate` when a column does not vary
 * @see Fisher (1915); R: cor.test
 * @example
 * pearsonCorrelation(pairedMomentsOf([1, 2, 3, 4], [1, 3, 2, 4])).r; // 0.8
 */
export function pearsonCorrelation(pairs: PairedMoments, confidence = 0.95): PearsonCorrelation {
  const { n } = pairs;
  requireSample(n, 3, "A correlation");
  requirePairs(pairs);
  const r = correlationOf(pairs);
  const df = n - 2;
  const rest = (1 - r) * (1 + r);
  const t = rest > 0 ? r * Math.sqrt(df / rest) : null;
  return {
    n,
    r,
    df,
    t,
    pValue: t === null ? 0 : studentTTwoSided(t, df),
    interval: n < 4 ? null : fisherInterval({ r, n, confidence }),
  };
}

function fisherInterval({ r, n, confidence }: { r: number; n: number; confidence: number }): Interval {
  const half = normalMultiplier(confidence) / Math.sqrt(n - 3);
  const centre = Math.atanh(r);
  if (!Number.isFinite(centre)) return { low: r, high: r, level: confidence };
  return { low: Math.tanh(centre - half), high: Math.tanh(centre + half), level: confidence };
}

/**
 * Spearman's rank correlation: Pearson's correlation of mid-ranks.
 * @throws InputError `input.sample_too_small` when there are fewer than three pairs, `input.shape_mismatch`
 * @throws ModelError `model.degenerate` when a column does not vary
 * @see Spearman (1904), Am. J. Psychology 15, 72–101
 * @example
 * spearmanCorrelation([1, 2, 3, 4], [1, 3, 2, 400]); // 0.8
 */
export function spearmanCorrelation(x: ArrayLike<number>, y: ArrayLike<number>): number {
  requireSample(x.length, 3, "A correlation");
  return correlationOf(pairedMomentsOf(midRanks(x), midRanks(y)));
}

/** Kendall's τ-b. */
export interface KendallCorrelation {
  n: number;
  tau: number;
  /** Normal approximation with tie correction, without continuity correction. */
  z: number;
  /** Two-sided. */
  pValue: number;
}

/**
 * Kendall's τ-b in O(n log n), corrected for ties.
 * @throws InputError `input.sample_too_small` when there are fewer than three pairs, `input.shape_mismatch`
 * @throws ModelError `model.degenerate` when a column does not vary
 * @see Kendall (1945); Knight (1966), J. Am. Stat. Assoc. 61, 436–439; R: cor.test(method = "kendall", exact = FALSE)
 * @example
 * kendallCorrelation([1, 2, 3, 4], [1, 3, 2, 4]).tau; // 4/6
 */
export function kendallCorrelation(x: ArrayLike<number>, y: ArrayLike<number>): KendallCorrelation {
  const n = x.length;
  requireSample(n, 3, "A correlation");
  if (y.length !== n) throw new InputError("input.shape_mismatch", "The two columns differ in length.");
  const order = Uint32Array.from({ length: n }, (_, i) => i).sort((i, j) => x[i]! - x[j]! || y[i]! - y[j]!);
  const ties = { x: tieSums(runs(order, (i, j) => x[i] === x[j])), both: 0, y: tieSums([]) };
  ties.both = tieSums(runs(order, (i, j) => x[i] === x[j] && y[i] === y[j])).pairs;
  const sorted = Float64Array.from(order, (i) => y[i]!);
  const swaps = countSwaps(sorted);
  ties.y = tieSums(runs(Uint32Array.from(sorted.keys()), (i, j) => sorted[i] === sorted[j]));
  const pairs = (n * (n - 1)) / 2;
  const score = pairs - ties.x.pairs - ties.y.pairs + ties.both - 2 * swaps;
  const scale = Math.sqrt(pairs - ties.x.pairs) * Math.sqrt(pairs - ties.y.pairs);
  if (!(scale > 0)) throw new ModelError("model.degenerate", "A column does not vary.");
  const z = score / Math.sqrt(scoreVariance(n, ties.x, ties.y));
  return { n, tau: score / scale, z, pValue: 2 * normalUpper(Math.abs(z)) };
}

/** Variance of concordant minus discordant pairs without association, with ties (Kendall 1970, section 4.5). */
function scoreVariance(n: number, x: TieSums, y: TieSums): number {
  const main = (n * (n - 1) * (2 * n + 5) - x.variance - y.variance) / 18;
  const second = (2 * x.pairs * y.pairs) / (n * (n - 1));
  const third = n > 2 ? (x.triples * y.triples) / (9 * n * (n - 1) * (n - 2)) : 0;
  return main + second + third;
}

interface TieSums {
  /** Σt(t − 1)/2. */
  pairs: number;
  /** Σt(t − 1)(t − 2). */
  triples: number;
  /** Σt(t − 1)(2t + 5). */
  variance: number;
}

function tieSums(lengths: readonly number[]): TieSums {
  const sums = { pairs: 0, triples: 0, variance: 0 };
  for (const t of lengths) {
    sums.pairs += (t * (t - 1)) / 2;
    sums.triples += t * (t - 1) * (t - 2);
    sums.variance += t * (t - 1) * (2 * t + 5);
  }
  return sums;
}

/** Lengths of the runs of equal neighbours. */
function runs(order: Uint32Array, equal: (i: number, j: number) => boolean): number[] {
  const lengths: number[] = [];
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && equal(order[from]!, order[to]!)) to++;
    lengths.push(to - from);
    from = to;
  }
  return lengths;
}

/** Sorts in place by merging and counts the pairs that were out of order. */
function countSwaps(values: Float64Array): number {
  let source: Float64Array = values;
  let target: Float64Array = new Float64Array(values.length);
  let swaps = 0;
  for (let width = 1; width < values.length; width *= 2) {
    for (let start = 0; start < values.length; start += 2 * width) {
      const middle = Math.min(start + width, values.length);
      const end = Math.min(start + 2 * width, values.length);
      for (let i = start, j = middle, k = start; k < end; k++) {
        const takeRight = i >= middle || (j < end && source[j]! < source[i]!);
        if (takeRight && i < middle) swaps += middle - i;
        target[k] = takeRight ? source[j++]! : source[i++]!;
      }
    }
    [source, target] = [target, source];
  }
  values.set(source);
  return swaps;
}

/**
 * Mid-ranks: 1 for the smallest, ties share the mean of their ranks.
 * @example
 * midRanks([10, 20, 10]); // [1.5, 3, 1.5]
 */
export function midRanks(values: ArrayLike<number>): Float64Array {
  const { at, midRank } = rankTable(values);
  return Float64Array.from(at, (position) => midRank[position]!);
}

function correlationOf({ xx, yy, xy }: PairedMoments): number {
  if (!(xx > 0 && yy > 0)) throw new ModelError("model.degenerate", "A column does not vary.");
  return Math.min(1, Math.max(-1, xy / Math.sqrt(xx) / Math.sqrt(yy)));
}
