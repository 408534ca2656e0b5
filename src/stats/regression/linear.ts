import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { InputError, ModelError } from "../../base/errors.ts";
import { fUpper } from "../distributions/f.ts";
import { studentTTwoSided } from "../distributions/student-t.ts";
import type { Interval } from "../interval.ts";
import { studentTMultiplier } from "../intervals/checks.ts";
import { factorIndependent, inverseIndependent, solveIndependent } from "../optimise/cholesky.ts";
import {
  type CrossProducts,
  crossProducts,
  type LinearData,
  requireCrossProducts,
  requireLinearData,
} from "./cross-products.ts";
import { INTERCEPT } from "./design.ts";
import { fromRows, standardErrorsOf } from "./symmetric.ts";

/** A least squares fit: a plain record from which predictions and tests follow. */
export interface LinearFit {
  /** Terms that were estimated, the intercept first. */
  terms: string[];
  coefficients: number[];
  /** Classical, σ²(X′WX)⁻¹. */
  covariance: number[][];
  standardErrors: number[];
  /** Student's t of each coefficient; null where its error is 0. */
  t: (number | null)[];
  /** Two-sided; null where t is. */
  pValues: (number | null)[];
  /** (X′WX)⁻¹, the bread of the robust covariances. */
  unscaledCovariance: number[][];
  /** Means at which the terms were centred, 0 for the intercept and without one. */
  centre: number[];
  meanY: number;
  /** Σ weights. */
  weight: number;
  /** Columns that were left out because earlier ones determine them. */
  aliased: string[];
  /** Observations. */
  n: number;
  dfResidual: number;
  /** Σ w e². */
  residualSumOfSquares: number;
  /** √(RSS/dfResidual). */
  sigma: number;
  /** Against the mean with an intercept, against 0 without; null where the outcome does not vary. */
  rSquared: number | null;
  adjustedRSquared: number | null;
  /** Of all terms but the intercept; null where there are none or the fit is exact. */
  f: number | null;
  fPValue: number | null;
  /** Gaussian, with the maximum-likelihood variance; null where the fit is exact. */
  logLikelihood: number | null;
  aic: number | null;
  bic: number | null;
  /** √(largest/smallest eigenvalue) of the covariates' correlation matrix; above 30 coefficients move together. */
  conditionNumber: number;
}

/**
 * Ordinary or weighted least squares, from rows or from cells.
 *
 * Works on centred and scaled cross products, which on the NIST sets is as exact as QR. Columns that earlier ones
 * determine are left out and named.
 * @throws InputError `input.sample_too_small` when observations do not exceed the terms; `input.shape_mismatch`,
 *   `input.out_of_range` on bad data
 * @see Björck (1996), Numerical Methods for Least Squares Problems, section 2.2; R: lm
 * @example
 * fitLinear({ design: designOf({ x: [1, 2, 3] }), y: [2, 4, 7] }).coefficients; // [−0.667, 2.5]
 */
export function fitLinear(data: LinearData): LinearFit {
  return fitLinearFromCrossProducts(crossProducts(data));
}

/**
 * Least squares from centred cross products, so that 10⁹ rows cost what their table costs.
 * @throws InputError `input.sample_too_small` when observations do not exceed the terms
 * @throws ModelError `model.degenerate` when the cross products contradict each other
 * @see Björck (1996), Numerical Methods for Least Squares Problems, section 2.2
 * @example
 * const products = crossProducts({ design: designOf({ x: [1, 2, 3] }), y: [2, 4, 7] });
 * fitLinearFromCrossProducts(products).coefficients[1]; // 2.5
 */
export function fitLinearFromCrossProducts(products: CrossProducts): LinearFit {
  const { independent, coefficients, dfResidual, rss } = solved(products);
  const { names, n, intercept, yy } = products;
  const { kept } = independent;
  const p = coefficients.length;
  const unscaledCovariance = fullInverse(products, kept, inverseIndependent(independent));
  const variance = rss / dfResidual;
  const covariance = unscaledCovariance.map((row) => row.map((x) => x * variance));
  const standardErrors = standardErrorsOf(covariance);
  const t = coefficients.map((b, i) => (standardErrors[i]! > 0 ? b / standardErrors[i]! : null));
  return {
    terms: [...(intercept ? [INTERCEPT] : []), ...kept.map((j) => names[j]!)],
    coefficients,
    covariance,
    standardErrors,
    t,
    pValues: t.map((x) => (x === null ? null : studentTTwoSided(x, dfResidual))),
    unscaledCovariance,
    centre: [...(intercept ? [0] : []), ...kept.map((j) => products.meanX[j]!)],
    meanY: products.meanY,
    weight: products.weight,
    aliased: independent.aliased.map((j) => names[j]!),
    n,
    dfResidual,
    residualSumOfSquares: rss,
    sigma: Math.sqrt(variance),
    ...goodness({ rss, yy, n, p, slopes: kept.length, intercept, logWeights: products.logWeights }),
    conditionNumber: conditionNumber(products, kept),
  };
}

/**
 * The same fit without its errors, for what only predicts: they cost most of it.
 * @throws InputError, ModelError as `fitLinearFromCrossProducts`
 * @see Björck (1996), Numerical Methods for Least Squares Problems, section 2.2
 * @example
 * const products = crossProducts({ design: designOf({ x: [1, 2, 3] }), y: [2, 4, 7] });
 * linearPredictorFrom(products).coefficients[1]; // 2.5
 */
export function linearPredictorFrom(products: CrossProducts): Pick<LinearFit, "terms" | "coefficients"> {
  const { independent, coefficients } = solved(products);
  const { names, intercept } = products;
  return { terms: [...(intercept ? [INTERCEPT] : []), ...independent.kept.map((j) => names[j]!)], coefficients };
}

function solved(products: CrossProducts) {
  requireCrossProducts(products);
  const { names, n, intercept } = products;
  const independent = factorIndependent(fromRows(products.xx), names.length);
  const { kept } = independent;
  const slopes = solveIndependent(
    independent,
    kept.map((j) => products.xy[j]!),
  );
  const p = kept.length + (intercept ? 1 : 0);
  const dfResidual = n - p;
  if (!(dfResidual > 0))
    throw new InputError("input.sample_too_small", `${n} observations cannot carry ${p} terms and an error.`, {
      details: { n, terms: p },
    });
  const explained = kept.reduce((sum, j, i) => sum + slopes[i]! * products.xy[j]!, 0);
  const rss = residualSum(products, kept, slopes, explained);
  const coefficients = intercept
    ? [products.meanY - kept.reduce((sum, j, i) => sum + slopes[i]! * products.meanX[j]!, 0), ...slopes]
    : [...slopes];
  return { independent, coefficients, dfResidual, rss };
}

/** RSS = yy − 2b′xy + b′xx b, at least 0 and without the noise of an exact fit. */
function residualSum(products: CrossProducts, kept: number[], slopes: Float64Array, explained: number): number {
  const { xx, xy, yy } = products;
  let quadratic = 0;
  kept.forEach((i, a) => {
    kept.forEach((j, b) => {
      quadratic += slopes[a]! * slopes[b]! * xx[i]![j]!;
    });
  });
  const cross = kept.reduce((sum, j, a) => sum + slopes[a]! * xy[j]!, 0);
  const rss = yy - 2 * cross + quadratic;
  if (!Number.isFinite(rss) || rss < -1e-6 * yy)
    throw new ModelError("model.degenerate", "The cross products contradict each other.", {
      hint: "Centre the columns before summing their products.",
      details: { yy, explained },
    });
  return rss > 1e-14 * yy ? rss : 0;
}

/** (X′WX)⁻¹ with the intercept's row and column put back. */
function fullInverse(products: CrossProducts, kept: number[], inverse: Float64Array): number[][] {
  const r = kept.length;
  const slopes = Array.from({ length: r }, (_, i) => Array.from(inverse.subarray(i * r, (i + 1) * r)));
  if (!products.intercept) return slopes;
  const withMeans = slopes.map((row) => -row.reduce((sum, x, j) => sum + x * products.meanX[kept[j]!]!, 0));
  const corner = 1 / products.weight - withMeans.reduce((sum, x, j) => sum + x * products.meanX[kept[j]!]!, 0);
  return [[corner, ...withMeans], ...slopes.map((row, i) => [withMeans[i]!, ...row])];
}

interface GoodnessInput {
  rss: number;
  yy: number;
  n: number;
  p: number;
  slopes: number;
  intercept: boolean;
  logWeights: number;
}

function goodness(
  input: GoodnessInput,
): Pick<LinearFit, "rSquared" | "adjustedRSquared" | "f" | "fPValue" | "logLikelihood" | "aic" | "bic"> {
  const { rss, yy, n, p, slopes, intercept, logWeights } = input;
  const df = n - p;
  const f = slopes > 0 && rss > 0 ? (yy - rss) / slopes / (rss / df) : null;
  const logLikelihood = rss > 0 ? (logWeights - n * (Math.log(2 * Math.PI) + 1 + Math.log(rss / n))) / 2 : null;
  return {
    rSquared: yy > 0 ? 1 - rss / yy : null,
    adjustedRSquared: yy > 0 ? 1 - (rss / df) * ((intercept ? n - 1 : n) / yy) : null,
    f,
    fPValue: f === null ? null : fUpper(f, slopes, df),
    logLikelihood,
    aic: logLikelihood === null ? null : 2 * (p + 1) - 2 * logLikelihood,
    bic: logLikelihood === null ? null : Math.log(n) * (p + 1) - 2 * logLikelihood,
  };
}

function conditionNumber({ xx }: CrossProducts, kept: number[]): number {
  if (kept.length < 2) return 1;
  const eigenvalues = correlationEigenvalues(xx, kept);
  const smallest = Math.min(...eigenvalues);
  return smallest > 0 ? Math.sqrt(Math.max(...eigenvalues) / smallest) : Number.POSITIVE_INFINITY;
}

function correlationEigenvalues(xx: CrossProducts["xx"], kept: number[]): number[] {
  const correlation = kept.map((i) => kept.map((j) => xx[i]![j]! / Math.sqrt(xx[i]![i]!) / Math.sqrt(xx[j]![j]!)));
  return new EigenvalueDecomposition(new Matrix(correlation), { assumeSymmetric: true }).realEigenvalues;
}

/**
 * Variance inflation factors 1/(1 − R²_j) of the covariates, by term.
 *
 * They say how much of a coefficient's error comes from its overlap with the other columns.
 * @returns one value an estimated covariate
 * @throws InputError `input.shape_mismatch` or `input.out_of_range` for cross products that are incomplete or not finite
 * @see Marquardt (1970), Technometrics 12, 591–612
 * @example
 * const products = crossProducts({ design: designOf({ speed: [1, 2, 3, 4], price: [1, 2, 3, 5] }), y: [1, 3, 2, 5] });
 * varianceInflation(products); // { speed: 29.1667, price: 29.1667 }
 */
export function varianceInflation(products: CrossProducts): Record<string, number> {
  requireCrossProducts(products);
  const independent = factorIndependent(fromRows(products.xx), products.names.length);
  const r = independent.kept.length;
  const inverse = inverseIndependent(independent);
  return Object.fromEntries(
    independent.kept.map((j, i) => [products.names[j]!, inverse[i * r + i]! * products.xx[j]![j]!]),
  );
}

/**
 * t intervals of the coefficients, from classical or robust errors.
 * @param estimate.df degrees of freedom, one for all or one a coefficient
 * @param confidence two-sided level in (0, 1)
 * @throws InputError `input.out_of_range` for estimates that are not finite or a confidence outside (0, 1)
 * @example
 * coefficientIntervals({ coefficients: [2], standardErrors: [0.5], df: 10 })[0]; // 0.8859 to 3.1141
 */
export function coefficientIntervals(
  estimate: { coefficients: readonly number[]; standardErrors: readonly number[]; df: number | readonly number[] },
  confidence = 0.95,
): Interval[] {
  if (estimate.coefficients.length !== estimate.standardErrors.length)
    throw new InputError("input.shape_mismatch", "Every coefficient needs a standard error.");
  if (![...estimate.coefficients, ...estimate.standardErrors].every(Number.isFinite))
    throw new InputError("input.out_of_range", "Coefficients and their errors must be finite numbers.");
  return estimate.coefficients.map((b, i) => {
    const df = typeof estimate.df === "number" ? estimate.df : estimate.df[i]!;
    const half = studentTMultiplier(confidence, df) * estimate.standardErrors[i]!;
    return { low: b - half, high: b + half, level: confidence };
  });
}

/** An F test on several coefficients. */
export interface WaldTest {
  f: number;
  df1: number;
  df2: number;
  pValue: number;
}

/**
 * Wald test that all coefficients but the intercept are 0, under any covariance.
 * @param covariance of all terms, in their order
 * @param df2 denominator degrees of freedom
 * @throws InputError `input.shape_mismatch` when the covariance does not fit the terms
 * @throws ModelError `model.degenerate` when the covariance of the tested terms is singular
 * @see Wald (1943), Trans. Am. Math. Soc. 54, 426–482; R: lmtest::waldtest
 * @example
 * const fit = fitLinear({ design: designOf({ x: [1, 2, 3, 4] }), y: [2, 4, 7, 7] });
 * waldTest(fit, fit.covariance, fit.dfResidual).f; // 18.0000
 */
export function waldTest(
  fit: { terms: readonly string[]; coefficients: readonly number[] },
  covariance: readonly (readonly number[])[],
  df2: number,
): WaldTest {
  if (covariance.length !== fit.terms.length || covariance.some((row) => row.length !== fit.terms.length))
    throw new InputError("input.shape_mismatch", "The covariance does not fit the terms.");
  const tested = fit.terms.flatMap((term, i) => (term === INTERCEPT ? [] : [i]));
  const k = tested.length;
  const matrix = Float64Array.from(tested.flatMap((i) => tested.map((j) => covariance[i]![j]!)));
  const independent = factorIndependent(matrix, k);
  if (k === 0 || independent.aliased.length > 0)
    throw new ModelError("model.degenerate", "The tested coefficients have a singular covariance.");
  const b = tested.map((i) => fit.coefficients[i]!);
  const x = solveIndependent(independent, b);
  const f = b.reduce((sum, value, i) => sum + value * x[i]!, 0) / k;
  return { f, df1: k, df2, pValue: fUpper(f, k, df2) };
}

/**
 * Test whether a straight line in the covariates misses structure between the cells of equal patterns.
 * @param data cells with `withinSquares`, or rows that repeat patterns already grouped into cells
 * @throws InputError `input.sample_too_small` when cells hold one observation each, or are no more than the terms
 * @see Draper & Smith (1998), Applied Regression Analysis, section 2.1
 * @example
 * // Means 2, 6, 4 at scores 1, 2, 3: no straight line.
 * const data = {
 *   design: designOf({ score: [1, 2, 3] }),
 *   y: [2, 6, 4],
 *   frequencies: [10, 10, 10],
 *   withinSquares: [9, 9, 9],
 * };
 * lackOfFit(data, fitLinear(data)).f; // 60
 */
export function lackOfFit(data: LinearData, fit: LinearFit): WaldTest {
  requireLinearData(data);
  let pure = 0;
  for (let i = 0; i < data.design.n; i++) pure += (data.weights?.[i] ?? 1) * (data.withinSquares?.[i] ?? 0);
  const df1 = data.design.n - fit.terms.length;
  const df2 = fit.n - data.design.n;
  if (!(df1 > 0 && df2 > 0 && pure > 0))
    throw new InputError("input.sample_too_small", "Lack of fit needs repeated patterns and more patterns than terms.");
  const f = (fit.residualSumOfSquares - pure) / df1 / (pure / df2);
  return { f, df1, df2, pValue: fUpper(Math.max(0, f), df1, df2) };
}
