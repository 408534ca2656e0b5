import { armRegression, weightedTermMeans } from "./arm-regression.ts";
import { type EffectEstimate, effectOf } from "./influence.ts";
import { requireStudy, type Study } from "./study.ts";

/**
 * Effect of a treatment by standardisation (g-computation) with a linear outcome model in each arm: expected outcomes with and
 * without treatment, averaged over the population asked about.
 *
 * Right only if the outcome models are; show it beside weighting and AIPW.
 * @param estimand everybody, the treated, or the untreated
 * @returns estimate with the error from both models and from the sampled population
 * @throws InputError as `requireStudy`, `input.sample_too_small` when an arm has no more rows than terms
 * @see Robins (1986), Mathematical Modelling 7, 1393–1512; Hernán & Robins (2020), What If, chapter 13
 * @example
 * const treated = [1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0];
 * const tenure = [1, 4, 3, 6, 2, 5, 2, 3, 1, 5, 4, 6];
 * const outcome = tenure.map((years, i) => 10 + 2 * years + 5 * treated[i]!);
 * standardisedEffect({ treated, outcome, covariates: [tenure] }, "atu").estimate; // 5
 */
export function standardisedEffect(
  study: Study,
  estimand: "ate" | "att" | "atu" = "ate",
  confidence = 0.95,
): EffectEstimate & { n: number } {
  requireStudy(study);
  const { treated, customers } = study;
  const n = treated.length;
  const [one, zero] = [armRegression(study, 1), armRegression(study, 0)];
  const weights = Float64Array.from(treated, (a) => (estimand === "ate" ? 1 : estimand === "att" ? a : 1 - a));
  const share = weights.reduce((a, b) => a + b, 0) / n;
  const estimate = weights.reduce((sum, w, i) => sum + w * (one.expected[i]! - zero.expected[i]!), 0) / (n * share);
  const [pullOne, pullZero] = [weightedTermMeans(one.rows, weights), weightedTermMeans(zero.rows, weights)];
  const [ofOne, ofZero] = [one.influenceAlong(pullOne), zero.influenceAlong(pullZero)];
  const influence = weights.map(
    (w, i) => (w * (one.expected[i]! - zero.expected[i]! - estimate) + ofOne[i]! - ofZero[i]!) / share,
  );
  return { ...effectOf(estimate, influence, { customers, confidence }), n };
}
