import { Matrix, pseudoInverse } from "ml-matrix";
import { ModelError } from "../../base/errors.ts";

/**
 * Weights ≥ 0 adding to 1 that bring a weighted sum of donor series nearest to a target series, exactly.
 *
 * Active set: the equality-constrained least squares problem is solved on the support, a weight that turns negative leaves it,
 * a donor whose gradient promises a gain enters it, until the optimality conditions hold.
 * @param donors one series a donor, all of the target's length
 * @returns weights in the order of the donors
 * @throws ModelError `model.did_not_converge` when the active set keeps changing
 * @see Abadie, Diamond & Hainmueller (2010), J. Am. Stat. Assoc. 105, 493–505; Lawson & Hanson (1974), chapter 23
 */
export function simplexLeastSquares(donors: readonly (readonly number[])[], target: readonly number[]): Float64Array {
  const k = donors.length;
  // With weights that add to 1, the misfit is the weighted sum of the donors' own misfits.
  const misfits = donors.map((donor) => donor.map((x, t) => x - target[t]!));
  const scale = Math.max(...misfits.map(squareSum), Number.MIN_VALUE);
  const start = misfits.reduce((best, m, j) => (squareSum(m) < squareSum(misfits[best]!) ? j : best), 0);
  let weights = new Float64Array(k);
  weights[start] = 1;
  let support = [start];
  for (let round = 0; round < 50 * (k + 1); round++) {
    const solved = solveOnSupport(misfits, support);
    const leaving = support.filter((_, s) => solved[s]! <= 0);
    if (leaving.length > 0) {
      ({ weights, support } = stepToBoundary(weights, support, solved));
      continue;
    }
    weights = new Float64Array(k);
    support.forEach((j, s) => {
      weights[j] = solved[s]!;
    });
    const entering = mostPromising(misfits, weights, { support, scale });
    if (entering === null) return weights;
    support = [...support, entering];
  }
  throw new ModelError("model.did_not_converge", "The donor weights did not settle.", { details: { donors: k } });
}

/** Least squares with weights adding to 1 on the support: the last donor's weight is 1 minus the others'. */
function solveOnSupport(misfits: readonly number[][], support: readonly number[]): number[] {
  const last = misfits[support[support.length - 1]!]!;
  if (support.length === 1) return [1];
  const others = support.slice(0, -1);
  const differences = new Matrix(last.map((m, t) => others.map((j) => misfits[j]![t]! - m)));
  const right = Matrix.columnVector(last.map((m) => -m));
  const solved = pseudoInverse(differences, 1e-13).mmul(right).to1DArray();
  return [...solved, 1 - solved.reduce((a, b) => a + b, 0)];
}

function stepToBoundary(weights: Float64Array, support: readonly number[], solved: readonly number[]) {
  let step = 1;
  support.forEach((j, s) => {
    if (solved[s]! <= 0) step = Math.min(step, weights[j]! / (weights[j]! - solved[s]! || 1));
  });
  const next = new Float64Array(weights.length);
  support.forEach((j, s) => {
    next[j] = weights[j]! + step * (solved[s]! - weights[j]!);
  });
  const kept = support.filter((j, s) => !(solved[s]! <= 0 && next[j]! <= 1e-12));
  // At least one donor leaves, so that the search cannot stand still; rounding can hide which one.
  const smallest = support.reduce((a, b) => (next[b]! < next[a]! ? b : a));
  const remaining = kept.length < support.length ? kept : support.filter((j) => j !== smallest);
  const total = remaining.reduce((sum, j) => sum + next[j]!, 0);
  const cleaned = new Float64Array(weights.length);
  for (const j of remaining) cleaned[j] = next[j]! / total;
  return { weights: cleaned, support: remaining };
}

function mostPromising(
  misfits: readonly number[][],
  weights: Float64Array,
  { support, scale }: { support: readonly number[]; scale: number },
): number | null {
  const residual = misfits[0]!.map((_, t) => misfits.reduce((sum, m, j) => sum + weights[j]! * m[t]!, 0));
  const gradients = misfits.map((m) => m.reduce((sum, x, t) => sum + x * residual[t]!, 0));
  const level = squareSum(residual);
  let best: number | null = null;
  gradients.forEach((gradient, j) => {
    if (support.includes(j) || gradient >= level - 1e-12 * scale) return;
    if (best === null || gradient < gradients[best]!) best = j;
  });
  return best;
}

const squareSum = (x: readonly number[]): number => x.reduce((sum, v) => sum + v * v, 0);
