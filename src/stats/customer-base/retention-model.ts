import { InputError } from "../../base/errors.ts";
import { chiSquareUpper } from "../distributions/chi-square.ts";
import { type Evaluation, hessianByDifferences } from "../optimise/newton.ts";
import { digamma, logBeta } from "../special/gamma.ts";
import { hyp2f1 } from "../special/hypergeometric.ts";
import { checkParams } from "./check-params.ts";
import { type FitOptions, fitInLogs, type ModelFit } from "./fit-in-logs.ts";
import { type CohortSurvivors, poolCohorts, type RetentionCounts } from "./retention-cohorts.ts";

/** Fit of the shifted-beta-geometric model: churn probabilities are beta(alpha, beta) over customers. */
export interface ShiftedBetaGeometricFit extends ModelFit<"alpha" | "beta"> {
  model: "sbg";
  /** Mean probability of leaving at the first renewal, alpha/(alpha + beta). */
  meanChurnProbability: number;
}

/** Fit of the beta-discrete-Weibull model; c > 1: a customer's own risk of leaving grows with tenure, c < 1: it falls. */
export interface BetaDiscreteWeibullFit extends ModelFit<"a" | "b" | "c"> {
  model: "bdw";
  /** Likelihood ratio against c = 1, where the sBG model is enough (one degree of freedom). */
  versusShiftedBetaGeometric: { chiSquare: number; df: 1; p: number };
}

/** Either retention model with its parameters; what the fits return, or parameters from elsewhere. */
export type RetentionModel =
  | { model: "sbg"; params: { alpha: number; beta: number } }
  | { model: "bdw"; params: { a: number; b: number; c: number } };

/**
 * Fits the shifted-beta-geometric model to survivors of contract cohorts.
 *
 * Retention rises with tenure because those who leave easily leave first, not because anybody grows loyal: with two parameters it
 * projects a curve years ahead where "churn 15 % a year for ever" falls far too low.
 * @param cohorts survivors by renewal, each starting with the size of its cohort; lengths may differ
 * @throws InputError `input.out_of_range`, `input.sample_too_small` for unusable counts
 * @throws ModelError `model.degenerate` when nobody (or everybody) left, or all customers leave with one probability
 * @see Fader & Hardie (2007), Journal of Interactive Marketing 21, 76–90
 * @example
 * const { params } = fitShiftedBetaGeometric([[1000, 631, 468, 382, 326, 289, 262, 241]]);
 * params.alpha; // 0.704…; the paper prints .704 and beta 1.182
 */
export function fitShiftedBetaGeometric(cohorts: CohortSurvivors, options: FitOptions = {}): ShiftedBetaGeometricFit {
  const fit = fitTwoParameters(poolCohorts(cohorts), options);
  const { alpha, beta } = fit.params;
  return { model: "sbg", ...fit, meanChurnProbability: alpha / (alpha + beta) };
}

/**
 * Fits the beta-discrete-Weibull model: sBG with a risk of leaving that may rise or fall with a customer's own tenure.
 *
 * `versusShiftedBetaGeometric` says whether the third parameter earns its place. Needs at least three renewals.
 * @throws InputError `input.sample_too_small` with fewer than three renewals; else as {@link fitShiftedBetaGeometric}
 * @throws ModelError `model.degenerate` when a parameter runs to 0 or infinity
 * @see Fader, Hardie, Liu, Davin & Steenburgh (2018), Journal of Interactive Marketing 43, 1–16
 * @example
 * fitBetaDiscreteWeibull([[1000, 631, 468, 382, 326, 289, 262, 241]]).params.c; // 1.283…
 */
export function fitBetaDiscreteWeibull(cohorts: CohortSurvivors, options: FitOptions = {}): BetaDiscreteWeibullFit {
  const counts = poolCohorts(cohorts);
  if (counts.lost.length < 4) {
    throw new InputError("input.sample_too_small", "The model with three parameters needs at least three renewals.", {
      hint: "Use fitShiftedBetaGeometric.",
      details: { renewals: counts.lost.length - 1, required: 3 },
    });
  }
  const slopes = (logs: Float64Array) => {
    const params = logs.map(Math.exp);
    const { value, gradient } = likelihood(counts, [params[0]!, params[1]!, params[2]!]);
    return { value, gradient: gradient.map((g, i) => g * params[i]!) };
  };
  const fit = fitInLogs({
    model: "beta-discrete-Weibull",
    names: ["a", "b", "c"] as ("a" | "b" | "c")[],
    starts: [
      [0.7, 1.8, 1],
      [0.3, 1, 1.5],
      [2, 10, 0.7],
    ].map((start) => start.map(Math.log)),
    evaluate: withHessian(slopes),
    n: counts.n,
    options,
    limits: {
      a: { zero: "almost everybody stays", infinite: "all customers leave with one probability" },
      b: { zero: "almost everybody leaves at once", infinite: "all customers leave with one probability" },
      c: {
        zero: "the risk of leaving falls to nothing after the first renewal",
        infinite: "customers leave at one age",
      },
    },
  });
  const chiSquare = Math.max(0, 2 * (fit.logLikelihood - fitTwoParameters(counts, options).logLikelihood));
  return { model: "bdw", ...fit, versusShiftedBetaGeometric: { chiSquare, df: 1, p: chiSquareUpper(chiSquare, 1) } };
}

function fitTwoParameters(counts: RetentionCounts, options: FitOptions): ModelFit<"alpha" | "beta"> {
  const slopes = (logs: Float64Array): Slopes => {
    const [alpha, beta] = [Math.exp(logs[0]!), Math.exp(logs[1]!)];
    const { value, gradient } = likelihood(counts, [alpha, beta, 1]);
    return { value, gradient: Float64Array.of(gradient[0]! * alpha, gradient[1]! * beta) };
  };
  return fitInLogs({
    model: "sBG",
    names: ["alpha", "beta"],
    starts: [
      [0.7, 1.8],
      [1, 10],
      [0.1, 0.3],
    ].map((start) => start.map(Math.log)),
    evaluate: withHessian(slopes),
    n: counts.n,
    options,
    limits: {
      alpha: { zero: "almost everybody stays", infinite: "all customers leave with one probability" },
      beta: { zero: "almost everybody leaves at once", infinite: "all customers leave with one probability" },
    },
  });
}

interface Slopes {
  value: number;
  gradient: Float64Array;
}

const withHessian =
  (slopes: (logs: Float64Array) => Slopes) =>
  (logs: Float64Array): Evaluation => ({
    ...slopes(logs),
    hessian: hessianByDifferences((at) => slopes(at).gradient, logs),
  });

/** Σ lost·ln P(t) + Σ kept·ln S(t) with S(t) = B(a, b + t^c)/B(a, b), and its gradient in (a, b, c). */
function likelihood({ lost, kept }: RetentionCounts, [a, b, c]: [number, number, number]): Slopes {
  const gradient = new Float64Array(3);
  let value = 0;
  let before = { log: 0, slope: [0, 0, 0] };
  for (let t = 1; t < lost.length; t++) {
    const now = logSurvival(t, a, b, c);
    // P(t) = S(t − 1)·(1 − r) with r = S(t)/S(t − 1); its slope is the mixture of both slopes.
    const retained = Math.exp(now.log - before.log);
    const leaving = -Math.expm1(now.log - before.log);
    value += lost[t]! * (before.log + Math.log(leaving)) + kept[t]! * now.log;
    for (let i = 0; i < 3; i++) {
      const step = now.slope[i]! - before.slope[i]!;
      gradient[i]! += lost[t]! * (before.slope[i]! - (retained / leaving) * step) + kept[t]! * now.slope[i]!;
    }
    before = now;
  }
  return { value, gradient };
}

function logSurvival(t: number, a: number, b: number, c: number) {
  const tenure = t ** c;
  // So large a c that the tenure overflows is off limits: the search turns back.
  if (tenure === Number.POSITIVE_INFINITY) return { log: Number.NaN, slope: [Number.NaN, Number.NaN, Number.NaN] };
  const atB = digamma(b + tenure);
  const atSum = digamma(a + b + tenure);
  return {
    log: logBeta(a, b + tenure) - logBeta(a, b),
    slope: [digamma(a + b) - atSum, atB - atSum - digamma(b) + digamma(a + b), (atB - atSum) * tenure * Math.log(t)],
  };
}

/**
 * Share of a cohort still there after 0, 1, …, `horizon` renewals.
 * @param horizon whole number of renewals ≥ 0
 * @throws InputError `input.out_of_range` for another horizon or parameters that are not positive
 * @see Fader & Hardie (2007), Journal of Interactive Marketing 21, 76–90
 * @example
 * cohortSurvival({ model: "sbg", params: { alpha: 1, beta: 1 } }, 2); // [1, 1/2, 1/3]
 */
export function cohortSurvival(model: RetentionModel, horizon: number): number[] {
  if (!(Number.isInteger(horizon) && horizon >= 0)) {
    throw new InputError("input.out_of_range", "The horizon is a whole number of renewals.", { details: { horizon } });
  }
  checkParams(model.params);
  if (model.model === "bdw") {
    const { a, b, c } = model.params;
    return Array.from({ length: horizon + 1 }, (_, t) =>
      t === 0 ? 1 : Math.exp(logBeta(a, b + t ** c) - logBeta(a, b)),
    );
  }
  const { alpha, beta } = model.params;
  const survival = [1];
  for (let t = 1; t <= horizon; t++) survival.push(survival[t - 1]! * ((beta + t - 1) / (alpha + beta + t - 1)));
  return survival;
}

/**
 * Share of those still there that renews, at renewals 1, 2, …, `horizon`: rises with tenure under sBG.
 * @throws InputError as {@link cohortSurvival}
 * @see Fader & Hardie (2007), Journal of Interactive Marketing 21, 76–90
 * @example
 * retentionRates({ model: "sbg", params: { alpha: 1, beta: 1 } }, 2); // [1/2, 2/3]
 */
export function retentionRates(model: RetentionModel, horizon: number): number[] {
  const survival = cohortSurvival(model, horizon);
  return survival.slice(1).map((s, t) => s / survival[t]!);
}

/**
 * Discounted expected lifetime (DEL) of a new customer: present value of one unit of money at every payment, the first today.
 * @param discount rate a period, > 0: 0.1 for 10 %
 * @throws InputError `input.out_of_range` for a rate that is not positive or such parameters
 * @see Fader & Hardie (2007, 2010), Marketing Science 29, 85–93
 * @example
 * discountedLifetime({ model: "sbg", params: { alpha: 0.668, beta: 3.806 } }, 0.1); // 5.92…
 */
export function discountedLifetime(model: RetentionModel, discount: number): number {
  checkDiscount(discount);
  checkParams(model.params);
  if (model.model === "bdw") return discountedFrom(model.params, { from: 0, discount });
  const { alpha, beta } = model.params;
  return hyp2f1(1, beta, alpha + beta, 1 / (1 + discount));
}

/**
 * Discounted expected residual lifetime (DERL) of a customer just before the n-th renewal: one unit of money at that renewal, if
 * it happens, and at every later one.
 * @param n the next renewal, whole number ≥ 1: 1 for a customer in the first period
 * @param discount rate a period, > 0
 * @throws InputError `input.out_of_range` for another n, a rate that is not positive or such parameters
 * @see Fader & Hardie (2010), Marketing Science 29, 85–93
 * @example
 * discountedResidualLifetime({ model: "sbg", params: { alpha: 0.668, beta: 3.806 } }, { n: 1, discount: 0.1 }); // 5.41…
 */
export function discountedResidualLifetime(
  model: RetentionModel,
  { n, discount }: { n: number; discount: number },
): number {
  checkDiscount(discount);
  checkParams(model.params);
  if (!(Number.isInteger(n) && n >= 1)) {
    throw new InputError("input.out_of_range", "The next renewal is a whole number from 1 on.", { details: { n } });
  }
  if (model.model === "bdw") {
    const { a, b, c } = model.params;
    const alive = Math.exp(logBeta(a, b + (n - 1) ** c) - logBeta(a, b));
    return discountedFrom(model.params, { from: n, discount }) / alive;
  }
  const { alpha, beta } = model.params;
  const renews = (beta + n - 1) / (alpha + beta + n - 1);
  return renews * hyp2f1(1, beta + n, alpha + beta + n, 1 / (1 + discount));
}

/** Σ S(t)/(1 + d)^(t − from) over t ≥ from, until the rest, at most S(t)·(1 + d)/d more, is below rounding. */
function discountedFrom(
  { a, b, c }: { a: number; b: number; c: number },
  { from, discount }: { from: number; discount: number },
): number {
  const base = logBeta(a, b);
  let sum = 0;
  let factor = 1;
  for (let t = from; t < from + 1e6; t++) {
    const term = factor * (t === 0 ? 1 : Math.exp(logBeta(a, b + t ** c) - base));
    sum += term;
    if (term * (1 + 1 / discount) < 1e-15 * sum) break;
    factor /= 1 + discount;
  }
  return sum;
}

function checkDiscount(discount: number): void {
  if (!(discount > 0 && discount < Number.POSITIVE_INFINITY)) {
    throw new InputError("input.out_of_range", "The discount rate must be positive.", {
      hint: "Without discounting, sum a survival curve over a horizon instead.",
      details: { discount },
    });
  }
}
