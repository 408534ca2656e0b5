import { InputError } from "../../base/errors.ts";
import { logGamma } from "../special/gamma.ts";
import { incompleteGamma } from "../special/incomplete-gamma.ts";
import { positiveQuantile } from "./quantile.ts";

/** Gamma distribution with mean shape × scale. */
export interface GammaParameters {
  /** Real > 0. */
  shape: number;
  /** Real > 0, in the unit of x; the rate is 1/scale. */
  scale: number;
}

/**
 * Gamma distribution function P(X ≤ x).
 * @param x real; 0 below 0
 * @throws InputError `input.out_of_range` when shape or scale is not positive
 * @example
 * gammaCdf(2, { shape: 1, scale: 1 }); // 1 − e⁻² = 0.8647
 */
export function gammaCdf(x: number, parameters: GammaParameters): number {
  const { shape, scale } = required(parameters);
  return x <= 0 ? 0 : incompleteGamma(shape, x / scale).lower;
}

/**
 * Upper tail P(X > x), accurate far out.
 * @param x real; 1 below 0
 * @throws InputError `input.out_of_range` when shape or scale is not positive
 * @example
 * gammaUpper(2, { shape: 1, scale: 1 }); // e⁻² = 0.1353352832366127
 */
export function gammaUpper(x: number, parameters: GammaParameters): number {
  const { shape, scale } = required(parameters);
  return x <= 0 ? 1 : incompleteGamma(shape, x / scale).upper;
}

/**
 * Logarithm of the gamma density.
 * @param x real > 0
 * @throws InputError `input.out_of_range` when shape or scale is not positive
 * @example
 * logGammaDensity(2, { shape: 1, scale: 1 }); // −2
 */
export function logGammaDensity(x: number, parameters: GammaParameters): number {
  if (!(x > 0 && x < Number.POSITIVE_INFINITY))
    throw new InputError("input.out_of_range", `A gamma density needs a positive number, got ${x}.`, {
      details: { x },
    });
  const { shape, scale } = required(parameters);
  return (shape - 1) * Math.log(x / scale) - x / scale - logGamma(shape) - Math.log(scale);
}

/**
 * Gamma quantile: the x with P(X ≤ x) = p.
 * @param p share in [0, 1]; 1 gives Infinity
 * @throws InputError `input.out_of_range` when p, shape or scale is out of range
 * @example
 * gammaQuantile(0.5, { shape: 1, scale: 1 }); // ln 2 = 0.6931
 */
export function gammaQuantile(p: number, parameters: GammaParameters): number {
  const { shape, scale } = required(parameters);
  return scale * positiveQuantile(p, { tails: (x) => incompleteGamma(shape, x), start: shape });
}

function required({ shape, scale }: GammaParameters): GammaParameters {
  if (shape > 0 && scale > 0 && Number.isFinite(shape + scale)) return { shape, scale };
  throw new InputError(
    "input.out_of_range",
    `A gamma distribution needs finite shape and scale > 0, got ${shape}, ${scale}.`,
    {
      details: { shape, scale },
    },
  );
}
