import type { Format } from "../format.ts";
import type { FactMapping } from "../mapping.ts";
import { by, scored, where } from "../parts.ts";

const answer = (type: string, instrument: string, scale: readonly [number, number]): FactMapping => ({
  fact: "answer",
  id: { first: ["hs_object_id", "Record ID"] },
  subject: by("hubspot.contact", "hs_contact_id"),
  also: [by("email", { first: ["hs_contact_email_rollup", "email"] })],
  at: { value: "hs_submission_timestamp" },
  fields: {
    ...scored(instrument, scale, "hs_value"),
    comment: "hs_content",
    channel: "hs_survey_channel",
    about: { column: "hs_ticket_id", map: { "*": "case" } },
    about_id: "hs_ticket_id",
  },
  where: where("hs_survey_type", type),
});

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
  facts: [answer("NPS", "nps", [0, 10]), answer("CSAT", "csat-0-2", [0, 2]), answer("CES", "ces", [1, 7])],
};
