import { InputError, ModelError } from "../../base/errors.ts";
import type { Random } from "../../base/random.ts";
import type { Interval } from "../interval.ts";
import { quantileOf } from "../intervals/quantile.ts";
import { poissonWeights } from "../resampling/poisson-weights.ts";
import { momentsOf, sampleVariance } from "../sums.ts";
import { correlationMatrix } from "./correlation-matrix.ts";
import { lmgShares, sampledLmgShares } from "./lmg.ts";
import { relativeImportance } from "./relative-importance.ts";

/** Rows of an outcome with its drivers, and whose rows they are. */
export interface DriverQuestion {
  outcome: ArrayLike<number>;
  drivers: readonly ArrayLike<number>[];
  /** Customer of each row; rows of one customer are resampled together. Default: every row its own. */
  customers?: ArrayLike<string | number>;
  /** Bootstrap replicates for the intervals, default 1000. */
  replicates?: number;
  /** Two-sided level, default 0.95. */
  confidence?: number;
  random: Random;
}

/** What goes along with one driver. */
export interface DriverShare {
  /** Share of R² (LMG up to 16 drivers, sampled LMG beyond). */
  share: number;
  /** Percentile interval over customers. */
  interval: Interval;
  /** Standardised coefficient; `null` where drivers are combinations of each other. */
  coefficient: number | null;
  /** Variance of the driver (n − 1): a driver that hardly varies cannot have a large share, however vital. */
  variance: number;
}

/** Shares of R² with intervals over customers. */
export interface DriverAnalysis {
  rSquared: number;
  rSquaredInterval: Interval;
  drivers: DriverShare[];
  /** Rows. */
  n: number;
  customers: number;
  /** Resamples in which a column did not vary, left out. */
  undefinedReplicates: number;
}

/**
 * What goes along with an outcome: LMG shares of R² with bootstrap intervals over customers.
 *
 * Shares describe; they do not say what would change the outcome. In the bootstrap, more than 10 drivers use Johnson's relative
 * weights recentred at LMG, which are close to it and need no list of subsets.
 * @throws InputError `input.shape_mismatch`, `input.sample_too_small` (fewer than 3 rows a driver), `input.out_of_range`
 * @throws ModelError `model.degenerate` naming a column that does not vary
 * @see Grömping (2006), J. Statistical Software 17(1)
 * @example
 * const random = sfc32("drivers");
 * const speed = Array.from({ length: 200 }, () => drawNormal(random));
 * const price = Array.from({ length: 200 }, () => drawNormal(random));
 * const outcome = speed.map((x, i) => 2 * x + price[i]! + 2 * drawNormal(random));
 * const { drivers } = driverAnalysis({ outcome, drivers: [speed, price], replicates: 200, random });
 * drivers[0]!.share > drivers[1]!.share; // true
 */
export function driverAnalysis(question: DriverQuestion): DriverAnalysis {
  const { outcome, drivers, replicates = 1000, confidence = 0.95, random } = question;
  const n = outcome.length;
  if (drivers.length === 0 || n < 3 * drivers.length + 2)
    throw new InputError("input.sample_too_small", "Drivers need at least three rows each.", {
      details: { n, drivers: drivers.length },
    });
  const columns = [outcome, ...drivers].map((column) => Float64Array.from(column));
  const correlation = correlationMatrix(columns);
  const whole = sharesOf(correlation, random);
  const { unit, units } = unitsOf(question.customers, n);
  const resampled = resampledShares({ columns, unit, units, replicates, random, whole });
  const interval = (j: number): Interval =>
    percentileInterval(
      resampled.map((shares) => shares[j]!),
      confidence,
    );
  const coefficients = coefficientsOf(correlation);
  return {
    rSquared: whole.rSquared,
    rSquaredInterval: interval(drivers.length),
    drivers: whole.shares.map((share, j) => ({
      share,
      interval: interval(j),
      coefficient: coefficients === null ? null : coefficients[j]!,
      variance: sampleVariance(momentsOf(columns[j + 1]!))!,
    })),
    n,
    customers: units,
    undefinedReplicates: replicates - resampled.length,
  };
}

function sharesOf(correlation: number[][], random: Random) {
  return correlation.length - 1 <= 16 ? lmgShares(correlation) : sampledLmgShares({ correlation, random });
}

function unitsOf(customers: ArrayLike<string | number> | undefined, n: number): { unit: Int32Array; units: number } {
  if (customers === undefined) return { unit: Int32Array.from({ length: n }, (_, i) => i), units: n };
  if (customers.length !== n)
    throw new InputError("input.shape_mismatch", "Every row needs its customer.", {
      details: { n, customers: customers.length },
    });
  const numbers = new Map<string | number, number>();
  const unit = Int32Array.from({ length: n }, (_, i) => {
    const known = numbers.get(customers[i]!);
    if (known !== undefined) return known;
    numbers.set(customers[i]!, numbers.size);
    return numbers.size - 1;
  });
  return { unit, units: numbers.size };
}

/** Shares, then R², of each resample of customers. */
function resampledShares(work: {
  columns: Float64Array[];
  unit: Int32Array;
  units: number;
  replicates: number;
  random: Random;
  whole: { shares: number[]; rSquared: number };
}): number[][] {
  const { columns, unit, units, replicates, random, whole } = work;
  const p = columns.length - 1;
  const fill = poissonWeights(random);
  const drawn = new Uint8Array(units);
  const weights = new Float64Array(unit.length);
  const fast = p > 10 ? coefficientFree(correlationMatrix(columns)) : null;
  const result: number[][] = [];
  for (let r = 0; r < replicates; r++) {
    fill(drawn);
    for (let i = 0; i < unit.length; i++) weights[i] = drawn[unit[i]!]!;
    const correlation = varies(columns, weights) ? correlationMatrix(columns, weights) : null;
    if (correlation === null) continue;
    const weightsOfDrivers = fast === null ? null : coefficientFree(correlation);
    if (fast !== null && weightsOfDrivers !== null) {
      const shares = weightsOfDrivers.map((w, j) => w + whole.shares[j]! - fast[j]!);
      result.push([...shares, weightsOfDrivers.reduce((a, b) => a + b, 0)]);
      continue;
    }
    const { shares, rSquared } = sharesOf(correlation, random);
    result.push([...shares, rSquared]);
  }
  return result;
}

/** Does every column take two values among the rows that were drawn? */
function varies(columns: readonly Float64Array[], weights: Float64Array): boolean {
  return columns.every((column) => {
    let first = Number.NaN;
    for (let i = 0; i < column.length; i++) {
      if (weights[i] === 0) continue;
      if (Number.isNaN(first)) first = column[i]!;
      else if (column[i] !== first) return true;
    }
    return false;
  });
}

function coefficientFree(correlation: number[][]): number[] | null {
  return importanceOf(correlation)?.relativeWeights ?? null;
}

function coefficientsOf(correlation: number[][]): number[] | null {
  return importanceOf(correlation)?.standardisedCoefficients ?? null;
}

function importanceOf(correlation: number[][]) {
  try {
    return relativeImportance(correlation);
  } catch (error) {
    if (error instanceof ModelError && error.code === "model.rank_deficient") return null;
    throw error;
  }
}

function percentileInterval(values: number[], level: number): Interval {
  const sorted = values.sort((a, b) => a - b);
  if (sorted.length < 20)
    throw new InputError("input.sample_too_small", "Too few resamples in which every column varies.", {
      details: { replicates: sorted.length },
    });
  const tail = (1 - level) / 2;
  return { low: quantileOf(sorted, tail), high: quantileOf(sorted, 1 - tail), level };
}
