/**
 * Small dense symmetric matrices, stored row by row in a `Float64Array` of k × k numbers.
 *
 * Used for information matrices of a handful of parameters; large cross products belong to the regression folder.
 */

/**
 * Lower Cholesky factor L of a symmetric positive definite matrix (A = L·Lᵀ), or `null` where A is not positive definite.
 *
 * A pivot counts as zero when it is below `tolerance` times the diagonal entry it started from.
 * @param a k × k row-major matrix; only its lower triangle is read
 * @example
 * choleskyFactor(Float64Array.of(4, 2, 2, 5), 2); // Float64Array [2, 0, 1, 2]
 */
export function choleskyFactor(a: Float64Array, k: number, tolerance = 1e-14): Float64Array | null {
  const l = new Float64Array(k * k);
  for (let i = 0; i < k; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a[i * k + j]!;
      for (let m = 0; m < j; m++) sum -= l[i * k + m]! * l[j * k + m]!;
      if (i === j) {
        if (!(sum > tolerance * Math.abs(a[i * k + i]!)) || !Number.isFinite(sum)) return null;
        l[i * k + i] = Math.sqrt(sum);
      } else l[i * k + j] = sum / l[j * k + j]!;
    }
  }
  return l;
}

/**
 * Solves A·x = b from the lower Cholesky factor of A.
 * @example
 * choleskySolve(Float64Array.of(2, 0, 1, 2), Float64Array.of(8, 14), 2); // Float64Array [0.75, 2.5]
 */
export function choleskySolve(l: Float64Array, b: ArrayLike<number>, k: number): Float64Array {
  const x = new Float64Array(k);
  for (let i = 0; i < k; i++) {
    let sum = b[i]!;
    for (let m = 0; m < i; m++) sum -= l[i * k + m]! * x[m]!;
    x[i] = sum / l[i * k + i]!;
  }
  for (let i = k - 1; i >= 0; i--) {
    let sum = x[i]!;
    for (let m = i + 1; m < k; m++) sum -= l[m * k + i]! * x[m]!;
    x[i] = sum / l[i * k + i]!;
  }
  return x;
}

/** The inverse of A from its lower Cholesky factor, k × k row-major. */
export function choleskyInverse(l: Float64Array, k: number): Float64Array {
  const inverse = new Float64Array(k * k);
  const unit = new Float64Array(k);
  for (let j = 0; j < k; j++) {
    unit.fill(0);
    unit[j] = 1;
    const column = choleskySolve(l, unit, k);
    for (let i = 0; i < k; i++) inverse[i * k + j] = column[i]!;
  }
  return inverse;
}

/**
 * Columns of a symmetric positive semi-definite matrix that are (numerically) a linear combination of the columns before them.
 *
 * @param a k × k row-major correlation or scaled information matrix
 * @param tolerance share of a column's own variance that must remain after the columns before it
 * @returns positions of the dependent columns, ascending
 * @example
 * dependentColumns(Float64Array.of(1, 1, 1, 1), 2); // [1]
 */
export function dependentColumns(a: Float64Array, k: number, tolerance = 1e-10): number[] {
  const l = new Float64Array(k * k);
  const dependent: number[] = [];
  for (let j = 0; j < k; j++) {
    let pivot = a[j * k + j]!;
    for (let m = 0; m < j; m++) pivot -= l[j * k + m]! ** 2;
    if (!(pivot > tolerance * Math.abs(a[j * k + j]!))) {
      dependent.push(j);
      continue;
    }
    const root = Math.sqrt(pivot);
    l[j * k + j] = root;
    for (let i = j + 1; i < k; i++) {
      let sum = a[i * k + j]!;
      for (let m = 0; m < j; m++) sum -= l[i * k + m]! * l[j * k + m]!;
      l[i * k + j] = sum / root;
    }
  }
  return dependent;
}
