import { InputError } from "../../base/errors.ts";
import { type HillCurve, hillMarginal, hillResponse } from "./hill-curve.ts";

/** Logarithmic response: scale · ln(1 + spend/halfway). */
export interface LogCurve {
  /** Response per unit of logarithm; > 0. */
  scale: number;
  /** Spend at which the marginal return has fallen to half of the first unit's; > 0. */
  halfway: number;
}

/** A curve from spend to response. */
export type ResponseCurve = HillCurve | LogCurve;

/** What to spend a budget on. */
export interface BudgetQuestion {
  curves: readonly ResponseCurve[];
  /** Total to spend, ≥ 0. */
  budget: number;
  /** Least spend an item, default 0. */
  lower?: readonly number[];
  /** Most spend an item, default the whole budget. */
  upper?: readonly number[];
}

/** Spend an item, and what holds it there. */
export interface BudgetAllocation {
  /** Spend an item; sums to budget − unspent. */
  allocation: number[];
  /** Response to the allocation, summed over items. */
  value: number;
  /** What one more unit of budget would bring at the best item that may still grow; `null` when none may, or where it is infinite. */
  marginalReturn: number | null;
  /** Which bound holds each item, `null` for those free to move. */
  binding: ("lower" | "upper" | null)[];
  /** Budget that the upper bounds leave over. */
  unspent: number;
  /** Are all curves concave over their bounds, so that the solution is the optimum exactly? */
  concave: boolean;
}

/**
 * Splits a budget over items with diminishing (or S-shaped) response so that the summed response is highest.
 *
 * Concave curves: water-filling, all funded items at one marginal return. With S-shaped curves (Hill slope above 1) marginal
 * returns do not identify the optimum: a dynamic programme over 600 steps finds the region, then pairs of items are traded
 * until no trade helps.
 * @throws InputError `input.shape_mismatch` when bounds are not one an item; `input.out_of_range` when the budget is negative,
 *   a bound pair is reversed, or the lower bounds exceed the budget; `input.sample_too_small` with no items
 * @see Luss & Gupta (1975), Operations Research 23, 360–366
 * @example
 * const curves = [{ scale: 100, halfway: 10 }, { scale: 60, halfway: 5 }, { scale: 30, halfway: 40 }];
 * allocateBudget({ curves, budget: 100 }).allocation; // [61.875, 38.125, 0]
 */
export function allocateBudget(question: BudgetQuestion): BudgetAllocation {
  const plan = bounded(question);
  const room = plan.upper.reduce((a, b) => a + b, 0);
  const unspent = Math.max(0, plan.budget - room);
  const concave = plan.curves.every(isConcave);
  const allocation = unspent > 0 ? [...plan.upper] : concave ? waterFill(plan) : tradePairs(plan, onGrid(plan));
  return {
    allocation,
    value: plan.curves.reduce((sum, curve, i) => sum + responseOf(curve, allocation[i]!), 0),
    marginalReturn: bestMarginal(plan, allocation),
    binding: allocation.map((x, i) => bindingOf(x, plan.lower[i]!, plan.most[i]!)),
    unspent,
    concave,
  };
}

interface Plan extends Required<BudgetQuestion> {
  /** Upper bounds as asked for, infinite where there is none; `upper` is cut at the budget. */
  most: readonly number[];
}

function bounded({ curves, budget, lower, upper }: BudgetQuestion): Plan {
  const k = curves.length;
  if (k === 0) throw new InputError("input.sample_too_small", "There is nothing to spend the budget on.");
  if ((lower && lower.length !== k) || (upper && upper.length !== k))
    throw new InputError("input.shape_mismatch", "Give one lower and one upper bound an item.");
  const low = lower ?? curves.map(() => 0);
  const most = upper ?? curves.map(() => Number.POSITIVE_INFINITY);
  const high = most.map((u, i) => Math.max(low[i]!, Math.min(u, budget)));
  const valid = budget >= 0 && Number.isFinite(budget) && low.every((l, i) => l >= 0 && l <= most[i]!);
  if (!valid || low.reduce((a, b) => a + b, 0) > budget * (1 + 1e-12))
    throw new InputError("input.out_of_range", "The bounds cannot be met within this budget.", {
      details: { budget, lower: low, upper: upper ?? null },
    });
  for (const curve of curves) responseOf(curve, 0);
  return { curves, budget, lower: low, upper: high, most };
}

function responseOf(curve: ResponseCurve, spend: number): number {
  if (!isLog(curve)) return hillResponse(curve, spend);
  requireLog(curve);
  return curve.scale * Math.log1p(spend / curve.halfway);
}

function marginalOf(curve: ResponseCurve, spend: number): number {
  return isLog(curve) ? curve.scale / (curve.halfway + spend) : hillMarginal(curve, spend);
}

const isLog = (curve: ResponseCurve): curve is LogCurve => "scale" in curve;
const isConcave = (curve: ResponseCurve): boolean => isLog(curve) || curve.slope <= 1;

function requireLog({ scale, halfway }: LogCurve): void {
  if (!(scale > 0 && halfway > 0) || !Number.isFinite(scale) || !Number.isFinite(halfway))
    throw new InputError("input.out_of_range", "A logarithmic curve needs positive parameters.", {
      details: { scale, halfway },
    });
}

/** Bisection on ln λ of the common marginal return; the last rounding goes to the largest free item. */
function waterFill(plan: Plan): number[] {
  const { curves, budget, lower, upper } = plan;
  const spendAt = (logReturn: number) =>
    curves.map((curve, i) =>
      spendAtMarginal({ curve, marginal: Math.exp(logReturn), low: lower[i]!, high: upper[i]! }),
    );
  let [low, high] = [-700, 700];
  for (let i = 0; i < 200; i++) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) break;
    if (sum(spendAt(middle)) > budget) low = middle;
    else high = middle;
  }
  const allocation = spendAt(high);
  return settle(plan, allocation);
}

/** Spend at which a concave curve's marginal return falls to `marginal`, within its bounds. */
function spendAtMarginal(at: { curve: ResponseCurve; marginal: number; low: number; high: number }): number {
  const { curve, marginal, low, high } = at;
  if (isLog(curve)) return Math.min(high, Math.max(low, curve.scale / marginal - curve.halfway));
  if (marginalOf(curve, low) <= marginal) return low;
  if (marginalOf(curve, high) >= marginal) return high;
  let [left, right] = [low, high];
  for (let i = 0; i < 100; i++) {
    const middle = (left + right) / 2;
    if (middle <= left || middle >= right) break;
    if (marginalOf(curve, middle) > marginal) left = middle;
    else right = middle;
  }
  return (left + right) / 2;
}

/** Puts the rounding residue on an item with room for it, so that the allocation sums to the budget. */
function settle({ budget, lower, upper }: Plan, allocation: number[]): number[] {
  let residue = budget - sum(allocation);
  const order = allocation.map((_, i) => i).sort((a, b) => allocation[b]! - allocation[a]!);
  for (const i of order) {
    const moved = Math.min(upper[i]!, Math.max(lower[i]!, allocation[i]! + residue));
    residue -= moved - allocation[i]!;
    allocation[i] = moved;
    if (residue === 0) break;
  }
  return allocation;
}

/** Best allocation on an even grid of the budget above the lower bounds, by dynamic programming. */
function onGrid({ curves, budget, lower, upper }: Plan): number[] {
  const steps = 600;
  const spare = budget - sum(lower);
  const unit = spare / steps;
  let best = new Float64Array(steps + 1);
  const choices: Int32Array[] = [];
  curves.forEach((curve, i) => {
    const most = unit === 0 ? 0 : Math.min(steps, Math.floor((upper[i]! - lower[i]!) / unit + 1e-9));
    const gains = Float64Array.from({ length: most + 1 }, (_, s) => responseOf(curve, lower[i]! + s * unit));
    const next = new Float64Array(steps + 1).fill(Number.NEGATIVE_INFINITY);
    const choice = new Int32Array(steps + 1);
    for (let total = 0; total <= steps; total++) {
      for (let own = 0; own <= Math.min(most, total); own++) {
        const value = best[total - own]! + gains[own]!;
        if (value > next[total]!) {
          next[total] = value;
          choice[total] = own;
        }
      }
    }
    best = next;
    choices.push(choice);
  });
  let left = steps;
  const allocation = lower.map((l) => l);
  for (let i = curves.length - 1; i >= 0; i--) {
    const own = choices[i]![left]!;
    allocation[i] = lower[i]! + own * unit;
    left -= own;
  }
  return allocation;
}

/** Moves spend between two items at a time until no such trade improves the response by a relative 1e-13. */
function tradePairs(plan: Plan, start: number[]): number[] {
  const x = settle(plan, start);
  const k = x.length;
  for (let round = 0; round < 200; round++) {
    let gained = 0;
    for (let i = 0; i < k; i++) for (let j = 0; j < k; j++) if (i !== j) gained += tradePair(plan, x, [i, j]);
    const value = plan.curves.reduce((total, curve, i) => total + responseOf(curve, x[i]!), 0);
    if (gained <= 1e-13 * value) break;
  }
  return x;
}

function tradePair({ curves, lower, upper }: Plan, x: number[], [i, j]: [number, number]): number {
  const pot = x[i]! + x[j]!;
  const value = (xi: number) => responseOf(curves[i]!, xi) + responseOf(curves[j]!, pot - xi);
  const low = Math.max(lower[i]!, pot - upper[j]!);
  const high = Math.min(upper[i]!, pot - lower[j]!);
  if (!(high > low)) return 0;
  const before = value(x[i]!);
  const reach = (high - low) / 20;
  const local = goldenSection(value, Math.max(low, x[i]! - reach), Math.min(high, x[i]! + reach));
  let best = x[i]!;
  for (const candidate of [local, low, high]) if (value(candidate) > value(best)) best = candidate;
  x[i] = best;
  x[j] = pot - best;
  return value(best) - before;
}

function goldenSection(f: (x: number) => number, from: number, to: number): number {
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [from, to];
  let [left, right] = [high - ratio * (high - low), low + ratio * (high - low)];
  let [valueLeft, valueRight] = [f(left), f(right)];
  for (let i = 0; i < 60; i++) {
    if (valueLeft > valueRight) {
      [high, right, valueRight] = [right, left, valueLeft];
      left = high - ratio * (high - low);
      valueLeft = f(left);
    } else {
      [low, left, valueLeft] = [left, right, valueRight];
      right = low + ratio * (high - low);
      valueRight = f(right);
    }
  }
  return (low + high) / 2;
}

/** The best marginal return among items that may still grow: the shadow price of the budget where all are concave. */
function bestMarginal({ curves, most }: Plan, allocation: readonly number[]): number | null {
  const marginals = curves
    .map((curve, i) =>
      bindingOf(allocation[i]!, 0, most[i]!) === "upper" ? Number.NaN : marginalOf(curve, allocation[i]!),
    )
    .filter(Number.isFinite);
  return marginals.length > 0 ? Math.max(...marginals) : null;
}

function bindingOf(x: number, lower: number, upper: number): "lower" | "upper" | null {
  const slack = 1e-9 * Math.max(x, Number.MIN_VALUE);
  if (x <= lower + slack) return "lower";
  return x >= upper - slack ? "upper" : null;
}

const sum = (xs: readonly number[]): number => xs.reduce((a, b) => a + b, 0);
