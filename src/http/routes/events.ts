import type { FastifyRequest } from "fastify";
import type { Actor } from "../../app/server/access.ts";
import { AccessError, RequestError } from "../../base/errors.ts";
import { EventBatch, EventBody, Taken } from "../../contracts/events.ts";
import { SetAsidePage, SetAsideQuery } from "../../contracts/hooks.ts";
import { actorOf } from "../authenticate.ts";
import { type Route, route, type Served } from "../route.ts";
import { asidePage } from "./hooks.ts";

/** The paths of the protocol, and the short ones that browsers' libraries use. */
export const PATHS: Readonly<Record<string, string>> = {
  ...{ track: "track", t: "track", identify: "identify", i: "identify", page: "page", p: "page" },
  ...{ screen: "screen", s: "screen", group: "group", g: "group", alias: "alias", a: "alias" },
};

/** Events as the libraries of customer data platforms send them: stored when they are acknowledged, and the same sent twice is stored once. */
export const EVENTS: readonly Route[] = [
  ...Object.entries(PATHS).map(([path, type]) =>
    route({
      ...{ method: "POST", url: `/v1/${path}`, allow: "anyone", tag: "events", isForEvents: true },
      summary: `Takes one ${type} message`,
      body: EventBody,
      answer: { schema: Taken },
      handle: async ({ body, request, served }) => ({
        success: true as const,
        setAside: await take(served, request, body, [body], type),
      }),
    }),
  ),
  ...["batch", "b"].map((path) =>
    route({
      ...{ method: "POST", url: `/v1/${path}`, allow: "anyone", tag: "events", isForEvents: true },
      summary: "Takes up to 5,000 messages of any type",
      body: EventBatch,
      answer: { schema: Taken },
      handle: async ({ body, request, served }) => ({
        success: true as const,
        setAside: await take(served, request, body, body.batch),
      }),
    }),
  ),
  route({
    ...{ method: "GET", url: "/v1/set-aside", allow: "anyone", tag: "events", isForEvents: true },
    summary: "Messages sent with this write key that were set aside in the last 30 days, the latest first",
    query: SetAsideQuery,
    answer: { schema: SetAsidePage },
    handle: async ({ query, request, served }) => asidePage(served, (await senderOf(served, request)).id, query),
  }),
];

async function take(
  served: Served,
  request: FastifyRequest,
  { writeKey }: { writeKey?: string | undefined },
  messages: readonly unknown[],
  type?: string,
) {
  const sender = await senderOf(served, request, writeKey);
  if (!served.ingest)
    throw new RequestError("request.conflict", "This server shows files, which no event can be added to.", {
      hint: "Start it on a workspace: `feltworth init` makes one, `feltworth serve <workspace>` serves it.",
    });
  const aside = await served.ingest.take(messages, { source: "events", ...(type === undefined ? {} : { type }) });
  await served.aside.note(sender.id, aside);
  return aside;
}

/** Whose write key it is. @throws AccessError */
async function senderOf(served: Served, request: FastifyRequest, writeKey?: string): Promise<Actor> {
  const actor = await actorOf(request, served.access, writeKey);
  if (actor?.kind !== "key")
    throw new AccessError("access.required", "Events need a write key.", {
      hint: "Send it as user name (Basic), as `Authorization: Bearer …`, or as writeKey in the body.",
    });
  if (!actor.writes)
    throw new AccessError("access.denied", "This key may not send events.", { hint: "Make a write key." });
  return actor;
}
