import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { FastifyInstance } from "fastify";

/** What came last on a line, and how much of what was answered the other side has taken. */
interface Line {
  request: IncomingMessage | null;
  until: number;
  taken: number;
  takenAt: number;
}

export interface Lines {
  /** A request has begun on its line. */
  begin(request: IncomingMessage): void;
}

/**
 * Ends the line of whoever has not sent the whole request in time (`takesFiles` in a route's configuration leaves it its own time), and of whoever
 * takes nothing for as long of an answer that waits for them: what they were to be told would pile up here.
 * @param patience milliseconds
 */
export function endUnfinished(app: FastifyInstance, patience: number): Lines {
  // Lines live long: a record for each request would have to be swept up after it.
  const lines = new Map<Socket, Line>();
  app.server.on("connection", (socket) => {
    lines.set(socket, { request: null, until: 0, taken: 0, takenAt: 0 });
    socket.once("close", () => lines.delete(socket));
  });
  const begin = (request: IncomingMessage, takesFiles?: true) => {
    const line = lines.get(request.socket);
    if (!line) return;
    line.request = takesFiles ? null : request;
    line.until = performance.now() + patience;
  };
  app.addHook("onRequest", ({ raw, routeOptions }, _, done) => {
    begin(raw, ((routeOptions.config ?? {}) as { takesFiles?: true }).takesFiles);
    done();
  });
  // One look at all of them: a clock for each request would cost as much as many a request does.
  const look = setInterval(
    () => {
      const now = performance.now();
      for (const [socket, line] of lines)
        if (isLate(line, now) || (takesNothing(socket, line, now) && now - line.takenAt > patience)) socket.destroy();
    },
    Math.min(patience, 5_000),
  ).unref();
  app.addHook("onClose", async () => clearInterval(look));
  return { begin };
}

const isLate = ({ request, until }: Line, now: number): boolean => request !== null && !request.complete && now > until;

/** Whether something waits for the other side, of which it has taken nothing since the last look. */
function takesNothing(socket: Socket, line: Line, now: number): boolean {
  const taken = socket.bytesWritten - socket.writableLength;
  const isWaiting = socket.writableLength > 0;
  if (isWaiting && taken === line.taken) return true;
  line.taken = taken;
  line.takenAt = now;
  return false;
}
