import { z } from "zod";
import { FindingList } from "./findings.ts";

const Id = z.string().regex(/^[\w.-]{1,60}$/);
const Band = z.string().max(100);
const Moment = z.iso.datetime();

export const NewStudy = z
  .object({
    experience: Id.meta({ description: "The score: nps, csat, ces, or one of the company's own." }),
    outcome: Id.meta({ description: "What is to follow it: margin, spend, orders …" }),
    step: Band.nullish().meta({
      description: "The band that customers would leave for the next one; without it, every step.",
    }),
    horizon: z.int().positive().max(3_650).nullish().meta({ description: "Days; without it, as the data bear it." }),
    placebo: Id.nullish().meta({ description: "An outcome that the score cannot affect, but that shares its causes." }),
    by: Id.nullish().meta({ description: "Groups of customers for which it is told too." }),
    expects: z
      .enum(["more", "less", "none"])
      .nullish()
      .meta({ description: "What a better score brings of the outcome." }),
    delayDays: z.int().min(0).max(3_650).nullish().meta({ description: "Days after which that is expected." }),
    why: z.string().trim().max(1_000).nullish().meta({ description: "Which goal it serves." }),
  })
  .meta({ id: "NewStudy" });

const Design = z.object({
  experience: z.string(),
  outcome: z.string(),
  step: z.string().nullable(),
  horizon: z.number().nullable(),
  gap: z.number(),
  placebo: z.string().nullable(),
  by: z.string().nullable(),
  expects: z.enum(["more", "less", "none"]).nullable(),
  delayDays: z.number().nullable(),
  why: z.string().nullable(),
});

export const Study = z
  .object({
    id: z.string(),
    declaredAt: Moment,
    author: z.string(),
    design: Design,
    hash: z.string().meta({ description: "SHA-256 over the entry and the hash of the one before it." }),
    shownBefore: z.object({ at: Moment, by: z.string() }).nullable().meta({
      description:
        "When a result of its pair had been shown before it was declared; null: never, as far as the record knows.",
    }),
    earlier: z.int().meta({ description: "Designs of the same pair that had been declared before." }),
    answered: z
      .object({
        at: Moment,
        dataVersion: z.string(),
        verdicts: z.array(z.object({ finding: z.string(), verdict: z.string() })),
      })
      .nullable()
      .meta({ description: "Its first answer." }),
  })
  .meta({ id: "Study", description: "How a question is asked, written down before its answer was seen." });

export const StudyChoices = z
  .object({
    outcomes: z.array(z.string()),
    experiences: z.array(
      z.object({ id: z.string(), steps: z.array(z.object({ lowBand: z.string(), highBand: z.string() })) }),
    ),
    placebos: z.array(z.string()),
    horizons: z.array(z.int()),
  })
  .meta({ id: "StudyChoices", description: "What a study can be about, by the records there are." });

export const StudyList = z.object({ items: z.array(Study) }).meta({ id: "StudyList" });

export const StudyAnswer = z
  .object({
    study: Study,
    recordsThen: z
      .enum(["all", "some", "none"])
      .nullable()
      .meta({ description: "How much of the records is of days before it was declared." }),
    readings: z.array(
      z.object({
        finding: z.string(),
        lowBand: z.string(),
        highBand: z.string(),
        reading: z.enum(["as_expected", "against", "open"]),
      }),
    ),
    findings: FindingList,
  })
  .meta({ id: "StudyAnswer" });
