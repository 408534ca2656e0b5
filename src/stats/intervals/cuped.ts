import type { Interval } from "../interval.ts";
import type { PairedMoments } from "../sums.ts";
import { requirePairs } from "../sums.ts";
import { normalMultiplier, requireSample } from "./checks.ts";

/** Difference treated − control, raw and after CUPED. */
export interface CupedEstimate {
  /** Slope of the outcome on the pre-period value, pooled over both arms. */
  theta: number;
  rawDifference: number;
  rawStandardError: number;
  adjustedDifference: number;
  adjustedStandardError: number;
  /** Of the adjusted difference. */
  interval: Interval;
  /** 1 − (adjusted/raw)² of the standard errors: the variance that the pre-period explains; null where raw is 0. */
  varianceReduction: number | null;
}

/**
 * CUPED: a randomised comparison sharpened by each customer's own pre-period.
 *
 * The pre-period value x must predate assignment; then the adjusted difference estimates the same effect. Only for
 * randomised arms: without randomisation this is not a correction for confounding.
 * @param treated moments of (x = before, y = after)
 * @param control the same for the control arm
 * @param confidence two-sided level in (0, 1), normal
 * @throws InputError `input.sample_too_small` when an arm has fewer than two customers
 * @see Deng, Xu, Kohavi & Walker (2013), WSDM
 * @example
 * const treated = pairedMomentsOf([10, 20, 30, 40], [14, 23, 35, 44]);
 * const control = pairedMomentsOf([12, 22, 28, 38], [12, 23, 27, 39]);
 * cuped(treated, control).adjustedDifference; // 3.7500
 */
export function cuped(treated: PairedMoments, control: PairedMoments, confidence = 0.95): CupedEstimate {
  requireSample(Math.min(treated.n, control.n), 2, "CUPED, in customers an arm,");
  requirePairs(treated);
  requirePairs(control);
  const pooled = pool(treated, control);
  const theta = pooled.xx > 0 ? pooled.xy / pooled.xx : 0;
  const rawDifference = treated.meanY - control.meanY;
  const adjustedDifference = rawDifference - theta * (treated.meanX - control.meanX);
  const rawStandardError = Math.sqrt(
    treated.yy / (treated.n - 1) / treated.n + control.yy / (control.n - 1) / control.n,
  );
  const adjustedStandardError = Math.sqrt(residualVariance(treated, theta) + residualVariance(control, theta));
  const half = normalMultiplier(confidence) * adjustedStandardError;
  return {
    theta,
    rawDifference,
    rawStandardError,
    adjustedDifference,
    adjustedStandardError,
    interval: { low: adjustedDifference - half, high: adjustedDifference + half, level: confidence },
    varianceReduction: rawStandardError > 0 ? 1 - (adjustedStandardError / rawStandardError) ** 2 : null,
  };
}

function pool(a: PairedMoments, b: PairedMoments): { xx: number; xy: number } {
  const share = a.n * (b.n / (a.n + b.n));
  const dx = b.meanX - a.meanX;
  const dy = b.meanY - a.meanY;
  return { xx: a.xx + b.xx + dx * dx * share, xy: a.xy + b.xy + dx * dy * share };
}

function residualVariance({ n, xx, yy, xy }: PairedMoments, theta: number): number {
  return Math.max(0, yy - 2 * theta * xy + theta * theta * xx) / (n - 1) / n;
}
