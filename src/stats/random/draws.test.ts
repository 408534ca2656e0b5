import { describe, expect, it } from "vitest";
import { drawBeta } from "./beta.ts";
import { drawBinomial } from "./binomial.ts";
import { categoricalSampler } from "./categorical.ts";
import { drawExponential } from "./exponential.ts";
import { drawGamma, drawLogGamma } from "./gamma.ts";
import { drawNegativeBinomial } from "./negative-binomial.ts";
import { drawNormal } from "./normal.ts";
import { drawPoisson } from "./poisson.ts";
import { sfc32 } from "./sfc32.ts";

const N = 100_000;

/** Mean and variance of draws must come within five standard errors of the distribution's own. */
function expectMoments(draw: () => number, truth: { mean: number; variance: number; kurtosis: number }) {
  let [sum, squares] = [0, 0];
  for (let i = 0; i < N; i++) {
    const x = draw() - truth.mean;
    sum += x;
    squares += x * x;
  }
  expect(Math.abs(sum / N)).toBeLessThan(5 * Math.sqrt(truth.variance / N));
  const errorOfVariance = truth.variance * Math.sqrt((truth.kurtosis - 1) / N);
  expect(Math.abs(squares / N - truth.variance)).toBeLessThan(5 * errorOfVariance);
}

describe("draws have the moments of their distributions (closed forms; seed 7)", () => {
  const random = sfc32(7);

  it("normal", () => expectMoments(() => drawNormal(random), { mean: 0, variance: 1, kurtosis: 3 }));
  it("exponential", () => expectMoments(() => drawExponential(random), { mean: 1, variance: 1, kurtosis: 9 }));

  it.each([0.1, 0.5, 1, 2.5, 40])("gamma, shape %d", (shape) => {
    expectMoments(() => drawGamma(random, shape), { mean: shape, variance: shape, kurtosis: 3 + 6 / shape });
  });

  it.each([
    [0.5, 0.5],
    [2, 5],
    [30, 3],
  ])("beta(%d, %d)", (alpha, beta) => {
    const s = alpha + beta;
    const excess = (6 * ((alpha - beta) ** 2 * (s + 1) - alpha * beta * (s + 2))) / (alpha * beta * (s + 2) * (s + 3));
    const variance = (alpha * beta) / (s * s * (s + 1));
    expectMoments(() => drawBeta(random, { alpha, beta }), { mean: alpha / s, variance, kurtosis: 3 + excess });
  });

  it.each([0.2, 1, 9.9, 10, 57.3, 4000])("Poisson, mean %d", (mean) => {
    expectMoments(() => drawPoisson(random, mean), { mean, variance: mean, kurtosis: 3 + 1 / mean });
  });

  it("Poisson probabilities at mean 12 match the probability function", () => {
    const counts = new Float64Array(60);
    for (let i = 0; i < N; i++) counts[drawPoisson(random, 12)]!++;
    let p = Math.exp(-12);
    let chiSquare = 0;
    for (let k = 0; k <= 25; k++) {
      if (k > 0) p *= 12 / k;
      if (k >= 3) chiSquare += (counts[k]! - N * p) ** 2 / (N * p);
    }
    expect(chiSquare).toBeLessThan(23 + 4 * Math.sqrt(46));
  });

  it.each([
    [10, 0.3],
    [40, 0.97],
    [1000, 0.5],
    [1_000_000, 0.2],
    [1_000_000_000, 1e-9],
  ])("binomial(%d, %d)", (n, p) => {
    const variance = n * p * (1 - p);
    const kurtosis = 3 + (1 - 6 * p * (1 - p)) / variance;
    expectMoments(() => drawBinomial(random, { n, p }), { mean: n * p, variance, kurtosis });
  });

  it("negative binomial", () => {
    const [mean, dispersion] = [3, 0.8];
    const variance = mean + dispersion * mean ** 2;
    const kurtosis = 3 + 6 * dispersion + 1 / variance;
    expectMoments(() => drawNegativeBinomial(random, { mean, dispersion }), { mean, variance, kurtosis });
  });

  it("categories come in proportion to their weights and a weight of 0 never comes", () => {
    const draw = categoricalSampler([5, 0, 3, 2]);
    const counts = [0, 0, 0, 0];
    for (let i = 0; i < N; i++) counts[draw(random)]!++;
    expect(counts[1]).toBe(0);
    [0.5, 0, 0.3, 0.2].forEach((p, i) => {
      expect(Math.abs(counts[i]! / N - p)).toBeLessThanOrEqual(5 * Math.sqrt((p * (1 - p)) / N));
    });
  });

  it("a tiny gamma shape underflows as a number but not as a logarithm", () => {
    expect(Number.isFinite(drawLogGamma(random, 0.0005))).toBe(true);
  });
});

describe("draws refuse what has no distribution", () => {
  const random = sfc32(1);
  const outOfRange = expect.objectContaining({ code: "input.out_of_range" });
  it("names the parameter's range", () => {
    expect(() => drawGamma(random, 0)).toThrow(outOfRange);
    expect(() => drawPoisson(random, -1)).toThrow(outOfRange);
    expect(() => drawPoisson(random, Number.NaN)).toThrow(outOfRange);
    expect(() => drawNegativeBinomial(random, { mean: 1, dispersion: -1 })).toThrow(outOfRange);
    expect(() => drawBinomial(random, { n: 1.5, p: 0.5 })).toThrow(outOfRange);
    expect(() => drawBinomial(random, { n: 1, p: 2 })).toThrow(outOfRange);
    expect(() => categoricalSampler([])).toThrow(outOfRange);
    expect(() => categoricalSampler([0, 0])).toThrow(outOfRange);
    expect(() => categoricalSampler([1, Number.NaN])).toThrow(outOfRange);
  });
});
