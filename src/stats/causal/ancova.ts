import type { Interval } from "../interval.ts";
import type { LinearData } from "../regression/cross-products.ts";
import { coefficientIntervals, fitLinear } from "../regression/linear.ts";
import { robustCovariance } from "../regression/robust.ts";
import { requireStudy } from "./study.ts";

/** Before and after values of treated and untreated customers. */
export interface BeforeAfter {
  before: ArrayLike<number>;
  after: ArrayLike<number>;
  /** 1 treated, 0 not. */
  treated: ArrayLike<number>;
  confidence?: number;
}

/** Effect at equal earlier values, beside the change score. */
export interface Ancova {
  /** Difference after, at equal values before. */
  effect: number;
  /** Classical. */
  standardError: number;
  /** HC3 below 250 customers, HC1 above. */
  robustError: number;
  /** From the robust error, t with n − 3 degrees of freedom. */
  interval: Interval;
  /** How much of a difference before remains after: below 1 by regression to the mean. */
  beforeSlope: number;
  /** Difference of mean changes, for comparison: wrong by regression to the mean when groups differ before. */
  changeScore: { effect: number; standardError: number };
  n: number;
}

/**
 * Analysis of covariance: the effect of a treatment on a value at equal earlier values.
 *
 * When customers were chosen for a low value, or the groups differ before, this and not the change score is right.
 * @throws InputError `input.shape_mismatch`, `input.out_of_range`, `input.sample_too_small` when an arm is empty or n < 4
 * @see Vickers & Altman (2001), BMJ 323, 1123–1124; Van Breukelen (2006), J. Clinical Epidemiology 59, 920–925
 * @example
 * const before = [3, 5, 6, 8, 4, 5, 7, 9];
 * const treated = [1, 1, 1, 1, 0, 0, 0, 0];
 * const after = [6, 7, 7.5, 8.5, 4.5, 5, 6, 7];
 * ancova({ before, after, treated }).effect; // 2
 */
export function ancova({ before, after, treated, confidence = 0.95 }: BeforeAfter): Ancova {
  requireStudy({ treated, outcome: after, covariates: [before] });
  const n = treated.length;
  const data: LinearData = {
    design: { names: ["treated", "before"], columns: [treated, before], n, intercept: true },
    y: after,
  };
  const fit = fitLinear(data);
  const robust = robustCovariance(data, fit);
  const [interval] = coefficientIntervals(
    { coefficients: [fit.coefficients[1]!], standardErrors: [robust.standardErrors[1]!], df: fit.dfResidual },
    confidence,
  );
  const change = fitLinear({
    design: { names: ["treated"], columns: [treated], n, intercept: true },
    y: Float64Array.from(after, (y, i) => y - before[i]!),
  });
  return {
    effect: fit.coefficients[1]!,
    standardError: fit.standardErrors[1]!,
    robustError: robust.standardErrors[1]!,
    interval: interval!,
    beforeSlope: fit.coefficients[2] ?? 0,
    changeScore: { effect: change.coefficients[1]!, standardError: change.standardErrors[1]! },
    n,
  };
}
