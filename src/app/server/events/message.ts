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
 * @returns the message, or in words why it is none
 */
export function readMessage(given: unknown, received: Date, type?: string): EventMessage | string {
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
  const named = { messageId: given.messageId, event: given.event, name: given.name, groupId: given.groupId };
  const texts = Object.entries({ ...named, previousId: given.previousId, userId, anonymousId }).flatMap(
    ([key, value]) => {
      const text = textOf(value);
      return text ? [[key, text] as const] : [];
    },
  );
  const part = (value: unknown): Values => (isObject(value) ? value : {});
  return {
    ...Object.fromEntries(texts),
    type: kind as EventMessage["type"],
    ...{ properties: part(given.properties), traits: part(given.traits), context: part(given.context), at },
  };
}

function momentOf(given: Values, received: Date): string | null {
  const said = given.timestamp ?? given.originalTimestamp;
  if (said === undefined || said === null) return received.toISOString();
  const happened = Date.parse(String(said));
  if (Number.isNaN(happened)) return null;
  const sent = given.sentAt === undefined ? Number.NaN : Date.parse(String(given.sentAt));
  const skew = Number.isNaN(sent) ? 0 : received.getTime() - sent;
  const corrected = happened + (Math.abs(skew) > AHEAD ? skew : 0);
  return new Date(Math.min(corrected, received.getTime())).toISOString();
}

export const isObject = (value: unknown): value is Values =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A text of some length, or a number as one; otherwise nothing. */
export function textOf(value: unknown): string | null {
  if (typeof value === "number" && Number.isFinite(value)) return String(value);
  return typeof value === "string" && value.trim() !== "" && value.length <= 1_000 ? value.trim() : null;
}

export function numberOf(value: unknown): number | null {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : null;
}

/** Without what is not known. */
export const known = (fields: Record<string, FieldValue>): Record<string, FieldValue> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
