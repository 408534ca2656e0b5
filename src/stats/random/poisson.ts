import { InputError } from "../../base/errors.ts";
import type { Random } from "../../base/random.ts";
import { logGamma } from "../special/gamma.ts";

/**
 * One draw from the Poisson distribution.
 *
 * Counts upwards through the probabilities below mean 10, transformed rejection (PTRS) from there.
 * @param mean ≥ 0 and at most 1e15
 * @throws InputError `input.out_of_range` when the mean is negative, too large or not a number
 * @see Hörmann (1993), Insurance: Mathematics and Economics 12, 39–45
 * @example
 * drawPoisson(sfc32(1), 2.4); // 3
 */
export function drawPoisson(random: Random, mean: number): number {
  if (!(mean >= 0 && mean <= 1e15))
    throw new InputError("input.out_of_range", "A Poisson mean lies between 0 and 1e15.", { details: { mean } });
  return mean < 10 ? bySearch(random, mean) : byTransformedRejection(random, mean);
}

function bySearch(random: Random, mean: number): number {
  let rest = random();
  let term = Math.exp(-mean);
  let k = 0;
  while (rest >= term && k < 200) {
    rest -= term;
    k += 1;
    term *= mean / k;
  }
  return k;
}

function byTransformedRejection(random: Random, mean: number): number {
  const b = 0.931 + 2.53 * Math.sqrt(mean);
  const a = -0.059 + 0.02483 * b;
  const inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
  const quick = 0.9277 - 3.6224 / (b - 2);
  for (;;) {
    const u = random() - 0.5;
    const v = 1 - random();
    const us = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / us + b) * u + mean + 0.43);
    if (us >= 0.07 && v <= quick) return k;
    if (k < 0 || (us < 0.013 && v > us)) continue;
    const bound = Math.log((v * inverseAlpha) / (a / (us * us) + b));
    if (bound <= k * Math.log(mean) - mean - logGamma(k + 1)) return k;
  }
}
