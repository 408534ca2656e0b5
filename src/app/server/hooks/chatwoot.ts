import { csat } from "../../../sources/chatwoot/csat.ts";
import type { FactMapping } from "../../../sources/mapping.ts";
import { by, choose, where } from "../../../sources/parts.ts";
import { cellsOf } from "../../../sources/read/json.ts";
import { type HookSource, header, isFresh, isSigned, moment, NOTHING, part, text, type Values } from "./hook-source.ts";

/** The report of ratings gives them no number of their own; a message has one. */
const RATING: readonly FactMapping[] = (typeof csat.facts === "function" ? [] : csat.facts).map((mapping) => ({
  ...mapping,
  id: "message",
}));

const WHO = {
  subject: by("email", "meta.sender.email"),
  also: [
    by("customer", "meta.sender.identifier"),
    by("phone", "meta.sender.phone_number"),
    by("chatwoot.contact", "meta.sender.id"),
  ],
};

const CONVERSATION: FactMapping = {
  fact: "case",
  id: "id",
  ...WHO,
  at: { value: { first: ["created_at", "timestamp"] } },
  fields: {
    case_id: "id",
    channel: { column: "channel", pattern: "(?:Channel::)?(.*)" },
    team: "meta.team.name",
    agent: "meta.assignee.name",
    first_answered: "first_reply_created_at",
    resolved: choose([where("status", "resolved"), { first: ["updated_at", "last_activity_at", "timestamp"] }]),
    status: "status",
    priority: "priority",
  },
};

/** @see https://www.chatwoot.com/hc/user-guide/articles/1677693021-how-to-use-webhooks */
export const chatwoot: HookSource = {
  id: "chatwoot",
  system: "chatwoot",
  isGenuine(delivered, secret) {
    const time = header(delivered, "x-chatwoot-timestamp") ?? "";
    if (!/^\d{1,12}$/.test(time) || !isFresh(new Date(Number(time) * 1_000), delivered)) return false;
    const [way, signature] = (header(delivered, "x-chatwoot-signature") ?? "").split("=", 2);
    return way === "sha256" && isSigned(signature, { secret, of: [`${time}.`, delivered.body], as: "hex" });
  },
  read(payload, delivered) {
    const id = header(delivered, "x-chatwoot-delivery") ?? null;
    const event = text(payload.event) ?? "";
    if (event.startsWith("conversation_") && payload.id !== undefined)
      return {
        ...{ id, about: `conversation ${text(payload.id)}` },
        happenedAt: moment(payload.updated_at) ?? moment(payload.timestamp),
        records: [{ mappings: [CONVERSATION], cells: cellsOf(payload) }],
      };
    const rating = part(part(part(payload.content_attributes).submitted_values).csat_survey_response);
    if (!event.startsWith("message_") || rating.rating === undefined) return { id, ...NOTHING };
    return {
      ...{ id, about: `rating ${text(payload.id)}`, happenedAt: moment(payload.updated_at) },
      records: [{ mappings: RATING, cells: asReported(payload, rating) }],
    };
  },
};

/** A rating as the report of ratings has it, so that it is read in the same way. */
function asReported(message: Values, rating: Values): Map<string, string | null> {
  const conversation = part(message.conversation);
  const meta = part(conversation.meta);
  const [contact, agent] = [part(meta.sender), part(meta.assignee)];
  return new Map([
    ["message", text(message.id)],
    ["Rating", text(rating.rating)],
    ["Feedback Comment", text(rating.feedback_message)],
    ["Agent Name", text(agent.name)],
    ["Contact Email Address", text(contact.email)],
    ["Contact Phone Number", text(contact.phone_number)],
    ["Link to the conversation", `/conversations/${text(conversation.display_id) ?? text(conversation.id)}`],
    ["Recorded date", text(message.updated_at) ?? text(message.created_at)],
  ]);
}
