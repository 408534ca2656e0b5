import type { Format } from "../format.ts";
import type { Expression } from "../mapping.ts";
import { by, choose, constant, present } from "../parts.ts";

/** An order says on its first row what holds for all of them. */
const ofOrder = (take: Expression): Expression => ({ within: "Name", take });
/**
 * What the goods of an order came to: of the tax within prices, they bear as much as they are of goods and shipping.
 * @param of the column of an order as a row can tell it
 */
function goods(of: (column: string) => Expression): Expression {
  const duties: Expression = { first: [of("Duties"), constant(0)] };
  // What does not stand on top of goods, shipping and duties is within prices.
  const onTop: Expression = {
    difference: [of("Total"), { sum: [of("Subtotal"), of("Shipping"), duties] }],
    atLeast: 0,
  };
  const within: Expression = { difference: [of("Taxes"), onTop], atLeast: 0 };
  const borne: Expression = {
    quotient: [{ product: [within, of("Subtotal")] }, { sum: [of("Subtotal"), of("Shipping")], atLeast: 0.01 }],
  };
  return {
    first: [
      { difference: [of("Subtotal"), borne] },
      { difference: [of("Total"), { sum: [of("Shipping"), of("Taxes"), duties] }] },
      of("Subtotal"),
    ],
  };
}
const LISTED: Expression = { product: ["Lineitem quantity", "Lineitem price"] };
const LINE: Expression = { first: [{ difference: [LISTED, "Lineitem discount"] }, LISTED] };
const WHO = [by("email", "Email"), by("phone", { first: ["Phone", "Billing Phone"] })] as const;

export const ORDER_STATES = {
  pending: "open",
  authorized: "open",
  partially_paid: "open",
  paid: "paid",
  partially_refunded: "paid",
  refunded: "returned",
  voided: "cancelled",
  expired: "cancelled",
  "*": null,
};

export const orders: Format = {
  name: "shopify.orders",
  system: "shopify",
  doc: "Shopify orders as CSV (Orders, Export).",
  notes: [
    "An order has one row a line; what it came to stands on its first row only, and is counted once.",
    "What was charged for goods is the subtotal without the tax that it holds, in shops with tax included as well as in others: tax that is not on top of the total is within prices. The export says it of goods and shipping in one sum; each bears it in proportion, as shipping is taxed like what is sent. Where shipping bears no tax although prices include it, goods come out higher by what was put on it; records of the API tell both apart.",
    "A discount on the whole order, and tax where prices include it, are taken off its lines in proportion to what they cost, so that they add up to the order.",
    "Refunds have no date of their own here: they stand at the day of the order. Those of cancelled orders are left out with them.",
    "Guests are known by their e-mail or phone.",
  ],
  evidence: "seen",
  required: [
    "Name",
    "Financial Status",
    "Created at",
    "Subtotal",
    "Total",
    "Lineitem quantity",
    "Lineitem name",
    "Lineitem price",
  ],
  usual: [
    "Email",
    "Currency",
    "Shipping",
    "Taxes",
    "Cancelled at",
    "Refunded Amount",
    "Source",
    "Lineitem sku",
    "Vendor",
  ],
  facts: [
    {
      fact: "purchase",
      id: "Name",
      subject: WHO[0],
      also: [WHO[1]],
      at: { value: "Created at" },
      fields: {
        order_id: "Name",
        currency: "Currency",
        amount: goods((column) => column),
        discount: "Discount Amount",
        coupon: "Discount Code",
        tax: "Taxes",
        shipping: "Shipping",
        channel: "Source",
        agent: "Employee",
        paid: "Paid at",
        status: choose(
          [present("Cancelled at"), { value: "cancelled" }],
          [present("Financial Status"), { column: "Financial Status", map: ORDER_STATES }],
        ),
      },
      where: present("Total"),
    },
    {
      fact: "line",
      subject: by("email", ofOrder("Email")),
      at: { value: ofOrder("Created at") },
      fields: {
        order_id: "Name",
        product: { first: ["Lineitem sku", "Lineitem name"] },
        category: "Vendor",
        quantity: "Lineitem quantity",
        amount: { first: [{ spread: goods(ofOrder), by: LINE, over: "Name" }, LINE] },
        list_amount: choose(
          [
            { column: "Lineitem compare at price", above: 0 },
            { product: ["Lineitem quantity", "Lineitem compare at price"] },
          ],
          [present("Lineitem price"), LISTED],
        ),
        currency: ofOrder("Currency"),
      },
      where: present("Lineitem name"),
    },
    {
      fact: "refund",
      id: "Name",
      subject: WHO[0],
      also: [WHO[1]],
      at: { value: "Created at" },
      fields: { order_id: "Name", amount: "Refunded Amount", currency: "Currency" },
      where: {
        all: [
          { column: "Refunded Amount", above: 0 },
          { column: "Cancelled at", present: false },
        ],
      },
    },
  ],
};

export const customers: Format = {
  name: "shopify.customers",
  system: "shopify",
  doc: "Shopify customers as CSV (Customers, Export).",
  notes: ["Numbers that a spreadsheet protects with an apostrophe lose it."],
  evidence: "seen",
  required: ["Customer ID", "First Name", "Last Name", "Email", "Total Spent", "Total Orders"],
  usual: ["Accepts Email Marketing", "Phone", "Default Address Country Code", "Tags"],
  facts: [
    {
      fact: "party",
      id: "Customer ID",
      subject: by("shopify.customer", "Customer ID"),
      also: [by("email", "Email"), by("phone", { first: ["Phone", "Default Address Phone"] })],
      fields: {
        name: { first: [{ join: ["First Name", "Last Name"], with: " " }, "Last Name", "First Name"] },
        country: "Default Address Country Code",
        region: "Default Address City",
        consent: "Accepts Email Marketing",
      },
    },
  ],
};
