import type { Interval, Unit } from "../findings/figure.ts";
import { CONFIDENCE, toClusters } from "../measures/infer.ts";
import { studentTQuantile, studentTUpper } from "../stats/distributions/student-t.ts";
import { clusteredMean, clusteredShare } from "../stats/intervals/clustered-mean.ts";
import { welchDf } from "../stats/tests/t-test.ts";
import type { BandSums, SpreadSums } from "./band-sums.ts";

/** A band needs this many answers before money is said of it. */
export const BAND_MINIMUM = 50;
/** So many customers must have an outcome at all. */
export const NON_ZERO_MINIMUM = 20;
/** Smallest difference that would matter, as a share of the mean of all bands. */
export const SMALLEST_USEFUL_SHARE = 0.05;

export interface BandEstimate {
  band: string;
  n: number;
  customers: number;
  mean: number;
  standardError: number | null;
  interval: Interval | null;
  shareNonZero: number;
}

/** The same with what few large values would hide. */
export interface SpreadEstimate extends BandEstimate {
  median: number;
  winsorisedMean: number;
}

/**
 * Mean of a band with errors by customer; null where the band has no denominator (no order at all).
 * @param unit of a share the interval lies in [0, 1], and is Wilson's where all agree
 */
export function bandEstimate(sums: BandSums, unit?: Unit): BandEstimate | null {
  if (sums.n === 0 || sums.b === 0) return null;
  const { mean, standardError, interval } = (unit === "share" ? clusteredShare : clusteredMean)(
    toClusters(sums),
    CONFIDENCE,
  );
  return {
    band: sums.band,
    n: sums.n,
    customers: sums.clusters,
    mean,
    standardError,
    interval,
    shareNonZero: sums.nonZero / sums.clusters,
  };
}

export function spreadEstimate(sums: SpreadSums): SpreadEstimate | null {
  const estimate = bandEstimate(sums);
  return estimate && { ...estimate, median: sums.median, winsorisedMean: sums.winsorised / sums.b };
}

export interface Contrast {
  difference: number;
  interval: Interval;
  standardError: number;
  /** Two-sided, Welch. */
  p: number;
}

/** Difference of two band means, errors by customer, degrees of freedom by Welch–Satterthwaite. */
export function contrast(high: BandEstimate, low: BandEstimate): Contrast | null {
  if (high.standardError === null || low.standardError === null) return null;
  const [a, b] = [high.standardError ** 2, low.standardError ** 2];
  const standardError = Math.sqrt(a + b);
  const difference = high.mean - low.mean;
  if (standardError === 0) return null;
  const df = welchDf({ a, b, n1: high.customers, n2: low.customers });
  const half = studentTQuantile(1 - (1 - CONFIDENCE) / 2, df) * standardError;
  return {
    difference,
    standardError,
    interval: { low: difference - half, high: difference + half, level: CONFIDENCE },
    p: Math.min(1, 2 * studentTUpper(Math.abs(difference) / standardError, df)),
  };
}

export type LinkVerdict = "useful" | "weak" | "none" | "too_little";

export interface VerdictInput {
  /** From the worst band to the best. */
  bands: readonly BandEstimate[];
  contrast: Contrast | null;
  /** p after adjustment for all links of the table. */
  adjustedP: number;
  nonZeroCustomers: number;
  smallestUseful: number;
}

/**
 * The verdict on a link: one rule everywhere.
 * `too_little`: a compared band below 50 answers, fewer than 20 customers with an outcome, or an interval that holds
 * both 0 and the smallest useful effect. `none`: the interval lies inside ± that effect. `useful`: it lies beyond,
 * and the bands rise or fall in order. `weak`: a real difference that may be too small to matter.
 */
export function linkVerdict(input: VerdictInput): LinkVerdict {
  const { bands, contrast: c, smallestUseful } = input;
  if (c === null || bands.length < 2 || bands[0]!.n < BAND_MINIMUM || bands.at(-1)!.n < BAND_MINIMUM)
    return "too_little";
  if (input.nonZeroCustomers < NON_ZERO_MINIMUM) return "too_little";
  const { low, high } = c.interval;
  const holdsZero = low <= 0 && high >= 0;
  if (low > -smallestUseful && high < smallestUseful) return "none";
  if (holdsZero) return "too_little";
  if (input.adjustedP >= 0.05) return "too_little";
  const beyond = low >= smallestUseful || high <= -smallestUseful;
  return beyond && isMonotone(bands.map(({ mean }) => mean)) ? "useful" : "weak";
}

export function isMonotone(values: readonly number[]): boolean {
  const steps = values.slice(1).map((value, i) => value - values[i]!);
  return steps.every((step) => step >= 0) || steps.every((step) => step <= 0);
}
