import { InputError, ModelError } from "../../base/errors.ts";
import { chiSquareUpper } from "../distributions/chi-square.ts";
import { normalUpper } from "../distributions/normal.ts";
import { normalMultiplier } from "../intervals/checks.ts";
import { choleskyFactor, choleskyInverse, choleskySolve } from "../optimise/cholesky.ts";
import { maximiseByNewton, type NewtonResult } from "../optimise/newton.ts";
import { concordanceOf } from "./concordance.ts";
import { coxBaseline } from "./cox-baseline.ts";
import { type CoxDesign, type CoxRows, coxDesign, refuseDependent } from "./cox-design.ts";
import type { ChiSquareStatistic, CoxFit } from "./cox-fit.ts";
import { coxLikelihood } from "./cox-likelihood.ts";
import { clusterMeat } from "./cox-residuals.ts";
import { refuseSeparating } from "./cox-separation.ts";
import { risks, type TieMethod } from "./cox-sweep.ts";

/** How a Cox model is fitted. */
export interface CoxOptions {
  /** Default "efron": right for the heavy ties of monthly tenure. */
  ties?: TieMethod;
  /** Sandwich errors without a `cluster` column: every subject is its own cluster. Default: only with `cluster` or `weight`. */
  robust?: boolean;
  /** Two-sided confidence of the intervals, default 0.95. */
  confidence?: number;
}

/**
 * Cox's proportional hazards model: which covariates go with leaving sooner, with customers who are still there counted as such.
 *
 * Takes subjects, stretches with time-varying covariates, or grouped cells with counts (same result). Columns that are constant,
 * collinear or separating are named before the fit. Check `proportionalHazardsTest` before reading one ratio for all times.
 * @throws InputError for columns of unequal length or unusable values, or fractional counts under Efron ties
 * @throws ModelError `model.rank_deficient` (constant or collinear column), `model.separated` (coefficient without bound),
 *   `model.degenerate` (no event), `model.did_not_converge`
 * @see Cox (1972), J. R. Stat. Soc. B 34, 187–220; Efron (1977), J. Am. Stat. Assoc. 72, 557–565; Andersen & Gill (1982)
 * @example
 * const fit = fitCox({
 *   time: [1, 2, 3, 4, 5, 6],
 *   event: [1, 1, 1, 1, 1, 0],
 *   covariates: { complaint: [1, 0, 1, 0, 1, 0] },
 * });
 * fit.hazardRatios[0]! > 1; // true: complainers leave sooner
 */
export function fitCox(rows: CoxRows, { ties = "efron", robust, confidence = 0.95 }: CoxOptions = {}): CoxFit {
  const design = coxDesign(rows);
  if (ties === "efron" && design.count.some((c) => !Number.isInteger(c))) {
    throw new InputError("input.out_of_range", "Efron ties need whole counts.", {
      hint: 'Use `weight` for fractional weights, or ties: "breslow".',
    });
  }
  refuseSeparating(design);
  const result = maximise(design, ties);
  const covariance = unscaled(invertInformation(result, design), design);
  const coefficients = Array.from(result.at, (b, j) => b / design.scale[j]!);
  const isRobust = robust ?? (rows.cluster !== undefined || rows.weight !== undefined);
  const robustCovariance = isRobust ? sandwich(design, { result, ties, cluster: rows.cluster }) : null;
  const errors = (robustCovariance ?? covariance).map((row, j) => Math.sqrt(row[j]!));
  const z = coefficients.map((b, j) => b / errors[j]!);
  const reach = normalMultiplier(confidence);
  const risk = risks(design, result.at);
  return {
    model: "cox",
    ties,
    terms: design.terms,
    coefficients,
    standardErrors: covariance.map((row, j) => Math.sqrt(row[j]!)),
    robustStandardErrors: robustCovariance && errors,
    hazardRatios: coefficients.map(Math.exp),
    intervals: coefficients.map((b, j) => ({
      low: Math.exp(b - reach * errors[j]!),
      high: Math.exp(b + reach * errors[j]!),
      level: confidence,
    })),
    z,
    p: z.map((v) => 2 * normalUpper(Math.abs(v))),
    covariance,
    robustCovariance,
    ...tests(result, design.k),
    concordance: concordanceOf(design, risk).share,
    n: design.n,
    events: design.events,
    iterations: result.iterations,
    means: Array.from(design.mean),
    baseline: coxBaseline(design, { risk, ties }),
  };
}

function maximise(design: CoxDesign, ties: TieMethod): NewtonResult {
  const { k, terms } = design;
  const start = new Float64Array(k);
  let isFirst = true;
  const result = maximiseByNewton(
    (beta) => {
      const here = coxLikelihood(design, beta, ties);
      // Constant within every risk set: no information although the column varies over the rows.
      if (isFirst)
        refuseDependent(
          here.hessian.map((h) => -h),
          terms,
        );
      isFirst = false;
      return here;
    },
    start,
    { maxStep: 5, maxIterations: 60 },
  );
  const running = terms.filter((_, j) => Math.abs(result.nextStep[j]!) > 0.02);
  if (running.length > 0) {
    throw new ModelError(
      "model.separated",
      `The coefficient of ${running.join(", ")} grows without bound: together these covariates order the events perfectly.`,
      { hint: "Leave one of them out, or merge levels.", details: { columns: running } },
    );
  }
  if (!result.converged) {
    throw new ModelError("model.did_not_converge", "The Cox model did not converge.", {
      hint: "Check for covariates of extreme values.",
      details: { iterations: result.iterations, gradient: Array.from(result.gradient) },
    });
  }
  return result;
}

function invertInformation({ hessian }: NewtonResult, { k, terms }: CoxDesign): Float64Array {
  const factor = choleskyFactor(
    hessian.map((h) => -h),
    k,
  );
  if (factor === null) {
    throw new ModelError("model.rank_deficient", "The covariates cannot be told apart in these data.", {
      details: { columns: terms },
    });
  }
  return choleskyInverse(factor, k);
}

function unscaled(matrix: Float64Array, { k, scale }: CoxDesign): number[][] {
  return Array.from({ length: k }, (_, a) =>
    Array.from({ length: k }, (_, b) => matrix[a * k + b]! / (scale[a]! * scale[b]!)),
  );
}

function sandwich(
  design: CoxDesign,
  { result, ties, cluster }: { result: NewtonResult; ties: TieMethod; cluster: CoxRows["cluster"] },
): number[][] {
  const { k } = design;
  const bread = invertInformation(result, design);
  const meat = clusterMeat(design, { beta: result.at, ties, cluster });
  return unscaled(product(bread, product(meat, bread, k), k), design);
}

function product(a: Float64Array, b: Float64Array, k: number): Float64Array {
  const c = new Float64Array(k * k);
  for (let i = 0; i < k; i++) {
    for (let m = 0; m < k; m++) {
      for (let j = 0; j < k; j++) c[i * k + j]! += a[i * k + m]! * b[m * k + j]!;
    }
  }
  return c;
}

function tests({ at, value, hessian, start }: NewtonResult, k: number) {
  const test = (statistic: number): ChiSquareStatistic => {
    const chiSquare = Math.max(0, statistic);
    return { chiSquare, df: k, p: chiSquareUpper(chiSquare, k) };
  };
  let wald = 0;
  for (let a = 0; a < k; a++) for (let b = 0; b < k; b++) wald -= at[a]! * hessian[a * k + b]! * at[b]!;
  const factor = choleskyFactor(
    start.hessian.map((h) => -h),
    k,
  );
  const step = factor === null ? start.gradient : choleskySolve(factor, start.gradient, k);
  return {
    logLikelihoodNull: start.value,
    logLikelihood: value,
    likelihoodRatioTest: test(2 * (value - start.value)),
    waldTest: test(wald),
    scoreTest: test(start.gradient.reduce((sum, g, j) => sum + g * step[j]!, 0)),
  };
}
