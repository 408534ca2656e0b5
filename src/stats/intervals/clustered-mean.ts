import { InputError } from "../../base/errors.ts";
import { studentTTwoSided } from "../distributions/student-t.ts";
import type { Interval } from "../interval.ts";
import { requireConfidence, requireCounts, requireSample, studentTMultiplier } from "./checks.ts";
import { clipToPoints, type NpsCounts, npsInterval } from "./nps.ts";
import { wilsonInterval } from "./wilson.ts";

/**
 * Sums over clusters (customers, accounts, agents), where n_g and y_g are a cluster's count and sum.
 *
 * For a ratio of sums, n_g is the cluster's denominator. Where the mean is large beside the spread, take a
 * constant off every value before summing and add it to the result.
 */
export interface ClusterSums {
  /** Number of clusters G. */
  clusters: number;
  /** Σ n_g. */
  n: number;
  /** Σ y_g. */
  sum: number;
  /** Σ n_g². */
  nSquared: number;
  /** Σ y_g². */
  sumSquared: number;
  /** Σ n_g y_g. */
  nTimesSum: number;
  /** Σ y² over rows, for the design effect; it may be absent. */
  sumOfSquares?: number;
}

/** A mean over rows whose error counts clusters. */
export interface ClusteredMean {
  n: number;
  clusters: number;
  mean: number;
  /** Linearised ratio, with G/(G − 1); null when there is one cluster. */
  standardError: number | null;
  /** G − 1. */
  df: number;
  /** t with G − 1 degrees of freedom; null when there is one cluster. */
  interval: Interval | null;
  /** Standard error as if rows were independent, with n − 1; null without Σy² or when n = 1. */
  standardErrorOfRows: number | null;
  /** Squared ratio of the two errors; null where one is missing or 0. */
  designEffect: number | null;
}

/**
 * Mean (or ratio of sums) over clustered rows: Σy/Σn with the linearised variance of a ratio.
 *
 * The honest error where a customer answers several times or an agent handles many contacts. With fewer than
 * about 40 clusters it runs a little short in spite of t(G − 1).
 * @param confidence two-sided level in (0, 1)
 * @throws InputError `input.sample_too_small` without clusters or with Σn = 0
 * @see Cochran (1977), section 6.3; identical to svymean of R's survey package
 * @example
 * clusteredMean(clusterSums([{ n: 3, sum: 3 }, { n: 2, sum: -2 }, { n: 1, sum: 0 }])).mean; // 1/6
 */
export function clusteredMean(sums: ClusterSums, confidence = 0.95): ClusteredMean {
  requireConfidence(confidence);
  const { clusters, n, sum, sumOfSquares } = sums;
  requireClusterSums(sums);
  const mean = sum / n;
  const df = clusters - 1;
  const standardErrorOfRows =
    sumOfSquares === undefined || n <= 1 ? null : Math.sqrt(Math.max(0, sumOfSquares - sum * mean) / (n - 1) / n);
  if (df < 1)
    return { n, clusters, mean, standardError: null, df, interval: null, standardErrorOfRows, designEffect: null };
  const standardError = Math.sqrt(clusterVariance(sums));
  const half = studentTMultiplier(confidence, df) * standardError;
  return {
    n,
    clusters,
    mean,
    standardError,
    df,
    interval: { low: mean - half, high: mean + half, level: confidence },
    standardErrorOfRows,
    designEffect: standardErrorOfRows ? (standardError / standardErrorOfRows) ** 2 : null,
  };
}

/**
 * Sums of squares of one table of clusters. Σu² of the residuals u_g = y_g − ȳn_g follows from them.
 * @throws InputError `input.out_of_range` for counts or sums that are not finite
 * @example
 * clusterSums([{ n: 3, sum: 2 }, { n: 1, sum: 1 }]); // { clusters: 2, n: 4, sum: 3, nSquared: 10, sumSquared: 5, nTimesSum: 7 }
 */
export function clusterSums(groups: Iterable<{ n: number; sum: number; sumOfSquares?: number }>): ClusterSums {
  const total = { clusters: 0, n: 0, sum: 0, nSquared: 0, sumSquared: 0, nTimesSum: 0 };
  let sumOfSquares: number | undefined = 0;
  for (const group of groups) {
    total.clusters += 1;
    total.n += group.n;
    total.sum += group.sum;
    total.nSquared += group.n * group.n;
    total.sumSquared += group.sum * group.sum;
    total.nTimesSum += group.n * group.sum;
    if (sumOfSquares !== undefined)
      sumOfSquares = group.sumOfSquares === undefined ? undefined : sumOfSquares + group.sumOfSquares;
  }
  if (!(total.n >= 0 && Number.isFinite(total.n + total.sum + (sumOfSquares ?? 0))))
    throw new InputError("input.out_of_range", "Counts and sums of clusters must be finite numbers.", {
      details: { ...total },
    });
  return sumOfSquares === undefined ? total : { ...total, sumOfSquares };
}

/**
 * Share over clustered rows (y is 0 or 1). Where all rows agree, Wilson with the number of clusters as n.
 * @param confidence two-sided level in (0, 1)
 * @returns as {@link clusteredMean}, the interval cut at 0 and 1
 * @throws InputError `input.sample_too_small` without clusters
 * @see Cochran (1977), section 6.3; Wilson (1927), J. Am. Stat. Assoc. 22, 209–212
 * @example
 * clusteredShare(clusterSums([{ n: 3, sum: 3 }, { n: 2, sum: 0 }, { n: 1, sum: 1 }])).mean; // 4/6
 */
export function clusteredShare(sums: ClusterSums, confidence = 0.95): ClusteredMean {
  const estimate = clusteredMean({ sumOfSquares: sums.sum, ...sums }, confidence);
  const { interval, mean, clusters } = estimate;
  if (interval === null || interval.high > interval.low)
    return interval === null
      ? estimate
      : { ...estimate, interval: { ...interval, low: Math.max(0, interval.low), high: Math.min(1, interval.high) } };
  return { ...estimate, interval: wilsonInterval({ successes: mean * clusters, n: clusters }, confidence) };
}

/**
 * Net promoter score over clustered answers, in points (y is +1, 0, −1 in the sums).
 *
 * Where all answers agree the linearised error is 0; the adjusted Wald interval with one answer a cluster then
 * stands in.
 * @param sums over clusters of answers coded +1, 0, −1
 * @param confidence two-sided level in (0, 1)
 * @returns as {@link clusteredMean}, in points, the interval cut at ±100
 * @throws InputError `input.sample_too_small` without clusters
 * @see Cochran (1977), section 6.3; Rocks (2016), Am. Stat. 70, 365–372
 * @example
 * clusteredNps(clusterSums([{ n: 3, sum: 3 }, { n: 2, sum: -2 }, { n: 1, sum: 0 }])).mean; // 100/6
 */
export function clusteredNps(sums: ClusterSums, confidence = 0.95): ClusteredMean {
  const estimate = clusteredMean(sums, confidence);
  const points = (x: number | null) => (x === null ? null : 100 * x);
  const { interval, mean, clusters } = estimate;
  const scaled = {
    ...estimate,
    mean: 100 * mean,
    standardError: points(estimate.standardError),
    standardErrorOfRows: points(estimate.standardErrorOfRows),
  };
  if (interval === null) return scaled;
  if (interval.high > interval.low)
    return { ...scaled, interval: clipToPoints({ ...interval, low: 100 * interval.low, high: 100 * interval.high }) };
  return { ...scaled, interval: npsInterval(oneAnswerEach(mean, clusters), confidence).interval };
}

function oneAnswerEach(mean: number, clusters: number): NpsCounts {
  const share = Math.abs(mean) * clusters;
  return { promoters: mean > 0 ? share : 0, passives: clusters - share, detractors: mean < 0 ? share : 0 };
}

/** Sums over the clusters that are in both samples: Σ n_a n_b, Σ y_a y_b, Σ n_a y_b, Σ y_a n_b. */
export interface SharedClusterSums {
  nn: number;
  yy: number;
  /** n of a times y of b. */
  ny: number;
  /** y of a times n of b. */
  yn: number;
}

/** Difference of two clustered means. */
export interface ClusteredDifference {
  difference: number;
  standardError: number;
  df: number;
  interval: Interval;
  /** null where the standard error is 0 and no test exists. */
  t: number | null;
  /** Two-sided; null where t is. */
  pValue: number | null;
}

/**
 * Difference a − b of two clustered means: two months, two channels.
 *
 * Customers who are in both make the two means dependent: pass `shared` to count that, otherwise they are taken
 * as independent. Degrees of freedom: Welch–Satterthwaite on clusters.
 * @throws InputError `input.sample_too_small` when a side has fewer than two clusters
 * @see Cochran (1977), section 6.3; Satterthwaite (1946), Biometrics Bulletin 2, 110–114
 * @example
 * const may = clusterSums([{ n: 3, sum: 3 }, { n: 2, sum: -2 }, { n: 1, sum: 0 }]);
 * const june = clusterSums([{ n: 2, sum: 2 }, { n: 2, sum: 0 }, { n: 2, sum: 2 }]);
 * clusteredDifference({ a: june, b: may }).difference; // 2/3 − 1/6 = 0.5
 */
export function clusteredDifference(comparison: {
  a: ClusterSums;
  b: ClusterSums;
  shared?: SharedClusterSums;
  confidence?: number;
}): ClusteredDifference {
  const { a, b, shared, confidence = 0.95 } = comparison;
  requireConfidence(confidence);
  requireClusterSums(a);
  requireClusterSums(b);
  requireSample(Math.min(a.clusters, b.clusters), 2, "A clustered comparison, in clusters a side,");
  const va = clusterVariance(a);
  const vb = clusterVariance(b);
  const covariance = shared === undefined ? 0 : clusterCovariance(a, b, shared);
  const difference = a.sum / a.n - b.sum / b.n;
  const standardError = Math.sqrt(Math.max(0, va + vb - 2 * covariance));
  const df =
    va + vb > 0
      ? (va + vb) ** 2 / (va ** 2 / (a.clusters - 1) + vb ** 2 / (b.clusters - 1))
      : a.clusters + b.clusters - 2;
  const half = studentTMultiplier(confidence, df) * standardError;
  const t = standardError > 0 ? difference / standardError : null;
  return {
    difference,
    standardError,
    df,
    interval: { low: difference - half, high: difference + half, level: confidence },
    t,
    pValue: t === null ? null : studentTTwoSided(t, df),
  };
}

function clusterVariance({ clusters, n, sum, nSquared, sumSquared, nTimesSum }: ClusterSums): number {
  const mean = sum / n;
  const squares = sumSquared - 2 * mean * nTimesSum + mean * mean * nSquared;
  // What is left of equal clusters after rounding is no variance.
  const noise = 8 * Number.EPSILON * (sumSquared + mean * mean * nSquared);
  return squares <= noise ? 0 : ((clusters / (clusters - 1)) * squares) / (n * n);
}

function clusterCovariance(a: ClusterSums, b: ClusterSums, { nn, yy, ny, yn }: SharedClusterSums): number {
  const meanA = a.sum / a.n;
  const meanB = b.sum / b.n;
  const factor = Math.sqrt((a.clusters / (a.clusters - 1)) * (b.clusters / (b.clusters - 1)));
  return (factor * (yy - meanA * ny - meanB * yn + meanA * meanB * nn)) / (a.n * b.n);
}

function requireClusterSums(sums: ClusterSums): void {
  const { clusters, n, nSquared, sumSquared } = sums;
  requireCounts({ clusters, n, nSquared, sumSquared });
  requireSample(clusters, 1, "A clustered mean, in clusters,");
  if (!Number.isFinite(sums.sum + sums.nTimesSum + (sums.sumOfSquares ?? 0)))
    throw new InputError("input.out_of_range", "The sums over clusters must be finite numbers.", {
      details: { ...sums },
    });
  if (!(n > 0)) throw new InputError("input.sample_too_small", "The clusters hold no rows.", { details: { n } });
}
