import { InputError, ModelError } from "../../base/errors.ts";

/** Fitted logarithmic response. */
export interface LogResponse {
  /** Response at no spend. */
  intercept: number;
  /** Response per unit of ln(1 + spend). */
  slope: number;
  residualSumOfSquares: number;
  n: number;
}

/**
 * Least squares of response on ln(1 + spend): the simplest curve with diminishing returns.
 * @param points.spend ≥ 0, in the unit in which 1 is small (the curve is not invariant to the unit)
 * @param points.response one a spend
 * @throws InputError `input.shape_mismatch` for unequal lengths, `input.sample_too_small` with fewer than 3 points,
 *   `input.out_of_range` for a negative spend
 * @throws ModelError `model.degenerate` when every spend is the same
 * @example
 * fitLogResponse({ spend: [0, Math.E - 1, Math.E ** 2 - 1], response: [1, 3, 5] }).slope; // 2
 */
export function fitLogResponse({ spend, response }: ResponsePoints): LogResponse {
  requirePoints({ spend, response }, 3);
  const n = spend.length;
  const x = spend.map(Math.log1p);
  const meanX = x.reduce((a, b) => a + b, 0) / n;
  const meanY = response.reduce((a, b) => a + b, 0) / n;
  let [sxx, sxy] = [0, 0];
  x.forEach((v, i) => {
    sxx += (v - meanX) ** 2;
    sxy += (v - meanX) * (response[i]! - meanY);
  });
  // Not sxx === 0: equal logarithms leave a residue of rounding.
  if (spend.every((v) => v === spend[0]))
    throw new ModelError("model.degenerate", "Every spend is the same, so it shows no response to spend.");
  const slope = sxy / sxx;
  const intercept = meanY - slope * meanX;
  const rss = x.reduce((sum, v, i) => sum + (response[i]! - intercept - slope * v) ** 2, 0);
  return { intercept, slope, residualSumOfSquares: rss, n };
}

/** Observed spends with what they brought. */
export interface ResponsePoints {
  spend: readonly number[];
  response: readonly number[];
}

/** @throws InputError when the points cannot carry a response curve */
export function requirePoints({ spend, response }: ResponsePoints, least: number): void {
  if (spend.length !== response.length)
    throw new InputError("input.shape_mismatch", "Every spend needs one response.", {
      details: { spend: spend.length, response: response.length },
    });
  if (spend.length < least)
    throw new InputError("input.sample_too_small", `A response curve needs at least ${least} points.`, {
      details: { n: spend.length },
    });
  if (!spend.every((x) => x >= 0 && Number.isFinite(x)) || !response.every(Number.isFinite))
    throw new InputError("input.out_of_range", "Spends must be 0 or more, and responses finite numbers.");
}
