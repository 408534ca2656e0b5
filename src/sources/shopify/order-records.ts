import type { Format } from "../format.ts";
import { by, choose, present } from "../parts.ts";
import { ORDER_STATES } from "./orders.ts";

const SHIPPING = "total_shipping_price_set.shop_money.amount";

export const orderRecords: Format = {
  name: "shopify.order-records",
  system: "shopify",
  doc: "Shopify orders as the API gives them: JSON, one a line or under `orders`; the stream `orders` of taps and sources.",
  notes: [
    "An order is known by its name (`#1001`), as in the export: both say the same order.",
    "What was charged for goods is the total without shipping and tax, in shops with tax included as well as in others.",
    "Order lines and refunds stand in lists within an order, and are not read; streams of their own are.",
  ],
  evidence: "published",
  required: ["id", "name", "order_number", "created_at", "total_price", "subtotal_price", "financial_status"],
  usual: ["currency", "total_tax", "total_discounts", "customer.id", "email", "source_name", "cancelled_at"],
  facts: [
    {
      fact: "purchase",
      id: "name",
      subject: by("shopify.customer", "customer.id"),
      also: [by("email", { first: ["email", "contact_email", "customer.email"] }), by("phone", "phone")],
      at: { value: { first: ["processed_at", "created_at"] } },
      fields: {
        order_id: "name",
        currency: "currency",
        amount: {
          first: [
            { difference: ["total_price", { sum: [SHIPPING, "total_tax"] }] },
            { difference: ["total_price", "total_tax"] },
            "subtotal_price",
          ],
        },
        discount: "total_discounts",
        tax: "total_tax",
        shipping: SHIPPING,
        channel: "source_name",
        status: choose(
          [present("cancelled_at"), { value: "cancelled" }],
          [present("financial_status"), { column: "financial_status", map: ORDER_STATES }],
        ),
      },
      where: present("total_price"),
    },
  ],
};
