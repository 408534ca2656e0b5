import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sfc32 } from "../random/sfc32.ts";
import { momentsOf, pairedMomentsOf } from "../sums.ts";
import { oneWayAnova, welchAnova } from "./anova.ts";
import { chiSquareTest } from "./chi-square-test.ts";
import { cliffsDelta, dominanceSumsOf } from "./cliffs-delta.ts";
import { kendallCorrelation, midRanks, pearsonCorrelation, spearmanCorrelation } from "./correlation.ts";
import { adjustPValues } from "./multiplicity.ts";
import { gamesHowell, tukeyHsd } from "./pairwise-means.ts";
import {
  detectableMeanDifference,
  detectableProportionDifference,
  powerOfTwoMeans,
  sampleSizeForNpsDifference,
  sampleSizeForTwoMeans,
} from "./power.ts";
import { proportionTrend } from "./proportion-trend.ts";
import { kruskalWallis, mannWhitney, rankSumsOf, rankSumsOfRows } from "./rank-tests.ts";
import { standardizedDifference } from "./standardized-difference.ts";
import { pairedTTest, studentTTest, welchTTest } from "./t-test.ts";

const golden = JSON.parse(
  readFileSync(new URL("../../../tests/golden/tests-and-models.json", import.meta.url), "utf8"),
);
const options = { numRuns: 150, seed: 5 };
const scores = fc.array(fc.integer({ min: 0, max: 10 }), { minLength: 2, maxLength: 40 });

/** Rows to a table value × group. */
function tableOf(...groups: number[][]): number[][] {
  return Array.from({ length: 11 }, (_, value) => groups.map((g) => g.filter((x) => x === value).length));
}

describe("published and computed values restated", () => {
  // Student (1908), data sleep; the R manual prints t = −1.8608, df = 17.776, p = 0.07939
  const x = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2];
  const y = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];

  it("Welch, paired t, Mann–Whitney and Hedges' g on Student's sleep data", () => {
    const welch = welchTTest(momentsOf(x), momentsOf(y));
    expect(welch.t).toBeCloseTo(-1.86081346748685, 12);
    expect(welch.df).toBeCloseTo(17.7764735161785, 10);
    expect(welch.pValue).toBeCloseTo(0.0793941401873582, 12);
    expect(pairedTTest(pairedMomentsOf(x, y)).pValue).toBeCloseTo(0.00283289019738427, 12);
    const u = mannWhitney(rankSumsOfRows([...x, ...y], [...x.map(() => 0), ...y.map(() => 1)], 2));
    expect(u).toMatchObject({ u: 25.5 });
    expect(u.pValueCorrected).toBeCloseTo(0.0693275754336266, 12);
    const g = standardizedDifference(momentsOf(x), momentsOf(y));
    expect(g.hedgesG).toBeCloseTo(-0.796935239191122, 12);
    expect(g.interval.low).toBeCloseTo(-1.665172, 4);
  });

  it("Cliff's delta and its interval as R computes them from all pairs", () => {
    const { a, b, delta, variance, limits } = golden.cliff;
    const result = cliffsDelta(dominanceSumsOf(tableOf(a, b)));
    expect(result.delta).toBeCloseTo(delta[0], 12);
    expect(result.standardError).toBeCloseTo(Math.sqrt(variance[0]), 12);
    expect(result.interval.low).toBeCloseTo(limits[0], 12);
    expect(result.interval.high).toBeCloseTo(limits[1], 12);
  });

  it("detectable differences as R's power functions give them", () => {
    expect(detectableMeanDifference({ standardDeviation: 3, nPerGroup: 50 })).toBeCloseTo(
      golden.detectable.meanDelta[0],
      4,
    );
    expect(0.3 + detectableProportionDifference({ p1: 0.3, nPerGroup: 500 })!).toBeCloseTo(
      golden.detectable.share2[0],
      4,
    );
  });
});

describe("tests obey their laws", () => {
  it("grouped tables and rows give the same ranks", () => {
    fc.assert(
      fc.property(scores, scores, (a, b) => {
        const rows = rankSumsOfRows([...a, ...b], [...a.map(() => 0), ...b.map(() => 1)], 2);
        expect(rankSumsOf(tableOf(a, b))).toEqual(rows);
      }),
      options,
    );
  });

  it("Cliff's delta is the rank-biserial correlation; exchanging groups changes its sign", () => {
    fc.assert(
      fc.property(scores, scores, (a, b) => {
        const d = cliffsDelta(dominanceSumsOf(tableOf(a, b)));
        expect(d.delta).toBeCloseTo(mannWhitney(rankSumsOf(tableOf(a, b))).rankBiserial, 12);
        const swapped = cliffsDelta(dominanceSumsOf(tableOf(b, a)));
        expect(swapped.delta).toBeCloseTo(-d.delta, 12);
        expect(swapped.interval.low).toBeCloseTo(-d.interval.high, 10);
        expect(d.interval.low).toBeGreaterThanOrEqual(-1);
        expect(d.interval.high).toBeLessThanOrEqual(1);
        expect(d.interval.low).toBeLessThanOrEqual(d.delta);
      }),
      options,
    );
  });

  it("two groups: F = t², H = z², chi-square = z²", () => {
    fc.assert(
      fc.property(scores, scores, (a, b) => {
        const [x, y] = [momentsOf(a), momentsOf(b)];
        fc.pre(x.squaredDeviations > 0 && y.squaredDeviations > 0);
        const groups = [
          { name: "a", moments: x },
          { name: "b", moments: y },
        ];
        expect(oneWayAnova(groups).f).toBeCloseTo(studentTTest(x, y).t! ** 2, 7);
        expect(welchAnova(groups).f).toBeCloseTo(welchTTest(x, y).t! ** 2, 7);
        expect(welchAnova(groups).df2).toBeCloseTo(welchTTest(x, y).df, 6);
        const ranks = rankSumsOf(tableOf(a, b));
        expect(kruskalWallis(ranks).h).toBeCloseTo(mannWhitney(ranks).z! ** 2, 8);
        expect(tukeyHsd(groups)[0]!.pValue).toBeCloseTo(studentTTest(x, y).pValue!, 9);
        expect(gamesHowell(groups)[0]!.pValue).toBeCloseTo(welchTTest(x, y).pValue!, 9);
      }),
      { numRuns: 40, seed: 6 },
    );
    const trend = proportionTrend([
      { score: 0, successes: 30, n: 100 },
      { score: 1, successes: 45, n: 110 },
    ]);
    expect(trend.chiSquare).toBeCloseTo(
      chiSquareTest([
        [30, 70],
        [45, 65],
      ]).chiSquare,
      10,
    );
  });

  it("test and interval agree", () => {
    fc.assert(
      fc.property(scores, scores, (a, b) => {
        const t = welchTTest(momentsOf(a), momentsOf(b));
        fc.pre(t.t !== null);
        expect(t.pValue! < 0.05).toBe(t.interval.low > 0 || t.interval.high < 0);
      }),
      options,
    );
  });

  it("adjusted p-values rise with the raw ones and keep the order of the methods", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 30 }), (p) => {
        const bonferroni = adjustPValues(p, "bonferroni");
        const holm = adjustPValues(p, "holm");
        const hochberg = adjustPValues(p, "hochberg");
        const bh = adjustPValues(p, "benjamini-hochberg");
        p.forEach((raw, i) => {
          expect(bh[i]!).toBeGreaterThanOrEqual(raw * (1 - 1e-12));
          expect(hochberg[i]!).toBeGreaterThanOrEqual(bh[i]! * (1 - 1e-12));
          expect(holm[i]!).toBeGreaterThanOrEqual(hochberg[i]! * (1 - 1e-12));
          expect(bonferroni[i]!).toBeGreaterThanOrEqual(holm[i]! * (1 - 1e-12));
          p.forEach((other, j) => {
            if (raw < other) expect(bh[i]!).toBeLessThanOrEqual(bh[j]!);
          });
        });
      }),
      options,
    );
  });

  it("Benjamini–Hochberg keeps false findings at their share under the null, seed 8", () => {
    const random = sfc32(8);
    let families = 0;
    for (let run = 0; run < 2000; run++) {
      const p = Array.from({ length: 10 }, () => random());
      if (adjustPValues(p, "benjamini-hochberg").some((q) => q <= 0.05)) families++;
    }
    expect(families / 2000).toBeLessThan(0.065);
  });

  it("correlations are ±1 on lines, symmetric, and equal to brute force", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 8 }), fc.integer({ min: 0, max: 8 })), {
          minLength: 3,
          maxLength: 25,
        }),
        (pairs) => {
          const x = pairs.map((p) => p[0]);
          const y = pairs.map((p) => p[1]);
          fc.pre(new Set(x).size > 1 && new Set(y).size > 1);
          let [score, tx, ty] = [0, 0, 0];
          for (let i = 0; i < x.length; i++)
            for (let j = 0; j < i; j++) {
              score += Math.sign(x[i]! - x[j]!) * Math.sign(y[i]! - y[j]!);
              tx += x[i] === x[j] ? 0 : 1;
              ty += y[i] === y[j] ? 0 : 1;
            }
          expect(kendallCorrelation(x, y).tau).toBeCloseTo(score / Math.sqrt(tx * ty), 12);
          expect(spearmanCorrelation(x, y)).toBeCloseTo(spearmanCorrelation(y, x), 12);
          expect(Math.abs(pearsonCorrelation(pairedMomentsOf(x, y)).r)).toBeLessThanOrEqual(1);
          expect(
            pearsonCorrelation(
              pairedMomentsOf(
                x,
                x.map((v) => -2 * v),
              ),
            ).r,
          ).toBeCloseTo(-1, 12);
        },
      ),
      options,
    );
    expect([...midRanks([10, 20, 10])]).toEqual([1.5, 3, 1.5]);
  });

  it("sample size and power undo each other", () => {
    const n = sampleSizeForTwoMeans({ difference: 2, standardDeviation: 5, power: 0.85 });
    expect(powerOfTwoMeans({ difference: 2, standardDeviation: 5, nPerGroup: n })).toBeCloseTo(0.85, 9);
    const d = detectableMeanDifference({ standardDeviation: 5, nPerGroup: n, power: 0.85 });
    expect(d).toBeCloseTo(2, 8);
    const shares = { promoterShare: 0.5, detractorShare: 0.2 };
    expect(sampleSizeForNpsDifference({ ...shares, differencePoints: 5 })).toBeCloseTo(
      4 * sampleSizeForNpsDifference({ ...shares, differencePoints: 10 }),
      6,
    );
    expect(detectableProportionDifference({ p1: 0.95, nPerGroup: 10 })).toBeNull();
  });
});

describe("hard input", () => {
  it("names groups that do not vary, are empty or alone", () => {
    const group = (name: string, values: number[]) => ({ name, moments: momentsOf(values) });
    const degenerate = expect.objectContaining({ code: "model.degenerate" });
    const tooSmall = expect.objectContaining({ code: "input.sample_too_small" });
    expect(() => welchAnova([group("web", [5, 5]), group("shop", [4, 5])])).toThrow(degenerate);
    expect(() => oneWayAnova([group("web", [5, 5]), group("shop", [5, 5])])).toThrow(degenerate);
    expect(() => oneWayAnova([group("web", [5, 6])])).toThrow(tooSmall);
    expect(() => kruskalWallis(rankSumsOf([[3, 4]]))).toThrow(degenerate);
    expect(() => mannWhitney(rankSumsOf([[3, 0]]))).toThrow(tooSmall);
    expect(() => pearsonCorrelation(pairedMomentsOf([1, 1, 1], [1, 2, 3]))).toThrow(degenerate);
    expect(() => standardizedDifference(momentsOf([1, 1]), momentsOf([2, 2]))).toThrow(degenerate);
    expect(() => adjustPValues([0.1, Number.NaN], "holm")).toThrow(
      expect.objectContaining({ code: "input.out_of_range" }),
    );
    expect(() =>
      chiSquareTest([
        [1, 0],
        [2, 0],
      ]),
    ).toThrow(expect.objectContaining({ code: "input.out_of_range" }));
  });

  it("says that no test exists where nothing varies, and keeps the estimate", () => {
    expect(welchTTest(momentsOf([5, 5]), momentsOf([5, 5, 5]))).toMatchObject({ difference: 0, t: null, pValue: null });
    expect(mannWhitney(rankSumsOf([[3, 4]]))).toMatchObject({ superiority: 0.5, z: null, pValue: null });
  });

  it("gives Cliff's delta an interval at its ends", () => {
    const d = cliffsDelta(
      dominanceSumsOf([
        [0, 30],
        [30, 0],
      ]),
    );
    expect(d.delta).toBe(1);
    expect(d.interval).toMatchObject({ high: 1 });
    expect(d.interval.low).toBeGreaterThan(0.7);
  });

  it("stands counts of 10⁹", () => {
    const table = Array.from({ length: 11 }, (_, i) => [1e8 + i, 1e8 + 2 * i]);
    expect(mannWhitney(rankSumsOf(table)).superiority).toBeCloseTo(0.5, 6);
    expect(cliffsDelta(dominanceSumsOf(table)).standardError).toBeLessThan(1e-3);
    expect(
      chiSquareTest([
        [1e9, 2e9],
        [1e9, 2e9],
      ]).chiSquare,
    ).toBeCloseTo(0, 6);
  });
});

describe("far apart groups", () => {
  it("have a p-value at once, however far: 0 in the end", () => {
    const groups = [0, 3, 1e5].map((mean, i) => ({ name: `${i}`, moments: { n: 3, mean, squaredDeviations: 2 } }));
    const started = performance.now();
    const far = [...tukeyHsd(groups), ...gamesHowell(groups)].filter(({ difference }) => difference > 1e4);
    expect(far.every(({ pValue }) => pValue < 1e-8)).toBe(true);
    expect(performance.now() - started).toBeLessThan(5000);
  });
});
