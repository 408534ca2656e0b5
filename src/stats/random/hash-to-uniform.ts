import { InputError } from "../../base/errors.ts";
import { murmur3OfBytes } from "./murmur3.ts";

/**
 * A number in [0, 1) that depends only on an identifier and a purpose.
 *
 * Used to sample customers and to split them into folds without storing anything: the same customer always
 * falls on the same side, however many rows they have and in whatever order these arrive.
 * @param id identifier of the unit; 7 and "7" are the same unit
 * @param salt the purpose; different salts give independent numbers
 * @returns a multiple of 2⁻⁵³ in [0, 1)
 * @see Appleby (2011), SMHasher, for the hash
 * @example
 * hashToUniform("customer-1", "folds") === hashToUniform("customer-1", "folds"); // true
 */
export function hashToUniform(id: string | number, salt = ""): number {
  const bytes = utf8.encode(`${salt}\u0000${id}`);
  const high = murmur3OfBytes(bytes, 0x9747b28c) >>> 5;
  const low = murmur3OfBytes(bytes, 0x1b873593) >>> 6;
  return (high * 0x4000000 + low) / 0x20000000000000;
}

const utf8 = new TextEncoder();

/**
 * Fold number of every row for cross-fitting, by hash of its unit, so that rows of one customer share a fold.
 * @param ids identifier of each row's customer
 * @param folds how many folds, integer ≥ 2
 * @param salt another salt gives another split, for repeated cross-fitting
 * @returns integers in [0, folds), one a row
 * @throws InputError `input.out_of_range` when `folds` is not an integer in [2, 1000]
 * @see Appleby (2011), SMHasher, for the hash
 * @example
 * foldsByHash(["a", "b", "a"], 5)[0] === foldsByHash(["a", "b", "a"], 5)[2]; // true
 */
export function foldsByHash(ids: ArrayLike<string | number>, folds: number, salt = "folds"): Uint16Array {
  if (!Number.isInteger(folds) || folds < 2 || folds > 1000)
    throw new InputError("input.out_of_range", "Cross-fitting needs between 2 and 1000 folds.", { details: { folds } });
  const known = new Map<string | number, number>();
  const result = new Uint16Array(ids.length);
  for (let i = 0; i < ids.length; i++) {
    const id = ids[i]!;
    let fold = known.get(id);
    if (fold === undefined) {
      fold = Math.floor(hashToUniform(id, salt) * folds);
      known.set(id, fold);
    }
    result[i] = fold;
  }
  return result;
}
