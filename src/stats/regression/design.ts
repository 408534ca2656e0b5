import { InputError } from "../../base/errors.ts";

/** The name under which a model's constant appears among its terms. */
export const INTERCEPT = "(Intercept)";

/**
 * Covariates of a regression: one typed array a column, all of length n.
 *
 * A row may be one observation or a cell of equal covariate patterns; what a row stands for is said by the
 * frequencies that go with it.
 */
export interface Design {
  /** One name a column, without the intercept. */
  names: readonly string[];
  columns: readonly ArrayLike<number>[];
  /** Rows. */
  n: number;
  intercept: boolean;
}

/**
 * A design from named columns.
 * @param columns in the order of the terms
 * @param options.intercept true where absent
 * @param options.n rows, needed only where there are no columns
 * @throws InputError `input.shape_mismatch` when lengths differ, `input.out_of_range` when a cell is not a finite number
 * @example
 * designOf({ score: [9, 8, 3], tenure: [1, 4, 2] }).names; // ["score", "tenure"]
 */
export function designOf(
  columns: Readonly<Record<string, ArrayLike<number>>>,
  options: { intercept?: boolean; n?: number } = {},
): Design {
  const names = Object.keys(columns);
  const { intercept = true, n = names.length > 0 ? columns[names[0]!]!.length : 0 } = options;
  const list = names.map((name) => requireFinite(name, columns[name]!, n));
  return { names, columns: list, n, intercept };
}

/** Rejects a design whose names, columns and number of rows do not fit together. */
export function requireDesign({ names, columns, n }: Design): void {
  if (names.length !== columns.length || !(Number.isInteger(n) && n >= 0))
    throw new InputError(
      "input.shape_mismatch",
      `A design has ${names.length} names for ${columns.length} columns and ${n} rows.`,
      {
        details: { names: names.length, columns: columns.length, n },
      },
    );
  columns.forEach((column, j) => {
    requireFinite(names[j]!, column, n);
  });
}

/** Rejects a column of another length or with values that are not finite numbers, naming it. */
export function requireFinite(name: string, values: ArrayLike<number>, n: number): ArrayLike<number> {
  if (values.length !== n)
    throw new InputError("input.shape_mismatch", `The column "${name}" has ${values.length} rows, not ${n}.`, {
      details: { column: name, rows: values.length, expected: n },
    });
  for (let i = 0; i < n; i++) {
    if (!Number.isFinite(values[i]!))
      throw new InputError("input.out_of_range", `The column "${name}" has no finite number in row ${i}.`, {
        hint: "Leave incomplete rows out, or give missing values a column of their own.",
        details: { column: name, row: i },
      });
  }
  return values;
}

/** Rejects frequencies or weights that are negative; `undefined` means 1 everywhere. */
export function requireWeights(name: string, weights: ArrayLike<number> | undefined, n: number): void {
  if (weights === undefined) return;
  requireFinite(name, weights, n);
  for (let i = 0; i < n; i++) {
    if (weights[i]! < 0)
      throw new InputError("input.out_of_range", `"${name}" is negative in row ${i}.`, { details: { row: i } });
  }
}

/** Rows whose columns are worked on at a time, so that they stay in the processor's cache. */
export const BLOCK = 1024;

/** Where each column is centred and by what it is divided while a model is fitted: conditioning, not a change of model. */
export interface Standardisation {
  centre: Float64Array;
  scale: Float64Array;
}

/**
 * Weighted means and root mean squares of the columns; means are taken only with an intercept.
 * @param weights ≥ 0, 1 where absent
 */
export function standardisationOf({ columns, n, intercept }: Design, weights?: ArrayLike<number>): Standardisation {
  const centre = new Float64Array(columns.length);
  const scale = new Float64Array(columns.length).fill(1);
  let total = 0;
  for (let i = 0; i < n; i++) total += weights === undefined ? 1 : weights[i]!;
  if (!(total > 0)) return { centre, scale };
  columns.forEach((column, j) => {
    if (intercept) centre[j] = meanOf(column, weights, total, n);
    let squares = 0;
    let largest = 0;
    for (let i = 0; i < n; i++) {
      const d = column[i]! - centre[j]!;
      squares += (weights === undefined ? 1 : weights[i]!) * d * d;
      largest = Math.max(largest, Math.abs(column[i]!));
    }
    const spread = Math.sqrt(squares / total);
    // A constant column leaves only rounding noise around its mean: it stays a column of zeros.
    scale[j] = spread > 1e-13 * largest ? spread : 0;
  });
  return { centre, scale };
}

/** Two passes: the second removes the rounding of the first. */
function meanOf(column: ArrayLike<number>, weights: ArrayLike<number> | undefined, total: number, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += (weights === undefined ? 1 : weights[i]!) * column[i]!;
  const mean = sum / total;
  let rest = 0;
  for (let i = 0; i < n; i++) rest += (weights === undefined ? 1 : weights[i]!) * (column[i]! - mean);
  return mean + rest / total;
}

/** One block of standardised columns, the intercept (ones) first where there is one; columns lie behind each other. */
export class DesignBlock {
  readonly width: number;
  readonly values: Float64Array;
  readonly #design: Design;
  readonly #active: readonly number[];
  readonly #standard: Standardisation;

  /** @param active indices of the columns to load */
  constructor(design: Design, active: readonly number[], standard: Standardisation) {
    this.#design = design;
    this.#active = active;
    this.#standard = standard;
    this.width = active.length + (design.intercept ? 1 : 0);
    // Whole tiles of columns, so that products can be taken three by three; the last may be zeros.
    this.values = new Float64Array(Math.ceil(this.width / TILE) * TILE * BLOCK);
    if (design.intercept) this.values.fill(1, 0, BLOCK);
  }

  /** Loads rows from … from + length − 1. */
  load(from: number, length: number): void {
    const offset = this.#design.intercept ? 1 : 0;
    for (let a = 0; a < this.#active.length; a++) {
      const j = this.#active[a]!;
      const base = (a + offset) * BLOCK;
      const scale = this.#standard.scale[j]!;
      copyStandardised({
        source: this.#design.columns[j]!,
        from,
        length,
        target: this.values,
        base,
        centre: this.#standard.centre[j]!,
        factor: scale > 0 ? 1 / scale : 0,
      });
    }
  }
}

interface Copy {
  source: ArrayLike<number>;
  from: number;
  length: number;
  target: Float64Array;
  base: number;
  centre: number;
  factor: number;
}

function copyStandardised({ source, from, length, target, base, centre, factor }: Copy): void {
  for (let i = 0; i < length; i++) target[base + i] = (source[from + i]! - centre) * factor;
}

/** Work space of {@link accumulateBlock}: one weighted copy of a block. */
export function scratchFor(block: DesignBlock): Float64Array {
  return new Float64Array(block.values.length);
}

/**
 * Adds the block's X′WX to `matrix` (lower triangle) and X′s to `vector`.
 *
 * Three columns by three at a time, so that each load serves three products: this is where large fits spend their time.
 * @param parts.scratch from {@link scratchFor}
 */
export function accumulateBlock(parts: {
  block: DesignBlock;
  length: number;
  weights: Float64Array;
  scores: Float64Array;
  matrix: Float64Array;
  vector: Float64Array;
  scratch: Float64Array;
}): void {
  const { block, length, weights, scores, matrix, vector, scratch } = parts;
  const k = block.width;
  const x = block.values;
  for (let j = 0; j < k; j++) {
    weigh({ x, base: j * BLOCK, length, weights, into: scratch });
    vector[j]! += dot(scores, x, j * BLOCK, length);
  }
  for (let j = 0; j < k; j += TILE) {
    for (let m = 0; m <= j; m += TILE) {
      tileProducts(scratch, x, j * BLOCK, m * BLOCK, length);
      for (let a = 0; a < TILE && j + a < k; a++)
        for (let b = 0; b < TILE && m + b <= j + a; b++) matrix[(j + a) * k + m + b]! += tile[a * TILE + b]!;
    }
  }
}

function weigh(parts: { x: Float64Array; base: number; length: number; weights: Float64Array; into: Float64Array }) {
  const { x, base, length, weights, into } = parts;
  for (let i = 0; i < length; i++) into[base + i] = weights[i]! * x[base + i]!;
}

/** Columns taken together by {@link tileProducts}: nine sums and six loads fit a processor's registers. */
const TILE = 3;

/** Result of {@link tileProducts}; one place, because a new array a call would cost more than the products. */
const tile = new Float64Array(TILE * TILE);

/** The nine dot products of three neighbouring columns of `a`, from j, with three of `b`, from m. */
function tileProducts(a: Float64Array, b: Float64Array, j: number, m: number, length: number): void {
  let s00 = 0;
  let s01 = 0;
  let s02 = 0;
  let s10 = 0;
  let s11 = 0;
  let s12 = 0;
  let s20 = 0;
  let s21 = 0;
  let s22 = 0;
  const j1 = j + BLOCK;
  const j2 = j1 + BLOCK;
  const m1 = m + BLOCK;
  const m2 = m1 + BLOCK;
  for (let i = 0; i < length; i++) {
    const a0 = a[j + i]!;
    const a1 = a[j1 + i]!;
    const a2 = a[j2 + i]!;
    const b0 = b[m + i]!;
    const b1 = b[m1 + i]!;
    const b2 = b[m2 + i]!;
    s00 += a0 * b0;
    s01 += a0 * b1;
    s02 += a0 * b2;
    s10 += a1 * b0;
    s11 += a1 * b1;
    s12 += a1 * b2;
    s20 += a2 * b0;
    s21 += a2 * b1;
    s22 += a2 * b2;
  }
  tile[0] = s00;
  tile[1] = s01;
  tile[2] = s02;
  tile[3] = s10;
  tile[4] = s11;
  tile[5] = s12;
  tile[6] = s20;
  tile[7] = s21;
  tile[8] = s22;
}

/** Dot product with a column that begins at `base`. */
function dot(a: Float64Array, x: Float64Array, base: number, length: number): number {
  let even = 0;
  let odd = 0;
  const whole = length - (length % 2);
  for (let i = 0; i < whole; i += 2) {
    even += a[i]! * x[base + i]!;
    odd += a[i + 1]! * x[base + i + 1]!;
  }
  return whole < length ? even + odd + a[whole]! * x[base + whole]! : even + odd;
}

/** Copies the lower triangle onto the upper. */
export function mirror(matrix: Float64Array, k: number): void {
  for (let i = 0; i < k; i++) for (let j = 0; j < i; j++) matrix[j * k + i] = matrix[i * k + j]!;
}

/**
 * Linear predictor offset + intercept + Σ x_j β_j of every row, for terms found in the design by name.
 * @throws InputError `input.shape_mismatch` when the design lacks a term of the model
 * @example
 * linearPredictor(designOf({ x: [1, 2] }), { terms: ["(Intercept)", "x"], coefficients: [1, 10] }); // [11, 21]
 */
export function linearPredictor(
  design: Design,
  model: { terms: readonly string[]; coefficients: readonly number[] },
  offset?: ArrayLike<number>,
): Float64Array {
  requireDesign(design);
  const eta = new Float64Array(design.n);
  if (offset !== undefined) eta.set(requireFinite("offset", offset, design.n));
  model.terms.forEach((term, t) => {
    const beta = model.coefficients[t]!;
    const column = term === INTERCEPT ? null : design.columns[design.names.indexOf(term)];
    if (column === undefined)
      throw new InputError("input.shape_mismatch", `The column "${term}" of the model is missing.`, {
        details: { column: term },
      });
    if (column === null) for (let i = 0; i < eta.length; i++) eta[i]! += beta;
    else for (let i = 0; i < eta.length; i++) eta[i]! += beta * column[i]!;
  });
  return eta;
}
