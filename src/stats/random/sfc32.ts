import { InputError } from "../../base/errors.ts";
import type { Random } from "../../base/random.ts";
import { murmur3 } from "./murmur3.ts";
import { splitmix64 } from "./splitmix64.ts";

/**
 * The product's generator of uniform random numbers: Small Fast Chaotic (32-bit words), seeded through SplitMix64.
 *
 * Fast in JavaScript because it needs only 32-bit adds and shifts. Not for secrets.
 * @param seed an integer, or a text that is hashed; the same seed gives the same stream on every machine
 * @returns a function giving the next multiple of 2⁻³² in [0, 1)
 * @throws InputError `input.out_of_range` when a number is not a safe integer
 * @see Doty-Humphrey, PractRand (sfc); Steele, Lea & Flood (2014) for the seeding
 * @example
 * const random = sfc32(42);
 * random() === sfc32(42)(); // true: the same on every run
 */
export function sfc32(seed: number | string): Random {
  const words = splitmix64(seedBits(seed));
  const [first, second] = [words(), words()];
  const next = sfc32FromState(Number(first & 0xffffffffn), Number(first >> 32n), Number(second & 0xffffffffn), 1);
  for (let i = 0; i < 12; i++) next();
  return () => next() / 4294967296;
}

/**
 * The sfc32 generator from an explicit state, giving integers; for comparison with reference streams.
 * @returns a function giving the next integer in [0, 2³²)
 * @see Doty-Humphrey, PractRand (sfc)
 * @example
 * sfc32FromState(0, 0, 0, 1)(); // 1
 */
export function sfc32FromState(a: number, b: number, c: number, counter: number): () => number {
  let [s, t, u, n] = [a | 0, b | 0, c | 0, counter | 0];
  return () => {
    const result = (s + t + n) | 0;
    n = (n + 1) | 0;
    s = t ^ (t >>> 9);
    t = (u + (u << 3)) | 0;
    u = (((u << 21) | (u >>> 11)) + result) | 0;
    return result >>> 0;
  };
}

function seedBits(seed: number | string): bigint {
  if (typeof seed === "string") return (BigInt(murmur3(seed, 0)) << 32n) | BigInt(murmur3(seed, 1));
  if (!Number.isSafeInteger(seed))
    throw new InputError("input.out_of_range", "A seed is a whole number or a text.", { details: { seed } });
  return BigInt(seed);
}
