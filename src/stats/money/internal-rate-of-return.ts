import { InputError } from "../../base/errors.ts";
import { findRoot } from "../optimise/root.ts";
import {
  type DatedCashflows,
  datedNetPresentValue,
  presentValue,
  requireFlows,
  yearsSinceFirst,
} from "./net-present-value.ts";

/** All rates at which a series of flows is worth nothing. */
export interface InternalRates {
  /** The rate where there is exactly one; `null` where there is none or where there are several. */
  rate: number | null;
  /** Every rate found, ascending. */
  roots: number[];
  /** Is there exactly one? */
  unique: boolean;
}

/**
 * Internal rates of return: every rate per period in (−0.9999, 1000) at which the net present value is 0.
 *
 * Flows that change sign more than once can have none or several; these are reported, never one of them picked.
 * With u = 1/(1+rate) the value is a polynomial in u; its roots are isolated between the roots of its derivatives,
 * so that none is missed, a double root included.
 * @param cashflows flows a period, the first one now
 * @throws InputError `input.sample_too_small` with no flows, `input.out_of_range` with a flow that is not finite
 * @example
 * internalRateOfReturn([-100, 230, -132]).roots; // [0.1, 0.2] up to rounding
 */
export function internalRateOfReturn(cashflows: readonly number[]): InternalRates {
  requireFlows(cashflows);
  const roots = polynomialRoots(cashflows, { from: 1 / 1001, to: 1 / (1 - 0.9999) }).map((u) => 1 / u - 1);
  return internalRates(roots.sort((a, b) => a - b));
}

/**
 * Internal rates of return a year for flows on irregular dates (spreadsheets' XIRR, but all of them).
 *
 * Sign changes of the present value are sought over rates from −0.9999 to 1000 on a grid of 2,000 steps in ln(1+rate);
 * two roots closer than one step (under 1 %) can be missed.
 * @throws InputError as `datedNetPresentValue`
 * @example
 * datedInternalRateOfReturn({ cashflows: [-100, 110], dates: ["2025-01-01", "2026-01-01"] }).rate; // 0.1
 */
export function datedInternalRateOfReturn(flows: DatedCashflows): InternalRates {
  requireFlows(flows.cashflows);
  const years = yearsSinceFirst(flows.dates, flows.cashflows.length);
  if (years.every((y) => y === 0))
    throw new InputError("input.invalid", "Cash flows on a single date have no rate of return.");
  const value = (logGrowth: number) => datedNetPresentValue(flows, Math.expm1(logGrowth));
  const [from, to, steps] = [Math.log(1e-4), Math.log(1001), 2000];
  const roots: number[] = [];
  let [left, valueLeft] = [from, value(from)];
  for (let i = 1; i <= steps; i++) {
    const right = from + ((to - from) * i) / steps;
    const valueRight = value(right);
    if (valueLeft === 0) roots.push(left);
    else if (Math.sign(valueLeft) * Math.sign(valueRight) < 0) roots.push(findRoot(value, { low: left, high: right }));
    [left, valueLeft] = [right, valueRight];
  }
  return internalRates(roots.map(Math.expm1));
}

function internalRates(roots: number[]): InternalRates {
  const unique = roots.length === 1;
  return { rate: unique ? roots[0]! : null, roots, unique };
}

/** Real roots of Σ cᵢuⁱ in an interval, by bisection between the roots of the derivative, recursively. */
function polynomialRoots(coefficients: readonly number[], range: { from: number; to: number }): number[] {
  let degree = coefficients.length - 1;
  while (degree > 0 && coefficients[degree] === 0) degree--;
  if (degree === 0) return [];
  const c = coefficients.slice(0, degree + 1);
  const value = (u: number) => presentValue(c, 1 / u - 1);
  const turns = polynomialRoots(
    c.slice(1).map((x, i) => x * (i + 1)),
    range,
  );
  const ends = [range.from, ...turns, range.to];
  const roots: number[] = [];
  for (let i = 0; i + 1 < ends.length; i++) {
    const [left, right] = [ends[i]!, ends[i + 1]!];
    if (Math.sign(value(left)) * Math.sign(value(right)) < 0) roots.push(findRoot(value, { low: left, high: right }));
  }
  for (const u of turns) {
    const scale = magnitude(c, u);
    if (Number.isFinite(scale) && Math.abs(value(u)) <= 1e-13 * scale) roots.push(u);
  }
  return roots.sort((a, b) => a - b).filter((u, i, all) => i === 0 || u - all[i - 1]! > 1e-9 * u);
}

const magnitude = (c: readonly number[], u: number): number => c.reduce((sum, x, i) => sum + Math.abs(x) * u ** i, 0);
