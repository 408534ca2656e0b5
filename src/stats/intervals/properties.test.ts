import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compensatedSum, mergeMoments, momentsFromSums, momentsOf, pairedMomentsOf } from "../sums.ts";
import { anytimeMeanInterval } from "./anytime-mean.ts";
import { clusteredDifference, clusteredMean, clusteredNps, clusteredShare, clusterSums } from "./clustered-mean.ts";
import { meanInterval } from "./mean.ts";
import { meanNonresponseBounds } from "./nonresponse-bounds.ts";
import { npsInterval } from "./nps.ts";
import { npsDifference, npsPairedDifference } from "./nps-difference.ts";
import { quantileInterval, quantileOf } from "./quantile.ts";
import { rake } from "./raking.ts";
import { rateInterval, rateRatio } from "./rate.ts";
import { ratioOfMeans } from "./ratio.ts";
import { weightedMean } from "./weighted-mean.ts";
import { wilsonInterval } from "./wilson.ts";

const read = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../../tests/golden/${name}.json`, import.meta.url), "utf8"));
const options = { numRuns: 200, seed: 4 };
const count = fc.integer({ min: 0, max: 1_000_000_000 });
const sample = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 2, maxLength: 30 });

describe("intervals restated for a clone without the golden folder", () => {
  // Newcombe (1998), Stat. Med. 17, 857–872, Table I, method 3
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])("Wilson for %i of %i", (successes, n, low, high) => {
    const interval = wilsonInterval({ successes, n });
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });

  it("NPS of 50, 30, 20 by Rocks' adjusted Wald", () => {
    const { nps, interval } = npsInterval({ promoters: 50, passives: 30, detractors: 20 });
    expect(nps).toBe(30);
    expect(interval.low).toBeCloseTo(14.051130178761609, 10);
    expect(interval.high).toBeCloseTo(44.20129700570441, 10);
  });

  it("Poisson rates: Garwood's limits and R's poisson.test", () => {
    for (const [[events], [low, high]] of read("distributions").garwood) {
      const { interval } = rateInterval({ events, exposure: 1 });
      expect(interval.low).toBeCloseTo(low, 9);
      expect(interval.high).toBeCloseTo(high, 9);
    }
    const { ratio, limits } = read("tests-and-models").poissonTest;
    const r = rateRatio({ events: 11, exposure: 800 }, { events: 23, exposure: 3000 });
    expect(r.ratio).toBeCloseTo(ratio[0], 10);
    expect(r.low).toBeCloseTo(limits[0], 10);
    expect(r.high).toBeCloseTo(limits[1], 10);
    // Twice the smaller of P(X ≤ 11) and P(X ≥ 11), X binomial (34, 8/38), its terms added up with Python's math.comb.
    expect(r.p).toBeCloseTo(0.168691211347, 11);
  });
});

describe("intervals obey their laws", () => {
  it("rates differ at the level where the interval of their ratio leaves 1", () => {
    fc.assert(
      fc.property(count, count, fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 1, max: 5000 }), (a, b, x, y) => {
        fc.pre(a + b > 0);
        const { low, high, p } = rateRatio({ events: a, exposure: x }, { events: b, exposure: y });
        fc.pre(Math.abs(p - 0.05) > 1e-6);
        expect(p < 0.05).toBe(low > 1 || (high !== null && high < 1));
      }),
    );
  });

  it("Wilson stays in [0, 1], holds the share, mirrors, and narrows with n", () => {
    fc.assert(
      fc.property(count, count, fc.double({ min: 0.5, max: 0.999, noNaN: true }), (a, b, confidence) => {
        const n = a + b;
        fc.pre(n > 0);
        const { low, high } = wilsonInterval({ successes: a, n }, confidence);
        const mirror = wilsonInterval({ successes: b, n }, confidence);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(a / n);
        expect(high).toBeGreaterThanOrEqual(a / n);
        expect(low + mirror.high).toBeCloseTo(1, 12);
        const wider = wilsonInterval({ successes: a, n }, confidence + (1 - confidence) / 2);
        expect(wider.high - wider.low).toBeGreaterThanOrEqual(high - low);
        const larger = wilsonInterval({ successes: 4 * a, n: 4 * n }, confidence);
        expect(larger.high - larger.low).toBeLessThan(high - low);
      }),
      options,
    );
  });

  it("NPS lies within ±100 and mirrors when promoters and detractors change places", () => {
    fc.assert(
      fc.property(count, count, count, (promoters, passives, detractors) => {
        fc.pre(promoters + passives + detractors > 0);
        const a = npsInterval({ promoters, passives, detractors });
        const b = npsInterval({ promoters: detractors, passives, detractors: promoters });
        expect(a.interval.low).toBeGreaterThanOrEqual(-100);
        expect(a.interval.high).toBeLessThanOrEqual(100);
        expect(a.interval.high).toBeGreaterThan(a.interval.low);
        expect(a.nps).toBeCloseTo(-b.nps, 10);
        expect(a.interval.low).toBeCloseTo(-b.interval.high, 9);
      }),
      options,
    );
  });

  it("test and interval agree: the difference is significant exactly where the interval leaves 0 out", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 6, maxLength: 6 }), ([a, b, c, d, e, f]) => {
        const first = { promoters: a!, passives: b!, detractors: c! };
        const r = npsDifference(first, { promoters: d!, passives: e!, detractors: f! });
        expect(r.pValue! < 0.05).toBe(r.interval.low > 0 || r.interval.high < 0);
      }),
      options,
    );
  });

  it("moments do not depend on order, parts or offset", () => {
    fc.assert(
      fc.property(
        sample,
        fc.integer({ min: 0, max: 29 }),
        fc.double({ min: -1e9, max: 1e9, noNaN: true }),
        (values, cut, offset) => {
          const whole = momentsOf(values);
          const parts = mergeMoments(momentsOf(values.slice(0, cut)), momentsOf(values.slice(cut)));
          expect(parts.n).toBe(whole.n);
          const scale = 1 + Math.max(...values.map(Math.abs));
          expect(Math.abs(parts.mean - whole.mean)).toBeLessThan(1e-12 * scale);
          expect(Math.abs(parts.squaredDeviations - whole.squaredDeviations)).toBeLessThan(1e-10 * scale * scale);
          const reversed = momentsOf([...values].reverse());
          expect(Math.abs(reversed.squaredDeviations - whole.squaredDeviations)).toBeLessThan(1e-11 * scale * scale);
          const moved = momentsOf(values.map((x) => x + offset));
          expect(Math.abs(moved.squaredDeviations - whole.squaredDeviations)).toBeLessThan(1e-4 * scale * (scale + 1));
        },
      ),
      options,
    );
    expect(compensatedSum([1e16, 1, -1e16])).toBe(1);
  });

  it("the t interval moves and stretches with the unit, from 1e-12 to 1e12", () => {
    for (const unit of [1e-12, 1, 1e12]) {
      const { interval } = meanInterval(momentsOf([3, 4, 7, 1].map((x) => x * unit)));
      const base = meanInterval(momentsOf([3, 4, 7, 1])).interval!;
      expect(interval!.low / unit).toBeCloseTo(base.low, 10);
      expect(interval!.high / unit).toBeCloseTo(base.high, 10);
    }
  });

  it("one row a cluster is a mean of independent rows; equal weights are no weights", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 3, maxLength: 40 }), (values) => {
        fc.pre(new Set(values).size > 1);
        const rows = values.map((x) => ({ n: 1, sum: x, sumOfSquares: x * x }));
        const clustered = clusteredMean(clusterSums(rows));
        const plain = meanInterval(momentsOf(values));
        expect(clustered.standardError).toBeCloseTo(plain.standardError!, 8);
        expect(clustered.designEffect).toBeCloseTo(1, 8);
        const weighted = weightedMean(
          values,
          values.map(() => 3),
        );
        expect(weighted.standardErrorAdjusted).toBeCloseTo(plain.standardError!, 8);
        expect(weighted.effectiveN).toBeCloseTo(values.length, 8);
      }),
      options,
    );
  });

  it("the same customers twice: shared sums make a difference of clusters a paired difference", () => {
    const before = [3, 5, 4, 8, 6, 7];
    const after = [4, 5, 6, 9, 6, 9];
    const sums = (values: number[]) => clusterSums(values.map((x) => ({ n: 1, sum: x })));
    const dot = (a: number[], b: number[]) => a.reduce((sum, x, i) => sum + x * b[i]!, 0);
    const ones = before.map(() => 1);
    const shared = { nn: 6, yy: dot(after, before), ny: dot(ones, before), yn: dot(after, ones) };
    const d = clusteredDifference({ a: sums(after), b: sums(before), shared });
    const paired = meanInterval(momentsOf(after.map((x, i) => x - before[i]!)));
    expect(d.difference).toBeCloseTo(paired.mean, 12);
    expect(d.standardError).toBeCloseTo(paired.standardError!, 12);
    expect(clusteredDifference({ a: sums(after), b: sums(before) }).standardError).toBeGreaterThan(d.standardError);
  });

  it("Fieller takes over where the denominator is weak, and has no bounds where it may be 0", () => {
    const strong = ratioOfMeans(pairedMomentsOf([20, 50, 59, 10, 30], [2, 4, 5, 1, 3]));
    expect(strong.method).toBe("delta");
    const weak = ratioOfMeans(pairedMomentsOf([10, 2, 1, 3, 2, 4, 9, 1], [5, 0, 0, 1, 0, 1, 4, 0]));
    expect(weak.method).toBe("fieller");
    const none = ratioOfMeans(pairedMomentsOf([1, 2, 3], [5, -5, 1]));
    expect(none.interval).toBeNull();
  });

  it("raked weights meet every margin; a cap is kept and reported", () => {
    const a = ["m", "m", "f", "f", "f", "m", "m", "f"];
    const b = ["y", "o", "y", "o", "y", "y", "y", "o"];
    const margins = [
      { name: "a", categories: a, targets: { m: 30, f: 70 } },
      { name: "b", categories: b, targets: { y: 55, o: 45 } },
    ];
    const { weights, largestMiss, capped } = rake(margins);
    expect(largestMiss).toBeLessThan(1e-9);
    expect(capped).toBe(0);
    expect(weights.reduce((s, w) => s + w, 0)).toBeCloseTo(100, 8);
    const cut = rake(margins, { cap: 1.2 });
    expect(cut.capped).toBeGreaterThan(0);
    expect(() => rake([{ name: "a", categories: a, targets: { m: 30, f: 60, x: 10 } }])).toThrow(
      expect.objectContaining({ code: "input.out_of_range", details: { margin: "a", category: "x" } }),
    );
  });

  it("a figure watched daily is wider than one looked at once", () => {
    const moments = momentsFromSums({ n: 1000, sum: 0, sumOfSquares: 999 });
    const once = meanInterval(moments).interval!;
    const always = anytimeMeanInterval(moments)!;
    expect(always.high).toBeGreaterThan(once.high);
    expect(always.high).toBeLessThan(3 * once.high);
    expect(anytimeMeanInterval({ n: 1, mean: 2, squaredDeviations: 0 })).toBeNull();
  });
});

describe("hard input", () => {
  it("names what is missing instead of returning 0 or NaN", () => {
    const tooSmall = expect.objectContaining({ code: "input.sample_too_small" });
    const outOfRange = expect.objectContaining({ code: "input.out_of_range" });
    expect(() => wilsonInterval({ successes: 0, n: 0 })).toThrow(tooSmall);
    expect(() => npsInterval({ promoters: 0, passives: 0, detractors: 0 })).toThrow(tooSmall);
    expect(() => meanInterval({ n: 0, mean: 0, squaredDeviations: 0 })).toThrow(tooSmall);
    expect(() => quantileOf([], 0.5)).toThrow(tooSmall);
    expect(() => clusteredMean(clusterSums([]))).toThrow(tooSmall);
    expect(() =>
      npsPairedDifference([
        [0, 0, 0],
        [0, 0, 0],
        [0, 0, 0],
      ]),
    ).toThrow(tooSmall);
    expect(() => wilsonInterval({ successes: 3, n: 2 })).toThrow(outOfRange);
    expect(() => wilsonInterval({ successes: 1, n: 2 }, 95)).toThrow(outOfRange);
    expect(() => wilsonInterval({ successes: Number.NaN, n: 2 })).toThrow(outOfRange);
    expect(() => momentsOf([1, Number.NaN])).toThrow(outOfRange);
    expect(() => meanInterval({ n: 30, mean: 1, squaredDeviations: 1 }, { population: 20 })).toThrow(outOfRange);
    expect(() => meanNonresponseBounds({ mean: 7, respondents: 3, nonRespondents: 1, min: 1, max: 5 })).toThrow(
      outOfRange,
    );
  });

  it("one row has a mean and no interval; a sample too small for a bound says so", () => {
    expect(meanInterval(momentsOf([5]))).toMatchObject({ mean: 5, standardError: null, interval: null });
    expect(clusteredMean(clusterSums([{ n: 9, sum: 3 }]))).toMatchObject({ standardError: null, interval: null });
    expect(quantileInterval([1, 2, 3], 0.9)).toMatchObject({ upperRank: null, high: null });
  });

  it("does not collapse where all clusters agree", () => {
    const promoters = clusterSums(Array.from({ length: 8 }, () => ({ n: 3, sum: 3, sumOfSquares: 3 })));
    const nps = clusteredNps(promoters);
    expect(nps.mean).toBe(100);
    expect(nps.interval!.low).toBeLessThan(80);
    expect(nps.interval!.high).toBe(100);
    expect(clusteredShare(promoters).interval!.low).toBeCloseTo(wilsonInterval({ successes: 8, n: 8 }).low, 12);
  });

  it("stands counts of 10⁹ and subnormal values", () => {
    const { low, high } = wilsonInterval({ successes: 3e8, n: 1e9 });
    expect(high - low).toBeCloseTo(2 * 1.959963984540054 * Math.sqrt(0.21 / 1e9), 12);
    expect(meanInterval(momentsOf([5e-324, 1e-323, 0])).interval).not.toBeNull();
    const e = meanInterval(momentsOf([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16]));
    expect(e.standardDeviation).toBeCloseTo(5.477225575051661, 12);
  });
});
