import { InputError } from "../../base/errors.ts";
import type { KaplanMeier } from "./kaplan-meier.ts";

/** A time by which a given share has had the event, with bounds; `null` = not reached within the follow-up. */
export interface SurvivalQuantile {
  /** Share that has had the event, in (0, 1): 0.5 for the median. */
  share: number;
  time: number | null;
  /** Bounds read off the band of the curve; either may lie beyond the follow-up (`null`). */
  low: number | null;
  high: number | null;
  level: number;
}

/**
 * The time by which a share of subjects has had the event, by R's rule.
 *
 * The first time with S(t) ≤ 1 − share; where S equals 1 − share exactly, the middle of that step. The bounds apply the
 * same rule to the band of the curve (Brookmeyer & Crowley).
 * @throws InputError `input.out_of_range` for a share outside (0, 1)
 * @see R survival, `quantile.survfit`; Brookmeyer & Crowley (1982), Biometrics 38, 29–41
 * @example
 * const curve = kaplanMeier({ time: [5, 5, 5, 7], event: [1, 0, 0, 1] });
 * survivalQuantile(curve, 0.25).time; // 6: the curve rests at exactly 0.75 from 5 to 7
 */
export function survivalQuantile(curve: KaplanMeier, share: number): SurvivalQuantile {
  if (!(share > 0 && share < 1))
    throw new InputError("input.out_of_range", `A share of subjects lies between 0 and 1, got ${share}.`, {
      details: { share },
    });
  const level = 1 - share;
  return {
    share,
    time: crossing(curve.time, curve.survival, level),
    low: crossing(curve.time, curve.low, level),
    high: crossing(curve.time, curve.high, level),
    level: curve.level,
  };
}

/**
 * Median survival time with its bounds: how long half of the subjects stay.
 * @see Brookmeyer & Crowley (1982), Biometrics 38, 29–41
 * @example
 * medianSurvival(kaplanMeier({ time: [1, 2, 2, 3, 4], event: [1, 1, 0, 1, 0] })).time; // 3
 */
export function medianSurvival(curve: KaplanMeier): SurvivalQuantile {
  return survivalQuantile(curve, 0.5);
}

/** Products of fractions such as 3/4 · 2/3 miss 1/2 by rounding; R allows the same slack. */
const SLACK = Math.sqrt(Number.EPSILON);

function crossing(time: readonly number[], heights: readonly (number | null)[], level: number): number | null {
  const first = heights.findIndex((h) => h !== null && h <= level + SLACK);
  if (first < 0) return null;
  if (heights[first]! < level - SLACK) return time[first]!;
  const below = heights.findIndex((h, i) => i > first && h !== null && h < level - SLACK);
  return below < 0 ? time[first]! : (time[first]! + time[below]!) / 2;
}
