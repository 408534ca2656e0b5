import type { Format } from "../format.ts";
import { by, constant, where, whereNot } from "../parts.ts";

const REFUNDS = "refunds.data";

export const chargeRecords: Format = {
  name: "stripe.charge-records",
  system: "stripe",
  doc: "Stripe charges as the API gives them: JSON, one a line or under `data`; the stream `charges` of taps and sources.",
  notes: [
    "Amounts are in the currency's smallest unit.",
    "Charges that failed or were never captured are left out.",
    "Refunds are read from the list `refunds` within the charge, each on its own day. Newer versions of the API leave that list out: then what was given back stands at the day of the charge.",
    "Charges and invoices say the same twice: give one of them.",
  ],
  evidence: "published",
  required: ["id", "amount", "amount_refunded", "currency", "captured", "paid", "created", "customer"],
  usual: ["status", "receipt_email", "invoice", "description", "balance_transaction"],
  read: { money: "minor" },
  facts: [
    {
      fact: "purchase",
      id: "id",
      subject: by("stripe.customer", "customer"),
      also: [by("email", "receipt_email")],
      at: { value: "created" },
      fields: {
        order_id: { first: ["metadata.order_id", "invoice", "id"] },
        amount: "amount",
        currency: "currency",
        status: constant("paid"),
      },
      where: { all: [where("paid", "true"), whereNot("captured", "false")] },
    },
    {
      fact: "refund",
      id: "id",
      subject: by("stripe.customer", "customer"),
      also: [by("email", "receipt_email")],
      at: { value: "created" },
      fields: {
        order_id: { first: ["metadata.order_id", "invoice", "id"] },
        amount: "amount_refunded",
        currency: "currency",
      },
      where: {
        all: [
          where("paid", "true"),
          { column: "amount_refunded", above: 0 },
          { any: [{ column: REFUNDS, present: false }, where(REFUNDS, "[]")] },
        ],
      },
    },
    {
      fact: "refund",
      id: `${REFUNDS}[].id`,
      subject: by("stripe.customer", "customer"),
      also: [by("email", "receipt_email")],
      at: { value: { column: `${REFUNDS}[].created`, dates: "epoch_s" } },
      fields: {
        refund_id: `${REFUNDS}[].id`,
        order_id: { first: ["metadata.order_id", "invoice", "id"] },
        amount: `${REFUNDS}[].amount`,
        currency: "currency",
        reason: `${REFUNDS}[].reason`,
      },
      where: { all: [where("paid", "true"), where(`${REFUNDS}[].status`, "succeeded")] },
    },
  ],
};
