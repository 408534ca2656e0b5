import { InputError, ModelError } from "../../base/errors.ts";

/** A square symmetric matrix as rows. */
export type SquareMatrix = readonly (readonly number[])[];

/**
 * Pearson correlation matrix of columns, in two passes (deviations from the mean first).
 * @param columns at least one, of equal length ≥ 2; give ranks for Spearman correlations
 * @param weights frequencies ≥ 0, one a row (bootstrap weights, cell counts); 1 where absent
 * @throws InputError `input.shape_mismatch` when lengths differ, `input.sample_too_small` with fewer than 2 rows,
 *   `input.out_of_range` on values that are not finite
 * @throws ModelError `model.degenerate` when a column does not vary; `details.column` is its position
 * @example
 * correlationMatrix([[1, 2, 3], [6, 4, 2]])[0]![1]; // -1
 */
export function correlationMatrix(columns: readonly ArrayLike<number>[], weights?: ArrayLike<number>): number[][] {
  const n = columns[0]?.length ?? 0;
  const k = columns.length;
  if (columns.some((column) => column.length !== n) || (weights !== undefined && weights.length !== n))
    throw new InputError("input.shape_mismatch", "All columns of a correlation matrix must have the same length.");
  if (n < 2)
    throw new InputError("input.sample_too_small", "A correlation needs at least two rows.", { details: { n } });
  const total = weights === undefined ? n : sumOf(weights);
  const centred = columns.map((column) => deviations(column, weights, total));
  const products = centred.map((a, i) => centred.slice(0, i + 1).map((b) => productSum(a, b, weights)));
  products.forEach((row, i) => {
    if (!Number.isFinite(row[i]!)) throw notFinite(i);
    if (!(row[i]! > 0) || isConstant(columns[i]!)) throw constant(i);
  });
  return Array.from({ length: k }, (_, i) =>
    Array.from({ length: k }, (_, j) => {
      if (i === j) return 1;
      const r = products[Math.max(i, j)]![Math.min(i, j)]! / Math.sqrt(products[i]![i]!) / Math.sqrt(products[j]![j]!);
      return Math.max(-1, Math.min(1, r));
    }),
  );
}

/** @throws InputError when a matrix is not square, not symmetric or not a correlation matrix by its entries */
export function requireCorrelations(matrix: SquareMatrix, least = 2): void {
  const k = matrix.length;
  const square = k >= least && matrix.every((row) => row.length === k);
  if (!square)
    throw new InputError("input.shape_mismatch", `A correlation matrix of at least ${least} variables is needed.`, {
      details: { rows: k },
    });
  matrix.forEach((row, i) => {
    row.forEach((r, j) => {
      const expected =
        i === j ? Math.abs(r - 1) < 1e-9 : Math.abs(r) <= 1 + 1e-9 && Math.abs(r - matrix[j]![i]!) < 1e-9;
      if (!expected)
        throw new InputError("input.out_of_range", "This is not a correlation matrix.", {
          details: { row: i, column: j },
        });
    });
  });
}

const notFinite = (column: number): InputError =>
  new InputError("input.out_of_range", `Column ${column + 1} holds values that are not finite numbers.`, {
    details: { column },
  });

const constant = (column: number): ModelError =>
  new ModelError("model.degenerate", `Column ${column + 1} does not vary, so it has no correlation.`, {
    details: { column },
  });

function isConstant(column: ArrayLike<number>): boolean {
  for (let i = 1; i < column.length; i++) if (column[i] !== column[0]) return false;
  return true;
}

function sumOf(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i]!;
  return total;
}

function deviations(column: ArrayLike<number>, weights: ArrayLike<number> | undefined, total: number): Float64Array {
  const origin = column[0]!;
  let shift = 0;
  for (let i = 0; i < column.length; i++) shift += (weights === undefined ? 1 : weights[i]!) * (column[i]! - origin);
  const centre = origin + shift / total;
  // A loop: this is what a thousand resamples spend their time on.
  const centred = new Float64Array(column.length);
  for (let i = 0; i < column.length; i++) centred[i] = column[i]! - centre;
  return centred;
}

function productSum(a: Float64Array, b: Float64Array, weights: ArrayLike<number> | undefined): number {
  let total = 0;
  if (weights === undefined) for (let i = 0; i < a.length; i++) total += a[i]! * b[i]!;
  else for (let i = 0; i < a.length; i++) total += weights[i]! * a[i]! * b[i]!;
  return total;
}
