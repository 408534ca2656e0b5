import { InputError } from "../../base/errors.ts";
import { chiSquareUpper } from "../distributions/chi-square.ts";
import { type AnswerCount, requireAnswerCount } from "../intervals/wilson.ts";

/** One band: its place on the scale and its successes. */
export interface TrendBand extends AnswerCount {
  score: number;
}

/** A trend of shares over ordered bands. */
export interface ProportionTrend {
  /** Change of the share per unit of score, weighted least squares. */
  slope: number;
  chiSquare: number;
  /** Always 1. */
  df: number;
  pValue: number;
}

/**
 * Cochran–Armitage test for a linear trend of shares over ordered bands, such as repeat purchase by NPS class.
 * @throws InputError `input.sample_too_small` with fewer than two bands, `input.out_of_range` when the scores are all
 *   equal or the shares all 0 or all 1: then there is no trend to test
 * @see Armitage (1955), Biometrics 11, 375–386; R: prop.trend.test
 * @example
 * // Smokers among patients, R's prop.trend.test(c(83, 90, 129, 70), c(86, 93, 136, 82))
 * const [successes, n] = [[83, 90, 129, 70], [86, 93, 136, 82]];
 * proportionTrend(successes.map((x, i) => ({ score: i + 1, successes: x, n: n[i]! }))).chiSquare; // 8.2249
 */
export function proportionTrend(bands: readonly TrendBand[]): ProportionTrend {
  if (bands.length < 2) throw new InputError("input.sample_too_small", "A trend needs at least two bands.");
  bands.forEach(requireAnswerCount);
  const n = bands.reduce((sum, b) => sum + b.n, 0);
  const share = bands.reduce((sum, b) => sum + b.successes, 0) / n;
  const centre = bands.reduce((sum, b) => sum + (b.n / n) * b.score, 0);
  const spread = bands.reduce((sum, b) => sum + b.n * (b.score - centre) ** 2, 0);
  const product = bands.reduce((sum, b) => sum + (b.successes - b.n * share) * (b.score - centre), 0);
  if (!(spread > 0 && share > 0 && share < 1))
    throw new InputError("input.out_of_range", "Shares or scores do not vary: there is no trend to test.");
  const chiSquare = product ** 2 / (share * (1 - share) * spread);
  return { slope: product / spread, chiSquare, df: 1, pValue: chiSquareUpper(chiSquare, 1) };
}
