import { z } from "zod";
import { driversAnswer, linkOf, measureFindingOf, measureOf, measuresOf, worthOf } from "../../app/server/answers.ts";
import {
  FINDING_GROUPS,
  type FindingsAnswer,
  findingNamed,
  findingsIn,
  findingsOf,
  reportOf,
} from "../../app/server/findings.ts";
import type { Answered } from "../../app/server/live-company.ts";
import * as contract from "../../contracts/findings.ts";
import type { Finding } from "../../findings/finding.ts";
import { measureCsv } from "../../report/measure-csv.ts";
import { reportHtml } from "../../report/report-html.ts";
import { reportMarkdown } from "../../report/report-markdown.ts";
import { texts } from "../../texts/texts.ts";
import { preferred } from "../accept.ts";
import { type Route, route, type Served } from "../route.ts";
import { isFresh } from "../unchanged.ts";

const freshnessOf = ({ dataVersion, computedAt, tookMilliseconds }: Answered<unknown>) => ({
  ...{ dataVersion, computedAt: computedAt.toISOString(), tookMilliseconds },
});

/** The queries that the findings refer to; the others made figures that are not among them. */
function queriesFor(items: readonly Finding[], queries: Readonly<Record<string, string>>): Record<string, string> {
  const named = new Set(
    items.flatMap(({ headline, figures }) => [headline, ...Object.values(figures)].map(({ query }) => query?.id)),
  );
  return Object.fromEntries(Object.entries(queries).filter(([id]) => named.has(id)));
}

const list = ({ live }: Served, answered: Answered<FindingsAnswer>) => ({
  ...{ freshness: freshnessOf(answered), words: live.words, items: answered.value.items },
  queries: queriesFor(answered.value.items, answered.value.queries),
});

const one = (served: Served, answered: Answered<FindingsAnswer>) => {
  const { items, ...rest } = list(served, answered);
  return { ...rest, finding: items[0]! };
};

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
        ...{
          language: company.language,
          words: served.live.words,
          facts: { ...info.facts },
          scores: Object.keys(info.instruments),
        },
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
    handle: async ({ params, query: { by, grain, fair, ...window }, request, reply, served }) => {
      const ask = { measure: params.id, by: by ?? null, grain: grain ?? null, fair: fair ?? false, ...window };
      const answered = await measureOf(served.live, ask);
      if (isFresh(request, reply, `measure ${JSON.stringify(ask)}`, answered)) return reply;
      if (preferred(request, ["application/json", "text/csv"]) === "text/csv")
        return reply.type("text/csv; charset=utf-8").send(measureCsv(answered.value));
      const queries = answered.queries.map(({ id, sql }) => ({ id, sql }));
      return { ...answered.value, freshness: freshnessOf(answered), queries };
    },
  }),
  route({
    ...{ method: "GET", url: "/api/v1/measures/:id/finding", allow: "figures.read", tag: "figures" },
    summary: "One measure in full: its value, change, course, distribution and groups",
    params: z.object({ id: z.string().max(100) }),
    query: contract.WindowQuery,
    answer: { schema: contract.OneFinding },
    handle: async ({ params, query, request, reply, served }) => {
      const answered = await measureFindingOf(served.live, { measure: params.id, ...query });
      if (isFresh(request, reply, `finding ${JSON.stringify([params.id, query])}`, answered)) return reply;
      return one(served, answered);
    },
  }),
  route({
    ...{ method: "GET", url: "/api/v1/links", allow: "figures.read", tag: "figures" },
    summary: "One cell of experience × outcome: how customers who felt differently fared afterwards",
    query: contract.LinkQuery,
    answer: { schema: contract.OneFinding },
    handle: async ({ query: { experience, outcome, horizon }, served }) =>
      one(served, await linkOf(served.live, { experience, outcome, horizon: horizon ?? null })),
  }),
  route({
    ...{ method: "GET", url: "/api/v1/worth", allow: "figures.read", tag: "figures" },
    summary: "What a step of a score is worth, and what moving some of those below would bring",
    query: contract.WorthQuery,
    answer: { schema: contract.FindingList },
    handle: async ({ query: { experience, outcome, step, by, share, cost }, request, reply, served }) => {
      const question = {
        ...{ experience: experience ?? null, outcome: outcome ?? null, step: step ?? null },
        ...{ by: by ?? null, share: share ?? null, cost: cost ?? null },
      };
      const answered = await worthOf(served.live, question);
      if (isFresh(request, reply, `worth ${JSON.stringify(question)}`, answered)) return reply;
      return list(served, answered);
    },
  }),
  route({
    ...{ method: "GET", url: "/api/v1/drivers", allow: "figures.read", tag: "figures" },
    summary: "What goes with a score and with money after it, and what to do first",
    query: contract.DriversQuery,
    answer: { schema: contract.FindingList },
    handle: async ({ query: { experience, outcome, by }, request, reply, served }) => {
      const question = { experience: experience ?? null, outcome: outcome ?? null, by: by ?? null };
      const answered = await driversAnswer(served.live, question);
      if (isFresh(request, reply, `drivers ${JSON.stringify(question)}`, answered)) return reply;
      return list(served, answered);
    },
  }),
  route({
    ...{ method: "GET", url: "/api/v1/answer", allow: "figures.read", tag: "figures" },
    summary: "The first page: how we are doing, what it is worth, where customers stand, and what cannot be said",
    query: contract.WindowQuery,
    answer: { schema: contract.Answer },
    handle: async ({ query, request, reply, served }) => {
      const answered = await reportOf(served.live, query);
      if (isFresh(request, reply, `answer ${JSON.stringify(query)}`, answered)) return reply;
      const report = answered.value;
      const { scores, links, steps, withheld } = report.answer;
      const named = (ids: readonly string[]) => ids.map((id) => findingNamed(findingsIn(report, null), id));
      return {
        ...{ freshness: freshnessOf(answered), words: served.live.words },
        ...{ scores: named(scores), links: named(links), steps, withheld },
      };
    },
  }),
  route({
    ...{ method: "GET", url: "/api/v1/findings", allow: "figures.read", tag: "figures" },
    summary:
      "Findings of the report, all or of one kind; those of a chapter that takes its time are computed when they are first asked for",
    query: contract.WindowQuery.extend({ of: z.enum(FINDING_GROUPS).optional() }),
    answer: { schema: contract.FindingList },
    handle: async ({ query: { of, ...window }, request, reply, served }) => {
      const answered = await findingsOf(served.live, of ?? null, window);
      if (isFresh(request, reply, `findings ${JSON.stringify([of, window])}`, answered)) return reply;
      return list(served, answered);
    },
  }),
  route({
    ...{ method: "GET", url: "/api/v1/findings/:id", allow: "figures.read", tag: "figures" },
    summary: "One finding, with its figures, tables, charts and evidence",
    params: z.object({ id: z.string().max(300) }),
    answer: { schema: contract.OneFinding },
    handle: async ({ params, served }) => {
      const answered = await findingsOf(served.live, null);
      const { items, queries } = answered.value;
      return one(served, { ...answered, value: { items: [findingNamed(items, params.id)], queries } });
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
