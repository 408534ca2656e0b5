import { z } from "zod";

/** What is sent to `/v1`: the messages check themselves one by one, so that one bad message spoils no other. */
export const EventBody = z.looseObject({ writeKey: z.string().max(200).optional() });

export const EventBatch = z.looseObject({
  writeKey: z.string().max(200).optional(),
  batch: z.array(z.unknown()).max(5_000),
});

export const Taken = z
  .object({
    success: z.literal(true),
    setAside: z
      .array(z.object({ index: z.int(), messageId: z.string().nullable(), reason: z.string() }))
      .meta({ description: "Messages that were not stored, each with its reason; all others are on the disk." }),
  })
  .meta({ id: "Taken" });
