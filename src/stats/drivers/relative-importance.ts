import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { ModelError } from "../../base/errors.ts";
import { choleskyFactor, choleskyInverse, dependentColumns } from "../optimise/cholesky.ts";
import { requireCorrelations, type SquareMatrix } from "./correlation-matrix.ts";

/** Measures of a driver's importance that need one matrix inverse or root, each in the order of the drivers. */
export interface RelativeImportance {
  /** R² of all drivers together. */
  rSquared: number;
  /** Standardised regression coefficients. */
  standardisedCoefficients: number[];
  /** R² of the driver alone. */
  first: number[];
  /** What the driver adds when it enters last. */
  last: number[];
  /** Squared standardised coefficient. */
  betasq: number[];
  /** Coefficient times correlation; adds to R² but can be negative. */
  pratt: number[];
  /** Squared CAR scores; add to R². */
  car: number[];
  /** Johnson's relative weights (the same numbers as Genizi's); add to R², close to LMG at a fraction of its cost. */
  relativeWeights: number[];
}

/**
 * Fast measures of relative importance from a correlation matrix, as a check on and a substitute for LMG.
 * @param correlation correlation matrix of the outcome (first) and the drivers
 * @throws InputError `input.shape_mismatch` or `input.out_of_range` for what is not a correlation matrix
 * @throws ModelError `model.rank_deficient` when a driver is a combination of others (`details.drivers`, from 0)
 * @see Grömping (2006), J. Statistical Software 17(1); Johnson (2000), Multivariate Behavioral Research 35, 1–19;
 *   Genizi (1993), Statistica Sinica 3, 407–420; Zuber & Strimmer (2011) for CAR scores
 * @example
 * relativeImportance([[1, 0.6, 0.3], [0.6, 1, 0], [0.3, 0, 1]]).relativeWeights; // [0.36, 0.09]
 */
export function relativeImportance(correlation: SquareMatrix): RelativeImportance {
  requireCorrelations(correlation);
  const p = correlation.length - 1;
  const inverse = inverseOfDrivers(correlation);
  const withOutcome = Array.from({ length: p }, (_, j) => correlation[j + 1]![0]!);
  const coefficients = withOutcome.map((_, i) => withOutcome.reduce((sum, r, j) => sum + inverse[i * p + j]! * r, 0));
  const { root, inverseRoot } = rootsOfDrivers(correlation);
  const orthogonal = inverseRoot.map((row) => dot(row, withOutcome));
  return {
    rSquared: dot(coefficients, withOutcome),
    standardisedCoefficients: coefficients,
    first: withOutcome.map((r) => r * r),
    last: coefficients.map((b, j) => (b * b) / inverse[j * p + j]!),
    betasq: coefficients.map((b) => b * b),
    pratt: coefficients.map((b, j) => b * withOutcome[j]!),
    car: orthogonal.map((c) => c * c),
    relativeWeights: root.map((row) => row.reduce((sum, l, m) => sum + l * l * orthogonal[m]! ** 2, 0)),
  };
}

function inverseOfDrivers(correlation: SquareMatrix): Float64Array {
  return inverseOf(correlation.slice(1).map((row) => row.slice(1)));
}

function inverseOf(matrix: SquareMatrix): Float64Array {
  const k = matrix.length;
  const flat = Float64Array.from(matrix.flat());
  const drivers = dependentColumns(flat, k);
  const factor = drivers.length > 0 ? null : choleskyFactor(flat, k);
  if (factor === null)
    throw new ModelError("model.rank_deficient", "Some drivers are combinations of others.", {
      hint: "Leave out the drivers named, or use LMG shares, which split what such drivers share.",
      details: { drivers },
    });
  return choleskyInverse(factor, k);
}

/** Symmetric square root of the drivers' correlation matrix, and its inverse. */
function rootsOfDrivers(correlation: SquareMatrix): { root: number[][]; inverseRoot: number[][] } {
  const drivers = new Matrix(correlation.slice(1).map((row) => row.slice(1)));
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(drivers, { assumeSymmetric: true });
  const power = (exponent: number): number[][] => {
    const scaled = eigenvectorMatrix.clone().mulRowVector(realEigenvalues.map((l) => l ** exponent));
    return scaled.mmul(eigenvectorMatrix.transpose()).to2DArray();
  };
  return { root: power(0.5), inverseRoot: power(-0.5) };
}

const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, x, i) => sum + x * b[i]!, 0);
