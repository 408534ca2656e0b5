import { describe, expect, it } from "vitest";
import { binomialPmf } from "../distributions/binomial.ts";
import { normalQuantile } from "../distributions/normal.ts";
import { sfc32 } from "../random/sfc32.ts";
import { logGamma } from "../special/gamma.ts";
import { momentsOf } from "../sums.ts";
import { clusteredMean, clusterSums } from "./clustered-mean.ts";
import { meanInterval } from "./mean.ts";
import { npsInterval } from "./nps.ts";
import { clopperPearsonInterval } from "./proportion.ts";
import { proportionDifference } from "./proportion-difference.ts";
import { quantileRanks } from "./quantile.ts";
import { wilsonInterval } from "./wilson.ts";

const Z = normalQuantile(0.975);
const GRID = Array.from({ length: 91 }, (_, i) => 0.05 + i * 0.01);
const average = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;

describe("exact coverage by enumeration", () => {
  it.each([5, 10, 27, 60])("Wilson at n = %i is the inverted score test and covers 94 % on average", (n) => {
    const intervals = Array.from({ length: n + 1 }, (_, k) => wilsonInterval({ successes: k, n }));
    const coverage = GRID.map((p) => {
      let [byInterval, byTest] = [0, 0];
      for (let k = 0; k <= n; k++) {
        const { low, high } = intervals[k]!;
        if (low <= p && p <= high) byInterval += binomialPmf(k, n, p);
        // Wilson (1927): p is in the interval exactly where the score test does not reject it.
        if (Math.abs(k - n * p) <= Z * Math.sqrt(n * p * (1 - p))) byTest += binomialPmf(k, n, p);
      }
      expect(Math.abs(byInterval - byTest)).toBeLessThan(1e-9);
      return byInterval;
    });
    expect(average(coverage)).toBeGreaterThan(0.94);
  });

  it("Clopper–Pearson never covers less than its level", () => {
    const n = 17;
    const intervals = Array.from({ length: n + 1 }, (_, k) => clopperPearsonInterval({ successes: k, n }));
    for (const p of GRID) {
      const covered = intervals.reduce(
        (sum, { low, high }, k) => sum + (low <= p && p <= high ? binomialPmf(k, n, p) : 0),
        0,
      );
      expect(covered).toBeGreaterThan(0.95);
    }
  });

  it.each([10, 20])("adjusted Wald for NPS covers 94 %% on average at n = %i, as its formula does", (n) => {
    const coverage: number[] = [];
    for (const promoters of [0.2, 0.4, 0.6])
      for (const detractors of [0.1, 0.2, 0.35]) {
        const truth = 100 * (promoters - detractors);
        let [covered, published] = [0, 0];
        for (let p = 0; p <= n; p++)
          for (let d = 0; d <= n - p; d++) {
            const chance = trinomial({ p, d, n, promoters, detractors });
            const { low, high } = npsInterval({ promoters: p, passives: n - p - d, detractors: d }).interval;
            if (low <= truth && truth <= high) covered += chance;
            if (rocksCovers({ p, d, n, truth })) published += chance;
          }
        expect(Math.abs(covered - published)).toBeLessThan(1e-9);
        coverage.push(covered);
      }
    expect(average(coverage)).toBeGreaterThan(0.94);
  });

  it("Newcombe's difference covers 94 % on average", () => {
    const [n, m] = [15, 20];
    const coverage: number[] = [];
    for (const p of [0.1, 0.3, 0.5, 0.8])
      for (const q of [0.15, 0.4, 0.7]) {
        let covered = 0;
        for (let x = 0; x <= n; x++)
          for (let y = 0; y <= m; y++) {
            const { low, high } = proportionDifference({ successes: x, n }, { successes: y, n: m }).interval;
            if (low <= p - q && p - q <= high) covered += binomialPmf(x, n, p) * binomialPmf(y, m, q);
          }
        coverage.push(covered);
      }
    expect(average(coverage)).toBeGreaterThan(0.94);
  });

  it("order statistics achieve the coverage that they state, and at least the level", () => {
    for (const n of [20, 50, 200])
      for (const share of [0.25, 0.5, 0.9]) {
        const { lowerRank, upperRank, coverage } = quantileRanks({ n, share });
        let sum = 0;
        for (let k = lowerRank ?? 0; k < (upperRank ?? n + 1); k++) sum += binomialPmf(k, n, share);
        expect(coverage).toBeCloseTo(sum, 12);
        expect(coverage).toBeGreaterThanOrEqual(0.95 - 1e-12);
      }
  });
});

describe("coverage by simulation, seed 20", () => {
  const random = sfc32(20);

  it("t interval of skewed means and clustered mean cover about their level", () => {
    let [plain, clustered, naive] = [0, 0, 0];
    const runs = 2000;
    for (let run = 0; run < runs; run++) {
      const values = Array.from({ length: 40 }, () => random() + random() + random());
      const e = meanInterval(momentsOf(values)).interval!;
      if (e.low <= 1.5 && 1.5 <= e.high) plain++;
      const groups = Array.from({ length: 50 }, () => {
        const level = random();
        const n = 1 + Math.floor(4 * random());
        const rows = Array.from({ length: n }, () => level + 0.2 * random());
        return { n, sum: rows.reduce((a, b) => a + b, 0), sumOfSquares: rows.reduce((a, b) => a + b * b, 0) };
      });
      const c = clusteredMean(clusterSums(groups));
      if (c.interval!.low <= 0.6 && 0.6 <= c.interval!.high) clustered++;
      if (Math.abs(c.mean - 0.6) <= 1.96 * c.standardErrorOfRows!) naive++;
    }
    expect(plain / runs).toBeGreaterThan(0.935);
    expect(clustered / runs).toBeGreaterThan(0.93);
    expect(naive / runs).toBeLessThan(0.88);
  });
});

interface Trinomial {
  p: number;
  d: number;
  n: number;
  promoters: number;
  detractors: number;
}

function trinomial({ p, d, n, promoters, detractors }: Trinomial): number {
  const rest = n - p - d;
  const choose = logGamma(n + 1) - logGamma(p + 1) - logGamma(d + 1) - logGamma(rest + 1);
  return Math.exp(
    choose + p * Math.log(promoters) + d * Math.log(detractors) + rest * Math.log(1 - promoters - detractors),
  );
}

/** Rocks (2016), AW(3, T), written out. */
function rocksCovers({ p, d, n, truth }: { p: number; d: number; n: number; truth: number }): boolean {
  const share = (p + 0.75) / (n + 3);
  const other = (d + 0.75) / (n + 3);
  const half = Z * Math.sqrt((share + other - (share - other) ** 2) / (n + 3));
  return Math.abs(truth / 100 - (share - other)) <= half;
}
