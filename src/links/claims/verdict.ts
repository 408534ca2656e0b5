import type { Interval } from "../../findings/figure.ts";
import type { Published } from "./claim.ts";

/** The five verdicts on a claim; that it goes the same way is told with its size. */
export type ClaimVerdict = "matches" | "smaller" | "larger" | "none" | "opposite" | "too_little";

export interface ClaimResult {
  value: number;
  /** Null: recorded totals, which are what they are. */
  interval: Interval | null;
  published: Published | null;
  /** Where nothing differs (1 for a ratio, 0 for a difference), and which way the claim goes from there; null for a level, which has no such point. */
  from: { nothing: number; direction: "more" | "less" } | null;
  /** Half the width of what does not matter around nothing. */
  smallestUseful: number;
  /** Of the difference from nothing, adjusted over all claims that were tested; 1 where nothing was. */
  adjustedP: number;
}

const SIGNIFICANT = 0.05;

/**
 * One rule for every claim. `matches`: what was found and what was published overlap, and it goes the way of the claim;
 * `smaller`, `larger`: the same way, but clearly of another size; `opposite`: clearly the other way; `none`: no difference
 * was found, the interval being too narrow to hold what was published (or, of a claim without a size, what would matter);
 * `too_little`: it holds both, so that nobody can say. Of a level, only `matches`, `smaller` and `larger`.
 */
export function claimVerdict({
  value,
  interval,
  published,
  from,
  smallestUseful,
  adjustedP,
}: ClaimResult): ClaimVerdict {
  const found = interval ?? { low: value, high: value };
  if (from === null) return published === null ? "too_little" : besides(found, published);
  // Seen so that the claim says "more", from 0.
  const seen = (bound: number) => (from.direction === "more" ? bound - from.nothing : from.nothing - bound);
  const [low, high] = [seen(found.low), seen(found.high)].sort((a, b) => a - b) as [number, number];
  const claimed = published && ([seen(published.low), seen(published.high)].sort((a, b) => a - b) as [number, number]);
  const isFound = interval === null ? value !== from.nothing : (low > 0 || high < 0) && adjustedP < SIGNIFICANT;
  if (!isFound) {
    const least = claimed ? Math.max(claimed[0], smallestUseful) : smallestUseful;
    return high < least && (claimed !== null || low > -smallestUseful) ? "none" : "too_little";
  }
  if (high < 0) return "opposite";
  return claimed ? besides({ low, high }, { low: claimed[0], high: claimed[1] }) : "matches";
}

const besides = (found: Published, published: Published): ClaimVerdict =>
  found.high < published.low ? "smaller" : found.low > published.high ? "larger" : "matches";
