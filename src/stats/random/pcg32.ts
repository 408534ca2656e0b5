const MULTIPLIER = 6364136223846793005n;

/**
 * The PCG32 stream (XSH-RR), for comparison with other software that uses it; `sfc32` is the faster choice here.
 * @param state initial state, any integer
 * @param stream which of 2⁶³ independent streams
 * @returns a function giving the next integer in [0, 2³²)
 * @see O'Neill (2014), "PCG: a family of simple fast space-efficient statistically good algorithms"
 * @example
 * pcg32(42n, 54n)(); // 2707161783
 */
export function pcg32(state: bigint, stream: bigint): () => number {
  const increment = BigInt.asUintN(64, (stream << 1n) | 1n);
  let s = BigInt.asUintN(64, (increment + state) * MULTIPLIER + increment);
  return () => {
    const old = s;
    s = BigInt.asUintN(64, old * MULTIPLIER + increment);
    const shifted = Number(BigInt.asUintN(32, ((old >> 18n) ^ old) >> 27n));
    const turn = Number(old >> 59n);
    return ((shifted >>> turn) | (shifted << (-turn & 31))) >>> 0;
  };
}
