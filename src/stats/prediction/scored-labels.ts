import { InputError } from "../../base/errors.ts";

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
  const order = new Uint32Array(rows);
  for (let i = 0; i < rows; i++) order[i] = i;
  order.sort((a, b) => score[a]! - score[b]!);
  const table = {
    score: new Float64Array(rows),
    positives: new Float64Array(rows),
    negatives: new Float64Array(rows),
    totalPositives: 0,
    totalNegatives: 0,
  };
  let size = 0;
  for (const i of order) {
    const c = count === undefined ? 1 : count[i]!;
    if (c === 0) continue;
    if (size === 0 || score[i]! > table.score[size - 1]!) table.score[size++] = score[i]!;
    if (label[i]) {
      table.positives[size - 1]! += c;
      table.totalPositives += c;
    } else {
      table.negatives[size - 1]! += c;
      table.totalNegatives += c;
    }
  }
  if (size === 0) throw new InputError("input.sample_too_small", "Prediction quality needs at least one case.");
  return {
    ...table,
    score: table.score.slice(0, size),
    positives: table.positives.slice(0, size),
    negatives: table.negatives.slice(0, size),
  };
}
