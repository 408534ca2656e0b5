import type { Interval } from "../findings/figure.ts";
import { CONFIDENCE } from "../measures/infer.ts";
import { standardisedEffect } from "../stats/causal/standardisation.ts";
import { attempt } from "./climb.ts";
import { BAND_MINIMUM } from "./contrast.ts";
import { type DesignMatrix, PLACEBO_DAYS } from "./study.ts";

/** Share of the headline within which a placebo counts as nothing. */
const NOTHING = 0.25;

export type Reading = "clear" | "unclear" | "warning";

/**
 * Reads an effect that should be nothing beside the headline: clear where its interval lies within a quarter of the headline,
 * a warning where it excludes 0 and is larger than that quarter, otherwise unclear.
 * @see Lipsitch, Tchetgen Tchetgen & Cohen (2010), Epidemiology 21, 383–388
 */
export function readPlacebo(placebo: { estimate: number; interval: Interval }, headline: number): Reading {
  const nothing = NOTHING * Math.abs(headline);
  const { low, high } = placebo.interval;
  if (low >= -nothing && high <= nothing) return "clear";
  return (low > 0 || high < 0) && Math.abs(placebo.estimate) > nothing ? "warning" : "unclear";
}

export interface Placebo {
  estimate: number;
  interval: Interval;
  n: number;
}

/** Covariates of the answer that had their value before its last half year, or have no time. */
const TIMELESS = new Set([
  "tenure",
  "log_tenure",
  "season",
  "date",
  "kind",
  "channel",
  "country",
  "acquisition_channel",
]);

/**
 * The time before the answer as a placebo: what customers brought in its last `PLACEBO_DAYS`, compared between the steps at equal
 * history before these days. The answer cannot have caused it. What is on record and shapes both makes it differ from
 * nothing too, so it informs and decides nothing.
 * @param rows of the matrix that are compared
 * @param treated 1 on the upper step
 * @returns null where too few answers have the whole year before them on record, or no model fits
 */
export function placeboBefore(
  { before, covariates, columns, customers }: DesignMatrix,
  rows: readonly number[],
  treated: ArrayLike<number>,
): Placebo | null {
  if (!before) return null;
  const kept = rows.map((row, i) => ({ row, arm: treated[i]! })).filter(({ row }) => before.known[row] === 1);
  const upper = kept.filter(({ arm }) => arm === 1).length;
  if (upper < BAND_MINIMUM || kept.length - upper < BAND_MINIMUM) return null;
  const pick = (values: Float64Array) => Float64Array.from(kept, ({ row }) => values[row]!);
  const logs = before.early.map((values) => values.map((value) => Math.log1p(Math.max(0, value))));
  const timeless = columns.filter((_, i) => TIMELESS.has(covariates[i]!.id));
  const history = [...before.early, ...logs, ...timeless].map(pick);
  const study = {
    treated: kept.map(({ arm }) => arm),
    outcome: pick(before.late),
    covariates: history.filter((values) => values.some((value) => value !== values[0])),
    customers: pick(customers),
  };
  const effect = attempt(() => standardisedEffect(study, "atu", CONFIDENCE));
  return effect && { estimate: effect.estimate, interval: effect.interval, n: kept.length };
}

/** The headline, as it would be over the days of the placebo. */
export const overPlaceboDays = (headline: number, horizonDays: number): number =>
  (headline * PLACEBO_DAYS) / horizonDays;
