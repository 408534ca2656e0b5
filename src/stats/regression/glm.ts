import { InputError } from "../../base/errors.ts";
import { chiSquareUpper } from "../distributions/chi-square.ts";
import { normalUpper } from "../distributions/normal.ts";
import { studentTTwoSided } from "../distributions/student-t.ts";
import { logistic } from "../special/logistic.ts";
import { requireNumber } from "../special/require-number.ts";
import type { IrlsResult } from "./irls.ts";
import { standardErrorsOf } from "./symmetric.ts";

/** Which distribution and link a fit has; enough, with the coefficients, to predict. */
export type GlmKind = "logistic" | "poisson" | "gamma" | "negative-binomial";

/** A generalised linear model: a plain record from which predictions and tests follow. */
export interface GlmFit {
  kind: GlmKind;
  /** Terms that were estimated, the intercept first. */
  terms: string[];
  coefficients: number[];
  /** Model-based: dispersion × inverse Fisher information. */
  covariance: number[][];
  standardErrors: number[];
  /** Coefficient over its error: normal, or Student's t where the dispersion is estimated. */
  z: number[];
  /** Two-sided. */
  pValues: number[];
  /** Columns that were left out because earlier ones determine them. */
  aliased: string[];
  /** Observations. */
  n: number;
  dfResidual: number;
  deviance: number;
  nullDeviance: number;
  logLikelihood: number;
  aic: number;
  /** Σ(y − μ)²/V(μ). */
  pearsonChiSquare: number;
  /** Factor on the covariance: 1, or Pearson's estimate for the gamma model. */
  dispersion: number;
  iterations: number;
}

/** What a family adds to the result of the iteration. */
export interface GlmMeasures {
  kind: GlmKind;
  n: number;
  /** Independent units for the degrees of freedom. */
  units: number;
  deviance: number;
  nullDeviance: number;
  logLikelihood: number;
  pearsonChiSquare: number;
  /** Estimated dispersion; absent where it is 1 by definition. */
  dispersion?: number;
  /** Parameters beside the coefficients that the likelihood was maximised over. */
  extraParameters?: number;
}

/** Puts the record of a fit together. */
export function glmFit(result: IrlsResult, measures: GlmMeasures): GlmFit {
  const { terms, coefficients, aliased, iterations } = result;
  const { dispersion = 1, extraParameters = 0, units, ...rest } = measures;
  const dfResidual = units - terms.length;
  const covariance = result.covariance.map((row) => row.map((x) => x * dispersion));
  const standardErrors = standardErrorsOf(covariance);
  const z = coefficients.map((b, i) => b / standardErrors[i]!);
  const estimated = measures.dispersion !== undefined;
  return {
    ...rest,
    terms,
    coefficients,
    covariance,
    standardErrors,
    z,
    pValues: z.map((x) => (estimated ? studentTTwoSided(x, dfResidual) : 2 * normalUpper(Math.abs(x)))),
    aliased,
    dfResidual,
    aic: 2 * (terms.length + extraParameters) - 2 * measures.logLikelihood,
    dispersion,
    iterations,
  };
}

/**
 * Inverse link of a fit: chance, mean count or mean amount at a linear predictor.
 * @throws InputError `input.out_of_range` for an argument that is not a number
 * @example
 * meanAt("poisson", 0); // 1
 */
export function meanAt(kind: GlmKind, eta: number): number {
  requireNumber(eta);
  return kind === "logistic" ? logistic(eta) : Math.exp(Math.min(eta, 709));
}

/** Test of a smaller model against a larger one that contains it. */
export interface LikelihoodRatioTest {
  chiSquare: number;
  df: number;
  pValue: number;
}

/**
 * Likelihood-ratio test of two nested fits on the same data.
 * @throws InputError `input.shape_mismatch` when n or kind differ or the second is not larger
 * @see R: lmtest::lrtest
 * @example
 * const successes = [30, 45];
 * const trials = [100, 100];
 * const reduced = fitLogistic({ design: designOf({}, { n: 2 }), successes, trials });
 * const full = fitLogistic({ design: designOf({ promoter: [0, 1] }), successes, trials });
 * likelihoodRatioTest(reduced, full).chiSquare; // 4.8247
 */
export function likelihoodRatioTest(reduced: GlmFit, full: GlmFit): LikelihoodRatioTest {
  const df = full.terms.length - reduced.terms.length;
  if (reduced.n !== full.n || reduced.kind !== full.kind || !(df > 0))
    throw new InputError("input.shape_mismatch", "A likelihood-ratio test needs two nested models on the same rows.");
  const chiSquare = Math.max(0, 2 * (full.logLikelihood - reduced.logLikelihood));
  return { chiSquare, df, pValue: chiSquareUpper(chiSquare, df) };
}

/**
 * McFadden's 1 − ℓ/ℓ₀, for a logistic fit on rows of 0 and 1: how far the covariates go beyond the mean.
 * @see McFadden (1974), in Zarembka (ed.), Frontiers in Econometrics, 105–142
 * @example
 * const fit = fitLogistic({ design: designOf({ x: [1, 2, 3, 4, 5, 6] }), successes: [0, 0, 1, 0, 1, 1] });
 * mcFaddenRSquared(fit); // 0.4042
 */
export function mcFaddenRSquared(fit: GlmFit): number | null {
  return fit.nullDeviance > 0 ? 1 - fit.deviance / fit.nullDeviance : null;
}
