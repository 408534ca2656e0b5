import type { CoxDesign, CoxRows } from "./cox-design.ts";
import { eachEventTime, risks, type TieMethod, tieSums } from "./cox-sweep.ts";

interface ResidualInput {
  beta: ArrayLike<number>;
  ties: TieMethod;
}

/** One event time of a stratum, with what it adds to the residual of everybody at risk. */
interface Jump {
  time: number;
  from: number;
  to: number;
  /** Increment of the hazard, and of the hazard times the mean covariate. */
  hazard: number;
  drift: Float64Array;
  /** What those who have the event now are spared of it (Efron). */
  spared: number;
  sparedDrift: Float64Array;
  /** Mean covariate that an event now is compared with. */
  centre: Float64Array;
}

/** Score residuals of the standardised covariates, rows × k row-major in sorted order; they sum to 0 at the estimate. */
export function scoreResiduals(design: CoxDesign, { beta, ties }: ResidualInput): Float64Array {
  const { k, rows, x, time, start, dead } = design;
  const risk = risks(design, beta);
  const jumps: Jump[][] = design.strata.map(() => []);
  eachEventTime(design, risk, (sums) => jumps[sums.stratum]!.push(jumpOf(sums, { k, ties })), false);
  const residuals = new Float64Array(rows * k);
  design.strata.forEach(({ from, to }, s) => {
    const list = jumps[s]!.reverse();
    const times = Float64Array.from(list, (jump) => jump.time);
    const hazard = new Float64Array(list.length + 1);
    const drift = new Float64Array((list.length + 1) * k);
    list.forEach((jump, j) => {
      hazard[j + 1] = hazard[j]! + jump.hazard;
      for (let a = 0; a < k; a++) drift[(j + 1) * k + a] = drift[j * k + a]! + jump.drift[a]!;
    });
    for (let i = from; i < to; i++) {
      const end = countUpTo(times, time[i]!);
      const begin = start === null ? 0 : countUpTo(times, start[i]!);
      const jump = dead[i] === 1 ? list[end - 1]! : null;
      const exposure = hazard[end]! - hazard[begin]! - (jump?.spared ?? 0);
      for (let a = 0; a < k; a++) {
        const xa = x[i * k + a]!;
        const expected = xa * exposure - (drift[end * k + a]! - drift[begin * k + a]! - (jump?.sparedDrift[a] ?? 0));
        residuals[i * k + a] = (jump === null ? 0 : xa - jump.centre[a]!) - risk[i]! * expected;
      }
    }
  });
  return residuals;
}

function jumpOf(
  sums: Parameters<Parameters<typeof eachEventTime>[2]>[0],
  { k, ties }: { k: number; ties: TieMethod },
): Jump {
  const { a0, a1, b0, b1, b2 } = tieSums(sums, ties);
  const { s1, d1, meanWeight, deaths } = sums;
  const jump: Jump = {
    time: sums.time,
    from: sums.from,
    to: sums.to,
    hazard: meanWeight * a0,
    drift: new Float64Array(k),
    spared: meanWeight * a1,
    sparedDrift: new Float64Array(k),
    centre: new Float64Array(k),
  };
  for (let a = 0; a < k; a++) {
    jump.drift[a] = meanWeight * (b0 * s1[a]! - b1 * d1[a]!);
    jump.sparedDrift[a] = meanWeight * (b1 * s1[a]! - b2 * d1[a]!);
    jump.centre[a] = (a0 * s1[a]! - a1 * d1[a]!) / deaths;
  }
  return jump;
}

/** How many of ascending times are ≤ t. */
function countUpTo(times: Float64Array, t: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (times[middle]! <= t) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Middle of the sandwich: the sum over clusters of outer products of weighted score residuals; k × k. */
export function clusterMeat(
  design: CoxDesign,
  { cluster, ...input }: ResidualInput & { cluster: CoxRows["cluster"] },
): Float64Array {
  const { k, rows, count, weight, origin } = design;
  const residuals = scoreResiduals(design, input);
  const meat = new Float64Array(k * k);
  const addOuter = (u: Float64Array, by: number): void => {
    for (let a = 0; a < k; a++) for (let b = 0; b < k; b++) meat[a * k + b]! += by * u[a]! * u[b]!;
  };
  if (cluster === undefined) {
    for (let i = 0; i < rows; i++) addOuter(residuals.subarray(i * k, (i + 1) * k), count[i]! * weight[i]! ** 2);
    return meat;
  }
  const sums = new Map<string | number, Float64Array>();
  for (let i = 0; i < rows; i++) {
    const label = cluster[origin[i]!]!;
    let sum = sums.get(label);
    if (sum === undefined) sums.set(label, (sum = new Float64Array(k)));
    for (let a = 0; a < k; a++) sum[a]! += count[i]! * weight[i]! * residuals[i * k + a]!;
  }
  for (const sum of sums.values()) addOuter(sum, 1);
  return meat;
}
