import type { Format, FormatContext } from "../format.ts";
import type { FactMapping } from "../mapping.ts";
import { by, currencyOf, where, whereNot } from "../parts.ts";
import type { TableSample } from "../table.ts";

/** One cell holds the e-mail, the phone number, or both. */
const WHO = {
  subject: by("email", { column: "Customer contacts", pattern: "([^\\s,;]+@[^\\s,;]+)" }),
  also: [by("phone", { column: "Customer contacts", pattern: "(\\+?[0-9][0-9 ()-]{6,}[0-9])" })],
};
const KEPT = whereNot("Status", "Cancelled", "Canceled");
const SALE = { all: [where("Receipt type", "Sale"), KEPT] };

const sale = (fields: FactMapping["fields"]): FactMapping => ({
  fact: "purchase",
  id: "Receipt number",
  ...WHO,
  at: { value: "Date" },
  fields: { order_id: "Receipt number", channel: "Store", agent: "Cashier name", ...fields },
  where: SALE,
});

const refund = (fields: FactMapping["fields"]): FactMapping => ({
  fact: "refund",
  ...WHO,
  at: { value: "Date" },
  fields: { refund_id: "Receipt number", amount: { column: "Net sales", absolute: true }, ...fields },
  where: { all: [where("Receipt type", "Refund"), KEPT] },
});

const currencyIn = (sample: TableSample, context: FormatContext) =>
  currencyOf(sample, ["Net sales", "Gross sales"], context);
const NOTES = [
  "Cancelled receipts are left out; receipts of refunds are money given back on their own day.",
  "The cost of goods is known, and with it the margin.",
];

export const receiptItems: Format = {
  name: "loyverse.receipt-items",
  system: "loyverse",
  doc: "Receipts by item of Loyverse, and of tills with the same columns, as CSV.",
  notes: [...NOTES, "A receipt is the sum of its items. Give these, or the receipts, not both."],
  evidence: "seen",
  required: [
    "Date",
    "Receipt number",
    "Receipt type",
    "Item",
    "Quantity",
    "Gross sales",
    "Net sales",
    "Cost of goods",
    "Gross profit",
  ],
  usual: ["Category", "SKU", "Discounts", "Taxes", "POS", "Store", "Cashier name", "Customer contacts", "Status"],
  makes: ["purchase", "line", "refund"],
  facts: (sample, context) => {
    const currency = currencyIn(sample, context);
    return [
      sale({ currency }),
      {
        fact: "line",
        ...WHO,
        at: { value: "Date" },
        fields: {
          order_id: "Receipt number",
          product: { first: ["SKU", "Item"] },
          category: "Category",
          quantity: "Quantity",
          amount: "Net sales",
          list_amount: "Gross sales",
          cost: "Cost of goods",
          currency,
        },
        where: SALE,
      },
      refund({ currency }),
    ];
  },
};

export const receipts: Format = {
  name: "loyverse.receipts",
  system: "loyverse",
  doc: "Receipts of Loyverse, and of tills with the same columns, as CSV.",
  notes: [...NOTES, "Give these, or the receipts by item, not both."],
  evidence: "seen",
  required: [
    "Date",
    "Receipt number",
    "Receipt type",
    "Gross sales",
    "Net sales",
    "Total collected",
    "Cost of goods",
    "Gross profit",
  ],
  forbidden: ["Item"],
  usual: ["Discounts", "Taxes", "POS", "Store", "Cashier name", "Customer contacts", "Status"],
  makes: ["purchase", "refund"],
  facts: (sample, context) => {
    const currency = currencyIn(sample, context);
    return [
      sale({
        amount: "Net sales",
        list_amount: "Gross sales",
        discount: "Discounts",
        tax: "Taxes",
        cost: "Cost of goods",
        currency,
      }),
      refund({ currency }),
    ];
  },
};
