import type { FastifyReply, FastifyRequest } from "fastify";
import type { Access, Actor } from "../app/server/access.ts";
import { may } from "../app/server/roles.ts";
import { AccessError } from "../base/errors.ts";
import type { Allow } from "./route.ts";

export const COOKIE = "feltworth_session";
const BEARER = "Bearer ";

/** Who asks: by the key of the body or of the `Authorization` header, or by the session of the browser. */
export async function actorOf(request: FastifyRequest, access: Access, keyInBody?: string): Promise<Actor | null> {
  const key = keyInBody ?? keyIn(request.headers.authorization);
  if (key !== null) return access.ofKey(key);
  // Where only programs send, cookies are not looked at.
  const token = request.cookies?.[COOKIE];
  return token ? access.ofSession(token) : null;
}

/** `Bearer <key>`, or the key as user name, as the libraries that send events write it. */
export function keyIn(header: string | undefined): string | null {
  if (header?.startsWith(BEARER)) return header.slice(BEARER.length).split(" ", 1)[0] || null;
  const [scheme, value] = header?.split(" ", 2) ?? [];
  if (!value) return null;
  if (/^bearer$/i.test(scheme!)) return value;
  if (!/^basic$/i.test(scheme!)) return null;
  return Buffer.from(value, "base64").toString("utf8").split(":")[0] || null;
}

/** Nothing is allowed that a route does not allow. @throws AccessError */
export function refuseUnless(actor: Actor | null, allow: Allow): void {
  if (allow === "anyone") return;
  if (!actor)
    throw new AccessError("access.required", "Sign in first.", {
      hint: "Send a key as `Authorization: Bearer …`, or sign in with a browser.",
    });
  if (allow === "signed_in" && actor.role !== null) return;
  if (allow !== "signed_in" && actor.role !== null && may(actor.role, allow)) return;
  throw new AccessError("access.denied", "Your role does not allow this.", {
    hint: "Ask an administrator of this server.",
    details: { needs: allow },
  });
}

const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * A page of somebody else must not act for whoever is signed in here: what changes something has to come from this server's own pages, as the
 * browser says it. Keys are safe from this, because no browser sends them by itself.
 * @see Fetch Metadata Request Headers (W3C); RFC 6454
 * @throws AccessError `access.foreign_origin`
 */
export function refuseForeign(request: FastifyRequest): void {
  if (SAFE.has(request.method) || request.headers.authorization !== undefined) return;
  const site = request.headers["sec-fetch-site"];
  const { origin } = request.headers;
  const isOwn = origin === undefined || hostOf(origin) === request.host;
  if ((site === undefined || site === "same-origin" || site === "none") && isOwn) return;
  throw new AccessError("access.foreign_origin", "This came from a page that is not this server's.", {
    hint: "Use the pages of this server, or a key.",
  });
}

function hostOf(origin: string): string | null {
  try {
    return new URL(origin).host;
  } catch {
    return null;
  }
}

/** Out of reach of scripts, sent to this server alone, and over an encrypted line where there is one. */
export function setSession(request: FastifyRequest, reply: FastifyReply, token: string, seconds: number): void {
  reply.setCookie(COOKIE, token, {
    ...{ path: "/", httpOnly: true, sameSite: "lax", maxAge: seconds },
    secure: request.protocol === "https",
  });
}
