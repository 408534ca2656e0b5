import type { Format } from "../format.ts";
import { by } from "../parts.ts";
import { surveyAnswers } from "../survey/questions.ts";

const ID = ["id", "Response ID", "id. Response ID"];
const SUBMITTED = ["submitdate", "Date submitted", "submitdate. Date submitted"];
const LANGUAGE = ["startlanguage", "Start language", "startlanguage. Start language"];
const CHANGED = ["datestamp", "Date last action", "datestamp. Date last action"];
const STARTED = ["startdate", "Date started", "startdate. Date started"];
/** Written where a survey keeps no dates. */
const NO_DATE = { "1980-01-01 00:00:00": null };

export const responses: Format = {
  name: "limesurvey.responses",
  system: "limesurvey",
  doc: "LimeSurvey responses as CSV or XLSX (Responses, Export), with codes or with full texts as headings.",
  notes: [
    "A response without a date of submission was not finished; what it answers counts, at the date of its last action.",
    "`1980-01-01 00:00:00` stands for no date.",
    "With codes as headings nobody can tell what `Q1` asks: say it under `columns:`, or export with full texts.",
  ],
  evidence: "seen",
  required: [ID, SUBMITTED, ["lastpage", "Last page", "lastpage. Last page"], LANGUAGE],
  usual: [["seed", "Seed", "seed. Seed"], ["token", "Access code", "token. Access code"], STARTED, CHANGED],
  facts: (sample, context) =>
    surveyAnswers(sample, context, {
      id: { first: ID },
      at: {
        value: {
          first: [...SUBMITTED.map((column) => ({ column, map: NO_DATE })), ...CHANGED, ...STARTED],
        },
      },
      who: [by("limesurvey.token", { first: ["token", "Access code", "token. Access code"] })],
      fields: { language: { first: LANGUAGE }, seconds: { first: ["interviewtime", "Total time"] } },
      besides: [
        ...[ID, SUBMITTED, LANGUAGE, CHANGED, STARTED],
        ...["lastpage", "Last page", "lastpage. Last page", "seed", "Seed", "seed. Seed", "token", "Access code"],
        ...["token. Access code", "ipaddr", "IP address", "refurl", "Referrer URL", "interviewtime", "Total time"],
        ...[/^groupTime\d+$/, /^\w+Time$/, /^(Group|Question) time/i],
      ],
    }),
};
