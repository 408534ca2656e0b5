import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { goldenCases, goldenDifferences, hasShared } from "../../../tests/shared.ts";
import { drawGamma } from "../random/gamma.ts";
import { sfc32 } from "../random/sfc32.ts";
import {
  discountedActivePeriods,
  expectedActivePeriods,
  expectedActivePeriodsOfNewCustomer,
  fitBgBb,
  opportunityLogLikelihood,
  probabilityAliveNextPeriod,
} from "./bg-bb.ts";
import { expectedTransactionValue, fitGammaGamma, spendLogLikelihood } from "./gamma-gamma.ts";
import { drawParameters, withUncertainty } from "./parameter-uncertainty.ts";
import {
  cohortSurvival,
  discountedLifetime,
  discountedResidualLifetime,
  fitBetaDiscreteWeibull,
  fitShiftedBetaGeometric,
  retentionRates,
} from "./retention-model.ts";
import { cdnow } from "./testing/cdnow.ts";

const codeOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    return (error as { code: string }).code;
  }
  return "no error";
};

// Fader & Hardie (2007), table 1: survivors per 1000 in years 0–7.
const HIGH_END = [1000, 869, 743, 653, 593, 551, 517, 491];
const REGULAR = [1000, 631, 468, 382, 326, 289, 262, 241];

describe.skipIf(!hasShared)("golden spend and retention models", () => {
  it.each(goldenCases("clv", "clv.gammagamma.logLik"))("$id", (c) => {
    const { params, customers } = c.inputs as { params: never; customers: { x: number; m: number }[] };
    const logLik = customers.map(({ x, m }) =>
      spendLogLikelihood({ params }, { repeatPurchases: x, meanRepeatSpend: m }),
    );
    expect(goldenDifferences({ logLik }, c)).toEqual([]);
  });

  it.each(goldenCases("clv", "clv.gammagamma.predict"))("$id", (c) => {
    const { params, customers } = c.inputs as { params: never; customers: { x: number; m: number }[] };
    const spends = customers.map(({ x, m }) =>
      expectedTransactionValue({ params }, { repeatPurchases: x, meanRepeatSpend: m }),
    );
    const actual = {
      expectedAverageSpend: spends.map((s) => s.mean),
      weightOnOwnMean: spends.map((s) => s.weightOnOwnMean),
    };
    expect(goldenDifferences(actual, c)).toEqual([]);
  });

  it.each(goldenCases("clv", "clv.gammagamma.fit"))("$id", (c) => {
    const fit = fitGammaGamma(cdnow(7));
    expect(goldenDifferences({ ...fit, logLik: fit.logLikelihood, publishedRounded: fit.params }, c)).toEqual([]);
  });

  it.each(goldenCases("clv", "clv.sbg"))("$id", (c) => {
    const { cohortSurvivors, horizon, discount } = c.inputs as {
      cohortSurvivors: number[][];
      horizon: number;
      discount: number;
    };
    const fit = fitShiftedBetaGeometric(cohortSurvivors);
    const actual = {
      ...fit,
      ...fit.params,
      logLik: fit.logLikelihood,
      survival: cohortSurvival(fit, horizon),
      retention: retentionRates(fit, horizon),
      del: discountedLifetime(fit, discount),
      derlForActiveN: [1, 2, 3, 4, 5].map((n) => discountedResidualLifetime(fit, { n, discount })),
      // Printed with three decimals.
      publishedRounded: {
        alpha: Math.round(fit.params.alpha * 1000) / 1000,
        beta: Math.round(fit.params.beta * 1000) / 1000,
      },
    };
    expect(goldenDifferences(actual, c)).toEqual([]);
  });

  it.each(goldenCases("clv", "clv.betaDiscreteWeibull"))("$id", (c) => {
    const fit = fitBetaDiscreteWeibull((c.inputs as { cohortSurvivors: number[][] }).cohortSurvivors);
    const actual = { ...fit.params, logLik: fit.logLikelihood, survival: cohortSurvival(fit, 12) };
    expect(goldenDifferences(actual, c)).toEqual([]);
  });

  it.each(goldenCases("clv", "clv.bgbb.fit"))("$id", (c) => {
    const { periods, cells } = c.inputs as { periods: number; cells: { x: number; t_x: number; count: number }[] };
    const fit = fitBgBb({
      activePeriods: cells.map((cell) => cell.x),
      lastActivePeriod: cells.map((cell) => cell.t_x),
      count: cells.map((cell) => cell.count),
      periods,
    });
    expect(goldenDifferences({ ...fit, logLik: fit.logLikelihood, publishedRounded: fit.params }, c)).toEqual([]);
  });

  it.each(goldenCases("clv", "clv.bgbb.predict"))("$id", (c) => {
    const { params, periods, customers, horizon } = c.inputs as {
      params: never;
      periods: number;
      customers: { x: number; t_x: number }[];
      horizon: number;
    };
    const histories = customers.map(({ x, t_x }) => ({ activePeriods: x, lastActivePeriod: t_x, periods }));
    const actual = {
      pAliveNextPeriod: histories.map((h) => probabilityAliveNextPeriod({ params }, h)),
      expectedTransactions: histories.map((h) => expectedActivePeriods({ params }, h, horizon)),
      expectationNewCustomer: expectedActivePeriodsOfNewCustomer({ params }, periods),
      logLik: histories.map((h) => opportunityLogLikelihood({ params }, h)),
    };
    expect(goldenDifferences(actual, c)).toEqual([]);
  });
});

describe("Gamma–Gamma", () => {
  // Fader & Hardie (2013), note 025: p = 6.25, q = 3.74, γ = 15.44 on the 946 CDNOW customers with repeat purchases.
  it("gives the published parameters on CDNOW", () => {
    const { params, n, correlation, isFrequencyRelated } = fitGammaGamma(cdnow(7));
    expect(n).toBe(946);
    expect(params.p).toBeCloseTo(6.25, 2);
    expect(params.q).toBeCloseTo(3.74, 1);
    expect(params.v).toBeCloseTo(15.44, 1);
    expect(Math.abs(correlation!)).toBeLessThan(0.2);
    expect(isFrequencyRelated).toBe(Math.abs(correlation!) > 0.1);
  });

  const simulated = (customers: number, seed: string) => {
    const random = sfc32(seed);
    const [p, q, v] = [4, 5, 60];
    const x = Array.from({ length: customers }, () => 1 + Math.floor(6 * random()));
    const m = x.map((k) => drawGamma(random, p * k) / (k * (drawGamma(random, q) / v)));
    return { repeatPurchases: x, meanRepeatSpend: m };
  };

  it("recovers what was simulated, in any currency and from grouped rows", () => {
    const table = simulated(6000, "gamma-gamma");
    const fit = fitGammaGamma(table);
    expect(Math.abs(fit.params.p - 4)).toBeLessThan(3 * fit.standardErrors.p);
    expect(Math.abs(fit.params.q - 5)).toBeLessThan(3 * fit.standardErrors.q);
    expect(fit.populationMeanSpend).toBeCloseTo(60, -0.5);
    const cents = fitGammaGamma({ ...table, meanRepeatSpend: table.meanRepeatSpend.map((m) => 100 * m) });
    expect(cents.params.q).toBeCloseTo(fit.params.q, 6);
    expect(cents.params.v / 100).toBeCloseTo(fit.params.v, 4);
    expect(cents.logLikelihood).toBeCloseTo(fit.logLikelihood - 6000 * Math.log(100), 4);
    const twice = fitGammaGamma({ ...table, count: table.repeatPurchases.map(() => 2) });
    expect(twice.params.p).toBeCloseTo(fit.params.p, 6);
    expect(twice.standardErrors.p).toBeCloseTo(fit.standardErrors.p / Math.SQRT2, 5);
  });

  it("shrinks towards the population, less so the more a customer has bought", () => {
    const params = { p: 6, q: 4, v: 15 };
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.double({ min: 0.5, max: 500, noNaN: true }), (x, m) => {
        const { mean, weightOnOwnMean } = expectedTransactionValue(
          { params },
          { repeatPurchases: x, meanRepeatSpend: m },
        );
        expect(mean).toBeGreaterThanOrEqual(Math.min(m, 30) - 1e-9);
        expect(mean).toBeLessThanOrEqual(Math.max(m, 30) + 1e-9);
        const next = expectedTransactionValue({ params }, { repeatPurchases: x + 1, meanRepeatSpend: m });
        expect(next.weightOnOwnMean).toBeGreaterThan(weightOnOwnMean);
      }),
    );
  });

  it("counts what it leaves out and names what it cannot fit", () => {
    const table = simulated(50, "left out");
    const fit = fitGammaGamma({
      repeatPurchases: [...table.repeatPurchases, 0, 2, 3],
      meanRepeatSpend: [...table.meanRepeatSpend, null, -4, null],
    });
    expect(fit.leftOut).toEqual({ withoutRepeats: 1, nonPositive: 2 });
    expect(fit.n).toBe(50);
    expect(codeOf(() => fitGammaGamma({ repeatPurchases: [1], meanRepeatSpend: [5] }))).toBe("input.sample_too_small");
    const same = { repeatPurchases: new Array(40).fill(2), meanRepeatSpend: new Array(40).fill(20) };
    expect(codeOf(() => fitGammaGamma(same))).toMatch(/^model\./);
    expect(
      codeOf(() =>
        expectedTransactionValue({ params: { p: 2, q: 0.5, v: 10 } }, { repeatPurchases: 0, meanRepeatSpend: null }),
      ),
    ).toBe("model.degenerate");
    expect(codeOf(() => fitGammaGamma({ repeatPurchases: [Number.NaN], meanRepeatSpend: [5] }))).toBe(
      "input.out_of_range",
    );
  });
});

describe("retention models", () => {
  it("gives the published parameters of the 2007 data, and their forecast of years 8 to 12", () => {
    const high = fitShiftedBetaGeometric([HIGH_END]);
    expect(high.params.alpha).toBeCloseTo(0.668, 3);
    expect(high.params.beta).toBeCloseTo(3.806, 3);
    expect(high.logLikelihood).toBeCloseTo(-1611.2, 1);
    const regular = fitShiftedBetaGeometric([REGULAR]);
    expect(regular.params.alpha).toBeCloseTo(0.704, 3);
    expect(regular.params.beta).toBeCloseTo(1.182, 3);
    expect(regular.logLikelihood).toBeCloseTo(-1680.3, 1);
    // The paper's check: what really remained in years 8 to 12, in percent.
    [46.8, 44.5, 42.7, 40.9, 39.4].forEach((actual, i) => {
      expect(Math.abs(100 * cohortSurvival(high, 12)[8 + i]! - actual)).toBeLessThan(2);
    });
  });

  it("pools cohorts: the same customers in two cohorts are the same fit", () => {
    const whole = fitShiftedBetaGeometric([HIGH_END]);
    const halves = fitShiftedBetaGeometric([HIGH_END.map((s) => 0.3 * s), HIGH_END.map((s) => 0.7 * s)]);
    expect(halves.params.alpha).toBeCloseTo(whole.params.alpha, 8);
    expect(halves.logLikelihood).toBeCloseTo(whole.logLikelihood, 8);
  });

  it("has retention that rises under sBG, and the same sums by closed form and by adding up", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.05, max: 20, noNaN: true }),
        fc.double({ min: 0.05, max: 20, noNaN: true }),
        (alpha, beta) => {
          const model = { model: "sbg", params: { alpha, beta } } as const;
          const rates = retentionRates(model, 20);
          for (let i = 1; i < 20; i++) expect(rates[i]!).toBeGreaterThanOrEqual(rates[i - 1]!);
          const bdw = { model: "bdw", params: { a: alpha, b: beta, c: 1 } } as const;
          expect(discountedLifetime(bdw, 0.1)).toBeCloseTo(discountedLifetime(model, 0.1), 8);
          for (const n of [1, 4]) {
            expect(discountedResidualLifetime(bdw, { n, discount: 0.1 })).toBeCloseTo(
              discountedResidualLifetime(model, { n, discount: 0.1 }),
              8,
            );
          }
        },
      ),
    );
  });

  it("says whether the third parameter earns its place", () => {
    const high = fitBetaDiscreteWeibull([HIGH_END]);
    expect(high.params.c).toBeCloseTo(1.72, 2);
    expect(high.versusShiftedBetaGeometric.chiSquare).toBeCloseTo(2 * (1611.1581 - 1605.3142), 2);
    expect(high.versusShiftedBetaGeometric.p).toBeLessThan(0.01);
    expect(fitBetaDiscreteWeibull([REGULAR]).versusShiftedBetaGeometric.p).toBeGreaterThan(0.05);
  });

  it("carries the uncertainty of its parameters into predictions, by delta and by draws alike", () => {
    const fit = fitShiftedBetaGeometric([HIGH_END]);
    const predict = ({ alpha, beta }: { alpha: number; beta: number }) =>
      cohortSurvival({ model: "sbg", params: { alpha, beta } }, 12)[12]!;
    const delta = withUncertainty(fit, predict, { scale: "logit" });
    const drawn = drawParameters(fit, { random: sfc32("draws"), draws: 4000 }).map(predict);
    const mean = drawn.reduce((sum, v) => sum + v, 0) / drawn.length;
    const sd = Math.sqrt(drawn.reduce((sum, v) => sum + (v - mean) ** 2, 0) / drawn.length);
    expect(sd / delta.standardError).toBeGreaterThan(0.9);
    expect(sd / delta.standardError).toBeLessThan(1.1);
    expect(delta.interval.low).toBeLessThan(delta.value);
    expect(delta.interval.high).toBeGreaterThan(delta.value);
    expect(delta.interval.high).toBeLessThan(1);
  });

  it("names data that say nothing", () => {
    expect(codeOf(() => fitShiftedBetaGeometric([[100, 100, 100]]))).toBe("model.degenerate");
    expect(codeOf(() => fitShiftedBetaGeometric([[100, 0, 0]]))).toBe("model.degenerate");
    expect(codeOf(() => fitShiftedBetaGeometric([[100, 80]]))).toBe("input.sample_too_small");
    expect(codeOf(() => fitShiftedBetaGeometric([]))).toBe("input.sample_too_small");
    expect(codeOf(() => fitShiftedBetaGeometric([[100, 110, 90]]))).toBe("input.out_of_range");
    expect(codeOf(() => fitBetaDiscreteWeibull([[100, 80, 70]]))).toBe("input.sample_too_small");
    // Retention that falls: no mixture of constant probabilities does that.
    expect(codeOf(() => fitShiftedBetaGeometric([[1000, 900, 700, 400]]))).toBe("model.degenerate");
    expect(fitShiftedBetaGeometric([[1000, 900, 700, 400]], { priorSd: 2 }).priorSd).toBe(2);
    expect(codeOf(() => discountedLifetime({ model: "sbg", params: { alpha: 1, beta: 1 } }, 0))).toBe(
      "input.out_of_range",
    );
  });
});

describe("BG/BB", () => {
  it("sums to one over all histories, and gives the next periods by hand", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0.2, max: 5, noNaN: true }), { minLength: 4, maxLength: 4 }), (v) => {
        const params = { alpha: v[0]!, beta: v[1]!, gamma: v[2]!, delta: v[3]! };
        const n = 4;
        let total = 0;
        for (let last = 0; last <= n; last++) {
          for (let x = last === 0 ? 0 : 1; x <= last; x++) {
            const ways = last === 0 ? 1 : choose(last - 1, x - 1);
            total +=
              ways *
              Math.exp(opportunityLogLikelihood({ params }, { activePeriods: x, lastActivePeriod: last, periods: n }));
          }
        }
        expect(total).toBeCloseTo(1, 10);
        const h = { activePeriods: 2, lastActivePeriod: 3, periods: n };
        const alive = probabilityAliveNextPeriod({ params }, h);
        const next = expectedActivePeriods({ params }, h, 1);
        expect(next).toBeCloseTo((alive * (params.alpha + 2)) / (params.alpha + params.beta + n), 10);
        let discounted = 0;
        let before = 0;
        for (let t = 1; t <= 300; t++) {
          const until = expectedActivePeriods({ params }, h, t);
          discounted += (until - before) / 1.2 ** t;
          before = until;
        }
        expect(discountedActivePeriods({ params }, h, 0.2)).toBeCloseTo(discounted, 8);
      }),
      { numRuns: 30 },
    );
  });

  it("names data that say nothing", () => {
    expect(codeOf(() => fitBgBb({ activePeriods: [0], lastActivePeriod: [0], periods: 3, count: [50] }))).toBe(
      "model.degenerate",
    );
    expect(codeOf(() => fitBgBb({ activePeriods: [1], lastActivePeriod: [1], periods: 3 }))).toBe(
      "input.sample_too_small",
    );
    expect(codeOf(() => fitBgBb({ activePeriods: [4], lastActivePeriod: [3], periods: 3, count: [50] }))).toBe(
      "input.out_of_range",
    );
    expect(codeOf(() => fitBgBb({ activePeriods: [3], lastActivePeriod: [3], periods: 3, count: [50] }))).toBe(
      "model.degenerate",
    );
  });
});

const choose = (n: number, k: number): number => (k === 0 ? 1 : (choose(n - 1, k - 1) * n) / k);
