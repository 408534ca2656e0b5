import { InputError, ModelError } from "../../base/errors.ts";
import type { Random } from "../../base/random.ts";
import { chiSquareUpper } from "../distributions/chi-square.ts";
import type { Interval } from "../interval.ts";
import { normalMultiplier } from "../intervals/checks.ts";
import { quantileOf } from "../intervals/quantile.ts";
import { choleskyFactor, choleskySolve } from "../optimise/cholesky.ts";
import { changeEffect, type DidEstimator } from "./doubly-robust-did.ts";
import { type BalancedPanel, balanced, requireStaggered, type StaggeredPanel } from "./staggered-panel.ts";

/** How group-time effects are estimated. */
export interface StaggeredOptions {
  /** Default "dr". */
  estimator?: DidEstimator;
  /** Compare with units never treated, or also with units not treated yet. Default "never". */
  controls?: "never" | "notYet";
  /** Periods before the treatment in which it may already have shown, default 0. */
  anticipation?: number;
  confidence?: number;
}

/** Effect on one cohort in one period. */
export interface GroupTimeEffect {
  /** First period of treatment. */
  cohort: number;
  time: number;
  /** Period compared with. */
  base: number;
  estimate: number;
  standardError: number;
  interval: Interval;
  /** Before treatment: should be 0 if trends were parallel. */
  before: boolean;
}

/** One average of group-time effects, by a key (cohort, length of exposure or calendar period). */
export interface AggregateEffect {
  key: number;
  estimate: number;
  standardError: number;
  interval: Interval;
}

/** Averages of group-time effects by one key, and over all keys. */
export interface Aggregate {
  overall: Omit<AggregateEffect, "key">;
  parts: AggregateEffect[];
}

/** Effects of a staggered roll-out and their averages. */
export interface StaggeredEffects {
  groupTime: GroupTimeEffect[];
  /** All effects after treatment began, by size of cohort. */
  simple: Omit<AggregateEffect, "key">;
  /** By cohort; the overall figure to report. */
  byCohort: Aggregate;
  /** By periods since treatment began (event study); negative ones are the pre-trend. */
  byExposure: Aggregate;
  /** By calendar period. */
  byPeriod: Aggregate;
  /** Joint test that all effects before treatment are 0; weak evidence at best when it does not reject. */
  preTrendTest: { chiSquare: number; df: number; p: number } | null;
  /** Cohorts that could not be compared with any earlier period, or with any controls. */
  cohortsLeftOut: number[];
  /** Cohort-periods left out because they had no more controls than covariates and a constant. */
  comparisonsLeftOut: number;
  units: number;
  incompleteUnits: number;
  /** Influence functions of `byExposure.parts`, one value a unit, for `exposureBand`. */
  exposureInfluence: Float64Array[];
}

/**
 * Difference-in-differences with a staggered roll-out: effects by cohort and period, each against units not treated by then,
 * and their averages, with influence-function errors by unit.
 * @throws InputError as `requireStaggered`; ModelError `model.degenerate` when there is nothing to compare
 * @see Callaway & Sant'Anna (2021), J. Econometrics 225, 200–230; R: did 2.1
 * @example
 * // Three shops: one changes in period 3, two never do and gain 1 a period; the change adds 4.
 * const unit = ["a", "a", "a", "b", "b", "b", "c", "c", "c", "d", "d", "d"];
 * const time = [1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3];
 * const outcome = [10, 11, 16, 12, 13, 18, 20, 21, 22, 30, 31, 32];
 * const cohort = [3, 3, 3, 3, 3, 3, null, null, null, null, null, null];
 * callawaySantAnna({ unit, time, outcome, cohort }).byCohort.overall.estimate; // 4
 */
export function callawaySantAnna(panel: StaggeredPanel, options: StaggeredOptions = {}): StaggeredEffects {
  requireStaggered(panel);
  const { confidence = 0.95 } = options;
  const table = balanced(panel);
  const cohorts = [...new Set(table.cohorts.filter((g) => g !== null))]
    .filter((g) => g > table.periods[0]! && g <= table.periods[table.periods.length - 1]!)
    .sort((a, b) => a - b);
  const comparisons = cohorts.flatMap((cohort) => cellsOf(table, cohort, options));
  const cells = comparisons.filter((cell) => cell !== null);
  if (cells.length === 0)
    throw new ModelError("model.degenerate", "No cohort can be compared with units that were not treated.", {
      hint: "There must be units never treated, or treated later, and a period before treatment.",
    });
  const summary = new Averages(table, cells, confidence);
  const used = new Set(cells.map((cell) => cell.cohort));
  const exposure = summary.byExposure();
  return {
    groupTime: cells.map((cell) => ({
      cohort: cell.cohort,
      time: cell.time,
      base: cell.base,
      before: cell.time < cell.cohort,
      ...summary.effect(cell.estimate, cell.influence),
    })),
    simple: summary.simple(),
    byCohort: summary.byCohort(),
    byExposure: exposure.aggregate,
    byPeriod: summary.byPeriod(),
    preTrendTest: preTrendTest(cells),
    cohortsLeftOut: cohorts.filter((g) => !used.has(g)),
    comparisonsLeftOut: comparisons.length - cells.length,
    units: table.cohorts.length,
    incompleteUnits: table.incompleteUnits,
    exposureInfluence: exposure.influence,
  };
}

/**
 * Critical value of a band that covers all points of the event study together, by the multiplier bootstrap.
 *
 * Draw the band as estimate ± criticalValue · standardError; pointwise intervals mislead when one looks at all points.
 * @param question.draws default 2000
 * @throws InputError `input.out_of_range` with fewer than 200 draws
 * @see Callaway & Sant'Anna (2021), algorithm 1
 * @example
 * const random = sfc32(7);
 * const [unit, time, outcome, cohort]: [number[], number[], number[], (number | null)[]] = [[], [], [], []];
 * for (let u = 0; u < 40; u++)
 *   for (let t = 1; t <= 4; t++) {
 *     unit.push(u);
 *     time.push(t);
 *     cohort.push(u < 20 ? 3 : null);
 *     outcome.push(10 + t + (u < 20 && t >= 3 ? 4 : 0) + drawNormal(random));
 *   }
 * const effects = callawaySantAnna({ unit, time, outcome, cohort });
 * exposureBand({ effects, random }).criticalValue > 1.96; // true: wider than pointwise
 */
export function exposureBand(question: {
  effects: StaggeredEffects;
  random: Random;
  draws?: number;
  confidence?: number;
}): {
  criticalValue: number;
  parts: { key: number; interval: Interval }[];
} {
  const { effects, random, draws = 2000, confidence = 0.95 } = question;
  if (!Number.isInteger(draws) || draws < 200)
    throw new InputError("input.out_of_range", "A band needs at least 200 draws.", { details: { draws } });
  const { parts } = effects.byExposure;
  const n = effects.units;
  const largest = Float64Array.from({ length: draws }, () => {
    const signs = Float64Array.from({ length: n }, () => (random() < 0.5 ? -1 : 1));
    return effects.exposureInfluence.reduce((most, influence, part) => {
      const error = parts[part]!.standardError;
      if (!(error > 0)) return most;
      const shift = influence.reduce((sum, v, i) => sum + v * signs[i]!, 0) / n;
      return Math.max(most, Math.abs(shift) / error);
    }, 0);
  }).sort();
  const criticalValue = Math.max(normalMultiplier(confidence), quantileOf(largest, confidence));
  return {
    criticalValue,
    parts: parts.map(({ key, estimate, standardError }) => ({
      key,
      interval: {
        low: estimate - criticalValue * standardError,
        high: estimate + criticalValue * standardError,
        level: confidence,
      },
    })),
  };
}

interface Cell {
  cohort: number;
  time: number;
  base: number;
  estimate: number;
  /** Over all units, 0 for those outside the comparison. */
  influence: Float64Array;
}

/** Effects of one cohort in all periods but the first: base is the last period before treatment, or the period before. */
function cellsOf(table: BalancedPanel, cohort: number, options: StaggeredOptions): (Cell | null)[] {
  const { anticipation = 0 } = options;
  const { periods } = table;
  const lastClean = periods.filter((t) => t + anticipation < cohort).length - 1;
  if (lastClean < 0) return [];
  return periods.slice(1).map((t, earlier) => {
    const base = t < cohort ? earlier : lastClean;
    return compare(table, { cohort, place: earlier + 1, base }, options);
  });
}

function compare(
  { periods, cohorts, outcomes, covariates }: BalancedPanel,
  { cohort, place, base }: { cohort: number; place: number; base: number },
  { estimator = "dr", controls = "never", anticipation = 0 }: StaggeredOptions,
): Cell | null {
  const latest = Math.max(periods[place]!, periods[base]!) + anticipation;
  const isControl = (g: number | null) => g === null || (controls === "notYet" && g > latest && g !== cohort);
  const units = cohorts.map((_, u) => u).filter((u) => cohorts[u] === cohort || isControl(cohorts[u]!));
  const treated = Float64Array.from(units, (u) => (cohorts[u] === cohort ? 1 : 0));
  const columns = covariates[0]?.[0]?.length ?? 0;
  const controlCount = treated.reduce((count, d) => count + 1 - d, 0);
  if (controlCount < columns + 2 || !treated.includes(1)) return null;
  const first = Math.min(place, base);
  const effect = changeEffect(
    {
      treated,
      change: Float64Array.from(units, (u) => outcomes[u]![place]! - outcomes[u]![base]!),
      covariates: Array.from({ length: columns }, (_, j) =>
        Float64Array.from(units, (u) => covariates[u]![first]![j]!),
      ),
    },
    estimator,
  );
  const influence = new Float64Array(cohorts.length);
  units.forEach((u, i) => {
    influence[u] = (cohorts.length / units.length) * effect.influence[i]!;
  });
  return { cohort, time: periods[place]!, base: periods[base]!, estimate: effect.estimate, influence };
}

/** Averages of group-time effects with the error from estimated cohort shares included. */
class Averages {
  readonly #cells: Cell[];
  readonly #cohorts: (number | null)[];
  readonly #confidence: number;

  constructor(table: BalancedPanel, cells: Cell[], confidence: number) {
    this.#cells = cells;
    this.#cohorts = table.cohorts;
    this.#confidence = confidence;
  }

  effect(estimate: number, influence: Float64Array): Omit<AggregateEffect, "key"> {
    const n = influence.length;
    const standardError = Math.sqrt(influence.reduce((sum, v) => sum + v * v, 0)) / n;
    const half = normalMultiplier(this.#confidence) * standardError;
    return {
      estimate,
      standardError,
      interval: { low: estimate - half, high: estimate + half, level: this.#confidence },
    };
  }

  simple(): Omit<AggregateEffect, "key"> {
    const { estimate, influence } = this.#bySize(this.#cells.filter((cell) => cell.time >= cell.cohort));
    return this.effect(estimate, influence);
  }

  byCohort(): Aggregate {
    const keys = [...new Set(this.#cells.filter((c) => c.time >= c.cohort).map((c) => c.cohort))];
    const parts = keys.map((cohort) => ({
      cohort,
      ...this.#evenly(this.#cells.filter((c) => c.cohort === cohort && c.time >= cohort)),
    }));
    return this.#aggregate(keys, parts, this.#bySize(parts));
  }

  byExposure(): { aggregate: Aggregate; influence: Float64Array[] } {
    const keys = ascending(this.#cells.map((cell) => cell.time - cell.cohort));
    const parts = keys.map((key) => this.#bySize(this.#cells.filter((cell) => cell.time - cell.cohort === key)));
    const after = parts.filter((_, i) => keys[i]! >= 0);
    return {
      aggregate: this.#aggregate(keys, parts, this.#evenly(after)),
      influence: parts.map((part) => part.influence),
    };
  }

  byPeriod(): Aggregate {
    const treated = this.#cells.filter((cell) => cell.time >= cell.cohort);
    const keys = ascending(treated.map((cell) => cell.time));
    const parts = keys.map((time) => this.#bySize(treated.filter((cell) => cell.time === time)));
    return this.#aggregate(keys, parts, this.#evenly(parts));
  }

  #aggregate(keys: number[], parts: Average[], overall: Average): Aggregate {
    return {
      overall: this.effect(overall.estimate, overall.influence),
      parts: parts.map((part, i) => ({ key: keys[i]!, ...this.effect(part.estimate, part.influence) })),
    };
  }

  #evenly(parts: readonly Average[]): Average {
    const estimate = parts.reduce((sum, part) => sum + part.estimate / parts.length, 0);
    const influence = new Float64Array(this.#cohorts.length);
    for (const part of parts)
      for (let u = 0; u < influence.length; u++) influence[u]! += part.influence[u]! / parts.length;
    return { estimate, influence };
  }

  /** Weights by cohort size, whose estimation adds to the influence function. */
  #bySize(parts: readonly (Average & { cohort: number })[]): Average {
    const n = this.#cohorts.length;
    const shares = parts.map((part) => this.#cohorts.filter((g) => g === part.cohort).length / n);
    const total = shares.reduce((a, b) => a + b, 0);
    const estimate = parts.reduce((sum, part, i) => sum + (part.estimate * shares[i]!) / total, 0);
    const influence = new Float64Array(n);
    parts.forEach((part, i) => {
      for (let u = 0; u < n; u++) {
        const own = (this.#cohorts[u] === part.cohort ? 1 : 0) - shares[i]!;
        influence[u]! += (shares[i]! * part.influence[u]! + own * (part.estimate - estimate)) / total;
      }
    });
    return { estimate, influence };
  }
}

interface Average {
  estimate: number;
  influence: Float64Array;
}

const ascending = (keys: number[]): number[] => [...new Set(keys)].sort((a, b) => a - b);

function preTrendTest(cells: readonly Cell[]): StaggeredEffects["preTrendTest"] {
  const before = cells.filter((cell) => cell.time < cell.cohort);
  const k = before.length;
  if (k === 0) return null;
  const n = before[0]!.influence.length;
  const covariance = new Float64Array(k * k);
  before.forEach((a, i) => {
    before.forEach((b, j) => {
      covariance[i * k + j] = a.influence.reduce((sum, v, u) => sum + v * b.influence[u]!, 0) / n / n;
    });
  });
  const factor = choleskyFactor(covariance, k, 1e-10);
  if (factor === null) return null;
  const estimates = before.map((cell) => cell.estimate);
  const solved = choleskySolve(factor, estimates, k);
  const chiSquare = estimates.reduce((sum, e, i) => sum + e * solved[i]!, 0);
  return { chiSquare, df: k, p: chiSquareUpper(chiSquare, k) };
}
