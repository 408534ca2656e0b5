import { InputError } from "../../base/errors.ts";
import type { Random } from "../../base/random.ts";
import { drawBeta } from "./beta.ts";

/**
 * One draw from the binomial distribution, exact for any n.
 *
 * Halves a large n with a beta-distributed order statistic until few trials are left, then counts these by waiting times.
 * @param trials.n integer ≥ 0, below 2⁵³
 * @param trials.p in [0, 1]
 * @throws InputError `input.out_of_range` for an impossible n or p
 * @see Relles (1972), J. Am. Stat. Assoc. 67, 612–613; Devroye (1986), Non-Uniform Random Variate Generation, X.4
 * @example
 * drawBinomial(sfc32(1), { n: 1000, p: 0.2 }); // 188
 */
export function drawBinomial(random: Random, { n, p }: { n: number; p: number }): number {
  if (!Number.isSafeInteger(n) || n < 0 || !(p >= 0 && p <= 1))
    throw new InputError("input.out_of_range", "A binomial draw needs a whole n of 0 or more and p in [0, 1].", {
      details: { n, p },
    });
  let [left, chance, successes] = [n, p, 0];
  while (left * Math.min(chance, 1 - chance) > 15) {
    const rank = Math.floor(left / 2) + 1;
    // The rank-th smallest of `left` uniform numbers: below it lie rank − 1 of them, above it the rest.
    const at = drawBeta(random, { alpha: rank, beta: left + 1 - rank });
    if (at <= chance) {
      successes += rank;
      left -= rank;
      chance = at === 1 ? 0 : Math.max(0, (chance - at) / (1 - at));
    } else {
      left = rank - 1;
      chance = Math.min(1, chance / at);
    }
  }
  return successes + (chance > 0.5 ? left - byWaiting(random, left, 1 - chance) : byWaiting(random, left, chance));
}

/** Counts successes by geometric gaps between them; about n·p steps. */
function byWaiting(random: Random, n: number, p: number): number {
  if (p <= 0) return 0;
  const scale = Math.log1p(-p);
  let [trial, successes] = [0, -1];
  do {
    trial += Math.floor(Math.log1p(-random()) / scale) + 1;
    successes += 1;
  } while (trial <= n);
  return successes;
}
