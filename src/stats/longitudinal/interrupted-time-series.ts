import { InputError } from "../../base/errors.ts";
import type { Interval } from "../interval.ts";
import { studentTMultiplier } from "../intervals/checks.ts";
import type { LinearData } from "../regression/cross-products.ts";
import { fitLinear } from "../regression/linear.ts";
import { bilinear, fromRows } from "../regression/symmetric.ts";
import { neweyWest } from "./newey-west.ts";

/** A series with a dated change. */
export interface InterruptedSeries {
  /** One value a period, equally spaced, oldest first. */
  values: readonly number[];
  /** How many of them lie before the change, ≥ 8 with ≥ 8 after it. */
  periodsBefore: number;
  /** Newey–West lags, default ⌊4(n/100)^(2/9)⌋. */
  lag?: number;
  confidence?: number;
}

/** Segmented regression around a change. */
export interface InterruptedTimeSeries {
  /** (Intercept), t (from 1), step (0 before, 1 from the change on), slopeAfter (0 in the first period after it). */
  terms: string[];
  coefficients: number[];
  /** Newey–West, with n/(n − k). */
  standardErrors: number[];
  lag: number;
  /** What the last period would have been without the change. */
  counterfactualLast: number;
  /** Departure from it in the last period: step + slope. */
  effectAtLast: number;
  effectAtLastInterval: Interval;
  n: number;
}

/**
 * Segmented regression around a launch: did level and slope change, beyond the trend that was there?
 *
 * Season and everything else that changed at the same time stay in the effect: use a control series wherever one exists.
 * @throws InputError `input.sample_too_small` with fewer than 8 periods on a side; `input.out_of_range` for values not finite
 * @see Wagner, Soumerai, Zhang & Ross-Degnan (2002), J. Clinical Pharmacy and Therapeutics 27, 299–309
 * @example
 * // A step of 10 in a rising series.
 * const values = Array.from({ length: 20 }, (_, month) => 100 + month + (month >= 10 ? 10 : 0));
 * interruptedTimeSeries({ values, periodsBefore: 10 }).effectAtLast; // 10
 */
export function interruptedTimeSeries(series: InterruptedSeries): InterruptedTimeSeries {
  const { values, periodsBefore, confidence = 0.95 } = series;
  const n = values.length;
  if (!Number.isInteger(periodsBefore) || periodsBefore < 8 || n - periodsBefore < 8)
    throw new InputError(
      "input.sample_too_small",
      "A segmented regression needs eight periods before and after the change.",
      {
        details: { before: periodsBefore, after: n - periodsBefore },
      },
    );
  const after = (t: number) => t >= periodsBefore;
  const column = (f: (t: number) => number) => Float64Array.from({ length: n }, (_, t) => f(t));
  const data: LinearData = {
    design: {
      names: ["t", "step", "slopeAfter"],
      columns: [
        column((t) => t + 1),
        column((t) => (after(t) ? 1 : 0)),
        column((t) => (after(t) ? t - periodsBefore : 0)),
      ],
      n,
      intercept: true,
    },
    y: values,
  };
  const fit = fitLinear(data);
  const errors = neweyWest({ data, fit, ...(series.lag === undefined ? {} : { lag: series.lag }) });
  const [level, trend, step, slope] = fit.coefficients as [number, number, number, number];
  const contrast = [0, 0, 1, n - 1 - periodsBefore];
  const effectAtLast = step + slope * contrast[3]!;
  const variance = bilinear(contrast, fromRows(errors.covariance), contrast);
  const half = studentTMultiplier(confidence, fit.dfResidual) * Math.sqrt(Math.max(0, variance));
  return {
    terms: fit.terms,
    coefficients: fit.coefficients,
    standardErrors: errors.standardErrors,
    lag: errors.lag,
    counterfactualLast: level + trend * n,
    effectAtLast,
    effectAtLastInterval: { low: effectAtLast - half, high: effectAtLast + half, level: confidence },
    n,
  };
}
