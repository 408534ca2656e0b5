import { logistic } from "../special/logistic.ts";
import { BLOCK, type Design, INTERCEPT } from "./design.ts";
import type { GlmFit } from "./glm.ts";

/** A fit that others are near to. */
export type NearFit = Pick<GlmFit, "terms" | "coefficients" | "covariance">;

/** Steps below this many standard errors end the iteration. */
const SMALL = 1e-6;
/** A step of so many standard errors leads nowhere near. */
const FAR = 10;
const MOST_STEPS = 40;

/**
 * The logistic regression of most rows of a design, from the fit of all of them: Newton's iteration with the information of that fit
 * instead of its own, so that a step costs one product with every column instead of one with every pair. Null where the rows
 * differ too much from all of them (a column that does not vary in them, no convergence): they need a fit of their own.
 * @param successes 0 or 1, by row of the design
 * @param near the fit of all rows
 * @param rows those that count
 * @see Kelley (1995), Iterative Methods for Linear and Nonlinear Equations, section 5.4, for the chord method
 */
export function refitLogistic(
  design: Design,
  successes: ArrayLike<number>,
  { near, rows }: { near: NearFit; rows: Int32Array },
): Pick<GlmFit, "terms" | "coefficients"> | null {
  const columns = near.terms.map((term) => (term === INTERCEPT ? null : design.columns[design.names.indexOf(term)]!));
  if (rows.length === 0 || columns.some((column) => column !== null && isConstant(column, rows))) return null;
  const covariance = near.covariance.map((row) => row.map((value) => (value * design.n) / rows.length));
  const beta = Float64Array.from(near.coefficients);
  for (let taken = 0; taken < MOST_STEPS; taken++) {
    const score = scoreOf({ columns, successes, rows }, beta);
    const step = covariance.map((row) => row.reduce((sum, value, j) => sum + value * score[j]!, 0));
    step.forEach((change, j) => {
      beta[j]! += change;
    });
    const largest = Math.max(...step.map((change, j) => Math.abs(change) / Math.sqrt(covariance[j]![j]!)));
    if (largest < SMALL) return { terms: near.terms, coefficients: [...beta] };
    if (!(largest < FAR)) return null;
  }
  return null;
}

function isConstant(column: ArrayLike<number>, rows: Int32Array): boolean {
  const first = column[rows[0]!]!;
  return rows.every((row) => column[row] === first);
}

interface Rows {
  /** Null for the intercept. */
  columns: readonly (ArrayLike<number> | null)[];
  successes: ArrayLike<number>;
  rows: Int32Array;
}

/** Derivatives of the log-likelihood. */
function scoreOf({ columns, successes, rows }: Rows, beta: Float64Array): Float64Array {
  const score = new Float64Array(columns.length);
  const block = new Float64Array(columns.length * BLOCK);
  const rest = new Float64Array(BLOCK);
  for (let from = 0; from < rows.length; from += BLOCK) {
    const length = Math.min(BLOCK, rows.length - from);
    rest.fill(0);
    columns.forEach((column, j) => {
      const base = j * BLOCK;
      for (let i = 0; i < length; i++) {
        const x = column === null ? 1 : column[rows[from + i]!]!;
        block[base + i] = x;
        rest[i]! += beta[j]! * x;
      }
    });
    for (let i = 0; i < length; i++) rest[i] = successes[rows[from + i]!]! - logistic(rest[i]!);
    for (let j = 0; j < columns.length; j++) {
      const base = j * BLOCK;
      let sum = 0;
      for (let i = 0; i < length; i++) sum += rest[i]! * block[base + i]!;
      score[j]! += sum;
    }
  }
  return score;
}
