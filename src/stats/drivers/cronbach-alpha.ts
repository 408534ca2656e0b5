import { InputError, ModelError } from "../../base/errors.ts";
import { fQuantile } from "../distributions/f.ts";
import type { Interval } from "../interval.ts";
import { momentsOf, sampleVariance } from "../sums.ts";
import { correlationMatrix } from "./correlation-matrix.ts";

/** Cronbach's alpha with its interval. */
export interface Reliability {
  /** α = k/(k−1)·(1 − Σ item variances / variance of the sum). */
  alpha: number;
  /** α from the mean correlation of the items. */
  standardised: number;
  /** Feldt's interval for `alpha`, which takes items as normal and exchangeable. */
  interval: Interval;
  /** α without each item; `null` where only two items are left to judge (fewer than 3). */
  withoutItem: (number | null)[];
  /** Complete rows. */
  n: number;
}

/**
 * Cronbach's alpha: how far the items of a scale measure one thing.
 * @param items one column an item, at least 2, complete rows only, all scored in the same direction
 * @param confidence two-sided level, default 0.95
 * @throws InputError `input.sample_too_small` with fewer than 2 items or 3 rows; `input.shape_mismatch` for unequal columns
 * @throws ModelError `model.degenerate` when an item or the sum does not vary
 * @see Cronbach (1951), Psychometrika 16, 297–334; Feldt, Woodruff & Salih (1987), Applied Psychological Measurement 11, 93–103
 * @example
 * cronbachAlpha([[1, 2, 3], [1, 2, 3]]).alpha; // 1
 */
export function cronbachAlpha(items: readonly ArrayLike<number>[], confidence = 0.95): Reliability {
  const k = items.length;
  const n = items[0]?.length ?? 0;
  if (k < 2 || n < 3)
    throw new InputError("input.sample_too_small", "Reliability needs at least two items and three complete rows.", {
      details: { items: k, n },
    });
  const correlations = correlationMatrix(items);
  const meanCorrelation = (correlations.flat().reduce((a, b) => a + b, 0) - k) / (k * (k - 1));
  const alpha = alphaOf(items);
  const [df1, df2] = [n - 1, (n - 1) * (k - 1)];
  const limit = (p: number) => 1 - (1 - alpha) * fQuantile(p, df1, df2);
  return {
    alpha,
    standardised: (k * meanCorrelation) / (1 + (k - 1) * meanCorrelation),
    interval: { low: limit((1 + confidence) / 2), high: limit((1 - confidence) / 2), level: confidence },
    withoutItem: items.map((_, out) => (k < 3 ? null : alphaOf(items.filter((_, i) => i !== out)))),
    n,
  };
}

function alphaOf(items: readonly ArrayLike<number>[]): number {
  const k = items.length;
  const total = Float64Array.from(items[0]!, (_, row) => items.reduce((sum, item) => sum + item[row]!, 0));
  const spread = sampleVariance(momentsOf(total))!;
  if (!(spread > 0)) throw new ModelError("model.degenerate", "The sum of the items does not vary.");
  return (k / (k - 1)) * (1 - items.reduce((sum, item) => sum + sampleVariance(momentsOf(item))!, 0) / spread);
}
