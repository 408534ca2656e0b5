import type { FactMapping } from "../../../sources/mapping.ts";
import { by } from "../../../sources/parts.ts";
import { cellsOf } from "../../../sources/read/json.ts";
import { ticketRecords } from "../../../sources/zendesk/tickets.ts";
import { type HookSource, header, isFresh, isSigned, moment, NOTHING, part, text, type Values } from "./hook-source.ts";

const TICKET: readonly FactMapping[] = typeof ticketRecords.facts === "function" ? [] : ticketRecords.facts;

const USER: FactMapping = {
  fact: "party",
  id: "id",
  subject: by("zendesk.user", "id"),
  also: [by("customer", "external_id"), by("email", "email")],
  fields: { name: "name" },
};

/** Events write words in capitals that tickets write small. */
const WORDS = ["status", "type", "priority"];

/**
 * Events of tickets and of users; and what a trigger sends whose body is `{"ticket": {…}}` with the fields of a ticket.
 * @see https://developer.zendesk.com/documentation/webhooks/verifying/
 */
export const zendesk: HookSource = {
  id: "zendesk",
  system: "zendesk",
  isGenuine(delivered, secret) {
    const time = header(delivered, "x-zendesk-webhook-signature-timestamp") ?? "";
    const signedAt = moment(time);
    if (!signedAt || !isFresh(signedAt, delivered)) return false;
    const signature = header(delivered, "x-zendesk-webhook-signature");
    return isSigned(signature, { secret, of: [time, delivered.body], as: "base64" });
  },
  read(payload, delivered) {
    const id = text(payload.id) ?? header(delivered, "x-zendesk-webhook-invocation-id") ?? null;
    const kind = text(payload.type) ?? "";
    const [detail, ticket] = [part(payload.detail), part(payload.ticket)];
    if (kind.startsWith("zen:event-type:ticket.")) return ofTicket(id, smallWords(detail), moment(payload.time));
    if (kind.startsWith("zen:event-type:user."))
      return {
        ...{ id, about: `user ${text(detail.id)}`, happenedAt: moment(payload.time) },
        records: [{ mappings: [USER], cells: cellsOf(detail) }],
      };
    if (ticket.id !== undefined) return ofTicket(id, smallWords(ticket), moment(ticket.updated_at));
    return { id, ...NOTHING };
  },
};

const ofTicket = (id: string | null, ticket: Values, happenedAt: Date | null) => ({
  ...{ id, about: `ticket ${text(ticket.id)}`, happenedAt },
  records: [{ mappings: TICKET, cells: cellsOf(ticket) }],
});

const smallWords = (record: Values): Values =>
  Object.fromEntries(
    Object.entries(record).map(([name, value]) => [
      name,
      WORDS.includes(name) && typeof value === "string" ? value.toLowerCase() : value,
    ]),
  );
