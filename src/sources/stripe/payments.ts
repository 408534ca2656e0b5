import type { Format } from "../format.ts";
import type { Condition, Expression, FactMapping, SubjectMapping } from "../mapping.ts";
import { by, constant, where, whereNot } from "../parts.ts";
import type { ReadOptions } from "../table.ts";

const UTC = { zone: "UTC" as ReadOptions["zone"] };
const CREATED = ["Created (UTC)", "Created date (UTC)"];
const START = ["Start (UTC)", "Start Date (UTC)"];

/** Shops write their own number of the customer into the metadata. */
const OWN: SubjectMapping = by("customer", {
  first: ["customer_id (metadata)", "user_id (metadata)", "account_id (metadata)", "external_id (metadata)"],
});

export const payments: Format = {
  name: "stripe.payments",
  system: "stripe",
  doc: "Stripe payments as CSV (Payments, Export). Amounts are in whole units.",
  notes: [
    "Failed, cancelled and uncaptured payments are left out.",
    "Payments and invoices say the same twice: give one of them.",
    "A customer number in the metadata (`customer_id (metadata)`) is the company's own.",
  ],
  evidence: "seen",
  required: ["id", CREATED, "Amount", "Amount Refunded", "Currency", "Captured", "Status", "Customer ID"],
  usual: ["Description", "Fee", "Customer Email", "Invoice ID", "Converted Amount"],
  read: UTC,
  facts: [
    {
      fact: "purchase",
      id: "id",
      subject: by("stripe.customer", "Customer ID"),
      also: [OWN, by("email", "Customer Email")],
      at: { value: { first: CREATED } },
      fields: {
        order_id: { first: ["order_id (metadata)", "Invoice ID", "id"] },
        amount: "Amount",
        currency: "Currency",
        status: constant("paid"),
      },
      where: {
        all: [
          whereNot(
            "Status",
            "Failed",
            "Canceled",
            "Cancelled",
            "requires_payment_method",
            "requires_action",
            "Incomplete",
          ),
          whereNot("Captured", "false"),
        ],
      },
    },
    {
      fact: "refund",
      id: "id",
      subject: by("stripe.customer", "Customer ID"),
      also: [OWN, by("email", "Customer Email")],
      at: { value: { first: ["Refunded date (UTC)", ...CREATED] } },
      fields: {
        refund_id: "id",
        order_id: { first: ["order_id (metadata)", "Invoice ID", "id"] },
        amount: "Amount Refunded",
        currency: "Currency",
      },
      where: { column: "Amount Refunded", above: 0 },
    },
  ],
};

/** How long a period is, by what Stripe calls it. */
export const INTERVALS = {
  day: "day",
  daily: "day",
  week: "week",
  weekly: "week",
  month: "month",
  monthly: "month",
  "3 month": "quarter",
  quarterly: "quarter",
  quarter: "quarter",
  year: "year",
  yearly: "year",
  "12 month": "year",
  "*": null,
};

export const subscriptions: Format = {
  name: "stripe.subscriptions",
  system: "stripe",
  doc: "Stripe subscriptions as CSV (Subscriptions, Export). Amounts are in whole units.",
  notes: [
    "A subscription ends on the day it ended, not on the day it was cancelled: until then it is paid for.",
    "One that ended for a failed payment ended without its customer's will. Incomplete ones never began and are left out.",
  ],
  evidence: "seen",
  required: [
    "id",
    "Customer ID",
    "Status",
    START,
    "Current Period Start (UTC)",
    "Current Period End (UTC)",
    "Ended At (UTC)",
  ],
  usual: ["Customer Email", "Amount", "Interval", "Cancellation Reason", "Canceled At (UTC)", "Plan", "Product"],
  read: UTC,
  facts: [
    {
      fact: "term",
      id: "id",
      subject: by("stripe.customer", "Customer ID"),
      also: [OWN, by("email", "Customer Email")],
      at: { value: { first: [...START, ...CREATED] }, precision: "day" },
      fields: {
        subscription: "id",
        plan: { first: ["Plan", "Product"] },
        amount: "Amount",
        currency: { first: ["Currency", "Plan Currency"] },
        period: { column: "Interval", map: INTERVALS },
        until: "Ended At (UTC)",
        reason_ended: "Cancellation Reason",
        involuntary: {
          column: "Cancellation Reason",
          map: { payment_failed: true, payment_disputed: true, "*": false },
        },
      },
      where: whereNot("Status", "incomplete", "incomplete_expired"),
    },
  ],
};

const INVOICE_PAID: FactMapping["at"] = { value: { first: ["status_transitions.paid_at", "created"] } };
const INVOICED: Expression = { first: [{ difference: ["amount_paid", "tax"] }, "amount_paid"] };
const PAID: Condition = { all: [where("status", "paid"), { column: "amount_paid", above: 0 }] };

export const invoices: Format = {
  name: "stripe.invoices",
  system: "stripe",
  doc: "Stripe invoices as the API gives them (JSON). Amounts are in the smallest unit of their currency.",
  notes: [
    "Amounts are cents, and whole units in currencies that have none (yen).",
    "Lines are read from the list `lines` within the invoice; tax and discounts of the whole invoice are taken off them in proportion.",
    "What was paid, less its tax, counts at the date of payment. Payments and invoices say the same twice: give one of them.",
  ],
  evidence: "published",
  required: ["id", "customer", "status", "currency", "amount_due", "amount_paid", "amount_remaining", "created"],
  usual: [
    "number",
    "customer_email",
    "subscription",
    "tax",
    "status_transitions.paid_at",
    "status_transitions.finalized_at",
  ],
  read: { money: "minor" },
  facts: [
    {
      fact: "purchase",
      id: "id",
      subject: by("stripe.customer", "customer"),
      also: [by("email", "customer_email")],
      at: INVOICE_PAID,
      fields: {
        order_id: { first: ["number", "id"] },
        amount: INVOICED,
        tax: "tax",
        currency: "currency",
        invoiced: { first: ["status_transitions.finalized_at", "created"] },
        paid: "status_transitions.paid_at",
        status: constant("paid"),
      },
      where: PAID,
    },
    {
      fact: "line",
      id: "lines.data[].id",
      subject: by("stripe.customer", "customer"),
      also: [by("email", "customer_email")],
      at: INVOICE_PAID,
      fields: {
        order_id: { first: ["number", "id"] },
        product: {
          first: ["lines.data[].price.product", "lines.data[].plan.product", "lines.data[].description"],
        },
        quantity: "lines.data[].quantity",
        amount: { spread: INVOICED, by: "lines.data[].amount" },
        list_amount: "lines.data[].amount",
        currency: "currency",
      },
      where: PAID,
    },
  ],
};

export const balance: Format = {
  name: "stripe.balance",
  system: "stripe",
  doc: "Stripe balance history as CSV.",
  notes: ["Only the fees are read, as a cost of payment; the payments themselves are in the export of payments."],
  evidence: "seen",
  required: ["Type", "ID", "Created", "Amount", "Currency", ["Fees", "Fee"], "Net"],
  usual: ["Description", "Converted Amount", "Converted Currency", "Details"],
  facts: [
    {
      fact: "cost",
      id: "ID",
      at: { value: "Created" },
      fields: {
        amount: { first: ["Fees", "Fee"] },
        currency: { first: ["Converted Currency", "Currency"] },
        area: constant("payment fees"),
      },
      where: {
        any: [
          { column: "Fees", above: 0 },
          { column: "Fee", above: 0 },
        ],
      },
    },
  ],
};
