import type { Interval } from "../interval.ts";
import type { Moments } from "../sums.ts";
import { requireMoments } from "../sums.ts";
import { requireConfidence, requireSample } from "./checks.ts";

/**
 * Interval for a mean that holds at all times together: for figures that people watch daily.
 *
 * Asymptotic confidence sequence with the normal mixture. Wider than a t interval at any one day, but looking
 * every day does not raise the error.
 * @param moments of everything seen so far
 * @param options.confidence level over the whole watch, 0.95 where absent
 * @param options.tightestAt sample size at which it is to be narrowest, 1000 where absent; fix it before looking
 * @returns null where fewer than two observations exist
 * @throws InputError `input.out_of_range` when an option is out of range
 * @see Waudby-Smith, Arbour, Sinha, Kennedy & Ramdas (2024), Ann. Stat. 52, 2613–2640, equation 10
 * @example
 * anytimeMeanInterval({ n: 1000, mean: 4, squaredDeviations: 999 }); // 3.9041 to 4.0959
 */
export function anytimeMeanInterval(
  moments: Moments,
  options: { confidence?: number; tightestAt?: number } = {},
): Interval | null {
  const { confidence = 0.95, tightestAt = 1000 } = options;
  requireConfidence(confidence);
  requireSample(tightestAt, 1, "The sample size of the narrowest interval");
  const { n, mean, squaredDeviations } = moments;
  requireMoments(moments);
  if (n < 2) return null;
  const alpha = 1 - confidence;
  // ρ that minimises the width at tightestAt, to first order (their equation 65).
  const rho2 = (-2 * Math.log(alpha) + Math.log(-2 * Math.log(alpha) + 1)) / tightestAt;
  const growth = n * rho2 + 1;
  const variance = squaredDeviations / n;
  const half = Math.sqrt(((2 * growth) / (n * n * rho2)) * Math.log(Math.sqrt(growth) / alpha) * variance);
  return { low: mean - half, high: mean + half, level: confidence };
}
