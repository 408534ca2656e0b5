import { InputError } from "../../base/errors.ts";
import { normalMultiplier } from "../intervals/checks.ts";
import { type RiskTable, riskTable, type SurvivalRows } from "./survival-rows.ts";

/** Scale on which the band is symmetric: log(−log S) keeps its coverage in small samples and never leaves [0, 1]. */
export type SurvivalBand = "log-log" | "log" | "plain";

/** A Kaplan–Meier curve: all arrays have one entry per distinct event time, ascending. */
export interface KaplanMeier extends RiskTable {
  /** Share still without the event just after each time, in [0, 1]. */
  survival: number[];
  /** Greenwood's standard error of `survival`; `null` (undefined) once the curve has reached 0. */
  standardError: (number | null)[];
  /** Pointwise band; `null` where it is undefined: the curve at 0 or, on the log-log scale, at 1. */
  low: (number | null)[];
  high: (number | null)[];
  band: SurvivalBand;
  /** Two-sided confidence level of the band. */
  level: number;
  /** Nelson–Aalen estimate of the cumulative hazard. */
  cumulativeHazard: number[];
}

/**
 * Kaplan–Meier estimate of the share that stays, with Greenwood errors and a pointwise band.
 *
 * For durations that are not finished yet (tenure, time to the second order): customers who are still there count for as
 * long as they were seen instead of being dropped or taken as lost. Competing causes need `cumulativeIncidence` instead.
 * @param rows one row a subject, or the grouped duration × event table with `count`; both give the same curve
 * @param options.band scale of the band, default "log-log"
 * @param options.confidence two-sided confidence in (0, 1), default 0.95
 * @throws InputError `input.sample_too_small` without subjects, `input.out_of_range` or `input.shape_mismatch` for bad columns
 * @see Kaplan & Meier (1958), J. Am. Stat. Assoc. 53, 457–481; Kalbfleisch & Prentice (2002) for the log-log band
 * @example
 * kaplanMeier({ time: [1, 2, 2, 3, 4], event: [1, 1, 0, 1, 0] }).survival; // [0.8, 0.6, 0.3]
 */
export function kaplanMeier(
  rows: SurvivalRows,
  { band = "log-log", confidence = 0.95 }: { band?: SurvivalBand; confidence?: number } = {},
): KaplanMeier {
  const table = riskTable(rows);
  if (!(table.n > 0)) {
    throw new InputError("input.sample_too_small", "A survival curve needs at least one subject.", {
      details: { n: table.n },
    });
  }
  const z = normalMultiplier(confidence);
  const curve: KaplanMeier = {
    ...table,
    survival: [],
    standardError: [],
    low: [],
    high: [],
    band,
    level: confidence,
    cumulativeHazard: [],
  };
  let share = 1;
  let hazard = 0;
  let relativeVariance = 0;
  for (let i = 0; i < table.time.length; i++) {
    const n = table.atRisk[i]!;
    const d = table.nEvent[i]!;
    share = d === n ? 0 : share * (1 - d / n);
    hazard += d / n;
    relativeVariance += d / (n * (n - d));
    const error = share > 0 ? Math.sqrt(relativeVariance) : null;
    const bounds = error === null ? null : bandAt(band, { share, error, z });
    curve.survival.push(share);
    curve.cumulativeHazard.push(hazard);
    curve.standardError.push(error === null ? null : share * error);
    curve.low.push(bounds?.[0] ?? null);
    curve.high.push(bounds?.[1] ?? null);
  }
  return curve;
}

/** `error` is the standard error of ln S. */
function bandAt(band: SurvivalBand, { share, error, z }: { share: number; error: number; z: number }) {
  switch (band) {
    case "log-log": {
      const log = Math.log(share);
      if (log === 0) return null;
      const reach = (z * error) / Math.abs(log);
      return [share ** Math.exp(reach), share ** Math.exp(-reach)] as const;
    }
    case "log":
      return [share * Math.exp(-z * error), Math.min(1, share * Math.exp(z * error))] as const;
    case "plain":
      return [Math.max(0, share * (1 - z * error)), Math.min(1, share * (1 + z * error))] as const;
    default:
      return band satisfies never;
  }
}

/**
 * The estimated share still without the event at each of some times; `null` beyond the longest follow-up (not known).
 *
 * A curve that has reached 0 stays there.
 * @see Kaplan & Meier (1958), J. Am. Stat. Assoc. 53, 457–481
 * @example
 * survivalAt(kaplanMeier({ time: [1, 2, 2, 3, 4], event: [1, 1, 0, 1, 0] }), [0, 2.5, 9]); // [1, 0.6, null]
 */
export function survivalAt(curve: KaplanMeier, times: readonly number[]): (number | null)[] {
  return times.map((t) => {
    const last = curve.survival.at(-1) ?? 1;
    if (t > curve.lastTime) return last === 0 ? 0 : null;
    const i = lastAtOrBefore(curve.time, t);
    return i < 0 ? 1 : curve.survival[i]!;
  });
}

/** Position of the last of ascending `values` that is ≤ x, or −1. */
export function lastAtOrBefore(values: ArrayLike<number>, x: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle]! <= x) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
