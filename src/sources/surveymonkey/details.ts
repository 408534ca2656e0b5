import { allLook, type Format, valuesOf } from "../format.ts";
import type { AskedQuestion } from "../survey/asked.ts";
import type { TableSample } from "../table.ts";

/** Parts of a question as the API writes them. */
interface Written {
  id?: unknown;
  href?: unknown;
  family?: unknown;
  page_id?: unknown;
  headings?: { heading?: unknown }[];
  answers?: {
    choices?: { id?: unknown; text?: unknown; position?: unknown; weight?: unknown; is_na?: unknown }[];
    rows?: { id?: unknown; text?: unknown; position?: unknown }[];
    other?: { id?: unknown; text?: unknown; is_answer_choice?: unknown };
  };
}

const NOTES = [
  "It holds questions and no answers: responses of the API, which know questions and choices by their numbers alone, are read with it.",
];
/** Page, question or survey: what stands in the middle of each address. */
const SURVEY = /\/surveys\/(\d+)(?:\/|$)/;
const PAGE = /\/pages\/(\d+)(?:\/|$)/;

export const surveyDetails: Format = {
  name: "surveymonkey.survey-details",
  system: "surveymonkey",
  doc: "Surveys of SurveyMonkey with their pages and questions, one a line, as the API gives them under `/surveys/{id}/details`; the stream `survey_details` of taps.",
  notes: NOTES,
  evidence: "published",
  required: ["id", "title", "question_count", "pages"],
  usual: ["nickname", "page_count", "response_count", "href", "language"],
  looks: (sample) => allLook(sample, "pages", /^\[/),
  facts: [],
  asked: (sample) => {
    const at = { id: sample.columns.indexOf("id"), pages: sample.columns.indexOf("pages") };
    return sample.rows.flatMap((row) =>
      listIn(row[at.pages]).flatMap((page) =>
        questionsOf(onPage(page.id, listOf(page.questions)), String(row[at.id] ?? "")),
      ),
    );
  },
};

export const surveyPages: Format = {
  name: "surveymonkey.survey-pages",
  system: "surveymonkey",
  doc: "One survey of SurveyMonkey with its pages and questions, as the API gives it under `/surveys/{id}/details` (JSON).",
  notes: NOTES,
  evidence: "published",
  required: ["id", "position", "questions"],
  usual: ["title", "description", "question_count", "href"],
  looks: (sample) => valuesOf(sample, "questions").some((text) => text.includes('"headings"')),
  facts: [],
  asked: (sample) => {
    const address = valuesOf(sample, "href").find((href) => SURVEY.test(href));
    const at = { id: sample.columns.indexOf("id"), questions: sample.columns.indexOf("questions") };
    return sample.rows.flatMap((row) =>
      questionsOf(onPage(row[at.id], listIn(row[at.questions])), SURVEY.exec(address ?? "")?.[1] ?? sample.name),
    );
  },
};

export const surveyQuestions: Format = {
  name: "surveymonkey.survey-questions",
  system: "surveymonkey",
  doc: "Questions of SurveyMonkey, one a line, as the stream `survey_questions` of sources has them.",
  notes: NOTES,
  evidence: "published",
  required: ["id", "family", "subtype", "headings", "position"],
  usual: ["answers.choices", "answers.rows", "href", "page_id", "forced_ranking", "visible"],
  looks: (sample) => valuesOf(sample, "headings").some((text) => text.includes('"heading"')),
  facts: [],
  asked: (sample) => {
    const at = (name: string) => sample.columns.indexOf(name);
    const cell = (row: TableSample["rows"][number], name: string) => row[at(name)] ?? null;
    return questionsOf(
      sample.rows.map((row) => ({
        ...{ id: cell(row, "id"), href: cell(row, "href"), headings: listIn(cell(row, "headings")) },
        ...{ family: cell(row, "family"), page_id: cell(row, "page_id") },
        answers: {
          ...{ choices: listIn(cell(row, "answers.choices")), rows: listIn(cell(row, "answers.rows")) },
          other: {
            ...{ id: cell(row, "answers.other.id"), text: cell(row, "answers.other.text") },
            is_answer_choice: cell(row, "answers.other.is_answer_choice") === "true",
          },
        },
      })),
      "",
    );
  },
};

const onPage = (page: unknown, questions: readonly Written[]): Written[] =>
  questions.map((question) => ({ page_id: page, ...question }));

/** @param survey the number of the survey, where the questions' own addresses do not tell it */
function questionsOf(questions: readonly Written[], survey: string): AskedQuestion[] {
  return questions.flatMap((question): AskedQuestion[] => {
    const { id, href, headings, answers, family } = question;
    const title = listOf(headings)
      .map(({ heading }) => plainText(heading))
      .find((heading) => heading !== "");
    if (id === null || id === undefined || title === undefined) return [];
    const [own, at] = [SURVEY, PAGE].map((part) => (typeof href === "string" ? part.exec(href)?.[1] : undefined));
    const page = question.page_id ?? at;
    const other = answers?.other;
    return [
      {
        ...{ id: String(id), survey: own ?? survey, title },
        choices: inOrder(listOf(answers?.choices))
          .filter((choice) => choice.is_na !== true)
          .map((choice) => ({
            ...{ id: String(choice.id), text: plainText(choice.text) },
            weight: typeof choice.weight === "number" ? choice.weight : null,
          })),
        rows: inOrder(listOf(answers?.rows)).map((row) => ({ id: String(row.id), text: plainText(row.text) })),
        ...(page === undefined || page === null ? {} : { page: String(page) }),
        ...(family === "multiple_choice" ? { isSeveral: true } : {}),
        ...(other?.id === undefined || other.id === null
          ? {}
          : {
              other: {
                ...{ id: String(other.id), text: plainText(other.text) || "Other" },
                isChoice: other.is_answer_choice === true,
              },
            }),
      },
    ];
  });
}

const listOf = (value: unknown): Record<string, unknown>[] =>
  Array.isArray(value) ? value.filter((part) => typeof part === "object" && part !== null) : [];

function listIn(text: string | null | undefined): Record<string, unknown>[] {
  try {
    return listOf(JSON.parse(text ?? "[]"));
  } catch {
    return [];
  }
}

const inOrder = (parts: readonly Record<string, unknown>[]): Record<string, unknown>[] =>
  [...parts].sort((a, b) => Number(a.position ?? 0) - Number(b.position ?? 0));

/** Headings are written with marks of a page: `<strong>How likely …</strong>`. */
const plainText = (text: unknown): string =>
  typeof text === "string"
    ? text
        .replace(/<[^>]*>/g, " ")
        .replace(/&nbsp;/g, " ")
        .replace(/&amp;/g, "&")
        .replace(/\s+/g, " ")
        .trim()
    : "";
