import { InputError } from "../../base/errors.ts";
import type { Interval } from "../interval.ts";
import { requireConfidence, requireSample, studentTMultiplier } from "./checks.ts";
import { wilsonInterval } from "./wilson.ts";

/** Sums of a ratio Σy/Σx over units, with what each unit weighs in it. */
export interface RatioSumsOfUnits {
  /** Units, such as customers. */
  units: number;
  numerator: number;
  /** Σx, above 0. */
  denominator: number;
  /** Σx². */
  denominatorSquared: number;
  /** Σ(r₍ᵢ₎ − r)², r₍ᵢ₎ being the ratio without unit i; `null` where a unit holds the whole denominator. */
  leftOut: number | null;
}

/** A ratio with the error of leaving each unit out. */
export interface RatioOfFew {
  ratio: number;
  /** √((n − 1)/n · Σ(r₍ᵢ₎ − r)²); `null` with one unit, or where one holds the whole denominator. */
  standardError: number | null;
  /** Degrees of freedom: units that weigh alike and tell as much (Kish), less 1. */
  df: number;
  interval: Interval | null;
}

/**
 * A ratio of sums to which a few units contribute most, such as recurring revenue kept: leaving each unit out in turn measures
 * what the large ones do, which the linearised error understates, and t takes the units that count instead of all.
 *
 * @param part the numerator is a part of the denominator, unit by unit: the interval is taken on the logit and stays in (0, 1)
 * @param confidence two-sided level in (0, 1)
 * @throws InputError `input.sample_too_small` without units, `input.out_of_range` when the denominator is not above 0, or a sum is not finite
 * @see Efron & Tibshirani (1993), chapter 11; Kish (1965), Survey Sampling, section 11.7
 * @example
 * // Amounts 4, 2, 2 of which 4, 1, 2 are kept: without each in turn 3/4, 6/6 and 5/6 stay, of 7/8 in all.
 * const leftOut = (3 / 4 - 7 / 8) ** 2 + (6 / 6 - 7 / 8) ** 2 + (5 / 6 - 7 / 8) ** 2;
 * ratioOfFew({ units: 3, numerator: 7, denominator: 8, denominatorSquared: 24, leftOut }).standardError; // 0.14829
 */
export function ratioOfFew(sums: RatioSumsOfUnits, part = false, confidence = 0.95): RatioOfFew {
  requireConfidence(confidence);
  const { units, numerator, denominator, denominatorSquared, leftOut } = sums;
  requireSample(units, 1, "A ratio");
  if (!(denominator > 0 && Number.isFinite(denominator + numerator)))
    throw new InputError("input.out_of_range", "The denominator of the ratio must be above 0.", {
      details: { denominator },
    });
  if (
    !(
      Number.isFinite(units) &&
      denominatorSquared > 0 &&
      (leftOut === null || (leftOut >= 0 && Number.isFinite(leftOut)))
    )
  )
    throw new InputError("input.out_of_range", "Counts and squares of a ratio must be finite and not below 0.", {
      details: { units, denominatorSquared, leftOut },
    });
  const ratio = numerator / denominator;
  const df = Math.max(1, denominator ** 2 / denominatorSquared - 1);
  if (leftOut === null || units < 2) return { ratio, standardError: null, df, interval: null };
  const standardError = Math.sqrt(((units - 1) / units) * leftOut);
  const t = studentTMultiplier(confidence, df);
  const half = t * standardError;
  const interval = part
    ? shareInterval({ ratio, half, n: df + 1, confidence })
    : { low: ratio - half, high: ratio + half, level: confidence };
  return { ratio, standardError, df, interval };
}

/** On the logit; where all units agree, Wilson's with the units that count. */
function shareInterval({ ratio, half, n, confidence }: { ratio: number; half: number; n: number; confidence: number }) {
  if (!(ratio > 0 && ratio < 1)) return wilsonInterval({ successes: ratio * n, n }, confidence);
  const logit = Math.log(ratio / (1 - ratio));
  const width = half / (ratio * (1 - ratio));
  const share = (x: number) => 1 / (1 + Math.exp(-x));
  return { low: share(logit - width), high: share(logit + width), level: confidence };
}
