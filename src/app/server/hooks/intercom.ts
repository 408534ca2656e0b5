import { conversations } from "../../../sources/intercom/conversations.ts";
import type { FactMapping } from "../../../sources/mapping.ts";
import { by } from "../../../sources/parts.ts";
import { cellsOf } from "../../../sources/read/json.ts";
import { type HookSource, header, isSigned, moment, NOTHING, part, text } from "./hook-source.ts";

const CONVERSATION: readonly FactMapping[] = typeof conversations.facts === "function" ? [] : conversations.facts;

const CONTACT: FactMapping = {
  fact: "party",
  id: "id",
  subject: by("customer", "external_id"),
  also: [by("intercom.contact", "id"), by("email", "email"), by("phone", "phone")],
  fields: { name: "name" },
};

/** @see https://developers.intercom.com/docs/webhooks/webhook-notifications */
export const intercom: HookSource = {
  id: "intercom",
  system: "intercom",
  isGenuine(delivered, secret) {
    const [way, signature] = (header(delivered, "x-hub-signature") ?? "").split("=", 2);
    return way === "sha1" && isSigned(signature, { secret, of: [delivered.body], hash: "sha1", as: "hex" });
  },
  read(payload) {
    const id = text(payload.id);
    const topic = text(payload.topic) ?? "";
    const item = part(part(payload.data).item);
    const happenedAt = moment(item.updated_at) ?? moment(payload.created_at);
    const records = topic.startsWith("conversation.") ? CONVERSATION : topic.startsWith("contact.") ? [CONTACT] : null;
    if (!records || item.id === undefined) return { id, ...NOTHING };
    return {
      ...{ id, about: `${topic.split(".")[0]} ${text(item.id)}`, happenedAt },
      records: [{ mappings: records, cells: cellsOf(item) }],
    };
  },
};
