import { InputError } from "../../base/errors.ts";

/**
 * Kish's effective sample size (Σw)²/Σw²: how many equally weighted customers carry as much information.
 * @param weights ≥ 0
 * @returns 0 when all weights are 0
 * @throws InputError `input.out_of_range` for weights that are negative or not finite
 * @see Kish (1965), Survey Sampling
 * @example
 * effectiveSampleSize([1, 1, 1, 1]); // 4
 */
export function effectiveSampleSize(weights: ArrayLike<number>): number {
  let [sum, squares] = [0, 0];
  for (let i = 0; i < weights.length; i++) {
    if (!(weights[i]! >= 0 && weights[i]! < Number.POSITIVE_INFINITY))
      throw new InputError("input.out_of_range", "Weights must be finite and from 0.", { details: { row: i } });
    sum += weights[i]!;
    squares += weights[i]! ** 2;
  }
  return squares === 0 ? 0 : (sum * sum) / squares;
}
