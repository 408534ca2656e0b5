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
  const counted = weights === undefined ? null : countedRows(weights);
  const centred = columns.map((column) =>
    counted === null ? deviations(column) : weightedDeviations(column, counted),
  );
  const products = centred.map((a, i) => productSums(a, centred.slice(0, i + 1), counted?.weights ?? null));
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

/** Rows of a weight above 0: a resample leaves more than a third of them out. */
interface CountedRows {
  rows: Int32Array;
  weights: Float64Array;
  total: number;
}

function countedRows(weights: ArrayLike<number>): CountedRows {
  const rows = new Int32Array(weights.length);
  const kept = new Float64Array(weights.length);
  let n = 0;
  let total = 0;
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i]!;
    if (weight === 0) continue;
    rows[n] = i;
    kept[n++] = weight;
    total += weight;
  }
  return { rows: rows.subarray(0, n), weights: kept.subarray(0, n), total };
}

function deviations(column: ArrayLike<number>): Float64Array {
  const origin = column[0]!;
  let shift = 0;
  for (let i = 0; i < column.length; i++) shift += column[i]! - origin;
  const centre = origin + shift / column.length;
  const centred = new Float64Array(column.length);
  for (let i = 0; i < column.length; i++) centred[i] = column[i]! - centre;
  return centred;
}

function weightedDeviations(column: ArrayLike<number>, { rows, weights, total }: CountedRows): Float64Array {
  const origin = column[0]!;
  const centred = new Float64Array(rows.length);
  let shift = 0;
  for (let i = 0; i < centred.length; i++) {
    const value = column[rows[i]!]!;
    centred[i] = value;
    shift += weights[i]! * (value - origin);
  }
  const centre = origin + shift / total;
  for (let i = 0; i < centred.length; i++) centred[i] = centred[i]! - centre;
  return centred;
}

/** Σ a·b for each b, four at a time: a sum waits for the addition before, four of them wait together. A thousand resamples spend their time here. */
function productSums(a: Float64Array, others: readonly Float64Array[], weights: Float64Array | null): number[] {
  const sums: number[] = [];
  for (let j = 0; j < others.length; j += 4) {
    const [b, c = b, d = b, e = b] = others.slice(j, j + 4) as [Float64Array, ...Float64Array[]];
    let [ab, ac, ad, ae] = [0, 0, 0, 0];
    for (let i = 0; i < a.length; i++) {
      const x = weights === null ? a[i]! : weights[i]! * a[i]!;
      ab += x * b[i]!;
      ac += x * c[i]!;
      ad += x * d[i]!;
      ae += x * e[i]!;
    }
    sums.push(ab, ac, ad, ae);
  }
  return sums.slice(0, others.length);
}
