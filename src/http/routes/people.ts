import { z } from "zod";
import type { AccessKey, User } from "../../app/server/access.ts";
import { SESSION } from "../../app/server/access.ts";
import { permissionsOf } from "../../app/server/roles.ts";
import * as people from "../../contracts/people.ts";
import { COOKIE, setSession } from "../authenticate.ts";
import { defined } from "../defined.ts";
import { type Route, route } from "../route.ts";

const Id = z.object({ id: z.string().max(100) });

const shownUser = ({ disabledAt, createdAt, ...user }: User): people.User => ({
  ...user,
  createdAt: createdAt.toISOString(),
  isDisabled: disabledAt !== null,
});

const shownKey = ({ id, name, kind, role, prefix, createdAt, lastUsedAt, revokedAt }: AccessKey): people.Key => ({
  ...{ id, name, kind, role, prefix, createdAt: createdAt.toISOString() },
  ...{ lastUsedAt: lastUsedAt?.toISOString() ?? null, revokedAt: revokedAt?.toISOString() ?? null },
});

/** Set-up, sign-in, users, keys, and the log of what was done. */
export const PEOPLE: readonly Route[] = [
  route({
    ...{ method: "GET", url: "/api/v1/setup", allow: "anyone", tag: "access" },
    summary: "Whether the server has its first administrator",
    answer: { schema: people.SetUpState },
    handle: async ({ served }) => ({ isSetUp: await served.access.isSetUp() }),
  }),
  route({
    ...{ method: "POST", url: "/api/v1/setup", allow: "anyone", tag: "access", mostPerMinute: 20 },
    summary: "Makes the first administrator, with the code that the server showed when it started",
    body: people.SetUp,
    answer: { status: 201, schema: people.User },
    handle: async ({ body: { code, ...person }, served }) => shownUser(await served.access.setUp(code, person)),
  }),
  route({
    ...{ method: "POST", url: "/api/v1/session", allow: "anyone", tag: "access", mostPerMinute: 20 },
    summary: "Signs in; the session is a cookie",
    body: people.SignIn,
    answer: { schema: people.Me },
    handle: async ({ body, request, reply, served }) => {
      const agent = request.headers["user-agent"] ?? null;
      const { token, user } = await served.access.signIn(body.email, body.password, agent);
      setSession(request, reply, token, SESSION.life / 1000);
      return { user: shownUser(user), role: user.role, may: [...permissionsOf(user.role)], way: "password" as const };
    },
  }),
  route({
    ...{ method: "GET", url: "/api/v1/session", allow: "signed_in", tag: "access" },
    summary: "Who asks, and what they may do",
    answer: { schema: people.Me },
    handle: async ({ actor }) => ({
      ...{ user: actor.kind === "user" ? shownUser(actor.user) : null, role: actor.role },
      may: actor.role === null ? [] : [...permissionsOf(actor.role)],
      way: actor.kind === "user" ? actor.way : null,
    }),
  }),
  route({
    ...{ method: "DELETE", url: "/api/v1/session", allow: "signed_in", tag: "access" },
    summary: "Signs out",
    answer: { status: 204, schema: z.null() },
    handle: async ({ actor, reply, served }) => {
      if (actor.kind === "user") await served.access.signOut(actor);
      reply.clearCookie(COOKIE, { path: "/" });
      return null;
    },
  }),
  route({
    ...{ method: "GET", url: "/api/v1/users", allow: "users.manage", tag: "access" },
    summary: "Everybody who may sign in",
    answer: { schema: z.object({ items: z.array(people.User) }) },
    handle: async ({ served }) => ({ items: (await served.operations.users()).map(shownUser) }),
  }),
  route({
    ...{ method: "POST", url: "/api/v1/users", allow: "users.manage", tag: "access" },
    summary: "Adds a user",
    body: people.NewUser,
    answer: { status: 201, schema: people.User },
    handle: async ({ actor, body, served }) => shownUser(await served.access.addUser(actor, body)),
  }),
  route({
    ...{ method: "PATCH", url: "/api/v1/users/:id", allow: "users.manage", tag: "access" },
    summary: "Changes a user; what takes rights away ends their sessions",
    ...{ params: Id, body: people.UserChange },
    answer: { schema: people.User },
    handle: async ({ actor, params, body, served }) =>
      shownUser(await served.access.changeUser(actor, params.id, defined(body))),
  }),
  route({
    ...{ method: "GET", url: "/api/v1/keys", allow: "keys.manage", tag: "access" },
    summary: "Keys of programs, without their secrets",
    answer: { schema: z.object({ items: z.array(people.Key) }) },
    handle: async ({ served }) => ({ items: (await served.operations.keys()).map(shownKey) }),
  }),
  route({
    ...{ method: "POST", url: "/api/v1/keys", allow: "keys.manage", tag: "access" },
    summary: "Makes a key; its secret is told here and never again",
    body: people.NewKey,
    answer: { status: 201, schema: people.MadeKey },
    handle: async ({ actor, body, served }) => {
      const role = body.kind === "api" ? body.role : null;
      const { key, secret } = await served.access.addKey(actor, { name: body.name, kind: body.kind, role });
      return { key: shownKey(key), secret };
    },
  }),
  route({
    ...{ method: "DELETE", url: "/api/v1/keys/:id", allow: "keys.manage", tag: "access" },
    summary: "Revokes a key",
    params: Id,
    answer: { status: 204, schema: z.null() },
    handle: async ({ actor, params, served }) => {
      await served.access.revokeKey(actor, params.id);
      return null;
    },
  }),
  route({
    ...{ method: "POST", url: "/api/v1/keys/:id/restore", allow: "keys.manage", tag: "access" },
    summary: "Takes back a revocation within ten minutes of it",
    params: Id,
    answer: { status: 204, schema: z.null() },
    handle: async ({ actor, params, served }) => {
      await served.access.restoreKey(actor, params.id);
      return null;
    },
  }),
  route({
    ...{ method: "GET", url: "/api/v1/audit", allow: "audit.read", tag: "access" },
    summary: "What was done, the latest first",
    query: z.object({
      before: z.coerce.number().int().positive().optional(),
      limit: z.coerce.number().int().min(1).max(500).default(100),
    }),
    answer: { schema: people.AuditPage },
    handle: async ({ query: { before, limit }, served }) => {
      const { items, next } = await served.operations.auditLog({ before: before ?? null, limit });
      const { operations } = served;
      const known = [...(await operations.users()), ...(await operations.keys())];
      const names = new Map(known.map(({ id, name }) => [id, name]));
      const nameOf = (id: string | null) => (id === null ? null : (names.get(id) ?? null));
      const shown = items.map(({ at, actor, subject, ...entry }) => ({
        ...{ ...entry, at: at.toISOString(), actor, subject },
        ...{ actorName: nameOf(actor), subjectName: nameOf(subject) },
      }));
      return { items: shown, next };
    },
  }),
];
