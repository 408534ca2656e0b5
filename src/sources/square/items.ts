import { type Format, valuesOf } from "../format.ts";
import type { Expression } from "../mapping.ts";
import { by, currencyOf, where } from "../parts.ts";
import type { ReadOptions } from "../table.ts";

/** Zones as the till names them. */
const ZONES: Readonly<Record<string, string>> = {
  "Eastern Time (US & Canada)": "America/New_York",
  "Central Time (US & Canada)": "America/Chicago",
  "Mountain Time (US & Canada)": "America/Denver",
  "Pacific Time (US & Canada)": "America/Los_Angeles",
  London: "Europe/London",
  Dublin: "Europe/Dublin",
  Paris: "Europe/Paris",
  Madrid: "Europe/Madrid",
};

const AT: Expression = { join: ["Date", "Time"], with: " " };
const WHO = { subject: by("square.customer", "Customer ID"), also: [by("customer", "Customer Reference ID")] };

export const items: Format = {
  name: "square.items",
  system: "square",
  doc: "Square items detail as CSV (Transactions, Export, Items detail).",
  notes: [
    "One row a line; a sale is the sum of its lines. Rows of the kind `Refund` are money given back on their own day.",
    "A dollar sign does not say which dollar: the currency is that of the settings, or it is asked.",
  ],
  evidence: "seen",
  required: [
    "Date",
    "Time",
    "Time Zone",
    "Item",
    "Qty",
    "Gross Sales",
    "Net Sales",
    "Transaction ID",
    "Payment ID",
    "Event Type",
  ],
  usual: ["Category", "SKU", "Discounts", "Tax", "Location", "Customer ID", "Customer Reference ID", "Employee"],
  makes: ["purchase", "line", "refund"],
  read: (sample) => {
    const zones = [...new Set(valuesOf(sample, "Time Zone"))];
    const zone = zones.length === 1 ? ZONES[zones[0]!] : undefined;
    return zone === undefined ? {} : { zone: zone as ReadOptions["zone"] };
  },
  facts: (sample, context) => {
    const currency = currencyOf(sample, ["Net Sales", "Gross Sales"], context);
    return [
      {
        fact: "purchase",
        id: "Transaction ID",
        ...WHO,
        at: { value: AT },
        fields: { order_id: "Transaction ID", channel: "Location", agent: "Employee", currency },
        where: where("Event Type", "Payment"),
      },
      {
        fact: "line",
        ...WHO,
        at: { value: AT },
        fields: {
          order_id: "Transaction ID",
          product: "Item",
          category: "Category",
          quantity: "Qty",
          amount: "Net Sales",
          list_amount: "Gross Sales",
          currency,
        },
        where: where("Event Type", "Payment"),
      },
      {
        fact: "refund",
        ...WHO,
        at: { value: AT },
        fields: {
          refund_id: "Payment ID",
          order_id: "Transaction ID",
          amount: { column: "Net Sales", absolute: true },
          currency,
        },
        where: where("Event Type", "Refund"),
      },
    ];
  },
};
