import { InputError } from "../../base/errors.ts";
import type { Random } from "../../base/random.ts";

/** How to resample n units. */
export interface Resampling {
  /** How many units (customers) were sampled. */
  units: number;
  /** How many resamples; 2000 for percentiles, 1000 for a standard error. */
  replicates: number;
  random: Random;
  /** Stratum number of each unit; resampling then keeps the size of every stratum. */
  strata?: ArrayLike<number>;
}

/**
 * Bootstrap replicates of any statistic, resampling whole units with replacement.
 *
 * A unit is what was sampled independently: a customer with all their rows. For ratios, means and scores of many customers
 * `bootstrapSums` does the same far faster.
 * @param statistic of a resample given as unit numbers; the array is reused, do not keep it; `null` where undefined
 * @returns replicates in order of drawing, without the undefined ones, whose count is given
 * @throws InputError `input.sample_too_small` without units or replicates, `input.shape_mismatch` when strata do not fit
 * @see Efron (1979), Annals of Statistics 7, 1–26
 * @example
 * const x = [1, 4, 10];
 * const mean = (units: Int32Array) => units.reduce((sum, unit) => sum + x[unit]!, 0) / units.length;
 * const { values } = bootstrap({ units: 3, replicates: 1000, random: sfc32(1) }, mean);
 * values.length; // 1000
 */
export function bootstrap(
  { units, replicates, random, strata }: Resampling,
  statistic: (resample: Int32Array) => number | null,
): { values: Float64Array; undefinedReplicates: number } {
  requireUnits(units, replicates);
  const pools = strata === undefined ? [Int32Array.from({ length: units }, (_, i) => i)] : poolsOf(strata, units);
  const resample = new Int32Array(units);
  const values = new Float64Array(replicates);
  let defined = 0;
  for (let r = 0; r < replicates; r++) {
    let place = 0;
    for (const pool of pools)
      for (let i = 0; i < pool.length; i++) resample[place++] = pool[Math.floor(random() * pool.length)]!;
    const value = statistic(resample);
    if (value !== null && Number.isFinite(value)) values[defined++] = value;
  }
  return { values: values.slice(0, defined), undefinedReplicates: replicates - defined };
}

/** @throws InputError when there is nothing to resample */
export function requireUnits(units: number, replicates: number): void {
  if (!(Number.isInteger(units) && units >= 1) || !Number.isInteger(replicates) || replicates < 1)
    throw new InputError("input.sample_too_small", "A bootstrap needs at least one unit and one replicate.", {
      details: { units, replicates },
    });
}

function poolsOf(strata: ArrayLike<number>, units: number): Int32Array[] {
  if (strata.length !== units)
    throw new InputError("input.shape_mismatch", "Every unit needs one stratum.", {
      details: { units, strata: strata.length },
    });
  const pools = new Map<number, number[]>();
  for (let i = 0; i < units; i++) {
    const pool = pools.get(strata[i]!);
    if (pool) pool.push(i);
    else pools.set(strata[i]!, [i]);
  }
  return [...pools.values()].map((pool) => Int32Array.from(pool));
}
