import type { Condition, Expression, SubjectMapping } from "./mapping.ts";

/** Short words for what many formats say. */
export const constant = (value: string | number | boolean): Expression => ({ value });

export const by = (kind: string, value: Expression): SubjectMapping => ({ kind, value });

export const where = (column: string, ...words: string[]): Condition => ({ column, is: words });
export const whereNot = (column: string, ...words: string[]): Condition => ({ column, isNot: words });
export const present = (column: string): Condition => ({ column, present: true });

/** A score on a fixed scale, as fields of an answer. */
export const scored = (
  instrument: string,
  [min, max]: readonly [number, number],
  score: Expression,
): Record<string, Expression> => ({
  instrument: constant(instrument),
  scale_min: constant(min),
  scale_max: constant(max),
  scale_best: constant("high"),
  score,
});
