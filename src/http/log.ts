import type { FastifyInstance, FastifyRequest, FastifyServerOptions } from "fastify";
import { CALLBACK } from "./routes/open-id.ts";

/** Where the log goes; false: nowhere. */
export type Log = FastifyServerOptions["logger"];

/** An address without what the provider of OpenID Connect sends by way of it. */
const addressOf = ({ url }: FastifyRequest): string => (url.startsWith(CALLBACK) ? CALLBACK : url);

/** A log without secrets. */
export function withoutSecrets(logger: Log): NonNullable<Log> {
  if (typeof logger !== "object") return logger ?? false;
  const req = (request: FastifyRequest) => ({
    ...{ method: request.method, host: request.host, remoteAddress: request.ip },
    url: addressOf(request),
  });
  return { ...logger, serializers: { ...logger.serializers, req } };
}

/**
 * One line a request, when it is answered. What was taken in from senders of events is counted by the metrics alone: a line for each would be more
 * than the events are.
 */
export function logRequests(app: FastifyInstance): void {
  app.addHook("onResponse", (request, { statusCode, elapsedTime }, done) => {
    const { isForEvents } = (request.routeOptions.config ?? {}) as { isForEvents?: true };
    if (!isForEvents || statusCode >= 400) {
      const { method, ip } = request;
      const milliseconds = Math.round(elapsedTime * 10) / 10;
      request.log.info({ method, url: addressOf(request), status: statusCode, milliseconds, ip }, "request answered");
    }
    done();
  });
}
