import { z } from "zod";
import { toldStudy } from "../../app/declared-studies.ts";
import * as contract from "../../contracts/studies.ts";
import { type Route, route } from "../route.ts";
import { told } from "../told.ts";

/** Questions that are written down before their answers are seen. */
export const STUDIES: readonly Route[] = [
  route({
    ...{ method: "GET", url: "/api/v1/studies", allow: "figures.read", tag: "studies" },
    summary: "Studies as they were declared, by whom and when, and whether results had been shown before",
    answer: { schema: contract.StudyList },
    handle: async ({ served }) => ({ items: served.studies.list().map(toldStudy) }),
  }),
  route({
    ...{ method: "GET", url: "/api/v1/study-choices", allow: "figures.read", tag: "studies" },
    summary: "What a study can be about: outcomes and scores that the records hold, without any result",
    answer: { schema: contract.StudyChoices },
    handle: async ({ served }) => served.studies.choices(),
  }),
  route({
    ...{ method: "POST", url: "/api/v1/studies", allow: "studies.declare", tag: "studies" },
    summary:
      "Declares a study: it is written down with its date and author, and cannot be changed; nothing is computed",
    body: contract.NewStudy,
    answer: { status: 201, schema: contract.Study },
    handle: async ({ actor, body, served }) => {
      const { experience, outcome, step, horizon, placebo, by, expects, delayDays, why } = body;
      return toldStudy(
        await served.studies.declare(actor, {
          ...{ experience, outcome, step: step ?? null, horizon: horizon ?? null, gap: 0, placebo: placebo ?? null },
          ...{ by: by ?? null, expects: expects ?? null, delayDays: delayDays ?? null, why: why || null },
        }),
      );
    },
  }),
  route({
    ...{ method: "GET", url: "/api/v1/studies/:id", allow: "figures.read", tag: "studies" },
    summary: "A study answered as it was declared; the first answer is written down",
    params: z.object({ id: z.string().max(200) }),
    answer: { schema: contract.StudyAnswer },
    handle: async ({ params, served }) => {
      const { found, readings, recordsThen, ...state } = await served.studies.answer(params.id);
      return { study: toldStudy(state), readings, recordsThen, findings: told(served, found) };
    },
  }),
];
