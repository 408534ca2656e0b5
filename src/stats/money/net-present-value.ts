import { InputError } from "../../base/errors.ts";

/**
 * Net present value of a series of cash flows, one a period, the first of them **now** (period 0, undiscounted).
 *
 * This is the convention of textbooks and of this product. Spreadsheets' NPV function discounts the first flow too:
 * see `spreadsheetNetPresentValue`.
 * @param cashflows money in (positive) and out (negative) a period, in currency units
 * @param rate discount rate per period, above −1 (0.1 is 10 %)
 * @returns currency units of period 0
 * @throws InputError `input.out_of_range` when the rate is −1 or below, or a flow is not a finite number
 * @throws InputError `input.sample_too_small` when there are no flows
 * @example
 * netPresentValue([-100, 110], 0.1); // 0
 */
export function netPresentValue(cashflows: readonly number[], rate: number): number {
  requireFlows(cashflows);
  requireRate(rate);
  return presentValue(cashflows, rate);
}

/**
 * Net present value as spreadsheets' NPV function has it: the first flow lies one period ahead and is discounted.
 * @throws InputError as `netPresentValue`
 * @see the worked example in the function's documentation: 1,188.44
 * @example
 * spreadsheetNetPresentValue([110], 0.1); // 100
 */
export function spreadsheetNetPresentValue(cashflows: readonly number[], rate: number): number {
  return netPresentValue(cashflows, rate) / (1 + rate);
}

/** Flows on calendar dates. */
export interface DatedCashflows {
  /** Currency units, one a date. */
  cashflows: readonly number[];
  /** Calendar dates as `YYYY-MM-DD`; the first one is the date of valuation. */
  dates: readonly string[];
}

/**
 * Net present value of flows on irregular dates, at the first date, counting days in years of 365 (spreadsheets' XNPV).
 * @param flows flows and their dates, in any order after the first
 * @param annualRate discount rate per year, above −1
 * @throws InputError `input.shape_mismatch` when there is not one date a flow
 * @throws InputError `input.invalid` when a date is not `YYYY-MM-DD`
 * @throws InputError `input.out_of_range` or `input.sample_too_small` as `netPresentValue`
 * @example
 * datedNetPresentValue({ cashflows: [-100, 110], dates: ["2025-01-01", "2026-01-01"] }, 0.1); // 0
 */
export function datedNetPresentValue({ cashflows, dates }: DatedCashflows, annualRate: number): number {
  requireFlows(cashflows);
  requireRate(annualRate);
  const years = yearsSinceFirst(dates, cashflows.length);
  return cashflows.reduce((sum, flow, i) => sum + flow * (1 + annualRate) ** -years[i]!, 0);
}

/** Years of 365 days between each date and the first one. */
export function yearsSinceFirst(dates: readonly string[], flows: number): number[] {
  if (dates.length !== flows)
    throw new InputError("input.shape_mismatch", "Every cash flow needs one date.", {
      details: { flows, dates: dates.length },
    });
  const days = dates.map(dayNumber);
  return days.map((day) => (day - days[0]!) / 365);
}

/** Σ flow/(1+rate)^i by Horner's rule, unchecked. */
export function presentValue(cashflows: readonly number[], rate: number): number {
  let value = 0;
  for (let i = cashflows.length - 1; i >= 0; i--) value = value / (1 + rate) + cashflows[i]!;
  return value;
}

/** @throws InputError when there are no flows or one is not finite */
export function requireFlows(cashflows: readonly number[]): void {
  if (cashflows.length === 0)
    throw new InputError("input.sample_too_small", "A present value needs at least one cash flow.");
  const index = cashflows.findIndex((flow) => !Number.isFinite(flow));
  if (index >= 0)
    throw new InputError("input.out_of_range", `Cash flow ${index + 1} is not a finite number.`, {
      details: { index },
    });
}

/** @throws InputError when the rate is −1 or below, or not finite */
export function requireRate(rate: number): void {
  if (!(rate > -1) || !Number.isFinite(rate))
    throw new InputError("input.out_of_range", "A discount rate must be above -1, that is above -100 %.", {
      details: { rate },
    });
}

function dayNumber(date: string): number {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(date) ? Date.parse(`${date}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== date)
    throw new InputError("input.invalid", `"${date}" is not a calendar date of the form YYYY-MM-DD.`, {
      details: { date },
    });
  return time / 86_400_000;
}
