import { z } from "zod";
import type { Outgoing, Subscription } from "../../app/server/hooks-out/hooks-out.ts";
import * as contract from "../../contracts/subscriptions.ts";
import { type Route, route } from "../route.ts";

const Id = z.object({ id: z.string().max(100) });

const shown = ({ createdBy: _, createdAt, endedAt, ...plain }: Subscription): contract.Subscription => ({
  ...{ ...plain, createdAt: createdAt.toISOString(), endedAt: endedAt?.toISOString() ?? null },
});

const shownMessage = ({ subscription: _, createdAt, lastAt, ...plain }: Outgoing): contract.Message => ({
  ...{ ...plain, createdAt: createdAt.toISOString(), lastAt: lastAt?.toISOString() ?? null },
});

/** Whom the server tells of what happens here. */
export const SUBSCRIPTIONS: readonly Route[] = [
  route({
    ...{ method: "GET", url: "/api/v1/subscriptions", allow: "hooks.manage", tag: "hooks" },
    summary: "Who is told of what happens here, without their secrets",
    answer: { schema: z.object({ items: z.array(contract.Subscription) }) },
    handle: async ({ served }) => ({ items: (await served.background.out.subscriptions()).map(shown) }),
  }),
  route({
    ...{ method: "POST", url: "/api/v1/subscriptions", allow: "hooks.manage", tag: "hooks" },
    summary: "Has an address told of events, as Standard Webhooks says; the secret is told here and never again",
    body: contract.NewSubscription,
    answer: { status: 201, schema: contract.MadeSubscription },
    handle: async ({ actor, body, served }) => {
      const { subscription, secret } = await served.background.out.subscribe(actor, body);
      return { subscription: shown(subscription), secret };
    },
  }),
  route({
    ...{ method: "DELETE", url: "/api/v1/subscriptions/:id", allow: "hooks.manage", tag: "hooks" },
    summary: "Tells an address nothing any more",
    params: Id,
    answer: { status: 204, schema: z.null() },
    handle: async ({ actor, params, served }) => {
      await served.background.out.unsubscribe(actor, params.id);
      return null;
    },
  }),
  route({
    ...{ method: "GET", url: "/api/v1/subscriptions/:id/messages", allow: "hooks.manage", tag: "hooks" },
    summary: "The latest messages to an address, and how far each came",
    params: Id,
    query: z.object({ limit: z.coerce.number().int().min(1).max(500).default(100) }),
    answer: { schema: z.object({ items: z.array(contract.Message) }) },
    handle: async ({ params, query, served }) => ({
      items: (await served.background.out.messages(params.id, query.limit)).map(shownMessage),
    }),
  }),
  route({
    ...{
      method: "POST",
      url: "/api/v1/subscriptions/:id/messages/:message/replay",
      allow: "hooks.manage",
      tag: "hooks",
    },
    summary: "Tells a message again, under its own id",
    params: z.object({ id: z.string().max(100), message: z.string().max(100) }),
    answer: { status: 202, schema: contract.Message },
    handle: async ({ actor, params, served }) =>
      shownMessage(await served.background.out.replay(actor, params.id, params.message)),
  }),
];
