import type { Format } from "../format.ts";
import type { FactMapping } from "../mapping.ts";
import { by, constant, present, where, whereNot } from "../parts.ts";

const WHO = { subject: by("customer", "userId"), also: [by("segment.anonymous", "anonymousId")] };
const AT = { value: { first: ["timestamp", "originalTimestamp", "receivedAt"] } };
const BOUGHT = "Order Completed";
const HANDLED = [BOUGHT, "Order Refunded", "Product Reviewed"];

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
  doc: "Segment calls as JSON, one a line: identify and track.",
  notes: [
    "`revenue` is without shipping and tax, and is what an order was worth; where it is missing it is the total less both.",
    "The products of an order are a list inside a cell and are not read.",
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
    track("purchase", BOUGHT, {
      order_id: "properties.order_id",
      amount: {
        first: [
          "properties.revenue",
          { difference: ["properties.total", { sum: ["properties.shipping", "properties.tax"] }] },
        ],
      },
      discount: "properties.discount",
      coupon: "properties.coupon",
      tax: "properties.tax",
      shipping: "properties.shipping",
      currency: "properties.currency",
      channel: "context.channel",
    }),
    track("refund", "Order Refunded", {
      order_id: "properties.order_id",
      amount: { first: ["properties.revenue", "properties.total"] },
      currency: "properties.currency",
    }),
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
