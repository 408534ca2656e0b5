import { linearPredictor } from "../regression/design.ts";
import { fitLogistic } from "../regression/logistic.ts";
import { logistic } from "../special/logistic.ts";
import { mannWhitney, rankSumsOfRows } from "../tests/rank-tests.ts";
import { designFor, rowsAlong, type TermRows, termRows } from "./design-for.ts";
import { requireStudy, type Study } from "./study.ts";

/** Probabilities of treatment given covariates, and the model that gave them. */
export interface Propensity {
  /** One a row, strictly between 0 and 1. */
  scores: Float64Array;
  terms: string[];
  coefficients: number[];
  /** Inverse information of the coefficients. */
  covariance: number[][];
  rows: TermRows;
}

/**
 * Propensity scores by logistic regression on main effects of the covariates; add squares and products as columns.
 * @throws InputError as `requireStudy`
 * @throws ModelError `model.separated` when some covariates decide who is treated, so that nothing can be compared
 * @see Rosenbaum & Rubin (1983), Biometrika 70, 41–55
 * @example
 * fitPropensity({ treated: [1, 1, 1, 0, 1, 0, 0, 0], covariates: [[1, 1, 1, 1, 0, 0, 0, 0]] }).scores[0]; // 0.75
 */
export function fitPropensity(study: Pick<Study, "treated" | "covariates">): Propensity {
  const { treated, covariates } = study;
  requireStudy(study);
  const n = treated.length;
  const design = designFor(covariates, n);
  const { terms, coefficients, covariance } = fitLogistic({ design, successes: treated });
  const scores = linearPredictor(design, { terms, coefficients }).map(logistic);
  return { scores, terms, coefficients, covariance, rows: termRows(covariates, terms, n) };
}

/** Influence of each row on a combination of the propensity coefficients, n values. */
export function propensityInfluence(
  { scores, covariance, rows }: Propensity,
  treated: ArrayLike<number>,
  direction: ArrayLike<number>,
): Float64Array {
  const n = scores.length;
  const along = rowsAlong(rows, covariance, direction);
  return Float64Array.from(scores, (e, i) => n * (treated[i]! - e) * along(i));
}

/** Can treated and others be compared at all? */
export interface Overlap {
  min: number;
  max: number;
  /** Share of rows with a score below 0.1 or above 0.9. */
  shareExtreme: number;
  /** Share of the treated within the others' range of scores, and the reverse; a claim needs 0.6. */
  treatedInRange: number;
  controlsInRange: number;
  /** Area under the curve of the scores: 0.5 arms alike, 1 arms apart. */
  auc: number;
}

/**
 * Overlap of the propensity scores of two arms.
 * @throws InputError as `requireStudy`
 * @see Crump, Hotz, Imbens & Mitnik (2009), Biometrika 96, 187–199, for 0.1 and 0.9
 * @example
 * const study = { treated: [1, 1, 1, 0, 1, 0, 0, 0], covariates: [[1, 1, 1, 1, 0, 0, 0, 0]] };
 * overlap(fitPropensity(study).scores, study.treated).controlsInRange; // 1
 */
export function overlap(scores: ArrayLike<number>, treated: ArrayLike<number>): Overlap {
  requireStudy({ treated, covariates: [scores] });
  const one = rangeOf(scores, treated, 1);
  const zero = rangeOf(scores, treated, 0);
  let [extreme, treatedInside, controlsInside] = [0, 0, 0];
  for (let i = 0; i < scores.length; i++) {
    const e = scores[i]!;
    if (e < 0.1 || e > 0.9) extreme++;
    if (treated[i] === 1 && e >= zero.min && e <= zero.max) treatedInside++;
    if (treated[i] === 0 && e >= one.min && e <= one.max) controlsInside++;
  }
  const arms = Array.from(treated, (a) => 1 - a);
  return {
    min: Math.min(one.min, zero.min),
    max: Math.max(one.max, zero.max),
    shareExtreme: extreme / scores.length,
    treatedInRange: treatedInside / one.n,
    controlsInRange: controlsInside / zero.n,
    auc: mannWhitney(rankSumsOfRows(scores, arms, 2)).superiority,
  };
}

function rangeOf(scores: ArrayLike<number>, treated: ArrayLike<number>, arm: number) {
  let [n, min, max] = [0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < scores.length; i++) {
    if (treated[i] !== arm) continue;
    n++;
    min = Math.min(min, scores[i]!);
    max = Math.max(max, scores[i]!);
  }
  return { n, min, max };
}
