import type { Evaluation } from "../optimise/newton.ts";
import type { CoxDesign } from "./cox-design.ts";
import { type EventSums, eachEventTime, risks, type TieMethod, type TieSums, tieSums } from "./cox-sweep.ts";

/** Partial log-likelihood with gradient and Hessian at coefficients of the standardised covariates; one pass over the rows. */
export function coxLikelihood(design: CoxDesign, beta: Float64Array, ties: TieMethod): Evaluation {
  const { k, x, dead, count, weight } = design;
  const risk = risks(design, beta);
  const gradient = new Float64Array(k);
  const hessian = new Float64Array(k * k);
  let value = 0;
  eachEventTime(design, risk, (sums) => {
    const tied = tieSums(sums, ties);
    value -= sums.meanWeight * tied.logs;
    for (let i = sums.from; i < sums.to; i++) {
      if (dead[i] === 0) continue;
      const w = count[i]! * weight[i]!;
      for (let a = 0; a < k; a++) {
        value += w * x[i * k + a]! * beta[a]!;
        gradient[a]! += w * x[i * k + a]!;
      }
    }
    for (let a = 0; a < k; a++) {
      gradient[a]! -= sums.meanWeight * (tied.a0 * sums.s1[a]! - tied.a1 * sums.d1[a]!);
    }
    addInformation(hessian, { sums, tied, by: -1, k });
  });
  for (let a = 0; a < k; a++) for (let b = 0; b < a; b++) hessian[b * k + a] = hessian[a * k + b]!;
  return { value, gradient, hessian };
}

/** Adds `by` times the information of one event time (the summed variance of x over the risk set) to a lower triangle. */
export function addInformation(
  into: Float64Array,
  { sums, tied, by, k }: { sums: EventSums; tied: TieSums; by: number; k: number },
): void {
  const { s1, s2, d1, d2 } = sums;
  const scale = by * sums.meanWeight;
  let cell = 0;
  for (let a = 0; a < k; a++) {
    for (let b = 0; b <= a; b++, cell++) {
      const squares = tied.a0 * s2[cell]! - tied.a1 * d2[cell]!;
      const products =
        tied.b0 * s1[a]! * s1[b]! - tied.b1 * (s1[a]! * d1[b]! + d1[a]! * s1[b]!) + tied.b2 * d1[a]! * d1[b]!;
      into[a * k + b]! += scale * (squares - products);
    }
  }
}
