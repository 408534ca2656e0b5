import { readFileSync } from "node:fs";
import betaQuantileOracle from "@stdlib/stats-base-dists-beta-quantile";
import chiSquareCdfOracle from "@stdlib/stats-base-dists-chisquare-cdf";
import tCdfOracle from "@stdlib/stats-base-dists-t-cdf";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { betaCdf, betaQuantile, betaUpper } from "./beta.ts";
import { binomialCdf, binomialPmf, binomialQuantile, binomialUpper } from "./binomial.ts";
import { chiSquareCdf, chiSquareQuantile, chiSquareUpper } from "./chi-square.ts";
import { fCdf, fQuantile, fUpper } from "./f.ts";
import { gammaCdf, gammaQuantile, logGammaDensity } from "./gamma.ts";
import { noncentralTCdf, noncentralTUpper } from "./noncentral-t.ts";
import { logNormalCdf, normalCdf, normalDensity, normalQuantile, normalUpper } from "./normal.ts";
import { poissonCdf, poissonPmf, poissonQuantile, poissonUpper } from "./poisson.ts";
import { studentTCdf, studentTDensity, studentTQuantile, studentTTwoSided, studentTUpper } from "./student-t.ts";
import { studentizedRangeQuantile, studentizedRangeUpper, tabulatedRange } from "./studentized-range.ts";

type Rows = [number[], number][];
const golden = JSON.parse(
  readFileSync(new URL("../../../tests/golden/distributions.json", import.meta.url), "utf8"),
) as Record<string, Rows>;

const relative = (actual: number, expected: number) =>
  actual === expected ? 0 : Math.abs(actual - expected) / Math.abs(expected);

describe("distributions agree with scipy and mpmath (tests/golden/distributions.py)", () => {
  const cases: [string, (...x: number[]) => number, number][] = [
    ["studentizedRangeUpper", (q, groups, df) => studentizedRangeUpper(q!, { groups: groups!, df: df! }), 1e-6],
    ["noncentralTCdf", (t, df, d) => noncentralTCdf(t!, { df: df!, noncentrality: d! }), 1e-10],
    ["gammaQuantile", (p, shape) => gammaQuantile(p!, { shape: shape!, scale: 1 }), 1e-10],
    ["betaQuantile", (p, a, b) => betaQuantile(p!, a!, b!), 1e-10],
    ["fQuantile", (p, a, b) => fQuantile(p!, a!, b!), 1e-10],
    ["chiSquareQuantile", (p, df) => chiSquareQuantile(p!, df!), 1e-10],
    ["binomialQuantile", (q, n, p) => binomialQuantile(q!, n!, p!), 0],
    ["binomialPmf", (k, n, p) => binomialPmf(k!, n!, p!), 1e-12],
    ["poissonQuantile", (q, m) => poissonQuantile(q!, m!), 0],
    ["poissonPmf", (k, m) => poissonPmf(k!, m!), 1e-12],
  ];
  it.each(cases)("%s", (name, f, tolerance) => {
    for (const [x, expected] of golden[name]!)
      expect(relative(f(...x), expected), `${name}(${x})`).toBeLessThanOrEqual(tolerance);
  });
});

describe("distributions agree with small tables", () => {
  it("gives the multipliers that every table prints", () => {
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 14);
    // mpmath 1.3; the value 2.2281388519649 that many programs print is off in the eleventh digit.
    expect(studentTQuantile(0.975, 10)).toBeCloseTo(2.2281388519862744, 12);
    expect(chiSquareUpper(3.841458820694124, 1)).toBeCloseTo(0.05, 14);
    // R 4.2.2: qtukey(0.95, 3, 20)
    expect(studentizedRangeQuantile(0.95, { groups: 3, df: 20 })).toBeCloseTo(3.577935, 5);
  });

  it("keeps tails that 1 − p would lose", () => {
    // mpmath 1.3
    expect(relative(normalUpper(10), 7.619853024160525e-24)).toBeLessThan(1e-13);
    expect(relative(logNormalCdf(-40), -804.6084420137538)).toBeLessThan(1e-14);
    expect(relative(chiSquareUpper(500, 10), 4.414736099913731e-101)).toBeLessThan(1e-11);
    expect(studentTUpper(1e10, 3)).toBeGreaterThan(0);
  });

  it("agrees with @stdlib", () => {
    fc.assert(
      fc.property(
        fc.double({ min: -20, max: 20, noNaN: true }),
        fc.double({ min: 0.5, max: 200, noNaN: true }),
        (x, df) => {
          expect(studentTCdf(x, df)).toBeCloseTo(tCdfOracle(x, df), 10);
          expect(chiSquareCdf(Math.abs(x), df)).toBeCloseTo(chiSquareCdfOracle(Math.abs(x), df), 10);
        },
      ),
      { numRuns: 300, seed: 1 },
    );
    expect(betaQuantile(0.3, 4.5, 2)).toBeCloseTo(betaQuantileOracle(0.3, 4.5, 2), 10);
  });
});

describe("distribution functions obey their laws", () => {
  const share = fc.double({ min: 1e-12, max: 1 - 1e-12, noNaN: true });
  const positive = fc.double({ min: 1e-3, max: 1e6, noNaN: true });
  const options = { numRuns: 200, seed: 2 };

  it("quantile undoes the distribution function", () => {
    fc.assert(
      fc.property(
        share,
        fc.double({ min: 0.3, max: 1e4, noNaN: true }),
        fc.double({ min: 0.3, max: 1e4, noNaN: true }),
        (p, a, b) => {
          expect(normalCdf(normalQuantile(p))).toBeCloseTo(p, 12);
          expect(studentTCdf(studentTQuantile(p, a), a)).toBeCloseTo(p, 11);
          expect(chiSquareCdf(chiSquareQuantile(p, a), a)).toBeCloseTo(p, 10);
          expect(betaCdf(betaQuantile(p, a, b), a, b)).toBeCloseTo(p, 9);
        },
      ),
      options,
    );
  });

  it("both tails add to one and lie in [0, 1]", () => {
    fc.assert(
      fc.property(
        positive,
        fc.double({ min: 0.01, max: 1e5, noNaN: true }),
        fc.double({ min: 0.01, max: 1e5, noNaN: true }),
        (x, a, b) => {
          for (const [lower, upper] of [
            [chiSquareCdf(x, a), chiSquareUpper(x, a)],
            [fCdf(x, a, b), fUpper(x, a, b)],
            [betaCdf(x / (1 + x), a, b), betaUpper(x / (1 + x), a, b)],
            [studentTCdf(x, a), studentTUpper(x, a)],
          ] as const) {
            expect(lower + upper).toBeCloseTo(1, 12);
            expect(Math.min(lower, upper)).toBeGreaterThanOrEqual(0);
          }
        },
      ),
      options,
    );
  });

  it("discrete tails are sums of their probabilities", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), share, (n, p) => {
        let sum = 0;
        for (let k = 0; k <= n; k++) {
          sum += binomialPmf(k, n, p);
          expect(binomialCdf(k, n, p)).toBeCloseTo(sum, 12);
          expect(binomialCdf(k, n, p) + binomialUpper(k, n, p)).toBeCloseTo(1, 12);
        }
        const mean = n * p;
        expect(poissonCdf(3, mean) + poissonUpper(3, mean)).toBeCloseTo(1, 12);
        expect(poissonCdf(2, mean)).toBeCloseTo(poissonPmf(0, mean) + poissonPmf(1, mean) + poissonPmf(2, mean), 12);
      }),
      options,
    );
  });

  it("limits meet: t at many degrees of freedom, F and its square, range of two", () => {
    expect(studentTQuantile(0.975, 1e14)).toBeCloseTo(normalQuantile(0.975), 10);
    expect(studentTCdf(1.3, 1e9)).toBeCloseTo(normalCdf(1.3), 8);
    expect(fUpper(2.2 ** 2, 1, 17)).toBeCloseTo(studentTTwoSided(2.2, 17), 13);
    expect(studentizedRangeUpper(3.1 * Math.SQRT2, { groups: 2, df: 9 })).toBeCloseTo(studentTTwoSided(3.1, 9), 11);
    expect(noncentralTCdf(1.1, { df: 7, noncentrality: 0 })).toBeCloseTo(studentTCdf(1.1, 7), 12);
    expect(
      noncentralTCdf(1.1, { df: 7, noncentrality: 2 }) + noncentralTUpper(1.1, { df: 7, noncentrality: 2 }),
    ).toBeCloseTo(1, 12);
    expect(studentTDensity(0.7, 1e16)).toBeCloseTo(normalDensity(0.7), 14);
    expect(gammaCdf(2, { shape: 1, scale: 2 })).toBeCloseTo(1 - Math.exp(-1), 14);
    expect(Math.exp(logGammaDensity(2, { shape: 1, scale: 2 }))).toBeCloseTo(Math.exp(-1) / 2, 14);
  });

  it("a tabulated range is the range itself", () => {
    const range = tabulatedRange(7);
    for (const q of [0.05, 1, 3.3, 6, 11.9, 12.1, 30, 60])
      expect(relative(range.upper(q, 15), studentizedRangeUpper(q, { groups: 7, df: 15 }))).toBeLessThan(1e-9);
  });

  it("stands large counts and refuses nonsense by name", () => {
    // 10⁹ trials at their mean: half of the mass, but for the discreteness 1/(3√(2πnpq)) and the point itself.
    expect(binomialCdf(3e8, 1e9, 0.3)).toBeCloseTo(0.5, 4);
    expect(poissonCdf(1e9, 1e9)).toBeCloseTo(0.5, 4);
    expect(binomialQuantile(0.5, 1e9, 0.3)).toBe(3e8);
    expect(normalQuantile(5e-324)).toBeLessThan(-38);
    for (const bad of [
      () => normalQuantile(1.2),
      () => normalQuantile(Number.NaN),
      () => studentTQuantile(0.5, 0),
      () => chiSquareUpper(1, -1),
      () => betaQuantile(0.5, 0, 1),
      () => binomialPmf(1, 2.5, 0.5),
      () => poissonPmf(1, -1),
      () => studentizedRangeUpper(1, { groups: 1, df: 4 }),
    ])
      expect(bad).toThrow(expect.objectContaining({ code: "input.out_of_range" }));
  });
});
