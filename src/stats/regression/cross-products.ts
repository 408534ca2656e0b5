import { InputError } from "../../base/errors.ts";
import {
  accumulateBlock,
  BLOCK,
  type Design,
  DesignBlock,
  mirror,
  requireDesign,
  requireFinite,
  requireWeights,
  scratchFor,
  standardisationOf,
} from "./design.ts";

/**
 * Centred cross products of covariates and outcome: all that least squares needs, however many rows there were.
 *
 * Without an intercept the means are 0 and the products are raw. Products must be centred *before* they are
 * summed: raw products of Longley's data keep 4e-8, centred ones 5e-13.
 */
export interface CrossProducts {
  names: readonly string[];
  /** Observations. */
  n: number;
  /** Σ weights; n where there are none. */
  weight: number;
  intercept: boolean;
  meanX: readonly number[];
  meanY: number;
  /** Σ w(x − mean)(x − mean)′, k × k. */
  xx: readonly (readonly number[])[];
  /** Σ w(x − mean)(y − mean), k. */
  xy: readonly number[];
  /** Σ w(y − mean)², over all observations. */
  yy: number;
  /** Σ ln w over observations, for the likelihood; 0 without weights. */
  logWeights: number;
}

/**
 * Rows or cells of a linear regression.
 *
 * A cell holds `frequencies` observations with one covariate pattern, `y` is their mean and `withinSquares` their
 * squared deviations from it; every result is then the same as on the rows.
 */
export interface LinearData {
  design: Design;
  /** Outcome, or mean outcome of a cell. */
  y: ArrayLike<number>;
  /** Analytic weights (inverse variances), ≥ 0; 1 where absent. */
  weights?: ArrayLike<number>;
  /** Observations a row stands for, ≥ 0; 1 where absent. */
  frequencies?: ArrayLike<number>;
  /** Σ(y − cell mean)² of a row's observations; 0 where absent. */
  withinSquares?: ArrayLike<number>;
}

/**
 * Linear data from cells as an engine groups them: count, sum and sum of squares of the outcome by pattern.
 *
 * Where outcomes are large beside their spread, shift them by a constant before squaring.
 * @throws InputError `input.shape_mismatch` when lengths differ, `input.out_of_range` when a count is negative
 * @example
 * // Two patterns: three customers with 2, 4, 6 and two with 10, 14.
 * const data = linearDataFromCells({ design: designOf({ x: [0, 1] }), n: [3, 2], sum: [12, 24], sumOfSquares: [56, 296] });
 * fitLinear(data).coefficients; // [4, 8]
 */
export function linearDataFromCells(cells: {
  design: Design;
  n: ArrayLike<number>;
  sum: ArrayLike<number>;
  sumOfSquares: ArrayLike<number>;
}): LinearData {
  requireDesign(cells.design);
  const rows = cells.design.n;
  requireWeights("n", cells.n, rows);
  requireFinite("sum", cells.sum, rows);
  requireFinite("sumOfSquares", cells.sumOfSquares, rows);
  const mean = (i: number) => (cells.n[i]! > 0 ? cells.sum[i]! / cells.n[i]! : 0);
  return {
    design: cells.design,
    frequencies: cells.n,
    y: Float64Array.from({ length: rows }, (_, i) => mean(i)),
    withinSquares: Float64Array.from({ length: rows }, (_, i) =>
      Math.max(0, cells.sumOfSquares[i]! - cells.sum[i]! * mean(i)),
    ),
  };
}

/**
 * Centred cross products of rows or cells, in one pass after the means.
 * @throws InputError `input.shape_mismatch` when lengths differ, `input.out_of_range` when a cell is not a finite number,
 *   `input.sample_too_small` when no row has weight
 * @see Chan, Golub & LeVeque (1983), Am. Stat. 37, 242–247
 * @example
 * crossProducts({ design: designOf({ x: [1, 2, 3] }), y: [2, 4, 7] }); // { meanX: [2], xx: [[2]], xy: [5] }
 */
export function crossProducts(data: LinearData): CrossProducts {
  const { design, y, weights, frequencies, withinSquares } = data;
  const { n: rows, intercept, names } = design;
  requireLinearData(data);
  const total = Float64Array.from({ length: rows }, (_, i) => (weights?.[i] ?? 1) * (frequencies?.[i] ?? 1));
  const weight = sum(total);
  if (!(weight > 0)) throw new InputError("input.sample_too_small", "A regression needs rows with weight.");
  const extended: Design = { ...design, names: [...names, "y"], columns: [...design.columns, y], intercept };
  const { centre, scale } = standardisationOf(extended, total);
  const inner = { ...extended, intercept: false };
  const k = names.length + 1;
  const block = new DesignBlock(inner, [...Array(k).keys()], { centre, scale });
  const matrix = new Float64Array(k * k);
  const scratch = scratchFor(block);
  for (let from = 0; from < rows; from += BLOCK) {
    const length = Math.min(BLOCK, rows - from);
    block.load(from, length);
    const part = total.subarray(from, from + length);
    accumulateBlock({ block, length, weights: part, scores: part, matrix, vector: new Float64Array(k), scratch });
  }
  mirror(matrix, k);
  const at = (i: number, j: number) => matrix[i * k + j]! * scale[i]! * scale[j]!;
  const indices = names.map((_, i) => i);
  let within = 0;
  let logWeights = 0;
  for (let i = 0; i < rows; i++) {
    const w = weights?.[i] ?? 1;
    within += w * (withinSquares?.[i] ?? 0);
    if (w !== 1) logWeights += (frequencies?.[i] ?? 1) * Math.log(w);
  }
  return {
    names,
    n: frequencies === undefined ? rows : sum(frequencies),
    weight,
    intercept,
    meanX: indices.map((i) => centre[i]!),
    meanY: centre[k - 1]!,
    xx: indices.map((i) => indices.map((j) => at(i, j))),
    xy: indices.map((i) => at(i, k - 1)),
    yy: at(k - 1, k - 1) + within,
    logWeights,
  };
}

/**
 * Cross products of several parts together, by Chan's rule: so an engine may reduce by month and merge.
 * @throws InputError `input.shape_mismatch` when the parts have other columns
 * @see Chan, Golub & LeVeque (1983), Am. Stat. 37, 242–247
 * @example
 * const may = crossProducts({ design: designOf({ x: [1, 2] }), y: [2, 4] });
 * const june = crossProducts({ design: designOf({ x: [3] }), y: [7] });
 * fitLinearFromCrossProducts(mergeCrossProducts(may, june)).coefficients[1]; // 2.5
 */
export function mergeCrossProducts(first: CrossProducts, ...others: readonly CrossProducts[]): CrossProducts {
  const columns = first.names.join("\n");
  if (others.some(({ names, intercept }) => names.join("\n") !== columns || intercept !== first.intercept))
    throw new InputError("input.shape_mismatch", "The parts have different columns.");
  [first, ...others].forEach(requireCrossProducts);
  return others.reduce(together, first);
}

function together(a: CrossProducts, b: CrossProducts): CrossProducts {
  const weight = a.weight + b.weight;
  const share = a.intercept ? a.weight * (b.weight / weight) : 0;
  const dx = a.meanX.map((mean, j) => b.meanX[j]! - mean);
  const dy = b.meanY - a.meanY;
  return {
    ...a,
    n: a.n + b.n,
    weight,
    meanX: a.meanX.map((mean, j) => mean + (dx[j]! * b.weight) / weight),
    meanY: a.meanY + (dy * b.weight) / weight,
    xx: a.xx.map((row, i) => row.map((x, j) => x + b.xx[i]![j]! + dx[i]! * dx[j]! * share)),
    xy: a.xy.map((x, i) => x + b.xy[i]! + dx[i]! * dy * share),
    yy: a.yy + b.yy + dy * dy * share,
    logWeights: a.logWeights + b.logWeights,
  };
}

/** Rejects rows or cells that a linear regression cannot read. */
export function requireLinearData({ design, y, weights, frequencies, withinSquares }: LinearData): void {
  requireDesign(design);
  requireFinite("y", y, design.n);
  requireWeights("weights", weights, design.n);
  requireWeights("frequencies", frequencies, design.n);
  requireWeights("withinSquares", withinSquares, design.n);
}

/** Rejects cross products that are incomplete or not finite. */
export function requireCrossProducts({ names, n, weight, meanX, meanY, xx, xy, yy, logWeights }: CrossProducts): void {
  const k = names.length;
  const isWhole = meanX.length === k && xy.length === k && xx.length === k && xx.every((row) => row.length === k);
  if (!isWhole) throw new InputError("input.shape_mismatch", "The cross products do not fit their columns.");
  const areFinite = [[n, weight, meanY, yy, logWeights], meanX, xy, ...xx].every((row) => row.every(Number.isFinite));
  if (!areFinite || !(n > 0 && weight > 0 && yy >= 0))
    throw new InputError("input.out_of_range", "Cross products must be finite, with rows and weight.", {
      details: { n, weight, yy },
    });
}

function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i]!;
  return total;
}
