import { InputError, ModelError } from "../../base/errors.ts";
import type { Interval } from "../interval.ts";
import { normalMultiplier } from "../intervals/checks.ts";
import { logistic } from "../special/logistic.ts";
import { type Design, linearPredictor, requireFinite } from "./design.ts";
import { fitGamma, gammaScores } from "./gamma.ts";
import type { GlmFit } from "./glm.ts";
import { termColumns } from "./glm-robust.ts";
import { fitLogistic, logisticScores } from "./logistic.ts";
import { bilinear, fromRows, sandwich, toRows } from "./symmetric.ts";

/** Rows of an amount that is often 0, such as next year's spend. */
export interface SpendData {
  design: Design;
  /** ≥ 0. */
  amount: ArrayLike<number>;
  /** Survey weights or frequencies, ≥ 0; 1 where absent. */
  weights?: ArrayLike<number>;
  /** Customer of each row, where rows repeat customers. */
  clusterOf?: ArrayLike<number>;
}

/** Whether anything was spent, how much if so, and their joint robust covariance. */
export interface TwoPartFit {
  probability: GlmFit;
  amount: GlmFit;
  /** Sandwich of both parts stacked, by cluster where given: terms of `probability`, then of `amount`. */
  covariance: number[][];
  n: number;
}

/**
 * Two-part model of spend: a logistic model of y > 0 and a gamma model with log link of y where it is positive.
 *
 * The product is the expected spend, zeros included; no logarithm of y + 1 is taken anywhere.
 * @throws InputError `input.out_of_range` when an amount is negative, `input.sample_too_small` when too few are positive
 * @throws ModelError `model.separated` (everybody or nobody spends along a column), `model.did_not_converge`
 * @see Duan, Manning, Morris & Newhouse (1983), J. Bus. Econ. Stat. 1, 115–126; Manning & Mullahy (2001)
 * @example
 * // Half of the first segment spends (10 on average), three quarters of the second (20).
 * const design = designOf({ segment: [0, 0, 0, 0, 1, 1, 1, 1] });
 * const fit = fitTwoPart({ design, amount: [0, 0, 8, 12, 0, 15, 20, 25] });
 * unconditionalMeanSpend(fit, designOf({ segment: [0, 1] })); // [5, 15]
 */
export function fitTwoPart(data: SpendData): TwoPartFit {
  const { design, amount, weights } = data;
  requireFinite("amount", amount, design.n);
  const spenders = rowsWhere(design.n, (i) => {
    if (amount[i]! < 0)
      throw new InputError("input.out_of_range", `Row ${i} has the negative amount ${amount[i]}.`, {
        hint: "Net refunds against purchases first, and keep customers with a negative balance apart.",
        details: { row: i },
      });
    return amount[i]! > 0;
  });
  const yes = Float64Array.from({ length: design.n }, (_, i) => (amount[i]! > 0 ? 1 : 0));
  const first = { design, successes: yes, ...(weights && { weights }) };
  const second = {
    design: { ...design, n: spenders.length, columns: design.columns.map((column) => pick(column, spenders)) },
    y: pick(amount, spenders),
    ...(weights && { frequencies: pick(weights, spenders) }),
  };
  const probability = fitLogistic(first);
  const positive = fitGamma(second);
  const scores = {
    probability: logisticScores(first, probability).score,
    amount: new Float64Array(design.n),
  };
  gammaScores(second, positive).score.forEach((score, i) => {
    scores.amount[spenders[i]!] = score;
  });
  const covariance = stackedCovariance({ data, probability, amount: positive, scores });
  return { probability, amount: positive, covariance, n: design.n };
}

/**
 * Expected spend of each row of a design, zeros included.
 * @see Duan, Manning, Morris & Newhouse (1983), J. Bus. Econ. Stat. 1, 115–126
 * @example
 * const design = designOf({ segment: [0, 0, 0, 0, 1, 1, 1, 1] });
 * const fit = fitTwoPart({ design, amount: [0, 0, 8, 12, 0, 15, 20, 25] });
 * unconditionalMeanSpend(fit, designOf({ segment: [0] })); // [5]: half spend, 10 each
 */
export function unconditionalMeanSpend({ probability, amount }: TwoPartFit, design: Design): Float64Array {
  const chance = linearPredictor(design, probability);
  return linearPredictor(design, amount).map((eta, i) => logistic(chance[i]!) * Math.exp(eta));
}

/** A difference of mean expected spend. */
export interface SpendContrast {
  difference: number;
  standardError: number;
  interval: Interval;
}

/**
 * Difference of mean expected spend between two settings of the same customers (standardisation): the columns as they
 * would be, and as they are.
 * @param options.to design with the columns changed, e.g. the score set to 9
 * @param options.from design to compare with; it may have other rows
 * @param options.confidence two-sided level in (0, 1), normal; delta method on the stacked sandwich
 * @throws InputError `input.sample_too_small` when a design has no rows
 * @throws ModelError `model.degenerate` where the prediction overflows, far outside the data
 * @see Duan, Manning, Morris & Newhouse (1983), J. Bus. Econ. Stat. 1, 115–126
 * @example
 * const design = designOf({ segment: [0, 0, 0, 0, 1, 1, 1, 1] });
 * const fit = fitTwoPart({ design, amount: [0, 0, 8, 12, 0, 15, 20, 25] });
 * const [to, from] = [designOf({ segment: [1] }), designOf({ segment: [0] })];
 * spendContrast(fit, { to, from }).difference; // 10
 */
export function spendContrast(
  fit: TwoPartFit,
  options: { to: Design; from: Design; confidence?: number },
): SpendContrast {
  const { to, from, confidence = 0.95 } = options;
  const high = meanSpend(fit, to);
  const low = meanSpend(fit, from);
  const gradient = high.gradient.map((x, i) => x - low.gradient[i]!);
  const difference = high.mean - low.mean;
  const standardError = Math.sqrt(Math.max(0, bilinear(gradient, fromRows(fit.covariance), gradient)));
  if (!Number.isFinite(difference + standardError))
    throw new ModelError("model.degenerate", "The expected spend at these settings is too large to be a number.", {
      hint: "Compare settings within the range that the model was fitted to.",
    });
  const half = normalMultiplier(confidence) * standardError;
  return {
    difference,
    standardError,
    interval: { low: difference - half, high: difference + half, level: confidence },
  };
}

/** Mean expected spend over a design and its gradient by the stacked coefficients. */
function meanSpend(fit: TwoPartFit, design: Design): { mean: number; gradient: Float64Array } {
  if (design.n < 1) throw new InputError("input.sample_too_small", "A contrast needs rows to average over.");
  const { probability, amount } = fit;
  const k = probability.terms.length;
  const gradient = new Float64Array(k + amount.terms.length);
  const columns = [...termColumns(design, probability.terms), ...termColumns(design, amount.terms)];
  const chance = linearPredictor(design, probability);
  const size = linearPredictor(design, amount);
  let mean = 0;
  for (let i = 0; i < design.n; i++) {
    const p = logistic(chance[i]!);
    const spend = (p * Math.exp(size[i]!)) / design.n;
    mean += spend;
    for (let t = 0; t < columns.length; t++) {
      const x = columns[t] === null ? 1 : columns[t]![i]!;
      gradient[t]! += spend * x * (t < k ? 1 - p : 1);
    }
  }
  return { mean, gradient };
}

/** Sandwich of the stacked scores, summed by cluster where there are clusters. */
function stackedCovariance(parts: {
  data: SpendData;
  probability: GlmFit;
  amount: GlmFit;
  scores: { probability: Float64Array; amount: Float64Array };
}): number[][] {
  const { data, probability, amount, scores } = parts;
  const { design, clusterOf } = data;
  const first = termColumns(design, probability.terms);
  const columns = [...first, ...termColumns(design, amount.terms)];
  const k = columns.length;
  const sums = new Map<number, Float64Array>();
  const meat = new Float64Array(k * k);
  for (let i = 0; i < design.n; i++) {
    const cluster = clusterOf === undefined ? i : clusterOf[i]!;
    const sum = sums.get(cluster) ?? new Float64Array(k);
    for (let t = 0; t < k; t++) {
      const score = t < first.length ? scores.probability[i]! : scores.amount[i]!;
      sum[t]! += score * (columns[t] === null ? 1 : columns[t]![i]!);
    }
    if (clusterOf === undefined) addOuter(meat, sum);
    else sums.set(cluster, sum);
  }
  for (const sum of sums.values()) addOuter(meat, sum);
  return toRows(sandwich(blockDiagonal(probability, amount), meat, k), k);
}

function addOuter(into: Float64Array, v: Float64Array): void {
  const k = v.length;
  for (let a = 0; a < k; a++) for (let b = 0; b < k; b++) into[a * k + b]! += v[a]! * v[b]!;
}

function blockDiagonal(first: GlmFit, second: GlmFit): Float64Array {
  const [k1, k2] = [first.terms.length, second.terms.length];
  const k = k1 + k2;
  const out = new Float64Array(k * k);
  for (let i = 0; i < k1; i++) for (let j = 0; j < k1; j++) out[i * k + j] = first.covariance[i]![j]!;
  for (let i = 0; i < k2; i++)
    for (let j = 0; j < k2; j++) out[(k1 + i) * k + k1 + j] = second.covariance[i]![j]! / second.dispersion;
  return out;
}

function rowsWhere(n: number, keep: (row: number) => boolean): Uint32Array {
  return Uint32Array.from(Array.from({ length: n }, (_, i) => i).filter(keep));
}

function pick(values: ArrayLike<number>, rows: Uint32Array): Float64Array {
  return Float64Array.from(rows, (i) => values[i]!);
}
