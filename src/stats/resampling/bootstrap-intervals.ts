import { InputError, ModelError } from "../../base/errors.ts";
import { normalCdf, normalQuantile } from "../distributions/normal.ts";
import type { Interval } from "../interval.ts";
import { requireConfidence } from "../intervals/checks.ts";
import { quantileOf } from "../intervals/quantile.ts";

/** Replicates of a statistic with what an interval needs beside them. */
export interface Replicates {
  /** The statistic on each resample. */
  replicates: ArrayLike<number>;
  /** The statistic on the sample. */
  estimate: number;
  /** From the jackknife; 0 (the default) makes the BCa interval a BC interval. */
  acceleration?: number;
  /** Two-sided level in (0, 1), default 0.95. */
  confidence?: number;
}

/** Percentile, basic and BCa intervals of one set of replicates. */
export interface BootstrapIntervals {
  /** Standard deviation of the replicates (n − 1). */
  standardError: number;
  /** Quantiles of the replicates. */
  percentile: Interval;
  /** Quantiles mirrored at the estimate. */
  basic: Interval;
  /** Bias-corrected and accelerated; the one to report. */
  bca: Interval;
  /** Φ⁻¹ of the share of replicates below the estimate, ties counted half. */
  biasCorrection: number;
  /** The shares at which the BCa interval reads the replicates. */
  bcaLevels: [number, number];
}

/**
 * Percentile, basic and BCa intervals from bootstrap replicates (quantiles of type 7).
 *
 * At least 1,000 replicates for 95 %: the ends are read from the outer 2.5 %.
 * @throws InputError `input.sample_too_small` with fewer than 20 replicates; `input.out_of_range` for a bad confidence
 * @throws ModelError `model.degenerate` when all replicates lie on one side of the estimate (no BCa interval exists)
 * @see Efron (1987), J. Am. Stat. Assoc. 82, 171–185
 * @example
 * const replicates = Array.from({ length: 999 }, (_, i) => 5 + 2 * normalQuantile((i + 1) / 1000));
 * bootstrapIntervals({ replicates, estimate: 5 }).bca; // 1.1120 to 8.8880
 */
export function bootstrapIntervals(question: Replicates): BootstrapIntervals {
  const { replicates, estimate, acceleration = 0, confidence = 0.95 } = question;
  requireConfidence(confidence);
  const sorted = Float64Array.from(replicates).sort();
  if (sorted.length < 20 || !Number.isFinite(sorted[0]! + sorted[sorted.length - 1]! + estimate))
    throw new InputError("input.sample_too_small", "Bootstrap intervals need at least 20 defined replicates.", {
      details: { replicates: sorted.length },
    });
  const tail = (1 - confidence) / 2;
  const between = (low: number, high: number): Interval => ({ low, high, level: confidence });
  const [low, high] = [quantileOf(sorted, tail), quantileOf(sorted, 1 - tail)];
  const biasCorrection = biasOf(sorted, estimate);
  const level = (p: number): number => {
    const z = biasCorrection + normalQuantile(p);
    return normalCdf(biasCorrection + z / (1 - acceleration * z));
  };
  const bcaLevels: [number, number] = [level(tail), level(1 - tail)];
  return {
    standardError: standardDeviation(sorted),
    percentile: between(low, high),
    basic: between(2 * estimate - high, 2 * estimate - low),
    bca: between(quantileOf(sorted, bcaLevels[0]), quantileOf(sorted, bcaLevels[1])),
    biasCorrection,
    bcaLevels,
  };
}

/** Half of the ties count as below, so that a discrete statistic such as NPS is not read as biased. */
function biasOf(sorted: Float64Array, estimate: number): number {
  let below = 0;
  for (const value of sorted) below += value < estimate ? 1 : value === estimate ? 0.5 : 0;
  const share = below / sorted.length;
  if (share === 0 || share === 1)
    throw new ModelError("model.degenerate", "Every bootstrap replicate lies on the same side of the estimate.", {
      hint: "The sample is too small or the statistic is an extreme; show the percentile interval or none.",
    });
  return normalQuantile(share);
}

function standardDeviation(values: Float64Array): number {
  const n = values.length;
  const mean = values.reduce((sum, v) => sum + v / n, 0);
  return Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (n - 1));
}
