import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { betweenVariance } from "./between-variance.ts";

// Colditz et al. (1994), JAMA 271, 698: thirteen trials of BCG vaccine; cases and others, vaccinated and not.
const BCG = [
  [4, 119, 11, 128],
  [6, 300, 29, 274],
  [3, 228, 11, 209],
  [62, 13536, 248, 12619],
  [33, 5036, 47, 5761],
  [180, 1361, 372, 1079],
  [8, 2537, 10, 619],
  [505, 87886, 499, 87892],
  [29, 7470, 45, 7232],
  [17, 1699, 65, 1600],
  [186, 50448, 141, 27197],
  [5, 2493, 3, 2338],
  [27, 16886, 29, 17825],
] as const;
const logRatios = BCG.map(([a, b, c, d]) => Math.log(a / (a + b) / (c / (c + d))));
const errors = BCG.map(([a, b, c, d]) => Math.sqrt(1 / a - 1 / (a + b) + 1 / c - 1 / (c + d)));

describe("variance between groups", () => {
  it("of the BCG trials is what metafor publishes", () => {
    const { variance, interval } = betweenVariance(logRatios, errors);
    // Viechtbauer (2010), J. Stat. Softw. 36(3), section 3.3: confint of tau^2: 0.1197 to 1.1115 (Q-profile); method "PM": 0.3181
    expect(variance).toBeCloseTo(0.3181, 4);
    expect(interval.low).toBeCloseTo(0.1197, 4);
    expect(interval.high).toBeCloseTo(1.1115, 4);
  });

  it("of four groups agrees with R", () => {
    // R 4.2: uniroot(function(t) { w <- 1/(s^2+t); sum(w*(e-sum(w*e)/sum(w))^2) - qchisq(p, 3) }, …)
    const { interval } = betweenVariance([42, 12, 55, 30], [3, 9, 4, 6]);
    expect(interval.low).toBeCloseTo(61.55326586, 6);
    expect(interval.high).toBeCloseTo(4597.21968071, 5);
  });

  it("is 0 where groups agree better than chance would have it, and lies in its interval always", () => {
    expect(betweenVariance([10, 10.1, 9.9], [2, 2, 2])).toMatchObject({ variance: 0, interval: { low: 0 } });
    const group = fc.tuple(fc.double({ min: -50, max: 50, noNaN: true }), fc.double({ min: 0.1, max: 9, noNaN: true }));
    fc.assert(
      fc.property(fc.array(group, { minLength: 2, maxLength: 9 }), (groups) => {
        const { variance, interval } = betweenVariance(
          groups.map(([y]) => y),
          groups.map(([, s]) => s),
        );
        expect(interval.low).toBeLessThanOrEqual(variance);
        expect(variance).toBeLessThanOrEqual(interval.high);
      }),
    );
  });

  it("refuses one group, and errors of 0", () => {
    expect(() => betweenVariance([1], [1])).toThrow(expect.objectContaining({ code: "input.sample_too_small" }));
    expect(() => betweenVariance([1, 2], [0, 1])).toThrow(expect.objectContaining({ code: "input.out_of_range" }));
    expect(() => betweenVariance([1, 2], [1])).toThrow(expect.objectContaining({ code: "input.shape_mismatch" }));
  });
});
