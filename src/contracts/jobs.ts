import { z } from "zod";
import { FindingList } from "./findings.ts";

const Moment = z.iso.datetime();
const State = z.enum(["waiting", "running", "retrying", "done", "failed"]);

export const Job = z
  .object({
    id: z.string(),
    kind: z.string(),
    key: z.string().nullable().meta({ description: "What it is about." }),
    state: State,
    attempts: z.int(),
    createdAt: Moment,
    startAfter: Moment,
    startedAt: Moment.nullable(),
    endedAt: Moment.nullable(),
    error: z.string().nullable().meta({ description: "Why it failed the last time." }),
  })
  .meta({ id: "Job" });

export const JobList = z
  .object({
    items: z.array(Job),
    schedules: z.array(z.object({ kind: z.string(), cron: z.string(), zone: z.string() })),
  })
  .meta({ id: "JobList" });

export const SavedFindings = z
  .object({
    group: z.string(),
    isCurrent: z.boolean().meta({ description: "Whether it is of the data as they are now." }),
    job: z
      .object({ state: State, error: z.string().nullable() })
      .nullable()
      .meta({ description: "What is being done about it; null where it is current." }),
    findings: FindingList.nullable().meta({ description: "As they were computed last; null where they never were." }),
  })
  .meta({ id: "SavedFindings" });

export const SavedList = z
  .object({
    groups: z.array(z.string()).meta({ description: "Groups that there are." }),
    items: z.array(
      z.object({
        group: z.string(),
        isCurrent: z.boolean(),
        dataVersion: z.string(),
        computedAt: Moment,
        tookMilliseconds: z.number(),
        askedAt: Moment,
      }),
    ),
  })
  .meta({ id: "SavedList" });
