import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { goldenCases, goldenDifferences, hasShared } from "../../../tests/shared.ts";
import { shrinkShares } from "./beta-binomial.ts";
import { funnelLimits } from "./funnel-limits.ts";
import { jamesStein } from "./james-stein.ts";
import { shrinkMeans } from "./normal-normal.ts";

// biome-ignore lint/suspicious/noExplicitAny: golden inputs are read as they are written
type Inputs = any;

const methods: Record<string, (inputs: Inputs) => unknown> = {
  "shrinkage.jamesStein": ({ successes, trials, estimates, variance }) => {
    if (estimates !== undefined) {
      const r = jamesStein(estimates, variance);
      return { ...r, shrunk: r.estimates };
    }
    const shares = successes.map((s: number) => s / trials);
    const mean = shares.reduce((a: number, b: number) => a + b, 0) / shares.length;
    return jamesStein(shares, (mean * (1 - mean)) / trials);
  },
  "shrinkage.betaBinomial": ({ successes, trials }) => {
    const r = shrinkShares(successes.map((s: number, i: number) => ({ successes: s, n: trials[i] })));
    return {
      alpha: r.alpha,
      beta: r.beta,
      logLik: r.logLikelihood,
      posteriorMeans: r.groups.map((g) => g.estimate),
      lower: r.groups.map((g) => g.interval.low),
      upper: r.groups.map((g) => g.interval.high),
    };
  },
  "shrinkage.normalNormal": ({ estimates, standardErrors }) => {
    const r = shrinkMeans(estimates, standardErrors);
    return {
      Q: r.q,
      tau2: r.betweenVariance,
      mean: r.mean,
      seMean: r.meanStandardError,
      shrinkage: r.groups.map((g) => g.shrinkage),
      shrunk: r.groups.map((g) => g.estimate),
    };
  },
  "shrinkage.funnelLimits": ({ target, n }) => {
    const r = funnelLimits(target, n);
    return {
      lower95: r.map((l) => l.limits95.low),
      upper95: r.map((l) => l.limits95.high),
      lower998: r.map((l) => l.limits998.low),
      upper998: r.map((l) => l.limits998.high),
    };
  },
};

describe.skipIf(!hasShared)("golden shrinkage", () => {
  for (const c of goldenCases("shrinkage")) {
    it(c.id, () => expect(goldenDifferences(methods[c.method]!(c.inputs), c)).toEqual([]));
  }
});

describe("James–Stein", () => {
  // Efron & Morris (1977), Scientific American 236(5), 119–127: grand mean .265, factor .212, .400 becomes .294.
  it("agrees with the published batting averages", () => {
    const hits = [18, 17, 16, 15, 14, 14, 13, 12, 11, 11, 10, 10, 10, 10, 10, 9, 8, 7].map((h) => h / 45);
    const mean = hits.reduce((a, b) => a + b, 0) / 18;
    const r = jamesStein(hits, (mean * (1 - mean)) / 45);
    expect(r.grandMean).toBeCloseTo(0.265, 3);
    expect(r.factor).toBeCloseTo(0.212, 3);
    expect(r.estimates[0]).toBeCloseTo(0.294, 3);
  });

  it("refuses three groups and equal values", () => {
    expect(() => jamesStein([1, 2, 3], 1)).toThrow(expect.objectContaining({ code: "input.sample_too_small" }));
    expect(() => jamesStein([2, 2, 2, 2], 1)).toThrow(expect.objectContaining({ code: "model.degenerate" }));
  });
});

describe("empirical Bayes for shares", () => {
  const groups = [
    { successes: 18, n: 30 },
    { successes: 3, n: 4 },
    { successes: 40, n: 90 },
    { successes: 0, n: 3 },
    { successes: 77, n: 120 },
    { successes: 150, n: 210 },
  ];

  it("pulls every group towards the mean, small groups more, and gives the prior to a group without cases", () => {
    const r = shrinkShares([...groups, { successes: 0, n: 0 }]);
    r.groups.slice(0, -1).forEach((g, i) => {
      const raw = groups[i]!.successes / groups[i]!.n;
      expect(Math.abs(g.estimate - r.mean)).toBeLessThan(Math.abs(raw - r.mean));
    });
    expect(r.groups.at(-1)!.estimate).toBeCloseTo(r.mean, 12);
  });

  it("gives every group the pooled share when they differ no more than chance", () => {
    const r = shrinkShares([
      { successes: 50, n: 100 },
      { successes: 51, n: 100 },
      { successes: 22, n: 45 },
    ]);
    expect(r.alpha).toBeNull();
    expect(new Set(r.groups.map((g) => g.estimate))).toEqual(new Set([123 / 245]));
  });

  it("refuses cases with one outcome only and impossible counts", () => {
    expect(() =>
      shrinkShares([
        { successes: 0, n: 5 },
        { successes: 0, n: 9 },
      ]),
    ).toThrow(expect.objectContaining({ code: "model.degenerate" }));
    expect(() => shrinkShares([{ successes: 3, n: 2 }])).toThrow(
      expect.objectContaining({ code: "input.out_of_range" }),
    );
    expect(() => shrinkShares([])).toThrow(expect.objectContaining({ code: "input.sample_too_small" }));
  });
});

describe("empirical Bayes for means", () => {
  it("lies between each estimate and the mean, whatever the numbers", () => {
    const estimate = fc.double({ min: -1000, max: 1000, noNaN: true });
    const error = fc.double({ min: 0.01, max: 100, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(estimate, error), { minLength: 2, maxLength: 12 }), (groups) => {
        const r = shrinkMeans(
          groups.map((g) => g[0]),
          groups.map((g) => g[1]),
        );
        r.groups.forEach((g, i) => {
          const y = groups[i]![0];
          expect(g.estimate).toBeGreaterThanOrEqual(Math.min(y, r.mean) - 1e-9);
          expect(g.estimate).toBeLessThanOrEqual(Math.max(y, r.mean) + 1e-9);
        });
      }),
    );
  });

  it("refuses errors of 0", () => {
    expect(() => shrinkMeans([1, 2], [0, 1])).toThrow(expect.objectContaining({ code: "input.out_of_range" }));
  });
});

it("funnel limits widen with overdispersion and refuse a target of 1", () => {
  const [plain] = funnelLimits(0.5, [100]);
  const [wide] = funnelLimits(0.5, [100], 4);
  expect(wide!.limits95.high - 0.5).toBeCloseTo(2 * (plain!.limits95.high - 0.5), 12);
  expect(() => funnelLimits(1, [10])).toThrow(expect.objectContaining({ code: "input.out_of_range" }));
});
