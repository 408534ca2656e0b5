import { InputError } from "../../base/errors.ts";
import { normalUpper } from "../distributions/normal.ts";
import type { Interval } from "../interval.ts";
import { normalMultiplier, requireCounts, requireSample } from "./checks.ts";
import { type NpsCounts, netPromoterScore, npsVariance } from "./nps.ts";

/** Difference of two net promoter scores, in points from −200 to 200. */
export interface NpsDifference {
  difference: number;
  standardError: number;
  interval: Interval;
  /** null where the standard error is 0 and no test exists. */
  z: number | null;
  /** Two-sided; null where z is. */
  pValue: number | null;
}

/**
 * Difference a − b of the scores of two independent groups, unpooled Wald.
 *
 * For different people in a and b; the same people twice need {@link npsPairedDifference}, several answers a
 * person the clustered form.
 * @param confidence two-sided level in (0, 1)
 * @throws InputError `input.sample_too_small` when a group has no answers
 * @see Rocks (2016), Am. Stat. 70, 365–372, for the variance of a score
 * @example
 * const [may, june] = [{ promoters: 120, passives: 90, detractors: 60 }, { promoters: 100, passives: 80, detractors: 90 }];
 * npsDifference(may, june).interval; // 4.82 to 32.22
 */
export function npsDifference(a: NpsCounts, b: NpsCounts, confidence = 0.95): NpsDifference {
  const difference = netPromoterScore(a) - netPromoterScore(b);
  const standardError = 100 * Math.sqrt(npsVariance(a) / total(a) + npsVariance(b) / total(b));
  return waldDifference({ difference, standardError, confidence });
}

/**
 * Change of the score of the same people asked twice, from their transition table.
 * @param transitions 3 × 3 counts, row = class before, column = class after, in the order detractor, passive, promoter
 * @param confidence two-sided level in (0, 1)
 * @returns difference = after − before, and n people
 * @throws InputError `input.shape_mismatch` when the table is not 3 × 3, `input.sample_too_small` when it is empty
 * @see Agresti (2013), Categorical Data Analysis, section 11.1, for differences of matched counts
 * @example
 * npsPairedDifference([[40, 15, 5], [10, 60, 20], [3, 12, 85]]).difference; // 6.8000
 */
export function npsPairedDifference(
  transitions: readonly (readonly number[])[],
  confidence = 0.95,
): NpsDifference & { n: number } {
  if (transitions.length !== 3 || transitions.some((row) => row.length !== 3))
    throw new InputError("input.shape_mismatch", "A transition table of classes has three rows and three columns.");
  let [n, sum, squares] = [0, 0, 0];
  transitions.forEach((row, from) => {
    row.forEach((count, to) => {
      requireCounts({ [`${from}→${to}`]: count });
      n += count;
      sum += count * (to - from);
      squares += count * (to - from) ** 2;
    });
  });
  requireSample(n, n > 0 ? 0 : 1, "A paired comparison");
  const change = sum / n;
  const standardError = 100 * Math.sqrt(Math.max(0, squares / n - change * change) / n);
  return { n, ...waldDifference({ difference: 100 * change, standardError, confidence }) };
}

function waldDifference(parts: { difference: number; standardError: number; confidence: number }): NpsDifference {
  const { difference, standardError, confidence } = parts;
  const half = normalMultiplier(confidence) * standardError;
  const z = standardError > 0 ? difference / standardError : null;
  return {
    difference,
    standardError,
    interval: { low: difference - half, high: difference + half, level: confidence },
    z,
    pValue: z === null ? null : 2 * normalUpper(Math.abs(z)),
  };
}

const total = ({ promoters, passives, detractors }: NpsCounts): number => promoters + passives + detractors;
