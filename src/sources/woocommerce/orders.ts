import type { Format } from "../format.ts";
import { by } from "../parts.ts";
import type { ReadOptions } from "../table.ts";

const STATES = {
  pending: "open",
  "on-hold": "open",
  processing: "paid",
  completed: "delivered",
  refunded: "returned",
  cancelled: "cancelled",
  failed: "cancelled",
  trash: "cancelled",
  "*": null,
};

export const orders: Format = {
  name: "woocommerce.orders",
  system: "woocommerce",
  doc: "WooCommerce orders as the API gives them (JSON).",
  notes: [
    "Customer `0` is a guest, who is known by the e-mail.",
    "What was charged for goods is the total without shipping and tax. Times without a zone are the shop's; those in GMT are preferred.",
    "Exports of plug-ins have headers of their own and are recognised by their columns.",
  ],
  evidence: "published",
  required: [
    "id",
    "status",
    "currency",
    ["date_created_gmt", "date_created"],
    "total",
    "total_tax",
    "customer_id",
    "billing.email",
  ],
  usual: ["number", "shipping_total", "discount_total", "payment_method", "line_items"],
  read: (sample) => (sample.columns.includes("date_created_gmt") ? { zone: "UTC" as ReadOptions["zone"] } : {}),
  facts: [
    {
      fact: "purchase",
      id: "id",
      subject: by("woocommerce.customer", { column: "customer_id", map: { "0": null } }),
      also: [by("email", "billing.email"), by("phone", "billing.phone")],
      at: { value: { first: ["date_created_gmt", "date_created"] } },
      fields: {
        order_id: { first: ["number", "id"] },
        currency: "currency",
        amount: {
          first: [
            { difference: ["total", { sum: ["total_tax", "shipping_total"] }] },
            { difference: ["total", "total_tax"] },
          ],
        },
        discount: "discount_total",
        tax: "total_tax",
        shipping: "shipping_total",
        channel: "created_via",
        status: { column: "status", map: STATES },
      },
    },
  ],
};
