import { InputError, ModelError } from "../../base/errors.ts";
import type { Random } from "../../base/random.ts";
import type { Interval } from "../interval.ts";
import { normalMultiplier } from "../intervals/checks.ts";
import { choleskyFactor } from "../optimise/cholesky.ts";
import { drawNormal } from "../random/normal.ts";
import { checkParams } from "./check-params.ts";
import type { ModelFit } from "./fit-in-logs.ts";

/** Scale on which a prediction is taken as normal: "log" for what is positive, "logit" for probabilities, "plain" for the rest. */
export type PredictionScale = "log" | "logit" | "plain";

/** A prediction with the uncertainty of the fitted parameters carried through; not the scatter of single customers around it. */
export interface UncertainPrediction {
  value: number;
  standardError: number;
  interval: Interval;
}

/**
 * Carries the uncertainty of fitted parameters into any prediction (delta method in log parameters).
 *
 * @param predict the prediction as a function of the parameters, such as `(params) => probabilityAlive({ ...fit, params }, history)`
 * @param options.scale scale of the interval, default "log"; a value at its bound (0, or 1 under "logit") gets a plain interval there
 * @throws ModelError `model.degenerate` when the prediction is not finite around the fit
 * @see Oehlert (1992), Am. Stat. 46, 27–29, on the delta method
 * @example
 * const fit = fitShiftedBetaGeometric([[1000, 631, 468, 382, 326, 289, 262, 241]]);
 * const churn = withUncertainty(fit, ({ alpha, beta }) => alpha / (alpha + beta), { scale: "logit" });
 * churn.interval.low < churn.value && churn.value < churn.interval.high; // true
 */
export function withUncertainty<Name extends string>(
  fit: ModelFit<Name>,
  predict: (params: Record<Name, number>) => number,
  { scale = "log", confidence = 0.95 }: { scale?: PredictionScale; confidence?: number } = {},
): UncertainPrediction {
  const value = predict(fit.params);
  const standardError = Math.sqrt(logVariance(fit, predict));
  if (!Number.isFinite(value + standardError))
    throw new ModelError("model.degenerate", "The prediction is not finite at or near the fitted parameters.", {
      details: { value, standardError },
    });
  return { value, standardError, interval: intervalOf({ value, standardError }, { scale, level: confidence }) };
}

/** Variance of a prediction: gᵀ·V·g with the gradient g in log parameters by central differences. */
export function logVariance<Name extends string>(
  { params, names, logCovariance }: ModelFit<Name>,
  predict: (params: Record<Name, number>) => number,
): number {
  const step = 1e-4;
  const gradient = names.map((name) => {
    const up = predict({ ...params, [name]: params[name] * Math.exp(step) });
    const down = predict({ ...params, [name]: params[name] * Math.exp(-step) });
    return (up - down) / (2 * step);
  });
  let variance = 0;
  gradient.forEach((g, i) => {
    gradient.forEach((h, j) => {
      variance += g * logCovariance[i]![j]! * h;
    });
  });
  return Math.max(0, variance);
}

/** The interval of a prediction on a scale that keeps it where it can be. */
export function intervalOf(
  { value, standardError }: { value: number; standardError: number },
  { scale, level }: { scale: PredictionScale; level: number },
): Interval {
  const reach = normalMultiplier(level) * standardError;
  if (scale === "log" && value > 0) {
    const factor = Math.exp(reach / value);
    return { low: value / factor, high: Math.min(value * factor, Number.MAX_VALUE), level };
  }
  if (scale === "logit" && value > 0 && value < 1) {
    const factor = Math.exp(reach / (value * (1 - value)));
    const odds = value / (1 - value);
    return { low: odds / (odds + factor), high: 1 - 1 / (1 + odds * factor), level };
  }
  const isShare = scale === "logit";
  const low = scale === "plain" ? value - reach : Math.max(0, value - reach);
  return { low, high: isShare ? Math.min(1, value + reach) : value + reach, level };
}

/**
 * Draws parameters from the normal approximation of their logs: the parametric bootstrap of any prediction or total.
 * @param random seeded source, so that the draws can be repeated
 * @returns `draws` sets of parameters, all positive
 * @throws InputError `input.out_of_range` when the number of draws is not whole and positive
 * @see King, Tomz & Wittenberg (2000), American Journal of Political Science 44, 347–361
 * @example
 * const fit = fitShiftedBetaGeometric([[1000, 631, 468, 382, 326, 289, 262, 241]]);
 * drawParameters(fit, { random: sfc32("retention"), draws: 500 }).length; // 500
 */
export function drawParameters<Name extends string>(
  { params, names, logCovariance }: ModelFit<Name>,
  { random, draws }: { random: Random; draws: number },
): Record<Name, number>[] {
  const k = names.length;
  if (!(Number.isInteger(draws) && draws >= 1 && draws < 2 ** 31))
    throw new InputError("input.out_of_range", `The number of draws must be whole and positive, got ${draws}.`);
  checkParams(params);
  const factor = choleskyFactor(Float64Array.from(logCovariance.flat()), k, 0) ?? new Float64Array(k * k);
  return Array.from({ length: draws }, () => {
    const z = names.map(() => drawNormal(random));
    const drawn = { ...params };
    names.forEach((name, i) => {
      let shift = 0;
      for (let j = 0; j <= i; j++) shift += factor[i * k + j]! * z[j]!;
      drawn[name] = params[name] * Math.exp(shift);
    });
    return drawn;
  });
}
