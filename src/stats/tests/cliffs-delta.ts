import { InputError } from "../../base/errors.ts";
import type { Interval } from "../interval.ts";
import { normalMultiplier } from "../intervals/checks.ts";
import { requireTable } from "./checks.ts";

/**
 * What Cliff's δ and its variance need. An engine makes it with window functions: the placement of a value is its
 * mid-rank in the pooled sample minus its mid-rank in its own group, i.e. how many of the other group lie below it,
 * ties counted ½.
 */
export interface DominanceSums {
  nX: number;
  nY: number;
  /** Σ placements of x, which is Mann–Whitney's U of x. */
  u: number;
  /** Σ placement² of x. */
  squaredPlacementsX: number;
  /** Σ placement² of y. */
  squaredPlacementsY: number;
  /** Pairs (x, y) with equal values. */
  tiedPairs: number;
}

/** Cliff's δ = P(X > Y) − P(X < Y), in [−1, 1]. */
export interface CliffsDelta {
  delta: number;
  standardError: number;
  interval: Interval;
}

/**
 * Cliff's δ with its asymmetric interval.
 * @param confidence two-sided level in (0, 1), normal
 * @throws InputError `input.sample_too_small` when a group has fewer than two values
 * @see Cliff (1996), Multivar. Behav. Res. 31, 331–350 (unbiased variance); Feng & Cliff (2004), J. Mod. Appl. Stat.
 *   Methods 3, 322–332 (interval). At δ = ±1, where that variance is 0, the limit (m − z²)/(m + z²), m the smaller n.
 * @example
 * // Scores 1, 2, 3 with counts of two groups:
 * cliffsDelta(dominanceSumsOf([[5, 10], [10, 10], [15, 5]])).delta; // 0.3667
 */
export function cliffsDelta(sums: DominanceSums, confidence = 0.95): CliffsDelta {
  const { nX, nY, u } = sums;
  if (!(nX >= 2 && nY >= 2))
    throw new InputError("input.sample_too_small", "Cliff's delta needs two values in each group.", {
      details: { nX, nY },
    });
  if (!Object.values(sums).every(Number.isFinite))
    throw new InputError("input.out_of_range", "Dominance sums must be finite numbers.", { details: { ...sums } });
  const z = normalMultiplier(confidence);
  const delta = clip((2 * u) / nX / nY - 1);
  const variance = dominanceVariance(sums, delta);
  const standardError = Math.sqrt(variance);
  return {
    delta,
    standardError,
    interval: asymmetricInterval({ delta, variance, z, smaller: Math.min(nX, nY), confidence }),
  };
}

/**
 * Dominance sums from a table value × 2 groups, exact for any number of rows.
 * @param counts one row a value in ascending order: [count of x, count of y]
 * @throws InputError `input.shape_mismatch` when a row does not have two cells
 * @see Cliff (1996), Multivar. Behav. Res. 31, 331–350
 * @example
 * cliffsDelta(dominanceSumsOf([[0, 3], [3, 0]])).delta; // 1
 */
export function dominanceSumsOf(counts: readonly (readonly number[])[]): DominanceSums {
  requireTable(counts, 2);
  const sums = { nX: 0, nY: 0, u: 0, squaredPlacementsX: 0, squaredPlacementsY: 0, tiedPairs: 0 };
  for (const [x = 0, y = 0] of counts) {
    const placementX = sums.nY + y / 2;
    const placementY = sums.nX + x / 2;
    sums.u += x * placementX;
    sums.squaredPlacementsX += x * placementX * placementX;
    sums.squaredPlacementsY += y * placementY * placementY;
    sums.tiedPairs += x * y;
    sums.nX += x;
    sums.nY += y;
  }
  return sums;
}

/** Cliff's unbiased estimate, not below the smallest value that δ allows. */
function dominanceVariance(sums: DominanceSums, delta: number): number {
  const { nX, nY, u, squaredPlacementsX, squaredPlacementsY, tiedPairs } = sums;
  const pairs = nX * nY;
  // Dominance of one x: d = 2·placement/n_y − 1, so Σ(d − δ)² follows from the sums of placements.
  const rows = squares({ n: nX, other: nY, placements: u, squared: squaredPlacementsX });
  const columns = squares({ n: nY, other: nX, placements: pairs - u, squared: squaredPlacementsY });
  const cells = pairs * (1 - tiedPairs / pairs - delta * delta);
  const estimate = (nX * nX * columns + nY * nY * rows - cells) / (pairs * (nX - 1) * (nY - 1));
  return Math.max(estimate, (1 - delta * delta) / (pairs - 1));
}

function squares(part: { n: number; other: number; placements: number; squared: number }): number {
  const { n, other, placements, squared } = part;
  return (4 * Math.max(0, squared - (placements / n) * placements)) / (other * other);
}

function asymmetricInterval(parts: {
  delta: number;
  variance: number;
  z: number;
  smaller: number;
  confidence: number;
}): Interval {
  const { delta, variance, z, smaller, confidence } = parts;
  if (Math.abs(delta) === 1) {
    const inner = clip((smaller - z * z) / (smaller + z * z));
    return delta > 0 ? { low: inner, high: 1, level: confidence } : { low: -1, high: -inner, level: confidence };
  }
  const room = 1 - delta * delta;
  const half = z * Math.sqrt(variance) * Math.sqrt(room * room + z * z * variance);
  const scale = room + z * z * variance;
  return {
    low: clip((delta * room - half) / scale),
    high: clip((delta * room + half) / scale),
    level: confidence,
  };
}

const clip = (x: number): number => Math.min(1, Math.max(-1, x));
