import { InputError } from "../../base/errors.ts";
import type { LinearData } from "./cross-products.ts";
import type { LinearFit } from "./linear.ts";
import { centredBread, leveragesOf, residualsOf, rowReader, uncentred } from "./residuals.ts";
import { sandwich, standardErrorsOf } from "./symmetric.ts";

/** Heteroskedasticity-consistent covariances: the factor on e² is 1, n/(n − k), 1/(1 − h), 1/(1 − h)². */
export type RobustType = "HC0" | "HC1" | "HC2" | "HC3";

/** A covariance that does not assume equal variances. */
export interface RobustCovariance {
  type: RobustType;
  covariance: number[][];
  standardErrors: number[];
}

/**
 * Heteroskedasticity-consistent covariance of a least squares fit, from rows or cells.
 *
 * The convention here is HC3 below 250 observations and HC1 above. On cells, Σe² of a pattern follows from its
 * mean and squared deviations, so the result is that of the rows.
 * @param data the data of the fit
 * @throws InputError `input.out_of_range` for HC2 and HC3 when an observation has leverage 1
 * @see MacKinnon & White (1985), J. Econom. 29, 305–325; R: sandwich::vcovHC
 * @example
 * const data = { design: designOf({ x: [1, 2, 3, 4] }), y: [2, 4, 7, 7] };
 * robustCovariance(data, fitLinear(data), "HC3").standardErrors[1]; // 0.7778
 */
export function robustCovariance(
  data: LinearData,
  fit: LinearFit,
  type: RobustType = defaultType(fit),
): RobustCovariance {
  const k = fit.terms.length;
  const residuals = residualsOf(data, fit);
  const leverages = type === "HC2" || type === "HC3" ? leveragesOf(data, fit) : null;
  const read = rowReader(data, fit);
  const x = new Float64Array(k);
  const meat = new Float64Array(k * k);
  for (let i = 0; i < data.design.n; i++) {
    const w = data.weights?.[i] ?? 1;
    const squares = (data.withinSquares?.[i] ?? 0) + (data.frequencies?.[i] ?? 1) * residuals[i]! ** 2;
    const factor = w * w * squares * (leverages === null ? 1 : leverageFactor(type, leverages[i]!, i));
    read(i, x);
    for (let a = 0; a < k; a++) for (let b = 0; b <= a; b++) meat[a * k + b]! += factor * x[a]! * x[b]!;
  }
  for (let a = 0; a < k; a++) for (let b = 0; b < a; b++) meat[b * k + a] = meat[a * k + b]!;
  const scale = type === "HC1" ? fit.n / fit.dfResidual : 1;
  const covariance = uncentred(
    sandwich(centredBread(fit), meat, k).map((v) => v * scale),
    fit,
  );
  return { type, covariance, standardErrors: standardErrorsOf(covariance) };
}

const defaultType = ({ n }: LinearFit): RobustType => (n < 250 ? "HC3" : "HC1");

function leverageFactor(type: RobustType, leverage: number, row: number): number {
  const rest = 1 - leverage;
  if (!(rest > 1e-10))
    throw new InputError("input.out_of_range", `Row ${row} alone determines a coefficient: its leverage is 1.`, {
      hint: "Use HC1, or leave out the column that only this row has.",
      details: { row },
    });
  return type === "HC2" ? 1 / rest : 1 / (rest * rest);
}
