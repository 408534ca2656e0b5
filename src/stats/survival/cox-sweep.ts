import type { CoxDesign } from "./cox-design.ts";

/** How events at the same time are ordered: Efron averages over the orders, Breslow pretends that all were at risk together. */
export type TieMethod = "efron" | "breslow";

/** Weighted sums over the risk set and over the deaths at one event time; overwritten from one time to the next. */
export interface EventSums {
  stratum: number;
  time: number;
  /** Sorted rows that end at this time: [from, to). */
  from: number;
  to: number;
  /** Over everybody at risk: Σ w·e^η, Σ w·e^η·x and (lower triangle, row by row) Σ w·e^η·xxᵀ. */
  s0: number;
  s1: Float64Array;
  s2: Float64Array;
  /** The same over those who have the event now. */
  d0: number;
  d1: Float64Array;
  d2: Float64Array;
  /** Number of events, and their mean weight. */
  deaths: number;
  meanWeight: number;
}

/** e^η of every sorted row. */
export function risks({ k, rows, x }: CoxDesign, beta: ArrayLike<number>): Float64Array {
  const risk = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    let eta = 0;
    for (let a = 0; a < k; a++) eta += x[i * k + a]! * beta[a]!;
    risk[i] = Math.exp(eta);
  }
  return risk;
}

/** Visits every event time, latest first within each stratum, with the sums that the partial likelihood is made of. */
export function eachEventTime(
  design: CoxDesign,
  risk: Float64Array,
  visit: (sums: EventSums) => void,
  secondMoments = true,
): void {
  const { k, count, weight } = design;
  const size = secondMoments ? (k * (k + 1)) / 2 : 0;
  const sums: EventSums = {
    stratum: 0,
    time: 0,
    from: 0,
    to: 0,
    s0: 0,
    s1: new Float64Array(k),
    s2: new Float64Array(size),
    d0: 0,
    d1: new Float64Array(k),
    d2: new Float64Array(size),
    deaths: 0,
    meanWeight: 0,
  };
  const share = new Float64Array(risk.length);
  for (let i = 0; i < share.length; i++) share[i] = count[i]! * weight[i]! * risk[i]!;
  for (let stratum = 0; stratum < design.strata.length; stratum++) {
    sums.stratum = stratum;
    sums.s0 = 0;
    sums.s1.fill(0);
    sums.s2.fill(0);
    sweepStratum(design, { share, sums, visit });
  }
}

interface Sweep {
  /** Weight × e^η of every row. */
  share: Float64Array;
  sums: EventSums;
  visit: (sums: EventSums) => void;
}

function sweepStratum(
  { strata, k, x, time, start, dead, count, weight }: CoxDesign,
  { share, sums, visit }: Sweep,
): void {
  const { from, to, byStart } = strata[sums.stratum]!;
  const { s1, s2, d1, d2 } = sums;
  let s0 = 0;
  let peak = 0;
  let left = 0;
  for (let i = from; i < to; ) {
    const now = time[i]!;
    const first = i;
    let deathWeight = 0;
    let deaths = 0;
    let d0 = 0;
    for (; i < to && time[i] === now; i++) {
      if (dead[i] === 0) {
        s0 += share[i]!;
        addRow(x, i * k, share[i]!, s1, s2);
        continue;
      }
      if (deaths === 0) {
        d1.fill(0);
        d2.fill(0);
      }
      d0 += share[i]!;
      addRow(x, i * k, share[i]!, d1, d2);
      deaths += count[i]!;
      deathWeight += count[i]! * weight[i]!;
    }
    if (deaths > 0) {
      s0 += d0;
      for (let a = 0; a < k; a++) s1[a]! += d1[a]!;
      for (let cell = 0; cell < s2.length; cell++) s2[cell]! += d2[cell]!;
    }
    peak = Math.max(peak, s0);
    if (byStart !== null) {
      const before = left;
      for (; left < byStart.length && start![byStart[left]!]! >= now; left++) {
        const row = byStart[left]!;
        s0 -= share[row]!;
        addRow(x, row * k, -share[row]!, s1, s2);
      }
      // Taking away leaves rounding behind: start afresh when little remains of what was there.
      if (left > before && s0 < 1e-7 * peak) {
        s0 = 0;
        s1.fill(0);
        s2.fill(0);
        for (let row = from; row < i; row++) {
          if (start![row]! >= now) continue;
          s0 += share[row]!;
          addRow(x, row * k, share[row]!, s1, s2);
        }
        peak = s0;
      }
    }
    if (deaths === 0) continue;
    sums.time = now;
    sums.from = first;
    sums.to = i;
    sums.s0 = s0;
    sums.d0 = d0;
    sums.deaths = deaths;
    sums.meanWeight = deathWeight / deaths;
    visit(sums);
  }
}

/** Adds w·x and w·xxᵀ of one row; positional because it is the innermost loop of every fit. */
function addRow(x: Float64Array, at: number, w: number, first: Float64Array, second: Float64Array): void {
  const k = first.length;
  if (second.length === 0) {
    for (let a = 0; a < k; a++) first[a]! += w * x[at + a]!;
    return;
  }
  let cell = 0;
  for (let a = 0; a < k; a++) {
    const wx = w * x[at + a]!;
    first[a]! += wx;
    for (let b = 0; b <= a; b++) second[cell++]! += wx * x[at + b]!;
  }
}

/**
 * Sums over the tied events at one time, l = 0 … d − 1 with share f = l/d (Breslow: f = 0) and D = S₀ − f·D₀:
 * Σ ln D, Σ 1/D, Σ f/D, Σ 1/D², Σ f/D², Σ f²/D².
 */
export interface TieSums {
  logs: number;
  a0: number;
  a1: number;
  b0: number;
  b1: number;
  b2: number;
}

export function tieSums({ s0, d0, deaths }: EventSums, ties: TieMethod): TieSums {
  if (ties === "breslow" || deaths === 1) {
    return { logs: deaths * Math.log(s0), a0: deaths / s0, a1: 0, b0: deaths / s0 ** 2, b1: 0, b2: 0 };
  }
  const total = { logs: 0, a0: 0, a1: 0, b0: 0, b1: 0, b2: 0 };
  for (let l = 0; l < deaths; l++) {
    const f = l / deaths;
    const inverse = 1 / (s0 - f * d0);
    total.logs -= Math.log(inverse);
    total.a0 += inverse;
    total.a1 += f * inverse;
    total.b0 += inverse * inverse;
    total.b1 += f * inverse * inverse;
    total.b2 += f * f * inverse * inverse;
  }
  return total;
}
