import type { Format } from "../format.ts";
import { by } from "../parts.ts";
import { surveyAnswers } from "../survey/questions.ts";

const TIMESTAMP = ["Timestamp", "Timestamp (MM/dd/yyyy)", "Timestamp (mm/dd/yyyy)"];

export const responses: Format = {
  name: "questionpro.responses",
  system: "questionpro",
  doc: "QuestionPro raw data as CSV or XLSX.",
  notes: [
    "A survey that loops repeats the id of a response with another sequence number: each is a response of its own.",
  ],
  evidence: "unverified",
  required: [
    "Response ID",
    "IP Address",
    TIMESTAMP,
    "Duplicate",
    "Time Taken to Complete (Seconds)",
    "Sequence Number",
  ],
  usual: ["External Reference", "Respondent Email"],
  facts: (sample, context) =>
    surveyAnswers(sample, context, {
      id: { join: ["Response ID", "Sequence Number"], with: "/" },
      at: { value: { first: TIMESTAMP } },
      who: [by("customer", "External Reference"), by("email", "Respondent Email")],
      fields: { seconds: "Time Taken to Complete (Seconds)" },
      where: { column: "Duplicate", isNot: ["1", "true", "yes"] },
      besides: [
        ...["Response ID", "IP Address", TIMESTAMP, "Duplicate", "Time Taken to Complete (Seconds)", "Sequence Number"],
        ...["External Reference", "Respondent Email", "Response Status", /^(Country|Region|Geo)/],
      ],
    }),
};
