import { InputError } from "../../base/errors.ts";
import { foldsByHash } from "../random/hash-to-uniform.ts";
import { linearPredictor, requireWeights } from "../regression/design.ts";
import type { NearFit } from "../regression/refit-logistic.ts";
import { logistic } from "../special/logistic.ts";
import { designFor } from "./design-for.ts";
import type { Estimand } from "./estimand.ts";
import { type EffectEstimate, effectOf } from "./influence.ts";
import { fitInFolds, linearOutcomes, logisticOutcomes, type Model, type OutcomeModels } from "./outcome-models.ts";
import { type Overlap, overlap } from "./propensity.ts";
import { pick, rowsWhere } from "./rows.ts";
import { customerNumbers, requireStudy, type Study } from "./study.ts";

/** How a doubly robust effect is fitted. */
export interface AipwOptions {
  /** Default "ate". */
  estimand?: Estimand;
  /**
   * Cross-fitting: how many folds (default 5), split by hash of the customer; or the fold of each row; or `null` to fit and score
   * on the same rows.
   */
  folds?: number | ArrayLike<number> | null;
  /** Outcome model in each arm: "linear", or "logistic" for outcomes of 0 and 1. Default "linear". */
  outcomeModel?: "linear" | "logistic";
  /** Leave out rows with a propensity below this or above 1 − this, and count them. Default 0: none. */
  trim?: number;
  /** The propensity model of all rows, where it is known: folds are fitted from there. */
  propensity?: NearFit;
  /** How many of the population each row stands for, as for answers weighted to all who were asked; taken as known. Default 1. */
  weights?: ArrayLike<number>;
  confidence?: number;
}

/** A doubly robust effect with what it rests on. */
export interface AipwEffect extends EffectEstimate {
  estimand: Estimand;
  overlap: Overlap;
  /** Rows used. */
  n: number;
  customers: number;
  /** Rows left out by trimming. */
  trimmed: { treated: number; control: number };
  /** Rows that were not trimmed, in the order of `nuisances`. */
  rows: Int32Array;
  nuisances: Nuisances;
}

/** What AIPW takes from models: for every row a propensity and two expected outcomes. */
export interface Nuisances {
  /** Strictly between 0 and 1. */
  propensity: Float64Array;
  outcomeTreated: Float64Array;
  outcomeControl: Float64Array;
}

/**
 * Doubly robust effect of a treatment (augmented inverse probability weighting), cross-fitted, with errors by customer.
 *
 * Right when either the propensity or the outcome models are. Folds follow customers, never rows, so that no customer's own
 * rows fit the models that score them.
 * @throws InputError as `requireStudy`; `input.sample_too_small` when a fold leaves an arm too small to fit
 * @throws ModelError `model.separated` without overlap
 * @see Robins, Rotnitzky & Zhao (1994), J. Am. Stat. Assoc. 89, 846–866; Chernozhukov et al. (2018), Econometrics Journal 21, C1–C68
 * @example
 * const treated = [1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0];
 * const tenure = [1, 4, 3, 6, 2, 5, 2, 3, 1, 5, 4, 6];
 * const outcome = tenure.map((years, i) => 10 + 2 * years + 5 * treated[i]!);
 * aipw({ treated, outcome, covariates: [tenure] }, { estimand: "atu", folds: null }).estimate; // 5
 */
export function aipw(study: Study, options: AipwOptions = {}): AipwEffect {
  const steps = aipwSteps(study, options);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** The same, one fold of models a step: in between, a process that serves others can look at what waits. */
export function* aipwSteps(study: Study, options: AipwOptions = {}): Generator<void, AipwEffect> {
  requireStudy(study);
  const { folds = 5, outcomeModel = "linear", trim = 0 } = options;
  if (!(trim >= 0 && trim < 0.5))
    throw new InputError("input.out_of_range", "Trimming leaves out propensities below a share of at most 0.5.", {
      details: { trim },
    });
  const foldOf = folds === null ? null : foldsOf(study, folds);
  const { propensity } = options;
  const nuisances =
    foldOf === null ? inSample(study, outcomeModel) : yield* crossFitted(study, { foldOf, outcomeModel, propensity });
  const kept: number[] = [];
  const trimmed = { treated: 0, control: 0 };
  nuisances.propensity.forEach((e, i) => {
    if (e >= trim && e <= 1 - trim) kept.push(i);
    else trimmed[study.treated[i] === 1 ? "treated" : "control"]++;
  });
  const rows = Int32Array.from(kept);
  const used = kept.length === study.treated.length ? { study, nuisances } : subset(study, nuisances, rows);
  const { weights } = options;
  const weighted = weights === undefined ? {} : { weights: pick(weights, rows) };
  return { ...aipwFromNuisances(used.study, used.nuisances, { ...options, ...weighted }), trimmed, rows };
}

/**
 * The doubly robust effect from propensities and expected outcomes of any models (two-part spend, trees, another system), which
 * should come from rows of other customers.
 * @param study covariates are not used
 * @throws InputError as `requireStudy`; `input.out_of_range` for a propensity outside (0, 1)
 * @see Robins, Rotnitzky & Zhao (1994), J. Am. Stat. Assoc. 89, 846–866; Chernozhukov et al. (2018), Econometrics
 *   Journal 21, C1–C68
 * @example
 * const study = { treated: [1, 0, 1, 0], outcome: [9, 4, 8, 3], covariates: [] };
 * const nuisances = {
 *   propensity: Float64Array.of(0.5, 0.5, 0.5, 0.5),
 *   outcomeTreated: Float64Array.of(8, 8, 8, 8),
 *   outcomeControl: Float64Array.of(4, 4, 4, 4),
 * };
 * aipwFromNuisances(study, nuisances).estimate; // 5
 */
export function aipwFromNuisances(
  study: Study,
  nuisances: Nuisances,
  { estimand = "ate", confidence = 0.95, weights }: Pick<AipwOptions, "estimand" | "confidence" | "weights"> = {},
): Omit<AipwEffect, "trimmed" | "rows"> {
  const { propensity, outcomeTreated, outcomeControl } = nuisances;
  requireStudy({ ...study, covariates: [propensity, outcomeTreated, outcomeControl] });
  const row = propensity.findIndex((e) => !(e > 0 && e < 1));
  if (row >= 0)
    throw new InputError("input.out_of_range", "A propensity lies strictly between 0 and 1.", { details: { row } });
  const { numerator, denominator } = scoresOf(study, nuisances, estimand);
  const n = numerator.length;
  if (weights !== undefined) weigh(weights, [numerator, denominator]);
  const total = denominator.reduce((a, b) => a + b, 0);
  const estimate = numerator.reduce((a, b) => a + b, 0) / total;
  const influence = numerator.map((v, i) => ((v - estimate * denominator[i]!) * n) / total);
  return {
    ...effectOf(estimate, influence, { customers: study.customers, confidence }),
    estimand,
    overlap: overlap(propensity, study.treated),
    n,
    customers: study.customers === undefined ? n : customerNumbers(study.customers, n).count,
    nuisances,
  };
}

/**
 * Another outcome of a study that was fitted already, on the same folds: what linear models expect of it in both arms. The effects of
 * outcomes that add up then add up as well, because all else is the same.
 * @param folds as in `aipw`
 * @throws InputError as `requireStudy`; `input.sample_too_small` when a fold leaves an arm too small to fit
 * @see Chernozhukov et al. (2018), Econometrics Journal 21, C1–C68, for the folds
 * @example
 * const treated = [1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0];
 * const tenure = [1, 4, 3, 6, 2, 5, 2, 3, 1, 5, 4, 6];
 * const outcome = tenure.map((years, i) => 10 + 2 * years + 5 * treated[i]!);
 * Math.round(expectedOutcomes({ treated, outcome, covariates: [tenure] }).outcomeControl[0]!); // 12
 */
export function expectedOutcomes(
  study: Study,
  { folds = 5 }: { folds?: number | ArrayLike<number> } = {},
): Pick<Nuisances, "outcomeTreated" | "outcomeControl"> {
  requireStudy(study);
  const members = membersOf(foldsOf(study, folds)).map(({ rows }) => rows);
  const outcomes = linearOutcomes(study, members);
  const { outcomeTreated, outcomeControl } = emptyNuisances(study.treated.length);
  members.forEach((scored, out) => {
    const columns = study.covariates.map((x) => pick(x, scored));
    const expected = outcomes(out)(columns, scored.length);
    scored.forEach((row, i) => {
      outcomeTreated[row] = expected.treated[i]!;
      outcomeControl[row] = expected.control[i]!;
    });
  });
  return { outcomeTreated, outcomeControl };
}

function weigh(weights: ArrayLike<number>, columns: readonly Float64Array[]): void {
  requireWeights("weights", weights, columns[0]!.length);
  for (const column of columns) for (let i = 0; i < column.length; i++) column[i]! *= weights[i]!;
}

/** Row scores whose ratio of sums is the estimate. */
function scoresOf({ treated, outcome }: Study, nuisances: Nuisances, estimand: Estimand) {
  const { propensity, outcomeTreated, outcomeControl } = nuisances;
  const n = treated.length;
  const numerator = new Float64Array(n);
  const denominator = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const a = treated[i]!;
    const e = propensity[i]!;
    const gain = outcomeTreated[i]! - outcomeControl[i]!;
    const restTreated = a * (outcome[i]! - outcomeTreated[i]!);
    const restControl = (1 - a) * (outcome[i]! - outcomeControl[i]!);
    switch (estimand) {
      case "ate":
        numerator[i] = gain + restTreated / e - restControl / (1 - e);
        denominator[i] = 1;
        break;
      case "att":
        numerator[i] = a * gain + restTreated - (e / (1 - e)) * restControl;
        denominator[i] = a;
        break;
      case "atu":
        numerator[i] = (1 - a) * gain + ((1 - e) / e) * restTreated - restControl;
        denominator[i] = 1 - a;
        break;
      case "ato":
        // The last term makes the score insensitive to errors of the propensity, which also sets the weights here.
        denominator[i] = e * (1 - e) + (a - e) * (1 - 2 * e);
        numerator[i] = denominator[i]! * gain + (1 - e) * restTreated - e * restControl;
        break;
      default:
        estimand satisfies never;
    }
  }
  return { numerator, denominator };
}

function foldsOf({ treated, customers }: Study, folds: number | ArrayLike<number>): ArrayLike<number> {
  if (typeof folds !== "number") {
    if (folds.length !== treated.length)
      throw new InputError("input.shape_mismatch", "Every row needs one fold.", {
        details: { n: treated.length, folds: folds.length },
      });
    return folds;
  }
  return foldsByHash(customers ?? Int32Array.from({ length: treated.length }, (_, i) => i), folds);
}

/** The rows of each fold. */
const membersOf = (foldOf: ArrayLike<number>): { fold: number; rows: Int32Array }[] =>
  [...new Set(Array.from(foldOf))]
    .sort((a, b) => a - b)
    .map((label) => ({ fold: label, rows: rowsWhere(foldOf, (fold) => fold === label) }));

function inSample(study: Study, outcomeModel: "linear" | "logistic"): Nuisances {
  const rows = Int32Array.from({ length: study.treated.length }, (_, i) => i);
  const nuisances = emptyNuisances(rows.length);
  const outcomes = outcomeModel === "linear" ? linearOutcomes(study, [rows]) : logisticOutcomes(study, [rows]);
  score(study, nuisances, { scored: rows, propensity: propensitiesOf(study)(rows), outcomes: outcomes(null) });
  return nuisances;
}

interface CrossFitting {
  foldOf: ArrayLike<number>;
  outcomeModel: "linear" | "logistic";
  propensity: NearFit | undefined;
}

function* crossFitted(study: Study, { foldOf, outcomeModel, propensity }: CrossFitting): Generator<void, Nuisances> {
  const nuisances = emptyNuisances(study.treated.length);
  const found = membersOf(foldOf);
  const members = found.map(({ rows }) => rows);
  if (members.length < 2)
    throw new InputError("input.sample_too_small", "Cross-fitting needs customers in at least two folds.", {
      details: { folds: members.length },
    });
  const outcomes = outcomeModel === "linear" ? linearOutcomes(study, members) : logisticOutcomes(study, members);
  const propensities = propensitiesOf(study, propensity);
  for (const [out, scored] of members.entries()) {
    yield;
    const fitOn = rowsWhere(foldOf, (fold) => fold !== found[out]!.fold);
    score(study, nuisances, { scored, propensity: propensities(fitOn), outcomes: outcomes(out) });
  }
  return nuisances;
}

/** The propensity model of some rows. */
const propensitiesOf = ({ treated, covariates }: Study, near?: NearFit) =>
  fitInFolds(designFor(covariates, treated.length), treated, near);

/** Scores rows by models of others. */
function score(
  { covariates }: Study,
  into: Nuisances,
  { scored, propensity, outcomes }: { scored: Int32Array; propensity: Model; outcomes: OutcomeModels },
): void {
  const columns = covariates.map((x) => pick(x, scored));
  const eta = linearPredictor(designFor(columns, scored.length), propensity);
  const expected = outcomes(columns, scored.length);
  scored.forEach((row, i) => {
    into.propensity[row] = logistic(eta[i]!);
    into.outcomeTreated[row] = expected.treated[i]!;
    into.outcomeControl[row] = expected.control[i]!;
  });
}

const emptyNuisances = (n: number): Nuisances => ({
  propensity: new Float64Array(n),
  outcomeTreated: new Float64Array(n),
  outcomeControl: new Float64Array(n),
});

function subset(study: Study, nuisances: Nuisances, rows: Int32Array): { study: Study; nuisances: Nuisances } {
  const { treated, outcome, customers } = study;
  return {
    study: {
      treated: pick(treated, rows),
      outcome: pick(outcome, rows),
      covariates: [],
      ...(customers === undefined ? {} : { customers: Array.from(rows, (i) => customers[i]!) }),
    },
    nuisances: {
      propensity: pick(nuisances.propensity, rows),
      outcomeTreated: pick(nuisances.outcomeTreated, rows),
      outcomeControl: pick(nuisances.outcomeControl, rows),
    },
  };
}
