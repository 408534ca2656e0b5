import { InputError, ModelError } from "../../base/errors.ts";
import { factorIndependent, inverseIndependent } from "../optimise/cholesky.ts";
import { logGamma } from "../special/gamma.ts";
import { logistic } from "../special/logistic.ts";
import { type Design, INTERCEPT, linearPredictor, requireFinite, requireWeights } from "./design.ts";
import { type GlmFit, glmFit } from "./glm.ts";
import type { GlmScores } from "./glm-robust.ts";
import { type BlockOfRows, fitIrls, type GlmFamily, type IrlsResult } from "./irls.ts";
import { bilinear } from "./symmetric.ts";

/** Rows or cells of a yes/no outcome. */
export interface LogisticData {
  design: Design;
  /** 0 or 1 a row, or the number of successes of a cell. */
  successes: ArrayLike<number>;
  /** Trials of a cell; 1 where absent. */
  trials?: ArrayLike<number>;
  /** Weights that multiply a row's log-likelihood: frequencies or survey weights, ≥ 0; 1 where absent. */
  weights?: ArrayLike<number>;
  /** Added to the linear predictor; 0 where absent. */
  offset?: ArrayLike<number>;
}

/**
 * Logistic regression by maximum likelihood, from rows or from cells (covariate pattern, successes, trials).
 *
 * Cells give the same coefficients and errors as their rows. The log-likelihood includes the binomial
 * coefficients, as R reports it for grouped data.
 * @throws InputError `input.out_of_range` when successes are outside [0, trials]
 * @throws ModelError `model.separated` when columns separate the outcomes, naming them; `model.rank_deficient`;
 *   `model.did_not_converge`
 * @see McCullagh & Nelder (1989), chapter 4; R: glm(family = binomial)
 * @example
 * fitLogistic({ design: designOf({}, { n: 1 }), successes: [3], trials: [4] }).coefficients[0]; // ln 3 = 1.0986
 */
export function fitLogistic(data: LogisticData): GlmFit {
  requireLogisticData(data);
  const result = fitIrls({
    design: data.design,
    family: logisticFamily(data),
    frequencies: rowTrials(data),
    ...(data.offset === undefined ? {} : { offset: data.offset }),
  });
  return complete(data, result);
}

/**
 * Firth's penalised logistic regression: finite where the outcomes are separated, less biased in small samples.
 * @throws InputError as {@link fitLogistic}
 * @throws ModelError `model.did_not_converge`, `model.rank_deficient`
 * @see Firth (1993), Biometrika 80, 27–38; Heinze & Schemper (2002), Stat. Med. 21, 2409–2419; R: logistf
 * @example
 * // With one cell the estimate is ln((s + ½)/(n − s + ½)):
 * fitFirthLogistic({ design: designOf({}, { n: 1 }), successes: [4], trials: [4] }).coefficients[0]; // ln 9 = 2.1972
 */
export function fitFirthLogistic(data: LogisticData): GlmFit {
  requireLogisticData(data);
  return complete(data, firthIteration(data));
}

/** Trials of each row times its weight. */
function rowTrials({ design, trials, weights }: LogisticData): Float64Array {
  return Float64Array.from({ length: design.n }, (_, i) => (trials?.[i] ?? 1) * (weights?.[i] ?? 1));
}

function logisticFamily({ design, successes, trials, weights }: LogisticData): GlmFamily {
  const n = design.n;
  const total = rowTrials({ design, successes, ...(trials && { trials }), ...(weights && { weights }) });
  const positive = Float64Array.from({ length: n }, (_, i) => successes[i]! * (weights?.[i] ?? 1));
  let [sum, all] = [0, 0];
  for (let i = 0; i < n; i++) {
    sum += positive[i]!;
    all += total[i]!;
  }
  const share = Math.min(Math.max(sum / all, 1e-10), 1 - 1e-10);
  const accumulate = ({ from, length, eta, weights: w, scores }: BlockOfRows): number => {
    let objective = 0;
    for (let i = 0; i < length; i++) {
      const t = total[from + i]!;
      const e = eta[i]!;
      const tail = Math.exp(-Math.abs(e));
      const larger = 1 / (1 + tail);
      const p = e >= 0 ? larger : tail * larger;
      w[i] = t * tail * larger * larger;
      scores[i] = positive[from + i]! - t * p;
      // −2ℓ of s successes in t trials: 2[t ln(1 + e^η) − s η].
      objective += t * (Math.log1p(tail) + Math.max(e, 0)) - positive[from + i]! * e;
    }
    return 2 * objective;
  };
  const side = (i: number): -1 | 0 | 1 =>
    total[i] === 0 ? 0 : positive[i] === 0 ? -1 : positive[i] === total[i] ? 1 : 0;
  return { accumulate, startEta: Math.log(share / (1 - share)), side };
}

/** Deviance, likelihood and Pearson's statistic at the estimate. */
function complete(data: LogisticData, result: IrlsResult): GlmFit {
  const { design, successes, trials, weights, offset } = data;
  const eta = linearPredictor(design, result, offset);
  let [n, deviance, pearson, coefficients, units] = [0, 0, 0, 0, 0];
  for (let i = 0; i < design.n; i++) {
    const t = trials?.[i] ?? 1;
    const w = weights?.[i] ?? 1;
    const s = successes[i]!;
    if (t * w === 0) continue;
    const p = logistic(eta[i]!);
    units += 1;
    n += t * w;
    deviance += 2 * w * (xLogRatio(s, t * p) + xLogRatio(t - s, t * logistic(-eta[i]!)));
    pearson += (w * (s - t * p) ** 2) / (t * p * logistic(-eta[i]!));
    if (t !== 1) coefficients += w * logChoose(t, s);
  }
  return glmFit(result, {
    kind: "logistic",
    n,
    units,
    deviance,
    nullDeviance: nullDeviance(data),
    logLikelihood: coefficients - deviance / 2 + saturated(data),
    pearsonChiSquare: pearson,
  });
}

/** Log-likelihood of the model with each cell's own share, without binomial coefficients; 0 on rows of 0 and 1. */
function saturated({ design, successes, trials, weights }: LogisticData): number {
  let sum = 0;
  if (trials === undefined) return 0;
  for (let i = 0; i < design.n; i++) {
    const t = trials[i]!;
    const s = successes[i]!;
    sum += (weights?.[i] ?? 1) * (xLogRatio(s, t) + xLogRatio(t - s, t));
  }
  return sum;
}

/** Deviance of the intercept alone (and the offset); of η = 0 without an intercept. */
function nullDeviance(data: LogisticData): number {
  const { design, successes, trials, weights, offset } = data;
  const empty: Design = { names: [], columns: [], n: design.n, intercept: true };
  const family = logisticFamily(data);
  const constant = !design.intercept
    ? 0
    : offset === undefined || Math.abs(family.startEta) > 23
      ? family.startEta
      : fitIrls({ design: empty, family, offset }).coefficients[0]!;
  let deviance = 0;
  for (let i = 0; i < design.n; i++) {
    const t = trials?.[i] ?? 1;
    const s = successes[i]!;
    const eta = constant + (offset?.[i] ?? 0);
    deviance += 2 * (weights?.[i] ?? 1) * (xLogRatio(s, t * logistic(eta)) + xLogRatio(t - s, t * logistic(-eta)));
  }
  return deviance;
}

/** x ln(x/m), 0 at x = 0. */
const xLogRatio = (x: number, m: number): number => (x > 0 ? x * Math.log(x / m) : 0);

const logChoose = (n: number, k: number): number => logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);

/**
 * Scores of a logistic fit for robust covariances.
 * @param unit "row" takes a row as one independent unit, "observation" its trials as independent of each other
 * @throws InputError as the fit, for data that it could not have read
 * @see McCullagh & Nelder (1989), Generalized Linear Models, section 2.5
 * @example
 * const data = { design: designOf({}, { n: 4 }), successes: [1, 1, 1, 0] };
 * logisticScores(data, fitLogistic(data)).score; // [0.25, 0.25, 0.25, −0.75]
 */
export function logisticScores(data: LogisticData, fit: GlmFit, unit: "row" | "observation" = "row"): GlmScores {
  requireLogisticData(data);
  const eta = linearPredictor(data.design, fit, data.offset);
  const score = new Float64Array(data.design.n);
  const squares = new Float64Array(data.design.n);
  for (let i = 0; i < score.length; i++) {
    const t = data.trials?.[i] ?? 1;
    const w = data.weights?.[i] ?? 1;
    const s = data.successes[i]!;
    const p = logistic(eta[i]!);
    score[i] = w * (s - t * p);
    squares[i] = unit === "row" ? score[i]! ** 2 : w * (s * (1 - p) ** 2 + (t - s) * p * p);
  }
  return { score, squares };
}

/** Newton's iteration on Firth's modified score Σx(s − tp + h(½ − p)); two passes an iteration. */
function firthIteration(data: LogisticData): IrlsResult {
  const model = firthModel(data);
  let beta = new Float64Array(model.terms.length);
  let current = model.evaluate(beta);
  for (let iteration = 1; iteration <= 200; iteration++) {
    const largest = current.step.reduce((worst, x) => Math.max(worst, Math.abs(x)), 0);
    if (largest < 1e-9 * (1 + beta.reduce((worst, x) => Math.max(worst, Math.abs(x)), 0)))
      return model.result(beta, current, iteration);
    let factor = Math.min(1, 5 / largest);
    for (let halving = 0; ; halving++) {
      const candidate = beta.map((b, j) => b + factor * current.step[j]!);
      const next = model.evaluate(candidate);
      if (next.objective <= current.objective + 1e-11 * (1 + Math.abs(current.objective)) || halving > 40) {
        [beta, current] = [candidate, next];
        break;
      }
      factor /= 2;
    }
  }
  throw new ModelError("model.did_not_converge", "Firth's iteration did not converge in 200 steps.");
}

interface FirthState {
  /** −2ℓ − ln|I|. */
  objective: number;
  step: Float64Array;
  inverse: Float64Array;
}

function firthModel(data: LogisticData) {
  const { design, offset } = data;
  const terms = [...(design.intercept ? [INTERCEPT] : []), ...design.names];
  const k = terms.length;
  const total = rowTrials(data);
  const first = design.intercept ? 1 : 0;
  const centre = design.columns.map((column) => (design.intercept ? weightedMean(column, total) : 0));
  const spread = design.columns.map((column, j) => largestDistance(column, centre[j]!) || 1);
  const read = (i: number, x: Float64Array): void => {
    if (first === 1) x[0] = 1;
    design.columns.forEach((column, j) => {
      x[j + first] = (column[i]! - centre[j]!) / spread[j]!;
    });
  };
  const evaluate = (beta: Float64Array): FirthState => {
    const x = new Float64Array(k);
    const information = new Float64Array(k * k);
    const p = new Float64Array(design.n);
    let objective = 0;
    for (let i = 0; i < design.n; i++) {
      read(i, x);
      const eta = x.reduce((sum, value, j) => sum + value * beta[j]!, offset?.[i] ?? 0);
      p[i] = logistic(eta);
      const s = data.successes[i]! * (data.weights?.[i] ?? 1);
      objective += 2 * (total[i]! * (Math.log1p(Math.exp(-Math.abs(eta))) + Math.max(eta, 0)) - s * eta);
      const w = total[i]! * p[i]! * (1 - p[i]!);
      for (let a = 0; a < k; a++) for (let b = 0; b < k; b++) information[a * k + b]! += w * x[a]! * x[b]!;
    }
    const independent = factorIndependent(information, k, 1e-13);
    if (independent.aliased.length > 0) {
      const columns = independent.aliased.map((j) => terms[j]!);
      throw new ModelError("model.rank_deficient", `The data do not determine ${columns.join(", ")}.`, {
        hint: "Leave these columns out.",
        details: { columns },
      });
    }
    const inverse = inverseIndependent(independent);
    let logDeterminant = 0;
    independent.scale.forEach((scale, j) => {
      logDeterminant += 2 * Math.log(scale * independent.factor[j * k + j]!);
    });
    const score = new Float64Array(k);
    for (let i = 0; i < design.n; i++) {
      read(i, x);
      const leverage = total[i]! * p[i]! * (1 - p[i]!) * bilinear(x, inverse, x);
      const s = data.successes[i]! * (data.weights?.[i] ?? 1);
      const u = s - total[i]! * p[i]! + leverage * (0.5 - p[i]!);
      for (let a = 0; a < k; a++) score[a]! += u * x[a]!;
    }
    const step = score.map((_, a) => score.reduce((sum, u, b) => sum + inverse[a * k + b]! * u, 0));
    return { objective: objective - logDeterminant, step, inverse };
  };
  const result = (beta: Float64Array, { inverse, objective }: FirthState, iterations: number): IrlsResult => {
    const rows = terms.map((_, i) => {
      const row = new Float64Array(k);
      if (i >= first) row[i] = 1 / spread[i - first]!;
      else {
        row[0] = 1;
        centre.forEach((c, j) => {
          row[j + 1] = -c / spread[j]!;
        });
      }
      return row;
    });
    return {
      terms,
      coefficients: rows.map((row) => row.reduce((sum, x, j) => sum + x * beta[j]!, 0)),
      covariance: rows.map((a) => rows.map((b) => bilinear(a, inverse, b))),
      aliased: [],
      iterations,
      objective,
    };
  };
  return { terms, evaluate, result };
}

function weightedMean(column: ArrayLike<number>, weights: Float64Array): number {
  let [sum, total] = [0, 0];
  for (let i = 0; i < weights.length; i++) {
    sum += weights[i]! * column[i]!;
    total += weights[i]!;
  }
  return sum / total;
}

function largestDistance(column: ArrayLike<number>, centre: number): number {
  let largest = 0;
  for (let i = 0; i < column.length; i++) largest = Math.max(largest, Math.abs(column[i]! - centre));
  return largest;
}

function requireLogisticData({ design, successes, trials, weights, offset }: LogisticData): void {
  requireFinite("successes", successes, design.n);
  requireWeights("trials", trials, design.n);
  requireWeights("weights", weights, design.n);
  if (offset !== undefined) requireFinite("offset", offset, design.n);
  let total = 0;
  for (let i = 0; i < design.n; i++) {
    const t = trials?.[i] ?? 1;
    total += t * (weights?.[i] ?? 1);
    if (!(successes[i]! >= 0 && successes[i]! <= t))
      throw new InputError("input.out_of_range", `Row ${i} has ${successes[i]} successes in ${t} trials.`, {
        details: { row: i },
      });
  }
  if (!(total > 0)) throw new InputError("input.sample_too_small", "A logistic regression needs rows with weight.");
}
