import { InputError } from "../../base/errors.ts";
import type { Random } from "../../base/random.ts";
import { drawGamma } from "./gamma.ts";
import { drawPoisson } from "./poisson.ts";

/**
 * One draw from the negative binomial distribution in its regression form (NB2): variance = mean + dispersion · mean².
 * @param moments.mean ≥ 0
 * @param moments.dispersion ≥ 0; at 0 the draw is Poisson
 * @throws InputError `input.out_of_range` when the mean or dispersion is negative or not finite
 * @see Greenwood & Yule (1920), J. R. Stat. Soc. 83, 255–279: a Poisson count whose mean is gamma-distributed
 * @example
 * drawNegativeBinomial(sfc32(1), { mean: 3, dispersion: 0.8 }); // 12
 */
export function drawNegativeBinomial(random: Random, moments: { mean: number; dispersion: number }): number {
  const { mean, dispersion } = moments;
  if (!(mean >= 0 && dispersion >= 0) || !Number.isFinite(dispersion))
    throw new InputError("input.out_of_range", "Mean and dispersion must be 0 or more.", { details: { ...moments } });
  if (mean === 0 || dispersion === 0) return drawPoisson(random, mean);
  return drawPoisson(random, mean * dispersion * drawGamma(random, 1 / dispersion));
}
