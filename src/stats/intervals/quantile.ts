import { InputError } from "../../base/errors.ts";
import { binomialCdf, binomialQuantile } from "../distributions/binomial.ts";
import { requireConfidence, requireSample } from "./checks.ts";

/** Hyndman and Fan's sample quantiles: 1 inverse of the empirical distribution, 6 (Weibull), 7 (R's and Excel's default), 8. */
export type QuantileType = 1 | 6 | 7 | 8;

/**
 * Sample quantile of sorted values.
 * @param sorted ascending, not empty
 * @param share in [0, 1]
 * @param type Hyndman and Fan's number; 7 interpolates linearly and is the convention of this product
 * @throws InputError `input.sample_too_small` when empty, `input.out_of_range` when share is outside [0, 1]
 * @see Hyndman & Fan (1996), Am. Stat. 50, 361–365
 * @example
 * quantileOf([1, 2, 3, 4], 0.5); // 2.5
 */
export function quantileOf(sorted: ArrayLike<number>, share: number, type: QuantileType = 7): number {
  const n = sorted.length;
  requireSample(n, 1, "A quantile");
  requireShareOf(share);
  const at = (rank: number) => sorted[Math.min(n, Math.max(1, rank)) - 1]!;
  // Where n·share is whole but for rounding it counts as whole, as in R.
  const fuzz = 4 * Number.EPSILON;
  if (type === 1) {
    const position = n * share;
    const rank = Math.floor(position + fuzz);
    return position > rank + fuzz ? at(rank + 1) : at(rank);
  }
  const position = plottingPosition(n, share, type);
  const rank = Math.floor(position + fuzz);
  const weight = position - rank;
  if (Math.abs(weight) < fuzz) return at(rank);
  return at(rank) + weight * (at(rank + 1) - at(rank));
}

function plottingPosition(n: number, share: number, type: 6 | 7 | 8): number {
  switch (type) {
    case 6:
      return (n + 1) * share;
    case 7:
      return 1 + (n - 1) * share;
    case 8:
      return 1 / 3 + (n + 1 / 3) * share;
    default:
      return type satisfies never;
  }
}

/** Ranks of the order statistics that bound a quantile. */
export interface QuantileRanks {
  /** 1-based; null where the sample is too small for a lower bound. */
  lowerRank: number | null;
  /** 1-based; null where the sample is too small for an upper bound. */
  upperRank: number | null;
  /** Achieved coverage P(lower ≤ B < upper), B binomial(n, share); at least the level asked for when both ranks exist. */
  coverage: number;
  level: number;
}

/**
 * Ranks of a distribution-free interval for a quantile, so that an engine only has to fetch two values.
 * @param sample.n sample size
 * @param sample.share the quantile in (0, 1)
 * @param sample.confidence two-sided level in (0, 1), 0.95 where absent
 * @throws InputError `input.sample_too_small` when n < 1, `input.out_of_range` when share is outside (0, 1)
 * @see Conover (1999), Practical Nonparametric Statistics, section 3.2
 * @example
 * quantileRanks({ n: 20, share: 0.5 }); // { lowerRank: 6, upperRank: 15, coverage: 0.9586 }
 */
export function quantileRanks(sample: { n: number; share: number; confidence?: number }): QuantileRanks {
  const { n, share, confidence = 0.95 } = sample;
  requireConfidence(confidence);
  requireSample(n, 1, "A quantile");
  requireShareOf(share);
  if (share === 0 || share === 1)
    throw new InputError("input.out_of_range", "The extremes of a distribution have no such interval.");
  const lower = binomialQuantile((1 - confidence) / 2, n, share);
  const upper = binomialQuantile((1 + confidence) / 2, n, share) + 1;
  const coverage =
    (upper > n ? 1 : binomialCdf(upper - 1, n, share)) - (lower < 1 ? 0 : binomialCdf(lower - 1, n, share));
  return { lowerRank: lower < 1 ? null : lower, upperRank: upper > n ? null : upper, coverage, level: confidence };
}

/** A quantile's interval: bounds that the sample is too small for are null. */
export interface QuantileInterval extends QuantileRanks {
  low: number | null;
  high: number | null;
}

/**
 * Distribution-free interval for a quantile from order statistics.
 * @param sorted ascending, not empty
 * @param share in (0, 1)
 * @param confidence two-sided level in (0, 1)
 * @throws InputError as {@link quantileRanks}
 * @see Conover (1999), Practical Nonparametric Statistics, section 3.2
 * @example
 * const minutes = [2, 3, 3, 4, 5, 5, 6, 7, 8, 9, 9, 11, 12, 15, 16, 18, 22, 30, 41, 60];
 * quantileInterval(minutes, 0.5); // { low: 5, high: 16 }
 */
export function quantileInterval(sorted: ArrayLike<number>, share: number, confidence = 0.95): QuantileInterval {
  const ranks = quantileRanks({ n: sorted.length, share, confidence });
  const at = (rank: number | null) => (rank === null ? null : sorted[rank - 1]!);
  return { ...ranks, low: at(ranks.lowerRank), high: at(ranks.upperRank) };
}

function requireShareOf(share: number): void {
  if (!(share >= 0 && share <= 1))
    throw new InputError("input.out_of_range", `A quantile needs a share in [0, 1], got ${share}.`, {
      details: { share },
    });
}
