import type { Interval } from "../interval.ts";
import { normalMultiplier, requireCounts, requireSample } from "./checks.ts";

/** Answers to "how likely are you to recommend us" by class: 9–10, 7–8, 0–6. Weighted counts may be fractions. */
export interface NpsCounts {
  promoters: number;
  passives: number;
  detractors: number;
}

/** A symmetric interval in points before clipping, with its parts. */
export interface NpsBand {
  /** Points. */
  centre: number;
  standardError: number;
  marginOfError: number;
  low: number;
  high: number;
}

/** Net promoter score with its intervals, all in points from −100 to 100. */
export interface NpsEstimate {
  n: number;
  nps: number;
  /** p + d − (p − d)², in squared shares: what sample size formulas need. */
  variancePerAnswer: number;
  /** Adjusted Wald AW(3, T), clipped to ±100: the one to show. */
  interval: Interval;
  /** The same before clipping. */
  adjustedWald: NpsBand;
  /** Textbook Wald, for comparison only: it collapses where all answers fall in one class. */
  wald: NpsBand;
  /** Wald standard error with n − 1; null when n = 1. */
  sampleStandardError: number | null;
}

/**
 * Net promoter score with the adjusted Wald interval.
 *
 * Adds ¾ promoter, 1½ passives and ¾ detractor before the Wald formula: the best coverage among the simple
 * intervals, and no collapse when everybody is a promoter.
 * @param confidence two-sided level in (0, 1)
 * @throws InputError `input.sample_too_small` without answers: an undefined score is not 0
 * @see Rocks (2016), Am. Stat. 70, 365–372
 * @example
 * npsInterval({ promoters: 50, passives: 30, detractors: 20 }).interval; // 14.05 to 44.20
 */
export function npsInterval(counts: NpsCounts, confidence = 0.95): NpsEstimate {
  const n = npsTotal(counts);
  const z = normalMultiplier(confidence);
  const variance = npsVariance(counts);
  const { promoters, passives, detractors } = counts;
  const padded = { promoters: promoters + 0.75, passives: passives + 1.5, detractors: detractors + 0.75 };
  const adjustedWald = waldBand(padded, z);
  return {
    n,
    nps: netPromoterScore(counts),
    variancePerAnswer: variance,
    interval: clipToPoints({ low: adjustedWald.low, high: adjustedWald.high, level: confidence }),
    adjustedWald,
    wald: waldBand(counts, z),
    sampleStandardError: n > 1 ? 100 * Math.sqrt(variance / (n - 1)) : null,
  };
}

/**
 * Net promoter score in points: 100 (promoters − detractors)/n.
 * @throws InputError `input.sample_too_small` without answers
 * @see Reichheld (2003), Harvard Business Review 81(12), 46–54
 * @example
 * netPromoterScore({ promoters: 50, passives: 30, detractors: 20 }); // 30
 */
export function netPromoterScore(counts: NpsCounts): number {
  return (100 * (counts.promoters - counts.detractors)) / npsTotal(counts);
}

/** Variance of one answer coded +1, 0, −1, with denominator n, in squared shares. */
export function npsVariance(counts: NpsCounts): number {
  const n = npsTotal(counts);
  const p = counts.promoters / n;
  const d = counts.detractors / n;
  const passive = counts.passives / n;
  // The same as p + d − (p − d)², but never negative and without cancellation.
  return p * passive + d * passive + 4 * p * d;
}

/** Cuts an interval in points at ±100. */
export function clipToPoints({ low, high, level }: Interval): Interval {
  return { low: Math.max(-100, low), high: Math.min(100, high), level };
}

function waldBand(counts: NpsCounts, z: number): NpsBand {
  const centre = netPromoterScore(counts);
  const standardError = 100 * Math.sqrt(npsVariance(counts) / npsTotal(counts));
  const marginOfError = z * standardError;
  return { centre, standardError, marginOfError, low: centre - marginOfError, high: centre + marginOfError };
}

function npsTotal({ promoters, passives, detractors }: NpsCounts): number {
  requireCounts({ promoters, passives, detractors });
  const n = promoters + passives + detractors;
  requireSample(n, n > 0 ? 0 : 1, "A net promoter score");
  return n;
}
