import { randomUUID } from "node:crypto";
import type { IncomingMessage, OutgoingHttpHeaders, RequestListener, ServerResponse } from "node:http";
import type { FastifyInstance } from "fastify";
import type { Access } from "../app/server/access.ts";
import type { Ingest } from "../app/server/ingest.ts";
import { isEventBatch, isEventBody } from "../contracts/events.ts";
import { keyIn } from "./authenticate.ts";
import type { RequestTimes } from "./metrics.ts";
import { PATHS } from "./routes/events.ts";
import type { Strangers } from "./strangers.ts";
import type { Lines } from "./unfinished.ts";

/** What is sent as it nearly always is: which messages its address tells of, and how it is counted. */
interface Way {
  /** Null: a batch, whose messages say it themselves. */
  type: string | null;
  note: ReturnType<RequestTimes["of"]>;
}

interface Parts {
  access: Access;
  ingest: Ingest;
  strangers: Strangers;
  lines: Lines;
  times: RequestTimes;
  mostBytes: number;
  /** Of every answer to whoever sends events. */
  headers: Readonly<Record<string, string>>;
}

/** What is answered where no message was set aside. */
const ALL_TAKEN = JSON.stringify({ success: true, setAside: [] });

/**
 * Answers what senders of events send all day with as little as it takes, because the framework takes more of the processor than the events do:
 * plain JSON of a known length, with a key that was right a moment ago, all of which can be stored. Whatever is not so goes the long way, through
 * the route of the same address, as if it had gone there at once: there it is refused, set aside or looked up.
 */
export function shortenWay(app: FastifyInstance, parts: Parts): void {
  const ways = new Map<string, Way>(
    [...Object.entries(PATHS), ["batch", null] as const, ["b", null] as const].map(([path, type]) => [
      `/v1/${path}`,
      { type, note: parts.times.of("POST", `/v1/${path}`, 200) },
    ]),
  );
  const [longWay] = app.server.listeners("request") as RequestListener[];
  const parseGuarded = app.getDefaultJsonParser("error", "error");
  const headers = Object.entries(parts.headers).flat();
  app.server.removeListener("request", longWay!);
  app.server.on("request", (request: IncomingMessage, reply: ServerResponse) => {
    const way = request.method === "POST" ? ways.get(request.url!) : undefined;
    const length = way ? lengthOf(request) : null;
    if (!way || length === null || length > parts.mostBytes || parts.strangers.refusesAny) {
      longWay!(request, reply);
      return;
    }
    const began = performance.now();
    parts.lines.begin(request);
    takeBody(request, length, (body) => go(way, began, { request, reply, body }));
  });

  function takeBody(request: IncomingMessage, length: number, use: (body: Buffer) => void): void {
    const read: Buffer[] = [];
    let missing = length;
    request.on("data", (part: Buffer) => {
      read.push(part);
      missing -= part.length;
      if (missing === 0) use(read.length === 1 ? part : Buffer.concat(read));
    });
  }

  function go({ type, note }: Way, began: number, sent: Sent): void {
    const { request, reply, body } = sent;
    const taken = take(body.toString("utf8"), type, request.headers.authorization);
    if (!taken) {
      goLong(sent);
      return;
    }
    taken.then(
      () => {
        reply.writeHead(200, ["x-request-id", randomUUID(), "content-length", String(ALL_TAKEN.length), ...headers]);
        reply.end(ALL_TAKEN);
        note((performance.now() - began) / 1000);
      },
      // Nothing of it was stored; there it is told why, or stored after all.
      () => goLong(sent),
    );
  }

  /** Null where it is not as usual; nothing of it was taken then. */
  function take(text: string, type: string | null, authorization: string | undefined): Promise<void> | null {
    const said = read(text);
    if (said === undefined || !(type === null ? isEventBatch(said) : isEventBody(said))) return null;
    const { writeKey, batch } = said as { writeKey?: string; batch: unknown[] };
    const key = writeKey ?? keyIn(authorization);
    if (key === null || !parts.access.remembered(key)?.writes) return null;
    return parts.ingest.takeWhole(type === null ? batch : [said], { source: "events", ...(type ? { type } : {}) });
  }

  /** What a text of JSON says; undefined where it is none, or would change what all objects share. */
  function read(text: string): unknown {
    let said: unknown;
    if (SUSPECT.some((part) => text.includes(part)))
      void parseGuarded(null as never, text, (error, value) => (said = error ? undefined : value));
    else
      try {
        said = JSON.parse(text);
      } catch {
        return undefined;
      }
    return said;
  }

  function goLong({ request: { url, headers, socket }, reply, body }: Sent): void {
    const remoteAddress = socket.remoteAddress ?? "";
    app.inject({ method: "POST", url: url!, headers, payload: body, remoteAddress }).then(
      ({ statusCode, headers: { connection, date: _, ...said }, rawPayload }) => {
        // A line that stays open tells for how long by itself.
        if (connection === "close") reply.setHeader("connection", connection);
        reply.writeHead(statusCode, said as OutgoingHttpHeaders).end(rawPayload);
      },
      () => socket.destroy(),
    );
  }
}

interface Sent {
  request: IncomingMessage;
  reply: ServerResponse;
  body: Buffer;
}

/** Names that may be no plain names, and a way to write them. */
const SUSPECT = ["__proto__", "constructor", "\\u"];

/** Bytes of a body that needs no unpacking; null where they are not told. */
function lengthOf({ headers }: IncomingMessage): number | null {
  const length = headers["content-length"];
  return length === undefined || headers["content-encoding"] !== undefined ? null : Number(length) || null;
}
