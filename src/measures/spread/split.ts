import type { Interval } from "../../findings/figure.ts";
import { fUpper } from "../../stats/distributions/f.ts";
import { explainedVarianceInterval } from "../../stats/tests/explained-variance.ts";
import { CONFIDENCE } from "../infer.ts";
import type { ScoreMoments, SpreadSums } from "./sums.ts";

/** How much of the variance of scores lies between the groups of one attribute. */
export interface VarianceShare {
  groups: number;
  n: number;
  /** ω²: corrected for what groups differ by chance; 0 where that is all. */
  share: number;
  interval: Interval;
  pValue: number;
}

/**
 * One-way analysis of variance with the answers of one customer belonging together: F is divided by the design effect of
 * clusters, and its second degrees of freedom count clusters (as Rao & Scott 1981 do with χ²).
 * @returns null where fewer than two groups have answers, nothing varies within them, or there are no spare clusters
 */
export function varianceShare(sums: readonly SpreadSums[]): VarianceShare | null {
  const used = sums.filter(({ n }) => n > 0);
  const add = (of: (each: SpreadSums) => number) => used.reduce((all, each) => all + of(each), 0);
  const [n, clusters, k] = [add((g) => g.n), add((g) => g.clusters), used.length];
  const [df1, df2] = [k - 1, clusters - k];
  const within = add((g) => Math.max(0, g.xx - g.x ** 2 / g.n));
  if (df1 < 1 || df2 < 1 || within <= 0) return null;
  const mean = add((g) => g.x) / n;
  const between = add((g) => g.n * (g.x / g.n - mean) ** 2);
  const meanSquare = within / (n - k);
  const ofClusters = add(({ x, n, byClusterXx, byClusterXn, byClusterNn }) =>
    Math.max(0, byClusterXx - 2 * (x / n) * byClusterXn + (x / n) ** 2 * byClusterNn),
  );
  const design = Math.max(1, ((ofClusters / within) * (clusters / df2) * (n - k)) / n);
  const f = between / df1 / meanSquare / design;
  const component = Math.max(0, (between / design - df1 * meanSquare) / (n / design));
  return {
    groups: k,
    n,
    share: component / (component + meanSquare),
    interval: explainedVarianceInterval({ f, df1, df2 }, CONFIDENCE),
    pValue: fUpper(f, df1, df2),
  };
}

/** Mean and variance of all scores, with an interval of the variance that takes a customer's answers for one. */
export function spreadOf({ n, clusters, x, xx, xxx, xxxx }: ScoreMoments): { variance: number; error: number | null } {
  const mean = x / n;
  const variance = Math.max(0, xx / n - mean ** 2);
  if (clusters < 2) return { variance, error: null };
  const fourth = xxxx / n - 4 * mean * (xxx / n) + 6 * mean ** 2 * (xx / n) - 3 * mean ** 4;
  return { variance, error: Math.sqrt(Math.max(0, fourth - variance ** 2) / clusters) };
}
