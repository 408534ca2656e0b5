import type { Format } from "../format.ts";
import type { Expression } from "../mapping.ts";
import { by, choose, constant, present, where } from "../parts.ts";
import { ORDER_STATES } from "./orders.ts";

/** The number at the end of `gid://shopify/Order/123`, by which the other interface knows the same thing. */
const numberOf = (column: string): Expression => ({ column, pattern: "([0-9]+)(?:\\?.*)?$" });
const money = (name: string): string => `${name}.shopMoney.amount`;
const orNothing = (name: string): Expression => ({ first: [money(name), constant(0)] });

const WHO = {
  subject: by("shopify.customer", numberOf("customer.id")),
  also: [by("email", { first: ["email", "customer.email"] }), by("phone", "phone")],
};
const BESIDES = ["totalTipReceivedSet", "originalTotalDutiesSet", "originalTotalAdditionalFeesSet"].map(orNothing);
/** What was charged for goods. */
const GOODS: Expression = {
  first: [
    {
      difference: [money("totalPriceSet"), { sum: [money("totalShippingPriceSet"), money("totalTaxSet"), ...BESIDES] }],
    },
    choose([where("taxesIncluded", "true"), { difference: [money("subtotalPriceSet"), money("totalTaxSet")] }]),
    money("subtotalPriceSet"),
  ],
};
const LISTED = money("lineItems[].originalTotalSet");
const LINE: Expression = { first: [money("lineItems[].discountedTotalSet"), LISTED] };
const RETURNED = "refunds[].refundLineItems[]";

export const orderNodes: Format = {
  name: "shopify.order-nodes",
  system: "shopify",
  doc: "Shopify orders with the names of its GraphQL interface: JSON, one a line; the stream `orders` of newer taps.",
  notes: [
    "An order is known by its name (`#1001`), its customer by the number at the end of `gid://…`: the same as in the other interface and in the export.",
    "What was charged for goods is the total without shipping, tax, duties, fees and tips; lines are read from the list `lineItems` and add up to it.",
    "Of refunds the taps give the lines that came back, with their tax: shipping that was paid back is not among them.",
  ],
  evidence: "seen",
  required: ["id", "name", "createdAt", "displayFinancialStatus", "currencyCode", money("totalPriceSet")],
  usual: [money("subtotalPriceSet"), money("totalTaxSet"), "customer.id", "email", "sourceName", "cancelledAt"],
  facts: [
    {
      fact: "purchase",
      id: "name",
      ...WHO,
      at: { value: { first: ["processedAt", "createdAt"] } },
      fields: {
        order_id: "name",
        currency: "currencyCode",
        amount: GOODS,
        discount: money("totalDiscountsSet"),
        coupon: "discountCode",
        tax: money("totalTaxSet"),
        shipping: money("totalShippingPriceSet"),
        channel: "sourceName",
        status: choose(
          [present("cancelledAt"), { value: "cancelled" }],
          [present("displayFinancialStatus"), { column: "displayFinancialStatus", map: ORDER_STATES }],
        ),
      },
      where: present(money("totalPriceSet")),
    },
    {
      fact: "line",
      id: numberOf("lineItems[].id"),
      ...WHO,
      at: { value: { first: ["processedAt", "createdAt"] } },
      fields: {
        order_id: "name",
        product: { first: ["lineItems[].sku", "lineItems[].title", "lineItems[].name"] },
        category: "lineItems[].vendor",
        quantity: "lineItems[].quantity",
        amount: { first: [{ spread: GOODS, by: LINE }, LINE] },
        list_amount: LISTED,
        currency: "currencyCode",
      },
    },
    {
      fact: "refund",
      id: numberOf(`${RETURNED}.id`),
      ...WHO,
      at: { value: "refunds[].createdAt" },
      fields: {
        refund_id: numberOf("refunds[].id"),
        order_id: "name",
        amount: { first: [{ sum: [`${RETURNED}.subtotal`, `${RETURNED}.totalTax`] }, `${RETURNED}.subtotal`] },
        currency: "currencyCode",
        reason: "refunds[].note",
      },
      where: { all: [present(`${RETURNED}.subtotal`), { column: "cancelledAt", present: false }] },
    },
  ],
};
