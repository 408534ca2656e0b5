import { InputError, ModelError } from "../../base/errors.ts";
import { chiSquareUpper } from "../distributions/chi-square.ts";
import type { Interval } from "../interval.ts";
import { normalMultiplier } from "../intervals/checks.ts";

/** Counts of one stratum. */
export interface TwoByTwo {
  groupA: { success: number; failure: number };
  groupB: { success: number; failure: number };
}

/** Two groups compared at equal strata. */
export interface MantelHaenszel {
  crudeRateA: number;
  crudeRateB: number;
  /** `null` where a cell of the total table is empty. */
  crudeOddsRatio: number | null;
  /** `null` where a stratum has an empty cell. */
  strataOddsRatios: (number | null)[];
  /** Common odds ratio at equal strata. */
  oddsRatio: number;
  /** Robins–Breslow–Greenland interval. */
  interval: Interval;
  /** Cochran–Mantel–Haenszel statistic without continuity correction, 1 df. */
  chiSquare: number;
  p: number;
  /** Difference of shares at equal strata. */
  riskDifference: number;
  /** Does the comparison change direction between the total and the strata taken together (Simpson)? */
  reversal: boolean;
}

/**
 * Compares two groups' shares at equal strata: common odds ratio, test and risk difference.
 * @param strata one table a stratum; strata without anybody in one group carry no weight
 * @throws InputError `input.out_of_range` for counts that are negative or not finite
 * @throws ModelError `model.degenerate` when no stratum lets the groups be compared
 * @see Mantel & Haenszel (1959), JNCI 22, 719–748; Robins, Breslow & Greenland (1986), Biometrics 42, 311–323
 * @example
 * // Kidney stones (Charig et al. 1986): open surgery is better for small and for large stones, and worse in total.
 * mantelHaenszel([
 *   { groupA: { success: 81, failure: 6 }, groupB: { success: 234, failure: 36 } },
 *   { groupA: { success: 192, failure: 71 }, groupB: { success: 55, failure: 25 } },
 * ]).reversal; // true
 */
export function mantelHaenszel(strata: readonly TwoByTwo[], confidence = 0.95): MantelHaenszel {
  const tables = strata.map(cellsOf);
  const total = tables.reduce((sum, t) => sum.map((x, i) => x + t[i]!) as Cells, [0, 0, 0, 0] as Cells);
  const sums = commonSums(tables);
  if (!(sums.r > 0 && sums.s > 0 && sums.variance > 0))
    throw new ModelError("model.degenerate", "No stratum lets the two groups be compared.", {
      hint: "Use wider strata.",
    });
  const oddsRatio = sums.r / sums.s;
  const half = normalMultiplier(confidence) * Math.sqrt(logVariance(tables, sums));
  const chiSquare = (sums.observed - sums.expected) ** 2 / sums.variance;
  const [a, b, c, d] = total;
  const crude = a / (a + b) - c / (c + d);
  return {
    crudeRateA: a / (a + b),
    crudeRateB: c / (c + d),
    crudeOddsRatio: oddsRatioOf(total),
    strataOddsRatios: tables.map(oddsRatioOf),
    oddsRatio,
    interval: { low: oddsRatio * Math.exp(-half), high: oddsRatio * Math.exp(half), level: confidence },
    chiSquare,
    p: chiSquareUpper(chiSquare, 1),
    riskDifference: sums.difference / sums.weight,
    reversal: crude * Math.log(oddsRatio) < 0,
  };
}

type Cells = [successA: number, failureA: number, successB: number, failureB: number];

function cellsOf({ groupA, groupB }: TwoByTwo): Cells {
  const cells: Cells = [groupA.success, groupA.failure, groupB.success, groupB.failure];
  if (!cells.every((count) => count >= 0 && Number.isFinite(count)))
    throw new InputError("input.out_of_range", "Counts must be 0 or more.", { details: { cells } });
  return cells;
}

function oddsRatioOf([a, b, c, d]: Cells): number | null {
  return b * c > 0 && a * d >= 0 ? (a * d) / (b * c) : null;
}

function commonSums(tables: readonly Cells[]) {
  const sums = { r: 0, s: 0, observed: 0, expected: 0, variance: 0, difference: 0, weight: 0 };
  for (const [a, b, c, d] of tables) {
    const n = a + b + c + d;
    if (a + b === 0 || c + d === 0) continue;
    sums.r += (a * d) / n;
    sums.s += (b * c) / n;
    sums.observed += a;
    sums.expected += ((a + b) * (a + c)) / n;
    sums.variance += n > 1 ? ((a + b) * (c + d) * (a + c) * (b + d)) / (n * n * (n - 1)) : 0;
    sums.difference += (a * (c + d) - c * (a + b)) / n;
    sums.weight += ((a + b) * (c + d)) / n;
  }
  return sums;
}

function logVariance(tables: readonly Cells[], { r, s }: { r: number; s: number }): number {
  let [first, second, third] = [0, 0, 0];
  for (const [a, b, c, d] of tables) {
    const n = a + b + c + d;
    if (n === 0) continue;
    const [p, q, rr, ss] = [(a + d) / n, (b + c) / n, (a * d) / n, (b * c) / n];
    first += p * rr;
    second += p * ss + q * rr;
    third += q * ss;
  }
  return first / (2 * r * r) + second / (2 * r * s) + third / (2 * s * s);
}
