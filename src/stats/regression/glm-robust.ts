import { InputError } from "../../base/errors.ts";
import { type Design, INTERCEPT, requireDesign, requireFinite } from "./design.ts";
import type { GlmFit } from "./glm.ts";
import { fromRows, sandwich, standardErrorsOf, toRows } from "./symmetric.ts";

/** Derivatives of the log-likelihood by the linear predictor at a fit. */
export interface GlmScores {
  /** Σ over a row's observations of ∂ℓ/∂η, before division by the dispersion. */
  score: Float64Array;
  /** Σ of their squares over the row's independent units. */
  squares: Float64Array;
}

/** A sandwich covariance of a generalised linear model. */
export interface GlmRobustCovariance {
  covariance: number[][];
  standardErrors: number[];
  /** Clusters; null where rows are independent. */
  clusters: number | null;
}

/**
 * Sandwich covariance of a generalised linear model: HC0 over rows, or CR0 over clusters.
 *
 * No small-sample factor is applied; multiply by G/(G − 1) where there are few clusters.
 * @param design the design of the fit
 * @param scores of the fit, e.g. from `logisticScores`
 * @param clusterOf cluster of each row, any whole numbers; rows are independent where absent
 * @throws InputError `input.shape_mismatch` when lengths differ, `input.sample_too_small` with one cluster
 * @see White (1982); Liang & Zeger (1986), Biometrika 73, 13–22; R: sandwich::vcovHC(type = "HC0"), vcovCL
 * @example
 * const data = { design: designOf({ segment: [0, 0, 0, 1, 1, 1] }), successes: [0, 1, 0, 1, 1, 0] };
 * const fit = fitLogistic(data);
 * robustGlmCovariance({ design: data.design, fit, scores: logisticScores(data, fit) }).standardErrors[1]; // 1.7321
 */
export function robustGlmCovariance(options: {
  design: Design;
  fit: GlmFit;
  scores: GlmScores;
  clusterOf?: ArrayLike<number>;
}): GlmRobustCovariance {
  const { design, fit, scores, clusterOf } = options;
  requireFinite("score", scores.score, design.n);
  requireFinite("squares", scores.squares, design.n);
  const k = fit.terms.length;
  // The stored covariance carries the dispersion; the bread is the inverse of Σ w x x′ alone.
  const bread = fromRows(fit.covariance).map((v) => v / fit.dispersion);
  const { meat, clusters } =
    clusterOf === undefined
      ? { meat: rowMeat(design, fit, scores.squares), clusters: null }
      : clusterMeat({ design, fit, score: scores.score, clusterOf });
  const covariance = toRows(sandwich(bread, meat, k), k);
  return { covariance, standardErrors: standardErrorsOf(covariance), clusters };
}

function rowMeat(design: Design, fit: GlmFit, squares: Float64Array): Float64Array {
  const k = fit.terms.length;
  const meat = new Float64Array(k * k);
  const columns = termColumns(design, fit.terms);
  const x = new Float64Array(k);
  for (let i = 0; i < design.n; i++) {
    for (let a = 0; a < k; a++) x[a] = columns[a] === null ? 1 : columns[a]![i]!;
    for (let a = 0; a < k; a++) for (let b = 0; b < k; b++) meat[a * k + b]! += squares[i]! * x[a]! * x[b]!;
  }
  return meat;
}

function clusterMeat(parts: { design: Design; fit: GlmFit; score: Float64Array; clusterOf: ArrayLike<number> }): {
  meat: Float64Array;
  clusters: number;
} {
  const { design, fit, score, clusterOf } = parts;
  if (clusterOf.length !== design.n)
    throw new InputError("input.shape_mismatch", `${clusterOf.length} clusters for ${design.n} rows.`);
  const k = fit.terms.length;
  const columns = termColumns(design, fit.terms);
  const codes = new Map<number, number>();
  const coded = Uint32Array.from({ length: design.n }, (_, i) => {
    const code = codes.get(clusterOf[i]!) ?? codes.size;
    codes.set(clusterOf[i]!, code);
    return code;
  });
  if (codes.size < 2) throw new InputError("input.sample_too_small", "Clustered errors need at least two clusters.");
  const sums = new Float64Array(codes.size * k);
  for (let i = 0; i < design.n; i++)
    for (let a = 0; a < k; a++) sums[coded[i]! * k + a]! += score[i]! * (columns[a] === null ? 1 : columns[a]![i]!);
  const meat = new Float64Array(k * k);
  for (let g = 0; g < codes.size; g++)
    for (let a = 0; a < k; a++) for (let b = 0; b < k; b++) meat[a * k + b]! += sums[g * k + a]! * sums[g * k + b]!;
  return { meat, clusters: codes.size };
}

/** Column of each term, null for the intercept. */
export function termColumns(design: Design, terms: readonly string[]): (ArrayLike<number> | null)[] {
  requireDesign(design);
  return terms.map((term) => (term === INTERCEPT ? null : design.columns[design.names.indexOf(term)]!));
}
