import type { Format } from "../format.ts";
import type { Condition, Expression, FactMapping } from "../mapping.ts";
import { by, scored, where } from "../parts.ts";

/** Where a table keeps what every submission has. */
interface Columns {
  id: Expression;
  contact: Expression;
  /** How the internal name of a property is written. */
  property(name: string): string;
  /** Which submissions count. */
  kept?: Condition;
}

const answer =
  ({ id, contact, property, kept }: Columns) =>
  (type: string, instrument: string, scale: readonly [number, number]): FactMapping => {
    const isOfType = where(property("hs_survey_type"), type);
    return {
      fact: "answer",
      id,
      subject: by("hubspot.contact", contact),
      also: [by("email", { first: [property("hs_contact_email_rollup"), "email"] })],
      at: { value: property("hs_submission_timestamp") },
      fields: {
        ...scored(instrument, scale, property("hs_value")),
        comment: property("hs_content"),
        channel: property("hs_survey_channel"),
        about: { column: property("hs_ticket_id"), map: { "*": "case" } },
        about_id: property("hs_ticket_id"),
      },
      where: kept ? { all: [isOfType, kept] } : isOfType,
    };
  };

/** Answers of the three kinds of survey that have a scale of their own. */
export const answersOf = (columns: Columns): FactMapping[] => {
  const of = answer(columns);
  return [of("NPS", "nps", [0, 10]), of("CSAT", "csat-0-2", [0, 2]), of("CES", "ces", [1, 7])];
};

export const feedback: Format = {
  name: "hubspot.feedback",
  system: "hubspot",
  doc: "HubSpot feedback submissions, with the internal names of the properties as headers.",
  notes: [
    "Each kind of survey has a scale of its own: NPS 0–10, CSAT 0–2 (`csat-0-2`, never mixed with 1–5), CES 1–7.",
    "`hs_response_group` is not read: groups are made from the scores.",
    "Custom and knowledge surveys are left out.",
  ],
  evidence: "published",
  required: ["hs_survey_type", "hs_value", "hs_submission_timestamp"],
  usual: ["hs_survey_id", "hs_survey_name", "hs_survey_channel", "hs_response_group", "hs_content", "hs_contact_id"],
  facts: answersOf({
    id: { first: ["hs_object_id", "Record ID"] },
    contact: "hs_contact_id",
    property: (name) => name,
  }),
};
