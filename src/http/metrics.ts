import type { FastifyInstance } from "fastify";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Ingest } from "../app/server/ingest.ts";
import type { Served } from "./route.ts";

/** Figures of the server itself, as Prometheus reads them. */
export function measureRequests(
  app: FastifyInstance,
  { live, ingest }: Served,
): { registry: Registry; times: RequestTimes } {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const times = new RequestTimes(registry);
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
  app.addHook("onResponse", ({ method, routeOptions }, { statusCode, elapsedTime }, done) => {
    times.of(method, routeOptions.url ?? "none", statusCode)(elapsedTime / 1000);
    done();
  });
  return { registry, times };
}

/** Requests by route: how many came to which end, and how long they took. */
export class RequestTimes {
  readonly #requests: Counter<"method" | "route" | "status">;
  readonly #seconds: Histogram<"method" | "route">;
  readonly #known = new Map<string, (seconds: number) => void>();

  constructor(registry: Registry) {
    this.#requests = new Counter({
      name: "feltworth_requests_total",
      help: "Requests by route and status.",
      labelNames: ["method", "route", "status"],
      registers: [registry],
    });
    this.#seconds = new Histogram({
      name: "feltworth_request_seconds",
      help: "Time to answer, by route.",
      labelNames: ["method", "route"],
      buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
      registers: [registry],
    });
  }

  /** @returns what notes such a request, given the seconds that it took */
  of(method: string, route: string, status: number): (seconds: number) => void {
    const key = `${method} ${route} ${status}`;
    let known = this.#known.get(key);
    if (!known) {
      const [requests, times] = [
        this.#requests.labels(method, route, String(status)),
        this.#seconds.labels(method, route),
      ];
      known = (seconds) => {
        requests.inc();
        times.observe(seconds);
      };
      this.#known.set(key, known);
    }
    return known;
  }
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
