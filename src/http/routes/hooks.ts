import { z } from "zod";
import type { Hook } from "../../app/server/hooks/hooks-in.ts";
import * as contract from "../../contracts/hooks.ts";
import { defined } from "../defined.ts";
import { type Route, route, type Served } from "../route.ts";

const Id = z.object({ id: z.string().max(100) });

const shown = ({ createdBy: _, createdAt, lastUsedAt, revokedAt, ...hook }: Hook): contract.Hook => ({
  ...{ ...hook, source: hook.source as contract.Hook["source"], address: `/hooks/${hook.source}/${hook.id}` },
  ...{ createdAt: createdAt.toISOString(), lastUsedAt: lastUsedAt?.toISOString() ?? null },
  revokedAt: revokedAt?.toISOString() ?? null,
});

/** One page of what was set aside. @param sender null: of all */
export async function asidePage(
  served: Served,
  sender: string | null,
  { before, limit }: z.output<typeof contract.SetAsideQuery>,
) {
  const { items, next } = await served.aside.messages({ sender, before: before ?? null, limit });
  return { items: items.map((item) => ({ ...item, at: item.at.toISOString() })), next };
}

/** What other systems tell by themselves: their addresses, and what came of what they told. */
export const HOOKS: readonly Route[] = [
  route({
    ...{ method: "POST", url: "/hooks/:source/:id", allow: "anyone", tag: "hooks", isHook: true },
    summary: "Takes what another system tells, proved by its signature; stored when it is answered",
    params: z.object({ source: z.string().max(40), id: z.string().max(100) }),
    answer: { schema: contract.HookReceived },
    handle: async ({ params, request, served }) => {
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const { headers } = request;
      return served.hooks.receive(params.source, params.id, { headers, body, receivedAt: served.now() });
    },
  }),
  route({
    ...{ method: "GET", url: "/api/v1/hooks", allow: "hooks.manage", tag: "hooks" },
    summary: "Addresses at which other systems deliver, without their secrets",
    answer: { schema: z.object({ items: z.array(contract.Hook) }) },
    handle: async ({ served }) => ({ items: (await served.hooks.list()).map(shown) }),
  }),
  route({
    ...{ method: "POST", url: "/api/v1/hooks", allow: "hooks.manage", tag: "hooks" },
    summary: "Makes an address for another system; its secret is told here and never again",
    body: contract.NewHook,
    answer: { status: 201, schema: contract.MadeHook },
    handle: async ({ actor, body, served }) => {
      const { hook, secret } = await served.hooks.add(actor, defined(body));
      return { hook: shown(hook), secret };
    },
  }),
  route({
    ...{ method: "PATCH", url: "/api/v1/hooks/:id", allow: "hooks.manage", tag: "hooks" },
    summary: "Changes an address: its secret, its name, what questions ask for",
    ...{ params: Id, body: contract.HookChange },
    answer: { schema: contract.Hook },
    handle: async ({ actor, params, body, served }) =>
      shown(await served.hooks.change(actor, params.id, defined(body))),
  }),
  route({
    ...{ method: "DELETE", url: "/api/v1/hooks/:id", allow: "hooks.manage", tag: "hooks" },
    summary: "Revokes an address",
    params: Id,
    answer: { status: 204, schema: z.null() },
    handle: async ({ actor, params, served }) => {
      await served.hooks.revoke(actor, params.id);
      return null;
    },
  }),
  route({
    ...{ method: "GET", url: "/api/v1/hooks/:id/deliveries", allow: "hooks.manage", tag: "hooks" },
    summary: "The latest deliveries to an address, and what came of each",
    params: Id,
    query: z.object({
      before: z.iso.datetime().optional(),
      limit: z.coerce.number().int().min(1).max(500).default(100),
    }),
    answer: { schema: z.object({ items: z.array(contract.HookDelivery) }) },
    handle: async ({ params, query: { before, limit }, served }) => {
      const found = await served.hooks.deliveries(params.id, { before: before ? new Date(before) : null, limit });
      return {
        items: found.map(({ hook: _, happenedAt, receivedAt, ...delivery }) => ({
          ...delivery,
          ...{ happenedAt: happenedAt?.toISOString() ?? null, receivedAt: receivedAt.toISOString() },
        })),
      };
    },
  }),
  route({
    ...{ method: "GET", url: "/api/v1/set-aside", allow: "data.read", tag: "hooks" },
    summary: "Messages of all senders that were set aside in the last 30 days, the latest first",
    query: contract.SetAsideQuery,
    answer: { schema: contract.SetAsidePage },
    handle: async ({ query, served }) => asidePage(served, null, query),
  }),
];
