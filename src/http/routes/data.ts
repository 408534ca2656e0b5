import { Readable } from "node:stream";
import { z } from "zod";
import { sightOf } from "../../app/server/customers/withheld.ts";
import { decide, suggestionsOf } from "../../app/server/data/decisions.ts";
import { factLines, factsOf } from "../../app/server/data/facts.ts";
import { personErase, personExport } from "../../app/server/data/person.ts";
import { rejectsOf } from "../../app/server/data/rejects.ts";
import { healthOf, sourcesOf } from "../../app/server/data/sources.ts";
import type { Answered } from "../../app/server/live-company.ts";
import * as contract from "../../contracts/data.ts";
import { preferred } from "../accept.ts";
import { type Route, route } from "../route.ts";

const freshnessOf = ({ dataVersion, computedAt, tookMilliseconds }: Answered<unknown>) => ({
  ...{ dataVersion, computedAt: computedAt.toISOString(), tookMilliseconds },
});

const Id = z.object({ id: z.string().max(100) });

/** Where the records come from and how good they are, and who is who among them. */
export const DATA: readonly Route[] = [
  route({
    ...{ method: "GET", url: "/api/v1/data/sources", allow: "data.read", tag: "data" },
    summary: "Sources and files, each with what it gave and how fresh that is",
    answer: { schema: contract.DataSources },
    handle: ({ served }) => sourcesOf(served.live, served.data, served.now()),
  }),
  route({
    ...{ method: "GET", url: "/api/v1/data/rejects", allow: "data.read", tag: "data" },
    summary: "Rows that were set aside, each with file, line, column and reason",
    query: contract.RejectQuery,
    answer: { schema: contract.RejectPage },
    handle: ({ query, actor, served }) => rejectsOf(served.live, query, actor.role),
  }),
  route({
    ...{ method: "GET", url: "/api/v1/facts/:kind", allow: "data.write", tag: "data" },
    summary: "Facts of one kind: pages of them, or all as lines of JSON where application/x-ndjson is asked for",
    ...{ params: contract.FactKindParam, query: contract.FactQuery },
    answer: { schema: contract.FactPage },
    handle: async ({ params: { kind }, query, actor, request, reply, served }) => {
      const sight = sightOf(actor.role);
      const type = preferred(request, ["application/json", "application/x-ndjson"]);
      if (type === "application/json") return factsOf(served.live, kind, query, sight);
      const { limit: _limit, after: _after, ...asked } = query;
      // What is wrong is told before the first line.
      served.live.current;
      const lines = factLines(served.live, kind, asked, sight);
      return reply.type(`${type}; charset=utf-8`).send(Readable.from(lines, { objectMode: false }));
    },
  }),
  route({
    ...{ method: "GET", url: "/api/v1/data/health", allow: "data.read", tag: "data" },
    summary: "Whether the records can be trusted: what became of every row, and what looks wrong",
    answer: { schema: contract.DataHealth },
    handle: async ({ served }) => {
      const answered = await healthOf(served.live);
      return { ...answered.value, freshness: freshnessOf(answered) };
    },
  }),
  route({
    ...{ method: "GET", url: "/api/v1/people/suggestions", allow: "people.decide", tag: "people" },
    summary: "Who may be the same person, with clues; nothing is joined by itself",
    answer: { schema: contract.PeopleSuggestions },
    handle: async ({ served }) => {
      const answered = await suggestionsOf(served.live);
      return { items: answered.value, freshness: freshnessOf(answered) };
    },
  }),
  ...(["merge", "split"] as const).map((what) =>
    route({
      ...{ method: "POST", url: `/api/v1/people/${what}`, allow: "people.decide", tag: "people" },
      summary:
        what === "merge"
          ? "Decides that identifiers are one customer, with the reason"
          : "Decides that identifiers belong to nobody but one another, with the reason",
      body: contract.PeopleDecision,
      answer: { status: 202, schema: contract.Decided },
      handle: async ({ body, actor, served }) => {
        await decide(served, what, body, actor);
        return { decided: true as const };
      },
    }),
  ),
  route({
    ...{ method: "GET", url: "/api/v1/people/:id/export", allow: "people.erase", tag: "people" },
    summary: "Everything that is held about one person, with where each record came from",
    params: Id,
    answer: { schema: contract.PersonExport },
    handle: async ({ params, actor, reply, served }) => {
      reply.header("content-disposition", 'attachment; filename="person.json"').header("cache-control", "no-store");
      return { ...(await personExport(served, params.id, actor)) };
    },
  }),
  route({
    ...{ method: "POST", url: "/api/v1/people/:id/erase", allow: "people.erase", tag: "people" },
    summary: "Takes a person out of the workspace for good; orders and answers stay without them, so that totals do",
    ...{ params: Id, body: contract.ErasePerson },
    answer: { schema: contract.ErasedPerson },
    handle: ({ params, body, actor, served }) => personErase(served, params.id, body, actor),
  }),
];
