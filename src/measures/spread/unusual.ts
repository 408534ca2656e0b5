import type { Interval } from "../../findings/figure.ts";
import { normalUpper } from "../../stats/distributions/normal.ts";
import { normalMultiplier } from "../../stats/intervals/checks.ts";
import { CONFIDENCE } from "../infer.ts";
import type { ScoreMoments, SpreadSums } from "./sums.ts";

/** Answers, and customers, that a group and all others need. */
export const SPREAD_MINIMUM = 30;

/** How far the answers of one group lie apart, against all others who name a group of the same attribute. */
export interface GroupSpread {
  group: string;
  n: number;
  /** Standard deviation of its scores, and of the others about their own mean. */
  deviation: number;
  others: number;
  /** The one over the other. */
  ratio: number;
  interval: Interval;
  pValue: number;
}

/**
 * The spread of each group against that of all others: the difference of the logarithms of the variances, whose error follows from the kurtosis
 * of all answers, so that scores need not be normal. Customers are counted, not answers: those of one customer belong together.
 * @see Layard (1973), J. Am. Stat. Assoc. 68, 195–198
 */
export function groupSpreads(sums: readonly SpreadSums[], moments: ScoreMoments): GroupSpread[] {
  const kurtosis = kurtosisOf(moments);
  if (kurtosis === null) return [];
  const total = (of: (each: SpreadSums) => number) => sums.reduce((all, each) => all + of(each), 0);
  const whole = {
    n: total((g) => g.n),
    x: total((g) => g.x),
    xx: total((g) => g.xx),
    clusters: total((g) => g.clusters),
  };
  return sums.flatMap((own): GroupSpread[] => {
    const rest = {
      ...{ n: whole.n - own.n, x: whole.x - own.x, xx: whole.xx - own.xx },
      clusters: whole.clusters - own.clusters,
    };
    if (Math.min(own.clusters, rest.clusters) < SPREAD_MINIMUM) return [];
    const [mine, theirs] = [varianceOf(own), varianceOf(rest)];
    if (mine <= 0 || theirs <= 0) return [];
    const difference = Math.log(mine / theirs);
    const error = Math.sqrt((kurtosis - 1) * (1 / own.clusters + 1 / rest.clusters));
    const half = normalMultiplier(CONFIDENCE) * error;
    return [
      {
        group: own.group,
        n: own.n,
        deviation: Math.sqrt(mine),
        others: Math.sqrt(theirs),
        ratio: Math.exp(difference / 2),
        interval: {
          low: Math.exp((difference - half) / 2),
          high: Math.exp((difference + half) / 2),
          level: CONFIDENCE,
        },
        pValue: 2 * normalUpper(Math.abs(difference) / error),
      },
    ];
  });
}

const varianceOf = ({ n, x, xx }: Pick<SpreadSums, "n" | "x" | "xx">): number => Math.max(0, xx - x ** 2 / n) / (n - 1);

/** Null where nothing varies. */
function kurtosisOf({ n, x, xx, xxx, xxxx }: ScoreMoments): number | null {
  const mean = x / n;
  const variance = xx / n - mean ** 2;
  if (variance <= 0) return null;
  const fourth = xxxx / n - 4 * mean * (xxx / n) + 6 * mean ** 2 * (xx / n) - 3 * mean ** 4;
  // Of two camps of equal size it is 1, which would leave no error at all.
  return Math.max(1.2, fourth / variance ** 2);
}
