import { InputError } from "../../base/errors.ts";
import { linearPredictor } from "../regression/design.ts";
import { fitLinear } from "../regression/linear.ts";
import { type ArmRegression, armRegression, rowsOfArm, weightedTermMeans } from "./arm-regression.ts";
import { designFor } from "./design-for.ts";
import { entropyBalance } from "./entropy-balancing.ts";
import { type EffectEstimate, effectOf } from "./influence.ts";
import { fitPropensity, propensityInfluence } from "./propensity.ts";
import { pick } from "./rows.ts";
import { requireStudy } from "./study.ts";

/** Changes of units over one comparison. */
export interface ChangeStudy {
  /** 1 treated in between, 0 not. */
  treated: ArrayLike<number>;
  /** Outcome after minus outcome before, one a unit. */
  change: ArrayLike<number>;
  /** Columns that predate the treatment. */
  covariates: readonly ArrayLike<number>[];
  confidence?: number;
}

/**
 * How covariates are used: "reg" models the untreated units' change, "ipw" weights untreated units by propensity odds,
 * "dr" does both and is right when either is, "drImproved" also fits both so that their errors need no correction.
 */
export type DidEstimator = "reg" | "ipw" | "dr" | "drImproved";

/** Effect on the change of treated units. */
export interface ChangeEffect extends EffectEstimate {
  /** Influence function, one value a unit, averaging 0. */
  influence: Float64Array;
  n: number;
}

/**
 * Effect on the treated from two periods when only units alike in covariates would have moved in parallel.
 * @throws InputError as `requireStudy`; ModelError as the logistic fit (separation) and `entropyBalance`
 * @see Sant'Anna & Zhao (2020), J. Econometrics 219, 101–122; Heckman, Ichimura & Todd (1997); Abadie (2005); R: DRDID
 * @example
 * const treated = [1, 1, 1, 1, 1, 0, 0, 0, 0, 0];
 * const size = [1, 4, 2, 5, 3, 2, 3, 1, 5, 4];
 * const change = size.map((s, i) => s + 2 * treated[i]!);
 * changeEffect({ treated, change, covariates: [size] }, "dr").estimate; // 2
 */
export function changeEffect(study: ChangeStudy, estimator: DidEstimator = "dr"): ChangeEffect {
  const { treated, change, covariates, confidence } = study;
  requireStudy({ treated, outcome: change, covariates });
  const { estimate, influence } = parts(study, estimator);
  return { ...effectOf(estimate, influence, { confidence }), influence, n: treated.length };
}

function parts(study: ChangeStudy, estimator: DidEstimator): { estimate: number; influence: Float64Array } {
  switch (estimator) {
    case "reg":
      return byOutcomeRegression(study);
    case "ipw":
      return byWeights(study, null);
    case "dr":
      return byWeights(study, untreatedModel(study));
    case "drImproved":
      return improved(study);
    default:
      return estimator satisfies never;
  }
}

/** Least squares of the change on covariates among untreated units. */
const untreatedModel = ({ treated, change, covariates }: ChangeStudy): ArmRegression =>
  armRegression({ treated, outcome: change, covariates }, 0);

function byOutcomeRegression(study: ChangeStudy) {
  const { treated, change } = study;
  const model = untreatedModel(study);
  const share = meanOf(treated);
  const observed = meanWhere(change, treated);
  const expected = meanWhere(model.expected, treated);
  const correction = model.influenceAlong(weightedTermMeans(model.rows, treated));
  const influence = Float64Array.from(
    treated,
    (d, i) => (d * (change[i]! - observed - model.expected[i]! + expected) - correction[i]!) / share,
  );
  return { estimate: observed - expected, influence };
}

/** Weighting by propensity odds, on changes or (doubly robust) on their departures from the outcome model. */
function byWeights(study: ChangeStudy, model: ArmRegression | null) {
  const { treated, change, covariates } = study;
  const n = treated.length;
  const propensity = fitPropensity({ treated, covariates });
  const rest = Float64Array.from(change, (y, i) => y - (model === null ? 0 : model.expected[i]!));
  const weights = Float64Array.from(propensity.scores, (e, i) => ((1 - treated[i]!) * e) / (1 - e));
  const [share, mass] = [meanOf(treated), meanOf(weights)];
  const [ofTreated, ofControls] = [meanWhere(rest, treated), weightedMean(rest, weights)];
  const pull = weightedTermMeans(
    propensity.rows,
    weights.map((w, i) => w * (rest[i]! - ofControls)),
  );
  const ofScores = propensityInfluence(propensity, treated, pull);
  const ofModel = (weight: ArrayLike<number>) =>
    model === null ? new Float64Array(n) : model.influenceAlong(weightedTermMeans(model.rows, weight));
  const [shiftTreated, shiftControls] = [ofModel(treated), ofModel(weights)];
  const influence = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const inTreated = treated[i]! * (rest[i]! - ofTreated) - shiftTreated[i]!;
    const inControls = weights[i]! * (rest[i]! - ofControls) + ofScores[i]! - shiftControls[i]!;
    influence[i] = inTreated / share - inControls / mass;
  }
  return { estimate: ofTreated - ofControls, influence };
}

/** Inverse probability tilting (calibrated weights) and weighted outcome regression; first-stage errors then cancel. */
function improved({ treated, change, covariates }: ChangeStudy) {
  const n = treated.length;
  const treatedCount = Array.from(treated).reduce((a, b) => a + b, 0);
  const untreated = rowsOfArm(treated, 0);
  const own = covariates.map((x) => pick(x, untreated));
  const targets = covariates.map((x) => meanWhere(x, treated));
  // Tilting makes the untreated units' weighted means those of the treated: entropy balancing by another name.
  const tilted =
    covariates.length === 0
      ? new Float64Array(untreated.length).fill(1 / untreated.length)
      : entropyBalance({ covariates: own, targets }).weights;
  const fit = fitLinear({ design: designFor(own, untreated.length), y: pick(change, untreated), weights: tilted });
  const expected = linearPredictor(designFor(covariates, n), fit);
  const weights = new Float64Array(n);
  untreated.forEach((row, i) => {
    weights[row] = tilted[i]! * treatedCount;
  });
  const rest = Float64Array.from(change, (y, i) => y - expected[i]!);
  const [share, mass] = [meanOf(treated), meanOf(weights)];
  const [ofTreated, ofControls] = [meanWhere(rest, treated), weightedMean(rest, weights)];
  const influence = Float64Array.from(
    rest,
    (r, i) => (treated[i]! * (r - ofTreated)) / share - (weights[i]! * (r - ofControls)) / mass,
  );
  return { estimate: ofTreated - ofControls, influence };
}

function meanOf(x: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i]!;
  return sum / x.length;
}

const meanWhere = (x: ArrayLike<number>, treated: ArrayLike<number>): number => weightedMean(x, treated);

function weightedMean(x: ArrayLike<number>, weights: ArrayLike<number>): number {
  let [sum, total] = [0, 0];
  for (let i = 0; i < x.length; i++) {
    sum += weights[i]! * x[i]!;
    total += weights[i]!;
  }
  if (!(total > 0)) throw new InputError("input.sample_too_small", "A comparison has no units with weight.");
  return sum / total;
}
