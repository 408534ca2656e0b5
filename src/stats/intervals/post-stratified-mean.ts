import { InputError } from "../../base/errors.ts";
import type { Interval } from "../interval.ts";
import { type Moments, mergeMoments, NO_MOMENTS, requireMoments } from "../sums.ts";
import { normalMultiplier, requireSample } from "./checks.ts";

/** One stratum: how many it has in the population and what its respondents said. */
export interface Stratum {
  name: string;
  /** Size in the population, real ≥ n. */
  population: number;
  respondents: Moments;
}

/** A mean brought back to the population's composition. */
export interface PostStratifiedMean {
  /** Mean of the respondents as they are. */
  raw: number;
  mean: number;
  standardError: number;
  interval: Interval;
  /** Respondents over population, by stratum. */
  responseRates: number[];
}

/**
 * Stratified mean Σ(N_h/N)ȳ_h with finite population correction, from n, mean and squared deviations by stratum.
 * @param confidence two-sided level in (0, 1), normal
 * @throws InputError `input.sample_too_small` when a stratum has fewer than two respondents: merge it first
 * @see Cochran (1977), sections 5.3 and 5.9
 * @example
 * stratifiedMean([
 *   { name: "active", population: 8000, respondents: momentsFromSums({ n: 400, sum: 180, sumOfSquares: 320 }) },
 *   { name: "lapsing", population: 2000, respondents: momentsFromSums({ n: 20, sum: -6, sumOfSquares: 14 }) },
 * ]).mean; // 0.3
 */
export function stratifiedMean(strata: readonly Stratum[], confidence = 0.95): PostStratifiedMean {
  return combine(strata, confidence, ({ population, respondents: { n, squaredDeviations } }, total) => {
    requireSample(n, 2, "The respondents of every stratum, in number,");
    return ((population / total) ** 2 * (1 - n / population) * (squaredDeviations / (n - 1))) / n;
  });
}

/**
 * Post-stratified mean of a simple random sample: the strata were counted after sampling.
 *
 * Linearised with-replacement variance with n/(n − 1) over the whole sample, as `postStratify` of R's survey
 * package gives it; a stratum with one respondent is allowed and adds no variance.
 * @param confidence two-sided level in (0, 1), normal
 * @throws InputError `input.sample_too_small` when a stratum has no respondents: merge it first
 * @see Holt & Smith (1979), J. R. Stat. Soc. A 142, 33–46; R: survey::postStratify
 * @example
 * postStratifiedMean([
 *   { name: "active", population: 8000, respondents: momentsFromSums({ n: 400, sum: 180, sumOfSquares: 320 }) },
 *   { name: "lapsing", population: 2000, respondents: momentsFromSums({ n: 20, sum: -6, sumOfSquares: 14 }) },
 * ]).mean; // 0.3
 */
export function postStratifiedMean(strata: readonly Stratum[], confidence = 0.95): PostStratifiedMean {
  const n = strata.reduce((sum, s) => sum + s.respondents.n, 0);
  requireSample(n, 2, "A post-stratified mean");
  return combine(strata, confidence, ({ population, respondents }, total) => {
    requireSample(respondents.n, 1, "The respondents of every stratum, in number,");
    const weight = population / respondents.n / total;
    return (n / (n - 1)) * weight * weight * respondents.squaredDeviations;
  });
}

function combine(
  strata: readonly Stratum[],
  confidence: number,
  varianceOf: (stratum: Stratum, total: number) => number,
): PostStratifiedMean {
  const z = normalMultiplier(confidence);
  const total = strata.reduce((sum, s) => sum + s.population, 0);
  strata.forEach(({ respondents }) => {
    requireMoments(respondents);
  });
  if (!(total > 0 && Number.isFinite(total)) || strata.some((s) => !(s.population >= s.respondents.n)))
    throw new InputError("input.out_of_range", "A stratum has more respondents than people.", {
      details: { strata: strata.map((s) => s.name) },
    });
  let mean = 0;
  let variance = 0;
  for (const stratum of strata) {
    variance += varianceOf(stratum, total);
    mean += (stratum.population / total) * stratum.respondents.mean;
  }
  const standardError = Math.sqrt(variance);
  return {
    raw: strata.reduce((sum, s) => mergeMoments(sum, s.respondents), NO_MOMENTS).mean,
    mean,
    standardError,
    interval: { low: mean - z * standardError, high: mean + z * standardError, level: confidence },
    responseRates: strata.map((s) => s.respondents.n / s.population),
  };
}
