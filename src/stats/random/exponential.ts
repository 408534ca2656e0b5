import type { Random } from "../../base/random.ts";

/**
 * One draw from the exponential distribution with mean 1, by inversion; divide by a rate for another mean.
 * @see Devroye (1986), Non-Uniform Random Variate Generation, II.2
 * @example
 * const waitMinutes = drawExponential(sfc32(1)) * 7; // mean wait of seven minutes
 * waitMinutes; // 6.3757
 */
export function drawExponential(random: Random): number {
  return -Math.log1p(-random());
}
