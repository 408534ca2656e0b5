import type { Evaluation } from "../optimise/newton.ts";
import { gaussLegendre } from "../optimise/quadrature.ts";
import { logBeta, logGamma } from "../special/gamma.ts";
import { logHyperU } from "../special/hypergeometric.ts";
import { logistic } from "../special/logistic.ts";
import { chainToLogs } from "./fit-in-logs.ts";
import type { PurchaseCells, PurchaseHistory } from "./purchase-table.ts";
import { risingFactorials } from "./rising-factorial.ts";

/**
 * Parameters of Pareto/NBD: purchase rates are gamma(r, alpha) over customers, rates of leaving gamma(s, beta). `alpha` and
 * `beta` are in the unit of time of the data.
 */
export interface ParetoParams {
  r: number;
  alpha: number;
  s: number;
  beta: number;
}

const POINTS = 20;
const { nodes, weights } = gaussLegendre(POINTS);

/**
 * ∫ (α + u)^−(r+x) · (β + u)^−(s+1) du over [from, to] on quadrature points, in logs.
 *
 * The variable is ln(min(α, β) + u): there the integrand is analytic within π of the real line for any parameters, so 20 points a
 * panel give full precision. Panels follow the local rate of decay and end where nothing is left: x in the thousands is no
 * trouble. Kept in typed arrays that are used again for every customer.
 */
class DropoutIntegral {
  /** ln of the integral. */
  log = Number.NEGATIVE_INFINITY;
  points = 0;
  /** Share of the integral at each point (sums to 1), and ln(α + u), ln(β + u) there. */
  share = new Float64Array(4 * POINTS);
  logAlpha = new Float64Array(4 * POINTS);
  logBeta = new Float64Array(4 * POINTS);

  compute({ r, alpha, s, beta }: ParetoParams, { x, from, to }: { x: number; from: number; to: number }): void {
    const least = Math.min(alpha, beta);
    const gap = Math.abs(alpha - beta);
    const isAlphaLeast = alpha <= beta;
    const pAlpha = r + x;
    const pBeta = s + 1;
    const pLeast = isAlphaLeast ? pAlpha : pBeta;
    const pOther = isAlphaLeast ? pBeta : pAlpha;
    const first = Math.log(least + from);
    const length = Math.log1p((to - from) / (least + from));
    // The integrand relative to its value at `from`, so that nothing underflows.
    const reference = -pAlpha * Math.log(alpha + from) - pBeta * Math.log(beta + from) + first;
    const logOtherFirst = Math.log(gap + Math.exp(first));
    const rateAt = (y: number): number => {
      const e = Math.exp(y);
      return pLeast - 1 + (pOther * e) / (gap + e);
    };
    let total = 0;
    this.points = 0;
    for (let done = 0; done < length; ) {
      let step = Math.min(3, 12 / Math.max(1, Math.abs(rateAt(first + done))), length - done);
      while (step * rateAt(first + done + step) > 24) step /= 2;
      let panel = 0;
      this.#reserve();
      for (let i = 0; i < POINTS; i++) {
        const along = done + (step / 2) * (1 + nodes[i]!);
        const y = first + along;
        const logOther = gap === 0 ? y : Math.log(gap + Math.exp(y));
        const value = (step / 2) * weights[i]! * Math.exp((1 - pLeast) * along - pOther * (logOther - logOtherFirst));
        this.share[this.points] = value;
        this.logAlpha[this.points] = isAlphaLeast ? y : logOther;
        this.logBeta[this.points++] = isAlphaLeast ? logOther : y;
        panel += value;
      }
      total += panel;
      done += step;
      if (panel < 1e-17 * total) break;
    }
    this.log = reference + Math.log(total);
    for (let i = 0; i < this.points; i++) this.share[i]! /= total;
  }

  #reserve(): void {
    if (this.points + POINTS <= this.share.length) return;
    const grow = (old: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> => {
      const larger = new Float64Array(2 * old.length);
      larger.set(old);
      return larger;
    };
    this.share = grow(this.share);
    this.logAlpha = grow(this.logAlpha);
    this.logBeta = grow(this.logBeta);
  }
}

const integral = new DropoutIntegral();

/** ln of "still there at T" and of "left between t_x and T", without the factor that both share. */
function branches(params: ParetoParams, { repeatPurchases: x, ageAtLastPurchase, age }: PurchaseHistory) {
  const { r, alpha, s, beta } = params;
  const stayed = -(r + x) * Math.log(alpha + age) - s * Math.log(beta + age);
  if (ageAtLastPurchase === age) return { stayed, left: Number.NEGATIVE_INFINITY };
  integral.compute(params, { x, from: ageAtLastPurchase, to: age });
  return { stayed, left: Math.log(s) + integral.log };
}

/** Log-likelihood of one history (Schmittlein, Morrison & Colombo 1987). */
export function logLikelihood(params: ParetoParams, history: PurchaseHistory): number {
  const { r, alpha, s, beta } = params;
  const x = history.repeatPurchases;
  const { stayed, left } = branches(params, history);
  const both = Math.max(stayed, left) + Math.log1p(Math.exp(-Math.abs(stayed - left)));
  return logGamma(r + x) - logGamma(r) + r * Math.log(alpha) + s * Math.log(beta) + both;
}

/** Log-likelihood of grouped customers with gradient and Hessian in (ln r, ln α, ln s, ln β). */
export function evaluateCells(cells: PurchaseCells, logs: Float64Array): Evaluation {
  const params = logs.map(Math.exp);
  const [r, alpha, s, beta] = params as unknown as [number, number, number, number];
  const { n, x, xCount, count, xAt, seenAt, ageAt, seen, ages } = cells;
  const inR = risingFactorials(r, x);
  let value = n * (r * Math.log(alpha) + s * Math.log(beta));
  const gradient = Float64Array.of(n * Math.log(alpha), (n * r) / alpha, n * Math.log(beta), (n * s) / beta);
  const hessian = new Float64Array(16);
  hessian[1] = n / alpha;
  hessian[5] = (-n * r) / alpha ** 2;
  hessian[11] = n / beta;
  hessian[15] = (-n * s) / beta ** 2;
  for (let i = 0; i < x.length; i++) {
    value += xCount[i]! * inR.log[i]!;
    gradient[0]! += xCount[i]! * inR.first[i]!;
    hessian[0]! += xCount[i]! * inR.second[i]!;
  }
  const cell: CellInput = { r, alpha, s, beta, x: 0, from: 0, to: 0 };
  for (let i = 0; i < cells.cells; i++) {
    cell.x = x[xAt[i]!]!;
    cell.from = seen[seenAt[i]!]!;
    cell.to = ages[ageAt[i]!]!;
    value += addCell(cell, { count: count[i]!, gradient, hessian });
  }
  for (let i = 0; i < 4; i++) for (let j = 0; j < i; j++) hessian[i * 4 + j] = hessian[j * 4 + i]!;
  chainToLogs(params, gradient, hessian);
  return { value, gradient, hessian };
}

interface CellInput extends ParetoParams {
  x: number;
  from: number;
  to: number;
}

const stayedSlope = new Float64Array(4);
const leftSlope = new Float64Array(4);
const leftCurve = new Float64Array(16);

/** Adds ln(stayed + left) of one cell: a mixture of two terms whose own derivatives are known; upper triangle only. */
function addCell(
  { r, alpha, s, beta, x, from, to }: CellInput,
  { count, gradient, hessian }: { count: number; gradient: Float64Array; hessian: Float64Array },
): number {
  const shape = r + x;
  const logA = Math.log(alpha + to);
  const logB = Math.log(beta + to);
  const perA = 1 / (alpha + to);
  const perB = 1 / (beta + to);
  const stayed = -shape * logA - s * logB;
  stayedSlope[0] = -logA;
  stayedSlope[1] = -shape * perA;
  stayedSlope[2] = -logB;
  stayedSlope[3] = -s * perB;
  let left = Number.NEGATIVE_INFINITY;
  if (to > from) {
    integral.compute({ r, alpha, s, beta }, { x, from, to });
    left = Math.log(s) + integral.log;
    leftDerivatives(shape, s);
  }
  const gap = Math.exp(-Math.abs(stayed - left));
  const wLeft = left > stayed ? 1 / (1 + gap) : gap / (1 + gap);
  const wStayed = 1 - wLeft;
  const a = count * wStayed;
  const b = count * wLeft;
  for (let i = 0; i < 4; i++) {
    gradient[i]! += a * stayedSlope[i]! + (b === 0 ? 0 : b * leftSlope[i]!);
    if (b === 0) continue;
    const di = a * wLeft * (stayedSlope[i]! - leftSlope[i]!);
    for (let j = i; j < 4; j++) {
      hessian[i * 4 + j]! += di * (stayedSlope[j]! - leftSlope[j]!) + b * leftCurve[i * 4 + j]!;
    }
  }
  hessian[1]! -= a * perA;
  hessian[5]! += a * shape * perA * perA;
  hessian[11]! -= a * perB;
  hessian[15]! += a * s * perB * perB;
  return count * (Math.max(stayed, left) + Math.log1p(gap));
}

/** Derivatives of ln(s·∫): means and covariances of the integrand's own derivatives over the quadrature points. */
function leftDerivatives(shape: number, s: number): void {
  const { points, share, logAlpha, logBeta: logB } = integral;
  leftSlope.fill(0);
  leftCurve.fill(0);
  let [m0, m1, m2, m3] = [0, 0, 0, 0];
  for (let i = 0; i < points; i++) {
    const w = share[i]!;
    m0 -= w * logAlpha[i]!;
    m1 += w * Math.exp(-logAlpha[i]!);
    m2 -= w * logB[i]!;
    m3 += w * Math.exp(-logB[i]!);
  }
  let [c00, c01, c02, c03, c11, c12, c13, c22, c23, c33, q1, q3] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
  for (let i = 0; i < points; i++) {
    const w = share[i]!;
    const inverseA = Math.exp(-logAlpha[i]!);
    const inverseB = Math.exp(-logB[i]!);
    const d0 = -logAlpha[i]! - m0;
    const d1 = inverseA - m1;
    const d2 = -logB[i]! - m2;
    const d3 = inverseB - m3;
    c00 += w * d0 * d0;
    c01 += w * d0 * d1;
    c02 += w * d0 * d2;
    c03 += w * d0 * d3;
    c11 += w * d1 * d1;
    c12 += w * d1 * d2;
    c13 += w * d1 * d3;
    c22 += w * d2 * d2;
    c23 += w * d2 * d3;
    c33 += w * d3 * d3;
    q1 += w * inverseA * inverseA;
    q3 += w * inverseB * inverseB;
  }
  const t = s + 1;
  leftSlope[0] = m0;
  leftSlope[1] = -shape * m1;
  leftSlope[2] = m2 + 1 / s;
  leftSlope[3] = -t * m3;
  leftCurve[0] = c00;
  leftCurve[1] = -shape * c01 - m1;
  leftCurve[2] = c02;
  leftCurve[3] = -t * c03;
  leftCurve[5] = shape * shape * c11 + shape * q1;
  leftCurve[6] = -shape * c12;
  leftCurve[7] = shape * t * c13;
  leftCurve[10] = c22 - 1 / (s * s);
  leftCurve[11] = -t * c23 - m3;
  leftCurve[15] = t * t * c33 + t * q3;
}

/** Probability that the customer has not left. */
export function probabilityAlive(params: ParetoParams, history: PurchaseHistory): number {
  const { stayed, left } = branches(params, history);
  return logistic(stayed - left);
}

/** Expected purchases over the next `t`, given the history. */
export function expectedPurchases(
  params: ParetoParams,
  { history, t }: { history: PurchaseHistory; t: number },
): number {
  const { r, alpha } = params;
  const rate = (r + history.repeatPurchases) / (alpha + history.age);
  return probabilityAlive(params, history) * rate * expectedLife(params, { from: history.age, t });
}

/** Expected repeat purchases of a new customer over the first `t`. */
export function expectedPurchasesOfNewCustomer(params: ParetoParams, t: number): number {
  return (params.r / params.alpha) * expectedLife(params, { from: 0, t });
}

/** Expected time as a customer within the next `t`: (β + T)/(s − 1)·[1 − ((β + T)/(β + T + t))^(s−1)], also at s = 1. */
function expectedLife({ s, beta }: ParetoParams, { from, t }: { from: number; t: number }): number {
  const log = Math.log1p(t / (beta + from));
  return (beta + from) * (s === 1 ? log : -Math.expm1((1 - s) * log) / (s - 1));
}

/**
 * Discounted expected residual transactions: the present value of one unit a purchase over the whole future, under continuous
 * discounting (Fader, Hardie & Lee 2005, JMR).
 * @param rate continuously compounded discount rate per unit of time, > 0
 */
export function discountedExpectedPurchases(
  params: ParetoParams,
  { history, rate }: { history: PurchaseHistory; rate: number },
): number {
  const { r, alpha, s, beta } = params;
  const { repeatPurchases: x, age } = history;
  const log =
    r * Math.log(alpha) +
    s * Math.log(beta) +
    (s - 1) * Math.log(rate) +
    logGamma(r + x + 1) -
    logGamma(r) -
    (r + x + 1) * Math.log(alpha + age) -
    logLikelihood(params, history) +
    logHyperU(s, s, rate * (beta + age));
  return Math.exp(log);
}

/** P(a new customer makes n repeat purchases within t). */
export function purchaseCountProbability(params: ParetoParams, { n, t }: { n: number; t: number }): number {
  const { r, alpha, s, beta } = params;
  const scale = n === 0 ? 0 : -Math.log(n) - logBeta(r, n);
  const logNbd = (u: number): number =>
    scale - r * Math.log1p(u / alpha) + (n === 0 ? 0 : n * Math.log(u / (alpha + u)));
  const stayed = Math.exp(logNbd(t) - s * Math.log1p(t / beta));
  if (t === 0) return stayed;
  const least = Math.min(alpha, beta);
  const first = Math.log(least);
  const length = Math.log1p(t / least);
  const panels = Math.ceil(length);
  const half = length / (2 * panels);
  let left = 0;
  for (let panel = 0; panel < panels; panel++) {
    for (let i = 0; i < POINTS; i++) {
      const along = half * (2 * panel + 1 + nodes[i]!);
      const u = least * Math.expm1(along);
      const density = Math.log(s / beta) - (s + 1) * Math.log1p(u / beta);
      left += half * weights[i]! * Math.exp(logNbd(u) + density + first + along);
    }
  }
  return stayed + left;
}
