import type { FigureState, Interval } from "../findings/figure.ts";
import { type ClusteredMean, clusteredMean, clusteredShare } from "../stats/intervals/clustered-mean.ts";
import { npsInterval } from "../stats/intervals/nps.ts";
import { ratioOfFew } from "../stats/intervals/ratio-of-few.ts";
import { wilsonInterval } from "../stats/intervals/wilson.ts";
import type { Family } from "./definition.ts";
import type { ClusterSums, QuantileSums, RatioSums } from "./reduce.ts";

export const CONFIDENCE = 0.95;

/** A value with its error, as comparisons need it. */
export interface Inference {
  value: number;
  interval: Interval | null;
  /** Null where the figure is a recorded total, or one cluster says nothing about spread. */
  standardError: number | null;
}

/** The figure's state from the sums of one group. An empty base is undefined, never 0. */
export function inferState(family: Family, sums: ClusterSums, minimum: number): FigureState {
  if (sums.n === 0) return { state: "undefined", why: "empty_base" };
  if (sums.n < minimum) return { state: "too_few", required: minimum };
  if (family.kind === "ratio" && sums.b === 0) return { state: "undefined", why: "empty_base" };
  const { value, interval } = infer(family, sums);
  return { state: "estimate", value, interval };
}

/** Value, interval and error of one group. */
export function infer(family: Family, sums: ClusterSums): Inference {
  switch (family.kind) {
    case "total":
      return { value: sums.a, interval: null, standardError: null };
    case "share":
      return shareOf(sums);
    case "categories":
      return scoreOf(sums, family.weights);
    case "ratio":
      if (family.ofFew) return ofFew(sums, family.part ?? false);
      if (family.part && sums.a >= 0 && sums.a <= sums.b) return meanOf(clusteredShare(toClusters(sums), CONFIDENCE));
      return meanOf(clusteredMean(toClusters(sums), CONFIDENCE));
    case "mean":
      return meanOf(clusteredMean(toClusters(sums), CONFIDENCE));
    case "quantile":
      throw new Error("A quantile has no cluster sums.");
    default:
      return family satisfies never;
  }
}

const meanOf = ({ mean, interval, standardError }: ClusteredMean): Inference => ({
  value: mean,
  interval,
  standardError,
});

function ofFew({ n, a, b, bb, leftOut = null }: ClusterSums, part: boolean): Inference {
  const sums = { units: n, numerator: a, denominator: b, denominatorSquared: bb, leftOut };
  const { ratio, interval, standardError } = ratioOfFew(sums, part && a >= 0 && a <= b, CONFIDENCE);
  return { value: ratio, interval, standardError };
}

export function inferQuantile({ n, value, low, high }: QuantileSums, minimum: number): FigureState {
  if (n === 0 || value === null) return { state: "undefined", why: "empty_base" };
  if (n < minimum) return { state: "too_few", required: minimum };
  return {
    state: "estimate",
    value,
    interval: low === null || high === null ? null : { low, high, level: CONFIDENCE },
  };
}

/**
 * Share with Wilson's interval at the effective sample size: where rows belong together (several answers of a person),
 * n is divided by the design effect, so that the interval stays in [0, 1] and widens as it must.
 * @see Korn & Graubard (1998), Survey Methodology 24, 193–201
 */
export function shareOf(sums: RatioSums): Inference {
  const value = sums.a / sums.b;
  const n = effectiveN(sums, value * (1 - value));
  return {
    value,
    interval: wilsonInterval({ successes: value * n, n }, CONFIDENCE),
    standardError: Math.sqrt((value * (1 - value)) / n),
  };
}

/** Net promoter score with the adjusted Wald interval (Rocks 2016) at the effective sample size. */
function scoreOf(sums: ClusterSums, weights: Readonly<Record<string, number>>): Inference {
  const value = sums.a / sums.b;
  const counts = sums.categories;
  const variance = Object.entries(weights).reduce(
    (s, [code, w]) => s + (w - value) ** 2 * ((counts[code] ?? 0) / sums.n),
    0,
  );
  const shrink = effectiveN(sums, variance) / sums.n;
  const [detractors, passives, promoters] = ["detractor", "passive", "promoter"].map((c) => (counts[c] ?? 0) * shrink);
  const { interval } = npsInterval({ promoters: promoters!, passives: passives!, detractors: detractors! }, CONFIDENCE);
  return { value, interval, standardError: Math.sqrt(variance / (sums.n * shrink)) };
}

/** Rows divided by the design effect of their clusters; never more than the rows, never fewer than the clusters. */
function effectiveN(sums: RatioSums, varianceOfRow: number): number {
  if (sums.clusters === sums.n || sums.clusters < 2 || varianceOfRow === 0)
    return Math.min(sums.n, Math.max(sums.clusters, 1));
  const { standardError } = clusteredMean(toClusters(sums), CONFIDENCE);
  if (!standardError) return sums.clusters;
  return Math.min(sums.n, Math.max(1, varianceOfRow / standardError ** 2));
}

/** The same sums in the words of the statistics. */
export const toClusters = ({ clusters, a, b, aa, bb, ab }: RatioSums) => ({
  clusters,
  n: b,
  sum: a,
  nSquared: bb,
  sumSquared: aa,
  nTimesSum: ab,
});
