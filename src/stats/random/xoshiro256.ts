import { splitmix64 } from "./splitmix64.ts";

/**
 * The xoshiro256** stream, for comparison with other software that uses it; `sfc32` is the faster choice here.
 * @param seed any integer; the four words of state are four SplitMix64 outputs
 * @returns a function giving the next integer in [0, 2⁶⁴); `Number(x >> 11n) / 2 ** 53` makes it a uniform number
 * @see Blackman & Vigna (2018), "Scrambled linear pseudorandom number generators"
 * @example
 * xoshiro256StarStar(42n)(); // 1546998764402558742n
 */
export function xoshiro256StarStar(seed: bigint): () => bigint {
  const words = splitmix64(seed);
  let [s0, s1, s2, s3] = [words(), words(), words(), words()];
  return () => {
    const result = wrap(rotateLeft(wrap(s1 * 5n), 7n) * 9n);
    const t = wrap(s1 << 17n);
    s2 ^= s0;
    s3 ^= s1;
    s1 ^= s2;
    s0 ^= s3;
    s2 ^= t;
    s3 = rotateLeft(s3, 45n);
    return result;
  };
}

const wrap = (x: bigint): bigint => BigInt.asUintN(64, x);
const rotateLeft = (x: bigint, k: bigint): bigint => wrap(x << k) | (x >> (64n - k));
