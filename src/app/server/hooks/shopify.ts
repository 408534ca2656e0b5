import type { FactMapping } from "../../../sources/mapping.ts";
import { by } from "../../../sources/parts.ts";
import { cellsOf } from "../../../sources/read/json.ts";
import { orderRecords } from "../../../sources/shopify/order-records.ts";
import { type HookSource, header, isSigned, list, moment, NOTHING, text, type Values } from "./hook-source.ts";

const ORDER: readonly FactMapping[] = typeof orderRecords.facts === "function" ? [] : orderRecords.facts;
const [purchase] = ORDER;

/** What went back of an order as a whole, as in the export; here with the day on which the last of it did. */
const REFUND: FactMapping = {
  fact: "refund",
  id: "name",
  ...(purchase?.subject ? { subject: purchase.subject } : {}),
  ...(purchase?.also ? { also: purchase.also } : {}),
  at: { value: "refunded.at" },
  fields: { order_id: "name", amount: "refunded.amount", currency: "currency" },
  where: {
    all: [
      { column: "refunded.amount", above: 0 },
      { column: "cancelled_at", present: false },
    ],
  },
};

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
        records: [{ mappings: [...ORDER, REFUND], cells: withRefunds(payload) }],
      };
    if (/^customers\/(create|update)$/.test(topic))
      return {
        ...{ id, about: `customer ${text(payload.id)}`, happenedAt },
        records: [{ mappings: [CUSTOMER], cells: cellsOf(payload) }],
      };
    return { id, ...NOTHING };
  },
};

function withRefunds(order: Values): Map<string, string | null> {
  const cells = cellsOf(order);
  const refunds = list(order.refunds);
  const paid = refunds
    .flatMap(({ transactions }) => list(transactions))
    .filter(({ kind, status }) => kind === "refund" && status === "success");
  // Whole cents, so that what is added up stays exact.
  const amount = paid.reduce((sum, { amount }) => sum + Math.round(Number(amount) * 10_000), 0) / 10_000;
  const days = refunds.flatMap(({ created_at }) => (typeof created_at === "string" ? [created_at] : []));
  cells.set("refunded.amount", paid.length > 0 ? String(amount) : null);
  cells.set("refunded.at", days.sort((a, b) => Date.parse(a) - Date.parse(b)).at(-1) ?? null);
  return cells;
}
