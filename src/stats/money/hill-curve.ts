import { InputError } from "../../base/errors.ts";

/** Hill curve b·xˢ/(kˢ + xˢ). */
export interface HillCurve {
  /** b, the response at unlimited spend; > 0. */
  ceiling: number;
  /** k, the spend that gives half of the ceiling; > 0. */
  halfSaturation: number;
  /** s; up to 1 the curve is concave, above 1 it is S-shaped. */
  slope: number;
}

/**
 * Response at a spend.
 * @param spend ≥ 0
 * @throws InputError `input.out_of_range` when a parameter is not positive or the spend is negative
 * @see Hill (1910), J. Physiology 40, iv–vii
 * @example
 * hillResponse({ ceiling: 100, halfSaturation: 50, slope: 1 }, 50); // 50
 */
export function hillResponse(curve: HillCurve, spend: number): number {
  requireHill(curve, spend);
  if (spend === 0) return 0;
  return curve.ceiling / (1 + (curve.halfSaturation / spend) ** curve.slope);
}

/**
 * Marginal response: what the next unit of spend brings.
 * @returns may be `Infinity` at 0 where the slope is below 1
 * @throws InputError as `hillResponse`
 * @see Hill (1910), J. Physiology 40, iv–vii
 * @example
 * hillMarginal({ ceiling: 100, halfSaturation: 50, slope: 1 }, 0); // 2
 */
export function hillMarginal(curve: HillCurve, spend: number): number {
  requireHill(curve, spend);
  const { ceiling, halfSaturation, slope } = curve;
  if (spend === 0) {
    if (slope === 1) return ceiling / halfSaturation;
    return slope > 1 ? 0 : Number.POSITIVE_INFINITY;
  }
  const share = 1 / (1 + (halfSaturation / spend) ** slope);
  return (ceiling * slope * share * (1 - share)) / spend;
}

/**
 * Spend at which an S-shaped curve turns from growing to diminishing returns.
 * @returns `null` for slopes up to 1, where returns diminish from the first unit
 * @throws InputError as `hillResponse`
 * @see Hill (1910), J. Physiology 40, iv–vii
 * @example
 * hillInflection({ ceiling: 1, halfSaturation: 40, slope: 1 }); // null
 */
export function hillInflection(curve: HillCurve): number | null {
  requireHill(curve, 0);
  const { halfSaturation, slope } = curve;
  return slope > 1 ? halfSaturation * ((slope - 1) / (slope + 1)) ** (1 / slope) : null;
}

function requireHill({ ceiling, halfSaturation, slope }: HillCurve, spend: number): void {
  const positive = (x: number) => x > 0 && Number.isFinite(x);
  if (!positive(ceiling) || !positive(halfSaturation) || !positive(slope) || !(spend >= 0))
    throw new InputError("input.out_of_range", "A Hill curve needs positive parameters and a spend of 0 or more.", {
      details: { ceiling, halfSaturation, slope, spend },
    });
}
