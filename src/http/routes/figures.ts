import { z } from "zod";
import {
  FINDING_GROUPS,
  findingIn,
  findingsIn,
  linkOf,
  measureOf,
  measuresOf,
  reportOf,
} from "../../app/server/answers.ts";
import type { Answered } from "../../app/server/live-company.ts";
import * as contract from "../../contracts/findings.ts";
import { measureCsv } from "../../report/measure-csv.ts";
import { reportHtml } from "../../report/report-html.ts";
import { reportMarkdown } from "../../report/report-markdown.ts";
import { texts } from "../../texts/texts.ts";
import { preferred } from "../accept.ts";
import { type Route, route } from "../route.ts";
import { isFresh } from "../unchanged.ts";

const freshnessOf = ({ dataVersion, computedAt, tookMilliseconds }: Answered<unknown>) => ({
  ...{ dataVersion, computedAt: computedAt.toISOString(), tookMilliseconds },
});

/** What the records say: measures, links, and every finding of the report. */
export const FIGURES: readonly Route[] = [
  route({
    ...{ method: "GET", url: "/api/v1/company", allow: "signed_in", tag: "figures" },
    summary: "What the figures are about, and how fresh they are",
    answer: { schema: contract.Company },
    handle: async ({ served }) => {
      const { company, openedAt } = served.live.current;
      const { info } = company.analysis;
      return {
        ...{ name: company.loaded.settings.company ?? "", asOf: info.asOf, zone: info.zone, currency: info.currency },
        ...{ language: company.language, facts: { ...info.facts }, scores: Object.keys(info.instruments) },
        freshness: {
          dataVersion: company.loaded.dataVersion,
          ...{ computedAt: openedAt.toISOString(), tookMilliseconds: 0 },
        },
      };
    },
  }),
  route({
    ...{ method: "GET", url: "/api/v1/measures", allow: "figures.read", tag: "figures" },
    summary: "Every measure, and what it can be cut by",
    answer: { schema: contract.MeasureList },
    handle: async ({ served }) => ({ items: measuresOf(served.live) }),
  }),
  route({
    ...{ method: "GET", url: "/api/v1/measures/:id", allow: "figures.read", tag: "figures" },
    summary: "One measure: as a whole, by periods, by groups, or by groups at equal case mix",
    params: z.object({ id: z.string().max(100) }),
    query: contract.MeasureQuery,
    answer: { schema: contract.MeasureAnswer },
    handle: async ({ params, query: { by, grain, fair }, request, reply, served }) => {
      const ask = { measure: params.id, by: by ?? null, grain: grain ?? null, fair: fair ?? false };
      const answered = await measureOf(served.live, ask);
      if (isFresh(request, reply, `measure ${JSON.stringify(ask)}`, answered)) return reply;
      if (preferred(request, ["application/json", "text/csv"]) === "text/csv")
        return reply.type("text/csv; charset=utf-8").send(measureCsv(answered.value));
      const queries = answered.queries.map(({ id, sql }) => ({ id, sql }));
      return { ...answered.value, freshness: freshnessOf(answered), queries };
    },
  }),
  route({
    ...{ method: "GET", url: "/api/v1/links", allow: "figures.read", tag: "figures" },
    summary: "One cell of experience × outcome: how customers who felt differently fared afterwards",
    query: contract.LinkQuery,
    answer: { schema: contract.OneFinding },
    handle: async ({ query: { experience, outcome, horizon }, served }) => {
      const answered = await linkOf(served.live, { experience, outcome, horizon: horizon ?? null });
      return { freshness: freshnessOf(answered), finding: answered.value };
    },
  }),
  route({
    ...{ method: "GET", url: "/api/v1/findings", allow: "figures.read", tag: "figures" },
    summary: "Findings of the report, all or of one kind",
    query: z.object({ of: z.enum(FINDING_GROUPS).optional() }),
    answer: { schema: contract.FindingList },
    handle: async ({ query, request, reply, served }) => {
      const answered = await reportOf(served.live);
      if (isFresh(request, reply, `findings ${query.of}`, answered)) return reply;
      return { freshness: freshnessOf(answered), items: findingsIn(answered.value, query.of ?? null) };
    },
  }),
  route({
    ...{ method: "GET", url: "/api/v1/findings/:id", allow: "figures.read", tag: "figures" },
    summary: "One finding, with its figures, tables, charts and evidence",
    params: z.object({ id: z.string().max(300) }),
    answer: { schema: contract.OneFinding },
    handle: async ({ params, served }) => {
      const answered = await reportOf(served.live);
      return { freshness: freshnessOf(answered), finding: findingIn(answered.value, params.id) };
    },
  }),
  route({
    ...{ method: "GET", url: "/api/v1/report", allow: "figures.read", tag: "figures" },
    summary: "The whole report, as HTML, Markdown or JSON, whichever is asked for",
    handle: async ({ request, reply, served }) => {
      const answered = await reportOf(served.live);
      const input = answered.value;
      const type = preferred(request, ["application/json", "text/html", "text/markdown"]);
      if (isFresh(request, reply, `report ${type}`, answered)) return reply;
      if (type === "application/json") return reply.type(type).send(JSON.stringify(input));
      const words = texts(input.settings.language, { words: input.words ?? {} });
      if (type === "text/markdown") return reply.type(`${type}; charset=utf-8`).send(reportMarkdown(input, words));
      // The page brings its own policy, which allows exactly its own style and script.
      reply.header("content-security-policy", "frame-ancestors 'none'");
      return reply.type("text/html; charset=utf-8").send(reportHtml(input, words));
    },
  }),
];
