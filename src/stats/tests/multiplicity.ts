import { InputError } from "../../base/errors.ts";

/** Ways to adjust p-values for the number of tests in one family of findings. */
export type Adjustment = "bonferroni" | "holm" | "hochberg" | "benjamini-hochberg" | "benjamini-yekutieli";

/**
 * Adjusted p-values of one family: reject where the adjusted value is at most the level.
 *
 * Benjamini–Hochberg controls the share of false findings (the convention here, at 0.05 within one family),
 * Holm and Bonferroni the chance of any; Hochberg needs independence, Benjamini–Yekutieli nothing.
 * @param pValues in [0, 1], any order; an empty family gives an empty list
 * @returns in the order of the input, each in [0, 1]
 * @throws InputError `input.out_of_range` when a value is outside [0, 1]
 * @see Holm (1979); Hochberg (1988); Benjamini & Hochberg (1995), J. R. Stat. Soc. B 57, 289–300; Benjamini &
 *   Yekutieli (2001); R: p.adjust
 * @example
 * adjustPValues([0.01, 0.01, 0.04, 0.04, 0.2], "benjamini-hochberg"); // [0.025, 0.025, 0.05, 0.05, 0.2]
 */
export function adjustPValues(pValues: readonly number[], adjustment: Adjustment): number[] {
  pValues.forEach((p, i) => {
    if (!(p >= 0 && p <= 1))
      throw new InputError("input.out_of_range", `The p-value ${p} is outside [0, 1].`, { details: { index: i, p } });
  });
  const m = pValues.length;
  switch (adjustment) {
    case "bonferroni":
      return pValues.map((p) => Math.min(1, p * m));
    case "holm":
      return stepDown(pValues, (rank) => m - rank + 1);
    case "hochberg":
      return stepUp(pValues, (rank) => m - rank + 1);
    case "benjamini-hochberg":
      return stepUp(pValues, (rank) => m / rank);
    case "benjamini-yekutieli": {
      const harmonic = pValues.reduce((sum, _, i) => sum + 1 / (i + 1), 0);
      return stepUp(pValues, (rank) => (harmonic * m) / rank);
    }
    default:
      return adjustment satisfies never;
  }
}

const ascending = (pValues: readonly number[]): number[] =>
  pValues.map((_, i) => i).sort((i, j) => pValues[i]! - pValues[j]!);

/** Running maximum from the smallest p-value up. */
function stepDown(pValues: readonly number[], factor: (rank: number) => number): number[] {
  const adjusted = new Array<number>(pValues.length).fill(0);
  let running = 0;
  ascending(pValues).forEach((index, i) => {
    running = Math.max(running, Math.min(1, pValues[index]! * factor(i + 1)));
    adjusted[index] = running;
  });
  return adjusted;
}

/** Running minimum from the largest p-value down. */
function stepUp(pValues: readonly number[], factor: (rank: number) => number): number[] {
  const adjusted = new Array<number>(pValues.length).fill(0);
  const order = ascending(pValues);
  let running = 1;
  for (let i = order.length - 1; i >= 0; i--) {
    running = Math.min(running, pValues[order[i]!]! * factor(i + 1));
    adjusted[order[i]!] = running;
  }
  return adjusted;
}
