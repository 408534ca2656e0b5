import type { FastifyReply, FastifyRequest } from "fastify";
import { SESSION } from "../../app/server/access.ts";
import type { OpenId } from "../../app/server/open-id/open-id.ts";
import { RequestError } from "../../base/errors.ts";
import { setSession } from "../authenticate.ts";
import { type Route, route, type Served } from "../route.ts";

const WAY = "/api/v1/session/openid";
/** Where the provider sends browsers back to; its query holds what must stand in no log. */
export const CALLBACK = `${WAY}/callback`;
const ERRAND = "feltworth_openid";

/** Sign-in by a provider of OpenID Connect: the way there, the way back, and the way out. */
export const OPEN_ID: readonly Route[] = [
  route({
    ...{ method: "GET", url: WAY, allow: "anyone", tag: "access", mostPerMinute: 20 },
    summary: "Sends a browser to the provider of OpenID Connect, to sign in there",
    handle: async ({ request, reply, served }) => {
      const openId = stated(served);
      const way = await openId.begin(`${addressOf(request, openId)}${CALLBACK}`);
      if (way === null) return reply.redirect("/sign-in?refused=unreachable", 303);
      keep(request, reply, way.kept, way.seconds);
      return reply.header("cache-control", "no-store").redirect(way.url, 303);
    },
  }),
  route({
    ...{ method: "GET", url: CALLBACK, allow: "anyone", tag: "access", mostPerMinute: 20 },
    summary: "Where the provider sends the browser back to, with the proof of who it is",
    handle: async ({ request, reply, served }) => {
      const openId = stated(served);
      const kept = request.cookies[ERRAND] ?? null;
      // Whatever comes of it, it is of no use a second time.
      keep(request, reply, "", 0);
      const agent = request.headers["user-agent"] ?? null;
      const [, query = ""] = request.url.split("?", 2);
      const came = await openId.finish(query, kept, agent);
      reply.header("cache-control", "no-store");
      if ("refused" in came) return reply.redirect(`/sign-in?refused=${came.refused}`, 303);
      setSession(request, reply, came.token, SESSION.life / 1000);
      return reply.redirect("/", 303);
    },
  }),
  route({
    ...{ method: "GET", url: `${WAY}/end`, allow: "anyone", tag: "access", mostPerMinute: 20 },
    summary: "Sends a browser whose session has ended to the provider, to sign out there too",
    handle: async ({ request, reply, served }) => {
      const openId = stated(served);
      const there = await openId.end(`${addressOf(request, openId)}/sign-in`);
      return reply.redirect(there ?? "/sign-in", 303);
    },
  }),
];

/** @throws RequestError where people sign in by their passwords alone */
function stated({ openId }: Served): OpenId {
  if (openId) return openId;
  throw new RequestError("request.not_found", "This server knows no provider of OpenID Connect.", {
    hint: "Sign in by a password, or state a provider: docs/operations.md says how.",
  });
}

/** Address of this server as browsers know it. */
const addressOf = (request: FastifyRequest, { settings }: OpenId): string =>
  (settings.publicUrl ?? `${request.protocol}://${request.host}`).replace(/\/$/, "");

/** What the browser keeps on its way is sealed, and sent back to these addresses alone. */
function keep(request: FastifyRequest, reply: FastifyReply, value: string, seconds: number): void {
  reply.setCookie(ERRAND, value, {
    ...{ path: WAY, httpOnly: true, sameSite: "lax", maxAge: seconds },
    secure: request.protocol === "https",
  });
}
