import type { FastifyReply, FastifyRequest } from "fastify";
import type { z } from "zod";
import type { Access, Actor } from "../app/server/access.ts";
import type { Background } from "../app/server/background.ts";
import type { RemovedNotes } from "../app/server/customers/removed-notes.ts";
import type { DataDesk } from "../app/server/data/desk.ts";
import type { HooksIn } from "../app/server/hooks/hooks-in.ts";
import type { Imports } from "../app/server/imports/imports.ts";
import type { Ingest } from "../app/server/ingest.ts";
import type { LiveCompany } from "../app/server/live-company.ts";
import type { OpenId } from "../app/server/open-id/open-id.ts";
import type { Operations } from "../app/server/open-server.ts";
import type { Repeats } from "../app/server/repeats.ts";
import type { Permission } from "../app/server/roles.ts";
import type { SetAsideLog } from "../app/server/set-aside-log.ts";
import type { Studies } from "../app/server/studies.ts";

/** What every route works with. */
export interface Served {
  access: Access;
  /** Null where people sign in by their passwords alone. */
  openId: OpenId | null;
  operations: Operations;
  removedNotes: RemovedNotes;
  live: LiveCompany;
  ingest: Ingest | null;
  hooks: HooksIn;
  aside: SetAsideLog;
  repeats: Repeats;
  data: DataDesk;
  /** Null where the server shows files. */
  imports: Imports | null;
  background: Background;
  studies: Studies;
  now: () => Date;
}

/** Who may call a route: anyone at all, anyone who is signed in, or whoever has the permission. */
export type Allow = "anyone" | "signed_in" | Permission;

export interface Ask<A extends Allow, B, Q, P> {
  body: B;
  query: Q;
  params: P;
  actor: A extends "anyone" ? Actor | null : Actor;
  request: FastifyRequest;
  reply: FastifyReply;
  served: Served;
}

interface Definition<A extends Allow, B, Q, P, R> {
  method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
  url: string;
  allow: A;
  /** What it does, as the documentation of the interface says it. */
  summary: string;
  tag: string;
  body?: z.ZodType<B>;
  query?: z.ZodType<Q>;
  params?: z.ZodType<P>;
  /** Status and schema of the answer; without a schema the handler writes it by itself. */
  answer?: { status?: number; schema: z.ZodType<unknown, R> };
  /** Pages of any site may send to it, whatever they call the type of their JSON; nobody is known there but by a key. */
  isForEvents?: true;
  /** Whoever sends proves it by a signature of the bytes that are sent, which are the body as they came. */
  isHook?: true;
  /** Files come as they are, and may take their time. */
  takesFiles?: true;
  /** Requests that one address may make in a minute, where it is fewer than elsewhere. */
  mostPerMinute?: number;
  handle(ask: Ask<A, B, Q, P>): Promise<R>;
}

/** A route as the server mounts it: what it takes and gives is decided by its schemas. */
export type Route = Definition<Allow, unknown, unknown, unknown, unknown>;

export function route<A extends Allow, B = undefined, Q = undefined, P = undefined, R = unknown>(
  definition: Definition<A, B, Q, P, R>,
): Route {
  // What comes in has been through the schemas before it is handled.
  return definition as unknown as Route;
}
