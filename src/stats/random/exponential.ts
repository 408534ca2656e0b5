import type { Random } from "../../base/random.ts";

/**
 * One draw from the exponential distribution with mean 1, by inversion; divide by a rate for another mean.
 * @example
 * const waitMinutes = drawExponential(random) * 7; // mean wait of seven minutes
 */
export function drawExponential(random: Random): number {
  return -Math.log1p(-random());
}
