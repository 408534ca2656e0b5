import { InputError } from "../../base/errors.ts";
import { logistic } from "../special/logistic.ts";
import { type Design, INTERCEPT, linearPredictor, requireWeights } from "./design.ts";
import type { GlmFit } from "./glm.ts";
import { termColumns } from "./glm-robust.ts";
import { bilinear, fromRows } from "./symmetric.ts";

/** Average effect of one unit of each covariate, on the scale of the outcome. */
export interface MarginalEffects {
  /** Covariates, without the intercept. */
  terms: string[];
  /** Mean of ∂μ/∂x_j over the observations. */
  effects: number[];
  /** Delta method; the sample of covariates is taken as given. */
  standardErrors: number[];
}

/**
 * Average marginal effects: what a report shows instead of log odds.
 *
 * A 0/1 column is treated as continuous; its discrete contrast is a standardisation.
 * @param options.frequencies weight of a row in the average; 1 where absent
 * @param options.covariance robust covariance to use instead of the fit's own
 * @throws InputError `input.sample_too_small` when the weights add to 0
 * @see Greene (2012), Econometric Analysis, section 17.3.2
 * @example
 * const design = designOf({ promoter: [0, 1] });
 * const fit = fitLogistic({ design, successes: [30, 45], trials: [100, 100] });
 * averageMarginalEffects({ design, fit, frequencies: [100, 100] }).effects; // [0.1479]
 */
export function averageMarginalEffects(options: {
  design: Design;
  fit: GlmFit;
  offset?: ArrayLike<number>;
  frequencies?: ArrayLike<number>;
  covariance?: readonly (readonly number[])[];
}): MarginalEffects {
  const { design, fit, offset, frequencies } = options;
  requireWeights("frequencies", frequencies, design.n);
  const eta = linearPredictor(design, fit, offset);
  const columns = termColumns(design, fit.terms);
  const k = fit.terms.length;
  // Means of f′(η) and of f″(η)x: effect_j = β_j·mean f′, gradient = β_j·mean f″x + mean f′ at j.
  let [weight, slope] = [0, 0];
  const curvature = new Float64Array(k);
  for (let i = 0; i < design.n; i++) {
    const w = frequencies?.[i] ?? 1;
    const { first, second } = derivatives(fit, eta[i]!);
    weight += w;
    slope += w * first;
    for (let a = 0; a < k; a++) curvature[a]! += w * second * (columns[a] === null ? 1 : columns[a]![i]!);
  }
  if (!(weight > 0)) throw new InputError("input.sample_too_small", "An average effect needs rows with weight.");
  const covariance = fromRows(options.covariance ?? fit.covariance);
  const tested = fit.terms.flatMap((term, j) => (term === INTERCEPT ? [] : [j]));
  return {
    terms: tested.map((j) => fit.terms[j]!),
    effects: tested.map((j) => (fit.coefficients[j]! * slope) / weight),
    standardErrors: tested.map((j) => {
      const gradient = curvature.map((c) => (fit.coefficients[j]! * c) / weight);
      gradient[j]! += slope / weight;
      return Math.sqrt(Math.max(0, bilinear(gradient, covariance, gradient)));
    }),
  };
}

function derivatives({ kind }: GlmFit, eta: number): { first: number; second: number } {
  if (kind !== "logistic") {
    const mean = Math.exp(Math.min(eta, 709));
    return { first: mean, second: mean };
  }
  const p = logistic(eta);
  const q = logistic(-eta);
  return { first: p * q, second: p * q * (q - p) };
}
