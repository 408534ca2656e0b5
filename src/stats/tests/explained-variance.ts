import { InputError } from "../../base/errors.ts";
import { poissonPmf } from "../distributions/poisson.ts";
import type { Interval } from "../interval.ts";
import { requireConfidence } from "../intervals/checks.ts";
import { rootOfIncreasing } from "../optimise/root.ts";
import { incompleteBeta } from "../special/incomplete-beta.ts";

/**
 * Interval of the share of variance that groups explain, from an F statistic: the shares under which it is neither too large
 * nor too small, by inverting the noncentral F distribution.
 *
 * Goes with ω²: both are about the population and not, as η² is, about this sample.
 * @param test F with its degrees of freedom, which may be fractions
 * @returns bounds in [0, 1); the lower one is 0 where F is not beyond chance
 * @throws InputError `input.out_of_range` for an F below 0 or degrees of freedom that are not positive
 * @see Steiger (2004), Psychological Methods 9, 164–182; R: MBESS::ci.pvaf
 * @example
 * explainedVarianceInterval({ f: 5, df1: 4, df2: 50 }).low; // 0.0529
 */
export function explainedVarianceInterval(
  { f, df1, df2 }: { f: number; df1: number; df2: number },
  confidence = 0.95,
): Interval {
  requireConfidence(confidence);
  if (!(f >= 0 && df1 > 0 && df2 > 0 && Number.isFinite(f + df1 + df2)))
    throw new InputError("input.out_of_range", "An F statistic is 0 or more, with positive degrees of freedom.", {
      details: { f, df1, df2 },
    });
  const n = df1 + df2 + 1;
  const limit = (share: number): number => {
    if (noncentralF(f, { df1, df2, noncentrality: 0 }) <= share) return 0;
    const start = Math.log(Math.max(df1 * f, 1e-3));
    const noncentrality = Math.exp(
      rootOfIncreasing({
        f: (u) => share - noncentralF(f, { df1, df2, noncentrality: Math.exp(u) }),
        ...{ start, step: 1, min: -40, max: 40, tolerance: 1e-12 },
      }),
    );
    return noncentrality / (noncentrality + n);
  };
  const tail = (1 - confidence) / 2;
  return { low: limit(1 - tail), high: limit(tail), level: confidence };
}

/** P(F ≤ f): a Poisson mixture of beta distributions, summed from its middle outwards. */
function noncentralF(
  f: number,
  { df1, df2, noncentrality }: { df1: number; df2: number; noncentrality: number },
): number {
  const x = (df1 * f) / (df1 * f + df2);
  const complement = df2 / (df1 * f + df2);
  const beta = (j: number) => incompleteBeta(df1 / 2 + j, df2 / 2, x, complement).lower;
  const mean = noncentrality / 2;
  if (mean === 0) return beta(0);
  const middle = Math.floor(mean);
  const weight = poissonPmf(middle, mean);
  let total = weight * beta(middle);
  for (let j = middle + 1, w = weight; ; j++) {
    w *= mean / j;
    const term = w * beta(j);
    total += term;
    if (w < 1e-17 || term < 1e-17 * total) break;
  }
  for (let j = middle, w = weight; j > 0; j--) {
    w *= j / mean;
    total += w * beta(j - 1);
    if (w < 1e-17) break;
  }
  return Math.min(1, total);
}
