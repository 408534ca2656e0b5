/**
 * Symmetric k × k matrices of cross products, stored row by row in a `Float64Array`.
 */

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
