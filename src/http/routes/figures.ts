import { z } from "zod";
import {
  driversAnswer,
  groupsOf,
  linkOf,
  measureFindingOf,
  measureOf,
  measuresOf,
  whatIfOf,
  worthOf,
} from "../../app/server/answers.ts";
import { FINDING_GROUPS, findingNamed, findingsIn, findingsOf, reportOf } from "../../app/server/findings.ts";
import * as contract from "../../contracts/findings.ts";
import { measureCsv } from "../../report/measure-csv.ts";
import { reportHtml } from "../../report/report-html.ts";
import { reportMarkdown } from "../../report/report-markdown.ts";
import { texts } from "../../texts/texts.ts";
import { preferred } from "../accept.ts";
import { type Route, route } from "../route.ts";
import { freshnessOf, told, toldOne } from "../told.ts";
import { isFresh } from "../unchanged.ts";

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
    ...{ method: "GET", url: "/api/v1/groups", allow: "figures.read", tag: "figures" },
    summary: "Groups of customers that figures can be narrowed to with `where`",
    query: contract.GroupQuery,
    answer: { schema: contract.CompanyGroups },
    handle: async ({ query, served }) => {
      const answered = await groupsOf(served.live, query.q ?? "");
      return { items: answered.value, freshness: freshnessOf(answered) };
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
      return toldOne(served, answered);
    },
  }),
  route({
    ...{ method: "GET", url: "/api/v1/links", allow: "figures.read", tag: "figures" },
    summary: "One cell of experience × outcome: how customers who felt differently fared afterwards",
    query: contract.LinkQuery,
    answer: { schema: contract.OneFinding },
    handle: async ({ query: { experience, outcome, horizon, where }, served }) =>
      toldOne(served, await linkOf(served.live, { experience, outcome, horizon: horizon ?? null, where })),
  }),
  route({
    ...{ method: "GET", url: "/api/v1/worth", allow: "figures.read", tag: "figures" },
    summary: "What a step of a score is worth, and what moving some of those below would bring",
    query: contract.WorthQuery,
    answer: { schema: contract.FindingList },
    handle: async ({ query: { experience, outcome, step, by, share, cost, where }, request, reply, served }) => {
      const question = {
        ...{ experience: experience ?? null, outcome: outcome ?? null, step: step ?? null },
        ...{ by: by ?? null, share: share ?? null, cost: cost ?? null, where },
      };
      const answered = await worthOf(served.live, question);
      if (isFresh(request, reply, `worth ${JSON.stringify(question)}`, answered)) return reply;
      return told(served, answered);
    },
  }),
  route({
    ...{ method: "GET", url: "/api/v1/what-if", allow: "figures.read", tag: "figures" },
    summary:
      "Which cut of costs does as much as points of retention, and what more retention does to profit; from the records, or from figures of one's own",
    query: contract.WhatIfQuery,
    answer: { schema: contract.FindingList },
    handle: async ({ query: { points, ...stated }, request, reply, served }) => {
      const question = { points: points ?? null, stated };
      const answered = await whatIfOf(served.live, question);
      if (isFresh(request, reply, `what-if ${JSON.stringify(question)}`, answered)) return reply;
      return told(served, answered);
    },
  }),
  route({
    ...{ method: "GET", url: "/api/v1/drivers", allow: "figures.read", tag: "figures" },
    summary: "What goes with a score and with money after it, what to do first, and how a budget would be divided",
    query: contract.DriversQuery,
    answer: { schema: contract.FindingList },
    handle: async ({ query: { experience, outcome, by, budget, where }, request, reply, served }) => {
      const question = {
        ...{ experience: experience ?? null, outcome: outcome ?? null },
        ...{ by: by ?? null, budget: budget ?? null, where },
      };
      const answered = await driversAnswer(served.live, question);
      if (isFresh(request, reply, `drivers ${JSON.stringify(question)}`, answered)) return reply;
      return told(served, answered);
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
      served.studies.shown(named(links), answered.dataVersion);
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
      return told(served, answered);
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
      return toldOne(served, { ...answered, value: { items: [findingNamed(items, params.id)], queries } });
    },
  }),
  route({
    ...{ method: "GET", url: "/api/v1/report", allow: "figures.read", tag: "figures" },
    summary: "The whole report, as HTML, Markdown or JSON, whichever is asked for",
    handle: async ({ request, reply, served }) => {
      const answered = await reportOf(served.live);
      const input = answered.value;
      served.studies.shown(findingsIn(input, null), answered.dataVersion);
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
