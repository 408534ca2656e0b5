import type { ImportRecord } from "../../app/server/imports/record.ts";
import { may } from "../../app/server/roles.ts";
import { type Route, route } from "../route.ts";

const HEARTBEAT = 15_000;

/** What changes while somebody looks, as server-sent events. */
export const LIVE: readonly Route[] = [
  route({
    ...{ method: "GET", url: "/api/v1/events", allow: "signed_in", tag: "figures" },
    summary: "Tells of every new version of the data, as server-sent events",
    handle: async ({ actor, request, reply, served }) => {
      const { live } = served;
      const { raw } = reply.hijack();
      raw.writeHead(200, {
        "content-type": "text/event-stream; charset=utf-8",
        "cache-control": "no-cache, no-transform",
        "x-accel-buffering": "no",
      });
      const tell = (dataVersion: string) =>
        raw.write(`id: ${dataVersion}\nevent: data\ndata: ${JSON.stringify({ dataVersion })}\n\n`);
      if (live.present) tell(live.present.company.loaded.dataVersion);
      else raw.write(":\n\n");
      live.on("changed", tell);
      const look = live.watch();
      const { imports } = served;
      const tellImport = ({ id, state, step, problem }: ImportRecord) =>
        raw.write(`event: import\ndata: ${JSON.stringify({ id, state, step, problem })}\n\n`);
      const hearsImports = imports !== null && actor.role !== null && may(actor.role, "data.write");
      if (hearsImports) imports.on("progress", tellImport);
      // Whoever stands between ends a line that says nothing for long.
      const heartbeat = setInterval(() => raw.write(":\n\n"), HEARTBEAT);
      const end = () => {
        clearInterval(heartbeat);
        live.off("changed", tell);
        look();
        live.off("closed", end);
        imports?.off("progress", tellImport);
        raw.end();
      };
      live.once("closed", end);
      request.raw.once("close", end);
      return reply;
    },
  }),
];
