import { InputError } from "../../base/errors.ts";
import { orderBy } from "../distinct-values.ts";
import { normalMultiplier } from "../intervals/checks.ts";
import { checkRows } from "./survival-rows.ts";

/** Follow-up with several ways of ending, as columns. */
export interface CompetingRows {
  time: ArrayLike<number>;
  /** Why it ended; the value `censored` (0 unless said otherwise) = still there when last seen. */
  cause: ArrayLike<string | number>;
  count?: ArrayLike<number>;
}

/** Cumulative incidence of one cause; arrays run along `time` of the whole result. */
export interface CauseIncidence {
  cause: string | number;
  events: number;
  /** Share that has ended by each time for this cause, in [0, 1]. */
  incidence: number[];
  standardError: number[];
  /** Pointwise band on the log(−log) scale; `null` while the incidence is 0. */
  low: (number | null)[];
  high: (number | null)[];
}

/** Aalen–Johansen estimate; `time` holds the distinct times at which anything ended, ascending. */
export interface CumulativeIncidence {
  n: number;
  time: number[];
  atRisk: number[];
  /** Share that has not ended for any cause: 1 minus the sum of all incidences. */
  survival: number[];
  causes: CauseIncidence[];
  level: number;
}

/**
 * Cumulative incidence by cause (Aalen–Johansen), for example cancelled against payment failed.
 *
 * 1 − Kaplan–Meier per cause treats the other causes as if they could be undone and overstates every one of them; these
 * curves add up to what really ended.
 * @param options.censored value of `cause` that means "still there", default 0
 * @returns causes in ascending order of their label; standard errors as by the infinitesimal jackknife
 * @throws InputError `input.sample_too_small` without subjects, `input.out_of_range` or `input.shape_mismatch` for bad columns
 * @see Aalen & Johansen (1978), Scand. J. Stat. 5, 141–150
 * @example
 * const { causes } = cumulativeIncidence({ time: [1, 2, 3, 4], cause: ["price", "moved", 0, "price"] });
 * causes.map(({ cause, incidence }) => ({ cause, share: incidence.at(-1) })); // [{ cause: "moved", share: 0.25 }, { cause: "price", share: 0.75 }]
 */
export function cumulativeIncidence(
  rows: CompetingRows,
  { censored = 0, confidence = 0.95 }: { censored?: string | number; confidence?: number } = {},
): CumulativeIncidence {
  checkRows(rows);
  const table = tabulate(rows, censored);
  if (!(table.n > 0)) {
    throw new InputError("input.sample_too_small", "A cumulative incidence needs at least one subject.", {
      details: { n: table.n },
    });
  }
  const survival: number[] = [];
  let share = 1;
  table.time.forEach((_, i) => {
    share *= 1 - table.ended[i]! / table.atRisk[i]!;
    survival.push(share);
  });
  const z = normalMultiplier(confidence);
  const causes = table.causes.map(({ cause, ended }) => ({ cause, ...incidenceOf(ended, { ...table, survival, z }) }));
  return { n: table.n, time: table.time, atRisk: table.atRisk, survival, causes, level: confidence };
}

function tabulate({ time, cause, count }: CompetingRows, censored: string | number) {
  const labels = [...new Set(Array.from(cause))].filter((c) => c !== censored).sort(byLabel);
  const index = new Map(labels.map((label, i) => [label, i]));
  const causes = labels.map((label) => ({ cause: label, ended: [] as number[] }));
  const order = orderBy(time);
  let remaining = order.reduce((sum, i) => sum + (count === undefined ? 1 : count[i]!), 0);
  const table = { n: remaining, time: [] as number[], atRisk: [] as number[], ended: [] as number[], causes };
  for (let i = 0; i < order.length; ) {
    const now = time[order[i]!]!;
    const ended = new Float64Array(labels.length);
    let leaving = 0;
    for (; i < order.length && time[order[i]!]! === now; i++) {
      const row = order[i]!;
      const c = count === undefined ? 1 : count[row]!;
      leaving += c;
      const which = index.get(cause[row]!);
      if (which !== undefined) ended[which]! += c;
    }
    const total = ended.reduce((sum, e) => sum + e, 0);
    if (total > 0) {
      table.time.push(now);
      table.atRisk.push(remaining);
      table.ended.push(total);
      for (const [j, c] of causes.entries()) c.ended.push(ended[j]!);
    }
    remaining -= leaving;
  }
  return table;
}

/** Numbers before texts, each ascending. */
export function byLabel(a: string | number, b: string | number): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (typeof a !== typeof b) return typeof a === "number" ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}

interface AllCauses {
  atRisk: number[];
  ended: number[];
  survival: number[];
  z: number;
}

/**
 * Var F(t) = Σ over event times of the variance of one multinomial step, where a step at s moves F(t) directly and through
 * everything that comes after it, G = F(t) − F(s). The sum is a quadratic in F(t), so running sums give all t at once.
 */
function incidenceOf(ended: number[], { atRisk, ended: all, survival, z }: AllCauses): Omit<CauseIncidence, "cause"> {
  const result: Omit<CauseIncidence, "cause"> = { events: 0, incidence: [], standardError: [], low: [], high: [] };
  let incidence = 0;
  const sum = { a: 0, b: 0, bF: 0, c: 0, cF: 0, cFF: 0 };
  for (let i = 0; i < ended.length; i++) {
    const n = atRisk[i]!;
    const d = all[i]!;
    const k = ended[i]!;
    const before = i === 0 ? 1 : survival[i - 1]!;
    incidence += (before * k) / n;
    result.events += k;
    const a = (before ** 2 * k * (n - k)) / n ** 3;
    const b = (-2 * before * k) / n ** 2;
    const c = n > d ? d / (n * (n - d)) : 0;
    sum.a += a;
    sum.b += b;
    sum.bF += b * incidence;
    sum.c += c;
    sum.cF += c * incidence;
    sum.cFF += c * incidence ** 2;
    const variance = sum.a + sum.b * incidence - sum.bF + sum.c * incidence ** 2 - 2 * sum.cF * incidence + sum.cFF;
    const error = Math.sqrt(Math.max(0, variance));
    const log = Math.log(incidence);
    const reach = incidence > 0 && incidence < 1 ? (z * error) / (incidence * Math.abs(log)) : null;
    result.incidence.push(incidence);
    result.standardError.push(error);
    result.low.push(reach === null ? null : incidence ** Math.exp(reach));
    result.high.push(reach === null ? null : incidence ** Math.exp(-reach));
  }
  return result;
}
