import { describe, expect, it } from "vitest";
import { sfc32, sfc32FromState } from "./sfc32.ts";

describe("sfc32", () => {
  it("gives the same stream for the same seed and another for the next", () => {
    const draw = (seed: number | string) => Array.from({ length: 20 }, sfc32(seed));
    expect(draw(42)).toEqual(draw(42));
    expect(draw("lantern")).toEqual(draw("lantern"));
    expect(draw(42)).not.toEqual(draw(43));
    expect(draw(-1)).not.toEqual(draw(1));
  });

  // By hand from the published recurrence (PractRand sfc, 32-bit: shifts 9 and 3, rotation 21), state 1, 2, 3, counter 1:
  // out = 1+2+1 = 4, a' = 2^(2>>>9) = 2, b' = 3+(3<<3) = 27, c' = rotl(3,21)+4 = 6291460; out = 2+27+2 = 31.
  it("follows the published recurrence", () => {
    const next = sfc32FromState(1, 2, 3, 1);
    expect([next(), next()]).toEqual([4, 31]);
  });

  it("is uniform: mean, variance, lag-one correlation and 64 equal bins of 10^6 draws", () => {
    const random = sfc32(2026);
    const n = 1_000_000;
    const bins = new Float64Array(64);
    let [sum, squares, products, last] = [0, 0, 0, 0.5];
    for (let i = 0; i < n; i++) {
      const u = random();
      sum += u;
      squares += u * u;
      products += (u - 0.5) * (last - 0.5);
      last = u;
      bins[Math.floor(u * 64)]!++;
    }
    expect(Math.abs(sum / n - 0.5)).toBeLessThan(4 * Math.sqrt(1 / 12 / n));
    expect(Math.abs(squares / n - 1 / 3)).toBeLessThan(4 * Math.sqrt(4 / 45 / n));
    expect(Math.abs(products / n)).toBeLessThan(4 / 12 / Math.sqrt(n));
    const chiSquare = bins.reduce((s, b) => s + (b - n / 64) ** 2 / (n / 64), 0);
    expect(chiSquare).toBeLessThan(63 + 4 * Math.sqrt(2 * 63));
  });

  it("refuses a seed that is not a whole number", () => {
    expect(() => sfc32(0.5)).toThrow(expect.objectContaining({ code: "input.out_of_range" }));
    expect(() => sfc32(Number.NaN)).toThrow(expect.objectContaining({ code: "input.out_of_range" }));
  });
});
