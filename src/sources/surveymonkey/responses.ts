import type { Format } from "../format.ts";
import { by } from "../parts.ts";
import { surveyAnswers } from "../survey/questions.ts";

export const responses: Format = {
  name: "surveymonkey.responses",
  system: "surveymonkey",
  doc: "SurveyMonkey responses as CSV or XLSX (Analyze, Save as, All responses data).",
  notes: [
    "The second row (answer options, `Response`, `Open-Ended Response`) is no response.",
    "A question with several answers runs over several columns, of which only the first is named; the others are named after the question and their option.",
    "`Custom Data` is not taken for an identifier by itself: `columns: { Custom Data 1: customer }` says that it is one.",
  ],
  evidence: "seen",
  required: ["Respondent ID", "Collector ID", "Start Date", "End Date", "IP Address"],
  usual: ["Email Address", "First Name", "Last Name", "Custom Data 1"],
  facts: (sample, context) =>
    surveyAnswers(sample, context, {
      id: "Respondent ID",
      at: { value: { first: ["End Date", "Start Date"] } },
      who: [by("email", "Email Address")],
      besides: [
        ...["Respondent ID", "Collector ID", "Start Date", "End Date", "IP Address", "Email Address"],
        ...["First Name", "Last Name"],
      ],
    }),
};
