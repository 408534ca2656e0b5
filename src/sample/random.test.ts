import { describe, expect, it } from "vitest";
import { MEAN_HOLD, PARAMETERS } from "./parameters.ts";
import { Stream } from "./random.ts";

describe("Stream", () => {
  it("gives the same numbers for the same seed, customer and purpose, and others otherwise", () => {
    const draw = (seed: number, customer: number, purpose: number) => {
      const random = new Stream().reseed(seed, customer, purpose);
      return Array.from({ length: 4 }, () => random.next());
    };
    expect(draw(1, 2, 3)).toEqual(draw(1, 2, 3));
    const all = [draw(1, 2, 3), draw(2, 2, 3), draw(1, 3, 3), draw(1, 2, 4), draw(1 + 2 ** 32, 2, 3)];
    expect(new Set(all.map((numbers) => numbers[0])).size).toBe(all.length);
  });

  it("is uniform, normal, exponential and gamma in its first two moments, over the first draws of many customers", () => {
    const random = new Stream();
    const n = 40_000;
    const kinds = {
      uniform: { draw: () => random.next(), mean: 0.5, variance: 1 / 12 },
      normal: { draw: () => random.normal(), mean: 0, variance: 1 },
      exponential: { draw: () => random.exponential(), mean: 1, variance: 1 },
      gamma: { draw: () => random.gamma(2), mean: 1, variance: 0.5 },
    };
    for (const [name, { draw, mean, variance }] of Object.entries(kinds)) {
      let [sum, squares] = [0, 0];
      for (let customer = 1; customer <= n; customer++) {
        random.reseed(1, customer, 1);
        const value = draw();
        sum += value;
        squares += value * value;
      }
      expect(Math.abs(sum / n - mean), name).toBeLessThan(4 * Math.sqrt(variance / n));
      expect(Math.abs(squares / n - (sum / n) ** 2 - variance), name).toBeLessThan(0.06);
    }
  });

  it("the mean hold time by which contacts are centred is that of the capped lognormal", () => {
    const random = new Stream().reseed(1, 1, 1);
    const { holdMedianSeconds, holdSpread, holdCapSeconds } = PARAMETERS.support;
    const n = 400_000;
    let sum = 0;
    for (let i = 0; i < n; i++) {
      sum += Math.min(holdCapSeconds, holdMedianSeconds * Math.exp(holdSpread * random.normal()));
    }
    expect(Math.abs(sum / n - MEAN_HOLD)).toBeLessThan(0.7);
  });
});
