/**
 * MurmurHash3 (x86, 32 bits) of a text's UTF-8 bytes.
 *
 * Gives customers a fold, an arm or a place in a sample that is the same on every run and machine. Not for secrets.
 * @param text any string; lone surrogates hash as U+FFFD
 * @param seed 32-bit integer; another seed gives an independent hash
 * @returns an integer in [0, 2³²)
 * @see Appleby (2011), SMHasher, public domain
 * @example
 * murmur3("hello", 0); // 613153351
 */
export function murmur3(text: string, seed = 0): number {
  return murmur3OfBytes(utf8.encode(text), seed);
}

const utf8 = new TextEncoder();

/** MurmurHash3 (x86, 32 bits) of bytes; for several hashes of one text. */
export function murmur3OfBytes(bytes: Uint8Array, seed: number): number {
  let hash = seed | 0;
  const whole = bytes.length & ~3;
  for (let i = 0; i < whole; i += 4) {
    hash ^= mixWord(bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24));
    hash = (hash << 13) | (hash >>> 19);
    hash = (Math.imul(hash, 5) + 0xe6546b64) | 0;
  }
  let tail = 0;
  for (let i = bytes.length - 1; i >= whole; i--) tail = (tail << 8) | bytes[i]!;
  if (bytes.length > whole) hash ^= mixWord(tail);
  return avalanche(hash ^ bytes.length);
}

function mixWord(word: number): number {
  const k = Math.imul(word, 0xcc9e2d51);
  return Math.imul((k << 15) | (k >>> 17), 0x1b873593);
}

function avalanche(value: number): number {
  let h = value;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
