import { InputError } from "../../base/errors.ts";

/** Purchases as columns; days are whole numbers on any one calendar scale (days since an epoch in the reporting zone). */
export interface Transactions {
  customer: ArrayLike<string | number>;
  day: ArrayLike<number>;
  /** Net of refunds, in one currency. Without it only the dates count. */
  amount?: ArrayLike<number>;
}

/** One row a customer, in order of first appearance; a `PurchaseTable` and, where amounts are given, a `SpendTable`. Times in days. */
export interface PurchaseSummary {
  customer: (string | number)[];
  repeatPurchases: number[];
  ageAtLastPurchase: number[];
  age: number[];
  /** Mean amount of the occasions after the first; `null` where there is none or no amounts are given. */
  meanRepeatSpend: (number | null)[];
  leftOut: {
    /** Purchases after the end of observation. */
    late: number;
    /** Occasions whose net amount is not positive (fully refunded). */
    nonPositive: number;
  };
}

/**
 * Reduces purchases to what the purchase models need: repeat occasions, age at the last one, age, mean repeat spend.
 *
 * Purchases of a customer on one day are one occasion. Customers who first bought after the end are not in the table.
 * @param end last day of observation
 * @throws InputError `input.shape_mismatch` for columns of unequal length, `input.out_of_range` for days that are not whole or
 *   amounts that are not finite
 * @see Fader & Hardie, note 004; the convention of `lifetimes` and BTYD
 * @example
 * const summary = summariseTransactions({ customer: ["a", "a", "a"], day: [0, 14, 14], amount: [20, 30, 5] }, 58);
 * summary.repeatPurchases[0]; // 1
 */
export function summariseTransactions({ customer, day, amount }: Transactions, end: number): PurchaseSummary {
  if (day.length !== customer.length || (amount !== undefined && amount.length !== customer.length)) {
    throw new InputError("input.shape_mismatch", "The columns of the transactions have different lengths.", {
      details: { customer: customer.length, day: day.length, amount: amount?.length },
    });
  }
  if (!Number.isFinite(end))
    throw new InputError("input.out_of_range", "The end of observation is not a day.", { details: { end } });
  const leftOut = { late: 0, nonPositive: 0 };
  const occasions = new Map<string | number, Map<number, number>>();
  for (let i = 0; i < customer.length; i++) {
    const value = amount === undefined ? 1 : amount[i]!;
    if (!Number.isInteger(day[i]) || !Number.isFinite(value)) {
      throw new InputError("input.out_of_range", "A purchase needs a whole day and a finite amount.", {
        details: { row: i, day: String(day[i]), amount: String(value) },
      });
    }
    if (day[i]! > end) {
      leftOut.late++;
      continue;
    }
    const days = occasions.get(customer[i]!);
    if (days === undefined) occasions.set(customer[i]!, new Map([[day[i]!, value]]));
    else days.set(day[i]!, (days.get(day[i]!) ?? 0) + value);
  }
  const summary: PurchaseSummary = {
    customer: [],
    repeatPurchases: [],
    ageAtLastPurchase: [],
    age: [],
    meanRepeatSpend: [],
    leftOut,
  };
  for (const [label, days] of occasions) addCustomer(summary, { label, days, end, hasAmounts: amount !== undefined });
  return summary;
}

interface CustomerDays {
  label: string | number;
  days: Map<number, number>;
  end: number;
  hasAmounts: boolean;
}

function addCustomer(summary: PurchaseSummary, { label, days, end, hasAmounts }: CustomerDays): void {
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  let total = 0;
  let occasions = 0;
  for (const [day, value] of days) {
    if (value <= 0) {
      summary.leftOut.nonPositive++;
      continue;
    }
    first = Math.min(first, day);
    last = Math.max(last, day);
    total += value;
    occasions++;
  }
  if (occasions === 0) return;
  const repeats = occasions - 1;
  summary.customer.push(label);
  summary.repeatPurchases.push(repeats);
  summary.ageAtLastPurchase.push(last - first);
  summary.age.push(end - first);
  summary.meanRepeatSpend.push(hasAmounts && repeats > 0 ? (total - days.get(first)!) / repeats : null);
}
