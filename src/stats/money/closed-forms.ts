import { InputError } from "../../base/errors.ts";
import { normalQuantile, normalUpper } from "../distributions/normal.ts";
import type { DistributionSummary } from "./three-point.ts";

/**
 * The distribution of a sum of jointly normal amounts, exactly: variance = s'Rs.
 *
 * Serves where a simulation would, when all inputs are normal and add up (a net present value of normal benefits: give the
 * means and standard deviations already discounted), and checks the simulation.
 * @param parts.means one an amount
 * @param parts.sds ≥ 0, one an amount
 * @param parts.correlation correlation matrix, default none
 * @returns summary, and `probabilityPositive`; with no spread at all that is 1 or 0 (½ never arises: at exactly 0 it is 0)
 * @throws InputError `input.shape_mismatch` or `input.out_of_range`
 * @example
 * sumOfNormals({ means: [1, 2], sds: [3, 4] }).sd; // 5
 */
export function sumOfNormals(parts: {
  means: readonly number[];
  sds: readonly number[];
  correlation?: readonly (readonly number[])[];
}): DistributionSummary & { probabilityPositive: number } {
  const { means, sds, correlation } = parts;
  const k = means.length;
  if (sds.length !== k || (correlation && correlation.length !== k))
    throw new InputError(
      "input.shape_mismatch",
      "Every amount needs a mean, a standard deviation and its correlations.",
    );
  if (!means.every(Number.isFinite) || !sds.every((s) => s >= 0 && Number.isFinite(s)))
    throw new InputError("input.out_of_range", "Means must be finite and standard deviations 0 or more.");
  let variance = 0;
  for (let i = 0; i < k; i++)
    for (let j = 0; j < k; j++) variance += sds[i]! * sds[j]! * (correlation ? correlation[i]![j]! : i === j ? 1 : 0);
  if (!(variance >= -1e-9))
    throw new InputError("input.out_of_range", "These correlations give a negative variance.", {
      details: { variance },
    });
  const mean = means.reduce((a, b) => a + b, 0);
  const sd = Math.sqrt(Math.max(0, variance));
  const probabilityPositive = sd === 0 ? (mean > 0 ? 1 : 0) : normalUpper(-mean / sd);
  const at = (p: number) => mean + sd * normalQuantile(p);
  return { mean, sd, p05: at(0.05), p50: mean, p95: at(0.95), probabilityPositive };
}

/**
 * The distribution of a product of independent lognormal factors, exactly (it is lognormal itself).
 * @param factors mean `mu` and standard deviation `sigma` of each factor's logarithm
 * @returns summary; the mean exceeds the median, so budget on the mean and promise less
 * @throws InputError `input.out_of_range` when a sigma is negative or a value not finite
 * @see Johnson, Kotz & Balakrishnan (1994), Continuous Univariate Distributions 1, chapter 14
 * @example
 * productOfLognormals([{ mu: 0, sigma: 1 }]).p50; // 1
 */
export function productOfLognormals(factors: readonly { mu: number; sigma: number }[]): DistributionSummary {
  if (!factors.every(({ mu, sigma }) => Number.isFinite(mu) && sigma >= 0 && Number.isFinite(sigma)))
    throw new InputError("input.out_of_range", "Lognormal factors need a finite mu and a sigma of 0 or more.");
  const mu = factors.reduce((sum, f) => sum + f.mu, 0);
  const variance = factors.reduce((sum, f) => sum + f.sigma ** 2, 0);
  const mean = Math.exp(mu + variance / 2);
  const at = (p: number) => Math.exp(mu + Math.sqrt(variance) * normalQuantile(p));
  return { mean, sd: mean * Math.sqrt(Math.expm1(variance)), p05: at(0.05), p50: Math.exp(mu), p95: at(0.95) };
}
