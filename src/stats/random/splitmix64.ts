const GOLDEN_GAMMA = 0x9e3779b97f4a7c15n;

/**
 * SplitMix64: a stream of 64-bit integers used to turn one seed into the state of other generators.
 *
 * Nearby seeds give unrelated streams, so seeds 1, 2, 3 … may be used for replicates 1, 2, 3 ….
 * @param seed any integer; reduced modulo 2⁶⁴
 * @returns a function giving the next integer in [0, 2⁶⁴)
 * @see Steele, Lea & Flood (2014), OOPSLA, "Fast splittable pseudorandom number generators"
 * @example
 * splitmix64(1234567n)(); // 6457827717110365317n
 */
export function splitmix64(seed: bigint): () => bigint {
  let state = BigInt.asUintN(64, seed);
  return () => {
    state = BigInt.asUintN(64, state + GOLDEN_GAMMA);
    let z = state;
    z = BigInt.asUintN(64, (z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n);
    z = BigInt.asUintN(64, (z ^ (z >> 27n)) * 0x94d049bb133111ebn);
    return z ^ (z >> 31n);
  };
}
