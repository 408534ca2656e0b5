import { describe, expect, it } from "vitest";
import { type GoldenCase, goldenCases, goldenDifferences, hasShared } from "../../../tests/shared.ts";
import { fitBgNbd, fitMbgNbd, fitParetoNbd } from "./fit-purchases.ts";
import {
  discountedExpectedPurchases,
  expectedPurchases,
  expectedPurchasesOfNewCustomer,
  historyLogLikelihood,
  type PurchaseModel,
  probabilityAlive,
  purchaseCountProbability,
} from "./purchase-model.ts";
import type { PurchaseHistory } from "./purchase-table.ts";
import { cdnow } from "./testing/cdnow.ts";

const history = (c: { x: number; t_x: number; T: number }): PurchaseHistory => ({
  repeatPurchases: c.x,
  ageAtLastPurchase: c.t_x,
  age: c.T,
});

const MODELS = { bgnbd: "bg-nbd", mbgnbd: "mbg-nbd", paretonbd: "pareto-nbd" } as const;
const casesOf = (what: string) =>
  Object.entries(MODELS).flatMap(([name, model]) =>
    goldenCases("clv", `clv.${name}.${what}`).map((c) => [c.id, c, model] as const),
  );

describe.skipIf(!hasShared)("golden purchase models", () => {
  it.each(casesOf("logLik"))("%s", (_, c, model) => {
    const { params, customers } = c.inputs as { params: never; customers: { x: number; t_x: number; T: number }[] };
    const logLik = customers.map((customer) => historyLogLikelihood({ model, params }, history(customer)));
    expect(goldenDifferences({ logLik }, c)).toEqual([]);
  });

  it.each(casesOf("predict"))("%s", (_, c, name) => {
    const inputs = c.inputs as {
      params: never;
      customers: { x: number; t_x: number; T: number }[];
      horizons: number[];
      newCustomerTimes: number[];
      pmfPoints: { t: number; n: number }[];
      continuousDiscountRate?: number;
    };
    const model = { model: name, params: inputs.params } as PurchaseModel;
    const customers = inputs.customers.map(history);
    const rate = inputs.continuousDiscountRate;
    const actual = {
      pAlive: customers.map((h) => probabilityAlive(model, h)),
      expectedTransactions: Object.fromEntries(
        inputs.horizons.map((t) => [t, customers.map((h) => expectedPurchases(model, h, t))]),
      ),
      expectationNewCustomer: inputs.newCustomerTimes.map((t) => expectedPurchasesOfNewCustomer(model, t)),
      pmf: inputs.pmfPoints.map((at) => purchaseCountProbability(model, at)),
      discountedExpectedResidualTransactions: rate && customers.map((h) => discountedExpectedPurchases(model, h, rate)),
    };
    expect(goldenDifferences(actual, c)).toEqual([]);
  });

  const fits = { "bg-nbd": fitBgNbd, "mbg-nbd": fitMbgNbd, "pareto-nbd": fitParetoNbd };
  it.each(casesOf("fit"))("%s", (_, c: GoldenCase, model) => {
    const fit = fits[model](cdnow(7));
    const actual = {
      ...fit,
      logLik: fit.logLikelihood,
      publishedRounded: fit.params,
      publishedLogLik: fit.logLikelihood,
    };
    expect(goldenDifferences(actual, c)).toEqual([]);
    const inDays = fits[model](cdnow(1));
    const weeks = fit.params as Record<string, number>;
    const days = inDays.params as Record<string, number>;
    for (const name of fit.names) {
      const by = name === "alpha" || name === "beta" ? 7 : 1;
      expect(days[name]! / by).toBeCloseTo(weeks[name]!, 6);
    }
  });
});

describe("CDNOW", () => {
  // Fader, Hardie & Lee (2005), Marketing Science 24, Table 2; the MBG/NBD from R's BTYDplus 1.2.0. Time in weeks.
  it.each([
    ["BG/NBD", fitBgNbd, { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 }, -9582.4],
    ["MBG/NBD", fitMbgNbd, { r: 0.525, alpha: 6.183, a: 0.891, b: 1.614 }, -9582.14],
    ["Pareto/NBD", fitParetoNbd, { r: 0.553, alpha: 10.578, s: 0.606, beta: 11.669 }, -9595.0],
  ] as const)("gives the printed %s parameters", (_, fitModel, printed, logLikelihood) => {
    const fit = fitModel(cdnow(7));
    expect(fit.n).toBe(2357);
    expect(Math.abs(fit.logLikelihood - logLikelihood)).toBeLessThan(0.06);
    for (const [name, value] of Object.entries(printed)) {
      expect(Math.abs((fit.params as Record<string, number>)[name]! - value), name).toBeLessThan(6e-4);
    }
  });
});
