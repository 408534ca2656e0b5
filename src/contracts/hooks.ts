import { z } from "zod";

const Moment = z.iso.datetime();
const Name = z.string().trim().min(1).max(200);
const Secret = z.string().min(8).max(500).meta({ description: "As the other system has it; left out, one is made." });
const Words = z.record(z.string().max(300), z.string().max(100));

export const SOURCES = [
  ...(["stripe", "shopify", "zendesk", "intercom", "chatwoot", "typeform", "formbricks", "standard"] as const),
] as const;

export const Hook = z
  .object({
    id: z.string(),
    source: z.enum(SOURCES),
    name: z.string(),
    address: z.string().meta({ description: "Path at which the other system delivers." }),
    columns: Words.meta({ description: "What questions of its surveys ask for, as in the settings of a file." }),
    scales: Words.meta({ description: "Their scales, as in the settings of a file." }),
    createdAt: Moment,
    lastUsedAt: Moment.nullable(),
    revokedAt: Moment.nullable(),
  })
  .meta({ id: "Hook" });
export type Hook = z.infer<typeof Hook>;

export const NewHook = z
  .object({
    source: z.enum(SOURCES),
    name: Name,
    secret: Secret.optional(),
    columns: Words.optional(),
    scales: Words.optional(),
  })
  .meta({ id: "NewHook" });

export const HookChange = z
  .object({ name: Name.optional(), secret: Secret.optional(), columns: Words.optional(), scales: Words.optional() })
  .meta({ id: "HookChange" });

export const MadeHook = z.object({ hook: Hook, secret: z.string() }).meta({ id: "MadeHook" });

export const HookReceived = z
  .object({
    outcome: z.enum(["stored", "ignored", "outdated", "set_aside", "repeated"]),
    reasons: z.array(z.string()).meta({ description: "Why nothing was made of it, or of parts of it." }),
  })
  .meta({ id: "HookReceived" });

export const HookDelivery = z
  .object({
    id: z.string(),
    about: z.string().nullable(),
    happenedAt: Moment.nullable(),
    receivedAt: Moment,
    outcome: z.enum(["stored", "ignored", "outdated", "set_aside"]),
  })
  .meta({ id: "HookDelivery" });

export const SetAsideMessage = z
  .object({
    id: z.int(),
    at: Moment,
    sender: z.string().meta({ description: "Key or hook by which it came." }),
    messageId: z.string().nullable(),
    place: z.int().meta({ description: "Place in what was sent, from 0." }),
    reason: z.string(),
  })
  .meta({ id: "SetAsideMessage" });

export const SetAsidePage = z
  .object({ items: z.array(SetAsideMessage), next: z.string().nullable() })
  .meta({ id: "SetAsidePage" });

export const SetAsideQuery = z.object({
  before: z.coerce.number().int().positive().optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
