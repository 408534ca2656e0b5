import { InputError } from "../../base/errors.ts";
import type { Interval } from "../interval.ts";
import { normalMultiplier } from "../intervals/checks.ts";
import { momentsOf } from "../sums.ts";
import { type TTest, welchTTest } from "../tests/t-test.ts";

/** A mean with its standard error. */
export interface MeanWithError {
  mean: number;
  standardError: number;
}

/**
 * Difference-in-differences from four published or separately sampled means.
 *
 * Different people before and after; with the same people use `differenceInChanges`, whose error is smaller.
 * @throws InputError `input.out_of_range` for errors that are negative or means that are not finite
 * @see Card & Krueger (1994), American Economic Review 84, 772–793, table 3: 2.75 from the printed means
 * @example
 * differenceInDifferences({
 *   treatedBefore: { mean: 20.44, standardError: 0.51 }, treatedAfter: { mean: 21.03, standardError: 0.52 },
 *   controlBefore: { mean: 23.33, standardError: 1.35 }, controlAfter: { mean: 21.17, standardError: 0.94 },
 * }).estimate; // 2.75
 */
export function differenceInDifferences(cells: {
  treatedBefore: MeanWithError;
  treatedAfter: MeanWithError;
  controlBefore: MeanWithError;
  controlAfter: MeanWithError;
  confidence?: number;
}): { estimate: number; standardError: number; interval: Interval } {
  const { treatedBefore, treatedAfter, controlBefore, controlAfter, confidence = 0.95 } = cells;
  const all = [treatedBefore, treatedAfter, controlBefore, controlAfter];
  if (
    !all.every(
      ({ mean, standardError }) => Number.isFinite(mean) && standardError >= 0 && Number.isFinite(standardError),
    )
  )
    throw new InputError("input.out_of_range", "Means must be finite and their errors 0 or more.");
  const estimate = treatedAfter.mean - treatedBefore.mean - (controlAfter.mean - controlBefore.mean);
  const standardError = Math.sqrt(all.reduce((sum, cell) => sum + cell.standardError ** 2, 0));
  const half = normalMultiplier(confidence) * standardError;
  return { estimate, standardError, interval: { low: estimate - half, high: estimate + half, level: confidence } };
}

/**
 * Difference-in-differences of the same units before and after: Welch's t test on their changes.
 * @param treated before and after of the treated units, at least 2
 * @param control before and after of the others, at least 2
 * @throws InputError `input.shape_mismatch`, `input.sample_too_small`, `input.out_of_range`
 * @see Welch (1947), Biometrika 34, 28–35
 * @example
 * differenceInChanges({ before: [1, 2, 3], after: [4, 5, 7] }, { before: [1, 2, 3], after: [2, 3, 3] }).difference; // 10/3 − 2/3 = 2.6667
 */
export function differenceInChanges(
  treated: { before: ArrayLike<number>; after: ArrayLike<number> },
  control: { before: ArrayLike<number>; after: ArrayLike<number> },
  confidence = 0.95,
): TTest {
  return welchTTest(momentsOf(changesOf(treated)), momentsOf(changesOf(control)), confidence);
}

function changesOf({ before, after }: { before: ArrayLike<number>; after: ArrayLike<number> }): Float64Array {
  if (before.length !== after.length)
    throw new InputError("input.shape_mismatch", "Every unit needs a value before and after.", {
      details: { before: before.length, after: after.length },
    });
  return Float64Array.from(after, (y, i) => y - before[i]!);
}
