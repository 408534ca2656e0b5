import { randomUUID } from "node:crypto";
import compress from "@fastify/compress";
import cookie from "@fastify/cookie";
import helmet from "@fastify/helmet";
import multipart from "@fastify/multipart";
import rateLimit from "@fastify/rate-limit";
import assets from "@fastify/static";
import swagger from "@fastify/swagger";
import Fastify, { type FastifyInstance, LogController } from "fastify";
import {
  jsonSchemaTransform,
  jsonSchemaTransformObject,
  serializerCompiler,
  validatorCompiler,
} from "fastify-type-provider-zod";
import { RequestError } from "../base/errors.ts";
import { type Log, logRequests, withoutSecrets } from "./log.ts";
import { measureRequests } from "./metrics.ts";
import { mount } from "./mount.ts";
import { PAGES } from "./pages/pages.ts";
import { asksForScreen, sendShell, WEB } from "./pages/shell.ts";
import { answerError } from "./problem.ts";
import type { Route, Served } from "./route.ts";
import { CUSTOMERS } from "./routes/customers.ts";
import { DATA } from "./routes/data.ts";
import { DOCUMENTS } from "./routes/documents.ts";
import { EVENTS } from "./routes/events.ts";
import { FIGURES } from "./routes/figures.ts";
import { HOOKS } from "./routes/hooks.ts";
import { IMPORTS } from "./routes/imports.ts";
import { JOBS } from "./routes/jobs.ts";
import { LIVE } from "./routes/live.ts";
import { OPEN_ID } from "./routes/open-id.ts";
import { operationsRoutes } from "./routes/operations.ts";
import { PEOPLE } from "./routes/people.ts";
import { STUDIES } from "./routes/studies.ts";
import { SUBSCRIPTIONS } from "./routes/subscriptions.ts";
import { TEXTS } from "./routes/texts.ts";
import { shortenWay } from "./short-way.ts";
import { Strangers, tooMany } from "./strangers.ts";
import { endUnfinished } from "./unfinished.ts";
import { withZero } from "./zero.ts";

export interface ServerOptions {
  version: string;
  /** Whether a proxy before the server says who asks and over what line. */
  behindProxy: boolean;
  /** Where the log goes; false: nowhere. */
  logger: Log;
  /** Milliseconds for which the headers of a request, or its body, may keep a line waiting. */
  patience?: number;
  /** Requests that one address may make in a minute. */
  mostPerMinute?: number;
  /** Requests without a key or signature that is right, which one address may make in a minute to where events are taken in. */
  strangersPerMinute?: number;
}

/** Bodies beyond this are refused before they are read to their end. */
const MOST_BYTES = 1 << 20;
const MOST_PER_MINUTE = 1_200;
/** Whoever sends a request a byte at a time holds a line for as long as this, and no longer. */
const PATIENCE = 30_000;

/** Every route there is; nothing else is served. */
export const routesOf = (metrics: () => Promise<string>): readonly Route[] => [
  ...PEOPLE,
  ...OPEN_ID,
  ...FIGURES,
  ...DOCUMENTS,
  ...STUDIES,
  ...CUSTOMERS,
  ...DATA,
  ...IMPORTS,
  ...LIVE,
  ...EVENTS,
  ...HOOKS,
  ...SUBSCRIPTIONS,
  ...JOBS,
  ...TEXTS,
  ...PAGES,
  ...operationsRoutes(metrics),
];

/** The server, ready to listen. */
export async function buildServer(served: Served, options: ServerOptions): Promise<FastifyInstance> {
  const patience = options.patience ?? PATIENCE;
  const app = Fastify({
    logger: withoutSecrets(options.logger),
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: options.behindProxy,
    bodyLimit: MOST_BYTES,
    // Each route has its own time for a body: files take longer than questions.
    requestTimeout: 0,
    http: { headersTimeout: patience, connectionsCheckingInterval: Math.min(patience, 5_000) },
    genReqId: () => randomUUID(),
    forceCloseConnections: true,
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler(answerError);
  app.addHook("onRequest", (request, reply, done) => {
    reply.header("x-request-id", request.id);
    done(request.url.includes("%00") ? withZero() : undefined);
  });
  const lines = endUnfinished(app, patience);
  logRequests(app);
  await app.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "Feltworth",
        version: options.version,
        description: "What customers' experience is worth in money.",
      },
      components: { securitySchemes: { key: { type: "http", scheme: "bearer" } } },
      security: [{ key: [] }],
    },
    transform: jsonSchemaTransform,
    transformObject: jsonSchemaTransformObject,
  });
  const { registry, times } = measureRequests(app, served);
  const routes = routesOf(() => registry.metrics());
  await app.register((scope) => forPeople(scope, routes, served, options));
  const strangers = new Strangers(served.now, options.strangersPerMinute);
  await app.register((scope) => forSenders(scope, served, strangers));
  const { access, ingest } = served;
  const headers = { ...NOTHING_TO_SHOW, ...FROM_ANYWHERE, "content-type": "application/json; charset=utf-8" };
  if (ingest) shortenWay(app, { access, ingest, strangers, lines, times, headers, mostBytes: MOST_BYTES });
  return app;
}

/** What people and their programs ask. */
async function forPeople(
  scope: FastifyInstance,
  routes: readonly Route[],
  served: Served,
  options: ServerOptions,
): Promise<void> {
  scope.setNotFoundHandler((request, reply) => {
    if (asksForScreen(request)) return sendShell(reply);
    return answerError(
      new RequestError("request.not_found", `There is nothing at ${request.method} ${request.url.split("?")[0]}.`, {
        hint: "GET /api/v1/openapi.json lists everything that there is.",
      }),
      request,
      reply,
    );
  });
  await scope.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
    referrerPolicy: { policy: "no-referrer" },
    // An installation without encryption would lock itself out.
    strictTransportSecurity: options.behindProxy,
  });
  await scope.register(rateLimit, {
    max: options.mostPerMinute ?? MOST_PER_MINUTE,
    timeWindow: 60_000,
    errorResponseBuilder: (_, { ttl }) => tooMany(ttl),
  });
  await scope.register(assets, {
    root: `${WEB}assets`,
    prefix: "/assets/",
    decorateReply: false,
    // Their names change with what is in them.
    ...{ immutable: true, maxAge: "365d", index: false },
  });
  await scope.register(cookie);
  await scope.register(compress, { threshold: 1_024 });
  await scope.register(multipart);
  for (const route of routes) if (!route.isForEvents && !route.isHook) mount(scope, route, served);
  scope.get("/api/v1/openapi.json", { schema: { hide: true } }, async () => scope.swagger());
}

/** What programs send that nobody sits before, thousands of times a second: nothing is done for each that is of use to browsers alone. */
async function forSenders(app: FastifyInstance, served: Served, strangers: Strangers): Promise<void> {
  strangers.watch(app);
  // Some pack what they send; what they are answered is small.
  await app.register(compress, { globalCompression: false });
  app.addHook("onRequest", (_, reply, done) => {
    reply.headers(NOTHING_TO_SHOW);
    done();
  });
  await app.register(async (scope) => {
    // Libraries label their JSON as text or as a form.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("*", { parseAs: "string" }, scope.getDefaultJsonParser("error", "error"));
    scope.addHook("onRequest", (_, reply, done) => {
      reply.headers(FROM_ANYWHERE);
      done();
    });
    scope.options("/v1/*", { schema: { hide: true } }, async (_, reply) =>
      reply
        .header("access-control-allow-methods", "POST")
        .header("access-control-allow-headers", "authorization, content-type")
        .header("access-control-max-age", "86400")
        .code(204)
        .send(),
    );
    for (const route of EVENTS) mount(scope, route, served);
  });
  await app.register(async (scope) => {
    // A signature is of the very bytes that were sent.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("*", { parseAs: "buffer" }, (_, body, done) => done(null, body));
    for (const route of HOOKS) if (route.isHook) mount(scope, route, served);
  });
}

/** An answer that no browser is to make anything of. */
const NOTHING_TO_SHOW = {
  "content-security-policy": "default-src 'none';frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
};
/** Pages of any site may send, and read the answer. */
const FROM_ANYWHERE = { "access-control-allow-origin": "*", "cross-origin-resource-policy": "cross-origin" };
