import { describe, expect, it } from "vitest";
import { foldsByHash, hashToUniform } from "./hash-to-uniform.ts";
import { murmur3 } from "./murmur3.ts";

describe("hashes of identifiers", () => {
  // Widely reproduced vectors of MurmurHash3 x86_32 (SMHasher; reproduced in the Guava and Wikipedia test tables).
  it.each([
    ["", 0, 0],
    ["", 1, 0x514e28b7],
    ["", 0xffffffff, 0x81f16f39],
    ["hello", 0, 0x248bfa47],
    ["test", 0, 0xba6bd213],
    ["Hello, world!", 0, 0xc0363e43],
    ["The quick brown fox jumps over the lazy dog", 0x9747b28c, 0x2fa826cd],
  ])("MurmurHash3 of %j with seed %i", (text, seed, hash) => {
    expect(murmur3(text, seed)).toBe(hash);
  });

  it("spreads consecutive identifiers evenly", () => {
    const n = 20_000;
    const bins = new Float64Array(20);
    for (let i = 0; i < n; i++) bins[Math.floor(hashToUniform(i) * 20)]!++;
    const chiSquare = bins.reduce((s, b) => s + (b - n / 20) ** 2 / (n / 20), 0);
    expect(chiSquare).toBeLessThan(19 + 4 * Math.sqrt(38));
  });

  it("keeps rows of one customer in one fold, whatever the order", () => {
    const ids = ["a", "b", "a", "c", "b", 7, "7"];
    const folds = foldsByHash(ids, 5);
    expect(folds[0]).toBe(folds[2]);
    expect(folds[1]).toBe(folds[4]);
    expect(folds[5]).toBe(folds[6]);
    expect([...foldsByHash([...ids].reverse(), 5)].reverse()).toEqual([...folds]);
  });

  it("refuses a single fold", () => {
    expect(() => foldsByHash(["a"], 1)).toThrow(expect.objectContaining({ code: "input.out_of_range" }));
  });
});
