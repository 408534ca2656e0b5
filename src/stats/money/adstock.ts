import { InputError } from "../../base/errors.ts";

/**
 * Geometric adstock: the pressure of past activity that still works, aₜ = xₜ + θ·aₜ₋₁, starting from nothing.
 * @param activity spend or contacts a period, equally spaced
 * @param retained θ, the share that carries over to the next period, in [0, 1)
 * @returns carried-over activity, and `steadyStateMultiplier` 1/(1−θ): what one unit adds up to over time
 * @throws InputError `input.out_of_range` when θ is outside [0, 1) or activity is not finite
 * @see Broadbent (1979), J. Market Research Society 21, 151–166
 * @example
 * geometricAdstock([100, 0, 0], 0.5).adstock; // [100, 50, 25]
 */
export function geometricAdstock(
  activity: readonly number[],
  retained: number,
): { adstock: number[]; steadyStateMultiplier: number } {
  if (!(retained >= 0 && retained < 1))
    throw new InputError("input.out_of_range", "The share carried over must be in [0, 1).", { details: { retained } });
  if (!activity.every(Number.isFinite)) throw new InputError("input.out_of_range", "Activity must be finite numbers.");
  let carried = 0;
  const adstock = activity.map((x) => (carried = x + retained * carried));
  return { adstock, steadyStateMultiplier: 1 / (1 - retained) };
}
