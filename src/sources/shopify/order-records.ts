import type { Format } from "../format.ts";
import type { Expression } from "../mapping.ts";
import { by, choose, constant, present, where } from "../parts.ts";
import { ORDER_STATES } from "./orders.ts";

const SHIPPING = "total_shipping_price_set.shop_money.amount";

const WHO = {
  subject: by("shopify.customer", "customer.id"),
  also: [by("email", { first: ["email", "contact_email", "customer.email"] }), by("phone", "phone")],
};
const AT = { value: { first: ["processed_at", "created_at"] } };
const LISTED: Expression = { product: ["line_items[].quantity", "line_items[].price"] };
const LINE: Expression = { first: [{ difference: [LISTED, "line_items[].total_discount"] }, LISTED] };
const orNothing = (value: string): Expression => ({ first: [value, constant(0)] });
/** What is paid on top of goods, tax and shipping. */
const BESIDES = ["total_tip_received", "original_total_duties_set.shop_money.amount"].map(orNothing);
/** Where prices include tax, that of shipping stands in its price too, and must not be taken off twice. */
const SHIPPING_TAX: Expression = {
  first: [
    choose([
      where("taxes_included", "true"),
      { column: "shipping_lines", pattern: '"tax_lines":\\[\\{.*?"price":"?([0-9]+(?:\\.[0-9]+)?)' },
    ]),
    constant(0),
  ],
};
/** What was charged for goods. Records that do not say what shipping cost have it in their total, but not in their subtotal. */
const GOODS: Expression = {
  first: [
    { difference: [{ sum: ["total_price", SHIPPING_TAX] }, { sum: [SHIPPING, "total_tax", ...BESIDES] }] },
    choose([where("taxes_included", "true"), { difference: ["subtotal_price", "total_tax"] }]),
    "subtotal_price",
  ],
};

export const orderRecords: Format = {
  name: "shopify.order-records",
  system: "shopify",
  doc: "Shopify orders as the API gives them: JSON, one a line or under `orders`; the stream `orders` of taps and sources.",
  notes: [
    "An order is known by its name (`#1001`), as in the export: both say the same order.",
    "What was charged for goods is the total without shipping, tax, duties and tips, in shops with tax included as well as in others. Records that do not say what shipping cost give their subtotal, less the tax where prices include it.",
    "Order lines are read from `line_items` within the order; what was given back from the refunds' `transactions`, each on its own day, as money was paid back: tax and shipping included.",
    "A discount on the whole order, and tax where prices include it, are taken off its lines in proportion to what they cost, so that they add up to the order.",
    "The export as CSV says what was given back of an order as one sum: give one of the two.",
  ],
  evidence: "published",
  required: ["id", "name", "order_number", "created_at", "total_price", "subtotal_price", "financial_status"],
  usual: ["currency", "total_tax", "total_discounts", "customer.id", "email", "source_name", "cancelled_at"],
  facts: [
    {
      fact: "purchase",
      id: "name",
      ...WHO,
      at: AT,
      fields: {
        order_id: "name",
        currency: "currency",
        amount: GOODS,
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
    {
      fact: "line",
      id: "line_items[].id",
      ...WHO,
      at: AT,
      fields: {
        order_id: "name",
        product: { first: ["line_items[].sku", "line_items[].title", "line_items[].name"] },
        category: "line_items[].vendor",
        quantity: "line_items[].quantity",
        amount: { first: [{ spread: GOODS, by: LINE }, LINE] },
        list_amount: LISTED,
        currency: "currency",
      },
    },
    {
      fact: "refund",
      id: "refunds[].transactions[].id",
      ...WHO,
      at: {
        value: {
          first: [
            "refunds[].transactions[].processed_at",
            "refunds[].transactions[].created_at",
            "refunds[].created_at",
          ],
        },
      },
      fields: {
        refund_id: "refunds[].id",
        order_id: "name",
        amount: "refunds[].transactions[].amount",
        currency: { first: ["refunds[].transactions[].currency", "currency"] },
        reason: "refunds[].note",
      },
      where: {
        all: [
          where("refunds[].transactions[].kind", "refund"),
          where("refunds[].transactions[].status", "success"),
          { column: "cancelled_at", present: false },
        ],
      },
    },
  ],
};
