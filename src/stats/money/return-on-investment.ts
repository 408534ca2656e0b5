import { InputError } from "../../base/errors.ts";
import { presentValue, requireFlows, requireRate } from "./net-present-value.ts";

/** Costs and benefits a period, period 0 being now. */
export interface BusinessCase {
  /** Money spent a period, as positive numbers. */
  costs: readonly number[];
  /** Money gained a period, as positive numbers. */
  benefits: readonly number[];
  /** Discount rate per period. */
  rate: number;
}

/** Present values, ratios and payback of a business case. */
export interface Return {
  presentValueOfCosts: number;
  presentValueOfBenefits: number;
  netPresentValue: number;
  /** (PV benefits − PV costs)/PV costs; `null` when there are no costs. */
  returnOnInvestment: number | null;
  /** PV benefits/PV costs; `null` when there are no costs. */
  benefitCostRatio: number | null;
  /** Periods until the summed net flow reaches 0, linear within a period; `null` when it never does. */
  paybackPeriods: number | null;
  /** The same on discounted flows. */
  discountedPaybackPeriods: number | null;
}

/**
 * Present values, return on investment and payback of a business case.
 * @param plan costs and benefits, one a period, of equal length
 * @returns money in currency units of period 0, ratios as shares (0.15 is 15 %), payback in periods
 * @throws InputError `input.shape_mismatch` when costs and benefits differ in length
 * @throws InputError `input.out_of_range` when an amount is not finite or the rate is −1 or below
 * @example
 * returnOnInvestment({ costs: [100, 0], benefits: [0, 150], rate: 0.25 }).netPresentValue; // 20
 */
export function returnOnInvestment({ costs, benefits, rate }: BusinessCase): Return {
  requireFlows(costs);
  requireFlows(benefits);
  requireRate(rate);
  if (costs.length !== benefits.length)
    throw new InputError("input.shape_mismatch", "Costs and benefits must cover the same periods.", {
      details: { costs: costs.length, benefits: benefits.length },
    });
  const net = benefits.map((b, i) => b - costs[i]!);
  const [spent, gained] = [presentValue(costs, rate), presentValue(benefits, rate)];
  return {
    presentValueOfCosts: spent,
    presentValueOfBenefits: gained,
    netPresentValue: gained - spent,
    returnOnInvestment: spent === 0 ? null : (gained - spent) / spent,
    benefitCostRatio: spent === 0 ? null : gained / spent,
    paybackPeriods: paybackPeriods(net),
    discountedPaybackPeriods: paybackPeriods(net.map((flow, i) => flow / (1 + rate) ** i)),
  };
}

/**
 * Periods until the running sum of flows first reaches 0 and stays there to the end, with linear interpolation
 * within the period in which it does.
 *
 * "Stays there" matters for a case that dips again (a second investment): it has not paid back until the last dip is made good.
 * @param cashflows net flows a period, the first one now
 * @returns 0 when it never needs money; `null` when it does not pay back within the periods given
 * @throws InputError `input.sample_too_small` with no flows, `input.out_of_range` with a flow that is not finite
 * @example
 * paybackPeriods([-100, 60, 80]); // 1.5
 */
export function paybackPeriods(cashflows: readonly number[]): number | null {
  requireFlows(cashflows);
  let balance = 0;
  let payback: number | null = 0;
  cashflows.forEach((flow, i) => {
    const before = balance;
    balance += flow;
    if (balance < 0) payback = null;
    else if (payback === null) payback = i - 1 + -before / flow;
  });
  return payback;
}
