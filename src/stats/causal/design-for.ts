import { type Design, INTERCEPT } from "../regression/design.ts";

/** A design with an intercept from unnamed columns, named by their position. */
export function designFor(columns: readonly ArrayLike<number>[], n = columns[0]?.length ?? 0): Design {
  return { names: columns.map((_, j) => String(j)), columns, n, intercept: true };
}

/** Reads the terms of a fitted model (intercept and columns that were not aliased) row by row. */
export interface TermRows {
  width: number;
  at: (row: number, term: number) => number;
}

/**
 * What each row contributes to a combination of the coefficients before its residual: row · covariance · direction. Forming the
 * influence on every coefficient first would cost a factor of k more.
 * @param direction weight of each coefficient, k
 */
export function rowsAlong(
  { width, at }: TermRows,
  covariance: readonly (readonly number[])[],
  direction: ArrayLike<number>,
): (row: number) => number {
  const turned = Float64Array.from({ length: width }, (_, b) => {
    let sum = 0;
    for (let a = 0; a < width; a++) sum += direction[a]! * covariance[a]![b]!;
    return sum;
  });
  return (row) => {
    let sum = 0;
    for (let b = 0; b < width; b++) sum += turned[b]! * at(row, b);
    return sum;
  };
}

/** Rows of the terms of a model that was fitted on `designFor(columns)`. */
export function termRows(columns: readonly ArrayLike<number>[], terms: readonly string[], n: number): TermRows {
  const ones = new Float64Array(n).fill(1);
  const sources = terms.map((term) => (term === INTERCEPT ? ones : columns[Number(term)]!));
  return { width: terms.length, at: (row, term) => sources[term]![row]! };
}
