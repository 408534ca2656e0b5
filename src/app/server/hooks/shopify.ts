import type { FactKind } from "../../../facts/facts.ts";
import type { FactMapping } from "../../../sources/mapping.ts";
import { by } from "../../../sources/parts.ts";
import { cellsOf } from "../../../sources/read/json.ts";
import { orderRecords } from "../../../sources/shopify/order-records.ts";
import type { Cells } from "../../../workspace/of-record/expression.ts";
import {
  type HookSource,
  header,
  isSigned,
  list,
  moment,
  NOTHING,
  type ToldRecord,
  text,
  type Values,
} from "./hook-source.ts";

const ORDER: readonly FactMapping[] = typeof orderRecords.facts === "function" ? [] : orderRecords.facts;
const ofKind = (kind: FactKind): FactMapping[] => ORDER.filter(({ fact }) => fact === kind);
const [PURCHASE, LINE, REFUND] = [ofKind("purchase"), ofKind("line"), ofKind("refund")];

const CUSTOMER: FactMapping = {
  fact: "party",
  id: "id",
  subject: by("shopify.customer", "id"),
  also: [by("email", "email"), by("phone", { first: ["phone", "default_address.phone"] })],
  fields: {
    name: { first: [{ join: ["first_name", "last_name"], with: " " }, "last_name", "first_name"] },
    country: "default_address.country_code",
    region: "default_address.city",
    consent: { column: "email_marketing_consent.state", map: { subscribed: true, "*": false } },
  },
};

/** @see https://shopify.dev/docs/apps/build/webhooks/subscribe/https */
export const shopify: HookSource = {
  id: "shopify",
  system: "shopify",
  isGenuine: (delivered, secret) =>
    isSigned(header(delivered, "x-shopify-hmac-sha256"), { secret, of: [delivered.body], as: "base64" }),
  read(payload, delivered) {
    const id = header(delivered, "x-shopify-webhook-id") ?? null;
    const topic = header(delivered, "x-shopify-topic") ?? "";
    const happenedAt = moment(payload.updated_at) ?? moment(header(delivered, "x-shopify-triggered-at"));
    if (/^orders\/(create|updated|paid|cancelled|edited|fulfilled|partially_fulfilled)$/.test(topic))
      return {
        ...{ id, about: `order ${text(payload.name)}`, happenedAt },
        records: ofOrder(payload),
      };
    if (/^customers\/(create|update)$/.test(topic))
      return {
        ...{ id, about: `customer ${text(payload.id)}`, happenedAt },
        records: [{ mappings: [CUSTOMER], cells: cellsOf(payload) }],
      };
    return { id, ...NOTHING };
  },
};

/** An order, its lines and what was given back of it: the same facts as its record in a file gives. */
function ofOrder(order: Values): ToldRecord[] {
  const cells = cellsOf(order);
  const refunds = list(order.refunds);
  return [
    { mappings: PURCHASE, cells },
    ...list(order.line_items).map((line) => ({ mappings: LINE, cells: within(cells, "line_items[].", line) })),
    ...refunds.flatMap((refund) =>
      list(refund.transactions).map((paid) => ({
        mappings: REFUND,
        cells: within(within(cells, "refunds[].", refund), "refunds[].transactions[].", paid),
      })),
    ),
  ];
}

function within(cells: Cells, list: string, element: Values): Cells {
  return new Map([...cells, ...[...cellsOf(element)].map(([key, value]) => [list + key, value] as const)]);
}
