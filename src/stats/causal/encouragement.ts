import { InputError, ModelError } from "../../base/errors.ts";
import type { Interval } from "../interval.ts";
import { normalMultiplier } from "../intervals/checks.ts";
import { fieller } from "../intervals/ratio.ts";
import { type PairedMoments, pairedMomentsOf } from "../sums.ts";

/** A randomised encouragement (an action that moves scores), the score that followed and the outcome after it. */
export interface Encouragement {
  /** 1 encouraged, 0 not, at random. */
  encouraged: ArrayLike<number>;
  /** What the encouragement moves: a score, or whether the offer was taken (1 or 0). */
  dose: ArrayLike<number>;
  outcome: ArrayLike<number>;
  confidence?: number;
}

/** Effect per unit of dose, with both stages. */
export interface EncouragementEffect {
  /** Outcome per unit of dose among those whom the encouragement moved. */
  estimate: number;
  /** Fieller's; `null` when the dose hardly moved, so that no finite interval exists. */
  interval: Interval | null;
  /** Delta method; unreliable below a first stage of 10. */
  standardError: number;
  /** Effect of the encouragement on the outcome. */
  onOutcome: { estimate: number; standardError: number };
  /** Effect of the encouragement on the dose. */
  onDose: { estimate: number; standardError: number };
  /** (effect on dose/its error)²; a claim needs more than 10. */
  firstStageF: number;
  n: number;
}

/**
 * Effect of a score on an outcome from a randomised encouragement (instrumental-variable ratio).
 *
 * Rests on the encouragement acting on the outcome through the dose alone; the arms are compared with Welch variances.
 * @throws InputError `input.shape_mismatch`; `input.sample_too_small` with fewer than 2 rows in an arm; `input.out_of_range`
 * @throws ModelError `model.degenerate` when the dose did not move at all
 * @see Angrist, Imbens & Rubin (1996), J. Am. Stat. Assoc. 91, 444–455; Fieller (1954), JRSS-B 16, 175–185
 * @example
 * // The action moves the score by 2 points and the margin by 6: 3 a point.
 * encouragementEffect({
 *   encouraged: [1, 1, 1, 1, 0, 0, 0, 0],
 *   dose: [8, 9, 9, 10, 6, 7, 7, 8],
 *   outcome: [26, 29, 30, 31, 20, 23, 24, 25],
 * }).estimate; // 3
 */
export function encouragementEffect({
  encouraged,
  dose,
  outcome,
  confidence = 0.95,
}: Encouragement): EncouragementEffect {
  const n = encouraged.length;
  const [zero, one] = [0, 1].map((arm) => momentsOfArm({ encouraged, dose, outcome }, arm)) as [
    PairedMoments,
    PairedMoments,
  ];
  const variance = (key: "xx" | "yy" | "xy") => [zero, one].reduce((sum, m) => sum + m[key] / (m.n - 1) / m.n, 0);
  const onDose = { estimate: one.meanX - zero.meanX, standardError: Math.sqrt(variance("xx")) };
  const onOutcome = { estimate: one.meanY - zero.meanY, standardError: Math.sqrt(variance("yy")) };
  if (onDose.estimate === 0)
    throw new ModelError("model.degenerate", "The encouragement did not move the dose, so nothing follows from it.");
  const covariance = variance("xy");
  const estimate = onOutcome.estimate / onDose.estimate;
  const spread = variance("yy") - 2 * estimate * covariance + estimate ** 2 * variance("xx");
  return {
    estimate,
    interval: fieller({
      meanX: onOutcome.estimate,
      meanY: onDose.estimate,
      varX: variance("yy"),
      varY: variance("xx"),
      covariance,
      t: normalMultiplier(confidence),
      confidence,
    }),
    standardError: Math.sqrt(Math.max(0, spread)) / Math.abs(onDose.estimate),
    onOutcome,
    onDose,
    firstStageF: onDose.standardError > 0 ? (onDose.estimate / onDose.standardError) ** 2 : Number.POSITIVE_INFINITY,
    n,
  };
}

function momentsOfArm({ encouraged, dose, outcome }: Encouragement, arm: number): PairedMoments {
  const rows = Array.from(encouraged, (_, i) => i).filter((i) => encouraged[i] === arm);
  if (dose.length !== encouraged.length || outcome.length !== encouraged.length)
    throw new InputError("input.shape_mismatch", "Encouragement, dose and outcome must have equal length.");
  if (rows.length < 2)
    throw new InputError("input.sample_too_small", "Each arm of an encouragement needs at least two customers.", {
      details: { arm, n: rows.length },
    });
  return pairedMomentsOf(
    rows.map((i) => dose[i]!),
    rows.map((i) => outcome[i]!),
  );
}
