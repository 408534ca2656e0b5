import { CURRENCIES } from "../../../base/currency.ts";
import type { NewFact } from "../../../workspace/new-fact.ts";
import { type EventMessage, isObject, known, numberOf, textOf, type Values } from "./message.ts";

/** Names of events that are facts of a kind of their own, without their case. @see Segment Spec: E-commerce, Live Chat */
const OF_EVENT: Readonly<Record<string, (message: EventMessage) => NewFact[]>> = {
  "order completed": (message) => order(message, "paid"),
  "order updated": (message) => order(message, null),
  "order cancelled": (message) => order(message, "cancelled"),
  "order refunded": refund,
  "live chat conversation started": chat,
  "live chat conversation ended": chat,
};

/** The facts that a message tells; what is no fact of its own stays as a step of the journey. */
export function factsOf(message: EventMessage): NewFact[] {
  switch (message.type) {
    case "identify":
      return [party(message)];
    case "alias":
      return [
        {
          ...{ fact: "alias", at: message.at, subject: { kind: "customer", value: message.userId! } },
          fields: { other_kind: "device", other_value: message.previousId! },
        },
      ];
    case "group":
      return [
        {
          ...{ fact: "membership", ...subjectOf(message), at: message.at },
          fields: known({ account: message.groupId!, role: textOf(message.traits.role) }),
        },
      ];
    case "page":
    case "screen":
      return [touch(message, message.name ?? textOf(message.properties.path) ?? message.type)];
    case "track":
      return (OF_EVENT[message.event!.toLowerCase()] ?? step)(message);
    default:
      return message.type satisfies never;
  }
}

/** Whoever is known by a user id is, besides, the device and the address that the message names. */
function subjectOf({ userId, anonymousId, traits, context }: EventMessage): Pick<NewFact, "subject" | "also"> {
  const email = textOf(traits.email) ?? textOf(isObject(context.traits) ? context.traits.email : null);
  const identifiers: { kind: string; value: string }[] = [];
  if (userId) identifiers.push({ kind: "customer", value: userId });
  if (anonymousId) identifiers.push({ kind: "device", value: anonymousId });
  if (email?.includes("@")) identifiers.push({ kind: "email", value: email });
  const subject = identifiers.shift();
  if (!subject) return {};
  return identifiers.length > 0 ? { subject, also: identifiers } : { subject };
}

function party(message: EventMessage): NewFact {
  const { traits, context } = message;
  const address = isObject(traits.address) ? traits.address : {};
  const names = [textOf(traits.firstName), textOf(traits.lastName)].filter((name) => name !== null);
  const joined = /^\d{4}-\d{2}-\d{2}/.exec(textOf(traits.createdAt) ?? "")?.[0] ?? null;
  return {
    ...{ fact: "party", ...subjectOf(message), at: message.at },
    fields: known({
      ...{ party_kind: "person", name: textOf(traits.name) ?? (names.length > 0 ? names.join(" ") : null) },
      ...{ segment: textOf(traits.segment) ?? textOf(traits.plan), joined },
      ...{ country: textOf(address.country) ?? textOf(traits.country), region: textOf(address.state) },
      language: textOf(context.locale),
    }),
  };
}

/** An order with its lines. Revenue is what goods brought, without tax and shipping; where it is missing, the total without them. */
function order(message: EventMessage, status: string | null): NewFact[] {
  const { properties } = message;
  const id = textOf(properties.order_id) ?? textOf(properties.orderId);
  if (!id) return step(message);
  const [tax, shipping, total] = [properties.tax, properties.shipping, properties.total].map(numberOf);
  const goods = total === null ? null : cents(total! - (tax ?? 0) - (shipping ?? 0));
  const amount = numberOf(properties.revenue) ?? numberOf(properties.subtotal) ?? goods ?? numberOf(properties.value);
  const who = { ...subjectOf(message), at: message.at };
  const currency = currencyOf(properties);
  const products = Array.isArray(properties.products) ? properties.products.filter(isObject) : [];
  return [
    {
      ...{ fact: "purchase", id, ...who },
      fields: known({
        ...{ order_id: id, currency, amount, tax: tax!, shipping: shipping! },
        ...{ discount: numberOf(properties.discount), coupon: textOf(properties.coupon) },
        ...{ channel: textOf(properties.affiliation) ?? "web", status },
      }),
    },
    ...products.map((product, i): NewFact => {
      const [price, quantity] = [numberOf(product.price), numberOf(product.quantity) ?? 1];
      return {
        ...{ fact: "line", id: `${id}:${i + 1}`, ...who },
        fields: known({
          ...{ order_id: id, product: textOf(product.name) ?? textOf(product.sku) ?? textOf(product.product_id) },
          ...{ category: textOf(product.category), quantity: Math.max(0, quantity), currency },
          amount: price === null ? null : cents(price * quantity),
        }),
      };
    }),
  ];
}

function refund(message: EventMessage): NewFact[] {
  const { properties, messageId } = message;
  const order = textOf(properties.order_id) ?? textOf(properties.orderId);
  const amount = numberOf(properties.total) ?? numberOf(properties.revenue) ?? numberOf(properties.value);
  if (!order || amount === null) return step(message);
  const id = textOf(properties.refund_id) ?? messageId;
  return [
    {
      ...{ fact: "refund", ...(id ? { id } : {}), ...subjectOf(message), at: message.at },
      fields: known({
        ...{ refund_id: id ?? null, order_id: order, amount: Math.abs(amount), currency: currencyOf(properties) },
        reason: textOf(properties.reason),
      }),
    },
  ];
}

function chat(message: EventMessage): NewFact[] {
  const { properties } = message;
  const id = textOf(properties.conversation_id) ?? textOf(properties.conversationId);
  if (!id) return step(message);
  const seconds = numberOf(properties.conversation_duration);
  return [
    {
      ...{ fact: "contact", id, ...subjectOf(message), at: message.at },
      fields: known({
        ...{ contact_id: id, channel: "chat", direction: "inbound", agent: textOf(properties.agent_name) },
        handle: seconds === null ? null : Math.max(0, seconds),
      }),
    },
  ];
}

const step = (message: EventMessage): NewFact[] => [touch(message, message.event!)];

function touch(message: EventMessage, name: string): NewFact {
  const { context, properties, messageId } = message;
  const told = isObject(context.campaign) ? context.campaign : null;
  const campaign =
    (told ? textOf(told.name) : null) ?? textOf(properties.campaign_name) ?? textOf(properties.campaign_id);
  const channel = (told ? textOf(told.medium) : null) ?? (message.type === "screen" ? "app" : null);
  const fields: NewFact["fields"] & Record<string, string> = { name };
  if (campaign !== null) fields.campaign = campaign;
  if (channel !== null) fields.channel = channel;
  // Nearly every message is one: it is made without detours.
  const fact: NewFact = { fact: "touch", at: message.at, fields, ...subjectOf(message) };
  if (messageId) fact.id = messageId;
  return fact;
}

function currencyOf(properties: Values): string | null {
  const code = textOf(properties.currency)?.toUpperCase() ?? null;
  return code !== null && (CURRENCIES as readonly string[]).includes(code) ? code : null;
}

/** To the ten-thousandth, as money is kept. */
const cents = (amount: number): number => Math.round(amount * 10_000) / 10_000;
