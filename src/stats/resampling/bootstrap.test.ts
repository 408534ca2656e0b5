import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { goldenCases, goldenDifferences, hasShared } from "../../../tests/shared.ts";
import { sfc32 } from "../random/sfc32.ts";
import { bootstrap } from "./bootstrap.ts";
import { bootstrapIntervals } from "./bootstrap-intervals.ts";
import { bootstrapCells, bootstrapSums } from "./bootstrap-sums.ts";
import { exactBootstrap } from "./exact-bootstrap.ts";
import { jackknife } from "./jackknife.ts";
import { poissonWeights } from "./poisson-weights.ts";

// biome-ignore lint/suspicious/noExplicitAny: golden inputs are read as they are written
type Inputs = any;

const mean = (x: readonly number[]): number => x.reduce((a, b) => a + b, 0) / x.length;
const nps = (x: readonly number[]): number =>
  (100 * (x.filter((s) => s >= 9).length - x.filter((s) => s <= 6).length)) / x.length;
const variance = (x: readonly number[]): number => x.reduce((s, v) => s + (v - mean(x)) ** 2, 0) / (x.length - 1);

function pearson(x: readonly number[], y: readonly number[]): number {
  const [mx, my] = [mean(x), mean(y)];
  const sxy = x.reduce((s, v, i) => s + (v - mx) * (y[i]! - my), 0);
  return sxy / Math.sqrt(variance(x) * variance(y)) / (x.length - 1);
}

const without = (x: readonly number[], out: number | null): number[] => x.filter((_, i) => i !== out);

const methods: Record<string, (inputs: Inputs) => unknown> = {
  "bootstrap.jackknife": ({ x, y, statistic }) => {
    const r = jackknife(x.length, (out) => {
      if (statistic === "pearson") return pearson(without(x, out), without(y, out));
      return (statistic === "mean" ? mean : nps)(without(x, out));
    });
    return {
      estimate: r.estimate,
      jackknifeValues: [...r.values],
      jackknifeSe: r.standardError,
      jackknifeBias: r.bias,
      acceleration: r.acceleration,
    };
  },
  "bootstrap.intervals": (inputs) => {
    const r = bootstrapIntervals(inputs);
    const pair = ({ low, high }: { low: number; high: number }) => [low, high];
    return {
      standardError: r.standardError,
      z0: r.biasCorrection,
      bcaLevels: r.bcaLevels,
      percentile: pair(r.percentile),
      basic: pair(r.basic),
      bca: pair(r.bca),
    };
  },
  "bootstrap.resample": ({ x, indices }) => {
    const resampled = (f: (v: number[]) => number) =>
      indices.map((index: number[]) => {
        // The generator plays back the listed unit numbers.
        let place = 0;
        const random = () => (index[place++]! + 0.5) / x.length;
        const read = (units: Int32Array) => f(Array.from(units, (u) => x[u]));
        return bootstrap({ units: x.length, replicates: 1, random }, read).values[0];
      });
    return { mean: resampled(mean), nps: resampled(nps) };
  },
  "bootstrap.exact": ({ x }) => {
    const r = exactBootstrap(x.length, (units) => mean(Array.from(units, (u) => x[u])));
    return { ...r, closedFormVariance: (variance(x) * (x.length - 1)) / x.length ** 2 };
  },
  "bootstrap.clusterExact": ({ clusters }) => {
    const rows: number[] = clusters.flat();
    const r = exactBootstrap(clusters.length, (units) => mean(Array.from(units).flatMap((u) => clusters[u])));
    return {
      estimate: mean(rows),
      bootstrapMean: r.mean,
      bootstrapSe: Math.sqrt(r.variance),
      // The ideal bootstrap of rows: the variance divided by n, not n - 1.
      naiveRowSe: Math.sqrt((variance(rows) * (rows.length - 1)) / rows.length ** 2),
    };
  },
};

describe.skipIf(!hasShared)("golden bootstrap", () => {
  for (const c of goldenCases("bootstrap")) {
    it(c.id, () => expect(goldenDifferences(methods[c.method]!(c.inputs), c)).toEqual([]));
  }
});

describe("jackknife", () => {
  // Efron & Tibshirani (1993), table 3.1 (law schools): correlation 0.776, jackknife standard error 0.143, bias -0.007.
  it("agrees with the printed law-school example", () => {
    const x = [576, 635, 558, 578, 666, 580, 555, 661, 651, 605, 653, 575, 545, 572, 594];
    const y = [3.39, 3.3, 2.81, 3.03, 3.44, 3.07, 3.0, 3.43, 3.36, 3.13, 3.12, 2.74, 2.76, 2.88, 2.96];
    const r = jackknife(15, (out) => pearson(without(x, out), without(y, out)));
    expect(r.estimate).toBeCloseTo(0.776, 3);
    expect(r.standardError).toBeCloseTo(0.143, 3);
    expect(r.bias).toBeCloseTo(-0.006, 3);
  });

  it("of a mean is the textbook standard error", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 2, maxLength: 30 }), (x) => {
        const r = jackknife(x.length, (out) => mean(without(x, out)));
        expect(r.standardError).toBeCloseTo(Math.sqrt(variance(x) / x.length), 8);
      }),
    );
  });

  it("refuses one unit and a statistic that breaks without one", () => {
    expect(() => jackknife(1, () => 0)).toThrow(expect.objectContaining({ code: "input.sample_too_small" }));
    expect(() => jackknife(2, (out) => (out === 1 ? Number.NaN : 0))).toThrow(
      expect.objectContaining({ code: "model.degenerate" }),
    );
  });

  it("has no acceleration when nothing varies", () => {
    expect(jackknife(3, () => 4)).toMatchObject({ standardError: 0, bias: 0, acceleration: 0 });
  });
});

describe("bootstrap by sums", () => {
  const n = 400;
  const make = sfc32(5);
  const orders = Float64Array.from({ length: n }, () => 1 + Math.floor(4 * make()));
  const revenue = orders.map((o) => o * (20 + 10 * make()));
  const statistic = ([r, o]: Float64Array) => (o ? r! / o : null);

  it("has the delta method's standard error, and so has the resampling of units", () => {
    const ratio = revenue.reduce((a, b) => a + b, 0) / orders.reduce((a, b) => a + b, 0);
    const residual = Array.from(revenue, (r, i) => r - ratio * orders[i]!);
    const delta = Math.sqrt(variance(residual) / n) / mean([...orders]);
    const poisson = bootstrapSums({ sums: [revenue, orders], statistic, replicates: 4000, random: sfc32(6) });
    expect(poisson.estimate).toBeCloseTo(ratio, 10);
    expect(Math.sqrt(variance([...poisson.values])) / delta).toBeCloseTo(1, 1);
    const units = bootstrap({ units: n, replicates: 2000, random: sfc32(7) }, (resample) => {
      let [r, o] = [0, 0];
      for (const u of resample) {
        r += revenue[u]!;
        o += orders[u]!;
      }
      return r / o;
    });
    expect(Math.sqrt(variance([...units.values])) / delta).toBeCloseTo(1, 1);
  });

  it("from cells has the multinomial standard error of a score, for few and for many customers", () => {
    for (const scale of [1, 1000]) {
      const counts = [20, 30, 50].map((c) => c * scale);
      const r = bootstrapCells({
        counts,
        sums: [
          [-1, 0, 1],
          [1, 1, 1],
        ],
        statistic: ([score, answers]) => score! / answers!,
        replicates: 4000,
        random: sfc32(8),
      });
      expect(r.estimate).toBeCloseTo(0.3, 12);
      const exact = Math.sqrt((0.7 - 0.09) / (100 * scale));
      expect(Math.sqrt(variance([...r.values])) / exact).toBeCloseTo(1, 1);
      expect(Math.abs(mean([...r.values]) - 0.3)).toBeLessThan((5 * exact) / Math.sqrt(4000));
    }
  });

  it("counts resamples in which the figure is undefined instead of giving NaN", () => {
    const r = bootstrapSums({
      sums: [
        [1, 0],
        [1, 0],
      ],
      statistic,
      replicates: 500,
      random: sfc32(9),
    });
    expect(r.undefinedReplicates).toBeGreaterThan(100);
    expect(r.values.every((v) => v === 1)).toBe(true);
  });

  it("keeps every stratum's size", () => {
    const strata = [0, 0, 0, 1];
    bootstrap({ units: 4, replicates: 50, random: sfc32(10), strata }, (resample) => {
      expect(Array.from(resample).filter((u) => strata[u] === 1)).toHaveLength(1);
      return 0;
    });
  });

  it("refuses nothing and sums of different length", () => {
    const random = sfc32(1);
    const tooSmall = expect.objectContaining({ code: "input.sample_too_small" });
    expect(() => bootstrapSums({ sums: [[], []], statistic, replicates: 10, random })).toThrow(tooSmall);
    expect(() => bootstrapSums({ sums: [[1], [1, 2]], statistic, replicates: 10, random })).toThrow(
      expect.objectContaining({ code: "input.shape_mismatch" }),
    );
    expect(() => bootstrapIntervals({ replicates: [1, 2], estimate: 1 })).toThrow(tooSmall);
  });
});

describe("Poisson weights", () => {
  it("have the Poisson(1) probabilities", () => {
    const n = 1_000_000;
    const weights = new Uint8Array(n);
    poissonWeights(sfc32(21))(weights);
    const counts = new Float64Array(20);
    for (const w of weights) counts[w]!++;
    let p = Math.exp(-1);
    let chiSquare = 0;
    for (let k = 0; k <= 7; k++) {
      if (k > 0) p /= k;
      chiSquare += (counts[k]! - n * p) ** 2 / (n * p);
    }
    expect(chiSquare).toBeLessThan(7 + 4 * Math.sqrt(14));
  });
});

describe("bootstrap intervals", () => {
  it("of equal replicates are a point, and one-sided replicates have no BCa interval", () => {
    const same = bootstrapIntervals({ replicates: Array<number>(50).fill(3), estimate: 3 });
    expect(same.bca).toEqual({ low: 3, high: 3, level: 0.95 });
    expect(() => bootstrapIntervals({ replicates: Array<number>(50).fill(3), estimate: 4 })).toThrow(
      expect.objectContaining({ code: "model.degenerate" }),
    );
  });
});
