import { InputError } from "../../base/errors.ts";
import { type ScoredLabels, scoreTable } from "./scored-labels.ts";

/** What acting on the highest-scored cases catches. */
export interface Lift {
  topN: number;
  /** Share of the top cases in which it happened. */
  rateInTop: number;
  baseRate: number;
  /** rateInTop / baseRate; `null` where it never happened. */
  lift: number | null;
  /** Share of all that happened which lies in the top; `null` where it never happened. */
  captured: number | null;
}

/**
 * Lift of the top share of scores: how much denser the outcome is among those one would act on.
 *
 * Cases tied at the border enter in the proportion of their labels, so that the order of rows does not matter.
 * @param topShare share of cases to act on, in (0, 1]; the number is rounded to the nearest whole case, at least 1
 * @throws InputError `input.out_of_range` for another share; `input.shape_mismatch`, `input.sample_too_small`
 * @example
 * liftAtTop({ label: [0, 1, 0, 1], score: [0.1, 0.9, 0.3, 0.2] }, 0.25).lift; // 1 / 0.5 = 2
 */
export function liftAtTop(cases: ScoredLabels, topShare: number): Lift {
  if (!(topShare > 0 && topShare <= 1)) {
    throw new InputError("input.out_of_range", "The top share must lie in (0, 1].", { details: { topShare } });
  }
  const { positives, negatives, totalPositives, totalNegatives } = scoreTable(cases);
  const n = totalPositives + totalNegatives;
  const topN = Math.max(1, Math.round(n * topShare));
  let room = topN;
  let hits = 0;
  for (let i = positives.length - 1; i >= 0 && room > 0; i--) {
    const here = positives[i]! + negatives[i]!;
    const taken = Math.min(here, room);
    hits += (taken * positives[i]!) / here;
    room -= taken;
  }
  const baseRate = totalPositives / n;
  const rateInTop = hits / topN;
  return {
    topN,
    rateInTop,
    baseRate,
    lift: baseRate > 0 ? rateInTop / baseRate : null,
    captured: totalPositives > 0 ? hits / totalPositives : null,
  };
}
