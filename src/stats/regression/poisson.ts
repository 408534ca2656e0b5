import { InputError } from "../../base/errors.ts";
import { logGamma } from "../special/gamma.ts";
import { type Design, linearPredictor, requireFinite, requireWeights } from "./design.ts";
import { type GlmFit, glmFit } from "./glm.ts";
import type { GlmScores } from "./glm-robust.ts";
import { type BlockOfRows, fitIrls, type GlmFamily, type IrlsResult } from "./irls.ts";

/** Rows or cells of a count. */
export interface CountData {
  design: Design;
  /** Count, ≥ 0; the mean count of a cell. */
  y: ArrayLike<number>;
  /** Observations a row stands for, or weights, ≥ 0; 1 where absent. */
  frequencies?: ArrayLike<number>;
  /** ln of the exposure, added to the linear predictor; 0 where absent. */
  offset?: ArrayLike<number>;
  /** Σ(y − mean)² of a cell's observations, for Pearson's statistic and robust errors; 0 where absent. */
  withinSquares?: ArrayLike<number>;
}

/**
 * Poisson regression with log link by maximum likelihood, from rows or from cells (pattern, mean count, frequency).
 *
 * Cells give the same coefficients and errors as their rows; the deviance and the log-likelihood then lack the part
 * within cells, which no covariate can explain. Where pearsonChiSquare/dfResidual is above about 1.5, use robust
 * errors or the negative binomial model.
 * @throws InputError `input.out_of_range` on negative counts, `input.sample_too_small` when all counts are 0
 * @throws ModelError `model.separated` when a column's rows have no counts at all; `model.did_not_converge`
 * @see McCullagh & Nelder (1989), chapter 6; R: glm(family = poisson)
 * @example
 * // 20 complaints in 100 customer-months before, 30 in 100 after: the rate rises by half.
 * const offset = [Math.log(100), Math.log(100)];
 * const fit = fitPoisson({ design: designOf({ after: [0, 1] }), y: [20, 30], offset });
 * Math.exp(fit.coefficients[1]!); // 1.5
 */
export function fitPoisson(data: CountData): GlmFit {
  requireCountData(data);
  const result = fitIrls({
    design: data.design,
    family: poissonFamily(data),
    ...(data.frequencies === undefined ? {} : { frequencies: data.frequencies }),
    ...(data.offset === undefined ? {} : { offset: data.offset }),
  });
  return complete(data, result);
}

function poissonFamily(data: CountData): GlmFamily {
  const { y, frequencies } = data;
  const accumulate = ({ from, length, eta, weights, scores }: BlockOfRows): number => {
    let objective = 0;
    for (let i = 0; i < length; i++) {
      const f = frequencies === undefined ? 1 : frequencies[from + i]!;
      const e = Math.min(eta[i]!, 700);
      const mean = Math.exp(e);
      weights[i] = f * mean;
      scores[i] = f * (y[from + i]! - mean);
      objective += f * (mean - y[from + i]! * e);
    }
    return 2 * objective;
  };
  return { accumulate, startEta: logMeanRate(data), side: (i) => (y[i]! > 0 ? 0 : -1) };
}

/** ln(Σy/Σexposure): the estimate of the model with an intercept alone. */
export function logMeanRate({ design, y, frequencies, offset }: CountData): number {
  let [events, exposure] = [0, 0];
  for (let i = 0; i < design.n; i++) {
    const f = frequencies?.[i] ?? 1;
    events += f * y[i]!;
    exposure += f * Math.exp(offset?.[i] ?? 0);
  }
  return Math.log(events) - Math.log(exposure);
}

function complete(data: CountData, result: IrlsResult): GlmFit {
  const { design, y, frequencies, withinSquares, offset } = data;
  const eta = linearPredictor(design, result, offset);
  const constant = design.intercept ? logMeanRate(data) : 0;
  let [n, units, deviance, nullDeviance, logLikelihood, pearson] = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i < design.n; i++) {
    const f = frequencies?.[i] ?? 1;
    if (f === 0) continue;
    const mean = Math.exp(eta[i]!);
    const nullEta = constant + (offset?.[i] ?? 0);
    n += f;
    units += 1;
    deviance += 2 * f * (countDeviance(y[i]!, eta[i]!) + mean - y[i]!);
    nullDeviance += 2 * f * (countDeviance(y[i]!, nullEta) + Math.exp(nullEta) - y[i]!);
    logLikelihood += f * (y[i]! * eta[i]! - mean - logGamma(y[i]! + 1));
    pearson += (f * (y[i]! - mean) ** 2 + (withinSquares?.[i] ?? 0)) / mean;
  }
  return glmFit(result, {
    kind: "poisson",
    n,
    units: frequencies === undefined ? units : n,
    deviance,
    nullDeviance,
    logLikelihood,
    pearsonChiSquare: pearson,
  });
}

/** y ln(y/μ) from ln μ, 0 at y = 0. */
const countDeviance = (y: number, eta: number): number => (y > 0 ? y * (Math.log(y) - eta) : 0);

/**
 * Scores of a Poisson fit for robust covariances; a cell's squares come from its mean and squared deviations.
 * @throws InputError as the fit, for data that it could not have read
 * @see McCullagh & Nelder (1989), Generalized Linear Models, section 2.5
 * @example
 * const data = { design: designOf({}, { n: 3 }), y: [1, 2, 6] };
 * poissonScores(data, fitPoisson(data)).score; // [−2, −1, 3]
 */
export function poissonScores(data: CountData, fit: GlmFit): GlmScores {
  requireCountData(data);
  const eta = linearPredictor(data.design, fit, data.offset);
  const score = new Float64Array(data.design.n);
  const squares = new Float64Array(data.design.n);
  for (let i = 0; i < score.length; i++) {
    const f = data.frequencies?.[i] ?? 1;
    const residual = data.y[i]! - Math.exp(eta[i]!);
    score[i] = f * residual;
    squares[i] = f * residual * residual + (data.withinSquares?.[i] ?? 0);
  }
  return { score, squares };
}

/** Rejects counts that are negative or all 0. */
export function requireCountData({ design, y, frequencies, offset, withinSquares }: CountData): void {
  requireFinite("y", y, design.n);
  requireWeights("y", y, design.n);
  requireWeights("frequencies", frequencies, design.n);
  requireWeights("withinSquares", withinSquares, design.n);
  if (offset !== undefined) requireFinite("offset", offset, design.n);
  let events = 0;
  for (let i = 0; i < design.n; i++) events += y[i]! * (frequencies?.[i] ?? 1);
  if (!(events > 0))
    throw new InputError("input.sample_too_small", "All counts are 0: a rate of 0 has no finite logarithm.", {
      details: { events },
    });
}
