import { InputError } from "../../base/errors.ts";
import type { Interval } from "../interval.ts";
import { normalMultiplier } from "../intervals/checks.ts";

/**
 * Control limits of a funnel plot: where shares of groups of size n fall when all have the target share.
 *
 * A group inside its limits must not be ranked; beyond the 99.8 % limit it deserves a look.
 * @param target common share in (0, 1)
 * @param n cases of each group, ≥ 1
 * @param overdispersion factor on the variance, ≥ 1: the mean squared z score of all groups, when that exceeds 1
 * @returns limits of each group at 95 % and 99.8 %, clipped to [0, 1]
 * @throws InputError `input.out_of_range`
 * @see Spiegelhalter (2005), Statistics in Medicine 24, 1185–1202
 * @example
 * funnelLimits(0.8, [100])[0]?.limits95.low; // 0.7216
 */
export function funnelLimits(
  target: number,
  n: readonly number[],
  overdispersion = 1,
): { limits95: Interval; limits998: Interval }[] {
  if (!(target > 0 && target < 1 && overdispersion >= 1) || !n.every((size) => size >= 1))
    throw new InputError("input.out_of_range", "A funnel needs a target in (0, 1) and groups of at least one case.", {
      details: { target, overdispersion },
    });
  return n.map((size) => {
    const error = Math.sqrt((overdispersion * target * (1 - target)) / size);
    const limits = (level: number): Interval => {
      const half = normalMultiplier(level) * error;
      return { low: Math.max(0, target - half), high: Math.min(1, target + half), level };
    };
    return { limits95: limits(0.95), limits998: limits(0.998) };
  });
}
