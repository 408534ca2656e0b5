import { InputError } from "../../base/errors.ts";
import { logGamma } from "../special/gamma.ts";
import { type Design, linearPredictor, requireFinite, requireWeights } from "./design.ts";
import { type GlmFit, glmFit } from "./glm.ts";
import type { GlmScores } from "./glm-robust.ts";
import { type BlockOfRows, fitIrls, type GlmFamily, type IrlsResult } from "./irls.ts";

/** Rows or cells of a positive amount. */
export interface AmountData {
  design: Design;
  /** Amount > 0; the mean amount of a cell. */
  y: ArrayLike<number>;
  /** Observations a row stands for, or weights, ≥ 0; 1 where absent. */
  frequencies?: ArrayLike<number>;
  /** Added to the linear predictor; 0 where absent. */
  offset?: ArrayLike<number>;
  /** Σ(y − mean)² of a cell's observations, for the dispersion; 0 where absent. */
  withinSquares?: ArrayLike<number>;
  /** Mean of ln y over a cell's observations, for the likelihood; ln of the mean where absent. */
  meanLog?: ArrayLike<number>;
}

/**
 * Gamma regression with log link: multiplicative effects on a positive, skewed amount such as yearly spend.
 *
 * Means need no re-transformation, unlike a regression of ln y. Dispersion is Pearson's over the residual degrees of
 * freedom; errors are Student's t. The likelihood uses the dispersion deviance/n, as R's does.
 * @throws InputError `input.out_of_range` when an amount is not positive: zeros belong to a two-part model
 * @throws ModelError `model.did_not_converge`, `model.rank_deficient`
 * @see McCullagh & Nelder (1989), chapter 8; Manning & Mullahy (2001); R: glm(family = Gamma("log"))
 * @example
 * // Two segments with mean spend 10 and 20: the effect is a doubling.
 * const fit = fitGamma({ design: designOf({ segment: [0, 0, 1, 1] }), y: [8, 12, 15, 25] });
 * Math.exp(fit.coefficients[1]!); // 2
 */
export function fitGamma(data: AmountData): GlmFit {
  requireAmountData(data);
  const result = fitIrls({
    design: data.design,
    family: gammaFamily(data),
    tolerance: 1e-11,
    ...(data.frequencies === undefined ? {} : { frequencies: data.frequencies }),
    ...(data.offset === undefined ? {} : { offset: data.offset }),
  });
  return complete(data, result);
}

function gammaFamily(data: AmountData): GlmFamily {
  const { y, frequencies } = data;
  const accumulate = ({ from, length, eta, weights, scores }: BlockOfRows): number => {
    let objective = 0;
    for (let i = 0; i < length; i++) {
      const f = frequencies === undefined ? 1 : frequencies[from + i]!;
      const ratio = y[from + i]! * Math.exp(-eta[i]!);
      weights[i] = f;
      scores[i] = f * (ratio - 1);
      objective += f * (ratio + eta[i]!);
    }
    return 2 * objective;
  };
  return { accumulate, startEta: logMean(data), side: () => 0 };
}

/** ln of the mean amount per unit of e^offset: the estimate of the model with an intercept alone. */
function logMean({ design, y, frequencies, offset }: AmountData): number {
  let [sum, n] = [0, 0];
  for (let i = 0; i < design.n; i++) {
    const f = frequencies?.[i] ?? 1;
    sum += f * y[i]! * Math.exp(-(offset?.[i] ?? 0));
    n += f;
  }
  return Math.log(sum) - Math.log(n);
}

function complete(data: AmountData, result: IrlsResult): GlmFit {
  const { design, y, frequencies, withinSquares, meanLog, offset } = data;
  const eta = linearPredictor(design, result, offset);
  const constant = design.intercept ? logMean(data) : 0;
  let [n, deviance, nullDeviance, pearson, logSum] = [0, 0, 0, 0, 0];
  for (let i = 0; i < design.n; i++) {
    const f = frequencies?.[i] ?? 1;
    if (f === 0) continue;
    const log = meanLog?.[i] ?? Math.log(y[i]!);
    const nullEta = constant + (offset?.[i] ?? 0);
    n += f;
    logSum += f * log;
    deviance += 2 * f * (eta[i]! - log + y[i]! * Math.exp(-eta[i]!) - 1);
    nullDeviance += 2 * f * (nullEta - log + y[i]! * Math.exp(-nullEta) - 1);
    pearson += (f * (y[i]! - Math.exp(eta[i]!)) ** 2 + (withinSquares?.[i] ?? 0)) * Math.exp(-2 * eta[i]!);
  }
  const dfResidual = n - result.terms.length;
  if (!(dfResidual > 0))
    throw new InputError(
      "input.sample_too_small",
      `${n} amounts cannot carry ${result.terms.length} terms and an error.`,
    );
  return glmFit(result, {
    kind: "gamma",
    n,
    units: n,
    deviance,
    nullDeviance,
    logLikelihood: logLikelihood({ n, deviance, logSum }),
    pearsonChiSquare: pearson,
    dispersion: pearson / dfResidual,
    extraParameters: 1,
  });
}

/** Σ ln density with shape a = n/deviance: −2 Σ … = deviance terms plus a constant of a. */
function logLikelihood({ n, deviance, logSum }: { n: number; deviance: number; logSum: number }): number {
  if (!(deviance > 0)) return Number.POSITIVE_INFINITY;
  const shape = n / deviance;
  return n * (shape * Math.log(shape) - shape - logGamma(shape)) - (shape * deviance) / 2 - logSum;
}

/**
 * Scores of a gamma fit for robust covariances.
 * @throws InputError as the fit, for data that it could not have read
 * @see McCullagh & Nelder (1989), Generalized Linear Models, section 2.5
 * @example
 * const data = { design: designOf({ segment: [0, 0, 1, 1] }), y: [8, 12, 15, 25] };
 * gammaScores(data, fitGamma(data)).score; // [−0.2, 0.2, −0.25, 0.25]
 */
export function gammaScores(data: AmountData, fit: GlmFit): GlmScores {
  requireAmountData(data);
  const eta = linearPredictor(data.design, fit, data.offset);
  const score = new Float64Array(data.design.n);
  const squares = new Float64Array(data.design.n);
  for (let i = 0; i < score.length; i++) {
    const f = data.frequencies?.[i] ?? 1;
    const residual = data.y[i]! * Math.exp(-eta[i]!) - 1;
    score[i] = f * residual;
    squares[i] = f * residual * residual + (data.withinSquares?.[i] ?? 0) * Math.exp(-2 * eta[i]!);
  }
  return { score, squares };
}

function requireAmountData({ design, y, frequencies, offset, withinSquares, meanLog }: AmountData): void {
  requireFinite("y", y, design.n);
  requireWeights("frequencies", frequencies, design.n);
  requireWeights("withinSquares", withinSquares, design.n);
  if (offset !== undefined) requireFinite("offset", offset, design.n);
  if (meanLog !== undefined) requireFinite("meanLog", meanLog, design.n);
  for (let i = 0; i < design.n; i++) {
    if (!(y[i]! > 0) && (frequencies?.[i] ?? 1) > 0)
      throw new InputError(
        "input.out_of_range",
        `Row ${i} has the amount ${y[i]}; a gamma model needs amounts above 0.`,
        {
          hint: "Model whether anything was spent, and how much, as two parts.",
          details: { row: i },
        },
      );
  }
}
