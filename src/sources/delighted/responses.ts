import type { Format } from "../format.ts";
import type { FactMapping } from "../mapping.ts";
import { by, scored, where } from "../parts.ts";

const answer = (types: readonly string[], instrument: string, scale: readonly [number, number]): FactMapping => ({
  fact: "answer",
  id: "id",
  subject: by("delighted.person", "person"),
  at: { value: "created_at" },
  fields: { ...scored(instrument, scale, "score"), comment: "comment" },
  where: where("survey_type", ...types),
});

export const responses: Format = {
  name: "delighted.responses",
  system: "delighted",
  doc: "Delighted survey responses, as its API gives them (JSON or CSV).",
  notes: ["NPS, CSAT (five, three steps), CES (five, seven steps), stars and thumbs are instruments of their own."],
  evidence: "published",
  required: ["id", "person", "survey_type", "score", "permalink"],
  usual: ["comment", "created_at", "updated_at", "person_properties"],
  facts: [
    answer(["nps"], "nps", [0, 10]),
    answer(["csat", "csat5"], "csat", [1, 5]),
    answer(["csat3"], "csat-1-3", [1, 3]),
    answer(["ces"], "ces-5", [1, 5]),
    answer(["ces7"], "ces", [1, 7]),
    answer(["smileys"], "smileys-1-5", [1, 5]),
    answer(["stars5"], "stars-1-5", [1, 5]),
    answer(["thumbs"], "thumbs-0-1", [0, 1]),
    answer(["enps"], "enps", [0, 10]),
  ],
};

export const people: Format = {
  name: "delighted.people",
  system: "delighted",
  doc: "People that Delighted surveys, as its API gives them (JSON or CSV).",
  notes: ["Who was sent a survey and has not answered since is an invitation without an answer."],
  evidence: "published",
  required: ["id", "email", "last_sent_at", "last_responded_at", "next_survey_scheduled_at"],
  usual: ["name", "created_at"],
  facts: [
    {
      fact: "invitation",
      id: { join: ["id", "last_sent_at"], with: "/" },
      subject: by("delighted.person", "id"),
      also: [by("email", "email")],
      at: { value: "last_sent_at" },
      fields: { completed: "last_responded_at" },
      where: { column: "last_sent_at", present: true },
    },
  ],
};
