import type { Interval } from "../findings/figure.ts";
import { CONFIDENCE } from "../measures/infer.ts";
import { aipw } from "../stats/causal/aipw.ts";
import { pick, rowsWhere } from "../stats/causal/rows.ts";
import { standardisedEffect } from "../stats/causal/standardisation.ts";
import type { Study } from "../stats/causal/study.ts";
import { attempt, TRIM } from "./climb.ts";
import { BAND_MINIMUM } from "./contrast.ts";
import type { Outcome } from "./outcome.ts";
import { type DesignMatrix, PLACEBO_DAYS, type Step, stepStudy } from "./study.ts";

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
  rows: Int32Array,
  treated: ArrayLike<number>,
): Placebo | null {
  if (!before) return null;
  const places = rowsWhere(rows, (row) => before.known[row] === 1);
  const kept = rows.filter((row) => before.known[row] === 1);
  const arms = pick(treated, places);
  const upper = arms.reduce((sum, arm) => sum + arm, 0);
  if (upper < BAND_MINIMUM || kept.length - upper < BAND_MINIMUM) return null;
  const logs = before.early.map((values) => values.map((value) => Math.log1p(Math.max(0, value))));
  const timeless = columns.filter((_, i) => TIMELESS.has(covariates[i]!.id));
  const history = [...before.early, ...logs, ...timeless].map((values) => pick(values, kept));
  const study = {
    treated: arms,
    outcome: pick(before.late, kept),
    covariates: history.filter((values) => values.some((value) => value !== values[0])),
    customers: pick(customers, kept),
  };
  const effect = attempt(() => standardisedEffect(study, "atu", CONFIDENCE));
  return effect && { estimate: effect.estimate, interval: effect.interval, n: kept.length };
}

/** The headline, as it would be over the days of the placebo. */
export const overPlaceboDays = (headline: number, horizonDays: number): number =>
  (headline * PLACEBO_DAYS) / horizonDays;

/** What a declared placebo says; effects are told as shares of the lower step's mean, because units differ. */
export interface DeclaredReading {
  outcome: string;
  reading: Reading;
  /** Effect on the placebo as a share of its mean on the lower step. */
  share: number;
}

/**
 * The same step in an outcome that the score cannot affect, but that shares its causes: what it shows is what the comparison
 * leaves of these causes. Read as a share of its mean, beside the headline as a share of its own.
 * @returns null where it cannot be compared
 */
export function declaredPlacebo(
  { outcome, matrix }: { outcome: Outcome; matrix: DesignMatrix },
  step: Step,
  headline: { study: Study; estimate: number },
): DeclaredReading | null {
  const { study } = stepStudy(matrix, step);
  const effect = attempt(() => aipw(study, { estimand: "atu", confidence: CONFIDENCE, trim: TRIM }));
  const [mean, whole] = [lowerMean(study), lowerMean(headline.study)];
  if (!effect || mean === 0 || whole === 0) return null;
  const { low, high, level } = effect.interval;
  const share = effect.estimate / mean;
  const interval = { low: low / mean, high: high / mean, level };
  return { outcome: outcome.id, reading: readPlacebo({ estimate: share, interval }, headline.estimate / whole), share };
}

/** Size of the outcome on the lower step. */
function lowerMean({ outcome, treated }: Study): number {
  const rows = Array.from(outcome).filter((_, i) => treated[i] === 0);
  return Math.abs(rows.reduce((sum, y) => sum + y, 0) / rows.length);
}
