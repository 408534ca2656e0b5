/**
 * Factors of small dense symmetric matrices (information, cross products), stored row by row in a `Float64Array` of k × k numbers.
 */

/**
 * Lower Cholesky factor L of a symmetric positive definite matrix (A = L·Lᵀ), or `null` where A is not positive definite.
 *
 * A pivot counts as zero when it is below `tolerance` times the diagonal entry it started from.
 * @param a k × k row-major matrix; only its lower triangle is read
 * @see Golub & Van Loan (2013), Matrix Computations, section 4.2
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
 * @see Golub & Van Loan (2013), Matrix Computations, section 4.2
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

/**
 * The inverse of A from its lower Cholesky factor, k × k row-major.
 * @see Golub & Van Loan (2013), Matrix Computations, section 4.2
 * @example
 * choleskyInverse(Float64Array.of(2, 0, 1, 2), 2); // [0.3125, −0.125, −0.125, 0.25]
 */
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
  const x = choleskySolve(
    factor,
    scale.map((s, i) => b[i]! / s),
    r,
  );
  return x.map((value, i) => value / scale[i]!);
}

/** Inverse of the kept part of the matrix, r × r by rows; symmetric to the last digit. */
export function inverseIndependent({ factor, scale }: IndependentFactor): Float64Array {
  const r = scale.length;
  const inverse = choleskyInverse(factor, r);
  for (let i = 0; i < r; i++)
    for (let j = 0; j <= i; j++) {
      const mean = (inverse[i * r + j]! + inverse[j * r + i]!) / 2;
      inverse[i * r + j] = inverse[j * r + i] = mean / scale[i]! / scale[j]!;
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
  return factorIndependent(a, k, tolerance).aliased;
}
