/** With nothing to show, a report says what to add: kinds of record, and the measures that each makes possible. */
export const UNLOCKS: readonly [string, readonly string[]][] = [
  ["answer", ["nps", "csat", "ces"]],
  ["invitation", ["response-rate"]],
  ["purchase", ["revenue", "margin", "order-value", "repeat-rate", "clv-to-date"]],
  ["refund", ["return-rate"]],
  ["term", ["crr", "churn"]],
  ["contact", ["aht", "contacts-per-customer", "abandonment-rate"]],
  ["points", ["redemption-rate"]],
];
