import { InputError } from "../../base/errors.ts";
import { weightedTermMeans } from "./arm-regression.ts";
import { type Balance, balance } from "./balance.ts";
import { balancingRule, type Estimand } from "./estimand.ts";
import { type EffectEstimate, effectOf, influenceError } from "./influence.ts";
import { fitPropensity, type Overlap, overlap, type Propensity, propensityInfluence } from "./propensity.ts";
import { requireStudy, type Study } from "./study.ts";

/** Effect by weighting, with overlap and balance. */
export interface WeightedEffect extends EffectEstimate {
  /** Weighted mean outcomes. */
  meanTreated: number;
  meanControl: number;
  /** As if the propensity were known: larger for the ATE, not comparable otherwise. */
  knownWeightsError: number;
  /** Weight of each row. */
  weights: Float64Array;
  scores: Float64Array;
  /** The model of the scores. */
  propensity: Pick<Propensity, "terms" | "coefficients" | "covariance">;
  overlap: Overlap;
  /** Under the weights. */
  balance: Balance;
  n: number;
}

/**
 * Effect of a treatment by inverse probability weighting (Hájek): the arms weighted until they look like the population asked about.
 *
 * The error carries through that the propensity was estimated, which mostly makes it smaller.
 * @throws InputError as `requireStudy`; ModelError `model.separated` without overlap
 * @see Lunceford & Davidian (2004), Statistics in Medicine 23, 2937–2960; Li, Morgan & Zaslavsky (2018) for overlap weights
 * @example
 * const treated = [1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0];
 * const tenure = [3, 4, 3, 6, 2, 5, 2, 3, 1, 5, 4, 3];
 * const outcome = tenure.map((years, i) => 10 + 2 * years + 5 * treated[i]!);
 * inverseProbabilityEffect({ treated, outcome, covariates: [tenure] }, "ato").estimate; // 5
 */
export function inverseProbabilityEffect(study: Study, estimand: Estimand = "ate", confidence = 0.95): WeightedEffect {
  requireStudy(study);
  const { treated, outcome, customers } = study;
  const n = treated.length;
  const propensity = fitPropensity(study);
  const { scores } = propensity;
  const rule = balancingRule(estimand);
  const perArm = (arm: 0 | 1, f: (e: number) => number) =>
    Float64Array.from(scores, (e, i) => (treated[i] === arm ? f(e) : 0));
  const one = armMean(outcome, perArm(1, rule.treated), perArm(1, rule.treatedSlope));
  const zero = armMean(outcome, perArm(0, rule.control), perArm(0, rule.controlSlope));
  const known = Float64Array.from({ length: n }, (_, i) => one.influence[i]! - zero.influence[i]!);
  const pull = weightedTermMeans(
    propensity.rows,
    one.pull.map((p, i) => p - zero.pull[i]!),
  );
  const ofPropensity = propensityInfluence(propensity, treated, pull);
  const influence = known.map((v, i) => v + ofPropensity[i]!);
  const weights = one.weights.map((w, i) => w + zero.weights[i]!);
  return {
    ...effectOf(one.mean - zero.mean, influence, { customers, confidence }),
    meanTreated: one.mean,
    meanControl: zero.mean,
    knownWeightsError: influenceError(known, customers),
    weights,
    scores,
    propensity: { terms: propensity.terms, coefficients: propensity.coefficients, covariance: propensity.covariance },
    overlap: overlap(scores, treated),
    balance: balance(study, weights),
    n,
  };
}

/**
 * The unnormalised weighted effect on everybody (Horvitz–Thompson), for comparison: it moves when a constant is added to the outcome.
 * @param scores propensity of each row
 * @throws InputError as `requireStudy`; `input.out_of_range` for a propensity outside (0, 1)
 * @see Horvitz & Thompson (1952), J. Am. Stat. Assoc. 47, 663–685
 * @example
 * const study = { treated: [1, 0, 1, 0], outcome: [9, 4, 8, 3], covariates: [] };
 * horvitzThompsonEffect(study, [0.5, 0.5, 0.5, 0.5]); // 17/2 − 7/2 = 5
 */
export function horvitzThompsonEffect(study: Study, scores: ArrayLike<number>): number {
  requireStudy({ ...study, covariates: [scores] });
  const { treated, outcome } = study;
  if (!Array.from(scores).every((e) => e > 0 && e < 1))
    throw new InputError("input.out_of_range", "Propensities must lie between 0 and 1, ends left out.");
  let sum = 0;
  for (let i = 0; i < treated.length; i++)
    sum += treated[i] === 1 ? outcome[i]! / scores[i]! : -outcome[i]! / (1 - scores[i]!);
  return sum / treated.length;
}

function armMean(outcome: ArrayLike<number>, weights: Float64Array, slopes: Float64Array) {
  let [sum, total] = [0, 0];
  for (let i = 0; i < weights.length; i++) {
    sum += weights[i]! * outcome[i]!;
    total += weights[i]!;
  }
  const mean = sum / total;
  const share = total / weights.length;
  return {
    mean,
    weights,
    influence: weights.map((w, i) => (w * (outcome[i]! - mean)) / share),
    /** What a unit of the linear predictor does to the mean, row by row. */
    pull: slopes.map((s, i) => (s * (outcome[i]! - mean)) / share),
  };
}
