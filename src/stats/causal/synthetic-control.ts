import { InputError, ModelError } from "../../base/errors.ts";
import { simplexLeastSquares } from "./simplex-least-squares.ts";

/** One treated unit (a region, a store) and donors that were never treated, over equal periods. */
export interface SyntheticControlData {
  /** Outcome of the treated unit before the change, ≥ 2 periods. */
  treatedBefore: readonly number[];
  /** Outcome of the treated unit after it, ≥ 1 period. */
  treatedAfter: readonly number[];
  /** Outcomes of each donor before and after, in the same periods. */
  donors: readonly { before: readonly number[]; after: readonly number[] }[];
}

/** Weights of donors, and the treated unit against them. */
export interface SyntheticControl {
  /** Weight of each donor, ≥ 0, adding to 1. */
  weights: number[];
  /** Root mean squared misfit before the change. */
  fitError: number;
  /** Treated minus synthetic in each period after the change. */
  gaps: number[];
  /** Mean of `gaps`. */
  effect: number;
  /** Misfit after over misfit before; `null` when the fit before is exact. */
  errorRatio: number | null;
  /** Is the misfit before the change worse than a third of the effect? Then no effect may be claimed. */
  poorFit: boolean;
}

/**
 * Synthetic control: what a unit would have been, as a weighted mean of donors that ran alongside it before the change.
 *
 * Fits outcomes only, without intercept, so the treated unit must lie within the donors' range.
 * @throws InputError `input.sample_too_small` with fewer than 2 donors, 2 periods before or 1 after; `input.shape_mismatch` for
 *   series of unequal length; `input.out_of_range` for values that are not finite
 * @see Abadie, Diamond & Hainmueller (2010), J. Am. Stat. Assoc. 105, 493–505; Abadie (2021), J. Economic Literature 59, 391–425
 * @example
 * syntheticControl({
 *   treatedBefore: [15, 16], treatedAfter: [20],
 *   donors: [{ before: [10, 12], after: [12] }, { before: [20, 20], after: [20] }],
 * }).weights; // [0.5, 0.5]
 */
export function syntheticControl(data: SyntheticControlData): SyntheticControl {
  requireSeries(data);
  const { treatedBefore, treatedAfter, donors } = data;
  const weights = simplexLeastSquares(
    donors.map((donor) => donor.before),
    treatedBefore,
  );
  const gapOf = (period: "before" | "after", actual: readonly number[]) =>
    actual.map((y, t) => y - donors.reduce((sum, donor, j) => sum + weights[j]! * donor[period][t]!, 0));
  const misfit = gapOf("before", treatedBefore);
  const gaps = gapOf("after", treatedAfter);
  const fitError = rootMeanSquare(misfit);
  const effect = gaps.reduce((a, b) => a + b, 0) / gaps.length;
  const exact = fitError <= 1e-9 * Math.max(...treatedBefore.map(Math.abs));
  return {
    weights: [...weights],
    fitError,
    gaps,
    effect,
    errorRatio: exact ? null : rootMeanSquare(gaps) / fitError,
    poorFit: fitError > Math.abs(effect) / 3,
  };
}

/** Where the treated unit ranks among placebo treatments. */
export interface PlaceboTest {
  /** Post/pre error ratio of the treated unit. */
  errorRatio: number;
  /** The same for each donor treated as if it had changed, in the order of the donors. */
  donorRatios: number[];
  /** 1 = the treated unit stands out most. */
  rank: number;
  units: number;
  /** rank/units: the smallest possible value is 1/units. */
  p: number;
}

/**
 * Placebo test: how the treated unit's post/pre error ratio ranks among donors that are given the same treatment in thought.
 *
 * Each donor is matched by the other donors; the treated unit is never a donor.
 * @throws InputError as `syntheticControl`, with at least 3 donors
 * @throws ModelError `model.degenerate` when a unit is fitted exactly, so that its ratio is undefined
 * @see Abadie, Diamond & Hainmueller (2010), J. Am. Stat. Assoc. 105, 493–505
 * @example
 * const data = {
 *   treatedBefore: [15, 16, 18],
 *   treatedAfter: [25],
 *   donors: [
 *     { before: [10, 12, 13], after: [13] },
 *     { before: [20, 20, 22], after: [23] },
 *     { before: [14, 13, 16], after: [15] },
 *     { before: [17, 18, 18], after: [20] },
 *   ],
 * };
 * placeboTest(data).rank; // 1
 */
export function placeboTest(data: SyntheticControlData): PlaceboTest {
  if (data.donors.length < 3)
    throw new InputError("input.sample_too_small", "A placebo test needs at least three donors.", {
      details: { donors: data.donors.length },
    });
  const errorRatio = ratioOf(syntheticControl(data), null);
  const donorRatios = data.donors.map((donor, out) =>
    ratioOf(
      syntheticControl({
        treatedBefore: donor.before,
        treatedAfter: donor.after,
        donors: data.donors.filter((_, j) => j !== out),
      }),
      out,
    ),
  );
  const rank = 1 + donorRatios.filter((ratio) => ratio >= errorRatio).length;
  const units = donorRatios.length + 1;
  return { errorRatio, donorRatios, rank, units, p: rank / units };
}

/** Weights of donors whose predictors, weighted by importance, come nearest to the treated unit's. */
export interface PredictorMatch {
  weights: number[];
  /** Σ importance·(treated − synthetic)² over predictors. */
  loss: number;
}

/**
 * Synthetic control on predictors with given importance (the inner problem W*(V)).
 * @param match.treated predictor values of the treated unit, on comparable scales
 * @param match.donors predictor values of each donor
 * @param match.importance ≥ 0, one a predictor
 * @throws InputError `input.shape_mismatch`, `input.sample_too_small`, `input.out_of_range`
 * @see Abadie & Gardeazabal (2003), American Economic Review 93, 113–132, appendix B
 * @example
 * matchPredictors({ treated: [1], donors: [[0], [2]], importance: [1] }).weights; // [0.5, 0.5]
 */
export function matchPredictors(match: {
  treated: readonly number[];
  donors: readonly (readonly number[])[];
  importance: readonly number[];
}): PredictorMatch {
  const { treated, donors, importance } = match;
  requireEqualLengths([treated, importance, ...donors]);
  if (donors.length < 2)
    throw new InputError("input.sample_too_small", "A synthetic control needs at least two donors.");
  if (!importance.every((v) => v >= 0))
    throw new InputError("input.out_of_range", "Importance must be 0 or more.", { details: { importance } });
  const scaled = (x: readonly number[]) => x.map((v, i) => v * Math.sqrt(importance[i]!));
  const weights = simplexLeastSquares(donors.map(scaled), scaled(treated));
  const loss = treated.reduce((sum, x, i) => {
    const synthetic = donors.reduce((total, donor, j) => total + weights[j]! * donor[i]!, 0);
    return sum + importance[i]! * (x - synthetic) ** 2;
  }, 0);
  return { weights: [...weights], loss };
}

function ratioOf({ errorRatio }: SyntheticControl, donor: number | null): number {
  if (errorRatio === null)
    throw new ModelError(
      "model.degenerate",
      "A unit is fitted exactly before the change, so its error ratio is undefined.",
      {
        hint: "Use more periods before the change.",
        details: { donor },
      },
    );
  return errorRatio;
}

function requireSeries({ treatedBefore, treatedAfter, donors }: SyntheticControlData): void {
  if (donors.length < 2 || treatedBefore.length < 2 || treatedAfter.length < 1)
    throw new InputError(
      "input.sample_too_small",
      "A synthetic control needs two donors, two periods before and one after.",
      {
        details: { donors: donors.length, before: treatedBefore.length, after: treatedAfter.length },
      },
    );
  requireEqualLengths([treatedBefore, ...donors.map((donor) => donor.before)]);
  requireEqualLengths([treatedAfter, ...donors.map((donor) => donor.after)]);
}

function requireEqualLengths(series: readonly (readonly number[])[]): void {
  if (series.some((x) => x.length !== series[0]!.length))
    throw new InputError("input.shape_mismatch", "All units must be seen in the same periods.");
  if (!series.flat().every(Number.isFinite))
    throw new InputError("input.out_of_range", "A series holds values that are not finite numbers.");
}

const rootMeanSquare = (x: readonly number[]): number => Math.sqrt(x.reduce((sum, v) => sum + v * v, 0) / x.length);
