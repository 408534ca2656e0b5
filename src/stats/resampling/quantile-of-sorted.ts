import { InputError } from "../../base/errors.ts";

/**
 * Quantile of values already in ascending order, linear between order statistics (Hyndman–Fan type 7).
 * @param p share in [0, 1]
 * @throws InputError `input.sample_too_small` with no values, `input.out_of_range` when p is outside [0, 1]
 * @see Hyndman & Fan (1996), The American Statistician 50, 361–365
 * @example
 * quantileOfSorted([1, 2, 3, 4], 0.5); // 2.5
 */
export function quantileOfSorted(sorted: ArrayLike<number>, p: number): number {
  if (sorted.length === 0) throw new InputError("input.sample_too_small", "A quantile needs at least one value.");
  if (!(p >= 0 && p <= 1))
    throw new InputError("input.out_of_range", "A quantile's share lies between 0 and 1.", { details: { p } });
  const place = p * (sorted.length - 1);
  const below = Math.floor(place);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return low === high ? low : low + (place - below) * (high - low);
}
