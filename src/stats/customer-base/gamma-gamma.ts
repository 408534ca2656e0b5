import { InputError, ModelError } from "../../base/errors.ts";
import type { Evaluation } from "../optimise/newton.ts";
import { digamma, logGamma, trigamma } from "../special/gamma.ts";
import { checkParams } from "./check-params.ts";
import { chainToLogs, type FitOptions, fitInLogs, type ModelFit } from "./fit-in-logs.ts";

/**
 * Parameters of the Gamma–Gamma model: a purchase is gamma(p, rate) around a customer's own mean, and the rates are gamma(q, v)
 * over customers. `v` is in money.
 */
export interface GammaGammaParams {
  p: number;
  q: number;
  v: number;
}

/** What the spend model needs of a customer. */
export interface SpendHistory {
  /** Repeat purchase occasions (x), integer ≥ 0. */
  repeatPurchases: number;
  /** Mean amount of those occasions (m), > 0; ignored where there are none. */
  meanRepeatSpend: number | null;
}

/** Spend of repeat buyers as columns, one row a customer or one row a cell with its `count`. */
export interface SpendTable {
  repeatPurchases: ArrayLike<number>;
  meanRepeatSpend: ArrayLike<number | null>;
  count?: ArrayLike<number>;
}

/** Fit of the Gamma–Gamma model, with a check of its assumption. */
export interface GammaGammaFit extends ModelFit<"p" | "q" | "v"> {
  model: "gamma-gamma";
  /** Mean spend over all customers, p·v/(q − 1); `null` where q ≤ 1: the model then has no finite mean. */
  populationMeanSpend: number | null;
  /** Correlation of repeat purchases with their mean amount among the buyers; `null` where one of them does not vary. */
  correlation: number | null;
  /** |correlation| > 0.1: the model's assumption that frequency and value are unrelated does not hold; estimate value by frequency band. */
  isFrequencyRelated: boolean;
  leftOut: { withoutRepeats: number; nonPositive: number };
}

/**
 * Fits the Gamma–Gamma model of spend a purchase, for customers who bought again.
 *
 * Shrinks a customer's own mean towards everybody's, the more the fewer purchases it rests on. Net refunds off each occasion first;
 * occasions that are not positive are counted and left out.
 * @param table rows without repeat purchases or without a positive mean amount are left out and counted
 * @throws InputError `input.sample_too_small` with fewer than 10 repeat buyers; `input.shape_mismatch`, `input.out_of_range`
 * @throws ModelError `model.degenerate` when a parameter runs to 0 or infinity (all amounts alike)
 * @see Fader, Hardie & Lee (2005), JMR 42, 415–430; Fader & Hardie (2013), note 025
 * @example
 * const x = Array.from({ length: 40 }, (_, i) => 1 + (i % 5));
 * const m = x.map((n, i) => 20 + 10 * Math.sin(i * i) + 5 * Math.cos(3 * i) / n);
 * fitGammaGamma({ repeatPurchases: x, meanRepeatSpend: m }).n; // 40
 */
export function fitGammaGamma(table: SpendTable, options: FitOptions = {}): GammaGammaFit {
  const cells = group(table);
  if (cells.n < 10) {
    throw new InputError("input.sample_too_small", "The spend model needs at least 10 repeat buyers with an amount.", {
      hint: "Use the mean amount of all purchases.",
      details: { n: cells.n, required: 10, ...cells.leftOut },
    });
  }
  const fit = fitInLogs({
    model: "Gamma–Gamma",
    names: ["p", "q", "v"] as ("p" | "q" | "v")[],
    starts: [
      [4, 4, 0.75],
      [1, 2, 1],
      [20, 8, 0.35],
    ].map((start) => start.map(Math.log)),
    evaluate: (logs) => evaluate(cells, logs),
    n: cells.n,
    options,
    limits: {
      p: { zero: "amounts vary without limit", infinite: "a customer always spends the same amount" },
      q: { zero: "amounts differ without limit between customers", infinite: "all customers spend alike on average" },
      v: { zero: "amounts differ without limit between customers", infinite: "all customers spend alike on average" },
    },
  });
  fit.params.v *= cells.unit;
  fit.standardErrors.v *= cells.unit;
  const { correlation } = cells;
  return {
    model: "gamma-gamma",
    ...fit,
    logLikelihood: fit.logLikelihood - cells.n * Math.log(cells.unit),
    populationMeanSpend: populationMean(fit.params),
    correlation,
    isFrequencyRelated: correlation !== null && Math.abs(correlation) > 0.1,
    leftOut: cells.leftOut,
  };
}

interface SpendCells {
  /** Sorted by x; m divided by `unit`, the mean amount. */
  x: Float64Array;
  m: Float64Array;
  count: Float64Array;
  n: number;
  unit: number;
  correlation: number | null;
  leftOut: { withoutRepeats: number; nonPositive: number };
}

function group({ repeatPurchases, meanRepeatSpend, count }: SpendTable): SpendCells {
  const leftOut = { withoutRepeats: 0, nonPositive: 0 };
  const rows: { x: number; m: number; count: number }[] = [];
  if (meanRepeatSpend.length !== repeatPurchases.length || (count && count.length !== repeatPurchases.length)) {
    throw new InputError("input.shape_mismatch", "The columns of the spend table have different lengths.", {
      details: { repeatPurchases: repeatPurchases.length, meanRepeatSpend: meanRepeatSpend.length },
    });
  }
  for (let i = 0; i < repeatPurchases.length; i++) {
    const x = repeatPurchases[i]!;
    const m = meanRepeatSpend[i] ?? null;
    const c = count === undefined ? 1 : count[i]!;
    if (!(Number.isInteger(x) && x >= 0 && c >= 0 && Number.isFinite(c)) || (m !== null && !Number.isFinite(m))) {
      throw new InputError("input.out_of_range", "A spend history needs whole repeat purchases and a finite amount.", {
        details: { row: i, repeatPurchases: x, meanRepeatSpend: String(m), count: c },
      });
    }
    if (c === 0) continue;
    if (x === 0) leftOut.withoutRepeats += c;
    else if (m === null || m <= 0) leftOut.nonPositive += c;
    else rows.push({ x, m, count: c });
  }
  rows.sort((a, b) => a.x - b.x);
  const n = rows.reduce((sum, row) => sum + row.count, 0);
  const unit = rows.reduce((sum, row) => sum + row.count * row.m, 0) / n;
  return {
    x: Float64Array.from(rows, (row) => row.x),
    m: Float64Array.from(rows, (row) => row.m / unit),
    count: Float64Array.from(rows, (row) => row.count),
    n,
    unit,
    correlation: correlationOf(rows, n),
    leftOut,
  };
}

function correlationOf(rows: { x: number; m: number; count: number }[], n: number): number | null {
  const meanX = rows.reduce((sum, row) => sum + row.count * row.x, 0) / n;
  const meanM = rows.reduce((sum, row) => sum + row.count * row.m, 0) / n;
  let [xx, mm, xm] = [0, 0, 0];
  for (const { x, m, count } of rows) {
    xx += count * (x - meanX) ** 2;
    mm += count * (m - meanM) ** 2;
    xm += count * (x - meanX) * (m - meanM);
  }
  return xx > 0 && mm > 1e-20 * n * meanM ** 2 ? xm / Math.sqrt(xx * mm) : null;
}

function evaluate({ x, m, count, n }: SpendCells, logs: Float64Array): Evaluation {
  const params = logs.map(Math.exp);
  const [p, q, v] = params as unknown as [number, number, number];
  const logV = Math.log(v);
  const perV = 1 / v;
  let value = n * (q * logV - logGamma(q));
  let gp = 0;
  let gq = n * (logV - digamma(q));
  let gv = n * q * perV;
  let [hpp, hpq, hpv] = [0, 0, 0];
  let hqq = -n * trigamma(q);
  let hqv = n * perV;
  let hvv = -n * q * perV * perV;
  let last = Number.NaN;
  let at = { gammas: 0, d: 0, dp: 0, t: 0, tp: 0, logX: 0 };
  for (let i = 0; i < x.length; i++) {
    const c = count[i]!;
    const k = x[i]!;
    if (k !== last) at = atPurchases(p, q, k);
    last = k;
    const sum = v + k * m[i]!;
    const inverse = 1 / sum;
    const logSum = Math.log(sum);
    const shape = p * k + q;
    const logM = Math.log(m[i]!);
    value += c * (at.gammas + (p * k - 1) * logM + p * k * at.logX - shape * logSum);
    gp += c * k * (at.d - at.dp + logM + at.logX - logSum);
    gq += c * (at.d - logSum);
    gv -= c * shape * inverse;
    hpp += c * k * k * (at.t - at.tp);
    hpq += c * k * at.t;
    hpv -= c * k * inverse;
    hqq += c * at.t;
    hqv -= c * inverse;
    hvv += c * shape * inverse * inverse;
  }
  const gradient = Float64Array.of(gp, gq, gv);
  const hessian = Float64Array.of(hpp, hpq, hpv, hpq, hqq, hqv, hpv, hqv, hvv);
  chainToLogs(params, gradient, hessian);
  return { value, gradient, hessian };
}

/** What depends on x alone: lnΓ(px + q) − lnΓ(px), and ψ, ψ′ of px + q and of px. */
function atPurchases(p: number, q: number, x: number) {
  return {
    gammas: logGamma(p * x + q) - logGamma(p * x),
    d: digamma(p * x + q),
    dp: digamma(p * x),
    t: trigamma(p * x + q),
    tp: trigamma(p * x),
    logX: Math.log(x),
  };
}

/**
 * Log-likelihood of one customer's mean amount over x repeat purchases.
 * @throws InputError `input.out_of_range` without a repeat purchase or a positive amount
 * @see Fader & Hardie (2013), note 025, equation 1a
 * @example
 * const params = { p: 6.25, q: 3.74, v: 15.44 };
 * spendLogLikelihood({ params }, { repeatPurchases: 2, meanRepeatSpend: 22.35 }); // −3.55131…
 */
export function spendLogLikelihood(
  { params: { p, q, v } }: { params: GammaGammaParams },
  { repeatPurchases: x, meanRepeatSpend: m }: SpendHistory,
): number {
  checkParams({ p, q, v });
  if (!(Number.isInteger(x) && x >= 1 && m !== null && m > 0 && Number.isFinite(m))) {
    throw new InputError("input.out_of_range", "A spend likelihood needs a repeat purchase and a positive amount.", {
      details: { repeatPurchases: x, meanRepeatSpend: m },
    });
  }
  return (
    logGamma(p * x + q) -
    logGamma(p * x) -
    logGamma(q) +
    q * Math.log(v) +
    (p * x - 1) * Math.log(m) +
    p * x * Math.log(x) -
    (p * x + q) * Math.log(v + x * m)
  );
}

/** A customer's expected spend a purchase and how much of it rests on the customer's own purchases. */
export interface ExpectedTransactionValue {
  /** E(M | x, m), in money. */
  mean: number;
  /** Weight of the customer's own mean, 0 without one; the rest is everybody's. In [0, 1) where q > 1. */
  weightOnOwnMean: number;
}

/**
 * Expected spend a purchase of a customer: p·(v + x·m)/(p·x + q − 1).
 * @throws InputError `input.out_of_range` for parameters that are not positive, or repeat purchases without a positive mean amount
 * @throws ModelError `model.degenerate` where p·x + q ≤ 1: the expectation is infinite
 * @see Fader & Hardie (2013), note 025, equation 5
 * @example
 * const params = { p: 6.25, q: 3.74, v: 15.44 };
 * expectedTransactionValue({ params }, { repeatPurchases: 2, meanRepeatSpend: 22.35 }).mean; // 24.6637…
 */
export function expectedTransactionValue(
  { params: { p, q, v } }: { params: GammaGammaParams },
  { repeatPurchases: x, meanRepeatSpend: m }: SpendHistory,
): ExpectedTransactionValue {
  checkParams({ p, q, v });
  if (!(Number.isInteger(x) && x >= 0 && (x === 0 || (m !== null && m > 0 && Number.isFinite(m))))) {
    throw new InputError(
      "input.out_of_range",
      "Expected spend needs whole repeat purchases and their positive mean amount.",
      {
        details: { repeatPurchases: x, meanRepeatSpend: m },
      },
    );
  }
  const shape = p * x + q - 1;
  if (!(shape > 0)) {
    throw new ModelError("model.degenerate", "The spend model has no finite mean for this customer (p·x + q ≤ 1).", {
      hint: "Estimate value by frequency band instead.",
      details: { p, q, v, repeatPurchases: x },
    });
  }
  const own = x === 0 ? 0 : x * (m ?? 0);
  return { mean: (p * (v + own)) / shape, weightOnOwnMean: (p * x) / shape };
}

function populationMean({ p, q, v }: GammaGammaParams): number | null {
  return q > 1 ? (p * v) / (q - 1) : null;
}
