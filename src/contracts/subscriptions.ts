import { z } from "zod";

const Moment = z.iso.datetime();

export const EventName = z.enum(["data.changed", "finding.changed"]).meta({ id: "EventName" });

export const Subscription = z
  .object({
    id: z.string(),
    name: z.string(),
    url: z.string(),
    events: z.array(EventName),
    createdAt: Moment,
    endedAt: Moment.nullable().meta({ description: "Since when it is told nothing any more." }),
  })
  .meta({ id: "Subscription" });
export type Subscription = z.infer<typeof Subscription>;

export const NewSubscription = z
  .object({ name: z.string().trim().min(1).max(200), url: z.url().max(2_000), events: z.array(EventName).min(1) })
  .meta({ id: "NewSubscription" });

export const MadeSubscription = z
  .object({ subscription: Subscription, secret: z.string() })
  .meta({ id: "MadeSubscription" });

export const Message = z
  .object({
    id: z.string(),
    event: EventName,
    body: z.string(),
    state: z.enum(["waiting", "delivered", "failed"]),
    attempts: z.int(),
    createdAt: Moment,
    lastAt: Moment.nullable(),
    status: z.int().nullable().meta({ description: "What was answered the last time." }),
    error: z.string().nullable(),
  })
  .meta({ id: "OutgoingMessage" });
export type Message = z.infer<typeof Message>;
