import { InputError, ModelError } from "../../base/errors.ts";
import { chiSquareUpper } from "../distributions/chi-square.ts";
import { factorIndependent, inverseIndependent } from "../optimise/cholesky.ts";
import { digamma, logGamma, trigamma } from "../special/gamma.ts";
import { linearPredictor } from "./design.ts";
import { type GlmFit, glmFit } from "./glm.ts";
import { type GlmScores, termColumns } from "./glm-robust.ts";
import { type BlockOfRows, fitIrls, type GlmFamily } from "./irls.ts";
import { type CountData, fitPoisson, logMeanRate, requireCountData } from "./poisson.ts";

/** A negative binomial fit with variance μ + αμ². */
export interface NegativeBinomialFit extends GlmFit {
  kind: "negative-binomial";
  /** Overdispersion α. */
  alpha: number;
  /** 1/α, MASS's θ. */
  theta: number;
  /** From the joint observed information of (β, ln α), as statsmodels prints; `standardErrors` take α as given, as MASS does. */
  jointStandardErrors: number[];
  logAlphaStandardError: number;
  /** Of the Poisson model with the same terms. */
  poissonLogLikelihood: number;
  /** 2(ℓ − ℓ_Poisson); α = 0 is on the boundary, so the p-value is half of chi-square(1)'s. */
  overdispersion: { chiSquare: number; pValue: number };
}

/**
 * Negative binomial (NB2) regression with log link: counts of customers who differ more than a Poisson allows.
 *
 * Alternates Fisher scoring for β with Newton's method for ln α. Cells need integer counts (one row a pattern and
 * count, with its frequency): means are not enough.
 * @throws InputError `input.out_of_range` on negative or fractional counts, `input.sample_too_small`
 * @throws ModelError `model.degenerate` when the counts are not overdispersed: use the Poisson model;
 *   `model.separated`, `model.did_not_converge`
 * @see Lawless (1987), Can. J. Stat. 15, 209–225; R: MASS::glm.nb
 * @example
 * const orders = [0, 0, 0, 1, 1, 2, 3, 5, 9, 14];
 * fitNegativeBinomial({ design: designOf({}, { n: 10 }), y: orders }).alpha; // 1.6019
 */
export function fitNegativeBinomial(data: CountData): NegativeBinomialFit {
  requireWholeCounts(data);
  const poisson = fitPoisson(data);
  let alpha = Math.exp(momentLogAlpha(data, poisson));
  let beta = fitAt(data, alpha);
  for (let iteration = 1; iteration <= 200; iteration++) {
    const eta = linearPredictor(data.design, beta, data.offset);
    const next = maximiseAlpha(data, eta, alpha);
    const change = Math.abs(Math.log(next / alpha));
    alpha = next;
    beta = fitAt(data, alpha);
    if (change < 1e-11) return complete({ data, alpha, beta, poisson, iterations: iteration });
  }
  throw new ModelError("model.did_not_converge", "The overdispersion did not settle in 200 rounds.");
}

const fitAt = (data: CountData, alpha: number) =>
  fitIrls({
    design: data.design,
    family: negativeBinomialFamily(data, alpha),
    tolerance: 1e-11,
    ...(data.frequencies === undefined ? {} : { frequencies: data.frequencies }),
    ...(data.offset === undefined ? {} : { offset: data.offset }),
  });

function negativeBinomialFamily(data: CountData, alpha: number): GlmFamily {
  const { y, frequencies } = data;
  const accumulate = ({ from, length, eta, weights, scores }: BlockOfRows): number => {
    let objective = 0;
    for (let i = 0; i < length; i++) {
      const f = frequencies === undefined ? 1 : frequencies[from + i]!;
      const e = Math.min(eta[i]!, 700);
      const mean = Math.exp(e);
      const spread = 1 + alpha * mean;
      weights[i] = (f * mean) / spread;
      scores[i] = (f * (y[from + i]! - mean)) / spread;
      objective += f * ((y[from + i]! + 1 / alpha) * Math.log(spread) - y[from + i]! * e);
    }
    return 2 * objective;
  };
  return { accumulate, startEta: logMeanRate(data), side: (i) => (y[i]! > 0 ? 0 : -1) };
}

/** ln of the moment estimate of α from the Poisson residuals; refuses counts that are not overdispersed. */
function momentLogAlpha({ design, y, frequencies, offset }: CountData, poisson: GlmFit): number {
  const eta = linearPredictor(design, poisson, offset);
  let [excess, squares] = [0, 0];
  for (let i = 0; i < design.n; i++) {
    const f = frequencies?.[i] ?? 1;
    const mean = Math.exp(eta[i]!);
    excess += f * ((y[i]! - mean) ** 2 - y[i]!);
    squares += f * mean * mean;
  }
  return Math.log(Math.max(excess / squares, 1e-3));
}

/** Newton's method for ln α at given means, safeguarded to steps of at most 1. */
function maximiseAlpha(data: CountData, eta: Float64Array, start: number): number {
  let logAlpha = Math.log(start);
  for (let iteration = 0; iteration < 200; iteration++) {
    const { first, second } = alphaDerivatives(data, eta, Math.exp(logAlpha));
    const step = second < 0 ? -first / second : Math.sign(first) * 0.5;
    logAlpha += Math.max(-1, Math.min(1, step));
    if (logAlpha < -18)
      throw new ModelError("model.degenerate", "These counts vary no more than a Poisson allows.", {
        hint: "Use the Poisson model.",
      });
    if (Math.abs(step) < 1e-12) break;
  }
  return Math.exp(logAlpha);
}

/** First and second derivative of the log-likelihood by ln α, at given means. */
function alphaDerivatives(data: CountData, eta: Float64Array, alpha: number): { first: number; second: number } {
  const theta = 1 / alpha;
  let [first, second] = [0, 0];
  for (let i = 0; i < eta.length; i++) {
    const f = data.frequencies?.[i] ?? 1;
    const y = data.y[i]!;
    const mean = Math.exp(eta[i]!);
    const sum = theta + mean;
    // By θ: ψ(y+θ) − ψ(θ) + ln θ + 1 − ln(θ+μ) − (y+θ)/(θ+μ), and its derivative.
    const g = digamma(y + theta) - digamma(theta) - Math.log1p(mean / theta) + (mean - y) / sum;
    const h = trigamma(y + theta) - trigamma(theta) + 1 / theta - 2 / sum + (y + theta) / (sum * sum);
    first += f * g;
    second += f * h;
  }
  return { first: -theta * first, second: theta * theta * second + theta * first };
}

function complete(parts: {
  data: CountData;
  alpha: number;
  beta: ReturnType<typeof fitAt>;
  poisson: GlmFit;
  iterations: number;
}): NegativeBinomialFit {
  const { data, alpha, beta, poisson, iterations } = parts;
  const eta = linearPredictor(data.design, beta, data.offset);
  const nullEta = data.design.intercept ? nullPredictor(data, alpha) : eta.map((_, i) => data.offset?.[i] ?? 0);
  const logLikelihood = countLikelihood(data, eta, alpha);
  const { errors, logAlphaError } = jointErrors({ data, alpha, eta, terms: beta.terms });
  const chiSquare = Math.max(0, 2 * (logLikelihood - poisson.logLikelihood));
  const fit = glmFit(
    { ...beta, iterations },
    {
      kind: "negative-binomial",
      n: poisson.n,
      units: poisson.n,
      deviance: countDeviance(data, eta, alpha),
      nullDeviance: countDeviance(data, nullEta, alpha),
      logLikelihood,
      pearsonChiSquare: pearson(data, eta, alpha),
      extraParameters: 1,
    },
  );
  return {
    ...fit,
    kind: "negative-binomial",
    alpha,
    theta: 1 / alpha,
    jointStandardErrors: errors,
    logAlphaStandardError: logAlphaError,
    poissonLogLikelihood: poisson.logLikelihood,
    overdispersion: { chiSquare, pValue: chiSquare > 0 ? chiSquareUpper(chiSquare, 1) / 2 : 1 },
  };
}

function nullPredictor(data: CountData, alpha: number): Float64Array {
  const empty = { names: [], columns: [], n: data.design.n, intercept: true };
  const { coefficients } = fitAt({ ...data, design: empty }, alpha);
  return Float64Array.from({ length: data.design.n }, (_, i) => coefficients[0]! + (data.offset?.[i] ?? 0));
}

function countLikelihood({ y, frequencies }: CountData, eta: Float64Array, alpha: number): number {
  const theta = 1 / alpha;
  let sum = 0;
  for (let i = 0; i < eta.length; i++) {
    const f = frequencies?.[i] ?? 1;
    const k = y[i]!;
    const spread = Math.log1p(alpha * Math.exp(eta[i]!));
    const choose = k === 0 ? 0 : logGamma(k + theta) - logGamma(theta) - logGamma(k + 1);
    sum += f * (choose + k * (Math.log(alpha) + eta[i]!) - (k + theta) * spread);
  }
  return sum;
}

function countDeviance({ y, frequencies }: CountData, eta: Float64Array, alpha: number): number {
  let sum = 0;
  for (let i = 0; i < eta.length; i++) {
    const k = y[i]!;
    const mean = Math.exp(eta[i]!);
    const ratio = Math.log1p((alpha * (k - mean)) / (1 + alpha * mean));
    sum += 2 * (frequencies?.[i] ?? 1) * ((k > 0 ? k * Math.log(k / mean) : 0) - (k + 1 / alpha) * ratio);
  }
  return sum;
}

function pearson({ y, frequencies }: CountData, eta: Float64Array, alpha: number): number {
  let sum = 0;
  for (let i = 0; i < eta.length; i++) {
    const mean = Math.exp(eta[i]!);
    sum += ((frequencies?.[i] ?? 1) * (y[i]! - mean) ** 2) / (mean * (1 + alpha * mean));
  }
  return sum;
}

/** Standard errors from the observed information of (β, ln α) together. */
function jointErrors(parts: { data: CountData; alpha: number; eta: Float64Array; terms: string[] }): {
  errors: number[];
  logAlphaError: number;
} {
  const { data, alpha, eta, terms } = parts;
  const columns = termColumns(data.design, terms);
  const k = terms.length + 1;
  const information = new Float64Array(k * k);
  const x = new Float64Array(k);
  for (let i = 0; i < eta.length; i++) {
    const f = data.frequencies?.[i] ?? 1;
    const mean = Math.exp(eta[i]!);
    const spread = 1 + alpha * mean;
    for (let a = 0; a < k - 1; a++) x[a] = columns[a] === null ? 1 : columns[a]![i]!;
    const own = (f * mean * (1 + alpha * data.y[i]!)) / (spread * spread);
    const cross = (f * alpha * mean * (data.y[i]! - mean)) / (spread * spread);
    for (let a = 0; a < k - 1; a++) {
      for (let b = 0; b < k - 1; b++) information[a * k + b]! += own * x[a]! * x[b]!;
      information[a * k + k - 1]! += cross * x[a]!;
      information[(k - 1) * k + a]! += cross * x[a]!;
    }
  }
  information[k * k - 1] = -alphaDerivatives(data, eta, alpha).second;
  const independent = factorIndependent(information, k);
  if (independent.aliased.length > 0)
    throw new ModelError("model.degenerate", "The information of the negative binomial fit is singular.");
  const inverse = inverseIndependent(independent);
  const error = (j: number) => Math.sqrt(inverse[j * k + j]!);
  return { errors: terms.map((_, j) => error(j)), logAlphaError: error(k - 1) };
}

/**
 * Scores of a negative binomial fit for robust covariances, α taken as given.
 * @throws InputError as the fit, for data that it could not have read
 * @see Lawless (1987), Can. J. Stat. 15, 209–225
 * @example
 * const data = { design: designOf({}, { n: 6 }), y: [0, 0, 1, 2, 7, 14] };
 * negativeBinomialScores(data, fitNegativeBinomial(data)).score; // [−0.4441, −0.4441, −0.3330, −0.2220, 0.3330, 1.1101]
 */
export function negativeBinomialScores(data: CountData, fit: NegativeBinomialFit): GlmScores {
  requireWholeCounts(data);
  const eta = linearPredictor(data.design, fit, data.offset);
  const score = new Float64Array(data.design.n);
  const squares = new Float64Array(data.design.n);
  for (let i = 0; i < score.length; i++) {
    const f = data.frequencies?.[i] ?? 1;
    const mean = Math.exp(eta[i]!);
    const residual = (data.y[i]! - mean) / (1 + fit.alpha * mean);
    score[i] = f * residual;
    squares[i] = f * residual * residual;
  }
  return { score, squares };
}

function requireWholeCounts(data: CountData): void {
  requireCountData(data);
  for (let i = 0; i < data.design.n; i++) {
    if (!Number.isInteger(data.y[i]!))
      throw new InputError("input.out_of_range", `Row ${i} has the count ${data.y[i]}; cells need one row a count.`, {
        details: { row: i },
      });
  }
}
