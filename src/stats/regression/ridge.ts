import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { InputError } from "../../base/errors.ts";
import { factorIndependent, solveIndependent } from "../optimise/cholesky.ts";
import { type CrossProducts, requireCrossProducts } from "./cross-products.ts";

/** A ridge regression on the original scale of its columns. */
export interface RidgeFit {
  names: string[];
  intercept: number;
  coefficients: number[];
  /** Σ d²/(d² + λ) over the singular values of the standardised columns; without the intercept. */
  effectiveDf: number;
  lambda: number;
}

/**
 * Ridge regression from centred cross products: columns divided by their population standard deviation, intercept free.
 *
 * For drivers that move together; its coefficients are shrunk and have no standard errors of their own.
 * @param products with an intercept
 * @param lambda penalty on the squared standardised coefficients, real ≥ 0; 0 is least squares
 * @throws InputError `input.out_of_range` when λ is negative, or a column does not vary
 * @see Hoerl & Kennard (1970), Technometrics 12, 55–67
 * @example
 * const products = crossProducts({ design: designOf({ x: [1, 2, 3] }), y: [2, 4, 7] });
 * fitRidge(products, 3).coefficients; // [1.25]: half of the least squares slope
 */
export function fitRidge(products: CrossProducts, lambda: number): RidgeFit {
  if (!(lambda >= 0 && lambda < Number.POSITIVE_INFINITY))
    throw new InputError("input.out_of_range", `A ridge penalty must be 0 or more, got ${lambda}.`);
  requireCrossProducts(products);
  const { names, xx, xy, weight } = products;
  if (names.length === 0) throw new InputError("input.sample_too_small", "A ridge regression needs a column.");
  const k = names.length;
  const sd = names.map((name, j) => {
    if (!(xx[j]![j]! > 0)) throw new InputError("input.out_of_range", `The column "${name}" does not vary.`);
    return Math.sqrt(xx[j]![j]! / weight);
  });
  const gram = names.map((_, i) => names.map((_, j) => xx[i]![j]! / sd[i]! / sd[j]!));
  const penalised = Float64Array.from(gram.flatMap((row, i) => row.map((x, j) => (i === j ? x + lambda : x))));
  const independent = factorIndependent(penalised, k);
  if (independent.aliased.length > 0)
    throw new InputError("input.out_of_range", "Collinear columns need a positive ridge penalty.", {
      details: { aliased: independent.aliased.map((j) => names[j]) },
    });
  const standardised = solveIndependent(
    independent,
    xy.map((x, j) => x / sd[j]!),
  );
  const coefficients = Array.from(standardised, (b, j) => b / sd[j]!);
  const eigenvalues = new EigenvalueDecomposition(new Matrix(gram), { assumeSymmetric: true }).realEigenvalues;
  return {
    names: [...names],
    intercept: products.meanY - coefficients.reduce((sum, b, j) => sum + b * products.meanX[j]!, 0),
    coefficients,
    effectiveDf: eigenvalues.reduce((sum, d2) => sum + (d2 > 0 ? d2 / (d2 + lambda) : 0), 0),
    lambda,
  };
}
