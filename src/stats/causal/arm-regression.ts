import { linearPredictor } from "../regression/design.ts";
import { fitLinear, type LinearFit } from "../regression/linear.ts";
import { designFor, rowsAlong, type TermRows, termRows } from "./design-for.ts";
import { pick, rowsWhere } from "./rows.ts";

/** Least squares of an outcome on covariates among the rows of one arm, and what it says about all rows. */
export interface ArmRegression {
  fit: LinearFit;
  /** Expected outcome of every row if it were in this arm. */
  expected: Float64Array;
  rows: TermRows;
  /** Influence of each row on a combination of the coefficients, n values; 0 for rows of the other arm. */
  influenceAlong: (direction: ArrayLike<number>) => Float64Array;
}

/** Rows of one arm. */
export const rowsOfArm = (treated: ArrayLike<number>, arm: 0 | 1): Int32Array =>
  rowsWhere(treated, (each) => each === arm);

/**
 * Fits the linear outcome model of one arm.
 * @throws InputError `input.sample_too_small` when the arm has no more rows than terms
 */
export function armRegression(
  study: { treated: ArrayLike<number>; outcome: ArrayLike<number>; covariates: readonly ArrayLike<number>[] },
  arm: 0 | 1,
): ArmRegression {
  const { treated, outcome, covariates } = study;
  const n = treated.length;
  const own = rowsOfArm(treated, arm);
  const fit = fitLinear({
    design: designFor(
      covariates.map((x) => pick(x, own)),
      own.length,
    ),
    y: pick(outcome, own),
  });
  const expected = linearPredictor(designFor(covariates, n), fit);
  const rows = termRows(covariates, fit.terms, n);
  const influenceAlong = (direction: ArrayLike<number>) => {
    const along = rowsAlong(rows, fit.unscaledCovariance, direction);
    const influence = new Float64Array(n);
    for (const i of own) influence[i] = n * along(i) * (outcome[i]! - expected[i]!);
    return influence;
  };
  return { fit, expected, rows, influenceAlong };
}

/** Mean over all rows of weight × term, one a term. */
export function weightedTermMeans(rows: TermRows, weights: ArrayLike<number>): Float64Array {
  const means = new Float64Array(rows.width);
  for (let i = 0; i < weights.length; i++) {
    if (weights[i] === 0) continue;
    for (let a = 0; a < rows.width; a++) means[a]! += (weights[i]! * rows.at(i, a)) / weights.length;
  }
  return means;
}
