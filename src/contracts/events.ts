import { z } from "zod";

/** What is sent to `/v1`: the messages check themselves one by one, so that one bad message spoils no other. */
export const EventBody = z.looseObject({ writeKey: z.string().max(200).optional() });

export const EventBatch = EventBody.extend({ batch: z.array(z.unknown()).max(5_000) });

/** The same as the schemas say, in a fraction of their time; what is refused is told by them. */
export const isEventBody = (body: unknown): boolean => {
  if (typeof body !== "object" || body === null || Array.isArray(body)) return false;
  const { writeKey } = body as { writeKey?: unknown };
  return writeKey === undefined || (typeof writeKey === "string" && writeKey.length <= 200);
};
export const isEventBatch = (body: unknown): boolean => {
  if (!isEventBody(body)) return false;
  const { batch } = body as { batch?: unknown };
  return Array.isArray(batch) && batch.length <= 5_000;
};

export const Taken = z
  .object({
    success: z.literal(true),
    setAside: z
      .array(z.object({ index: z.int(), messageId: z.string().nullable(), reason: z.string() }))
      .meta({ description: "Messages that were not stored, each with its reason; all others are on the disk." }),
  })
  .meta({ id: "Taken" });
