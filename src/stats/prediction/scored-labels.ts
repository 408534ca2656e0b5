import { InputError } from "../../base/errors.ts";
import { distinctValues } from "../distinct-values.ts";

/**
 * Predictions with what happened, as columns: one row a case, or one row a cell of a score × label table with its `count`.
 */
export interface ScoredLabels {
  /** 1 or true: it happened. */
  label: ArrayLike<number | boolean>;
  /** Score or predicted probability; higher means likelier. */
  score: ArrayLike<number>;
  /** Cases that the row stands for; 1 where absent. */
  count?: ArrayLike<number>;
}

/** Distinct scores, ascending, with the cases at each. */
export interface ScoreTable {
  score: Float64Array;
  positives: Float64Array;
  negatives: Float64Array;
  totalPositives: number;
  totalNegatives: number;
}

/**
 * Groups cases by score; everything about prediction quality follows from this table.
 * @throws InputError `input.shape_mismatch`, `input.out_of_range` for scores or counts that cannot be used,
 *   `input.sample_too_small` without cases
 */
export function scoreTable({ label, score, count }: ScoredLabels, { probabilities = false } = {}): ScoreTable {
  const rows = score.length;
  if (label.length !== rows || (count !== undefined && count.length !== rows)) {
    throw new InputError("input.shape_mismatch", "Labels, scores and counts have different lengths.", {
      details: { label: label.length, score: rows, count: count?.length },
    });
  }
  for (let i = 0; i < rows; i++) {
    const s = score[i]!;
    if (!Number.isFinite(s) || (probabilities && !(s >= 0 && s <= 1)) || !(count === undefined || count[i]! >= 0)) {
      throw new InputError(
        "input.out_of_range",
        probabilities ? "A predicted probability must lie in [0, 1]." : "A score must be a finite number.",
        { details: { row: i, score: String(s) } },
      );
    }
  }
  const { values, at } = distinctValues(score);
  const positives = new Float64Array(values.length);
  const negatives = new Float64Array(values.length);
  for (let i = 0; i < rows; i++) {
    const c = count === undefined ? 1 : count[i]!;
    if (label[i]) positives[at[i]!]! += c;
    else negatives[at[i]!]! += c;
  }
  const isUsed = (_: number, i: number): boolean => positives[i]! + negatives[i]! > 0;
  const table: ScoreTable = {
    score: values.filter(isUsed),
    positives: positives.filter(isUsed),
    negatives: negatives.filter(isUsed),
    totalPositives: positives.reduce((sum, c) => sum + c, 0),
    totalNegatives: negatives.reduce((sum, c) => sum + c, 0),
  };
  if (table.score.length === 0)
    throw new InputError("input.sample_too_small", "Prediction quality needs at least one case.");
  return table;
}
