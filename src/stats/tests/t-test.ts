import { studentTTwoSided } from "../distributions/student-t.ts";
import type { Interval } from "../interval.ts";
import { requireSample, studentTMultiplier } from "../intervals/checks.ts";
import type { Moments, PairedMoments } from "../sums.ts";
import { requireMoments, requirePairs } from "../sums.ts";

/** Result of a t test on a difference of means. */
export interface TTest {
  /** First minus second. */
  difference: number;
  standardError: number;
  /** null where nothing varies and no test exists. */
  t: number | null;
  df: number;
  /** Two-sided; null where t is. */
  pValue: number | null;
  /** Of the difference. */
  interval: Interval;
}

/**
 * Welch's t test for two independent means with unequal variances.
 * @param x moments of the first group
 * @param y moments of the second group
 * @param confidence two-sided level in (0, 1)
 * @throws InputError `input.sample_too_small` when a group has fewer than two values
 * @see Welch (1947), Biometrika 34, 28–35; R: t.test(x, y)
 * @example
 * welchTTest({ n: 2, mean: 1, squaredDeviations: 2 }, { n: 2, mean: 3, squaredDeviations: 2 }).df; // 2
 */
export function welchTTest(x: Moments, y: Moments, confidence = 0.95): TTest {
  requireSample(Math.min(x.n, y.n), 2, "A t test, in values a group,");
  requireMoments(x);
  requireMoments(y);
  const a = x.squaredDeviations / (x.n - 1) / x.n;
  const b = y.squaredDeviations / (y.n - 1) / y.n;
  return result({ difference: x.mean - y.mean, variance: a + b, df: welchDf({ a, b, n1: x.n, n2: y.n }), confidence });
}

/**
 * Welch–Satterthwaite degrees of freedom for variances a and b of two means; n₁ + n₂ − 2 where both are 0.
 */
export function welchDf({ a, b, n1, n2 }: { a: number; b: number; n1: number; n2: number }): number {
  const sum = a + b;
  if (sum === 0) return n1 + n2 - 2;
  // Scaled first, so that variances near the smallest double do not square to 0.
  return 1 / ((a / sum) ** 2 / (n1 - 1) + (b / sum) ** 2 / (n2 - 1));
}

/**
 * Student's t test with the pooled variance, for comparison with older reports; Welch's is the default here.
 * @param confidence two-sided level in (0, 1)
 * @throws InputError `input.sample_too_small` when a group is empty or both have one value
 * @see Student (1908), Biometrika 6, 1–25; R: t.test(var.equal = TRUE)
 * @example
 * studentTTest(momentsOf([2, 3, 4]), momentsOf([1, 2, 3])).df; // 4
 */
export function studentTTest(x: Moments, y: Moments, confidence = 0.95): TTest {
  requireSample(Math.min(x.n, y.n), 1, "A t test, in values a group,");
  requireMoments(x);
  requireMoments(y);
  const df = x.n + y.n - 2;
  requireSample(df, 1, "A t test, in degrees of freedom,");
  const pooled = (x.squaredDeviations + y.squaredDeviations) / df;
  return result({ difference: x.mean - y.mean, variance: pooled * (1 / x.n + 1 / y.n), df, confidence });
}

/**
 * Paired t test: the same units measured twice.
 * @param pairs moments of (x, y)
 * @param confidence two-sided level in (0, 1)
 * @returns difference = mean of x − y
 * @throws InputError `input.sample_too_small` when there are fewer than two pairs
 * @see Student (1908), Biometrika 6, 1–25; R: t.test(paired = TRUE)
 * @example
 * pairedTTest(pairedMomentsOf([5, 7, 9], [4, 5, 6])).difference; // 2
 */
export function pairedTTest(pairs: PairedMoments, confidence = 0.95): TTest {
  requireSample(pairs.n, 2, "A paired test");
  requirePairs(pairs);
  const squares = Math.max(0, pairs.xx - 2 * pairs.xy + pairs.yy);
  const df = pairs.n - 1;
  return result({ difference: pairs.meanX - pairs.meanY, variance: squares / df / pairs.n, df, confidence });
}

function result(parts: { difference: number; variance: number; df: number; confidence: number }): TTest {
  const { difference, variance, df, confidence } = parts;
  const standardError = Math.sqrt(variance);
  const half = studentTMultiplier(confidence, df) * standardError;
  const t = standardError > 0 ? difference / standardError : null;
  return {
    difference,
    standardError,
    t,
    df,
    pValue: t === null ? null : studentTTwoSided(t, df),
    interval: { low: difference - half, high: difference + half, level: confidence },
  };
}
