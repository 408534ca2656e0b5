import { InputError, ModelError } from "../../base/errors.ts";
import type { Interval } from "../interval.ts";
import { normalMultiplier } from "../intervals/checks.ts";

/** How much a disagreement counts: all the same, by distance, by squared distance. */
export type KappaWeights = "unweighted" | "linear" | "quadratic";

/** Agreement of two raters. */
export interface Agreement {
  /** Share of cases on the diagonal. */
  agreement: number;
  /** Agreement beyond chance, at most 1. */
  kappa: number;
  standardError: number;
  interval: Interval;
  n: number;
}

/**
 * Cohen's kappa of two raters (two coders of comments, a person and a classifier), with weights for ordered categories.
 * @param table counts, rows by the first rater, columns by the second, categories in the same order
 * @param weights "quadratic" for scores, "unweighted" for unordered topics
 * @throws InputError `input.shape_mismatch` when not square, `input.out_of_range` for counts that are negative or not finite,
 *   `input.sample_too_small` for an empty table
 * @throws ModelError `model.degenerate` when one category holds everything, so that chance agreement is complete
 * @see Cohen (1968), Psychological Bulletin 70, 213–220; Fleiss, Cohen & Everitt (1969), Psychological Bulletin 72, 323–327
 * @example
 * cohenKappa([[45, 15], [25, 15]]).kappa; // 0.1304
 */
export function cohenKappa(
  table: readonly (readonly number[])[],
  weights: KappaWeights = "unweighted",
  confidence = 0.95,
): Agreement {
  const k = table.length;
  if (k < 2 || table.some((row) => row.length !== k))
    throw new InputError("input.shape_mismatch", "Agreement needs a square table of at least two categories.");
  if (!table.flat().every((count) => count >= 0 && Number.isFinite(count)))
    throw new InputError("input.out_of_range", "Counts must be 0 or more.");
  const n = table.flat().reduce((a, b) => a + b, 0);
  if (n === 0) throw new InputError("input.sample_too_small", "The table of the two raters is empty.");
  const share = table.map((row) => row.map((count) => count / n));
  const rows = share.map((row) => row.reduce((a, b) => a + b, 0));
  const columns = share.map((_, j) => share.reduce((sum, row) => sum + row[j]!, 0));
  const credit = (i: number, j: number) => creditFor(weights, Math.abs(i - j) / (k - 1));
  const over = (f: (i: number, j: number) => number) =>
    share.reduce((sum, row, i) => sum + row.reduce((inner, _, j) => inner + f(i, j), 0), 0);
  const observed = over((i, j) => share[i]![j]! * credit(i, j));
  const expected = over((i, j) => rows[i]! * columns[j]! * credit(i, j));
  if (1 - expected < 1e-12)
    throw new ModelError(
      "model.degenerate",
      "Both raters used one category only, so chance alone gives full agreement.",
    );
  const kappa = (observed - expected) / (1 - expected);
  const rowCredit = rows.map((_, i) => columns.reduce((sum, c, j) => sum + c * credit(i, j), 0));
  const columnCredit = columns.map((_, j) => rows.reduce((sum, r, i) => sum + r * credit(i, j), 0));
  const spread = over((i, j) => share[i]![j]! * (credit(i, j) - (rowCredit[i]! + columnCredit[j]!) * (1 - kappa)) ** 2);
  const variance = (spread - (kappa - expected * (1 - kappa)) ** 2) / (n * (1 - expected) ** 2);
  const standardError = Math.sqrt(Math.max(0, variance));
  const half = normalMultiplier(confidence) * standardError;
  return {
    agreement: share.reduce((sum, row, i) => sum + row[i]!, 0),
    kappa,
    standardError,
    interval: { low: Math.max(-1, kappa - half), high: Math.min(1, kappa + half), level: confidence },
    n,
  };
}

function creditFor(weights: KappaWeights, distance: number): number {
  switch (weights) {
    case "unweighted":
      return distance === 0 ? 1 : 0;
    case "linear":
      return 1 - distance;
    case "quadratic":
      return 1 - distance ** 2;
    default:
      return weights satisfies never;
  }
}
