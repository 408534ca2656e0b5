import { normalUpper } from "../distributions/normal.ts";
import type { Interval } from "../interval.ts";
import { normalMultiplier } from "./checks.ts";
import { type AnswerCount, requireAnswerCount, wilsonInterval } from "./wilson.ts";

/** Difference a − b of two independent shares. */
export interface ProportionDifference {
  /** Share in [−1, 1]. */
  difference: number;
  /** Newcombe's hybrid score interval; in [−1, 1]. */
  interval: Interval;
  /** Unpooled Wald interval, for comparison only; not clipped. */
  wald: Interval;
  /** Pooled z statistic; 0 where both shares are 0 or both are 1. */
  z: number;
  /** Two-sided, from the pooled z. */
  pValue: number;
}

/**
 * Difference of two independent shares, with Newcombe's hybrid score interval.
 *
 * For different people in a and b. The same people twice are paired: use their transition table.
 * @param confidence two-sided level in (0, 1)
 * @throws InputError `input.sample_too_small` when a group is empty
 * @see Newcombe (1998), Stat. Med. 17, 873–890, method 10
 * @example
 * proportionDifference({ successes: 56, n: 70 }, { successes: 48, n: 80 }).interval; // 0.0524 to 0.3339
 */
export function proportionDifference(a: AnswerCount, b: AnswerCount, confidence = 0.95): ProportionDifference {
  requireAnswerCount(a);
  requireAnswerCount(b);
  const p = a.successes / a.n;
  const q = b.successes / b.n;
  const difference = p - q;
  const z = pooledZ(a, b);
  const half = normalMultiplier(confidence) * Math.sqrt((p * (1 - p)) / a.n + (q * (1 - q)) / b.n);
  return {
    difference,
    interval: newcombe({ a, b, confidence }),
    wald: { low: difference - half, high: difference + half, level: confidence },
    z,
    pValue: 2 * normalUpper(Math.abs(z)),
  };
}

function newcombe({ a, b, confidence }: { a: AnswerCount; b: AnswerCount; confidence: number }): Interval {
  const p = a.successes / a.n;
  const q = b.successes / b.n;
  const first = wilsonInterval(a, confidence);
  const second = wilsonInterval(b, confidence);
  return {
    low: p - q - Math.hypot(p - first.low, second.high - q),
    high: p - q + Math.hypot(first.high - p, q - second.low),
    level: confidence,
  };
}

function pooledZ(a: AnswerCount, b: AnswerCount): number {
  const pooled = (a.successes + b.successes) / (a.n + b.n);
  const variance = pooled * (1 - pooled) * (1 / a.n + 1 / b.n);
  return variance === 0 ? 0 : (a.successes / a.n - b.successes / b.n) / Math.sqrt(variance);
}
