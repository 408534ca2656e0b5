import type { Format } from "../format.ts";
import { surveyAnswers } from "../survey/questions.ts";
import type { ReadOptions } from "../table.ts";

export const responses: Format = {
  name: "typeform.responses",
  system: "typeform",
  doc: "Typeform responses as CSV or XLSX (Results, Download all responses), current and older layout.",
  notes: [
    "Rows of those who only opened the form hold no answer and make none.",
    "Hidden fields named after an identifier (`customer_id`, `email`) say whom a response is from; `Network ID` does not.",
  ],
  evidence: "seen",
  required: ["#", "Start Date (UTC)", "Submit Date (UTC)", "Network ID"],
  usual: ["Response Type", "Stage Date (UTC)", "Tags", "Ending"],
  read: { zone: "UTC" as ReadOptions["zone"] },
  facts: (sample, context) =>
    surveyAnswers(sample, context, {
      id: "#",
      at: { value: { first: ["Submit Date (UTC)", "Stage Date (UTC)", "Start Date (UTC)"] } },
      besides: [
        ...["#", "Response Type", "Start Date (UTC)", "Stage Date (UTC)", "Submit Date (UTC)", "Network ID"],
        ...["Tags", "Ending"],
      ],
    }),
};
