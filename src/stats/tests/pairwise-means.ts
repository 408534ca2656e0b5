import { ModelError } from "../../base/errors.ts";
import { tabulatedRange } from "../distributions/studentized-range.ts";
import type { Interval } from "../interval.ts";
import { requireConfidence } from "../intervals/checks.ts";
import { oneWayAnova } from "./anova.ts";
import { type Group, requireGroups } from "./checks.ts";
import { welchDf } from "./t-test.ts";

/** One pair of groups, the later minus the earlier. */
export interface PairwiseDifference {
  first: string;
  second: string;
  /** Mean of `second` minus mean of `first`. */
  difference: number;
  standardError: number;
  df: number;
  /** Adjusted for all pairs. */
  pValue: number;
  /** Simultaneous over all pairs. */
  interval: Interval;
}

/**
 * Games and Howell's comparison of all pairs of means, variances unequal: studentised range with Welch's df.
 * @param groups in the order in which pairs are formed
 * @param confidence simultaneous two-sided level in (0, 1)
 * @throws InputError `input.sample_too_small` when a group has fewer than two values
 * @throws ModelError `model.degenerate` when both groups of a pair do not vary
 * @see Games & Howell (1976), J. Educ. Stat. 1, 113–125
 * @example
 * const groups = [[1, 2, 3], [2, 4, 6], [6, 7, 8]].map((values, i) => ({ name: `${i}`, moments: momentsOf(values) }));
 * gamesHowell(groups)[1]?.pValue; // 0.0079
 */
export function gamesHowell(groups: readonly Group[], confidence = 0.95): PairwiseDifference[] {
  requireGroups(groups, 2);
  return allPairs(groups, confidence, (x, y) => {
    const a = x.moments.squaredDeviations / (x.moments.n - 1) / x.moments.n;
    const b = y.moments.squaredDeviations / (y.moments.n - 1) / y.moments.n;
    return { variance: a + b, df: welchDf({ a, b, n1: x.moments.n, n2: y.moments.n }) };
  });
}

/**
 * Tukey's honest significant differences (Tukey–Kramer for unequal n), variances equal.
 * @param groups in the order in which pairs are formed
 * @param confidence simultaneous two-sided level in (0, 1)
 * @throws InputError `input.sample_too_small` with fewer than two groups or an empty one
 * @throws ModelError `model.degenerate` when nothing varies within groups
 * @see Kramer (1956), Biometrics 12, 307–310; R: TukeyHSD
 * @example
 * const groups = [[1, 2, 3], [2, 3, 4], [6, 7, 8]].map((values, i) => ({ name: `${i}`, moments: momentsOf(values) }));
 * tukeyHsd(groups)[1]?.pValue; // 0.0021
 */
export function tukeyHsd(groups: readonly Group[], confidence = 0.95): PairwiseDifference[] {
  const { sumOfSquaresWithin, df2 } = oneWayAnova(groups);
  const meanSquare = sumOfSquaresWithin / df2;
  return allPairs(groups, confidence, (x, y) => ({
    variance: meanSquare * (1 / x.moments.n + 1 / y.moments.n),
    df: df2,
  }));
}

function allPairs(
  groups: readonly Group[],
  confidence: number,
  errorOf: (x: Group, y: Group) => { variance: number; df: number },
): PairwiseDifference[] {
  requireConfidence(confidence);
  const range = tabulatedRange(groups.length);
  return groups.flatMap((x, i) =>
    groups.slice(i + 1).map((y) => {
      const { variance, df } = errorOf(x, y);
      if (!(variance > 0))
        throw new ModelError("model.degenerate", `Neither "${x.name}" nor "${y.name}" varies.`, {
          details: { groups: [x.name, y.name] },
        });
      const difference = y.moments.mean - x.moments.mean;
      const standardError = Math.sqrt(variance);
      const half = (range.quantile(confidence, df) * standardError) / Math.SQRT2;
      return {
        first: x.name,
        second: y.name,
        difference,
        standardError,
        df,
        pValue: range.upper((Math.abs(difference) / standardError) * Math.SQRT2, df),
        interval: { low: difference - half, high: difference + half, level: confidence },
      };
    }),
  );
}
