import { InputError } from "../../base/errors.ts";

/** A function value with its gradient. */
export interface Slope {
  value: number;
  gradient: Float64Array;
}

/** Where BFGS ended. */
export interface BfgsResult {
  at: Float64Array;
  value: number;
  gradient: Float64Array;
  iterations: number;
  converged: boolean;
}

/**
 * Maximises a smooth function from values and gradients alone (BFGS with a Wolfe line search).
 *
 * The second way when a Hessian is missing or Newton's method stalls. Stops when every slope is below
 * `gradientTolerance` or when the relative gain stays below 1e-13 twice in a row.
 * @returns the point reached, with `converged`; a search that fails does not throw
 * @throws InputError `input.out_of_range` when the starting point is not finite
 * @see Nocedal & Wright (2006), Numerical Optimization, algorithms 3.5, 3.6 and 6.1
 * @example
 * const peak = maximiseByBfgs(([x = 0]) => ({ value: -((x - 3) ** 2), gradient: Float64Array.of(-2 * (x - 3)) }), [0]);
 * Math.abs(peak.at[0]! - 3) < 1e-6; // true
 */
export function maximiseByBfgs(
  evaluate: (at: Float64Array) => Slope,
  from: ArrayLike<number>,
  { gradientTolerance = 1e-8, maxIterations = 200 }: { gradientTolerance?: number; maxIterations?: number } = {},
): BfgsResult {
  if (!Array.from(from).every(Number.isFinite))
    throw new InputError("input.out_of_range", "The starting point must be finite.");
  let at: Float64Array = Float64Array.from(from);
  const k = at.length;
  let now = downhill(evaluate(at));
  let inverse: Float64Array = identity(k);
  let stalled = 0;
  let iterations = 0;
  const done = (converged: boolean): BfgsResult => ({
    at,
    value: -now.value,
    gradient: now.gradient.map((g) => -g),
    iterations,
    converged,
  });
  if (!isUsable(now)) return done(false);
  for (; iterations < maxIterations; iterations++) {
    if (now.gradient.every((g) => Math.abs(g) <= gradientTolerance)) return done(true);
    let direction = times(inverse, now.gradient, -1);
    if (dot(direction, now.gradient) >= 0) {
      inverse = identity(k);
      direction = now.gradient.map((g) => -g);
    }
    const first = iterations === 0 ? Math.min(1, 1 / Math.sqrt(dot(direction, direction))) : 1;
    const next = wolfeStep((x) => downhill(evaluate(x)), { at, now, direction, first });
    if (next === null) return done(now.gradient.every((g) => Math.abs(g) <= 1e3 * gradientTolerance));
    stalled = now.value - next.now.value <= 1e-13 * Math.max(1, Math.abs(now.value)) ? stalled + 1 : 0;
    updateInverse(inverse, difference(next.at, at), difference(next.now.gradient, now.gradient));
    at = next.at;
    now = next.now;
    if (stalled === 2) return done(true);
  }
  return done(false);
}

const downhill = ({ value, gradient }: Slope): Slope => ({ value: -value, gradient: gradient.map((g) => -g) });

interface LineStart {
  at: Float64Array;
  now: Slope;
  direction: Float64Array;
  first: number;
}

/** A step that lowers the value enough and has left the steep part (weak Wolfe conditions), by bisection and doubling. */
function wolfeStep(evaluate: (at: Float64Array) => Slope, { at, now, direction, first }: LineStart) {
  const slope = dot(now.gradient, direction);
  let low = 0;
  let high = Number.POSITIVE_INFINITY;
  let length = first;
  let fallback: { at: Float64Array; now: Slope } | null = null;
  for (let i = 0; i < 60; i++) {
    const trial = at.map((a, j) => a + length * direction[j]!);
    const there = evaluate(trial);
    if (!isUsable(there) || there.value > now.value + 1e-4 * length * slope) high = length;
    else {
      fallback = { at: trial, now: there };
      if (dot(there.gradient, direction) >= 0.9 * slope) return fallback;
      low = length;
    }
    length = high === Number.POSITIVE_INFINITY ? 2 * length : (low + high) / 2;
  }
  return fallback;
}

function updateInverse(inverse: Float64Array, step: Float64Array, change: Float64Array): void {
  const k = step.length;
  const curvature = dot(step, change);
  if (!(curvature > 1e-14 * Math.sqrt(dot(step, step) * dot(change, change)))) return;
  const pulled = times(inverse, change, 1);
  const scale = (1 + dot(change, pulled) / curvature) / curvature;
  for (let i = 0; i < k; i++) {
    for (let j = 0; j < k; j++) {
      inverse[i * k + j]! += scale * step[i]! * step[j]! - (pulled[i]! * step[j]! + step[i]! * pulled[j]!) / curvature;
    }
  }
}

const isUsable = ({ value, gradient }: Slope): boolean => Number.isFinite(value) && gradient.every(Number.isFinite);

function identity(k: number): Float64Array {
  const matrix = new Float64Array(k * k);
  for (let i = 0; i < k; i++) matrix[i * k + i] = 1;
  return matrix;
}

function times(matrix: Float64Array, vector: Float64Array, sign: 1 | -1): Float64Array {
  const k = vector.length;
  return vector.map((_, i) => {
    let sum = 0;
    for (let j = 0; j < k; j++) sum += matrix[i * k + j]! * vector[j]!;
    return sign * sum;
  });
}

const difference = (a: Float64Array, b: Float64Array): Float64Array => a.map((x, i) => x - b[i]!);

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
