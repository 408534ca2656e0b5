import type { Random } from "../../base/random.ts";
import { logistic } from "../special/logistic.ts";
import { drawLogGamma } from "./gamma.ts";

/**
 * One draw from the beta distribution, from two gamma draws in logs.
 * @param shape.alpha > 0
 * @param shape.beta > 0
 * @returns a number in [0, 1]
 * @throws InputError `input.out_of_range` when a shape is not a positive finite number
 * @see Devroye (1986), Non-Uniform Random Variate Generation, IX.4
 * @example
 * drawBeta(sfc32(1), { alpha: 3, beta: 7 }); // 0.4781
 */
export function drawBeta(random: Random, { alpha, beta }: { alpha: number; beta: number }): number {
  const a = drawLogGamma(random, alpha);
  const b = drawLogGamma(random, beta);
  return logistic(a - b);
}
