import { InputError, ModelError } from "../../base/errors.ts";

/** One margin that the weighted sample has to meet. */
export interface RakingMargin {
  name: string;
  /** Category of each row. */
  categories: readonly string[];
  /** Population count (or share) of each category; all margins must add to the same total. */
  targets: Readonly<Record<string, number>>;
}

/** What raking starts from and how far it may go. */
export interface RakingOptions {
  /** Starting weight of each row; 1 where absent. A cell of several respondents is one row with its count. */
  start?: ArrayLike<number>;
  /** Largest weight as a multiple of the mean weight per starting unit, 5 where absent; Infinity for no cap. */
  cap?: number;
}

/** Weights that meet the margins. */
export interface RakedWeights {
  weights: Float64Array;
  /** Kish's (Σw)²/Σ(w²/start). */
  effectiveN: number;
  iterations: number;
  /** Rows whose weight was cut; with any, the margins are met only nearly. */
  capped: number;
  /** Largest relative miss of a margin. */
  largestMiss: number;
}

/**
 * Raking (iterative proportional fitting): weights whose totals meet several known margins.
 *
 * Cycles through the margins until each is met to 1e-10, then cuts weights at the cap and says how many.
 * @throws InputError `input.sample_too_small` without margins or respondents, `input.shape_mismatch` when lengths differ, `input.out_of_range` when a margin's category has no
 *   respondents, a row's category has no target, or margins add to different totals
 * @throws ModelError `model.did_not_converge` when the margins contradict each other on these rows
 * @see Deming & Stephan (1940), Ann. Math. Stat. 11, 427–444
 * @example
 * const gender = { name: "gender", categories: ["f", "f", "m", "m"], targets: { f: 50, m: 50 } };
 * const age = { name: "age", categories: ["young", "old", "young", "old"], targets: { young: 40, old: 60 } };
 * rake([gender, age]).weights; // [20, 30, 20, 30]
 */
export function rake(margins: readonly RakingMargin[], options: RakingOptions = {}): RakedWeights {
  const { cap = 5 } = options;
  const n = margins[0]?.categories.length ?? 0;
  if (n === 0) throw new InputError("input.sample_too_small", "Raking needs a margin with respondents.");
  const start = Float64Array.from({ length: n }, (_, i) => options.start?.[i] ?? 1);
  const coded = margins.map((margin) => codeMargin(margin, n));
  requireOneTotal(margins);
  const weights = start.slice();
  const iterations = cycle(coded, weights);
  const capped = Number.isFinite(cap) ? cutWeights(weights, start, cap) : 0;
  const largestMiss = Math.max(...coded.map((margin) => missOf(margin, weights)));
  return { weights, effectiveN: kish(weights, start), iterations, capped, largestMiss };
}

interface CodedMargin {
  name: string;
  codes: Int32Array;
  targets: Float64Array;
}

function codeMargin({ name, categories, targets }: RakingMargin, n: number): CodedMargin {
  if (categories.length !== n || n === 0)
    throw new InputError("input.shape_mismatch", `The margin "${name}" has ${categories.length} rows, not ${n}.`);
  const labels = Object.keys(targets);
  const indexOf = new Map(labels.map((label, i) => [label, i]));
  const codes = Int32Array.from(categories, (label) => {
    const code = indexOf.get(label);
    if (code === undefined)
      throw new InputError("input.out_of_range", `The category "${label}" of "${name}" has no target.`, {
        details: { margin: name, category: label },
      });
    return code;
  });
  const present = new Set(codes);
  labels.forEach((label, i) => {
    if (!present.has(i) && targets[label]! > 0)
      throw new InputError("input.out_of_range", `Nobody answered in category "${label}" of "${name}".`, {
        hint: "Merge it with a neighbouring category.",
        details: { margin: name, category: label },
      });
  });
  return { name, codes, targets: Float64Array.from(labels, (label) => targets[label]!) };
}

function requireOneTotal(margins: readonly RakingMargin[]): void {
  const totals = margins.map(({ targets }) => Object.values(targets).reduce((a, b) => a + b, 0));
  if (totals.some((t) => !(Math.abs(t - totals[0]!) <= 1e-9 * Math.abs(totals[0]!)) || !(t > 0)))
    throw new InputError("input.out_of_range", "The margins add to different totals.", { details: { totals } });
}

function cycle(margins: readonly CodedMargin[], weights: Float64Array): number {
  for (let iteration = 1; iteration <= 10_000; iteration++) {
    for (const margin of margins) {
      const sums = totalsOf(margin, weights);
      for (let i = 0; i < weights.length; i++) {
        const code = margin.codes[i]!;
        if (sums[code]! > 0) weights[i]! *= margin.targets[code]! / sums[code]!;
      }
    }
    if (margins.every((margin) => missOf(margin, weights) < 1e-10)) return iteration;
  }
  throw new ModelError("model.did_not_converge", "No weights on these rows meet all margins.", {
    hint: "Merge small categories, or leave a margin out.",
    details: { margins: margins.map((m) => m.name) },
  });
}

function totalsOf({ codes, targets }: CodedMargin, weights: Float64Array): Float64Array {
  const sums = new Float64Array(targets.length);
  for (let i = 0; i < weights.length; i++) sums[codes[i]!]! += weights[i]!;
  return sums;
}

function missOf(margin: CodedMargin, weights: Float64Array): number {
  const sums = totalsOf(margin, weights);
  return sums.reduce(
    (worst, sum, i) => Math.max(worst, Math.abs(sum - margin.targets[i]!) / (margin.targets[i]! || 1)),
    0,
  );
}

/** Cuts weights per starting unit at `cap` times their mean, keeping the total. */
function cutWeights(weights: Float64Array, start: Float64Array, cap: number): number {
  const total = weights.reduce((a, b) => a + b, 0);
  const limit = (cap * total) / start.reduce((a, b) => a + b, 0);
  let capped = 0;
  for (let i = 0; i < weights.length; i++) {
    if (weights[i]! > limit * start[i]! * (1 + 1e-12)) {
      weights[i] = limit * start[i]!;
      capped++;
    }
  }
  if (capped === 0) return 0;
  const scale = total / weights.reduce((a, b) => a + b, 0);
  for (let i = 0; i < weights.length; i++) weights[i]! *= scale;
  return capped;
}

function kish(weights: Float64Array, start: Float64Array): number {
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < weights.length; i++) {
    sum += weights[i]!;
    if (start[i]! > 0) squares += (weights[i]! * weights[i]!) / start[i]!;
  }
  return (sum / squares) * sum;
}
