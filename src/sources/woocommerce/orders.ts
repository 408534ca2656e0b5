import type { Format } from "../format.ts";
import { by, whereNot } from "../parts.ts";
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

const WHO = {
  subject: by("woocommerce.customer", { column: "customer_id", map: { "0": null } }),
  also: [by("email", "billing.email"), by("phone", "billing.phone")],
};
const AT = { value: { first: ["date_created_gmt", "date_created"] } };
const ORDER = { first: ["number", "id"] };

export const orders: Format = {
  name: "woocommerce.orders",
  system: "woocommerce",
  doc: "WooCommerce orders as the API gives them (JSON).",
  notes: [
    "Customer `0` is a guest, who is known by the e-mail.",
    "What was charged for goods is the total without shipping and tax. Times without a zone are the shop's; those in GMT are preferred.",
    "Order lines are read from `line_items` within the order; a coupon on the whole order is taken off each of them, as the shop spreads it.",
    "Refunds are read from `refunds` within the order; they have no date there and stand at the day of the order.",
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
      ...WHO,
      at: AT,
      fields: {
        order_id: ORDER,
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
        paid: { first: ["date_paid_gmt", "date_paid"] },
        status: { column: "status", map: STATES },
      },
    },
    {
      fact: "line",
      id: "line_items[].id",
      ...WHO,
      at: AT,
      fields: {
        order_id: ORDER,
        product: { first: ["line_items[].sku", "line_items[].name"] },
        quantity: "line_items[].quantity",
        // What coupons of the order took off is spread over its lines already.
        amount: "line_items[].total",
        list_amount: "line_items[].subtotal",
        currency: "currency",
      },
    },
    {
      fact: "refund",
      id: "refunds[].id",
      ...WHO,
      at: AT,
      fields: {
        refund_id: "refunds[].id",
        order_id: ORDER,
        amount: { column: "refunds[].total", absolute: true },
        currency: "currency",
        reason: "refunds[].reason",
      },
      where: whereNot("status", "cancelled", "failed", "trash"),
    },
  ],
};
