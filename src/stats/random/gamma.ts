import { InputError } from "../../base/errors.ts";
import type { Random } from "../../base/random.ts";
import { drawNormal } from "./normal.ts";

/**
 * One draw from the gamma distribution with the given shape and scale 1 (mean = variance = shape).
 * @param shape > 0; below about 0.01 most draws are too small for a double and become 0
 * @throws InputError `input.out_of_range` when the shape is not a positive finite number
 * @see Marsaglia & Tsang (2000), ACM TOMS 26, 363–372; shapes below 1 by their boost U^(1/shape)
 * @example
 * const purchaseRate = drawGamma(sfc32(1), 0.5) / 4; // shape 0.5, rate 4
 * purchaseRate; // 0.00088081
 */
export function drawGamma(random: Random, shape: number): number {
  return Math.exp(drawLogGamma(random, shape));
}

/**
 * The logarithm of a gamma draw, which stays exact where the draw itself would underflow (tiny shapes).
 * @throws InputError `input.out_of_range` when the shape is not a positive finite number
 * @see Marsaglia & Tsang (2000), ACM TOMS 26, 363–372
 * @example
 * drawLogGamma(sfc32(1), 0.001); // −3400.06
 */
export function drawLogGamma(random: Random, shape: number): number {
  if (!(shape > 0) || !Number.isFinite(shape))
    throw new InputError("input.out_of_range", "A gamma distribution needs a shape above 0.", { details: { shape } });
  if (shape < 1) return drawLogGamma(random, shape + 1) + Math.log1p(-random()) / shape;
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = drawNormal(random);
    const root = 1 + c * x;
    if (root <= 0) continue;
    const v = root ** 3;
    if (Math.log1p(-random()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return Math.log(d * v);
  }
}
