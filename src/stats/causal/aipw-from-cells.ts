import { InputError, ModelError } from "../../base/errors.ts";
import type { Interval } from "../interval.ts";
import { normalMultiplier } from "../intervals/checks.ts";
import { type ArmSums, requireSums } from "./stratified-effect.ts";

/** Whose average effect: everybody, the treated, or the untreated (those who would move). */
export type CellEstimand = "ate" | "att" | "atu";

/** A covariate pattern with sums by arm, and optionally the nuisances of a model fitted elsewhere. */
export interface Cell extends ArmSums {
  /** Probability of treatment in this cell, in (0, 1); default the observed share. */
  propensity?: number;
  /** Expected outcome if treated; default the cell's own mean. */
  outcomeTreated?: number;
  /** Expected outcome if not treated. */
  outcomeControl?: number;
}

/** A doubly robust effect from cells. */
export interface CellEffect {
  estimate: number;
  standardError: number;
  interval: Interval;
  /** Customers used. */
  n: number;
  /** Customers of cells that lack an arm and came without a model for it; report it, a large share changes the question. */
  leftOut: number;
}

/**
 * Doubly robust (AIPW) effect from grouped sums: propensity and expected outcomes are constant in a cell, so the sums of the
 * influence function and of its square follow from n, Σy and Σy² by arm. Exact for any number of customers.
 *
 * With the defaults (saturated cells) the estimate equals the stratified effect; its error also counts that the mix of cells is
 * itself a sample.
 * @throws InputError `input.out_of_range` for impossible sums or a propensity outside (0, 1)
 * @throws ModelError `model.degenerate` when no cell can be used
 * @see Robins, Rotnitzky & Zhao (1994), J. Am. Stat. Assoc. 89, 846–866; formulas in the statistics handbook, section 6
 * @example
 * aipwFromCells([{ n1: 2, sumY1: 8, sumYY1: 34, n0: 2, sumY0: 4, sumYY0: 10 }], "atu").estimate; // 2
 */
export function aipwFromCells(cells: readonly Cell[], estimand: CellEstimand = "ate", confidence = 0.95): CellEffect {
  cells.forEach(requireSums);
  const scored = cells.map(score).filter((cell) => cell !== null);
  const n1 = scored.reduce((sum, c) => sum + c.n1, 0);
  const n0 = scored.reduce((sum, c) => sum + c.n0, 0);
  const n = n1 + n0;
  const base = estimand === "ate" ? n : estimand === "att" ? n1 : n0;
  if (!(base > 0) || n1 === 0 || n0 === 0)
    throw new ModelError("model.degenerate", "No cell has both treated and untreated customers.", {
      hint: "Use wider cells, or give the expected outcomes of a model.",
    });
  const estimate = scored.reduce((sum, cell) => sum + influence(cell, estimand, 0).sum, 0) / base;
  const squares = scored.reduce((sum, cell) => sum + influence(cell, estimand, estimate).squares, 0);
  const standardError = Math.sqrt(squares) / base;
  const half = normalMultiplier(confidence) * standardError;
  return {
    estimate,
    standardError,
    interval: { low: estimate - half, high: estimate + half, level: confidence },
    n,
    leftOut: cells.reduce((sum, c) => sum + c.n1 + c.n0, 0) - n,
  };
}

interface Scored extends ArmSums {
  e: number;
  m1: number;
  m0: number;
}

function score(cell: Cell): Scored | null {
  const { n1, n0, sumY1, sumY0 } = cell;
  const e = cell.propensity ?? n1 / (n1 + n0);
  const m1 = cell.outcomeTreated ?? sumY1 / n1;
  const m0 = cell.outcomeControl ?? sumY0 / n0;
  if (n1 + n0 === 0 || !Number.isFinite(m1 + m0)) return null;
  if (!(e > 0 && e < 1)) {
    if (cell.propensity === undefined) return null;
    throw new InputError("input.out_of_range", "A propensity lies strictly between 0 and 1.", {
      details: { propensity: e },
    });
  }
  return { ...cell, e, m1, m0 };
}

/**
 * Σ and Σ² over a cell's customers of the uncentred influence function minus `centre` on those whom the estimand averages over
 * (times the number averaged over, divided out by the caller).
 */
function influence(cell: Scored, estimand: CellEstimand, centre: number): { sum: number; squares: number } {
  const { e, m1, m0 } = cell;
  switch (estimand) {
    case "ate":
      return added(
        armSums({ n: cell.n1, y: cell.sumY1, yy: cell.sumYY1 }, { mean: m1, weight: 1 / e, shift: m1 - m0 - centre }),
        armSums(
          { n: cell.n0, y: cell.sumY0, yy: cell.sumYY0 },
          { mean: m0, weight: -1 / (1 - e), shift: m1 - m0 - centre },
        ),
      );
    case "att":
      return added(
        armSums({ n: cell.n1, y: cell.sumY1, yy: cell.sumYY1 }, { mean: m0, weight: 1, shift: -centre }),
        armSums({ n: cell.n0, y: cell.sumY0, yy: cell.sumYY0 }, { mean: m0, weight: -e / (1 - e), shift: 0 }),
      );
    case "atu":
      return added(
        armSums({ n: cell.n1, y: cell.sumY1, yy: cell.sumYY1 }, { mean: m1, weight: (1 - e) / e, shift: 0 }),
        armSums({ n: cell.n0, y: cell.sumY0, yy: cell.sumYY0 }, { mean: m1, weight: -1, shift: -centre }),
      );
    default:
      return estimand satisfies never;
  }
}

/** Σ and Σ² of shift + weight·(y − mean). */
function armSums(
  { n, y, yy }: { n: number; y: number; yy: number },
  { mean, weight, shift }: { mean: number; weight: number; shift: number },
): { sum: number; squares: number } {
  const residual = y - n * mean;
  const residualSquares = Math.max(0, yy - 2 * mean * y + n * mean * mean);
  return {
    sum: n * shift + weight * residual,
    squares: n * shift * shift + 2 * shift * weight * residual + weight * weight * residualSquares,
  };
}

const added = (a: { sum: number; squares: number }, b: { sum: number; squares: number }) => ({
  sum: a.sum + b.sum,
  squares: a.squares + b.squares,
});
