import { InputError, ModelError } from "../../base/errors.ts";
import { choleskyFactor, choleskySolve } from "../optimise/cholesky.ts";
import { type Evaluation, maximiseByNewton } from "../optimise/newton.ts";
import { effectiveSampleSize } from "./effective-sample-size.ts";
import { requireStudy, type Study } from "./study.ts";

/** Units to weigh so that their means hit targets. */
export interface BalancingQuestion {
  /** Columns of the units; add squares as columns to balance variances too. */
  covariates: readonly ArrayLike<number>[];
  /** Mean that each column must have under the weights. */
  targets: readonly number[];
  /** Positive starting weights, default equal. */
  baseWeights?: ArrayLike<number>;
}

/** Balancing weights and how concentrated they are. */
export interface BalancingWeights {
  /** One a unit, adding to 1. */
  weights: Float64Array;
  effectiveSampleSize: number;
  /** Largest single weight: above a few per cent one unit decides. */
  largestWeight: number;
  iterations: number;
}

/**
 * Entropy balancing: the weights nearest to equal under which the units' means are exactly the targets.
 *
 * Solved by Newton's method on the dual ln Σ exp(Zλ) in standardised covariates.
 * @throws InputError `input.shape_mismatch`, `input.sample_too_small` without units
 * @throws ModelError `model.degenerate` when no weights can reach the targets; `details.covariate` is the position of the covariate
 *   whose target is out of reach
 * @see Hainmueller (2012), Political Analysis 20, 25–46
 * @example
 * entropyBalance({ covariates: [[0, 1]], targets: [0.25] }).weights; // [0.75, 0.25]
 */
export function entropyBalance(question: BalancingQuestion): BalancingWeights {
  const { covariates, targets, baseWeights } = question;
  const n = covariates[0]?.length ?? baseWeights?.length ?? 0;
  const fits = covariates.every((x) => x.length === n) && targets.length === covariates.length;
  if (!fits || (baseWeights !== undefined && baseWeights.length !== n))
    throw new InputError(
      "input.shape_mismatch",
      "Entropy balancing needs one target a covariate and columns of equal length.",
    );
  if (n === 0) throw new InputError("input.sample_too_small", "There are no units to weigh.");
  const base = Float64Array.from({ length: n }, (_, i) => (baseWeights === undefined ? 1 : baseWeights[i]!));
  covariates.forEach((x, j) => {
    requireReach(x, targets[j]!, j);
  });
  const { columns, positions } = standardised(covariates, targets);
  const fit = maximiseByNewton((lambda) => dual(columns, base, lambda), new Float64Array(columns.length), {
    maxStep: 5,
    maxIterations: 300,
    gainTolerance: 1e-22,
  });
  const weights = tiltedWeights(columns, base, fit.at);
  const misses = columns.map((z) => Math.abs(weightedSum(z, weights)));
  const worst = misses.reduce((at, miss, j) => (miss > misses[at]! ? j : at), 0);
  if (misses.length > 0 && misses[worst]! > 1e-7) throw outOfReach(positions[worst]!);
  return {
    weights,
    effectiveSampleSize: effectiveSampleSize(weights),
    largestWeight: weights.reduce((a, b) => Math.max(a, b), 0),
    iterations: fit.iterations,
  };
}

/** Effect after entropy balancing. */
export interface BalancedEffect extends Omit<BalancingWeights, "weights"> {
  estimate: number;
  standardError: number;
  /** Weight of each customer: 1/n of their arm in the reference arm, balancing weights (adding to 1) in the other. */
  weights: Float64Array;
  n: number;
}

/**
 * Average effect on the treated (or on the others) after entropy balancing of first moments.
 *
 * The weights are estimated, so the error takes the residuals from the weighted regression of the outcome on the covariates in the
 * weighted arm; it stays valid when either the weights' model or the linear outcome model holds.
 * @param study treatment, outcome and covariates
 * @param estimand "att": untreated customers are weighted to look like the treated; "atu": the reverse
 * @throws InputError as `requireStudy`; ModelError as `entropyBalance`
 * @see Hainmueller (2012); Zhao & Percival (2017), J. Causal Inference 5(1)
 * @example
 * const treated = [1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0];
 * const tenure = [1, 4, 3, 6, 2, 5, 2, 3, 1, 5, 4, 7];
 * const outcome = tenure.map((years, i) => 10 + 2 * years + 5 * treated[i]!);
 * entropyBalancedEffect({ treated, outcome, covariates: [tenure] }, "atu").estimate; // 5
 */
export function entropyBalancedEffect(study: Study, estimand: "att" | "atu" = "att"): BalancedEffect {
  requireStudy(study);
  const { treated, outcome, covariates } = study;
  const reference = estimand === "att" ? 1 : 0;
  const rowsOf = (arm: number) => Int32Array.from(Array.from(treated, (_, i) => i).filter((i) => treated[i] === arm));
  const [target, weighed] = [rowsOf(reference), rowsOf(1 - reference)];
  const column = (x: ArrayLike<number>, rows: Int32Array) => Float64Array.from(rows, (i) => x[i]!);
  const targets = covariates.map((x) => mean(column(x, target)));
  const balanced = entropyBalance({ covariates: covariates.map((x) => column(x, weighed)), targets });
  const y = { target: column(outcome, target), weighed: column(outcome, weighed) };
  const counterfactual = weightedSum(y.weighed, balanced.weights);
  const gap = mean(y.target) - counterfactual;
  const weights = new Float64Array(treated.length).fill(1 / target.length);
  weighed.forEach((row, i) => {
    weights[row] = balanced.weights[i]!;
  });
  const slopes = weightedSlopes(
    covariates.map((x, j) => shifted(column(x, weighed), targets[j]!)),
    y.weighed,
    {
      weights: balanced.weights,
      centre: counterfactual,
    },
  );
  const predictor = (row: number) =>
    counterfactual + covariates.reduce((sum, x, j) => sum + slopes[j]! * (x[row]! - targets[j]!), 0);
  const inTarget = target.reduce(
    (sum, row, i) => sum + ((y.target[i]! - predictor(row) - gap) / target.length) ** 2,
    0,
  );
  const inWeighed = weighed.reduce(
    (sum, row, i) => sum + (balanced.weights[i]! * (y.weighed[i]! - predictor(row))) ** 2,
    0,
  );
  return {
    ...balanced,
    weights,
    estimate: estimand === "att" ? gap : -gap,
    standardError: Math.sqrt(inTarget + inWeighed),
    n: treated.length,
  };
}

function requireReach(x: ArrayLike<number>, target: number, position: number): void {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < x.length; i++) {
    low = Math.min(low, x[i]!);
    high = Math.max(high, x[i]!);
  }
  const inside =
    low === high ? Math.abs(target - low) <= 1e-9 * Math.max(1, Math.abs(low)) : target > low && target < high;
  if (!inside) throw outOfReach(position);
}

const outOfReach = (covariate: number): ModelError =>
  new ModelError("model.degenerate", `No weights can give covariate ${covariate + 1} the mean it needs.`, {
    hint: "Leave this covariate out, widen its categories, or compare a narrower group.",
    details: { covariate },
  });

/** (x − target)/sd of the columns that vary. */
function standardised(covariates: readonly ArrayLike<number>[], targets: readonly number[]) {
  const columns: Float64Array[] = [];
  const positions: number[] = [];
  covariates.forEach((x, j) => {
    const values = Float64Array.from(x);
    const centre = mean(values);
    const sd = Math.sqrt(mean(values.map((v) => (v - centre) ** 2)));
    if (!(sd > 1e-12 * Math.max(1, Math.abs(centre)))) return;
    columns.push(values.map((v) => (v - targets[j]!) / sd));
    positions.push(j);
  });
  return { columns, positions };
}

/** −ln Σ base·exp(Zλ) with derivatives; its maximum is where the weighted means of Z are 0. */
function dual(columns: readonly Float64Array[], base: Float64Array, lambda: Float64Array): Evaluation {
  const k = columns.length;
  const { scores, top } = tilt(columns, base, lambda);
  const total = scores.reduce((a, b) => a + b, 0);
  const gradient = new Float64Array(k);
  const hessian = new Float64Array(k * k);
  for (let a = 0; a < k; a++) gradient[a] = -weightedSum(columns[a]!, scores) / total;
  for (let a = 0; a < k; a++)
    for (let b = 0; b <= a; b++) {
      let product = 0;
      for (let i = 0; i < scores.length; i++) product += scores[i]! * columns[a]![i]! * columns[b]![i]!;
      hessian[a * k + b] = hessian[b * k + a] = gradient[a]! * gradient[b]! - product / total;
    }
  return { value: -(top + Math.log(total)), gradient, hessian };
}

/** exp(Zλ + ln base − top), with the largest exponent taken out. */
function tilt(columns: readonly Float64Array[], base: Float64Array, lambda: Float64Array) {
  const scores = base.map((w, i) => columns.reduce((sum, z, j) => sum + z[i]! * lambda[j]!, Math.log(w)));
  const top = scores.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  return { scores: scores.map((s) => Math.exp(s - top)), top };
}

function tiltedWeights(columns: readonly Float64Array[], base: Float64Array, lambda: Float64Array): Float64Array {
  const { scores } = tilt(columns, base, lambda);
  const total = scores.reduce((a, b) => a + b, 0);
  return scores.map((s) => s / total);
}

/** Slopes of the weighted regression of y − centre on covariates already centred at their weighted means; 0 where aliased. */
function weightedSlopes(
  columns: readonly Float64Array[],
  y: Float64Array,
  { weights, centre }: { weights: Float64Array; centre: number },
): Float64Array {
  const k = columns.length;
  const scale = columns.map(
    (x) =>
      Math.sqrt(
        weightedSum(
          x.map((v) => v * v),
          weights,
        ),
      ) || 1,
  );
  const cross = new Float64Array(k * k);
  const right = new Float64Array(k);
  for (let a = 0; a < k; a++) {
    for (let i = 0; i < y.length; i++) right[a]! += (weights[i]! * columns[a]![i]! * (y[i]! - centre)) / scale[a]!;
    for (let b = 0; b < k; b++)
      for (let i = 0; i < y.length; i++)
        cross[a * k + b]! += (weights[i]! * columns[a]![i]! * columns[b]![i]!) / (scale[a]! * scale[b]!);
    // A ridge of 1e-12 on the correlation scale leaves slopes unchanged to 11 digits and survives aliased columns.
    cross[a * k + a]! += 1e-12;
  }
  const factor = choleskyFactor(cross, k, 0);
  if (factor === null) return new Float64Array(k);
  return choleskySolve(factor, right, k).map((b, j) => b / scale[j]!);
}

const shifted = (x: Float64Array, by: number): Float64Array => x.map((v) => v - by);

function weightedSum(x: Float64Array, weights: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i]! * weights[i]!;
  return sum;
}

const mean = (x: Float64Array): number => x.reduce((sum, v) => sum + v, 0) / x.length;
