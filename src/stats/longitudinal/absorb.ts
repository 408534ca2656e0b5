import { InputError, ModelError } from "../../base/errors.ts";

/** A grouping of rows, such as customers or periods: codes 0 … count − 1. */
export interface Grouping {
  of: Int32Array;
  count: number;
}

/**
 * Codes of any identifiers in order of appearance.
 * @example
 * groupingOf(["a", "b", "a"]); // { of: [0, 1, 0], count: 2 }
 */
export function groupingOf(ids: ArrayLike<string | number>): Grouping {
  const codes = new Map<string | number, number>();
  const of = Int32Array.from({ length: ids.length }, (_, i) => {
    const id = ids[i]!;
    const known = codes.get(id);
    if (known !== undefined) return known;
    codes.set(id, codes.size);
    return codes.size - 1;
  });
  return { of, count: codes.size };
}

/**
 * Removes fixed effects from a column: residuals of its regression on the groupings' dummies, by repeated demeaning.
 *
 * One grouping needs one pass, two groupings of a complete panel too; otherwise passes repeat until no mean moves by more
 * than 1e-13 of the column's size.
 * @returns a new column
 * @throws InputError `input.out_of_range` for values that are not finite or groupings that do not fit them
 * @throws ModelError `model.did_not_converge` after 10 000 passes
 * @see Guimarães & Portugal (2010), Stata Journal 10, 628–649
 * @example
 * absorb([1, 3, 10, 14], [groupingOf(["a", "a", "b", "b"])]); // [-1, 1, -2, 2]
 */
export function absorb(column: ArrayLike<number>, groupings: readonly Grouping[]): Float64Array {
  const values = Float64Array.from(column);
  const fits = ({ of, count }: Grouping) =>
    Number.isInteger(count) && of.length === values.length && of.every((g) => g >= 0 && g < count);
  if (!values.every(Number.isFinite) || !groupings.every(fits))
    throw new InputError(
      "input.out_of_range",
      "Fixed effects need finite values and groupings with a code for every row.",
    );
  const size = values.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
  const sizes = groupings.map(({ of, count }) => {
    const sizesOf = new Float64Array(count);
    for (const g of of) sizesOf[g]!++;
    return sizesOf;
  });
  for (let pass = 0; pass < 10_000; pass++) {
    let moved = 0;
    groupings.forEach((grouping, g) => {
      moved = Math.max(moved, demean(values, grouping, sizes[g]!));
    });
    if (groupings.length < 2 || moved <= 1e-13 * size) return values;
  }
  throw new ModelError("model.did_not_converge", "The fixed effects could not be removed within 10 000 passes.", {
    hint: "The panel falls into parts that hardly overlap; analyse them separately.",
  });
}

/** Subtracts group means; gives the largest one. */
function demean(values: Float64Array, { of, count }: Grouping, sizes: Float64Array): number {
  const means = new Float64Array(count);
  for (let i = 0; i < values.length; i++) means[of[i]!]! += values[i]!;
  let largest = 0;
  for (let g = 0; g < count; g++) {
    means[g]! /= sizes[g]!;
    largest = Math.max(largest, Math.abs(means[g]!));
  }
  for (let i = 0; i < values.length; i++) values[i]! -= means[of[i]!]!;
  return largest;
}

/** Parameters that the dummies of one or two groupings take up: groups of both minus the unconnected parts of the panel. */
export function absorbedParameters(groupings: readonly Grouping[]): number {
  const [first, second] = groupings;
  if (first === undefined) return 0;
  if (second === undefined) return first.count;
  const parent = Int32Array.from({ length: first.count + second.count }, (_, i) => i);
  const rootOf = (node: number): number => {
    let root = node;
    while (parent[root] !== root) root = parent[root] = parent[parent[root]!]!;
    return root;
  };
  let parts = parent.length;
  for (let i = 0; i < first.of.length; i++) {
    const [a, b] = [rootOf(first.of[i]!), rootOf(first.count + second.of[i]!)];
    if (a === b) continue;
    parent[a] = b;
    parts--;
  }
  return first.count + second.count - parts;
}
