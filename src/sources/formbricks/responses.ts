import type { Format } from "../format.ts";
import { by } from "../parts.ts";
import { surveyAnswers } from "../survey/questions.ts";

export const responses: Format = {
  name: "formbricks.responses",
  system: "formbricks",
  doc: "Formbricks responses as CSV or XLSX, one row a response.",
  notes: ["`User ID` is the company's own id of the person.", "Unfinished responses count with what they answer."],
  evidence: "seen",
  required: ["No.", "Response ID", "Timestamp", "Finished", "Survey ID", "Tags"],
  usual: ["Formbricks ID (internal)", "User ID"],
  facts: (sample, context) =>
    surveyAnswers(sample, context, {
      id: "Response ID",
      at: { value: "Timestamp" },
      who: [by("customer", "User ID"), by("formbricks.person", "Formbricks ID (internal)")],
      besides: [
        ...[
          "No.",
          "Response ID",
          "Timestamp",
          "Finished",
          "Quotas",
          "Survey ID",
          "Formbricks ID (internal)",
          "User ID",
        ],
        ...["Tags", "Notes", /^(source|url|country|action|ipAddress|userAgent - .*)$/],
      ],
    }),
};
