import type { FieldValue } from "../../../workspace/new-fact.ts";

export type Values = Readonly<Record<string, unknown>>;

/** A message of the protocol that libraries of customer data platforms speak. @see Segment Spec: Common Fields */
export interface EventMessage {
  type: "track" | "identify" | "page" | "screen" | "group" | "alias";
  messageId?: string;
  userId?: string;
  anonymousId?: string;
  previousId?: string;
  groupId?: string;
  event?: string;
  name?: string;
  properties: Values;
  traits: Values;
  context: Values;
  /** When it happened, by a clock that can be trusted; ISO instant. */
  at: string;
}

/** A clock may run behind by this much without anybody minding. */
const AHEAD = 60_000;

const TYPES = new Set(["track", "identify", "page", "screen", "group", "alias"]);

/**
 * Reads a message as a library sent it. Its moment is told by the sender's clock; how wrong that is shows in the moment at which it says that it
 * sent, and what lies in the future all the same counts as received now.
 * @param received ISO instant in UTC
 * @returns the message, or in words why it is none
 */
export function readMessage(given: unknown, received: string, type?: string): EventMessage | string {
  if (!isObject(given)) return "it is no object";
  const kind = type ?? given.type;
  if (typeof kind !== "string" || !TYPES.has(kind)) return `its type is none of ${[...TYPES].join(", ")}`;
  const userId = textOf(given.userId);
  const anonymousId = textOf(given.anonymousId);
  if (kind !== "alias" && !userId && !anonymousId) return "it has neither userId nor anonymousId";
  if (kind === "track" && !textOf(given.event)) return "the name of its event is missing";
  if (kind === "group" && !textOf(given.groupId)) return "its groupId is missing";
  if (kind === "alias" && !(textOf(given.previousId) && userId)) return "an alias needs previousId and userId";
  const at = momentOf(given, received);
  if (at === null) return "its timestamp is no moment";
  const message: EventMessage = {
    type: kind as EventMessage["type"],
    ...{ properties: part(given.properties), traits: part(given.traits), context: part(given.context), at },
  };
  if (userId !== null) message.userId = userId;
  if (anonymousId !== null) message.anonymousId = anonymousId;
  for (const key of TEXTS) {
    const text = textOf(given[key]);
    if (text !== null) message[key] = text;
  }
  return message;
}

const TEXTS = ["messageId", "event", "name", "groupId", "previousId"] as const;

const NONE: Values = {};
const part = (value: unknown): Values => (isObject(value) ? value : NONE);

const IN_UTC = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

function momentOf(given: Values, received: string): string | null {
  const said = given.timestamp ?? given.originalTimestamp;
  if (said === undefined || said === null) return received;
  // As libraries write it, by a clock that nothing is said of: nearly every message.
  if (typeof said === "string" && given.sentAt === undefined && IN_UTC.test(said) && said < received)
    return Number.isNaN(Date.parse(said)) ? null : said;
  const happened = Date.parse(String(said));
  if (Number.isNaN(happened)) return null;
  const sent = given.sentAt === undefined ? Number.NaN : Date.parse(String(given.sentAt));
  const now = Date.parse(received);
  const skew = Number.isNaN(sent) ? 0 : now - sent;
  const corrected = happened + (Math.abs(skew) > AHEAD ? skew : 0);
  return new Date(Math.min(corrected, now)).toISOString();
}

export const isObject = (value: unknown): value is Values =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A text of some length, or a number as one; otherwise nothing. */
export function textOf(value: unknown): string | null {
  if (typeof value === "number" && Number.isFinite(value)) return String(value);
  if (typeof value !== "string" || value.length > 1_000) return null;
  return value.trim() || null;
}

export function numberOf(value: unknown): number | null {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : null;
}

/** Without what is not known. */
export function known(fields: Record<string, FieldValue>): Record<string, FieldValue> {
  const all: Record<string, FieldValue> = {};
  for (const name in fields) if (fields[name] !== null) all[name] = fields[name]!;
  return all;
}
