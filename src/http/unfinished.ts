import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { FastifyInstance } from "fastify";

/** Ends the line of whoever has not sent the whole request in time; `takesFiles` in a route's configuration leaves it its own time. */
export function endUnfinished(app: FastifyInstance, patience: number): void {
  // What came last on each line. Lines live long: a record for each request would have to be swept up after it.
  const lines = new Map<Socket, { request: IncomingMessage | null; until: number }>();
  app.server.on("connection", (socket) => {
    lines.set(socket, { request: null, until: 0 });
    socket.once("close", () => lines.delete(socket));
  });
  app.addHook("onRequest", ({ raw, routeOptions }, _, done) => {
    const line = lines.get(raw.socket);
    if (line) {
      const { takesFiles } = (routeOptions.config ?? {}) as { takesFiles?: true };
      line.request = takesFiles ? null : raw;
      line.until = performance.now() + patience;
    }
    done();
  });
  // One look at all of them: a clock for each request would cost as much as many a request does.
  const look = setInterval(
    () => {
      const now = performance.now();
      for (const { request, until } of lines.values())
        if (request && !request.complete && now > until) request.destroy();
    },
    Math.min(patience, 5_000),
  ).unref();
  app.addHook("onClose", async () => clearInterval(look));
}
