import type { History } from "./history.ts";

export const OUTCOMES = ["margin", "revenue", "orders", "contacts", "churn"] as const;
export const HORIZONS = [90, 180, 365] as const;
export const CHURN = OUTCOMES.indexOf("churn");

/** A place for each outcome at each horizon. */
export const CELLS = OUTCOMES.length * HORIZONS.length;
export const cellOf = (outcome: number, horizon: number): number => outcome * HORIZONS.length + horizon;

/**
 * What followed an answer of day `day`: sums over `[day + 1, day + 1 + H)` for the first `horizons` of `HORIZONS`.
 * Money in euro. Churn is left to `isActive`, asked about the last day of the window.
 */
export function readOutcomes(
  into: Float64Array,
  history: History,
  day: number,
  horizons: number,
  isActive: (day: number) => boolean,
): void {
  into.fill(0);
  const add = (outcome: number, at: number, value: number) => {
    for (let h = horizons - 1; h >= 0 && at <= day + HORIZONS[h]!; h--) into[cellOf(outcome, h)]! += value;
  };
  for (let i = history.orders - 1; i >= 0 && history.orderDay[i]! > day; i--) {
    const at = history.orderDay[i]!;
    add(0, at, (history.amount[i]! - history.cost[i]!) / 100);
    add(1, at, history.amount[i]! / 100);
    add(2, at, 1);
  }
  for (let i = 0; i < history.refunds; i++) {
    if (history.refundDay[i]! > day) add(0, history.refundDay[i]!, -history.refundAmount[i]! / 100);
  }
  for (let i = 0; i < history.contacts; i++) {
    if (history.contactDay[i]! > day) add(3, history.contactDay[i]!, 1);
  }
  for (let h = 0; h < horizons; h++) into[cellOf(CHURN, h)] = isActive(day + HORIZONS[h]!) ? 0 : 1;
}
