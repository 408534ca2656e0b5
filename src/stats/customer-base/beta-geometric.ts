import type { Evaluation } from "../optimise/newton.ts";
import { logBeta, logGamma } from "../special/gamma.ts";
import { hyp2f1 } from "../special/hypergeometric.ts";
import { incompleteBeta } from "../special/incomplete-beta.ts";
import { logistic } from "../special/logistic.ts";
import { chainToLogs } from "./fit-in-logs.ts";
import type { PurchaseCells, PurchaseHistory } from "./purchase-table.ts";
import { risingFactorials } from "./rising-factorial.ts";

/**
 * Parameters of BG/NBD and MBG/NBD: purchase rates are gamma(r, alpha) over customers, and after a purchase a customer leaves
 * with a probability that is beta(a, b) over customers. `alpha` is in the unit of time of the data.
 */
export interface BetaGeometricParams {
  r: number;
  alpha: number;
  a: number;
  b: number;
}

/** Chances to leave beside those after repeat purchases: 0 in BG/NBD, 1 (after the first purchase) in MBG/NBD. */
export type EarlyExits = 0 | 1;

/** Log-likelihood of one history (Fader, Hardie & Lee 2005; stable form of Hardie's note 027). */
export function logLikelihood(
  { r, alpha, a, b }: BetaGeometricParams,
  { repeatPurchases: x, ageAtLastPurchase: seen, age }: PurchaseHistory,
  exits: EarlyExits,
): number {
  const y = x + exits;
  const shared = logGamma(r + x) - logGamma(r) + r * Math.log(alpha) + logBeta(a, b + y) - logBeta(a, b);
  const stayed = shared - (r + x) * Math.log(alpha + age);
  return y === 0 ? stayed : stayed + log1pExp(logOddsLeft({ r, alpha, a, b }, { x, seen, age, y }));
}

/** ln of the odds that the customer left after the last purchase: A₄ − A₃. */
function logOddsLeft(
  { r, alpha, a, b }: BetaGeometricParams,
  { x, seen, age, y }: { x: number; seen: number; age: number; y: number },
): number {
  return Math.log(a) - Math.log(b + y - 1) + (r + x) * Math.log1p((age - seen) / (alpha + seen));
}

const log1pExp = (d: number): number => Math.max(d, 0) + Math.log1p(Math.exp(-Math.abs(d)));

/** Log-likelihood of grouped customers with gradient and Hessian in (ln r, ln α, ln a, ln b); one pass over the cells. */
export function evaluateCells(cells: PurchaseCells, logs: Float64Array, exits: EarlyExits): Evaluation {
  const params = logs.map(Math.exp);
  const [r, alpha, a, b] = params as unknown as [number, number, number, number];
  const gradient = new Float64Array(4);
  const hessian = new Float64Array(16);
  const value =
    sumOverPurchases(cells, { r, alpha, a, b, exits, gradient, hessian }) +
    sumOverTimes(cells, { r, alpha, a, b, exits, gradient, hessian });
  for (let i = 0; i < 4; i++) for (let j = 0; j < i; j++) hessian[i * 4 + j] = hessian[j * 4 + i]!;
  chainToLogs(params, gradient, hessian);
  return { value, gradient, hessian };
}

interface Accumulator extends BetaGeometricParams {
  exits: EarlyExits;
  gradient: Float64Array;
  hessian: Float64Array;
}

/** The part that depends on x alone: one term a distinct x. Fills the upper triangle of the Hessian. */
function sumOverPurchases(
  { x, xCount, n }: PurchaseCells,
  { r, alpha, a, b, exits, gradient, hessian }: Accumulator,
): number {
  const y = exits === 0 ? x : x.map((v) => v + exits);
  const inR = risingFactorials(r, x);
  const inB = risingFactorials(b, y);
  const inAB = risingFactorials(a + b, y);
  let value = n * r * Math.log(alpha);
  gradient[0]! += n * Math.log(alpha);
  gradient[1]! += (n * r) / alpha;
  hessian[1]! += n / alpha;
  hessian[5]! -= (n * r) / alpha ** 2;
  for (let i = 0; i < x.length; i++) {
    const c = xCount[i]!;
    value += c * (inR.log[i]! + inB.log[i]! - inAB.log[i]!);
    gradient[0]! += c * inR.first[i]!;
    gradient[2]! -= c * inAB.first[i]!;
    gradient[3]! += c * (inB.first[i]! - inAB.first[i]!);
    hessian[0]! += c * inR.second[i]!;
    hessian[10]! -= c * inAB.second[i]!;
    hessian[11]! -= c * inAB.second[i]!;
    hessian[15]! += c * (inB.second[i]! - inAB.second[i]!);
  }
  return value;
}

/** ln(e^A₃ + e^A₄) over the cells, with weights w₃, w₄ of "still there" and "left after the last purchase". */
function sumOverTimes(
  { cells, count, xAt, seenAt, ageAt, x, seen, ages }: PurchaseCells,
  { r, alpha, a, b, exits, gradient, hessian }: Accumulator,
): number {
  const logAge = ages.map((t) => Math.log(alpha + t));
  const logSeen = seen.map((t) => Math.log(alpha + t));
  const logRate = x.map((v) => (v + exits > 0 ? Math.log(a) - Math.log(b + v + exits - 1) : Number.NEGATIVE_INFINITY));
  let value = 0;
  let [gr, ga, gA, gB] = [0, 0, 0, 0];
  let [hrr, hra, hrA, hrB, haa, haA, haB, hAA, hAB, hBB] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
  const perA = 1 / a;
  for (let i = 0; i < cells; i++) {
    const c = count[i]!;
    const k = x[xAt[i]!]!;
    const inverseAge = 1 / (alpha + ages[ageAt[i]!]!);
    const logT = logAge[ageAt[i]!]!;
    const shape = r + k;
    value -= c * shape * logT;
    if (k + exits === 0) {
      gr -= c * logT;
      ga -= c * shape * inverseAge;
      hra -= c * inverseAge;
      haa += c * shape * inverseAge * inverseAge;
      continue;
    }
    const inverseSeen = 1 / (alpha + seen[seenAt[i]!]!);
    const gap = logT - logSeen[seenAt[i]!]!;
    const d = logRate[xAt[i]!]! + shape * gap;
    const e = Math.exp(-Math.abs(d));
    value += c * (d > 0 ? d + Math.log1p(e) : Math.log1p(e));
    const left = c * (d > 0 ? 1 / (1 + e) : e / (1 + e));
    const stayed = c - left;
    const both = (left * stayed) / c;
    const dAlpha = shape * (inverseAge - inverseSeen);
    const dB = -1 / (b + k + exits - 1);
    gr -= c * logT - left * gap;
    ga -= shape * (stayed * inverseAge + left * inverseSeen);
    gA += left;
    gB += left * dB;
    hrr += both * gap * gap;
    hra += both * gap * dAlpha - stayed * inverseAge - left * inverseSeen;
    hrA += both * gap;
    hrB += both * gap * dB;
    haa += both * dAlpha * dAlpha + shape * (stayed * inverseAge * inverseAge + left * inverseSeen * inverseSeen);
    haA += both * dAlpha;
    haB += both * dAlpha * dB;
    hAA += both - left;
    hAB += both * dB;
    hBB += (both + left) * dB * dB;
  }
  addTo(gradient, [gr, ga, gA * perA, gB]);
  addTo(hessian, [
    hrr,
    hra,
    hrA * perA,
    hrB,
    0,
    haa,
    haA * perA,
    haB,
    0,
    0,
    hAA * perA * perA,
    hAB * perA,
    0,
    0,
    0,
    hBB,
  ]);
  return value;
}

function addTo(into: Float64Array, values: number[]): void {
  for (let i = 0; i < values.length; i++) into[i]! += values[i]!;
}

/** Probability that the customer has not left. */
export function probabilityAlive(
  params: BetaGeometricParams,
  { repeatPurchases: x, ageAtLastPurchase: seen, age }: PurchaseHistory,
  exits: EarlyExits,
): number {
  const y = x + exits;
  return y === 0 ? 1 : logistic(-logOddsLeft(params, { x, seen, age, y }));
}

/** Expected purchases over the next `t`, given the history (Euler-transformed: nothing overflows). */
export function expectedPurchases(
  params: BetaGeometricParams,
  { history, t }: { history: PurchaseHistory; t: number },
  exits: EarlyExits,
): number {
  const alive = probabilityAlive(params, history, exits);
  const { repeatPurchases: x, age } = history;
  return t === 0 || alive === 0 ? 0 : alive * growth(params, { x, age, t, exits });
}

/** Expected repeat purchases of a new customer over the first `t`. */
export function expectedPurchasesOfNewCustomer(params: BetaGeometricParams, t: number, exits: EarlyExits): number {
  if (t === 0) return 0;
  const alive = exits === 0 ? 1 : params.b / (params.a + params.b);
  return alive * growth(params, { x: 0, age: 0, t, exits });
}

/** (c − 1)/(a − 1) · [1 − (1 − z)^(a−1) · ₂F₁(a − 1, m; c; z)] in the notation below, without the pole at a = 1. */
function growth(
  { r, alpha, a, b }: BetaGeometricParams,
  { x, age, t, exits }: { x: number; age: number; t: number; exits: EarlyExits },
): number {
  const c = a + b + x + exits - 1;
  const m = a + b - 1 - r + exits;
  const z = t / (alpha + age + t);
  const logRest = Math.log((alpha + age) / (alpha + age + t));
  const e = a - 1;
  if (Math.abs(e) >= 1e-3 && c > 0.05) return (c / e) * (1 - Math.exp(e * logRest) * hyp2f1(e, m, c, z));
  const head = e === 0 ? -logRest : -Math.expm1(e * logRest) / e;
  return c * head - Math.exp(e * logRest) * seriesOverE({ e, m, c, z });
}

/** c·(₂F₁(e, m; c; z) − 1)/e as its power series: finite at e = 0 and at c = 0 (a new customer with a + b ≤ 1). */
function seriesOverE({ e, m, c, z }: { e: number; m: number; c: number; z: number }): number {
  let term = m * z;
  let sum = term;
  for (let n = 1; n < 1e6; n++) {
    term *= ((e + n) * (m + n) * z) / ((c + n) * (n + 1));
    sum += term;
    if (Math.abs(term) <= 1e-17 * Math.abs(sum) * (1 - z)) break;
  }
  return sum;
}

/** P(a new customer makes n repeat purchases within t), in closed form. */
export function purchaseCountProbability(
  { r, alpha, a, b }: BetaGeometricParams,
  { n, t }: { n: number; t: number },
  exits: EarlyExits,
): number {
  const y = n + exits;
  const share = t / (alpha + t);
  const logNbd =
    logGamma(r + n) -
    logGamma(r) -
    logGamma(n + 1) +
    r * Math.log(alpha / (alpha + t)) +
    (n === 0 ? 0 : n * Math.log(share));
  const stayed = Math.exp(logNbd + logBeta(a, b + y) - logBeta(a, b));
  if (y === 0) return stayed;
  const atLeast = n === 0 ? 1 : incompleteBeta(n, r, share, alpha / (alpha + t)).lower;
  return stayed + Math.exp(logBeta(a + 1, b + y - 1) - logBeta(a, b)) * atLeast;
}
