import { InputError } from "../../base/errors.ts";
import { betaQuantile } from "../distributions/beta.ts";

/** An uncertain amount as people state it. */
export interface ThreePointEstimate {
  min: number;
  /** Most likely value, within [min, max]. */
  mode: number;
  max: number;
}

/** Moments and percentiles of a distribution. */
export interface DistributionSummary {
  mean: number;
  sd: number;
  p05: number;
  p50: number;
  p95: number;
}

/**
 * The triangular distribution of a three-point estimate: moments and quantiles.
 * @throws InputError `input.out_of_range` unless min ≤ mode ≤ max, min < max, all finite
 * @see Johnson (1997), The Statistician 46, 387–398
 * @example
 * triangular({ min: 0, mode: 50, max: 100 }).mean; // 50
 */
export function triangular(estimate: ThreePointEstimate): DistributionSummary {
  requireOrdered(estimate);
  const { min, mode, max } = estimate;
  const variance = (min * min + mode * mode + max * max - min * mode - min * max - mode * max) / 18;
  const at = (p: number) => triangularQuantile(p, estimate);
  return { mean: (min + mode + max) / 3, sd: Math.sqrt(variance), p05: at(0.05), p50: at(0.5), p95: at(0.95) };
}

/**
 * Quantile of the triangular distribution.
 * @param p probability in [0, 1]
 * @throws InputError `input.out_of_range` as `triangular`, or when p is outside [0, 1]
 * @see Johnson (1997), The Statistician 46, 387–398
 * @example
 * triangularQuantile(0.5, { min: 0, mode: 50, max: 100 }); // 50
 */
export function triangularQuantile(p: number, estimate: ThreePointEstimate): number {
  requireOrdered(estimate);
  requireProbability(p);
  const { min, mode, max } = estimate;
  const range = max - min;
  if (p * range <= mode - min) return min + Math.sqrt(p * range * (mode - min));
  return max - Math.sqrt((1 - p) * range * (max - mode));
}

/**
 * The PERT distribution of a three-point estimate: a beta on [min, max] whose mean weighs the mode `weight` times.
 * @param weight usually 4; more trusts the mode more
 * @throws InputError `input.out_of_range` as `triangular`, or when the weight is not positive
 * @see Malcolm et al. (1959), Operations Research 7, 646–669; Vose (2008), Risk Analysis
 * @example
 * pert({ min: 10, mode: 25, max: 70 }).mean; // 30
 */
export function pert(estimate: ThreePointEstimate, weight = 4): DistributionSummary & { alpha: number; beta: number } {
  const { alpha, beta } = pertShape(estimate, weight);
  const { min, max } = estimate;
  const range = max - min;
  const total = alpha + beta;
  const at = (p: number) => min + range * betaQuantile(p, alpha, beta);
  return {
    alpha,
    beta,
    mean: min + (range * alpha) / total,
    sd: (range / total) * Math.sqrt((alpha * beta) / (total + 1)),
    p05: at(0.05),
    p50: at(0.5),
    p95: at(0.95),
  };
}

/** Shape parameters of the PERT distribution's beta. @throws InputError as `pert` */
export function pertShape(estimate: ThreePointEstimate, weight = 4): { alpha: number; beta: number } {
  requireOrdered(estimate);
  if (!(weight > 0))
    throw new InputError("input.out_of_range", "The weight of the mode must be above 0.", { details: { weight } });
  const { min, mode, max } = estimate;
  return { alpha: 1 + (weight * (mode - min)) / (max - min), beta: 1 + (weight * (max - mode)) / (max - min) };
}

function requireOrdered({ min, mode, max }: ThreePointEstimate): void {
  if (!(min <= mode && mode <= max && min < max) || !Number.isFinite(max - min))
    throw new InputError("input.out_of_range", "An estimate needs minimum ≤ most likely ≤ maximum, not all equal.", {
      details: { min, mode, max },
    });
}

function requireProbability(p: number): void {
  if (!(p >= 0 && p <= 1))
    throw new InputError("input.out_of_range", "A probability lies between 0 and 1.", { details: { p } });
}
