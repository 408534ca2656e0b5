/**
 * Symmetric k × k matrices of cross products, stored row by row in a `Float64Array`.
 */

/** Cholesky factor of the independent columns of a cross-product matrix. */
export interface IndependentFactor {
  /** Indices of the columns kept, ascending. */
  kept: number[];
  /** Indices of the columns that earlier ones determine. */
  aliased: number[];
  /** Lower factor of the kept columns, r × r by rows, of the matrix scaled to a unit diagonal. */
  factor: Float64Array;
  /** Square roots of the diagonal entries of the kept columns. */
  scale: Float64Array;
}

/**
 * Factors a matrix of cross products after scaling its diagonal to 1, leaving out each column that the columns
 * before it determine: where less than `tolerance` of its variation is its own.
 * @param matrix k × k, positive semidefinite
 */
export function factorIndependent(matrix: Float64Array, k: number, tolerance = 1e-11): IndependentFactor {
  const kept: number[] = [];
  const aliased: number[] = [];
  const rows: Float64Array[] = [];
  const scale: number[] = [];
  for (let j = 0; j < k; j++) {
    const s = Math.sqrt(matrix[j * k + j]!);
    const row = new Float64Array(kept.length + 1);
    let own = s > 0 ? 1 : 0;
    for (let i = 0; i < kept.length && own > 0; i++) {
      let sum = matrix[j * k + kept[i]!]! / s / scale[i]!;
      for (let m = 0; m < i; m++) sum -= row[m]! * rows[i]![m]!;
      row[i] = sum / rows[i]![i]!;
      own -= row[i]! * row[i]!;
    }
    if (own > tolerance) {
      row[kept.length] = Math.sqrt(own);
      rows.push(row);
      kept.push(j);
      scale.push(s);
    } else aliased.push(j);
  }
  const r = kept.length;
  const factor = new Float64Array(r * r);
  rows.forEach((row, i) => {
    factor.set(row, i * r);
  });
  return { kept, aliased, factor, scale: Float64Array.from(scale) };
}

/** Solves A x = b for the kept columns; b has one entry a kept column. */
export function solveIndependent({ factor, scale }: IndependentFactor, b: ArrayLike<number>): Float64Array {
  const r = scale.length;
  const x = new Float64Array(r);
  for (let i = 0; i < r; i++) {
    let sum = b[i]! / scale[i]!;
    for (let m = 0; m < i; m++) sum -= factor[i * r + m]! * x[m]!;
    x[i] = sum / factor[i * r + i]!;
  }
  for (let i = r - 1; i >= 0; i--) {
    let sum = x[i]!;
    for (let m = i + 1; m < r; m++) sum -= factor[m * r + i]! * x[m]!;
    x[i] = sum / factor[i * r + i]!;
  }
  for (let i = 0; i < r; i++) x[i]! /= scale[i]!;
  return x;
}

/** Inverse of the kept part of the matrix, r × r by rows. */
export function inverseIndependent(independent: IndependentFactor): Float64Array {
  const r = independent.scale.length;
  const inverse = new Float64Array(r * r);
  const unit = new Float64Array(r);
  for (let j = 0; j < r; j++) {
    unit.fill(0);
    unit[j] = 1;
    const column = solveIndependent(independent, unit);
    for (let i = 0; i < r; i++) inverse[i * r + j] = column[i]!;
  }
  for (let i = 0; i < r; i++)
    for (let j = 0; j < i; j++) {
      const mean = (inverse[i * r + j]! + inverse[j * r + i]!) / 2;
      inverse[i * r + j] = inverse[j * r + i] = mean;
    }
  return inverse;
}

/** Product of two k × k matrices. */
export function multiply(a: Float64Array, b: Float64Array, k: number): Float64Array {
  const product = new Float64Array(k * k);
  for (let i = 0; i < k; i++)
    for (let m = 0; m < k; m++) {
      const x = a[i * k + m]!;
      if (x !== 0) for (let j = 0; j < k; j++) product[i * k + j]! += x * b[m * k + j]!;
    }
  return product;
}

/** B M B for symmetric B (the sandwich). */
export function sandwich(bread: Float64Array, meat: Float64Array, k: number): Float64Array {
  return multiply(multiply(bread, meat, k), bread, k);
}

/** A x. */
export function apply(a: Float64Array, x: ArrayLike<number>, k: number): Float64Array {
  const y = new Float64Array(k);
  for (let i = 0; i < k; i++) {
    let sum = 0;
    for (let j = 0; j < k; j++) sum += a[i * k + j]! * x[j]!;
    y[i] = sum;
  }
  return y;
}

/** x′ A y. */
export function bilinear(x: ArrayLike<number>, a: Float64Array, y: ArrayLike<number>): number {
  const k = y.length;
  let total = 0;
  for (let i = 0; i < k; i++) {
    let sum = 0;
    for (let j = 0; j < k; j++) sum += a[i * k + j]! * y[j]!;
    total += x[i]! * sum;
  }
  return total;
}

/** A flat matrix as rows, for records that are to be serialised. */
export function toRows(a: Float64Array, k: number): number[][] {
  return Array.from({ length: k }, (_, i) => Array.from(a.subarray(i * k, (i + 1) * k)));
}

/** Rows as a flat matrix. */
export function fromRows(rows: readonly (readonly number[])[]): Float64Array {
  return Float64Array.from(rows.flat());
}

/** Square roots of the diagonal of a covariance given by rows. */
export function standardErrorsOf(covariance: readonly (readonly number[])[]): number[] {
  return covariance.map((row, i) => Math.sqrt(Math.max(0, row[i]!)));
}
