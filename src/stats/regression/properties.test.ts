import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sfc32 } from "../random/sfc32.ts";
import { clusterCovariance } from "./cluster-robust.ts";
import { crossProducts, type LinearData, linearDataFromCells, mergeCrossProducts } from "./cross-products.ts";
import { designOf } from "./design.ts";
import { fitGamma } from "./gamma.ts";
import { robustGlmCovariance } from "./glm-robust.ts";
import { fitLinear, fitLinearFromCrossProducts } from "./linear.ts";
import { fitFirthLogistic, fitLogistic, logisticScores } from "./logistic.ts";
import { fitNegativeBinomial } from "./negative-binomial.ts";
import { fitPoisson } from "./poisson.ts";
import { leveragesOf } from "./residuals.ts";
import { fitRidge } from "./ridge.ts";
import { robustCovariance } from "./robust.ts";
import { fitTwoPart, spendContrast } from "./two-part.ts";

const golden = JSON.parse(
  readFileSync(new URL("../../../tests/golden/tests-and-models.json", import.meta.url), "utf8"),
);
const close = (actual: readonly number[], expected: readonly number[], digits = 9) => {
  expect(actual).toHaveLength(expected.length);
  actual.forEach((x, i) => {
    expect(Math.abs(x - expected[i]!)).toBeLessThanOrEqual(10 ** -digits * (1 + Math.abs(expected[i]!)));
  });
};

/** Rows with a discrete covariate, so that they can be grouped. */
function simulated(n: number, seed: number) {
  const random = sfc32(seed);
  const x = Array.from({ length: n }, () => Math.floor(random() * 5));
  const z = Array.from({ length: n }, () => (random() < 0.4 ? 1 : 0));
  const y = x.map((v, i) => 2 + 0.5 * v - z[i]! + random() * 3);
  const yes = x.map((v, i) => (random() < 1 / (1 + Math.exp(1 - 0.4 * v + 0.5 * z[i]!)) ? 1 : 0));
  return { x, z, y, yes };
}

/** Cells of a pattern with count, sum and sum of squares. */
function cellsOf({ x, z, y }: { x: number[]; z: number[]; y: number[] }) {
  const cells = new Map<string, { x: number; z: number; n: number; sum: number; squares: number }>();
  y.forEach((value, i) => {
    const key = `${x[i]}|${z[i]}`;
    const cell = cells.get(key) ?? { x: x[i]!, z: z[i]!, n: 0, sum: 0, squares: 0 };
    cells.set(key, { ...cell, n: cell.n + 1, sum: cell.sum + value, squares: cell.squares + value * value });
  });
  return [...cells.values()];
}

describe("published and computed values restated", () => {
  it("Longley (1967) at NIST's certified digits", () => {
    // NIST StRD, Longley: certified coefficients; data as published there.
    const y = [
      60323, 61122, 60171, 61187, 63221, 63639, 64989, 63761, 66019, 67857, 68169, 66513, 68655, 69564, 69331, 70551,
    ];
    const columns = {
      x1: [83, 88.5, 88.2, 89.5, 96.2, 98.1, 99, 100, 101.2, 104.6, 108.4, 110.8, 112.6, 114.2, 115.7, 116.9],
      x2: [
        234289, 259426, 258054, 284599, 328975, 346999, 365385, 363112, 397469, 419180, 442769, 444546, 482704, 502601,
        518173, 554894,
      ],
      x3: [2356, 2325, 3682, 3351, 2099, 1932, 1870, 3578, 2904, 2822, 2936, 4681, 3813, 3931, 4806, 4007],
      x4: [1590, 1456, 1616, 1650, 3099, 3594, 3547, 3350, 3048, 2857, 2798, 2637, 2552, 2514, 2572, 2827],
      x5: [
        107608, 108632, 109773, 110929, 112075, 113270, 115094, 116219, 117388, 118734, 120445, 121950, 123366, 125368,
        127852, 130081,
      ],
      x6: Array.from({ length: 16 }, (_, i) => 1947 + i),
    };
    const fit = fitLinear({ design: designOf(columns), y });
    close(
      fit.coefficients,
      [
        -3482258.63459582, 15.0618722713733, -0.035819179292591, -2.02022980381683, -1.03322686717359,
        -0.0511041056535807, 1829.15146461355,
      ],
      11,
    );
    expect(fit.conditionNumber).toBeGreaterThan(30);
  });

  it("Poisson and gamma with frequencies as R fits them", () => {
    const { x, frequencies, offset, counts, amount, poisson, gammaWeighted, gammaLong } = golden;
    const design = designOf({ x });
    const p = fitPoisson({ design, y: counts, frequencies, offset });
    close(p.coefficients, poisson.coef);
    close(p.standardErrors, poisson.se);
    expect(p.deviance).toBeCloseTo(poisson.deviance[0], 8);
    const g = fitGamma({ design, y: amount, frequencies });
    // R stops on the deviance, which leaves 3e-9 in these coefficients.
    close(g.coefficients, gammaWeighted.coef, 8);
    close(g.coefficients, gammaLong.coef, 8);
    close(g.standardErrors, gammaLong.se, 8);
    expect(g.logLikelihood).toBeCloseTo(gammaLong.logLik[0], 7);
  });

  it("Firth's estimate in closed form: half a success and half a failure more", () => {
    const one = fitFirthLogistic({ design: designOf({}, { n: 1 }), successes: [4], trials: [4] });
    close(one.coefficients, [Math.log(9)]);
    // A 2 × 2 table is saturated: each odds gets ½ in each cell (Firth 1993, section 3.3).
    const table = fitFirthLogistic({ design: designOf({ b: [0, 1] }), successes: [0, 7], trials: [5, 7] });
    const [a, b] = [Math.log(0.5 / 5.5), Math.log(7.5 / 0.5)];
    close(table.coefficients, [a, b - a], 8);
  });
});

describe("least squares obeys its laws", () => {
  it("cells, merged parts and rows give the same fit and robust errors", () => {
    const rows = simulated(300, 3);
    const design = designOf({ x: rows.x, z: rows.z });
    const data: LinearData = { design, y: rows.y };
    const cells = cellsOf(rows);
    const grouped = linearDataFromCells({
      design: designOf({ x: cells.map((c) => c.x), z: cells.map((c) => c.z) }),
      n: cells.map((c) => c.n),
      sum: cells.map((c) => c.sum),
      sumOfSquares: cells.map((c) => c.squares),
    });
    const [a, b] = [fitLinear(data), fitLinear(grouped)];
    close(b.coefficients, a.coefficients);
    close(b.standardErrors, a.standardErrors);
    expect(b.aic).toBeCloseTo(a.aic!, 7);
    for (const type of ["HC0", "HC1", "HC2", "HC3"] as const)
      close(robustCovariance(grouped, b, type).standardErrors, robustCovariance(data, a, type).standardErrors);
    const part = (from: number, to: number) =>
      crossProducts({
        design: designOf({ x: rows.x.slice(from, to), z: rows.z.slice(from, to) }),
        y: rows.y.slice(from, to),
      });
    const merged = fitLinearFromCrossProducts(mergeCrossProducts(part(0, 120), part(120, 300)));
    close(merged.coefficients, a.coefficients);
    close(merged.standardErrors, a.standardErrors);
    expect(leveragesOf(data, a).reduce((s, h) => s + h, 0)).toBeCloseTo(3, 10);
  });

  it("follows a change of unit and does not see the order of rows", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.constantFrom(1e-12, 1e-3, 1, 1e6, 1e12), (seed, unit) => {
        const { x, z, y } = simulated(40, seed);
        fc.pre(new Set(x).size > 1 && new Set(z).size > 1);
        const base = fitLinear({ design: designOf({ x, z }), y });
        const scaled = fitLinear({ design: designOf({ x: x.map((v) => v * unit), z }), y: y.map((v) => v * unit) });
        close([scaled.coefficients[1]!, scaled.coefficients[2]! / unit], base.coefficients.slice(1));
        close(scaled.t as number[], base.t as number[], 7);
        const reversed = fitLinear({
          design: designOf({ x: [...x].reverse(), z: [...z].reverse() }),
          y: [...y].reverse(),
        });
        close(reversed.coefficients, base.coefficients);
      }),
      { numRuns: 60, seed: 9 },
    );
  });

  it("names aliased and constant columns", () => {
    const x = [1, 2, 3, 4, 5, 7];
    const fit = fitLinear({
      design: designOf({ x, twice: x.map((v) => 2 * v + 1), flat: x.map(() => 1e9) }),
      y: [1, 2, 2, 4, 5, 5],
    });
    expect(fit.aliased).toEqual(["twice", "flat"]);
    expect(fit.terms).toEqual(["(Intercept)", "x"]);
  });

  it("one row a cluster: CR0 is HC0, CR2 is HC2", () => {
    const { x, z, y } = simulated(30, 5);
    const data: LinearData = { design: designOf({ x, z }), y };
    const fit = fitLinear(data);
    const clusterOf = y.map((_, i) => i);
    close(
      clusterCovariance({ data, fit, clusterOf, type: "CR0" }).standardErrors,
      robustCovariance(data, fit, "HC0").standardErrors,
    );
    close(
      clusterCovariance({ data, fit, clusterOf, type: "CR2" }).standardErrors,
      robustCovariance(data, fit, "HC2").standardErrors,
    );
  });

  it("ridge shrinks from least squares towards nothing", () => {
    const { x, z, y } = simulated(50, 6);
    const products = crossProducts({ design: designOf({ x, z }), y });
    const norms = [0, 1, 10, 1e3, 1e9].map((lambda) => Math.hypot(...fitRidge(products, lambda).coefficients));
    expect([...norms].sort((a, b) => b - a)).toEqual(norms);
    close(fitRidge(products, 0).coefficients, fitLinear({ design: designOf({ x, z }), y }).coefficients.slice(1));
    expect(norms.at(-1)!).toBeLessThan(1e-6);
  });

  it("refuses what it cannot fit, by name", () => {
    const tooSmall = expect.objectContaining({ code: "input.sample_too_small" });
    expect(() => fitLinear({ design: designOf({ x: [1] }), y: [1] })).toThrow(tooSmall);
    expect(() => fitLinear({ design: designOf({}, { n: 0 }), y: [] })).toThrow(tooSmall);
    expect(() => designOf({ x: [1, Number.NaN] })).toThrow(
      expect.objectContaining({ code: "input.out_of_range", details: { column: "x", row: 1 } }),
    );
    expect(() => fitLinear({ design: designOf({ x: [1, 2] }), y: [1] })).toThrow(
      expect.objectContaining({ code: "input.shape_mismatch" }),
    );
    const exact = fitLinear({ design: designOf({ x: [1, 2, 3, 4] }), y: [2, 4, 6, 8] });
    expect(exact).toMatchObject({ residualSumOfSquares: 0, f: null, logLikelihood: null });
    expect(exact.t).toEqual([null, null]);
  });
});

describe("generalised linear models obey their laws", () => {
  it("cells and rows give the same logistic fit, deviances apart", () => {
    const { x, z, yes } = simulated(400, 11);
    const rows = { design: designOf({ x, z }), successes: yes };
    const cells = cellsOf({ x, z, y: yes });
    const grouped = {
      design: designOf({ x: cells.map((c) => c.x), z: cells.map((c) => c.z) }),
      successes: cells.map((c) => c.sum),
      trials: cells.map((c) => c.n),
    };
    const [a, b] = [fitLogistic(rows), fitLogistic(grouped)];
    close(b.coefficients, a.coefficients, 8);
    close(b.standardErrors, a.standardErrors, 8);
    expect(b.n).toBe(a.n);
    const errors = (data: typeof grouped | typeof rows, fit: typeof a) =>
      robustGlmCovariance({ design: data.design, fit, scores: logisticScores(data, fit, "observation") })
        .standardErrors;
    close(errors(grouped, b), errors(rows, a), 8);
    expect(a.deviance).toBeLessThan(a.nullDeviance);
  });

  it("one covariate of two values: the odds ratio and the rate ratio in closed form", () => {
    const logit = fitLogistic({ design: designOf({ b: [0, 1] }), successes: [3e8, 6e8], trials: [1e9, 1e9] });
    close(logit.coefficients, [Math.log(3 / 7), Math.log(6 / 4) - Math.log(3 / 7)], 10);
    const poisson = fitPoisson({ design: designOf({ b: [0, 1] }), y: [4, 9], frequencies: [10, 20] });
    close(poisson.coefficients, [Math.log(4), Math.log(9 / 4)], 10);
    close(poisson.standardErrors, [1 / Math.sqrt(40), Math.sqrt(1 / 40 + 1 / 180)], 8);
  });

  it("reflects when the outcome is turned round", () => {
    const { x, z, yes } = simulated(200, 12);
    const fit = fitLogistic({ design: designOf({ x, z }), successes: yes });
    const turned = fitLogistic({ design: designOf({ x, z }), successes: yes.map((v) => 1 - v) });
    close(
      turned.coefficients.map((b) => -b),
      fit.coefficients,
    );
  });

  it("names the columns that separate the outcome, and fits them with Firth's penalty", () => {
    const design = designOf({ age: [30, 45, 50, 22, 61, 38], vip: [0, 1, 1, 0, 1, 0] });
    const successes = [0, 1, 1, 0, 1, 0];
    expect(() => fitLogistic({ design, successes })).toThrow(expect.objectContaining({ code: "model.separated" }));
    // Quasi-separation: nobody in the category bought.
    const quasi = designOf({ age: [30, 45, 50, 22, 61, 38, 41, 29], shop: [1, 1, 0, 0, 0, 0, 0, 0] });
    expect(() => fitLogistic({ design: quasi, successes: [0, 0, 1, 0, 0, 1, 0, 1] })).toThrow(
      expect.objectContaining({ code: "model.separated", details: { columns: ["shop"] } }),
    );
    expect(() => fitPoisson({ design: designOf({ shop: [1, 1, 0, 0] }), y: [0, 0, 3, 5] })).toThrow(
      expect.objectContaining({ code: "model.separated", details: { columns: ["shop"] } }),
    );
    const firth = fitFirthLogistic({ design, successes });
    expect(firth.coefficients.every(Number.isFinite)).toBe(true);
  });

  it("does not call a rare outcome separated", () => {
    const fit = fitLogistic({ design: designOf({ b: [0, 1] }), successes: [1, 500_000_000], trials: [1e9, 1e9] });
    close(fit.coefficients, [Math.log(1 / (1e9 - 1)), -Math.log(1 / (1e9 - 1))], 8);
  });

  it("leaves aliased columns out and names them", () => {
    const { x, z, yes } = simulated(100, 13);
    const fit = fitLogistic({ design: designOf({ x, z, sum: x.map((v, i) => v + z[i]!) }), successes: yes });
    expect(fit.aliased).toEqual(["sum"]);
  });

  it("keeps conditioning where a column is far from 0", () => {
    const { x, z, yes } = simulated(200, 14);
    const near = fitLogistic({ design: designOf({ x, z }), successes: yes });
    const far = fitLogistic({ design: designOf({ x: x.map((v) => v + 1e6), z }), successes: yes });
    close(far.coefficients.slice(1), near.coefficients.slice(1), 8);
    close(far.standardErrors.slice(1), near.standardErrors.slice(1), 8);
  });

  it("recovers an overdispersion and refuses one that is not there", () => {
    const random = sfc32(15);
    const counts = Array.from({ length: 3000 }, () => {
      // Poisson with an exponential mean of 3: geometric, so α = 1.
      const mean = -3 * Math.log(1 - random());
      let [k, p] = [0, random()];
      while (p > Math.exp(-mean)) {
        k++;
        p *= random();
      }
      return k;
    });
    const fit = fitNegativeBinomial({ design: designOf({}, { n: counts.length }), y: counts });
    expect(Math.abs(Math.log(fit.alpha))).toBeLessThan(4 * fit.logAlphaStandardError);
    expect(fit.overdispersion.pValue).toBeLessThan(1e-10);
    expect(() => fitNegativeBinomial({ design: designOf({}, { n: 6 }), y: [2, 2, 2, 2, 2, 2] })).toThrow(
      expect.objectContaining({ code: "model.degenerate" }),
    );
  });

  it("a saturated two-part model is the mean spend of each group, zeros included", () => {
    const group = [0, 0, 0, 0, 1, 1, 1, 1, 1];
    const amount = [0, 10, 30, 0, 0, 50, 40, 90, 20];
    const fit = fitTwoPart({ design: designOf({ group }), amount });
    const at = (g: number) => designOf({ group: [g] });
    const contrast = spendContrast(fit, { to: at(1), from: at(0) });
    expect(contrast.difference).toBeCloseTo(200 / 5 - 40 / 4, 8);
    // The delta error of two group means with denominators n: √(Σ(y−ȳ)²/n²) in each group.
    const spread = (values: number[]) => {
      const mean = values.reduce((a, b) => a + b, 0) / values.length;
      return values.reduce((s, v) => s + (v - mean) ** 2, 0) / values.length ** 2;
    };
    expect(contrast.standardError).toBeCloseTo(Math.sqrt(spread(amount.slice(0, 4)) + spread(amount.slice(4))), 8);
    expect(() => fitTwoPart({ design: designOf({ group }), amount: amount.map((a) => a - 1) })).toThrow(
      expect.objectContaining({ code: "input.out_of_range" }),
    );
  });

  it("refuses empty and impossible outcomes by name", () => {
    const design = designOf({ x: [1, 2, 3] });
    expect(() => fitLogistic({ design, successes: [0, 2, 1] })).toThrow(
      expect.objectContaining({ code: "input.out_of_range" }),
    );
    expect(() => fitPoisson({ design, y: [0, 0, 0] })).toThrow(
      expect.objectContaining({ code: "input.sample_too_small" }),
    );
    expect(() => fitGamma({ design, y: [1, 0, 2] })).toThrow(expect.objectContaining({ code: "input.out_of_range" }));
    expect(() => fitLogistic({ design: designOf({}, { n: 0 }), successes: [] })).toThrow(
      expect.objectContaining({ code: "input.sample_too_small" }),
    );
  });
});
