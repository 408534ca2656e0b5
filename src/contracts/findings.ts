import { z } from "zod";
import { CONDITION_KEYS, conditionsOf } from "../base/condition.ts";
import type { Day as CalendarDay } from "../base/day.ts";
import type { InputError } from "../base/errors.ts";
import { GRADES } from "../findings/figure.ts";

const Day = z.iso.date().nullable();
const AskedDay = z.iso
  .date()
  .transform((day) => day as CalendarDay)
  .optional();

export const Message = z
  .object({ code: z.string(), values: z.record(z.string(), z.union([z.string(), z.number()])) })
  .meta({ id: "Message", description: "A text of the catalogues with its values." });

const Interval = z
  .object({ low: z.number(), high: z.number(), level: z.number() })
  .meta({ id: "Interval", description: "Two-sided, at the level." });

const Window = z
  .object({ from: Day, to: Day, zone: z.string() })
  .meta({ id: "Window", description: "Half-open: `to` is no part of it." });

const Exclusion = z.object({ reason: z.string(), n: z.number() }).meta({ id: "Exclusion" });

const header = {
  id: z.string(),
  definition: z.string().meta({ description: "Definition and version.", example: "nps@1" }),
  unit: z.enum(["share", "points", "score", "money", "money_per_customer", "count", "seconds", "days", "ratio"]),
  currency: z.string().optional(),
  isDifference: z.literal(true).optional(),
  window: Window,
  grade: z.enum(GRADES).meta({ description: "What the claim rests on." }),
  basis: z.enum(["observed", "model", "scenario", "assumption"]),
  n: z.number(),
  excluded: z.array(Exclusion),
  query: z.object({ id: z.string() }).optional(),
  cautions: z.array(Message),
};

/** A number that may be shown, or the reason why there is none. */
export const Figure = z
  .discriminatedUnion("state", [
    z.object({ ...header, state: z.literal("estimate"), value: z.number(), interval: Interval.nullable() }),
    z.object({ ...header, state: z.literal("too_few"), required: z.number() }),
    z.object({ ...header, state: z.literal("too_early"), readyOn: z.iso.date() }),
    z.object({ ...header, state: z.literal("undefined"), why: z.string() }),
    z.object({ ...header, state: z.literal("not_measured"), needs: z.array(z.string()) }),
  ])
  .meta({
    id: "Figure",
    description: "Shares in [0, 1], scores in points, money in major units, durations in seconds.",
  });

export const Finding = z
  .object({
    schema: z.literal(1),
    kind: z.string(),
    id: z.string(),
    asOf: Day,
    dataVersion: z.string(),
    design: z.unknown().optional(),
    title: Message.optional(),
    headline: Figure,
    verdict: Message,
    notes: z.array(Message).optional(),
    figures: z.record(z.string(), Figure),
    tables: z.array(z.unknown()),
    charts: z.array(z.unknown()),
    evidence: z.array(z.object({ file: z.string(), what: z.string() })),
    excluded: z.array(Exclusion).optional(),
  })
  .meta({ id: "Finding", description: "One question answered: headline, verdict, and what they rest on." });

/** How fresh an answer is. */
export const Freshness = z
  .object({
    dataVersion: z.string(),
    computedAt: z.iso.datetime(),
    tookMilliseconds: z.number(),
  })
  .meta({ id: "Freshness" });

const Queries = z.record(z.string(), z.string()).meta({ description: "The queries that the figures refer to, by id." });
/** Words of the company's own for codes of its own. */
const Words = z.record(z.string(), z.string());

export const FindingList = z
  .object({ freshness: Freshness, items: z.array(Finding), queries: Queries, words: Words })
  .meta({ id: "FindingList" });
export const OneFinding = z
  .object({ freshness: Freshness, finding: Finding, queries: Queries, words: Words })
  .meta({ id: "OneFinding" });

/** The first page of the report: ids of findings, and what stands on it beside them. */
export const Answer = z
  .object({
    freshness: Freshness,
    words: Words,
    scores: z.array(Finding),
    links: z.array(Finding),
    steps: z
      .object({
        experience: z.string(),
        window: Window,
        outcome: z.string().optional(),
        steps: z.array(
          z.object({ band: z.string(), tone: z.string(), customers: z.number(), perCustomer: Figure.optional() }),
        ),
      })
      .nullable(),
    withheld: z.array(z.object({ what: Message, why: Message, needs: z.array(Message) })),
  })
  .meta({ id: "Answer" });

export const TextsAnswer = z
  .object({ language: z.string(), messages: z.record(z.string(), z.string()) })
  .meta({ id: "Texts", description: "ICU messages, by code." });

export const Company = z
  .object({
    name: z.string(),
    asOf: Day,
    zone: z.string(),
    currency: z.string().nullable(),
    language: z.string(),
    facts: z.record(z.string(), z.number()),
    scores: z.array(z.string()),
    words: Words,
    freshness: Freshness,
  })
  .meta({ id: "Company" });

export const GroupQuery = z.object({
  q: z.string().trim().max(100).optional().meta({ description: "Only groups whose name holds this." }),
});

export const CompanyGroups = z
  .object({
    items: z.array(
      z.object({
        by: z.enum(CONDITION_KEYS),
        values: z.array(z.object({ value: z.string(), n: z.number() })).meta({ description: "The largest 200 first." }),
      }),
    ),
    freshness: Freshness,
  })
  .meta({
    id: "CompanyGroups",
    description: "Groups that figures can be narrowed to, with how many customers each has.",
  });

export const MeasureItem = z
  .object({
    id: z.string(),
    definition: z.string(),
    unit: z.string(),
    better: z.string(),
    dimensions: z.array(z.string()),
    needs: z.array(z.string()).meta({ description: "Kinds of records that it is counted from." }),
  })
  .meta({ id: "MeasureItem" });
export const MeasureList = z.object({ items: z.array(MeasureItem) }).meta({ id: "MeasureList" });

const Text = z.string().max(300);
/** Conditions as they stand in an address, one or several. */
export const Where = z
  .union([Text, z.array(Text).max(8)])
  .transform((given, issues) => {
    try {
      return conditionsOf([given].flat());
    } catch (error) {
      issues.addIssue({
        code: "custom",
        message: [(error as InputError).message, (error as InputError).hint].join(" "),
      });
      return z.NEVER;
    }
  })
  .optional()
  .meta({
    description: `Only customers of whom this holds: ${CONDITION_KEYS.map((key) => `${key}:…`).join(", ")}; all, where it is given several times.`,
  });

const asked = {
  from: AskedDay.meta({ description: "First day." }),
  to: AskedDay.meta({ description: "Day after the last." }),
  period: z.string().max(20).optional().meta({ description: "2025, 2025-Q2 or 2025-03, instead of the days." }),
  where: Where,
};
export const WindowQuery = z.object(asked);

export const MeasureQuery = z.object({
  ...asked,
  by: z.string().max(100).optional().meta({ description: "Dimension to cut by." }),
  grain: z.enum(["month", "quarter", "year"]).optional(),
  fair: z.stringbool().optional().meta({ description: "Groups at equal case mix; needs `by`." }),
});

export const MeasureAnswer = z
  .looseObject({
    schema: z.literal(1),
    measure: z.string(),
    definition: z.string(),
    asOf: Day,
    window: Window,
    where: z
      .array(z.object({ by: z.string(), value: z.string() }))
      .readonly()
      .optional()
      .meta({ description: "Only customers of whom all of this holds." }),
    currency: z.string().optional(),
    cautions: z.array(Message),
    rows: z.array(z.record(z.string(), z.unknown())),
    freshness: Freshness,
    queries: z
      .array(z.object({ id: z.string(), sql: z.string() }))
      .meta({ description: "What the figures were made by." }),
  })
  .meta({ id: "MeasureAnswer" });

export const LinkQuery = z.object({
  experience: z.string().max(100),
  outcome: z.string().max(100),
  horizon: z.coerce.number().int().positive().max(3_650).optional(),
  where: Where,
});

const amount = (description: string) => z.exactOptional(z.coerce.number().gt(0).max(1e15)).meta({ description });

export const DriversQuery = z.object({
  experience: z.string().max(100).optional().meta({ description: "A score; without it, every score." }),
  outcome: z.string().max(100).optional().meta({ description: "What follows an answer; without it, money." }),
  by: z.string().max(100).optional().meta({ description: "Groups of customers between whom drivers are compared." }),
  budget: amount("Money to divide among the gaps whose cost the settings state, in the reporting currency."),
  where: Where,
});

export const WhatIfQuery = z.object({
  points: z.coerce.number().gt(0).max(100).optional().meta({ description: "Points of retention more; 2 without it." }),
  customers: amount("Customers at the start of the year, in place of the records'."),
  retention: z
    .exactOptional(z.coerce.number().gt(0).max(1))
    .meta({ description: "Share of them who stay for the year." }),
  perCustomer: amount("What one who stays brings in a year, less what it costs to serve, in the reporting currency."),
  costs: amount("All costs of a year."),
  profit: z.exactOptional(z.coerce.number().min(-1e15).max(1e15)).meta({ description: "Profit of a year." }),
});

export const WorthQuery = z.object({
  experience: z.string().max(100).optional(),
  outcome: z.string().max(100).optional(),
  step: z.string().max(100).optional().meta({ description: "The band that customers would leave for the next one." }),
  by: z.string().max(100).optional(),
  where: Where,
  share: z.coerce.number().gt(0).max(1).optional().meta({ description: "Share of those below that would be moved." }),
  cost: z.coerce
    .number()
    .min(0)
    .optional()
    .meta({ description: "What moving them would cost, in the reporting currency." }),
});
