import { InputError } from "../../base/errors.ts";
import type { Interval } from "../interval.ts";
import type { BgNbdFit, MbgNbdFit, ParetoNbdFit } from "./fit-purchases.ts";
import {
  expectedTransactionValue,
  type GammaGammaFit,
  type GammaGammaParams,
  type SpendHistory,
} from "./gamma-gamma.ts";
import { intervalOf, logVariance } from "./parameter-uncertainty.ts";
import { discountedExpectedPurchases, expectedPurchases, type PurchaseModel } from "./purchase-model.ts";
import type { PurchaseHistory } from "./purchase-table.ts";

/** Purchase and spend model of one customer base: fits, or known parameters (then without interval). */
export interface ValueModel {
  purchases: PurchaseModel | BgNbdFit | MbgNbdFit | ParetoNbdFit;
  spend: { params: GammaGammaParams } | GammaGammaFit;
}

/** How expected purchases become money. */
export interface ValueTerms {
  /** Contribution margin as a share of spend; may be negative. */
  margin: number;
  /** Cost of serving one purchase, in money; default 0. */
  costPerPurchase?: number;
}

/** A horizon cut into periods, each discounted at its end. */
export interface DiscountedHorizon {
  /** Number of periods, whole. */
  periods: number;
  /** Length of one in the unit of time of the purchase model: 30/7 for months of 30 days in weeks. */
  periodLength: number;
  /** Discount rate a period, ≥ 0: 0.01 for 1 % a month. */
  discount: number;
}

/** Present value of one customer's future purchases, in money; may be negative. */
export interface LifetimeValue {
  value: number;
  /** From the uncertainty of both fits, taken as independent; `null` where parameters came without it. */
  standardError: number | null;
  interval: Interval | null;
  /** Undiscounted purchases expected over the horizon; for the whole future, the discounted ones. */
  expectedPurchases: number;
  /** Expected spend a purchase. */
  expectedTransactionValue: number;
}

/**
 * Expected discounted margin of a customer over a horizon: Σ (margin·E(M) − cost)·ΔE[Y]/(1 + d)^i.
 * @throws InputError `input.out_of_range` for impossible histories or terms
 * @throws ModelError `model.degenerate` where the spend model has no finite mean for this customer
 * @see Fader, Hardie & Lee (2005), JMR 42, 415–430
 * @example
 * const purchases = { model: "bg-nbd", params: { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 } } as const;
 * const spend = { params: { p: 6.25, q: 3.74, v: 15.44 } };
 * const customer = { repeatPurchases: 2, ageAtLastPurchase: 30.43, age: 38.86, meanRepeatSpend: 22.35 };
 * const horizon = { periods: 12, periodLength: 30 / 7, discount: 0.01 };
 * lifetimeValue({ purchases, spend }, customer, { margin: 1, ...horizon }).value; // 35.8816…
 */
export function lifetimeValue(
  model: ValueModel,
  customer: PurchaseHistory & SpendHistory,
  terms: ValueTerms & DiscountedHorizon & { confidence?: number },
): LifetimeValue {
  const { periods, periodLength, discount } = terms;
  if (!(Number.isInteger(periods) && periods >= 1 && periodLength > 0 && discount > -1 && Number.isFinite(discount))) {
    throw new InputError(
      "input.out_of_range",
      "A horizon needs whole periods of positive length and a discount rate.",
      {
        details: { periods, periodLength, discount },
      },
    );
  }
  const discounted = (purchases: PurchaseModel): number => {
    let before = 0;
    let sum = 0;
    for (let i = 1; i <= periods; i++) {
      const until = expectedPurchases(purchases, customer, i * periodLength);
      sum += (until - before) / (1 + discount) ** i;
      before = until;
    }
    return sum;
  };
  const bought = expectedPurchases(model.purchases, customer, periods * periodLength);
  return priced(model, { customer, terms, discounted, bought });
}

/**
 * Expected discounted margin of a customer over the whole future: (margin·E(M) − cost)·DERT.
 * @param terms.rate continuously compounded discount rate per unit of time of the purchase model, > 0
 * @throws InputError `input.out_of_range` for impossible histories or terms
 * @throws ModelError `model.degenerate` where the spend model has no finite mean for this customer
 * @see Fader, Hardie & Lee (2005), JMR 42, 415–430
 * @example
 * const purchases = { model: "pareto-nbd", params: { r: 0.55, alpha: 10.56, s: 0.61, beta: 11.64 } } as const;
 * const spend = { params: { p: 6.25, q: 3.74, v: 15.44 } };
 * const customer = { repeatPurchases: 2, ageAtLastPurchase: 30.43, age: 38.86, meanRepeatSpend: 22.35 };
 * residualLifetimeValue({ purchases, spend }, customer, { margin: 0.3, rate: 0.0027 }).value; // 0.3 · 24.66 · 6.436 = 47.62…
 */
export function residualLifetimeValue(
  model: ValueModel,
  customer: PurchaseHistory & SpendHistory,
  terms: ValueTerms & { rate: number; confidence?: number },
): LifetimeValue {
  const discounted = (purchases: PurchaseModel): number => discountedExpectedPurchases(purchases, customer, terms.rate);
  return priced(model, { customer, terms, discounted, bought: discounted(model.purchases) });
}

interface Valuation {
  customer: SpendHistory;
  terms: ValueTerms & { confidence?: number };
  discounted: (purchases: PurchaseModel) => number;
  bought: number;
}

function priced({ purchases, spend }: ValueModel, { customer, terms, discounted, bought }: Valuation): LifetimeValue {
  const { margin, costPerPurchase = 0, confidence = 0.95 } = terms;
  if (!(Number.isFinite(margin) && Number.isFinite(costPerPurchase))) {
    throw new InputError("input.out_of_range", "Margin and cost must be finite.", {
      details: { margin, costPerPurchase },
    });
  }
  const worth = (params: GammaGammaParams): number =>
    margin * expectedTransactionValue({ params }, customer).mean - costPerPurchase;
  const visits = discounted(purchases);
  const each = worth(spend.params);
  const value = each * visits;
  const base = {
    value,
    expectedPurchases: bought,
    expectedTransactionValue: expectedTransactionValue(spend, customer).mean,
  };
  if (!("logCovariance" in purchases) || !("logCovariance" in spend))
    return { ...base, standardError: null, interval: null };
  const standardError = Math.hypot(
    each * Math.sqrt(visitVariance(purchases, discounted)),
    visits * Math.sqrt(logVariance(spend, worth)),
  );
  const scale = value > 0 ? "log" : "plain";
  return { ...base, standardError, interval: intervalOf({ value, standardError }, { scale, level: confidence }) };
}

function visitVariance(
  fit: BgNbdFit | MbgNbdFit | ParetoNbdFit,
  discounted: (purchases: PurchaseModel) => number,
): number {
  switch (fit.model) {
    case "bg-nbd":
      return logVariance(fit, (params) => discounted({ model: fit.model, params }));
    case "mbg-nbd":
      return logVariance(fit, (params) => discounted({ model: fit.model, params }));
    case "pareto-nbd":
      return logVariance(fit, (params) => discounted({ model: fit.model, params }));
    default:
      return fit satisfies never;
  }
}
