import { z } from "zod";
import { DEAR } from "../../app/server/jobs/dear-findings.ts";
import * as contract from "../../contracts/jobs.ts";
import { type Route, route } from "../route.ts";

/** What the server does by itself, and the findings that come of it. */
export const JOBS: readonly Route[] = [
  route({
    ...{ method: "GET", url: "/api/v1/jobs", allow: "data.read", tag: "operations" },
    summary: "What the server does by itself: the latest jobs and how they went, and what is done again and again",
    query: z.object({ limit: z.coerce.number().int().min(1).max(500).default(100) }),
    answer: { schema: contract.JobList },
    handle: async ({ query, served }) => {
      const jobs = await served.background.jobs();
      const items = await jobs.jobs(query.limit);
      return {
        items: items.map(({ createdAt, startAfter, startedAt, endedAt, ...job }) => ({
          ...{ ...job, createdAt: createdAt.toISOString(), startAfter: startAfter.toISOString() },
          ...{ startedAt: startedAt?.toISOString() ?? null, endedAt: endedAt?.toISOString() ?? null },
        })),
        schedules: await jobs.schedules(),
      };
    },
  }),
  route({
    ...{ method: "GET", url: "/api/v1/saved-findings", allow: "figures.read", tag: "figures" },
    summary: "Findings that take their time, as they are kept, and how fresh each group is",
    answer: { schema: contract.SavedList },
    handle: async ({ served }) => ({
      groups: [...DEAR],
      items: (await served.background.dear.all()).map(({ computedAt, askedAt, ...kept }) => ({
        ...{ ...kept, computedAt: computedAt.toISOString(), askedAt: askedAt.toISOString() },
      })),
    }),
  }),
  route({
    ...{ method: "GET", url: "/api/v1/saved-findings/:group", allow: "figures.read", tag: "figures" },
    summary: "One group as it was computed last, at once; where it is not current, it is computed meanwhile",
    params: z.object({ group: z.string().max(100) }),
    answer: { schema: contract.SavedFindings },
    handle: async ({ params, served }) => {
      const { findings, dataVersion, computedAt, tookMilliseconds, ...rest } = await served.background.dear.of(
        params.group,
      );
      if (findings) served.studies.shown(findings.items, dataVersion!);
      const kept = findings && {
        ...{ items: findings.items, queries: { ...findings.queries }, words: served.live.words },
        freshness: {
          ...{ dataVersion: dataVersion!, computedAt: computedAt!.toISOString() },
          tookMilliseconds: tookMilliseconds!,
        },
      };
      return { ...rest, findings: kept };
    },
  }),
];
