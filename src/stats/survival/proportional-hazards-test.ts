import { ModelError } from "../../base/errors.ts";
import { chiSquareUpper } from "../distributions/chi-square.ts";
import { choleskyFactor, choleskySolve } from "../optimise/cholesky.ts";
import { type CoxDesign, type CoxRows, coxDesign } from "./cox-design.ts";
import type { ChiSquareStatistic, CoxFit } from "./cox-fit.ts";
import { addInformation } from "./cox-likelihood.ts";
import { eachEventTime, risks, tieSums } from "./cox-sweep.ts";
import { kaplanMeier, lastAtOrBefore } from "./kaplan-meier.ts";

/** Scale of time on which an effect is checked for drift. */
export type TimeScale = "km" | "identity" | "log";

/** Tests of each effect's drift over time. */
export interface ProportionalHazardsTest {
  scale: TimeScale;
  global: ChiSquareStatistic;
  /** One test a covariate, each with one degree of freedom. */
  terms: ({ term: string } & ChiSquareStatistic)[];
  /** Scaled Schoenfeld residuals, one row an event (in order of time): their trend over time is the trend of the coefficient. */
  residuals: { time: number[]; values: number[][] };
}

/**
 * Does an effect stay the same over time? Score test of each covariate's interaction with time, with scaled Schoenfeld residuals.
 *
 * A small p says that one hazard ratio for all times hides something: stratify, split the time axis, or read the residuals.
 * @param rows the rows that the model was fitted to
 * @param options.scale "km" (1 − Kaplan–Meier just before t, robust to far-off times; the default), "identity" or "log"
 * @throws ModelError `model.degenerate` when there are too few events to test
 * @see Grambsch & Therneau (1994), Biometrika 81, 515–526; R `cox.zph` (survival ≥ 3.0: the score test)
 * @example
 * const rows = {
 *   time: [1, 2, 3, 4, 5, 6, 7, 8],
 *   event: [1, 1, 1, 0, 1, 1, 1, 0],
 *   covariates: { complaint: [1, 0, 1, 0, 1, 0, 1, 0] },
 * };
 * proportionalHazardsTest(rows, fitCox(rows)).global.df; // 1
 */
export function proportionalHazardsTest(
  rows: CoxRows,
  fit: CoxFit,
  { scale = "km" }: { scale?: TimeScale } = {},
): ProportionalHazardsTest {
  const design = coxDesign(rows);
  const { k, terms } = design;
  const beta = Float64Array.from(fit.coefficients, (b, j) => b * design.scale[j]!);
  const g = timeScale(rows, scale);
  const centre = meanOverEvents(design, g);
  const plain = new Float64Array(k * k);
  const once = new Float64Array(k * k);
  const twice = new Float64Array(k * k);
  const score = new Float64Array(k);
  const events: { time: number; residual: Float64Array }[] = [];
  eachEventTime(design, risks(design, beta), (sums) => {
    const tied = tieSums(sums, fit.ties);
    const at = g(sums.time) - centre;
    addInformation(plain, { sums, tied, by: 1, k });
    addInformation(once, { sums, tied, by: at, k });
    addInformation(twice, { sums, tied, by: at * at, k });
    for (let i = sums.from; i < sums.to; i++) {
      if (design.dead[i] === 0) continue;
      const residual = new Float64Array(k);
      const w = design.count[i]! * design.weight[i]!;
      for (let a = 0; a < k; a++) {
        const expected = (tied.a0 * sums.s1[a]! - tied.a1 * sums.d1[a]!) / sums.deaths;
        residual[a] = design.x[i * k + a]! - expected;
        score[a]! += w * at * residual[a]!;
      }
      for (let c = 0; c < design.count[i]!; c++) events.push({ time: sums.time, residual });
    }
  });
  const test = (chosen: number[]): ChiSquareStatistic => scoreTest({ plain, once, twice, score, k }, chosen);
  return {
    scale,
    global: test(terms.map((_, j) => j)),
    terms: terms.map((term, j) => ({ term, ...test([j]) })),
    residuals: scaled(events, { plain, design, fit }),
  };
}

function timeScale(rows: CoxRows, scale: TimeScale): (t: number) => number {
  if (scale === "identity") return (t) => t;
  if (scale === "log") return (t) => Math.log(t);
  const { time, survival } = kaplanMeier(weighted(rows));
  return (t) => {
    const i = lastAtOrBefore(time, t);
    const before = i >= 0 && time[i] === t ? i - 1 : i;
    return before < 0 ? 0 : 1 - survival[before]!;
  };
}

function weighted({ time, event, start, count, weight }: CoxRows) {
  const n = time.length;
  const total = Float64Array.from({ length: n }, (_, i) => (count?.[i] ?? 1) * (weight?.[i] ?? 1));
  return { time, event, count: total, ...(start === undefined ? {} : { start }) };
}

function meanOverEvents({ rows, dead, count, time }: CoxDesign, g: (t: number) => number): number {
  let sum = 0;
  let events = 0;
  for (let i = 0; i < rows; i++) {
    if (dead[i] === 0) continue;
    sum += count[i]! * g(time[i]!);
    events += count[i]!;
  }
  return sum / events;
}

interface Blocks {
  plain: Float64Array;
  once: Float64Array;
  twice: Float64Array;
  score: Float64Array;
  k: number;
}

/** Score test of the interactions `chosen` beside all main effects, whose own scores are 0 at the estimate. */
function scoreTest({ plain, once, twice, score, k }: Blocks, chosen: number[]): ChiSquareStatistic {
  const size = k + chosen.length;
  const lower = (m: Float64Array, a: number, b: number): number => (a >= b ? m[a * k + b]! : m[b * k + a]!);
  const matrix = new Float64Array(size * size);
  for (let a = 0; a < size; a++) {
    for (let b = 0; b <= a; b++) {
      const i = a < k ? a : chosen[a - k]!;
      const j = b < k ? b : chosen[b - k]!;
      const block = a < k ? plain : b < k ? once : twice;
      matrix[a * size + b] = lower(block, i, j);
    }
  }
  const factor = choleskyFactor(matrix, size);
  if (factor === null) {
    throw new ModelError("model.degenerate", "There are too few events to test whether effects change over time.", {
      details: { columns: chosen },
    });
  }
  const u = new Float64Array(size);
  chosen.forEach((j, at) => {
    u[k + at] = score[j]!;
  });
  const solved = choleskySolve(factor, u, size);
  const chiSquare = u.reduce((sum, v, i) => sum + v * solved[i]!, 0);
  return { chiSquare, df: chosen.length, p: chiSquareUpper(chiSquare, chosen.length) };
}

/** Residuals times the inverse of the mean information of one event, plus the coefficient. */
function scaled(
  events: { time: number; residual: Float64Array }[],
  { plain, design, fit }: { plain: Float64Array; design: CoxDesign; fit: CoxFit },
) {
  const { k, scale } = design;
  const factor = choleskyFactor(
    plain.map((v) => v / events.length),
    k,
  );
  const ordered = events.reverse();
  return {
    time: ordered.map((e) => e.time),
    values: ordered.map(({ residual }) => {
      const solved = factor === null ? residual : choleskySolve(factor, residual, k);
      return Array.from(solved, (v, j) => v / scale[j]! + fit.coefficients[j]!);
    }),
  };
}
