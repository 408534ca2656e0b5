import { InputError } from "../../base/errors.ts";

/** Points and weights of a quadrature rule: ∫ f ≈ Σ weights[i]·f(nodes[i]). */
export interface Quadrature {
  nodes: Float64Array;
  weights: Float64Array;
}

const legendreRules = new Map<number, Quadrature>();
const laguerreRules = new Map<number, Quadrature>();

/**
 * Gauss–Legendre rule on [−1, 1], exact for polynomials up to degree 2n − 1.
 * @param n number of points, integer ≥ 1
 * @throws InputError `input.out_of_range` unless n is whole, from 1 to 10,000
 * @see Press et al. (2007), Numerical Recipes, section 4.6
 * @example
 * const { nodes, weights } = gaussLegendre(5);
 * nodes.reduce((sum, x, i) => sum + weights[i]! * x ** 8, 0); // 2/9 = 0.2222…
 */
export function gaussLegendre(n: number): Quadrature {
  const known = legendreRules.get(n);
  if (known !== undefined) return known;
  requirePoints(n, 10_000);
  const nodes = new Float64Array(n);
  const weights = new Float64Array(n);
  for (let i = 0; i < (n + 1) >> 1; i++) {
    let x = Math.cos((Math.PI * (i + 0.75)) / (n + 0.5));
    let slope = 1;
    for (let turn = 0; turn < 100; turn++) {
      const [p, d] = legendre(n, x);
      slope = d;
      const next = x - p / d;
      const moved = Math.abs(next - x);
      x = next;
      if (moved < 1e-16) break;
    }
    slope = legendre(n, x)[1];
    nodes[i] = -x;
    nodes[n - 1 - i] = x;
    weights[i] = weights[n - 1 - i] = 2 / ((1 - x * x) * slope * slope);
  }
  if (n % 2 === 1) nodes[(n - 1) / 2] = 0;
  const rule = { nodes, weights };
  legendreRules.set(n, rule);
  return rule;
}

function legendre(n: number, x: number): [value: number, slope: number] {
  let p = 1;
  let before = 0;
  for (let j = 0; j < n; j++) [p, before] = [((2 * j + 1) * x * p - j * before) / (j + 1), p];
  return [p, (n * (x * p - before)) / (x * x - 1)];
}

/**
 * ∫ f over [low, high] by an n-point Gauss–Legendre rule on each of `panels` equal parts.
 * @throws InputError `input.out_of_range` for limits that are not finite or panels that are not whole
 * @see Press et al. (2007), Numerical Recipes, section 4.6
 * @example
 * integrate(Math.exp, { low: 0, high: 1 }); // e − 1 = 1.71828182845904…
 */
export function integrate(
  f: (x: number) => number,
  { low, high }: { low: number; high: number },
  { points = 20, panels = 1 }: { points?: number; panels?: number } = {},
): number {
  const { nodes, weights } = gaussLegendre(points);
  if (!Number.isFinite(high - low) || !(Number.isInteger(panels) && panels >= 1))
    throw new InputError("input.out_of_range", "An integral needs finite limits and whole panels.", {
      details: { low, high, panels },
    });
  const half = (high - low) / (2 * panels);
  let sum = 0;
  for (let panel = 0; panel < panels; panel++) {
    const middle = low + (2 * panel + 1) * half;
    for (let i = 0; i < points; i++) sum += weights[i]! * f(middle + half * nodes[i]!);
  }
  return sum * half;
}

/**
 * Gauss–Laguerre rule on [0, ∞) with weight e^(−x): ∫₀^∞ e^(−x) f(x) dx ≈ Σ weights[i]·f(nodes[i]).
 *
 * Right for functions that are smooth on the scale of 1, such as discounted sums over a long horizon.
 * @param n number of points, integer from 1 to 64 (beyond, the last weights underflow)
 * @throws InputError `input.out_of_range` unless n is whole, from 1 to 64
 * @see Press et al. (2007), Numerical Recipes, section 4.6
 * @example
 * const { nodes, weights } = gaussLaguerre(8);
 * nodes.reduce((sum, x, i) => sum + weights[i]! * x ** 3, 0); // 3! = 6
 */
export function gaussLaguerre(n: number): Quadrature {
  const known = laguerreRules.get(n);
  if (known !== undefined) return known;
  requirePoints(n, 64);
  const nodes = new Float64Array(n);
  const weights = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let x = firstGuess(n, i, nodes);
    for (let turn = 0; turn < 200; turn++) {
      const [p, slope] = laguerre(n, x);
      const next = x - p / slope;
      const moved = Math.abs(next - x);
      x = next;
      if (moved <= 1e-15 * x) break;
    }
    const [, slope, before] = laguerre(n, x);
    nodes[i] = x;
    weights[i] = -1 / (slope * n * before);
  }
  const rule = { nodes, weights };
  laguerreRules.set(n, rule);
  return rule;
}

function firstGuess(n: number, i: number, nodes: Float64Array): number {
  if (i === 0) return 3 / (1 + 2.4 * n);
  if (i === 1) return nodes[0]! + 15 / (1 + 2.5 * n);
  const j = i - 1;
  return nodes[i - 1]! + ((1 + 2.55 * j) / (1.9 * j)) * (nodes[i - 1]! - nodes[i - 2]!);
}

function laguerre(n: number, x: number): [value: number, slope: number, before: number] {
  let p = 1;
  let before = 0;
  for (let j = 0; j < n; j++) [p, before] = [((2 * j + 1 - x) * p - j * before) / (j + 1), p];
  return [p, (n * (p - before)) / x, before];
}

function requirePoints(n: number, most: number): void {
  if (!(Number.isInteger(n) && n >= 1 && n <= most))
    throw new InputError("input.out_of_range", `A quadrature rule has 1 to ${most} points, got ${n}.`, {
      details: { n },
    });
}
