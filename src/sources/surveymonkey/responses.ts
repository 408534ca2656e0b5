import type { Format } from "../format.ts";
import { by } from "../parts.ts";
import { surveyAnswers } from "../survey/questions.ts";

export const responses: Format = {
  name: "surveymonkey.responses",
  system: "surveymonkey",
  doc: "SurveyMonkey responses as CSV or XLSX (Analyze, Save as, All responses data).",
  notes: [
    "The second row (answer options, `Response`, `Open-Ended Response`) is no response.",
    "A question with several choices runs over several columns, of which only the first is named; the others are named after the question and their choice. Each choice that was taken is an answer of its own; the text under “Other (please specify)” is the comment of that choice, and never the reason for a score.",
    "An answer without a choice was left empty, or the question was not shown: the export writes both alike. The condensed layout, which puts several choices into one cell, is not taken apart.",
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
