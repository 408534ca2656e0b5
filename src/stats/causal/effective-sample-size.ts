/**
 * Kish's effective sample size (Σw)²/Σw²: how many equally weighted customers carry as much information.
 * @param weights ≥ 0
 * @returns 0 when all weights are 0
 * @see Kish (1965), Survey Sampling
 * @example
 * effectiveSampleSize([1, 1, 1, 1]); // 4
 */
export function effectiveSampleSize(weights: ArrayLike<number>): number {
  let [sum, squares] = [0, 0];
  for (let i = 0; i < weights.length; i++) {
    sum += weights[i]!;
    squares += weights[i]! ** 2;
  }
  return squares === 0 ? 0 : (sum * sum) / squares;
}
