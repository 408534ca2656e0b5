import { InputError, ModelError } from "../../base/errors.ts";
import type { Interval } from "../interval.ts";
import { normalMultiplier } from "../intervals/checks.ts";

/** Grouped outcome of one stratum: a pattern of discrete covariates. */
export interface ArmSums {
  /** Customers, Σy and Σy² of the treated (1) and the others (0). */
  n1: number;
  sumY1: number;
  sumYY1: number;
  n0: number;
  sumY0: number;
  sumYY0: number;
}

/** Effects at equal strata, by population. */
export interface StratifiedEffect {
  /** Difference of means without strata. */
  naive: number;
  /** Average over all customers. */
  ate: number;
  /** Average over the treated. */
  att: number;
  /** Average over the others: those who would move. */
  atu: number;
  /** Standard errors from the variances within strata; `null` where an arm of a stratum has a single customer. */
  ateStandardError: number | null;
  attStandardError: number | null;
  atuStandardError: number | null;
  ateInterval: Interval | null;
  atuInterval: Interval | null;
  n: number;
  /** Customers in strata with one arm only, who are left out of everything but `naive`. */
  leftOut: number;
}

/**
 * Effect of a treatment at equal discrete covariates, from sums by stratum: exact post-stratification.
 *
 * With saturated discrete covariates this equals standardisation, IPW and AIPW, so nothing more elaborate is needed.
 * @param strata one a pattern; strata with one arm only are left out and counted
 * @throws InputError `input.out_of_range` for impossible sums
 * @throws ModelError `model.degenerate` when no stratum has both arms
 * @see Rubin (1977), J. Educational Statistics 2, 1–26; Cochran (1968), Biometrics 24, 295–313
 * @example
 * stratifiedEffect([{ n1: 2, sumY1: 8, sumYY1: 34, n0: 2, sumY0: 4, sumYY0: 10 }]).ate; // 2
 */
export function stratifiedEffect(strata: readonly ArmSums[], confidence = 0.95): StratifiedEffect {
  strata.forEach(requireSums);
  const used = strata.filter((s) => s.n1 > 0 && s.n0 > 0);
  if (used.length === 0)
    throw new ModelError("model.degenerate", "No stratum has both treated and untreated customers.", {
      hint: "Use wider strata.",
    });
  const [n1, n0] = [sum(used, (s) => s.n1), sum(used, (s) => s.n0)];
  const over = (share: (s: ArmSums) => number) => averageEffect(used, share);
  const ate = over((s) => (s.n1 + s.n0) / (n1 + n0));
  const att = over((s) => s.n1 / n1);
  const atu = over((s) => s.n0 / n0);
  const z = normalMultiplier(confidence);
  const around = ({ estimate, error }: { estimate: number; error: number | null }): Interval | null =>
    error === null ? null : { low: estimate - z * error, high: estimate + z * error, level: confidence };
  const all = sum(strata, (s) => s.n1 + s.n0);
  return {
    naive:
      sum(strata, (s) => s.sumY1) / sum(strata, (s) => s.n1) - sum(strata, (s) => s.sumY0) / sum(strata, (s) => s.n0),
    ate: ate.estimate,
    att: att.estimate,
    atu: atu.estimate,
    ateStandardError: ate.error,
    attStandardError: att.error,
    atuStandardError: atu.error,
    ateInterval: around(ate),
    atuInterval: around(atu),
    n: n1 + n0,
    leftOut: all - n1 - n0,
  };
}

function averageEffect(strata: readonly ArmSums[], share: (s: ArmSums) => number) {
  let [estimate, variance]: [number, number | null] = [0, 0];
  for (const s of strata) {
    const weight = share(s);
    estimate += weight * (s.sumY1 / s.n1 - s.sumY0 / s.n0);
    const spread = varianceOfMean(s.n1, s.sumY1, s.sumYY1) + varianceOfMean(s.n0, s.sumY0, s.sumYY0);
    variance = variance === null || Number.isNaN(spread) ? null : variance + weight * weight * spread;
  }
  return { estimate, error: variance === null ? null : Math.sqrt(variance) };
}

function varianceOfMean(n: number, sumY: number, sumYY: number): number {
  return n > 1 ? Math.max(0, sumYY - (sumY * sumY) / n) / (n - 1) / n : Number.NaN;
}

/** @throws InputError when counts and sums contradict each other */
export function requireSums(stratum: ArmSums): void {
  const arm = (n: number, y: number, yy: number) =>
    n >= 0 && Number.isFinite(n + y + yy) && (n > 0 || (y === 0 && yy === 0)) && yy * n >= y * y * (1 - 1e-9) - 1e-9;
  const { n1, sumY1, sumYY1, n0, sumY0, sumYY0 } = stratum;
  if (!arm(n1, sumY1, sumYY1) || !arm(n0, sumY0, sumYY0))
    throw new InputError("input.out_of_range", "Counts, sums and sums of squares contradict each other.", {
      details: { ...stratum },
    });
}

const sum = <T>(items: readonly T[], value: (item: T) => number): number =>
  items.reduce((total, item) => total + value(item), 0);
