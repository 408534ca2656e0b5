import { InputError } from "../../base/errors.ts";
import { designFor } from "../causal/design-for.ts";
import type { Interval } from "../interval.ts";
import { ratioOfMeans } from "../intervals/ratio.ts";
import { INTERCEPT, requireFinite } from "../regression/design.ts";
import { fitLinear } from "../regression/linear.ts";
import { pairedMomentsOf } from "../sums.ts";

/** Rows with an outcome and what it may be predicted from, column by column. */
export interface PredictorRows {
  columns: readonly ArrayLike<number>[];
  outcome: ArrayLike<number>;
}

/**
 * Squared errors of predictions on rows that the model has not seen: least squares on `learn`, judged on `judge`.
 *
 * For comparing what different measures add: the same rows judged with and without a column.
 * @returns one squared error a row of `judge`, in squared units of the outcome
 * @throws InputError `input.shape_mismatch` when the two have other columns, `input.sample_too_small` when the terms leave no error
 * @see Hastie, Tibshirani & Friedman (2009), The Elements of Statistical Learning, chapter 7
 * @example
 * heldOutErrors({ learn: { columns: [[1, 2, 3]], outcome: [2, 4, 7] }, judge: { columns: [[4]], outcome: [9] } })[0]; // (9 − 9.333)² = 0.1111
 */
export function heldOutErrors({ learn, judge }: { learn: PredictorRows; judge: PredictorRows }): Float64Array {
  if (learn.columns.length !== judge.columns.length)
    throw new InputError("input.shape_mismatch", "Rows to learn from and rows to judge have different columns.");
  const rows = judge.outcome.length;
  requireFinite("outcome", judge.outcome, rows);
  for (const [j, values] of judge.columns.entries()) requireFinite(String(j), values, rows);
  const { terms, coefficients } = fitLinear({
    design: designFor(learn.columns, learn.outcome.length),
    y: learn.outcome,
  });
  return Float64Array.from(judge.outcome, (y, row) => {
    const predicted = terms.reduce(
      (sum, term, k) => sum + coefficients[k]! * (term === INTERCEPT ? 1 : judge.columns[Number(term)]![row]!),
      0,
    );
    return (y - predicted) ** 2;
  });
}

/** What a prediction gained on rows that it had not seen. */
export interface HeldOutGain {
  /** Share of the variance of the outcome that is explained beyond the other prediction; below 0 where it did worse. */
  gain: number;
  /** t over rows, for these models as they were fitted; null where the outcome hardly varies. */
  interval: Interval | null;
  standardError: number;
  n: number;
}

/**
 * How much better one prediction was than another on the same unseen rows, as a share of the outcome's variance.
 *
 * Rows have to be independent: one a customer. The interval says what other customers would have given, not what other data to
 * learn from would.
 * @param errors squared, row by row: of the prediction in question, and of the one it has to beat
 * @param spread squared distance of each outcome from the mean that was learnt
 * @param confidence two-sided level in (0, 1)
 * @throws InputError `input.shape_mismatch`, `input.sample_too_small` below two rows, `input.out_of_range` when the outcome does not vary
 * @see Diebold & Mariano (1995), J. Business & Economic Statistics 13, 253–263, on differences of losses
 * @example
 * heldOutGain({ errors: [1, 1, 1, 1], beaten: [2, 2, 1, 3], spread: [4, 4, 4, 4] }).gain; // (8 − 4)/16 = 0.25
 */
export function heldOutGain({
  errors,
  beaten,
  spread,
  confidence = 0.95,
}: {
  errors: ArrayLike<number>;
  beaten: ArrayLike<number>;
  spread: ArrayLike<number>;
  confidence?: number;
}): HeldOutGain {
  if (errors.length !== beaten.length || errors.length !== spread.length)
    throw new InputError("input.shape_mismatch", "Errors of different rows cannot be compared.");
  const better = Float64Array.from(errors, (error, i) => beaten[i]! - error);
  const { ratio, standardError, interval, n } = ratioOfMeans(pairedMomentsOf(better, spread), confidence);
  return { gain: ratio, standardError, interval, n };
}
