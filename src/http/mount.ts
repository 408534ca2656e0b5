import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Actor } from "../app/server/access.ts";
import { RequestError } from "../base/errors.ts";
import { Problem } from "../contracts/problem.ts";
import { actorOf, refuseForeign, refuseUnless } from "./authenticate.ts";
import type { Route, Served } from "./route.ts";
import { hasZero, withZero } from "./zero.ts";

/** Tags of what shows no figure: a supervisor reads some of it every few seconds, and whoever makes a key does not wait for figures. */
const WITHOUT_FIGURES: ReadonlySet<string> = new Set(["operations", "access", "hooks"]);

/** Makes a route one of the server's: who may ask is settled before its body is read, and what comes and goes passes its schemas. */
export function mount(app: FastifyInstance, route: Route, served: Served): void {
  const { method, url, allow, body, query, params, answer, tag, summary, mostPerMinute } = route;
  const status = answer?.status ?? 200;
  const actors = new WeakMap<object, Actor | null>();
  // Nobody is known there but by a key or a signature, which is looked at with what was sent.
  const knowsByItself = route.isForEvents === true || route.isHook === true;
  app.route({
    ...{ method, url },
    schema: {
      ...{ summary, tags: [tag] },
      ...(body ? { body } : {}),
      ...(query ? { querystring: query } : {}),
      ...(params ? { params } : {}),
      ...(allow === "anyone" ? { security: [] } : {}),
      response: { ...(answer ? { [status]: answer.schema } : {}), "4xx": Problem, "5xx": Problem },
    },
    config: {
      ...(route.takesFiles ? { takesFiles: true as const } : {}),
      ...(route.isForEvents ? { isForEvents: true as const } : {}),
      ...(mostPerMinute ? { rateLimit: { max: mostPerMinute, timeWindow: 60_000 } } : {}),
    },
    // Before the body is read: whoever may not ask need not be listened to.
    ...(knowsByItself
      ? {}
      : {
          onRequest: async (request: FastifyRequest) => {
            refuseForeign(request);
            const actor = await actorOf(request, served.access);
            refuseUnless(actor, allow);
            actors.set(request, actor);
            if (actor && !WITHOUT_FIGURES.has(tag)) await served.live.lookedAt();
          },
        }),
    handler: async (request, reply) => {
      // Messages are set aside one by one, and files are read as they come.
      if (!knowsByItself && !route.takesFiles && hasZero(request.body)) throw withZero();
      const given = { body: request.body, query: request.query, params: request.params };
      // Checked above for every route that needs somebody.
      const actor = actors.get(request) as Actor;
      const handle = () => route.handle({ ...given, request, reply, served, actor });
      const key = actor && method === "POST" ? repeatKey(request) : null;
      if (key === null) {
        const answered = await handle();
        if (answered === reply || reply.sent) return reply;
        return reply.code(status).send(answered);
      }
      // What is read as it comes is told apart by its length.
      const said = request.body ?? { length: request.headers["content-length"] ?? null };
      const done = await served.repeats.once(
        { actor: `${actor.kind} ${actor.id}`, key, request: [method, request.url, said] },
        async () => ({ status, body: await handle() }),
      );
      if (done.isRepeated) reply.header("idempotency-replayed", "true");
      return reply.code(done.status).send(done.body);
    },
  });
}

/** The key under which a request may be sent again. @throws RequestError where it is none */
function repeatKey({ headers }: FastifyRequest): string | null {
  const given = headers["idempotency-key"];
  if (given === undefined) return null;
  const key = String(given);
  if (/^[\x21-\x7e]{1,255}$/.test(key)) return key;
  throw new RequestError("request.invalid", "This is no Idempotency-Key.", {
    hint: "Give up to 255 letters, figures and signs without blanks, for example a UUID.",
  });
}
