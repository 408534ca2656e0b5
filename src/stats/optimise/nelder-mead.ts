import { InputError } from "../../base/errors.ts";

/** How the downhill simplex starts and stops. */
export interface NelderMeadOptions {
  /** Edge of the first simplex in every coordinate; default 0.5. */
  edge?: number;
  maxEvaluations?: number;
  /** Stop when the values of all corners agree to this, relative to the best; default 1e-12. */
  tolerance?: number;
}

/** Where the downhill simplex ended. */
export interface NelderMeadResult {
  at: number[];
  value: number;
  evaluations: number;
  converged: boolean;
}

interface Corner {
  at: number[];
  value: number;
}

/**
 * Minimises a function of a few variables without derivatives (downhill simplex).
 *
 * For rough surfaces and as an independent check of gradient methods; it restarts once from the point it found, which
 * is the usual remedy for a simplex that collapsed too early. A value that is not finite counts as infinitely bad.
 * @returns the best corner, with `converged`; a search that fails does not throw
 * @throws InputError `input.out_of_range` when the starting point is not finite
 * @see Nelder & Mead (1965), Computer Journal 7, 308–313
 * @example
 * const bottom = minimiseByNelderMead(([x = 0, y = 0]) => (x - 1) ** 2 + (y + 2) ** 2, [0, 0]);
 * bottom.at.map((v) => Math.round(v * 1e4) / 1e4); // [1, -2]
 */
export function minimiseByNelderMead(
  f: (at: readonly number[]) => number,
  from: readonly number[],
  { edge = 0.5, maxEvaluations = 2000 * Math.max(1, from.length), tolerance = 1e-12 }: NelderMeadOptions = {},
): NelderMeadResult {
  if (!Array.from(from).every(Number.isFinite))
    throw new InputError("input.out_of_range", "The starting point must be finite.");
  let evaluations = 0;
  const corner = (at: number[]): Corner => {
    evaluations++;
    const value = f(at);
    return { at, value: Number.isNaN(value) ? Number.POSITIVE_INFINITY : value };
  };
  const first = descend(corner, { from, edge, tolerance, isSpent: () => evaluations >= maxEvaluations / 2 });
  const again = descend(corner, {
    from: first.best.at,
    edge: edge / 5,
    tolerance,
    isSpent: () => evaluations >= maxEvaluations,
  });
  return { ...again.best, evaluations, converged: again.converged };
}

interface Descent {
  from: readonly number[];
  edge: number;
  tolerance: number;
  isSpent: () => boolean;
}

function descend(corner: (at: number[]) => Corner, { from, edge, tolerance, isSpent }: Descent) {
  const simplex = [corner([...from])];
  for (let i = 0; i < from.length; i++) simplex.push(corner(from.map((x, j) => (i === j ? x + edge : x))));
  for (;;) {
    simplex.sort((a, b) => a.value - b.value);
    const best = simplex[0]!;
    const worst = simplex.at(-1)!;
    if (isFlat(simplex, tolerance)) return { best, converged: true };
    if (isSpent()) return { best, converged: false };
    const centre = from.map((_, j) => simplex.slice(0, -1).reduce((sum, c) => sum + c.at[j]!, 0) / from.length);
    const along = (t: number): Corner => corner(centre.map((c, j) => c + t * (worst.at[j]! - c)));
    const better = improve(along, { best, second: simplex.at(-2)!, worst });
    if (better !== null) simplex[simplex.length - 1] = better;
    else for (let i = 1; i < simplex.length; i++) simplex[i] = corner(halfway(best.at, simplex[i]!.at));
  }
}

function improve(along: (t: number) => Corner, { best, second, worst }: Record<"best" | "second" | "worst", Corner>) {
  const reflected = along(-1);
  if (reflected.value < best.value) {
    const expanded = along(-2);
    return expanded.value < reflected.value ? expanded : reflected;
  }
  if (reflected.value < second.value) return reflected;
  const contracted = reflected.value < worst.value ? along(-0.5) : along(0.5);
  return contracted.value < Math.min(reflected.value, worst.value) ? contracted : null;
}

const halfway = (a: number[], b: number[]): number[] => a.map((x, i) => (x + b[i]!) / 2);

function isFlat(simplex: Corner[], tolerance: number): boolean {
  const best = simplex[0]!;
  const worst = simplex.at(-1)!;
  const spread = Math.max(...best.at.map((x, j) => Math.abs(worst.at[j]! - x) / Math.max(1, Math.abs(x))));
  return worst.value - best.value <= tolerance * (Math.abs(best.value) + tolerance) && spread <= 1e-6;
}
