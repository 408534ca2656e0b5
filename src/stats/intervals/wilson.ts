import { InputError } from "../../base/errors.ts";
import type { Interval } from "../interval.ts";
import { normalMultiplier, requireCounts, requireSample } from "./checks.ts";

/** Favourable answers among all answers received. */
export interface AnswerCount {
  /** Real in [0, n]. */
  successes: number;
  /** Answers received, not invitations sent; real ≥ 1. */
  n: number;
}

/**
 * Wilson score interval for a share.
 *
 * Used for top-box shares because it keeps its coverage in small segments and near 0 or 1, where the textbook
 * p ± z·se interval does not. It holds exactly the shares that the score test does not reject.
 * @param confidence two-sided level in (0, 1)
 * @returns bounds as shares in [0, 1]
 * @throws InputError `input.sample_too_small` when n < 1, `input.out_of_range` when successes is outside [0, n]
 * @see Wilson (1927), J. Am. Stat. Assoc. 22, 209–212
 * @example
 * wilsonInterval({ successes: 81, n: 263 }); // 0.2553 to 0.3662
 */
export function wilsonInterval({ successes, n }: AnswerCount, confidence = 0.95): Interval {
  requireAnswerCount({ successes, n });
  const z = normalMultiplier(confidence);
  const share = successes / n;
  const shrink = 1 + (z * z) / n;
  const centre = (share + (z * z) / (2 * n)) / shrink;
  const half = (z / shrink) * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n));
  const high = successes === n ? 1 : centre + half;
  // Near 0 the difference centre − half cancels; the product of the roots is share²/shrink.
  const low = successes === 0 ? 0 : (share * share) / shrink / (centre + half);
  return { low, high, level: confidence };
}

/** Rejects counts that are no share. */
export function requireAnswerCount({ successes, n }: AnswerCount): void {
  requireCounts({ successes, n });
  requireSample(n, 1, "A share");
  if (successes > n)
    throw new InputError("input.out_of_range", `${successes} favourable answers among ${n}: more than all.`, {
      details: { successes, n },
    });
}
