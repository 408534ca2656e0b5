import { InputError } from "../../base/errors.ts";
import type { Random } from "../../base/random.ts";

/**
 * A sampler of categories with given weights, in constant time a draw (Walker's alias table).
 * @param weights ≥ 0, not all 0; they need not sum to 1
 * @returns a function giving an index into `weights`, drawn in proportion to it
 * @throws InputError `input.out_of_range` when weights are empty, negative, not finite or all 0
 * @see Vose (1991), IEEE Transactions on Software Engineering 17, 972–975
 * @example
 * const channel = categoricalSampler([0.5, 0.3, 0.2]);
 * const random = sfc32(1);
 * [channel(random), channel(random), channel(random), channel(random)]; // [1, 0, 2, 0]
 */
export function categoricalSampler(weights: ArrayLike<number>): (random: Random) => number {
  const k = weights.length;
  let total = 0;
  for (let i = 0; i < k; i++) {
    if (!(weights[i]! >= 0)) throw invalid();
    total += weights[i]!;
  }
  if (!(total > 0) || !Number.isFinite(total)) throw invalid();
  const { keep, alias } = aliasTable(Float64Array.from(weights, (w) => (w * k) / total));
  return (random) => {
    const place = random() * k;
    const slot = Math.floor(place);
    // A second number keeps rare categories exact: the fraction of one 32-bit number is coarse for large k.
    return random() < keep[slot]! ? slot : alias[slot]!;
  };
}

function aliasTable(scaled: Float64Array): { keep: Float64Array; alias: Int32Array } {
  const keep = new Float64Array(scaled.length).fill(1);
  const alias = Int32Array.from(scaled, (_, i) => i);
  const small: number[] = [];
  const large: number[] = [];
  scaled.forEach((s, i) => {
    (s < 1 ? small : large).push(i);
  });
  while (small.length > 0 && large.length > 0) {
    const low = small.pop()!;
    const high = large.pop()!;
    keep[low] = scaled[low]!;
    alias[low] = high;
    scaled[high] = scaled[high]! + scaled[low]! - 1;
    (scaled[high]! < 1 ? small : large).push(high);
  }
  // Rounding can leave slots over; those keep probability 1, except a weight of exactly 0, which must never be drawn.
  const possible = scaled.findIndex((s) => s > 0.5);
  for (const slot of small) {
    if (scaled[slot] !== 0) continue;
    keep[slot] = 0;
    alias[slot] = possible;
  }
  return { keep, alias };
}

const invalid = (): InputError =>
  new InputError("input.out_of_range", "Weights of categories must be 0 or more and not all 0.");
