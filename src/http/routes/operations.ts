import { z } from "zod";
import { type Route, route } from "../route.ts";

const State = z.object({ status: z.literal("ok") });

/** What whoever runs the server asks it. */
export const operationsRoutes = (metrics: () => Promise<string>): readonly Route[] => [
  route({
    ...{ method: "GET", url: "/healthz", allow: "anyone", tag: "operations" },
    summary: "Whether the process lives",
    answer: { schema: State },
    handle: async () => ({ status: "ok" as const }),
  }),
  route({
    ...{ method: "GET", url: "/readyz", allow: "anyone", tag: "operations" },
    summary: "Whether it can answer: the operational store answers",
    answer: { schema: State },
    handle: async ({ served }) => {
      await served.operations.check();
      return { status: "ok" as const };
    },
  }),
  route({
    ...{ method: "GET", url: "/metrics", allow: "data.read", tag: "operations" },
    summary: "Figures of the server itself, as Prometheus reads them",
    handle: async ({ reply }) => reply.type("text/plain; version=0.0.4; charset=utf-8").send(await metrics()),
  }),
];
