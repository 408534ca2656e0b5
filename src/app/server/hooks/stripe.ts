import type { FactMapping } from "../../../sources/mapping.ts";
import { by, constant, whereNot } from "../../../sources/parts.ts";
import { cellsOf } from "../../../sources/read/json.ts";
import { chargeRecords } from "../../../sources/stripe/charge-records.ts";
import { INTERVALS, invoices } from "../../../sources/stripe/payments.ts";
import { type HookSource, header, isFresh, isSigned, moment, NOTHING, part, text } from "./hook-source.ts";

const mappings = (facts: typeof chargeRecords.facts): readonly FactMapping[] =>
  typeof facts === "function" ? [] : facts;

const CHARGE = mappings(chargeRecords.facts).filter(({ fact }) => fact === "purchase");
/** The event says when money went back, which the charge itself does not. */
const REFUND = mappings(chargeRecords.facts)
  .filter(({ fact }) => fact === "refund")
  .map((mapping) => ({ ...mapping, at: { value: "event.created" } }));

const ITEM = "items.data.0";
const SUBSCRIPTION: readonly FactMapping[] = [
  {
    fact: "term",
    id: "id",
    subject: by("stripe.customer", "customer"),
    also: [by("customer", { first: ["metadata.customer_id", "metadata.user_id", "metadata.account_id"] })],
    at: { value: { first: ["start_date", "created"] }, precision: "day" },
    fields: {
      subscription: "id",
      plan: { first: [`${ITEM}.price.nickname`, `${ITEM}.price.product`] },
      amount: { product: [`${ITEM}.price.unit_amount`, { first: [`${ITEM}.quantity`, constant(1)] }] },
      currency: { first: [`${ITEM}.price.currency`, "currency"] },
      period: { column: `${ITEM}.price.recurring.interval`, map: INTERVALS },
      until: "ended_at",
      reason_ended: "cancellation_details.reason",
      involuntary: {
        column: "cancellation_details.reason",
        map: { payment_failed: true, payment_disputed: true, "*": false },
      },
    },
    where: whereNot("status", "incomplete", "incomplete_expired"),
  },
];

const CUSTOMER: readonly FactMapping[] = [
  {
    fact: "party",
    id: "id",
    subject: by("stripe.customer", "id"),
    also: [by("customer", { first: ["metadata.customer_id", "metadata.user_id"] }), by("email", "email")],
    fields: { name: "name", country: "address.country" },
  },
];

/** Kinds of events, by how they begin, and what becomes of the object that they carry. */
const EVENTS: readonly { begins: string; mappings: readonly FactMapping[] }[] = [
  { begins: "charge.refunded", mappings: [...CHARGE, ...REFUND] },
  { begins: "charge.succeeded", mappings: CHARGE },
  { begins: "charge.captured", mappings: CHARGE },
  { begins: "charge.updated", mappings: CHARGE },
  { begins: "invoice.paid", mappings: mappings(invoices.facts) },
  { begins: "invoice.payment_succeeded", mappings: mappings(invoices.facts) },
  { begins: "customer.subscription.", mappings: SUBSCRIPTION },
  { begins: "customer.created", mappings: CUSTOMER },
  { begins: "customer.updated", mappings: CUSTOMER },
];

/** @see https://docs.stripe.com/webhooks#verify-manually */
export const stripe: HookSource = {
  id: "stripe",
  system: "stripe",
  isGenuine(delivered, secret) {
    const parts = (header(delivered, "stripe-signature") ?? "").split(",").map((pair) => pair.split("=", 2));
    const time = parts.find(([name]) => name === "t")?.[1] ?? "";
    if (!/^\d{1,12}$/.test(time) || !isFresh(new Date(Number(time) * 1_000), delivered)) return false;
    return parts.some(
      ([name, signature]) =>
        name === "v1" && isSigned(signature, { secret, of: [`${time}.`, delivered.body], as: "hex" }),
    );
  },
  read(payload) {
    const object = part(part(payload.data).object);
    const kind = text(payload.type) ?? "";
    const event = EVENTS.find(({ begins }) => kind.startsWith(begins));
    if (!event) return { id: text(payload.id), ...NOTHING };
    const cells = cellsOf(object);
    // A list is one cell; of the items of a subscription the first says what it is.
    const [item] = (part(object.items).data as readonly unknown[] | undefined) ?? [];
    for (const [name, value] of cellsOf(part(item))) cells.set(`${ITEM}.${name}`, value);
    cells.set("event.created", text(payload.created));
    return {
      id: text(payload.id),
      about: `${text(object.object)} ${text(object.id)}`,
      happenedAt: moment(payload.created),
      records: [{ mappings: event.mappings, cells, money: "minor" }],
    };
  },
};
