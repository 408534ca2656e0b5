import { type Format, type FormatContext, valuesOf } from "../format.ts";
import type { Condition, Expression, FactMapping } from "../mapping.ts";
import { by, constant, currencyOf, present, where, whereNot } from "../parts.ts";
import type { TableSample } from "../table.ts";

/** What Google Analytics writes by itself of whoever moves on a page: no step that anybody set out to count. */
const BY_ITSELF = [
  ...["page_view", "screen_view", "user_engagement", "scroll", "click", "view_search_results", "form_start"],
  ...["first_visit", "first_open", "app_update", "app_remove", "os_update", "app_clear_data", "app_exception"],
  ...["video_start", "video_progress", "video_complete", "file_download"],
];
const BOUGHT = "purchase";
const REFUNDED = "refund";
const NOT_SET = { "(not set)": null, "(direct)": null, "(organic)": null, "(referral)": null, "(none)": null };

const WHO = { subject: by("customer", "user_id"), also: [by("ga4.client", "user_pseudo_id")] };
/** Microseconds, of which the first thirteen digits are milliseconds. */
const AT: FactMapping["at"] = {
  value: { column: "event_timestamp", pattern: "^(\\d{13})\\d{3}$", dates: "epoch_ms" },
};
const EVENT: Expression = { join: ["user_pseudo_id", "event_timestamp"], with: "/" };
const ORDER: Expression = { column: "ecommerce.transaction_id", map: { "(not set)": null } };
const HAS_ORDER: Condition = {
  all: [present("ecommerce.transaction_id"), whereNot("ecommerce.transaction_id", "(not set)")],
};

/** A parameter of an event, as the list of them is written. */
const parameter = (key: string): Expression => ({
  column: "event_params",
  pattern: `"key":"${key}","value":\\{[^}]*"string_value":"([^"]+)"`,
});

const REVENUE = "ecommerce.purchase_revenue";
const PRODUCT: Expression = { first: ["items[].item_id", "items[].item_name"] };
const UNITS: Expression = { first: ["items[].quantity", constant(1)] };
const LINE: Expression = { first: ["items[].item_revenue", { product: ["items[].price", UNITS] }] };

/** Amounts carry their currency as a parameter of the event; where none does it is stated, or asked. */
function currencyIn(sample: TableSample, context: FormatContext): Expression {
  const isWritten = valuesOf(sample, "event_params").some((list) => list.includes('"key":"currency"'));
  if (!isWritten) return currencyOf(sample, [REVENUE], context);
  const said = parameter("currency");
  return context.currency === undefined ? said : { first: [said, constant(context.currency)] };
}

export const events: Format = {
  name: "ga4.events",
  system: "ga4",
  doc: "Events of Google Analytics 4 as its export to BigQuery has them (JSON, one a line).",
  notes: [
    "`purchase_revenue` is without shipping and tax, as Google asks for it, and is what an order was worth. A purchase that was sent twice has one `transaction_id` and counts once.",
    "The `items` of a purchase are the lines of its order; what the order was worth is spread over them in proportion to what they came to.",
    "`user_id` is the company's own; who has none is known by `user_pseudo_id`, the browser. Both on one event are one party.",
    "A session (`session_start`) is a step of the journey with its source and campaign, and so is every event that Google Analytics does not write by itself; page views, scrolling and clicks are not read.",
  ],
  evidence: "published",
  required: ["event_date", "event_timestamp", "event_name", "event_params", "user_pseudo_id"],
  usual: ["user_id", "ecommerce.transaction_id", "items", "traffic_source.source", "geo.country", "platform"],
  makes: ["purchase", "line", "refund", "touch"],
  facts: (sample, context) => {
    const currency = currencyIn(sample, context);
    return [
      {
        fact: "purchase",
        id: ORDER,
        ...WHO,
        at: AT!,
        fields: {
          order_id: ORDER,
          amount: REVENUE,
          coupon: parameter("coupon"),
          tax: "ecommerce.tax_value",
          shipping: "ecommerce.shipping_value",
          currency,
          channel: "platform",
        },
        where: { all: [where("event_name", BOUGHT), present(REVENUE)] },
      },
      {
        fact: "line",
        id: { join: [ORDER, PRODUCT, { first: ["items[].item_variant", constant("")] }], with: "/" },
        ...WHO,
        at: AT!,
        fields: {
          order_id: ORDER,
          product: PRODUCT,
          category: { column: "items[].item_category", map: NOT_SET },
          quantity: UNITS,
          amount: { first: [{ spread: REVENUE, by: LINE }, LINE] },
          currency,
        },
        where: { all: [where("event_name", BOUGHT), HAS_ORDER] },
      },
      {
        fact: "refund",
        id: { first: [{ join: [ORDER, "event_timestamp"], with: "/" }, EVENT] },
        ...WHO,
        at: AT!,
        fields: { order_id: ORDER, amount: "ecommerce.refund_value", currency },
        where: { all: [where("event_name", REFUNDED), present("ecommerce.refund_value")] },
      },
      {
        fact: "touch",
        id: EVENT,
        ...WHO,
        at: AT!,
        fields: {
          name: "event_name",
          campaign: {
            first: [
              "session_traffic_source_last_click.manual_campaign.campaign_name",
              "collected_traffic_source.manual_campaign_name",
            ],
            map: NOT_SET,
          },
          channel: {
            first: [
              "session_traffic_source_last_click.manual_campaign.source",
              "collected_traffic_source.manual_source",
            ],
            map: { "(not set)": null },
          },
        },
        where: { all: [present("event_name"), whereNot("event_name", ...BY_ITSELF, BOUGHT, REFUNDED)] },
      },
    ];
  },
};
