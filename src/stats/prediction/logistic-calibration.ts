import { InputError, ModelError } from "../../base/errors.ts";
import type { Interval } from "../interval.ts";
import { normalMultiplier } from "../intervals/checks.ts";
import { choleskyFactor, choleskyInverse } from "../optimise/cholesky.ts";
import { type Evaluation, maximiseByNewton } from "../optimise/newton.ts";
import { logistic } from "../special/logistic.ts";
import { type ScoredLabels, type ScoreTable, scoreTable } from "./scored-labels.ts";

/** Logistic recalibration of predicted probabilities: logit P(y) = intercept + slope·logit(p). Perfect: 0 and 1. */
export interface CalibrationSlope {
  /** Below 1: predictions are too extreme (overfitted); above 1: too timid. */
  slope: number;
  slopeInterval: Interval;
  intercept: number;
  /** Intercept with the slope held at 1: above 0, predictions are too low on the whole. */
  interceptAtSlopeOne: number;
  interceptAtSlopeOneInterval: Interval;
  n: number;
}

/**
 * Calibration slope and intercept of predicted probabilities.
 *
 * Predictions of exactly 0 or 1 count as 10⁻¹² away from it.
 * @returns `null` when they are undefined: all labels alike, all predictions alike, or predictions that separate the labels
 * @throws InputError `input.out_of_range` for predictions outside [0, 1]; `input.shape_mismatch`, `input.sample_too_small`
 * @see Cox (1958), Biometrika 45, 562–565; Van Calster et al. (2019), BMC Medicine 17, 230
 * @example
 * calibrationSlope({ label: [0, 0, 1, 1], score: [0.1, 0.2, 0.8, 0.9] }); // null: separated, the slope has no bound
 */
export function calibrationSlope(cases: ScoredLabels, confidence = 0.95): CalibrationSlope | null {
  const table = scoreTable(cases, { probabilities: true });
  const { totalPositives, totalNegatives } = table;
  if (totalPositives === 0 || totalNegatives === 0 || isSeparated(table)) return null;
  const x = table.score.map((p) => {
    const inside = Math.min(1 - 1e-12, Math.max(1e-12, p));
    return Math.log(inside) - Math.log1p(-inside);
  });
  const both = maximiseByNewton((at) => logLikelihood(table, x, at), [0, 1], { maxStep: 5 });
  const shift = maximiseByNewton((at) => interceptOnly(table, x, at[0]!), [0], { maxStep: 5 });
  const factor = choleskyFactor(
    both.hessian.map((h) => -h),
    2,
  );
  if (!both.converged || !shift.converged || factor === null) return null;
  const z = normalMultiplier(confidence);
  const around = (value: number, variance: number): Interval => ({
    low: value - z * Math.sqrt(variance),
    high: value + z * Math.sqrt(variance),
    level: confidence,
  });
  return {
    slope: both.at[1]!,
    slopeInterval: around(both.at[1]!, choleskyInverse(factor, 2)[3]!),
    intercept: both.at[0]!,
    interceptAtSlopeOne: shift.at[0]!,
    interceptAtSlopeOneInterval: around(shift.at[0]!, -1 / shift.hessian[0]!),
    n: totalPositives + totalNegatives,
  };
}

/** All predictions alike, or no overlap: the highest of one label is not above the lowest of the other. */
function isSeparated({ score, positives, negatives }: ScoreTable): boolean {
  const span = (counts: Float64Array) => [counts.findIndex((c) => c > 0), counts.findLastIndex((c) => c > 0)] as const;
  const [firstUp, lastUp] = span(positives);
  const [firstDown, lastDown] = span(negatives);
  return score.length === 1 || lastDown <= firstUp || lastUp <= firstDown;
}

function logLikelihood(
  { positives, negatives }: Pick<ScoreTable, "positives" | "negatives">,
  x: Float64Array,
  at: Float64Array,
): Evaluation {
  const gradient = new Float64Array(2);
  const hessian = new Float64Array(4);
  let value = 0;
  for (let i = 0; i < x.length; i++) {
    const eta = at[0]! + at[1]! * x[i]!;
    const n = positives[i]! + negatives[i]!;
    const e = Math.exp(-Math.abs(eta));
    const p = logistic(eta);
    value += positives[i]! * eta - n * (Math.max(eta, 0) + Math.log1p(e));
    const gap = positives[i]! - n * p;
    const w = n * p * (1 - p);
    gradient[0]! += gap;
    gradient[1]! += gap * x[i]!;
    hessian[0]! -= w;
    hessian[1]! -= w * x[i]!;
    hessian[3]! -= w * x[i]! ** 2;
  }
  hessian[2] = hessian[1]!;
  return { value, gradient, hessian };
}

function interceptOnly(table: ScoreTable, x: Float64Array, intercept: number): Evaluation {
  const { value, gradient, hessian } = logLikelihood(table, x, Float64Array.of(intercept, 1));
  return { value, gradient: gradient.slice(0, 1), hessian: hessian.slice(0, 1) };
}

/** Platt's sigmoid: P = 1/(1 + exp(a·score + b)); a is negative where higher scores mean likelier. */
export interface PlattCalibration {
  method: "platt";
  a: number;
  b: number;
  n: number;
}

/**
 * Fits Platt's sigmoid from scores to probabilities, with smoothed targets so that perfect separation stays finite.
 *
 * Fit it on cases that the scoring model has not seen.
 * @throws InputError for columns of unequal length or scores that are not finite
 * @throws ModelError `model.degenerate` when all labels or all scores are alike
 * @see Platt (1999); Lin, Lin & Weng (2007), Machine Learning 68, 267–276
 * @example
 * const platt = fitPlatt({ label: [0, 0, 0, 1, 1, 1], score: [-3, -2, -1, 1, 2, 3] });
 * applyPlatt(platt, [0])[0]; // 0.5
 */
export function fitPlatt(cases: ScoredLabels): PlattCalibration {
  const table = scoreTable(cases);
  const { score, positives, negatives, totalPositives, totalNegatives } = table;
  if (totalPositives === 0 || totalNegatives === 0 || score.length === 1) {
    throw new ModelError("model.degenerate", "A calibration needs both labels and at least two different scores.", {
      details: { positives: totalPositives, negatives: totalNegatives, distinctScores: score.length },
    });
  }
  const high = (totalPositives + 1) / (totalPositives + 2);
  const low = 1 / (totalNegatives + 2);
  // Standardised scores keep Newton's steps sane whatever the unit of the score.
  const n = totalPositives + totalNegatives;
  const mean = score.reduce((sum, s, i) => sum + (s * (positives[i]! + negatives[i]!)) / n, 0);
  const sd = Math.sqrt(score.reduce((sum, s, i) => sum + ((s - mean) ** 2 * (positives[i]! + negatives[i]!)) / n, 0));
  const smoothed = {
    positives: positives.map((c, i) => high * c + low * negatives[i]!),
    negatives: negatives.map((c, i) => (1 - low) * c + (1 - high) * positives[i]!),
  };
  const x = score.map((s) => (s - mean) / sd);
  const fit = maximiseByNewton(
    (at) => logLikelihood(smoothed, x, at),
    [Math.log((totalPositives + 1) / (totalNegatives + 1)), 0],
    {
      maxStep: 5,
    },
  );
  if (!fit.converged) {
    throw new ModelError("model.did_not_converge", "Platt's calibration did not converge.", {
      details: { iterations: fit.iterations },
    });
  }
  const slope = fit.at[1]! / sd;
  return { method: "platt", a: -slope, b: -(fit.at[0]! - slope * mean), n };
}

/**
 * Calibrated probabilities of scores.
 * @throws InputError `input.out_of_range` for scores that are not finite
 * @see Platt (1999); Lin, Lin & Weng (2007), Machine Learning 68, 267–276
 * @example
 * applyPlatt({ method: "platt", a: -1, b: 0, n: 10 }, [0]); // [0.5]
 */
export function applyPlatt({ a, b }: PlattCalibration, scores: ArrayLike<number>): number[] {
  if (!Number.isFinite(a + b) || !Array.from(scores).every(Number.isFinite))
    throw new InputError("input.out_of_range", "Scores and parameters must be finite numbers.");
  return Array.from(scores, (s) => logistic(-(a * s + b)));
}
