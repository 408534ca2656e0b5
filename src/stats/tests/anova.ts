import { ModelError } from "../../base/errors.ts";
import { fUpper } from "../distributions/f.ts";
import { quantileOf } from "../intervals/quantile.ts";
import { mergeMoments, momentsOf, NO_MOMENTS } from "../sums.ts";
import { type Group, requireGroups } from "./checks.ts";

/** An F test. */
export interface FTest {
  f: number;
  df1: number;
  df2: number;
  pValue: number;
}

/** One-way analysis of variance with its effect sizes. */
export interface OneWayAnova extends FTest {
  sumOfSquaresBetween: number;
  sumOfSquaresWithin: number;
  /** SSb/SSt: share of variance in this sample, biased upwards. */
  etaSquared: number;
  /** (SSb − dfb·MSw)/(SSt + MSw): the one to show; may be slightly negative. */
  omegaSquared: number;
  /** (SSb − dfb·MSw)/SSt; may be slightly negative. */
  epsilonSquared: number;
}

/**
 * One-way analysis of variance from group moments, assuming equal variances.
 * @throws InputError `input.sample_too_small` with fewer than two groups, an empty one, or no spare degrees of freedom
 * @throws ModelError `model.degenerate` when nothing varies within groups
 * @see Fisher (1925); R: aov
 * @example
 * const groups = [[1, 2, 3], [2, 3, 4], [6, 7, 8]].map((values, i) => ({ name: `${i}`, moments: momentsOf(values) }));
 * oneWayAnova(groups).f; // 21
 */
export function oneWayAnova(groups: readonly Group[]): OneWayAnova {
  requireGroups(groups, 1);
  const total = groups.reduce((sum, g) => mergeMoments(sum, g.moments), NO_MOMENTS);
  const df1 = groups.length - 1;
  const df2 = total.n - groups.length;
  const within = groups.reduce((sum, g) => sum + g.moments.squaredDeviations, 0);
  const between = groups.reduce((sum, { moments: { n, mean } }) => sum + n * (mean - total.mean) ** 2, 0);
  if (!(df2 > 0 && within > 0)) throw nothingVaries();
  const meanSquare = within / df2;
  const f = between / df1 / meanSquare;
  const excess = between - df1 * meanSquare;
  return {
    f,
    df1,
    df2,
    pValue: fUpper(f, df1, df2),
    sumOfSquaresBetween: between,
    sumOfSquaresWithin: within,
    etaSquared: between / (between + within),
    omegaSquared: excess / (between + within + meanSquare),
    epsilonSquared: excess / (between + within),
  };
}

/**
 * Welch's analysis of variance: means of groups with unequal variances.
 * @throws InputError `input.sample_too_small` when a group has fewer than two values
 * @throws ModelError `model.degenerate` when a group does not vary: its weight would be infinite
 * @see Welch (1951), Biometrika 38, 330–336; R: oneway.test
 * @example
 * const groups = [[1, 2, 3], [2, 4, 6], [6, 7, 8]].map((values, i) => ({ name: `${i}`, moments: momentsOf(values) }));
 * welchAnova(groups).df2; // 3.7895
 */
export function welchAnova(groups: readonly Group[]): FTest {
  requireGroups(groups, 2);
  const weights = groups.map(({ name, moments: { n, squaredDeviations } }) => {
    if (!(squaredDeviations > 0)) throw nothingVaries(name);
    return (n / squaredDeviations) * (n - 1);
  });
  const total = weights.reduce((a, b) => a + b, 0);
  const centre = groups.reduce((sum, g, i) => sum + (weights[i]! / total) * g.moments.mean, 0);
  const k = groups.length;
  const lack = groups.reduce((sum, g, i) => sum + (1 - weights[i]! / total) ** 2 / (g.moments.n - 1), 0) / (k * k - 1);
  const spread = groups.reduce((sum, g, i) => sum + weights[i]! * (g.moments.mean - centre) ** 2, 0);
  const f = spread / ((k - 1) * (1 + 2 * (k - 2) * lack));
  const df2 = 1 / (3 * lack);
  return { f, df1: k - 1, df2, pValue: fUpper(f, k - 1, df2) };
}

/**
 * Brown and Forsythe's test of equal variances: analysis of variance of absolute deviations from group medians.
 * @param groups values by group
 * @throws InputError `input.sample_too_small` with fewer than two groups or an empty one
 * @throws ModelError `model.degenerate` when the deviations do not vary
 * @see Brown & Forsythe (1974), J. Am. Stat. Assoc. 69, 364–367; R: car::leveneTest
 * @example
 * brownForsythe([
 *   { name: "shop a", values: [1, 2, 3, 4, 5] },
 *   { name: "shop b", values: [1, 4, 7, 10, 13] },
 * ]).f; // 4.1143
 */
export function brownForsythe(groups: readonly { name: string; values: ArrayLike<number> }[]): FTest {
  const deviations = groups.map(({ name, values }) => {
    const sorted = Float64Array.from(values).sort();
    const median = quantileOf(sorted, 0.5);
    return { name, moments: momentsOf(sorted.map((x) => Math.abs(x - median))) };
  });
  const { f, df1, df2, pValue } = oneWayAnova(deviations);
  return { f, df1, df2, pValue };
}

function nothingVaries(group?: string): ModelError {
  return new ModelError(
    "model.degenerate",
    `Values do not vary within ${group === undefined ? "groups" : `"${group}"`}.`,
    {
      hint: "Compare the groups by ranks, or leave this one out.",
      ...(group === undefined ? {} : { details: { group } }),
    },
  );
}
