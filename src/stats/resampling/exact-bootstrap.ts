import { InputError } from "../../base/errors.ts";

/**
 * The bootstrap distribution without chance: the statistic on every resample of n units, for n up to 7.
 *
 * Serves very small groups, and checks the random versions.
 * @param units how many units, integer in [1, 7]
 * @param statistic of a resample, given as unit numbers with repeats
 * @returns mean and variance (divided by the number of resamples, all nⁿ being listed), smallest and largest value
 * @throws InputError `input.out_of_range` with more than 7 units or none
 * @see Diaconis & Holmes (1994), Statistics and Computing 4, 287–302
 * @example
 * const x = [1, 4, 10];
 * exactBootstrap(3, (units) => (x[units[0]!]! + x[units[1]!]! + x[units[2]!]!) / 3).mean; // 5
 */
export function exactBootstrap(
  units: number,
  statistic: (resample: Int32Array) => number,
): { mean: number; variance: number; min: number; max: number; resamples: number } {
  if (!Number.isInteger(units) || units < 1 || units > 7)
    throw new InputError("input.out_of_range", "All resamples can be listed for one to seven units.", {
      details: { units },
    });
  const resamples = units ** units;
  const values = new Float64Array(resamples);
  const resample = new Int32Array(units);
  for (let number = 0; number < resamples; number++) {
    let rest = number;
    for (let i = 0; i < units; i++) {
      resample[i] = rest % units;
      rest = Math.floor(rest / units);
    }
    values[number] = statistic(resample);
  }
  const mean = values.reduce((sum, v) => sum + v / resamples, 0);
  const variance = values.reduce((sum, v) => sum + (v - mean) ** 2 / resamples, 0);
  return {
    mean,
    variance,
    min: values.reduce((a, b) => Math.min(a, b)),
    max: values.reduce((a, b) => Math.max(a, b)),
    resamples,
  };
}
