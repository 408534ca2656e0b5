import { InputError } from "../../base/errors.ts";
import { chiSquareUpper } from "../distributions/chi-square.ts";
import { type LinearData, requireLinearData } from "./cross-products.ts";
import { INTERCEPT } from "./design.ts";
import { fitLinear, type LinearFit } from "./linear.ts";
import { bilinear, fromRows } from "./symmetric.ts";

/**
 * Covariate vector of one row in the order of a fit's terms, each column centred at its mean where there is an
 * intercept: robust covariances formed from raw columns would lose the digits that the fit kept.
 */
export function rowReader(data: LinearData, fit: LinearFit): (row: number, into: Float64Array) => void {
  requireLinearData(data);
  const { names, columns } = data.design;
  const missing = fit.terms.find((term) => term !== INTERCEPT && !names.includes(term));
  if (missing !== undefined)
    throw new InputError("input.shape_mismatch", `The column "${missing}" of the model is missing.`, {
      details: { column: missing },
    });
  const sources = fit.terms.map((term) => (term === INTERCEPT ? null : columns[names.indexOf(term)]!));
  return (row, into) => {
    for (let t = 0; t < sources.length; t++) {
      const source = sources[t]!;
      into[t] = source === null ? 1 : source[row]! - fit.centre[t]!;
    }
  };
}

/** (Z′WZ)⁻¹ of the centred terms Z. */
export function centredBread(fit: LinearFit): Float64Array {
  const k = fit.terms.length;
  const bread = fromRows(fit.unscaledCovariance);
  if (fit.terms[0] !== INTERCEPT) return bread;
  for (let j = 1; j < k; j++) bread[j] = bread[j * k] = 0;
  bread[0] = 1 / fit.weight;
  return bread;
}

/** Each coefficient as a combination of the centred ones: only the intercept differs, by −Σ mean_j β_j. */
export function contrasts(fit: LinearFit): Float64Array[] {
  return fit.terms.map((term, i) =>
    Float64Array.from(fit.terms, (_, j) => (i === j ? 1 : term === INTERCEPT ? -fit.centre[j]! : 0)),
  );
}

/** Covariance of the coefficients from that of the centred ones. */
export function uncentred(covariance: Float64Array, fit: LinearFit): number[][] {
  const directions = contrasts(fit);
  return directions.map((a) => directions.map((b) => bilinear(a, covariance, b)));
}

/**
 * Residuals y − ŷ, of the cell mean where a row is a cell.
 * @throws InputError `input.shape_mismatch` when the data lack a column of the fit, `input.out_of_range` for values that are not finite
 * @example
 * const data = { design: designOf({ x: [1, 2, 3] }), y: [2, 4, 7] };
 * residualsOf(data, fitLinear(data)); // [1/6, −1/3, 1/6]
 */
export function residualsOf(data: LinearData, fit: LinearFit): Float64Array {
  const read = rowReader(data, fit);
  const x = new Float64Array(fit.terms.length);
  const level = fit.terms[0] === INTERCEPT ? fit.meanY : 0;
  return Float64Array.from({ length: data.design.n }, (_, i) => {
    read(i, x);
    let fitted = level;
    for (let t = 0; t < x.length; t++) if (fit.terms[t] !== INTERCEPT) fitted += fit.coefficients[t]! * x[t]!;
    return data.y[i]! - fitted;
  });
}

/**
 * Leverages w x′(X′WX)⁻¹x of one observation of each row, in [0, 1]; their sum over observations is the number of terms.
 * @throws InputError `input.shape_mismatch` when the data lack a column of the fit, `input.out_of_range` for values that are not finite
 * @see Hoaglin & Welsch (1978), Am. Stat. 32, 17–22
 * @example
 * const data = { design: designOf({ x: [1, 2, 3] }), y: [2, 4, 7] };
 * leveragesOf(data, fitLinear(data)); // [5/6, 1/3, 5/6]
 */
export function leveragesOf(data: LinearData, fit: LinearFit): Float64Array {
  const bread = centredBread(fit);
  const x = new Float64Array(fit.terms.length);
  const read = rowReader(data, fit);
  return Float64Array.from({ length: data.design.n }, (_, i) => {
    read(i, x);
    return (data.weights?.[i] ?? 1) * Math.max(0, bilinear(x, bread, x));
  });
}

/**
 * Cook's distances: how far the fitted values move without one observation. For rows, not cells.
 * @returns one a row; null where a row alone determines a coefficient (leverage 1) or the fit is exact
 * @throws InputError `input.shape_mismatch` when the data lack a column of the fit, `input.out_of_range` for values that are not finite
 * @see Cook (1977), Technometrics 19, 15–18
 * @example
 * const data = { design: designOf({ x: [1, 2, 3, 4] }), y: [1, 2, 3, 8] };
 * cooksDistances(data, fitLinear(data))[3]; // 2.3333
 */
export function cooksDistances(data: LinearData, fit: LinearFit): (number | null)[] {
  const residuals = residualsOf(data, fit);
  const leverages = leveragesOf(data, fit);
  const scale = fit.terms.length * fit.sigma * fit.sigma;
  return Array.from(residuals, (e, i) => {
    const rest = 1 - leverages[i]!;
    if (!(rest > 1e-12 && scale > 0)) return null;
    return ((data.weights?.[i] ?? 1) * e * e * leverages[i]!) / (scale * rest * rest);
  });
}

/**
 * Durbin–Watson statistic of rows in time order: about 2 without serial correlation, towards 0 with a positive one.
 * @returns null where the fit is exact
 * @throws InputError `input.shape_mismatch` when the data lack a column of the fit, `input.out_of_range` for values that are not finite
 * @see Durbin & Watson (1950), Biometrika 37, 409–428
 * @example
 * const data = { design: designOf({}, { n: 4 }), y: [1, -1, 1, -1] };
 * durbinWatson(data, fitLinear(data)); // 12/4
 */
export function durbinWatson(data: LinearData, fit: LinearFit): number | null {
  const e = residualsOf(data, fit);
  let changes = 0;
  let squares = 0;
  for (let i = 0; i < e.length; i++) {
    if (i > 0) changes += (e[i]! - e[i - 1]!) ** 2;
    squares += e[i]! * e[i]!;
  }
  return squares > 0 ? changes / squares : null;
}

/**
 * Breusch and Pagan's test of constant variance in Koenker's studentised form: n R² of e² on the covariates.
 * @returns null where the squared residuals do not vary
 * @throws InputError `input.shape_mismatch` when the data lack a column of the fit, `input.out_of_range` for values that are not finite
 * @see Koenker (1981), J. Econom. 17, 107–112; R: lmtest::bptest
 * @example
 * const data = { design: designOf({ x: [1, 2, 3, 4, 5, 6] }), y: [1, 2.1, 2.8, 4.4, 4.2, 7] };
 * breuschPagan(data, fitLinear(data))?.statistic; // 3.1015
 */
export function breuschPagan(
  data: LinearData,
  fit: LinearFit,
): { statistic: number; df: number; pValue: number } | null {
  const squares = residualsOf(data, fit).map((e) => e * e);
  const { rSquared, terms, n } = fitLinear({ design: data.design, y: squares });
  const df = terms.filter((term) => term !== INTERCEPT).length;
  if (rSquared === null || df === 0) return null;
  return { statistic: n * rSquared, df, pValue: chiSquareUpper(n * rSquared, df) };
}
