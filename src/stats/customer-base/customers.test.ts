import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { goldenCases, goldenDifferences, hasShared } from "../../../tests/shared.ts";
import type { Random } from "../../base/random.ts";
import { drawBeta } from "../random/beta.ts";
import { drawExponential } from "../random/exponential.ts";
import { drawGamma } from "../random/gamma.ts";
import { sfc32 } from "../random/sfc32.ts";
import { backTest } from "./back-test.ts";
import { fitBgNbd, fitMbgNbd, fitParetoNbd } from "./fit-purchases.ts";
import { fitGammaGamma } from "./gamma-gamma.ts";
import { lifetimeValue, residualLifetimeValue } from "./lifetime-value.ts";
import { withUncertainty } from "./parameter-uncertainty.ts";
import {
  discountedExpectedPurchases,
  expectedPurchases,
  expectedPurchasesOfNewCustomer,
  historyLogLikelihood,
  type PurchaseModel,
  probabilityAlive,
  purchaseCountProbability,
} from "./purchase-model.ts";
import { summariseTransactions } from "./purchase-summary.ts";
import type { PurchaseHistory, PurchaseTable } from "./purchase-table.ts";
import { cdnow } from "./testing/cdnow.ts";

const codeOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    return (error as { code: string }).code;
  }
  return "no error";
};

describe.skipIf(!hasShared)("golden customers", () => {
  it.each(goldenCases("clv", "clv.rfmSummary"))("$id", (c) => {
    const { transactions, observationEnd } = c.inputs as {
      transactions: { customer: string; date: string; amount: number }[];
      observationEnd: string;
    };
    const day = (date: string) => Date.parse(`${date}T00:00:00Z`) / 86_400_000;
    const summary = summariseTransactions(
      {
        customer: transactions.map((t) => t.customer),
        day: transactions.map((t) => day(t.date)),
        amount: transactions.map((t) => t.amount),
      },
      day(observationEnd),
    );
    const customers = summary.customer.map((customer, i) => ({
      customer,
      x: summary.repeatPurchases[i],
      t_x: summary.ageAtLastPurchase[i],
      T: summary.age[i],
      // The file writes 0 where there is no repeat purchase to average.
      m: summary.meanRepeatSpend[i] ?? 0,
    }));
    expect(customers.length).toBe((c.expected as { customers: unknown[] }).customers.length);
    expect(goldenDifferences({ customers }, c)).toEqual([]);
  });

  it.each(goldenCases("clv", "clv.backtest"))("$id", (c) => {
    const table = cdnow(7);
    const test = backTest(fitBgNbd(table), table, { horizon: (c.inputs as { horizonWeeks: number }).horizonWeeks });
    const actual = {
      actualCalibrationRepeats: test.calibration.actual,
      expectedCalibrationRepeats: test.calibration.expected,
      expectedNext39Weeks: test.holdout.expected,
    };
    expect(goldenDifferences(actual, c)).toEqual([]);
    expect(test.classes.reduce((sum, k) => sum + k.customers, 0)).toBe(2357);
    expect(test.holdout.actual).toBeNull();
  });

  it.each(goldenCases("clv", "clv.discounted"))("$id", (c) => {
    const { params, spend, margin, months, monthlyDiscount, customers } = c.inputs as {
      params: { r: number; alpha: number; a: number; b: number };
      spend: { p: number; q: number; v: number };
      margin: number;
      months: number;
      monthlyDiscount: number;
      customers: { x: number; t_x: number; T: number; m: number }[];
    };
    const model = { purchases: { model: "bg-nbd", params } as const, spend: { params: spend } };
    const horizon = { periods: months, periodLength: 30 / 7, discount: monthlyDiscount };
    const clv = customers.map(
      ({ x, t_x, T, m }) =>
        lifetimeValue(
          model,
          { repeatPurchases: x, ageAtLastPurchase: t_x, age: T, meanRepeatSpend: m },
          { margin, ...horizon },
        ).value,
    );
    expect(goldenDifferences({ clv }, c)).toEqual([]);
  });
});

/** Customers of a known BG/NBD (0), MBG/NBD (1) or Pareto/NBD ("pareto") world, by day. */
function simulate(
  kind: 0 | 1 | "pareto",
  { customers, random, params }: { customers: number; random: Random; params: [number, number, number, number] },
) {
  const [r, alpha, c, d] = params;
  const table = { repeatPurchases: [] as number[], ageAtLastPurchase: [] as number[], age: [] as number[] };
  const holdoutPurchases: number[] = [];
  for (let i = 0; i < customers; i++) {
    const rate = drawGamma(random, r) / alpha;
    const age = 200 + Math.floor(165 * random());
    const leaves = kind === "pareto" ? 0 : drawBeta(random, { alpha: c, beta: d });
    let until = kind === "pareto" ? drawExponential(random) / (drawGamma(random, c) / d) : Number.POSITIVE_INFINITY;
    if (kind === 1 && random() < leaves) until = 0;
    let [x, last, later] = [0, 0, 0];
    for (let t = drawExponential(random) / rate; t < until && t < age + 180; t += drawExponential(random) / rate) {
      if (t <= age) [x, last] = [x + 1, t];
      else later++;
      if (kind !== "pareto" && random() < leaves) until = t;
    }
    table.repeatPurchases.push(x);
    table.ageAtLastPurchase.push(last);
    table.age.push(age);
    holdoutPurchases.push(later);
  }
  return { ...table, holdoutPurchases };
}

describe("fits", () => {
  const worlds = [
    ["BG/NBD", 0, fitBgNbd, [0.6, 30, 0.9, 2.4]],
    ["MBG/NBD", 1, fitMbgNbd, [0.8, 30, 0.9, 2.4]],
    ["Pareto/NBD", "pareto", fitParetoNbd, [0.7, 30, 0.8, 60]],
  ] as const;

  it.each(worlds)("recovers simulated %s customers and predicts their next half year", (_, kind, fitModel, params) => {
    const random = sfc32(`customers ${kind}`);
    const table = simulate(kind, { customers: 8000, random, params: [...params] });
    const fit = fitModel(table);
    fit.names.forEach((name, i) => {
      const value = (fit.params as Record<string, number>)[name]!;
      const error = (fit.standardErrors as Record<string, number>)[name]!;
      expect(Math.abs(value - params[i]!), name).toBeLessThan(3.5 * error);
    });
    const test = backTest(fit, table, { horizon: 180 });
    expect(test.holdout.expected / test.holdout.actual!).toBeGreaterThan(0.93);
    expect(test.holdout.expected / test.holdout.actual!).toBeLessThan(1.07);
    expect(test.calibration.expected / test.calibration.actual).toBeGreaterThan(0.95);
    expect(test.calibration.expected / test.calibration.actual).toBeLessThan(1.05);
    expect(JSON.parse(JSON.stringify(fit))).toEqual(fit);
  });

  it("has errors that cover the truth about as often as they say", () => {
    const random = sfc32("coverage of BG/NBD");
    const params: [number, number, number, number] = [0.6, 30, 0.9, 2.4];
    let covered = 0;
    const runs = 60;
    for (let run = 0; run < runs; run++) {
      const fit = fitBgNbd(simulate(0, { customers: 1500, random, params }));
      const { interval } = withUncertainty(fit, ({ r }) => r);
      if (interval.low < 0.6 && 0.6 < interval.high) covered++;
    }
    expect(covered / runs).toBeGreaterThan(0.86);
  });

  it.each(worlds)(
    "fits %s the same from grouped cells, in any order and in any unit of time",
    (_, kind, fitModel, params) => {
      const raw = simulate(kind, { customers: 600, random: sfc32("grouping"), params: [...params] });
      const weekly: PurchaseTable = {
        repeatPurchases: raw.repeatPurchases,
        ageAtLastPurchase: raw.ageAtLastPurchase.map((t) => Math.ceil(t / 7)),
        age: raw.age.map((t) => Math.ceil(t / 7)),
      };
      const cells = new Map<string, { row: number; count: number }>();
      for (let i = 599; i >= 0; i--) {
        const key = `${weekly.repeatPurchases[i]} ${weekly.ageAtLastPurchase[i]} ${weekly.age[i]}`;
        cells.set(key, { row: i, count: (cells.get(key)?.count ?? 0) + 1 });
      }
      const list = [...cells.values()];
      const grouped = fitModel({
        repeatPurchases: list.map((c) => weekly.repeatPurchases[c.row]!),
        ageAtLastPurchase: list.map((c) => weekly.ageAtLastPurchase[c.row]!),
        age: list.map((c) => weekly.age[c.row]!),
        count: list.map((c) => c.count),
      });
      const byRow = fitModel(weekly);
      const byDay = fitModel({
        ...weekly,
        ageAtLastPurchase: Array.from(weekly.ageAtLastPurchase, (t) => 7 * t),
        age: Array.from(weekly.age, (t) => 7 * t),
      });
      expect(list.length).toBeLessThan(600);
      for (const name of byRow.names) {
        const of = (f: { params: object }) => (f.params as Record<string, number>)[name]!;
        const by = name === "alpha" || name === "beta" ? 7 : 1;
        expect(of(grouped) / of(byRow)).toBeCloseTo(1, 7);
        expect(of(byDay) / by / of(byRow)).toBeCloseTo(1, 7);
      }
      expect(grouped.logLikelihood).toBeCloseTo(byRow.logLikelihood, 8);
      // The log-likelihood of the fit is the sum of its customers'.
      const sum = Array.from(weekly.repeatPurchases).reduce((total, x, i) => {
        const h = { repeatPurchases: x, ageAtLastPurchase: weekly.ageAtLastPurchase[i]!, age: weekly.age[i]! };
        return total + historyLogLikelihood(byRow as PurchaseModel, h);
      }, 0);
      expect(byRow.logLikelihood).toBeCloseTo(sum, 6);
    },
  );

  it.each(worlds)("ends %s in a named error where the data say nothing", (_, __, fitModel) => {
    const flat = (x: number, seen: number, count: number): PurchaseTable => ({
      repeatPurchases: [x],
      ageAtLastPurchase: [seen],
      age: [50],
      count: [count],
    });
    expect(codeOf(() => fitModel(flat(0, 0, 500)))).toBe("model.degenerate");
    expect(codeOf(() => fitModel(flat(3, 20, 1)))).toBe("input.sample_too_small");
    expect(codeOf(() => fitModel(flat(3, 20, 500)))).toMatch(/^model\./);
    expect(codeOf(() => fitModel(flat(400, 50, 500)))).toMatch(/^model\./);
    expect(codeOf(() => fitModel({ repeatPurchases: [], ageAtLastPurchase: [], age: [] }))).toBe(
      "input.sample_too_small",
    );
    expect(codeOf(() => fitModel(flat(2, 60, 500)))).toBe("input.out_of_range");
    expect(codeOf(() => fitModel(flat(0, 10, 500)))).toBe("input.out_of_range");
    expect(codeOf(() => fitModel(flat(1.5, 10, 500)))).toBe("input.out_of_range");
    expect(codeOf(() => fitModel(flat(1, Number.NaN, 500)))).toBe("input.out_of_range");
    expect(codeOf(() => fitModel({ ...flat(1, 1, 500), age: [1, 2] }))).toBe("input.shape_mismatch");
    // With a prior the same data give an answer that says so.
    const fit = fitModel(flat(3, 20, 500), { priorSd: 2 });
    expect(fit.priorSd).toBe(2);
    for (const value of Object.values(fit.params)) expect(Number.isFinite(value)).toBe(true);
    const next = expectedPurchases(fit as PurchaseModel, { repeatPurchases: 3, ageAtLastPurchase: 20, age: 50 }, 50);
    expect(next).toBeGreaterThan(0);
    expect(next).toBeLessThan(3);
  });

  it("survives buyers in the thousands beside ordinary ones", () => {
    const random = sfc32("huge x");
    const table = simulate(0, { customers: 500, random, params: [0.6, 30, 0.9, 2.4] });
    table.repeatPurchases.push(5000, 3000);
    table.ageAtLastPurchase.push(300, 2);
    table.age.push(300, 300);
    for (const fitModel of [fitBgNbd, fitMbgNbd, fitParetoNbd]) {
      const fit = fitModel(table) as PurchaseModel;
      const alive = probabilityAlive(fit, { repeatPurchases: 5000, ageAtLastPurchase: 300, age: 300 });
      expect(alive).toBeGreaterThan(0.9);
      expect(probabilityAlive(fit, { repeatPurchases: 3000, ageAtLastPurchase: 2, age: 300 })).toBeLessThan(1e-9);
      expect(expectedPurchases(fit, { repeatPurchases: 5000, ageAtLastPurchase: 300, age: 300 }, 300)).toBeGreaterThan(
        100,
      );
    }
  });
});

// Fader, Hardie & Lee (2005) and Batislam et al. (2007) on CDNOW, in weeks.
const PAPER = {
  "bg-nbd": { model: "bg-nbd", params: { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 } },
  "mbg-nbd": { model: "mbg-nbd", params: { r: 0.525, alpha: 6.183, a: 0.891, b: 1.614 } },
  "pareto-nbd": { model: "pareto-nbd", params: { r: 0.553, alpha: 10.578, s: 0.606, beta: 11.669 } },
} as const satisfies Record<string, PurchaseModel>;

describe("predictions", () => {
  it("gives the printed figures of Hardie's spreadsheet and the BTYD manual", () => {
    const model = PAPER["bg-nbd"];
    const h = { repeatPurchases: 2, ageAtLastPurchase: 30.43, age: 38.86 };
    expect(expectedPurchases(model, h, 39)).toBeCloseTo(1.226, 3);
    [
      [0.1429, 0.0078],
      [1, 0.0532],
      [3, 0.1506],
      [31.8571, 1.0405],
      [32, 1.0437],
      [78, 1.8576],
    ].forEach(([t, printed]) => {
      expect(expectedPurchasesOfNewCustomer(model, t!) / printed!).toBeCloseTo(1, 1.5);
    });
    expect(purchaseCountProbability(model, { n: 0, t: 39 })).toBeCloseTo(0.5737864, 7);
    expect(purchaseCountProbability(model, { n: 10, t: 2 })).toBeCloseTo(1.07869e-7, 12);
    // PyMC-Marketing's test of the stable form.
    const stable = { model: "bg-nbd", params: { r: 0.25, alpha: 4, a: 0.8, b: 2.5 } } as const;
    expect(historyLogLikelihood(stable, { repeatPurchases: 0, ageAtLastPurchase: 0, age: 40 })).toBeCloseTo(
      -0.59947382,
      8,
    );
    expect(historyLogLikelihood(stable, { repeatPurchases: 200, ageAtLastPurchase: 38, age: 40 })).toBeCloseTo(
      100.7957,
      4,
    );
  });

  const models = fc.tuple(
    fc.constantFrom("bg-nbd", "mbg-nbd", "pareto-nbd"),
    fc.array(fc.double({ min: 0.05, max: 8, noNaN: true }), { minLength: 4, maxLength: 4 }),
    fc.double({ min: 0.5, max: 60, noNaN: true }),
  );
  const toModel = ([kind, [p, q, u], scale]: [string, number[], number]): PurchaseModel =>
    kind === "pareto-nbd"
      ? { model: "pareto-nbd", params: { r: p!, alpha: scale, s: q!, beta: scale * u! } }
      : { model: kind as "bg-nbd", params: { r: p!, alpha: scale, a: q!, b: u! } };
  const histories = fc
    .tuple(
      fc.integer({ min: 0, max: 300 }),
      fc.double({ min: 0.01, max: 1, noNaN: true }),
      fc.double({ min: 1, max: 300, noNaN: true }),
    )
    .map(
      ([x, part, age]): PurchaseHistory => ({ repeatPurchases: x, ageAtLastPurchase: x === 0 ? 0 : part * age, age }),
    );

  it("stays in bounds, grows with the horizon, and does not depend on the unit of time", () => {
    fc.assert(
      fc.property(models, histories, (m, h) => {
        const model = toModel(m);
        const alive = probabilityAlive(model, h);
        expect(alive).toBeGreaterThanOrEqual(0);
        expect(alive).toBeLessThanOrEqual(1);
        const [short, long] = [expectedPurchases(model, h, 10), expectedPurchases(model, h, 60)];
        expect(short).toBeGreaterThanOrEqual(0);
        expect(long).toBeGreaterThanOrEqual(short);
        const params = { ...model.params, alpha: 7 * model.params.alpha } as Record<string, number>;
        if (model.model === "pareto-nbd") params.beta = 7 * model.params.beta;
        const days = { model: model.model, params } as unknown as PurchaseModel;
        const inDays = { ...h, ageAtLastPurchase: 7 * h.ageAtLastPurchase, age: 7 * h.age };
        expect(Math.abs(expectedPurchases(days, inDays, 420) - long)).toBeLessThanOrEqual(1e-7 * long + 1e-12);
      }),
      { numRuns: 300 },
    );
  });

  it("has counts whose probabilities add to 1 and whose mean is the expectation", () => {
    for (const model of Object.values(PAPER)) {
      let [total, mean] = [0, 0];
      for (let n = 0; n <= 400; n++) {
        const p = purchaseCountProbability(model, { n, t: 30 });
        total += p;
        mean += n * p;
      }
      expect(total).toBeCloseTo(1, 9);
      expect(mean).toBeCloseTo(expectedPurchasesOfNewCustomer(model, 30), 7);
    }
  });

  // tests/golden/purchase-models.py: direct integration over the mixing distributions with mpmath.
  it("agrees with direct integration at a = 1, at a + b below 1 and over the discounted future", () => {
    const golden = JSON.parse(
      readFileSync(new URL("../../../tests/golden/purchase-models.json", import.meta.url), "utf8"),
    );
    const of = (p: { model: "bg-nbd" | "mbg-nbd"; params: number[]; history: number[] }) => {
      const [r, alpha, a, b] = p.params as [number, number, number, number];
      const [repeatPurchases, ageAtLastPurchase, age] = p.history as [number, number, number];
      return [
        { model: p.model, params: { r, alpha, a, b } },
        { repeatPurchases, ageAtLastPurchase, age },
      ] as const;
    };
    for (const point of golden.expected) {
      expect(expectedPurchases(...of(point), point.t) / point.expected, JSON.stringify(point)).toBeCloseTo(1, 8);
    }
    for (const point of golden.discounted) {
      expect(discountedExpectedPurchases(...of(point), point.rate) / point.discounted).toBeCloseTo(1, 6);
    }
  });

  it("passes through a = 1 and a + b = 1 without a jump", () => {
    const h = { repeatPurchases: 2, ageAtLastPurchase: 30, age: 39 };
    for (const kind of ["bg-nbd", "mbg-nbd"] as const) {
      const at = (a: number, b: number) => {
        const model = { model: kind, params: { r: 0.4, alpha: 6, a, b } };
        return [expectedPurchases(model, h, 52), expectedPurchasesOfNewCustomer(model, 52)];
      };
      for (const [a, b] of [
        [1, 2.4],
        [0.4, 0.6],
        [0.3, 0.2],
      ] as const) {
        const [below, here, above] = [at(a - 2e-3, b), at(a, b), at(a + 2e-3, b)];
        for (const i of [0, 1]) expect(here[i]! / ((below[i]! + above[i]!) / 2)).toBeCloseTo(1, 4);
      }
    }
  });

  it("discounts the future as the sum of short periods does", () => {
    const h = { repeatPurchases: 2, ageAtLastPurchase: 30.43, age: 38.86 };
    for (const model of Object.values(PAPER)) {
      let [sum, before] = [0, 0];
      const step = 0.5;
      for (let t = step; t < 600; t += step) {
        const until = expectedPurchases(model, h, t);
        sum += (until - before) * Math.exp(-0.05 * (t - step / 2));
        before = until;
      }
      expect(discountedExpectedPurchases(model, h, 0.05)).toBeCloseTo(sum, 4);
    }
    expect(codeOf(() => discountedExpectedPurchases(PAPER["bg-nbd"], h, 0))).toBe("input.out_of_range");
  });

  it("refuses impossible histories, times and parameters", () => {
    const model = PAPER["bg-nbd"];
    const h = { repeatPurchases: 1, ageAtLastPurchase: 5, age: 9 };
    expect(codeOf(() => probabilityAlive(model, { ...h, ageAtLastPurchase: 10 }))).toBe("input.out_of_range");
    expect(codeOf(() => expectedPurchases(model, h, -1))).toBe("input.out_of_range");
    expect(codeOf(() => expectedPurchases({ ...model, params: { ...model.params, a: 0 } }, h, 1))).toBe(
      "input.out_of_range",
    );
    expect(codeOf(() => purchaseCountProbability(model, { n: -1, t: 3 }))).toBe("input.out_of_range");
    expect(purchaseCountProbability(model, { n: 0, t: 0 })).toBe(1);
    expect(purchaseCountProbability(model, { n: 2, t: 0 })).toBe(0);
  });
});

describe("lifetime value on CDNOW", () => {
  const customer = { repeatPurchases: 2, ageAtLastPurchase: 30.43, age: 38.86, meanRepeatSpend: 22.35 };
  const horizon = { periods: 12, periodLength: 30 / 7, discount: 0.01 };

  it("carries the errors of both fits, and goes below zero where serving costs more than it brings", () => {
    const model = { purchases: fitBgNbd(cdnow(7)), spend: fitGammaGamma(cdnow(7)) };
    const good = lifetimeValue(model, customer, { margin: 0.4, ...horizon });
    expect(good.standardError).toBeGreaterThan(0);
    expect(good.interval!.low).toBeGreaterThan(0);
    expect(good.interval!.low).toBeLessThan(good.value);
    expect(good.interval!.high).toBeGreaterThan(good.value);
    const bad = lifetimeValue(model, customer, { margin: 0.4, costPerPurchase: 30, ...horizon });
    expect(bad.value).toBeLessThan(0);
    expect(bad.interval!.low).toBeLessThan(bad.value);
    const whole = residualLifetimeValue(model, customer, { margin: 0.4, rate: Math.log(1.01) / (30 / 7) });
    expect(whole.value).toBeGreaterThan(good.value);
  });
});

describe("summariseTransactions", () => {
  it("leaves out late purchases and refunded occasions, and says how many", () => {
    const summary = summariseTransactions(
      { customer: ["a", "a", "a", "b", "c", "a"], day: [0, 5, 5, 2, 99, 9], amount: [10, 8, -8, 0, 5, 7] },
      30,
    );
    expect(summary).toEqual({
      customer: ["a"],
      repeatPurchases: [1],
      ageAtLastPurchase: [9],
      age: [30],
      meanRepeatSpend: [7],
      leftOut: { late: 1, nonPositive: 2 },
    });
    expect(summariseTransactions({ customer: [1, 1], day: [0, 3] }, 9).meanRepeatSpend).toEqual([null]);
    expect(codeOf(() => summariseTransactions({ customer: [1], day: [0.5] }, 9))).toBe("input.out_of_range");
    expect(codeOf(() => summariseTransactions({ customer: [1], day: [] }, 9))).toBe("input.shape_mismatch");
  });
});
