import { InputError, ModelError } from "../../base/errors.ts";

/** James–Stein estimates and their factor. */
export interface JamesStein {
  grandMean: number;
  /** 1 − (k − 3)·variance/Σ(y − mean)²; negative when the groups vary less than chance would make them. */
  rawFactor: number;
  /** The same, cut at 0: how much of each group's distance from the mean is kept. */
  factor: number;
  estimates: number[];
}

/**
 * Positive-part James–Stein estimates towards the grand mean, for groups measured with one common error variance.
 *
 * The simplest shrinkage, kept for explaining it; `shrinkShares` and `shrinkMeans` allow unequal sizes.
 * @param values one a group, at least 4
 * @param variance error variance of a value, > 0
 * @throws InputError `input.sample_too_small` with fewer than 4 groups, `input.out_of_range` for an impossible variance
 * @throws ModelError `model.degenerate` when all values are equal
 * @see Efron & Morris (1977), Scientific American 236(5), 119–127: batting averages, factor .212
 * @example
 * jamesStein([52.1, 47.3, 50.2, 49, 51.4], 25).factor; // 0
 */
export function jamesStein(values: readonly number[], variance: number): JamesStein {
  const k = values.length;
  if (k < 4)
    throw new InputError("input.sample_too_small", "James–Stein estimates need at least four groups.", {
      details: { k },
    });
  if (!(variance > 0 && variance < Number.POSITIVE_INFINITY) || !values.every(Number.isFinite))
    throw new InputError("input.out_of_range", "Values must be finite and their variance above 0.", {
      details: { variance },
    });
  const grandMean = values.reduce((a, b) => a + b, 0) / k;
  const spread = values.reduce((sum, y) => sum + (y - grandMean) ** 2, 0);
  if (values.every((y) => y === values[0])) throw new ModelError("model.degenerate", "All groups are equal already.");
  const rawFactor = 1 - ((k - 3) * variance) / spread;
  const factor = Math.max(0, rawFactor);
  return { grandMean, rawFactor, factor, estimates: values.map((y) => grandMean + factor * (y - grandMean)) };
}
