import type { FastifyInstance } from "fastify";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Ingest } from "../app/server/ingest.ts";
import type { Served } from "./route.ts";

/** Figures of the server itself, as Prometheus reads them. */
export function measureRequests(app: FastifyInstance, { live, ingest }: Served): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const requests = new Counter({
    name: "feltworth_requests_total",
    help: "Requests by route and status.",
    labelNames: ["method", "route", "status"],
    registers: [registry],
  });
  const seconds = new Histogram({
    name: "feltworth_request_seconds",
    help: "Time to answer, by route.",
    labelNames: ["method", "route"],
    buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers: [registry],
  });
  const changes = new Counter({
    name: "feltworth_data_versions_total",
    help: "Versions of the data since the start.",
    registers: [registry],
  });
  new Gauge({
    name: "feltworth_data_opened_timestamp_seconds",
    help: "When the present version of the data was opened.",
    registers: [registry],
    collect() {
      if (live.present) this.set(live.present.openedAt.getTime() / 1000);
    },
  });
  live.on("changed", () => changes.inc());
  if (ingest) measureIngest(registry, ingest);
  app.addHook("onResponse", (request, reply, done) => {
    const labels = { method: request.method, route: request.routeOptions.url ?? "none" };
    requests.inc({ ...labels, status: String(reply.statusCode) });
    seconds.observe(labels, reply.elapsedTime / 1000);
    done();
  });
  return registry;
}

/** How much was taken in, and how far the figures are behind it. */
function measureIngest(registry: Registry, ingest: Ingest): void {
  const registers = [registry];
  new Counter({
    name: "feltworth_facts_taken_total",
    help: "Facts of events and webhooks that were stored since the start.",
    registers,
    collect() {
      this.reset();
      this.inc(ingest.counts.facts);
    },
  });
  new Counter({
    name: "feltworth_messages_set_aside_total",
    help: "Messages that were set aside since the start.",
    registers,
    collect() {
      this.reset();
      this.inc(ingest.counts.setAside);
    },
  });
  new Gauge({
    name: "feltworth_facts_waiting",
    help: "Facts that are stored and not in the figures yet.",
    registers,
    collect() {
      this.set(ingest.counts.waiting);
    },
  });
}
