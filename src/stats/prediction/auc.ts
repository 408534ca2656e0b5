import { InputError } from "../../base/errors.ts";
import { positionOf } from "../distinct-values.ts";
import { normalUpper } from "../distributions/normal.ts";
import type { Interval } from "../interval.ts";
import { normalMultiplier } from "../intervals/checks.ts";
import { type ScoredLabels, type ScoreTable, scoreTable } from "./scored-labels.ts";

/** Area under the ROC curve: the chance that a case that happened scores above one that did not, ties counting one half. */
export interface AreaUnderCurve {
  /** In [0, 1]; `null` when all labels are alike: there is nothing to tell apart. */
  auc: number | null;
  /** DeLong's standard error; `null` with fewer than two cases of either label. */
  standardError: number | null;
  interval: Interval | null;
  positives: number;
  negatives: number;
}

/**
 * AUC with DeLong's interval, from rows or from the grouped score × label table; O(n log n).
 *
 * @param options.scale "logit" (the default) keeps the interval inside (0, 1) near a perfect score; "plain" is the usual
 *   ±z·se, clipped to [0, 1]
 * @throws InputError for columns of unequal length or scores that are not finite
 * @see DeLong, DeLong & Clarke-Pearson (1988), Biometrics 44, 837–845; Sun & Xu (2014), IEEE Signal Proc. Lett. 21, 1389–1393
 * @example
 * areaUnderCurve({ label: [0, 0, 1, 1], score: [0.1, 0.4, 0.35, 0.8] }).auc; // 0.75
 */
export function areaUnderCurve(
  cases: ScoredLabels,
  { scale = "logit", confidence = 0.95 }: { scale?: "logit" | "plain"; confidence?: number } = {},
): AreaUnderCurve {
  const table = scoreTable(cases);
  const { totalPositives: positives, totalNegatives: negatives } = table;
  if (positives === 0 || negatives === 0)
    return { auc: null, standardError: null, interval: null, positives, negatives };
  const { auc, above, below } = placements(table);
  const variance =
    positives > 1 && negatives > 1
      ? spread(table.positives, above, { mean: auc, n: positives }) / positives +
        spread(table.negatives, below, { mean: 1 - auc, n: negatives }) / negatives
      : null;
  const standardError = variance === null ? null : Math.sqrt(variance);
  const interval = standardError === null ? null : aucInterval({ auc, standardError }, { scale, level: confidence });
  return { auc, standardError, interval, positives, negatives };
}

/** At each score: the share of negatives below (ties one half), and the share of positives below. */
function placements({ positives, negatives, totalPositives, totalNegatives }: ScoreTable) {
  const above = new Float64Array(positives.length);
  const below = new Float64Array(positives.length);
  let [seenPositives, seenNegatives, auc] = [0, 0, 0];
  for (let i = 0; i < positives.length; i++) {
    above[i] = (seenNegatives + negatives[i]! / 2) / totalNegatives;
    below[i] = (seenPositives + positives[i]! / 2) / totalPositives;
    auc += (positives[i]! * above[i]!) / totalPositives;
    seenPositives += positives[i]!;
    seenNegatives += negatives[i]!;
  }
  return { auc, above, below };
}

/** Sample variance (n − 1) of values with counts. */
function spread(counts: Float64Array, values: Float64Array, { mean, n }: { mean: number; n: number }): number {
  let sum = 0;
  for (let i = 0; i < counts.length; i++) sum += counts[i]! * (values[i]! - mean) ** 2;
  return sum / (n - 1);
}

function aucInterval(
  { auc, standardError }: { auc: number; standardError: number },
  { scale, level }: { scale: "logit" | "plain"; level: number },
): Interval {
  const reach = normalMultiplier(level) * standardError;
  if (scale === "plain" || auc === 0 || auc === 1) {
    return { low: Math.max(0, auc - reach), high: Math.min(1, auc + reach), level };
  }
  const factor = Math.exp(reach / (auc * (1 - auc)));
  const odds = auc / (1 - auc);
  return { low: odds / (odds + factor), high: (odds * factor) / (1 + odds * factor), level };
}

/** Paired comparison of the AUCs of two scores on the same cases. */
export interface AucDifference {
  first: number;
  second: number;
  /** First minus second. */
  difference: number;
  standardError: number;
  interval: Interval;
  /** `null` where both scores rank every pair alike: there is no spread to judge by. */
  z: number | null;
  p: number | null;
}

/** Two scores of the same cases, as columns. */
export interface PairedScores {
  label: ArrayLike<number | boolean>;
  first: ArrayLike<number>;
  second: ArrayLike<number>;
  count?: ArrayLike<number>;
}

/**
 * DeLong's test that two scores of the same cases tell them apart equally well.
 *
 * Use it to ask whether a new predictor really ranks better; two separate intervals waste the pairing.
 * @throws InputError `input.sample_too_small` with fewer than two cases of either label; `input.shape_mismatch`, `input.out_of_range`
 * @see DeLong, DeLong & Clarke-Pearson (1988), Biometrics 44, 837–845
 * @example
 * const label = [0, 0, 0, 1, 1, 1];
 * compareAuc({ label, first: [1, 2, 3, 4, 5, 6], second: [1, 2, 5, 3, 4, 6] }).difference; // 1 − 7/9 = 0.2222…
 */
export function compareAuc({ label, first, second, count }: PairedScores, confidence = 0.95): AucDifference {
  const counted = count === undefined ? {} : { count };
  const a = scoreTable({ label, score: first, ...counted });
  const b = scoreTable({ label, score: second, ...counted });
  const { totalPositives: positives, totalNegatives: negatives } = a;
  if (positives < 2 || negatives < 2) {
    throw new InputError("input.sample_too_small", "Comparing two AUCs needs two cases of either label.", {
      details: { positives, negatives },
    });
  }
  const pa = placements(a);
  const pb = placements(b);
  let [overPositives, overNegatives] = [0, 0];
  for (let i = 0; i < label.length; i++) {
    const c = count === undefined ? 1 : count[i]!;
    if (c === 0) continue;
    const [i1, i2] = [positionOf(a.score, first[i]!), positionOf(b.score, second[i]!)];
    if (label[i]) overPositives += c * (pa.above[i1]! - pa.auc - pb.above[i2]! + pb.auc) ** 2;
    else overNegatives += c * (pa.below[i1]! + pa.auc - pb.below[i2]! - pb.auc) ** 2;
  }
  const variance = overPositives / ((positives - 1) * positives) + overNegatives / ((negatives - 1) * negatives);
  const difference = pa.auc - pb.auc;
  const standardError = Math.sqrt(variance);
  const reach = normalMultiplier(confidence) * standardError;
  const z = standardError > 1e-12 ? difference / standardError : null;
  return {
    first: pa.auc,
    second: pb.auc,
    difference,
    standardError,
    interval: { low: Math.max(-1, difference - reach), high: Math.min(1, difference + reach), level: confidence },
    z,
    p: z === null ? null : 2 * normalUpper(Math.abs(z)),
  };
}
