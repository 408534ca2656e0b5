import { columnNamed, type Format, type FormatContext, valuesOf } from "../format.ts";
import { familyOf } from "../generic/asking.ts";
import type { Expression, FactMapping } from "../mapping.ts";
import { by, where } from "../parts.ts";
import { surveyAnswers } from "../survey/questions.ts";
import type { TableSample } from "../table.ts";

const SURVEY_ID = ["properties.$survey_id", "$survey_id"];
const SURVEY_NAME = ["properties.$survey_name", "$survey_name"];
const PERSON = ["distinct_id", "person.distinct_id"];
const RESPONSE = /^(properties\.)?\$survey_response(_[\w-]+)?$/;

/** What one person was shown of one survey. */
const ASKED: Expression = { join: [{ first: PERSON }, { first: SURVEY_ID }], with: "/" };
const EVENTS = ["survey shown", "survey sent", "survey dismissed"];

const invitation: FactMapping = {
  fact: "invitation",
  id: ASKED,
  subject: by("customer", { first: PERSON }),
  at: {
    value: { first: [{ within: ASKED, take: "timestamp", where: where("event", "survey shown") }, "timestamp"] },
  },
  fields: {
    survey: { first: [...SURVEY_NAME, ...SURVEY_ID] },
    completed: { within: ASKED, take: "timestamp", where: where("event", "survey sent") },
  },
  where: where("event", ...EVENTS),
};

/** The questions of a survey have no texts in the events: the name of the survey says what is asked. */
function answers(sample: TableSample, context: FormatContext): FactMapping[] {
  const name = columnNamed(sample, SURVEY_NAME) ?? columnNamed(sample, SURVEY_ID)!;
  const at = sample.columns.indexOf(name);
  return [...new Set(valuesOf(sample, name))].sort().flatMap((survey) => {
    const own = {
      ...sample,
      rows: sample.rows.filter((row) => row[at] === survey),
      headings: [sample.columns.map((column) => (RESPONSE.test(column) ? survey.padEnd(column.length + 1) : null))],
    };
    const [first] = sample.columns.filter((column) => RESPONSE.test(column));
    const family = familyOf(survey);
    const said = first !== undefined && family !== "custom" ? { [first]: family, ...context.columns } : context.columns;
    return surveyAnswers(
      own,
      { ...context, columns: said },
      {
        id: { first: ["uuid", "id"] },
        at: { value: "timestamp" },
        who: [by("customer", { first: PERSON })],
        where: { all: [where("event", "survey sent"), where(name, survey)] },
        besides: [/^(?!(properties\.)?\$survey_response)/],
      },
    );
  });
}

export const events: Format = {
  name: "posthog.events",
  system: "posthog",
  doc: "PostHog events as CSV or JSON, with the events of surveys among them.",
  notes: [
    "A survey that was shown is an invitation; one that was dismissed is an invitation that was not completed, never an answer.",
    "One person and one survey are one invitation, however often it was shown.",
    "The name of a survey says what its score is; where it does not, `columns:` does.",
  ],
  evidence: "seen",
  required: ["event", PERSON, "timestamp", SURVEY_ID],
  usual: [SURVEY_NAME],
  makes: ["invitation", "answer"],
  facts: (sample, context) => [invitation, ...answers(sample, context)],
};
