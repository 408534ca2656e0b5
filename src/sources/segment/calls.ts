import type { Format } from "../format.ts";
import type { Expression, FactMapping } from "../mapping.ts";
import { by, constant, present, where, whereNot } from "../parts.ts";

const WHO = { subject: by("customer", "userId"), also: [by("segment.anonymous", "anonymousId")] };
const AT = { value: { first: ["timestamp", "originalTimestamp", "receivedAt"] } };
const BOUGHT = "Order Completed";
const CANCELLED = "Order Cancelled";
const HANDLED = [BOUGHT, CANCELLED, "Order Refunded", "Product Reviewed"];

const PRODUCTS = "properties.products";
const PRODUCT: Expression = {
  first: [`${PRODUCTS}[].sku`, `${PRODUCTS}[].product_id`, `${PRODUCTS}[].name`],
};
const UNITS: Expression = { first: [`${PRODUCTS}[].quantity`, constant(1)] };
const LISTED: Expression = { product: [`${PRODUCTS}[].price`, UNITS] };
/** What an order was worth: without shipping and tax. */
const WORTH: Expression = {
  first: [
    "properties.revenue",
    { difference: ["properties.total", { sum: ["properties.shipping", "properties.tax"] }] },
  ],
};

const track = (fact: FactMapping["fact"], event: string, fields: FactMapping["fields"]): FactMapping => ({
  fact,
  id: "messageId",
  ...WHO,
  at: AT,
  fields,
  where: { all: [where("type", "track"), where("event", event)] },
});

export const calls: Format = {
  name: "segment.calls",
  system: "segment",
  doc: "Segment calls as JSON, one a line: identify, track, group and alias.",
  notes: [
    "`revenue` is without shipping and tax, and is what an order was worth; where it is missing it is the total less both.",
    "The products of an order are its lines: what the order was worth is spread over them in proportion to price and quantity.",
    "`Order Cancelled` gives back what the order was worth, on the day of the event. A `group` call names a company and who belongs to it; an `alias` call says that two ids are one party.",
    "`anonymousId` and `userId` of one call are one party. Other events are steps of the journey; pages and screens are not read.",
  ],
  evidence: "seen",
  required: ["type", "messageId", "userId", "anonymousId", ["timestamp", "originalTimestamp"]],
  usual: ["event", "traits.email", "context.ip", "properties.order_id"],
  facts: [
    {
      fact: "party",
      subject: by("customer", "userId"),
      also: [by("email", "traits.email"), by("phone", "traits.phone"), by("segment.anonymous", "anonymousId")],
      at: AT,
      fields: {
        name: { first: ["traits.name", { join: ["traits.firstName", "traits.lastName"], with: " " }] },
        segment: { first: ["traits.plan", "traits.company.plan"] },
        country: "traits.address.country",
        language: "context.locale",
        joined: "traits.createdAt",
        acquisition_channel: "context.campaign.source",
      },
      where: where("type", "identify"),
    },
    {
      fact: "party",
      subject: by("account", "groupId"),
      at: AT,
      fields: {
        party_kind: constant("organisation"),
        name: "traits.name",
        segment: { first: ["traits.plan", "traits.industry"] },
        country: "traits.address.country",
      },
      where: { all: [where("type", "group"), present("groupId")] },
    },
    {
      fact: "membership",
      ...WHO,
      at: AT,
      fields: { account: "groupId" },
      where: { all: [where("type", "group"), present("groupId")] },
    },
    {
      fact: "alias",
      subject: by("customer", "userId"),
      at: AT,
      fields: { other_kind: constant("segment.anonymous"), other_value: "previousId" },
      where: { all: [where("type", "alias"), present("userId"), present("previousId")] },
    },
    track("purchase", BOUGHT, {
      order_id: "properties.order_id",
      amount: WORTH,
      discount: "properties.discount",
      coupon: "properties.coupon",
      tax: "properties.tax",
      shipping: "properties.shipping",
      currency: "properties.currency",
      channel: "context.channel",
    }),
    {
      ...track("line", BOUGHT, {
        order_id: "properties.order_id",
        product: PRODUCT,
        category: `${PRODUCTS}[].category`,
        quantity: UNITS,
        amount: { first: [{ spread: WORTH, by: LISTED }, LISTED] },
        list_amount: LISTED,
        currency: "properties.currency",
      }),
      id: { join: ["messageId", PRODUCT], with: "/" },
    },
    ...["Order Refunded", CANCELLED].map((event) =>
      track("refund", event, {
        order_id: "properties.order_id",
        amount: { first: ["properties.revenue", "properties.total"] },
        currency: "properties.currency",
        reason: event === CANCELLED ? constant("cancelled") : { value: null },
      }),
    ),
    track("review", "Product Reviewed", {
      review_id: "properties.review_id",
      site: constant("own"),
      rating: "properties.rating",
      rating_max: constant(5),
      comment: "properties.review_body",
      product: "properties.product_id",
    }),
    {
      fact: "touch",
      id: "messageId",
      ...WHO,
      at: AT,
      fields: { name: "event", campaign: "context.campaign.name", channel: "context.campaign.source" },
      where: { all: [where("type", "track"), whereNot("event", ...HANDLED), present("event")] },
    },
  ],
};
