import { InputError } from "../../base/errors.ts";
import { normalMultiplier } from "../intervals/checks.ts";
import type { CoxDesign } from "./cox-design.ts";
import type { CoxBaseline, CoxFit } from "./cox-fit.ts";
import { eachEventTime, type TieMethod, tieSums } from "./cox-sweep.ts";
import { lastAtOrBefore } from "./kaplan-meier.ts";

/** Cumulative hazard with increments Σ 1/(S₀ − f·D₀): Efron's or Breslow's estimate, as the ties of the fit. */
export function coxBaseline(design: CoxDesign, { risk, ties }: { risk: Float64Array; ties: TieMethod }): CoxBaseline[] {
  const { k, scale } = design;
  const jumps = design.strata.map(() => [] as { time: number; hazard: number; variance: number; drift: number[] }[]);
  eachEventTime(
    design,
    risk,
    (sums) => {
      const { a0, b0, b1 } = tieSums(sums, ties);
      jumps[sums.stratum]!.push({
        time: sums.time,
        hazard: sums.meanWeight * a0,
        variance: sums.meanWeight ** 2 * b0,
        drift: Array.from(sums.s1, (s, a) => sums.meanWeight * (b0 * s - b1 * sums.d1[a]!) * scale[a]!),
      });
    },
    false,
  );
  return design.strata.map(({ label }, s) => {
    const baseline: CoxBaseline = {
      stratum: label,
      time: [],
      cumulativeHazard: [],
      variance: [],
      drift: Array.from({ length: k }, () => []),
    };
    let hazard = 0;
    let variance = 0;
    const drift = new Array<number>(k).fill(0);
    for (const jump of jumps[s]!.reverse()) {
      baseline.time.push(jump.time);
      baseline.cumulativeHazard.push((hazard += jump.hazard));
      baseline.variance.push((variance += jump.variance));
      for (let a = 0; a < k; a++) baseline.drift[a]!.push((drift[a]! += jump.drift[a]!));
    }
    return baseline;
  });
}

/** What a Cox model expects of one covariate profile at some times. */
export interface CoxPrediction {
  time: number[];
  cumulativeHazard: number[];
  /** Standard error of the cumulative hazard, coefficients' uncertainty included. */
  standardError: number[];
  /** exp(−cumulative hazard): share still without the event. */
  survival: number[];
  /** Pointwise band of `survival` on the log scale. */
  low: number[];
  high: number[];
  level: number;
}

/** A customer, and the times asked about. */
export interface CoxProfile {
  /** Value of every covariate of the model, by name. */
  covariates: Record<string, number>;
  times: readonly number[];
  /** Which baseline, where the model is stratified. */
  stratum?: string | number;
  /** Two-sided, default 0.95. */
  confidence?: number;
}

/**
 * Cumulative hazard and survival of a customer with given covariates.
 *
 * `covariates` all 0 gives the classical baseline hazard. Beyond the last event time the curve stays where it was.
 * @throws InputError `input.invalid` when a covariate of the model has no finite value, or the stratum is unknown;
 *   `input.out_of_range` for a profile so far outside the data that its hazard overflows
 * @see Breslow (1974); Tsiatis (1981), Ann. Stat. 9, 93–108; R `survfit.coxph`
 * @example
 * const fit = fitCox({
 *   time: [1, 2, 3, 4, 5, 6],
 *   event: [1, 1, 1, 1, 1, 0],
 *   covariates: { complaint: [1, 0, 1, 0, 1, 0] },
 * });
 * predictCox(fit, { covariates: { complaint: 0 }, times: [0] }).survival; // [1]
 */
export function predictCox(fit: CoxFit, { covariates, times, stratum, confidence = 0.95 }: CoxProfile): CoxPrediction {
  const offset = fit.terms.map((term, j) => {
    const value = covariates[term];
    if (value === undefined || !Number.isFinite(value)) {
      throw new InputError("input.invalid", `The profile needs a finite value of ${term}.`, { details: { term } });
    }
    return value - fit.means[j]!;
  });
  const baseline = stratum === undefined ? fit.baseline[0] : fit.baseline.find((b) => b.stratum === stratum);
  if (baseline === undefined || (stratum === undefined && fit.baseline.length > 1)) {
    throw new InputError("input.invalid", "The profile must name one of the strata of the model.", {
      details: { strata: fit.baseline.map((b) => b.stratum) },
    });
  }
  const covariance = fit.robustCovariance ?? fit.covariance;
  const ratio = Math.exp(offset.reduce((sum, d, j) => sum + d * fit.coefficients[j]!, 0));
  if (!(ratio < Number.POSITIVE_INFINITY) || times.some((t) => Number.isNaN(t)))
    throw new InputError(
      "input.out_of_range",
      "The hazard of this profile is too large to be a number, or a time is none.",
      {
        hint: "Give covariates in the units of the data that the model was fitted to.",
        details: { hazardRatio: String(ratio) },
      },
    );
  const z = normalMultiplier(confidence);
  const result: CoxPrediction = {
    time: [...times],
    cumulativeHazard: [],
    standardError: [],
    survival: [],
    low: [],
    high: [],
    level: confidence,
  };
  for (const t of times) {
    const i = lastAtOrBefore(baseline.time, t);
    const hazard = i < 0 ? 0 : ratio * baseline.cumulativeHazard[i]!;
    const q = offset.map((d, j) => (i < 0 ? 0 : d * baseline.cumulativeHazard[i]! - baseline.drift[j]![i]!));
    let variance = i < 0 ? 0 : baseline.variance[i]!;
    q.forEach((a, j) => {
      q.forEach((b, m) => {
        variance += a * covariance[j]![m]! * b;
      });
    });
    const error = ratio * Math.sqrt(Math.max(0, variance));
    result.cumulativeHazard.push(hazard);
    result.standardError.push(error);
    result.survival.push(Math.exp(-hazard));
    result.low.push(Math.exp(-(hazard + z * error)));
    result.high.push(Math.min(1, Math.exp(-(hazard - z * error))));
  }
  return result;
}
