import { betaQuantile } from "../distributions/beta.ts";
import type { Interval } from "../interval.ts";
import { normalMultiplier, requireConfidence } from "./checks.ts";
import { type AnswerCount, requireAnswerCount } from "./wilson.ts";

/**
 * Wald interval p ± z√(p(1−p)/n), for comparison only: it collapses at 0 and n and leaves [0, 1].
 * @returns bounds, not clipped
 * @throws InputError `input.sample_too_small` when n < 1
 * @see Brown, Cai & DasGupta (2001), Stat. Sci. 16, 101–133, on how badly it covers
 * @example
 * waldInterval({ successes: 81, n: 263 }); // 0.2522 to 0.3638
 */
export function waldInterval({ successes, n }: AnswerCount, confidence = 0.95): Interval {
  requireAnswerCount({ successes, n });
  const share = successes / n;
  const half = normalMultiplier(confidence) * Math.sqrt((share * (1 - share)) / n);
  return { low: share - half, high: share + half, level: confidence };
}

/**
 * Agresti–Coull interval: Wald after adding z²/2 successes and z²/2 failures.
 * @returns bounds, not clipped
 * @throws InputError `input.sample_too_small` when n < 1
 * @see Agresti & Coull (1998), Am. Stat. 52, 119–126
 * @example
 * agrestiCoullInterval({ successes: 81, n: 263 }); // 0.2552 to 0.3663
 */
export function agrestiCoullInterval({ successes, n }: AnswerCount, confidence = 0.95): Interval {
  requireAnswerCount({ successes, n });
  const z = normalMultiplier(confidence);
  const size = n + z * z;
  const share = (successes + (z * z) / 2) / size;
  const half = z * Math.sqrt((share * (1 - share)) / size);
  return { low: share - half, high: share + half, level: confidence };
}

/**
 * Clopper–Pearson ("exact") interval: never covers less than its level, usually more.
 * @returns bounds in [0, 1]
 * @throws InputError `input.sample_too_small` when n < 1
 * @see Clopper & Pearson (1934), Biometrika 26, 404–413
 * @example
 * clopperPearsonInterval({ successes: 0, n: 20 }); // 0 to 0.1684
 */
export function clopperPearsonInterval({ successes, n }: AnswerCount, confidence = 0.95): Interval {
  requireAnswerCount({ successes, n });
  requireConfidence(confidence);
  const tail = (1 - confidence) / 2;
  return {
    low: successes === 0 ? 0 : betaQuantile(tail, successes, n - successes + 1),
    high: successes === n ? 1 : 1 - betaQuantile(tail, n - successes, successes + 1),
    level: confidence,
  };
}

/**
 * Jeffreys interval: quantiles of Beta(x + ½, n − x + ½), with the limits 0 at x = 0 and 1 at x = n.
 * @returns bounds in [0, 1]
 * @throws InputError `input.sample_too_small` when n < 1
 * @see Brown, Cai & DasGupta (2001), Stat. Sci. 16, 101–133
 * @example
 * jeffreysInterval({ successes: 81, n: 263 }); // 0.2545 to 0.3656
 */
export function jeffreysInterval({ successes, n }: AnswerCount, confidence = 0.95): Interval {
  requireAnswerCount({ successes, n });
  requireConfidence(confidence);
  const tail = (1 - confidence) / 2;
  return {
    low: successes === 0 ? 0 : betaQuantile(tail, successes + 0.5, n - successes + 0.5),
    high: successes === n ? 1 : 1 - betaQuantile(tail, n - successes + 0.5, successes + 0.5),
    level: confidence,
  };
}
