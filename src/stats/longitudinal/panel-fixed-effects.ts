import { InputError, ModelError } from "../../base/errors.ts";
import { studentTTwoSided } from "../distributions/student-t.ts";
import type { Interval } from "../interval.ts";
import { studentTMultiplier } from "../intervals/checks.ts";
import { clusterCovariance, twoWayClusterCovariance } from "../regression/cluster-robust.ts";
import type { LinearData } from "../regression/cross-products.ts";
import { requireFinite } from "../regression/design.ts";
import { fitLinear } from "../regression/linear.ts";
import { absorb, absorbedParameters, type Grouping, groupingOf } from "./absorb.ts";

/** Repeated observations of units, one row a unit and period. */
export interface Panel {
  unit: ArrayLike<string | number>;
  time: ArrayLike<string | number>;
  y: ArrayLike<number>;
  /** Covariates that change within units, by name. */
  x: Readonly<Record<string, ArrayLike<number>>>;
}

/** Which effects a panel regression takes out, and how its errors are clustered. */
export interface PanelOptions {
  /** "unit": each customer against themselves. "twoWay": also against everybody's movement over time. Default "twoWay". */
  effects?: "unit" | "twoWay";
  /** Cluster errors by unit, or by unit and by a second grouping such as agents. Default by unit. */
  alsoClusterBy?: ArrayLike<string | number>;
  /**
   * Factor on the clustered covariance. "nested" (default): G/(G−1)·(N−1)/(N−K), unit effects not counted in K as they are nested
   * in clusters. "counted": all effects counted, as dummies in a plain regression would be. "none": no factor (CR0).
   */
  smallSample?: "nested" | "counted" | "none";
  confidence?: number;
}

/** A within regression with clustered errors. */
export interface PanelFit {
  terms: string[];
  coefficients: number[];
  /** Assuming independent errors of equal variance. */
  classicalErrors: number[];
  /** Clustered; the ones to report. */
  standardErrors: number[];
  intervals: Interval[];
  /** Two-sided, t with (clusters − 1) degrees of freedom. */
  pValues: (number | null)[];
  /** Degrees of freedom of the residuals, effects counted. */
  dfResidual: number;
  units: number;
  n: number;
  /** Columns that the effects or other columns determine. */
  aliased: string[];
}

/**
 * Fixed-effects (within) regression of a panel: compares each customer with themselves, so that what never changes about them
 * cannot confound.
 * @throws InputError `input.invalid` when a unit and period occur twice; `input.sample_too_small`; `input.shape_mismatch`;
 *   `input.out_of_range`
 * @throws ModelError `model.rank_deficient` when no covariate varies within units
 * @see Wooldridge (2010), Econometric Analysis of Cross Section and Panel Data, chapter 10; Arellano (1987), Oxford Bulletin 49, 431–434
 * @example
 * // Customers differ in level; within each, a point of score goes with 3 of spend.
 * const unit = ["a", "a", "a", "b", "b", "b", "c", "c", "c"];
 * const time = [1, 2, 3, 1, 2, 3, 1, 2, 3];
 * const score = [7, 8, 9, 2, 5, 4, 6, 6, 9];
 * const spend = score.map((s, i) => 3 * s + [100, 20, 50][Math.floor(i / 3)]!);
 * panelFixedEffects({ unit, time, y: spend, x: { score } }).coefficients; // [3]
 */
export function panelFixedEffects(panel: Panel, options: PanelOptions = {}): PanelFit {
  const { effects = "twoWay", smallSample = "nested", confidence = 0.95 } = options;
  const n = panel.y.length;
  const names = Object.keys(panel.x);
  requireFinite("y", panel.y, n);
  for (const name of names) requireFinite(name, panel.x[name]!, n);
  const units = groupingOf(panel.unit);
  const times = groupingOf(panel.time);
  requireUniqueRows(units, times, n);
  const groupings = effects === "unit" ? [units] : [units, times];
  const columns = names.map((name) => absorb(panel.x[name]!, groupings));
  const kept = names.map((_, j) => j).filter((j) => variesWithin(columns[j]!, panel.x[names[j]!]!));
  if (kept.length === 0)
    throw new ModelError("model.rank_deficient", "No covariate varies within units.", { details: { columns: names } });
  const data: LinearData = {
    design: { names: kept.map((j) => names[j]!), columns: kept.map((j) => columns[j]!), n, intercept: false },
    y: absorb(panel.y, groupings),
  };
  const fit = fitLinear(data);
  const absorbed = absorbedParameters(groupings);
  const k = fit.terms.length;
  const dfResidual = n - k - absorbed;
  if (!(dfResidual > 0))
    throw new InputError("input.sample_too_small", "There are no more observations than effects.", {
      details: { n, effects: absorbed },
    });
  const classical = Math.sqrt(fit.residualSumOfSquares / dfResidual);
  const counted = smallSample === "counted" ? k + absorbed : k + absorbed - units.count + 1;
  const clustered = clusteredErrors({ data, units, options, smallSample, parameters: counted });
  const intervals = fit.coefficients.map((b, i) => {
    const half = studentTMultiplier(confidence, clustered.df) * clustered.errors[i]!;
    return { low: b - half, high: b + half, level: confidence };
  });
  return {
    terms: fit.terms,
    coefficients: fit.coefficients,
    classicalErrors: fit.unscaledCovariance.map((row, i) => classical * Math.sqrt(Math.max(0, row[i]!))),
    standardErrors: clustered.errors,
    intervals,
    pValues: fit.coefficients.map((b, i) =>
      clustered.errors[i]! > 0 ? studentTTwoSided(b / clustered.errors[i]!, clustered.df) : null,
    ),
    dfResidual,
    units: units.count,
    n,
    aliased: [...names.filter((_, j) => !kept.includes(j)), ...fit.aliased],
  };
}

function requireUniqueRows(units: Grouping, times: Grouping, n: number): void {
  if (units.of.length !== n || times.of.length !== n)
    throw new InputError("input.shape_mismatch", "Every row needs its unit and its period.", { details: { n } });
  const seen = new Set<number>();
  for (let i = 0; i < n; i++) {
    const key = units.of[i]! * times.count + times.of[i]!;
    if (seen.has(key))
      throw new InputError("input.invalid", "A unit occurs twice in one period.", {
        hint: "Add up or average the rows of a unit and period first.",
        details: { row: i },
      });
    seen.add(key);
  }
}

/** Is more than rounding left after the effects are removed? */
function variesWithin(within: Float64Array, original: ArrayLike<number>): boolean {
  let [largest, left] = [0, 0];
  for (let i = 0; i < within.length; i++) {
    largest = Math.max(largest, Math.abs(original[i]!));
    left = Math.max(left, Math.abs(within[i]!));
  }
  return left > 1e-9 * largest;
}

function clusteredErrors(work: {
  data: LinearData;
  units: Grouping;
  options: PanelOptions;
  smallSample: NonNullable<PanelOptions["smallSample"]>;
  parameters: number;
}): { errors: number[]; df: number } {
  const { data, units, options, smallSample, parameters } = work;
  const fit = fitLinear(data);
  const n = data.design.n;
  if (options.alsoClusterBy !== undefined) {
    const second = groupingOf(options.alsoClusterBy).of;
    const both = twoWayClusterCovariance({ data, fit, first: units.of, second });
    return { errors: both.standardErrors, df: both.df[0]! };
  }
  const { standardErrors, clusters } = clusterCovariance({ data, fit, clusterOf: units.of, type: "CR0" });
  const factor = smallSample === "none" ? 1 : (clusters / (clusters - 1)) * ((n - 1) / (n - parameters));
  return { errors: standardErrors.map((e) => e * Math.sqrt(factor)), df: clusters - 1 };
}
