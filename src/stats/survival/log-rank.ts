import { ModelError } from "../../base/errors.ts";
import { orderBy } from "../distinct-values.ts";
import { chiSquareUpper } from "../distributions/chi-square.ts";
import { choleskyFactor, choleskySolve } from "../optimise/cholesky.ts";
import { byLabel } from "./cumulative-incidence.ts";
import { checkRows, type SurvivalRows } from "./survival-rows.ts";

/** Follow-up by group, as columns; `stratum` compares groups only within the same value. */
export interface GroupedSurvivalRows extends SurvivalRows {
  group: ArrayLike<string | number>;
  stratum?: ArrayLike<string | number>;
}

/** Log-rank test with observed and expected events. */
export interface LogRankTest {
  /** Group labels in ascending order; the arrays below follow it. */
  groups: (string | number)[];
  n: number[];
  /** Events seen, and events expected if all groups had one curve (weighted where `weights` is not "log-rank"). */
  observed: number[];
  expected: number[];
  weights: "log-rank" | "peto";
  chiSquare: number;
  df: number;
  /** Upper tail of chi-square with df = groups that were ever at risk at an event, minus 1. */
  p: number;
}

/**
 * Log-rank test that k groups share one survival curve.
 *
 * "Do promoters stay longer?" from rows or from the grouped duration × event × group table. `weights: "peto"` weights each
 * time by the pooled survival just before it, which looks at early differences.
 * @throws ModelError `model.degenerate` when there is no event, or fewer than two groups are ever at risk at one
 * @see Mantel (1966); Peto & Peto (1972), J. R. Stat. Soc. A 135, 185–207; R `survdiff` (rho = 0 and 1)
 * @example
 * const test = logRankTest({ time: [1, 2, 3, 4], event: [1, 1, 1, 1], group: ["a", "a", "b", "b"] });
 * test.observed; // [2, 2]
 */
export function logRankTest(
  rows: GroupedSurvivalRows,
  { weights = "log-rank" }: { weights?: "log-rank" | "peto" } = {},
): LogRankTest {
  checkRows(rows);
  const groups = [...new Set(Array.from(rows.group))].sort(byLabel);
  const k = groups.length;
  const index = new Map(groups.map((g, i) => [g, i]));
  const groupOf = Uint32Array.from(rows.group, (g) => index.get(g)!);
  const tally: Tally = {
    k,
    observed: new Float64Array(k),
    expected: new Float64Array(k),
    variance: new Float64Array(k * k),
  };
  for (const stratum of strataOf(rows)) addStratum(tally, { rows, stratum, groupOf, peto: weights === "peto" });
  const n = new Array<number>(k).fill(0);
  groupOf.forEach((g, i) => {
    n[g]! += rows.count === undefined ? 1 : rows.count[i]!;
  });
  const { chiSquare, df } = compare(tally, groups);
  return {
    groups,
    n,
    observed: Array.from(tally.observed),
    expected: Array.from(tally.expected),
    weights,
    chiSquare,
    df,
    p: chiSquareUpper(chiSquare, df),
  };
}

function strataOf({ time, stratum }: GroupedSurvivalRows): Uint32Array[] {
  const order = orderBy(time);
  if (stratum === undefined) return [order];
  const parts = new Map<string | number, number[]>();
  for (const i of order) {
    const part = parts.get(stratum[i]!);
    if (part === undefined) parts.set(stratum[i]!, [i]);
    else part.push(i);
  }
  return [...parts.values()].map((part) => Uint32Array.from(part));
}

interface Tally {
  k: number;
  observed: Float64Array;
  expected: Float64Array;
  variance: Float64Array;
}

interface Stratum {
  rows: GroupedSurvivalRows;
  /** Row numbers by ascending time. */
  stratum: Uint32Array;
  groupOf: Uint32Array;
  peto: boolean;
}

function addStratum(tally: Tally, { rows: { time, event, count, start }, stratum, groupOf, peto }: Stratum): void {
  const atRisk = new Float64Array(tally.k);
  const dying = new Float64Array(tally.k);
  const weigh = (i: number): number => (count === undefined ? 1 : count[i]!);
  const entries = start === undefined ? null : stratum.slice().sort((a, b) => start[a]! - start[b]!);
  if (entries === null) for (const i of stratum) atRisk[groupOf[i]!]! += weigh(i);
  let entered = 0;
  let survival = 1;
  for (let at = 0; at < stratum.length; ) {
    const now = time[stratum[at]!]!;
    for (; entries !== null && entered < entries.length && start![entries[entered]!]! < now; entered++) {
      atRisk[groupOf[entries[entered]!]!]! += weigh(entries[entered]!);
    }
    let end = at;
    dying.fill(0);
    for (; end < stratum.length && time[stratum[end]!]! === now; end++) {
      const i = stratum[end]!;
      if (event[i]) dying[groupOf[i]!]! += weigh(i);
    }
    survival *= addTime(tally, { atRisk, dying, weight: peto ? survival : 1 });
    for (; at < end; at++) atRisk[groupOf[stratum[at]!]!]! -= weigh(stratum[at]!);
  }
}

/** Adds one event time (hypergeometric mean and variance) and returns the share that survives it. */
function addTime(
  { k, observed, expected, variance }: Tally,
  { atRisk, dying, weight }: { atRisk: Float64Array; dying: Float64Array; weight: number },
): number {
  let n = 0;
  let d = 0;
  for (let g = 0; g < k; g++) {
    n += atRisk[g]!;
    d += dying[g]!;
  }
  if (d === 0) return 1;
  const spread = n > 1 ? (weight ** 2 * d * (n - d)) / (n - 1) : 0;
  for (let g = 0; g < k; g++) {
    const share = atRisk[g]! / n;
    observed[g]! += weight * dying[g]!;
    expected[g]! += weight * d * share;
    for (let h = 0; h < k; h++) variance[g * k + h]! += spread * share * ((g === h ? 1 : 0) - atRisk[h]! / n);
  }
  return 1 - d / n;
}

/** Quadratic form of observed − expected over all but one of the groups that were ever at risk at an event. */
function compare({ k, observed, expected, variance }: Tally, groups: (string | number)[]) {
  const used: number[] = [];
  for (let g = 0; g < k; g++) if (expected[g]! > 0) used.push(g);
  const kept = used.slice(1);
  const df = kept.length;
  const matrix = new Float64Array(df * df);
  kept.forEach((g, i) => {
    kept.forEach((h, j) => {
      matrix[i * df + j] = variance[g * k + h]!;
    });
  });
  const factor = df === 0 ? null : choleskyFactor(matrix, df, 1e-12);
  if (factor === null) {
    throw new ModelError(
      "model.degenerate",
      "The groups cannot be compared: no event happened while two were at risk.",
      {
        hint: "Wait for events, or compare groups that were observed over the same times.",
        details: { groups },
      },
    );
  }
  const gap = Float64Array.from(kept, (g) => observed[g]! - expected[g]!);
  const solved = choleskySolve(factor, gap, df);
  return { chiSquare: gap.reduce((sum, x, i) => sum + x * solved[i]!, 0), df };
}
