import type { Random } from "../../base/random.ts";

/**
 * A filler of Poisson(1) bootstrap weights, exact and without a function call a weight.
 *
 * One 32-bit random number serves four weights: a byte decides the weight wherever its 1/256 cell lies inside one step of the
 * distribution function; the five cells that straddle a step (2 %) draw again within the cell.
 * @param random at least 32 random bits a number, as `sfc32`
 * @returns a function that fills an array with fresh weights
 * @see Hanley & MacGibbon (2006), Computational Statistics & Data Analysis 51, 1192–1203
 * @example
 * const weights = new Uint8Array(8);
 * poissonWeights(sfc32(1))(weights);
 * weights; // [0, 2, 0, 1, 1, 1, 2, 1]
 */
export function poissonWeights(random: Random): (weights: Uint8Array) => void {
  return (weights) => {
    const n = weights.length;
    for (let i = 0; i < n; i += 4) {
      let bits = (random() * 4294967296) >>> 0;
      const end = Math.min(i + 4, n);
      for (let j = i; j < end; j++) {
        const byte = bits & 255;
        bits >>>= 8;
        const weight = TABLE[byte]!;
        weights[j] = weight === STRADDLES ? search((byte + random()) / 256) : weight;
      }
    }
  };
}

const STRADDLES = 255;

/** P(N ≤ k) for N ~ Poisson(1); beyond k = 18 the steps are below a double's resolution. */
const CUMULATIVE = cumulativeProbabilities();
const TABLE = Uint8Array.from({ length: 256 }, (_, byte) => {
  const [low, high] = [search(byte / 256), search((byte + 1) / 256 - 2 ** -53)];
  return low === high ? low : STRADDLES;
});

function search(u: number): number {
  let k = 0;
  while (k < CUMULATIVE.length && u >= CUMULATIVE[k]!) k++;
  return k;
}

function cumulativeProbabilities(): number[] {
  const result: number[] = [];
  let term = Math.exp(-1);
  let total = 0;
  for (let k = 0; k <= 18; k++) {
    total += term;
    result.push(total);
    term /= k + 1;
  }
  return result;
}
