import { InputError } from "../../base/errors.ts";
import { choleskyFactor, choleskySolve } from "./cholesky.ts";

/** A function value with its first and second derivatives; the Hessian is k × k, row-major. */
export interface Evaluation {
  value: number;
  gradient: Float64Array;
  hessian: Float64Array;
}

/** How Newton's method steps and stops. */
export interface NewtonOptions {
  /** Longest move of any coordinate in one iteration; default 2 (a factor e² for parameters in logs). */
  maxStep?: number;
  maxIterations?: number;
  /** Stop when the gain that the next Newton step promises falls below this, in units of the function; default 1e-10. */
  gainTolerance?: number;
}

/** Where Newton's method ended. */
export interface NewtonResult {
  at: Float64Array;
  value: number;
  gradient: Float64Array;
  hessian: Float64Array;
  /** Value, gradient and Hessian at the start, for score tests. */
  start: Evaluation;
  iterations: number;
  converged: boolean;
  /** The step that would come next: not small although converged = a coordinate runs to infinity. */
  nextStep: Float64Array;
}

/** Relative rounding error of a log-likelihood summed over a million rows. */
const NOISE = 1e-13;

/**
 * Maximises a smooth function by Newton's method with backtracking.
 *
 * For log-likelihoods of a few parameters with analytic derivatives. Where the function is not concave, the Hessian is
 * shifted until the step goes uphill; every accepted step increases the function (Armijo), halving as often as needed,
 * so a value that is not finite is stepped back from.
 * @param evaluate value and derivatives at a point; it may return a value that is not finite
 * @returns the point reached, with `converged` saying whether the stopping rule was met; a search that fails does not throw
 * @throws InputError `input.out_of_range` when the starting point is not finite
 * @see Nocedal & Wright (2006), Numerical Optimization, sections 3.1 and 3.4
 * @example
 * const peak = maximiseByNewton(
 *   ([x = 0]) => ({ value: -((x - 3) ** 2), gradient: Float64Array.of(-2 * (x - 3)), hessian: Float64Array.of(-2) }),
 *   [2],
 * );
 * peak.at[0]; // 3
 */
export function maximiseByNewton(
  evaluate: (at: Float64Array) => Evaluation,
  from: ArrayLike<number>,
  { maxStep = 2, maxIterations = 100, gainTolerance = 1e-10 }: NewtonOptions = {},
): NewtonResult {
  if (!Array.from(from).every(Number.isFinite))
    throw new InputError("input.out_of_range", "The starting point must be finite.");
  let at: Float64Array = Float64Array.from(from);
  let now = evaluate(at);
  const start = now;
  let iterations = 0;
  let nextStep: Float64Array = new Float64Array(at.length);
  const done = (converged: boolean): NewtonResult => ({ at, ...now, start, iterations, converged, nextStep });
  if (!isUsable(now)) return done(false);
  for (;;) {
    nextStep = uphillStep(now);
    const slope = dot(now.gradient, nextStep);
    // The step promises half its slope. Below the rounding of the value itself no promise can be checked.
    if (slope / 2 <= Math.max(gainTolerance, NOISE * Math.abs(now.value))) {
      // The last step costs one evaluation and doubles the digits of the optimum.
      const last = at.map((a, i) => a + nextStep[i]!);
      const there = evaluate(last);
      if (isUsable(there) && there.value >= now.value - 10 * NOISE * Math.abs(now.value)) [at, now] = [last, there];
      return done(true);
    }
    if (iterations >= maxIterations) return done(false);
    const moved = backtrack(evaluate, { at, now, step: shortened(nextStep, maxStep), slope });
    if (moved === null) return done(false);
    at = moved.at;
    now = moved.now;
    iterations++;
  }
}

function uphillStep({ gradient, hessian }: Evaluation): Float64Array {
  const k = gradient.length;
  const negative = hessian.map((h) => -h);
  let scale = 1e-8;
  for (let i = 0; i < k; i++) scale = Math.max(scale, Math.abs(negative[i * k + i]!));
  for (let shift = 0; shift < 1e8 * scale; shift = shift === 0 ? 1e-4 * scale : shift * 4) {
    const shifted = negative.slice();
    for (let i = 0; i < k; i++) shifted[i * k + i]! += shift;
    const factor = choleskyFactor(shifted, k);
    if (factor !== null) return choleskySolve(factor, gradient, k);
  }
  return gradient.map((g) => g / scale);
}

function shortened(step: Float64Array, maxStep: number): Float64Array {
  const longest = step.reduce((most, s) => Math.max(most, Math.abs(s)), 0);
  return longest <= maxStep ? step : step.map((s) => (s * maxStep) / longest);
}

interface Move {
  at: Float64Array;
  now: Evaluation;
  step: Float64Array;
  slope: number;
}

function backtrack(evaluate: (at: Float64Array) => Evaluation, { at, now, step, slope }: Move) {
  const slack = 10 * NOISE * Math.abs(now.value);
  for (let share = 1; share > 1e-10; share /= 2) {
    const trial = at.map((a, i) => a + share * step[i]!);
    const there = evaluate(trial);
    if (isUsable(there) && there.value >= now.value + 1e-4 * share * Math.min(slope, dot(now.gradient, step)) - slack) {
      return { at: trial, now: there };
    }
  }
  return null;
}

const isUsable = ({ value, gradient, hessian }: Evaluation): boolean =>
  Number.isFinite(value) && gradient.every(Number.isFinite) && hessian.every(Number.isFinite);

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/**
 * The Hessian by central differences of an analytic gradient, made symmetric: k × k row-major.
 *
 * For small tables, where writing out second derivatives buys nothing; about nine digits are right.
 */
export function hessianByDifferences(gradient: (at: Float64Array) => Float64Array, at: Float64Array): Float64Array {
  const k = at.length;
  const hessian = new Float64Array(k * k);
  for (let j = 0; j < k; j++) {
    const h = 1e-5 * Math.max(1, Math.abs(at[j]!));
    const beyond = at.slice();
    const before = at.slice();
    beyond[j]! += h;
    before[j]! -= h;
    const up = gradient(beyond);
    const down = gradient(before);
    for (let i = 0; i < k; i++) {
      const slope = (up[i]! - down[i]!) / (4 * h);
      hessian[i * k + j]! += slope;
      hessian[j * k + i]! += slope;
    }
  }
  return hessian;
}
