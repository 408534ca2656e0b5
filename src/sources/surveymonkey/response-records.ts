import { HEARD_FROM } from "../../facts/told.ts";
import { type Format, type FormatContext, valuesOf } from "../format.ts";
import type { Condition, Expression, FactMapping, SubjectMapping } from "../mapping.ts";
import { by, choose, where, whereNot } from "../parts.ts";
import { type AskedPart, type AskedQuestion, questionNames } from "../survey/asked.ts";
import { chosenScale } from "../survey/choices.ts";
import { asksWhereHeard } from "../survey/heard.ts";
import { ownName, type ReadQuestions, readQuestions } from "../survey/questions.ts";
import { PLAINLY_WRITTEN, type TableSample } from "../table.ts";
import { readHeader } from "../words/header.ts";

const QUESTION = "pages[].questions[].id";
const ROW = "pages[].questions[].answers[].row_id";
const CHOICE = "pages[].questions[].answers[].choice_id";
const OTHER = "pages[].questions[].answers[].other_id";
const TEXT = "pages[].questions[].answers[].text";
const PAGE = "pages[].id";
const QUESTIONS = "pages[].questions";
const RESPONSE: Expression = { join: ["id", { first: ["date_modified", "date_created"] }], with: "/" };
const CUSTOM = /^custom_variables\./;

export const responseRecords: Format = {
  name: "surveymonkey.response-records",
  system: "surveymonkey",
  doc: "SurveyMonkey responses as the API gives them under `/surveys/{id}/responses/bulk`: JSON, one a line or under `data`; the streams `responses` of taps and `survey_responses` of sources.",
  notes: [
    "Responses know questions and choices by their numbers alone. What was asked, and on which scale, stands in the details of the survey (`/surveys/{id}/details`; the streams `survey_details` and `survey_questions`): they are to lie beside the responses, or to come in the same stream. Without them nothing is read, because a scale is never guessed.",
    "A score has the scale of all that could be chosen, whether or not anybody chose it. An answer is the same as in the export as CSV, where the question is: both say it once.",
    "Each choice that was taken is an answer of its own, in the words of the survey; what was written under “other” is its comment. Who left such a question empty on a page that they answered gets an answer without a choice; of a page without any answer nobody knows whether it was seen, so that it says nothing. A question that allows several choices is never a scale.",
    "Previews, and responses that were disqualified or over the quota, are left out. Remarks that stand beside a step of a scale are not read.",
    "Custom variables named after an identifier (`customer_id`, `email`) say whom a response is from.",
  ],
  evidence: "published",
  required: ["id", "response_status", "collector_id", "date_modified", "pages"],
  usual: ["survey_id", "total_time", "date_created", "href", "analyze_url", "collection_mode", "ip_address"],
  needs: "survey_details",
  facts: (sample, context) => {
    const answered = new Set(valuesOf(sample, "pages").flatMap(questionsAnswered));
    const known = new Set(context.asked.map(({ id }) => id));
    if ([...answered].some((id) => !known.has(id))) context.lack();
    return answersTo(context.asked, sample, context);
  },
};

const questionsAnswered = (pages: string): string[] => responseIn(pages).map(({ question }) => question);

interface Given {
  question: string;
  other: boolean;
  row: string | null;
  choice: string | null;
  text: string | null;
}

/** What one response says. */
function responseIn(pages: string | null): Given[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(pages ?? "[]");
  } catch {
    return [];
  }
  const list = (of: unknown): Record<string, unknown>[] => (Array.isArray(of) ? of : []);
  const text = (value: unknown) => (value === undefined || value === null ? null : String(value));
  return list(parsed).flatMap((page) =>
    list(page?.questions).flatMap((question) =>
      list(question?.answers).map((answer) => ({
        question: String(question.id),
        other: answer?.other_id !== undefined && answer.other_id !== null,
        row: text(answer?.row_id),
        choice: text(answer?.choice_id),
        text: text(answer?.text),
      })),
    ),
  );
}

/** A part of a question with what stands for it in the words of a table of answers. */
interface Column {
  part: AskedPart;
  name: string;
  numbers: ReadonlyMap<string, number>;
}

/** The answers of all surveys as facts of one shape: what differs from question to question is looked up by its number. */
function answersTo(asked: readonly AskedQuestion[], sample: TableSample, context: FormatContext): FactMapping[] {
  const surveys = [...new Set(asked.map(({ survey }) => survey))].map((survey) =>
    readSurvey(
      asked.filter((question) => question.survey === survey),
      sample,
      context,
    ),
  );
  const scored = surveys.flatMap(({ read, columns }) =>
    read.scores.map((score) => ({ ...score, column: columns.get(score.question.name)!, read, columns })),
  );
  const alone = surveys.flatMap(({ read, columns }) =>
    read.scores.length > 0
      ? []
      : read.open.map((question) => ({ instrument: ownName(question), column: columns.get(question.name)! })),
  );
  const shared = frameOf(surveys, sample);
  const chosen = surveys.flatMap(choicesOf);
  const instrumentBy = (of: readonly { column: Column; instrument: string }[]) =>
    looked(of.map(({ column, instrument }) => [column, instrument]));
  const facts: FactMapping[] = [];
  if (scored.length > 0) {
    const instrument = instrumentBy(scored);
    const comments = scored.flatMap(({ question, read, columns, column }) => {
      const comment = read.comments.get(question);
      return comment ? [{ score: column, comment: columns.get(comment.name)! }] : [];
    });
    const steps = scored.flatMap(({ column }) => [...column.numbers].map(([id, n]) => [id, n] as const));
    const typed = scored.filter(({ column }) => column.numbers.size === 0).map(({ column }) => column);
    facts.push({
      ...shared(instrument, [
        { any: [{ column: CHOICE, present: true }, ...(typed.length > 0 ? [isOneOf(typed)] : [])] },
        isOneOf(scored.map(({ column }) => column)),
      ]),
      fields: {
        instrument,
        scale_min: looked(scored.flatMap(({ column, scale }) => (scale ? [[column, scale.min]] : []))),
        scale_max: looked(scored.flatMap(({ column, scale }) => (scale ? [[column, scale.max]] : []))),
        scale_best: looked(scored.flatMap(({ column, scale }) => (scale ? [[column, scale.best]] : []))),
        item: looked(scored.map(({ column, question }) => [column, question.title])),
        score: {
          first: [
            { column: CHOICE, map: { ...Object.fromEntries(steps), "*": null } },
            ...(typed.length > 0 ? [choose([isOneOf(typed), TEXT])] : []),
          ],
        },
        ...(comments.length > 0
          ? {
              comment: {
                // A score and the open answer to it, within one response.
                within: {
                  join: [
                    RESPONSE,
                    looked(
                      comments.flatMap(({ score, comment }) => [
                        [score, keyOf(score)],
                        [comment, keyOf(score)],
                      ]),
                    ),
                  ],
                  with: "/",
                },
                take: TEXT,
                where: isOneOf(comments.map(({ comment }) => comment)),
              },
            }
          : {}),
        response_id: "id",
        ...aboutOf(surveys),
      },
    });
  }
  if (alone.length > 0) {
    const instrument = instrumentBy(alone);
    facts.push({
      ...shared(instrument, [isOneOf(alone.map(({ column }) => column)), { column: TEXT, present: true }]),
      fields: { instrument, comment: TEXT, response_id: "id", ...aboutOf(surveys) },
    });
  }
  return [...facts, ...answersByChoice(chosen, { shared, about: aboutOf(surveys) })];
}

/** Questions whose choices are no steps of a scale, and that do not say who answers or what about. */
function choicesOf({ read, columns }: Survey): Column[] {
  const taken = new Set([
    ...read.scores.map(({ question }) => question.name),
    ...read.identifiers.map(({ value }) => value),
    ...Object.values(read.about).filter((value) => typeof value === "string"),
  ]);
  return [...columns.values()].filter(
    ({ name, part: { question, row } }) => row === null && question.choices.length > 0 && !taken.has(name),
  );
}

/** Each choice that was taken; and that none was, by those who answered something else on the page. */
function answersByChoice(
  chosen: readonly Column[],
  { shared, about }: { shared: ReturnType<typeof frameOf>; about: Record<string, Expression> },
): FactMapping[] {
  if (chosen.length === 0) return [];
  const instrument = looked(chosen.map((column) => [column, nameOf(column)]));
  const texts = Object.fromEntries(
    chosen.flatMap(({ part: { question } }) => question.choices.map(({ id, text }) => [id, text] as const)),
  );
  // How somebody heard of the company is said in words of one's own, where they are there.
  const others = chosen.filter((column) => !isHeard(column)).flatMap(({ part: { question } }) => question.other ?? []);
  const heard = chosen.filter(isHeard).flatMap(({ part: { question } }) => question.other?.id ?? []);
  const other = Object.fromEntries(others.map(({ id, text, isChoice }) => [id, isChoice ? text : null]));
  const taken: FactMapping = {
    ...shared(instrument, [
      isOneOf(chosen),
      {
        any: [
          { column: CHOICE, present: true },
          { column: OTHER, present: true },
        ],
      },
    ]),
    id: { join: ["id", instrument, { first: [CHOICE, OTHER] }], with: "/" },
    fields: {
      instrument,
      item: looked(chosen.map((column) => [column, column.part.question.title])),
      choice: {
        first: [
          { column: CHOICE, map: { ...texts, "*": null } },
          { column: OTHER, map: { ...other, "*": null } },
          ...(heard.length > 0 ? [choose([{ column: OTHER, is: heard }, TEXT])] : []),
        ],
      },
      comment: choose([{ column: OTHER, present: true }, TEXT]),
      response_id: "id",
      ...about,
    },
  };
  const pages = new Map<string, Column[]>();
  for (const column of chosen) {
    const { page } = column.part.question;
    if (page !== undefined) pages.set(page, [...(pages.get(page) ?? []), column]);
  }
  const most = Math.max(0, ...[...pages.values()].map(({ length }) => length));
  // A page has each of its questions once: the first ones of all pages together, then the second ones, and so on.
  const empty = Array.from({ length: most }, (_, i): FactMapping => {
    const there = [...pages].flatMap(([page, columns]) => (columns[i] ? [{ page, column: columns[i] }] : []));
    const onPage = (value: (column: Column) => string): Expression => ({
      column: PAGE,
      map: { ...Object.fromEntries(there.map(({ page, column }) => [page, value(column)])), "*": null },
    });
    const left = onPage(nameOf);
    return {
      ...shared(left, [
        { column: QUESTIONS, isNot: ["[]", ""] },
        { column: QUESTIONS, present: true },
        { column: QUESTIONS, lacks: onPage(({ part }) => `"id":"${part.question.id}"`) },
      ]),
      fields: { instrument: left, item: onPage(({ part }) => part.question.title), response_id: "id", ...about },
    };
  });
  return [taken, ...empty];
}

const nameOf = ({ part, name }: Column): string =>
  isHeard({ part }) ? HEARD_FROM : ownName({ title: part.question.title || name });
const isHeard = ({ part }: Pick<Column, "part">): boolean => asksWhereHeard(part.question.title);

interface Survey {
  read: ReadQuestions;
  columns: ReadonlyMap<string, Column>;
}

/** The questions of one survey, read as if the answers stood in a table with a column for each. */
function readSurvey(asked: readonly AskedQuestion[], sample: TableSample, context: FormatContext): Survey {
  const names = questionNames(asked);
  const columns = [...names].map(([part, name]) => ({
    ...{ part, name },
    // Whoever may take several steps at once stands on no scale.
    ...chosenScale(part.question.isSeveral ? [] : part.question.choices),
  }));
  const custom = sample.columns.filter((column) => CUSTOM.test(column));
  const pages = sample.columns.indexOf("pages");
  const given = sample.rows.map((row) => responseIn(row[pages] ?? null));
  const said = ({ part: { question, row }, numbers }: Column, answers: readonly Given[]): string | null => {
    const answer = answers.find((a) => a.question === question.id && !a.other && (row === null || a.row === row.id));
    return (answer && (numbers.get(answer.choice ?? "")?.toString() ?? answer.text)) ?? null;
  };
  // What could be chosen counts as if it had been: it is the scale.
  const most = Math.max(0, ...columns.map(({ numbers }) => numbers.size));
  const choices = Array.from({ length: most }, (_, i) => [
    ...columns.map(({ numbers }) => [...numbers.values()][i]?.toString() ?? null),
    ...custom.map(() => null),
  ]);
  const table: TableSample = {
    ...{ path: sample.path, name: sample.name, container: sample.container, compressed: false, bytes: sample.bytes },
    columns: [...columns.map(({ name }) => name), ...custom.map((column) => column.replace(CUSTOM, ""))],
    rows: [
      ...choices,
      ...given.map((answers, i) => [
        ...columns.map((column) => said(column, answers)),
        ...custom.map((column) => sample.rows[i]![sample.columns.indexOf(column)] ?? null),
      ]),
    ],
    read: { ...sample.read, ...PLAINLY_WRITTEN },
  };
  const scales = Object.fromEntries(
    columns.flatMap(({ name, scale, isWorded }) =>
      scale === null || (!isWorded && speaksOfEffort(name)) ? [] : [[name, scale]],
    ),
  );
  const read = readQuestions(table, { ...context, scales: { ...scales, ...context.scales } }, []);
  return { read, columns: new Map(columns.map((column) => [column.name, column])) };
}

/** Of effort in numbers, either end may be the good one. */
const speaksOfEffort = (name: string): boolean => readHeader(name).some(({ concepts }) => concepts.has("EFFORT"));

const keyOf = ({ part: { question, row } }: Pick<Column, "part">): string =>
  row ? `${question.id}/${row.id}` : question.id;

/** A question without parts may name its only row, or none. */
const keysOf = (column: Pick<Column, "part">): string[] => {
  const { question, row } = column.part;
  return row ? [keyOf(column)] : [question.id, ...question.rows.map(({ id }) => `${question.id}/${id}`)];
};

/** What stands for the question of an answer. */
function looked(values: readonly (readonly [Pick<Column, "part">, string | number])[]): Expression {
  const map = Object.fromEntries(values.flatMap(([column, value]) => keysOf(column).map((key) => [key, value])));
  return { first: [{ join: [QUESTION, ROW], with: "/" }, QUESTION], map: { ...map, "*": null } };
}

/** That an answer is to one of these. */
function isOneOf(columns: readonly Pick<Column, "part">[]): Condition {
  const whole = columns.filter(({ part }) => part.row === null).map(({ part }) => part.question.id);
  const parts = columns.flatMap(({ part }) => (part.row ? [part.row.id] : []));
  const conditions: Condition[] = [
    ...(whole.length > 0 ? [{ column: QUESTION, is: whole }] : []),
    ...(parts.length > 0 ? [{ column: ROW, is: parts }] : []),
  ];
  return conditions.length === 1 ? conditions[0]! : { any: conditions };
}

const IS_RESPONSE: Condition[] = [
  where("response_status", "completed", "partial"),
  whereNot("collection_mode", "preview", "survey_preview"),
];

/** The text that was answered to one of these, wherever it stands in the response. */
const saidIn = (columns: readonly Column[]): Expression => ({
  within: RESPONSE,
  take: TEXT,
  where: isOneOf(columns),
});

/** What all answers of a response share. */
function frameOf(surveys: readonly Survey[], sample: TableSample) {
  const kinds = new Map<string, Expression[]>();
  for (const { read, columns } of surveys)
    for (const { kind, value } of read.identifiers) {
      const column = columns.get(value);
      const own = sample.columns.find((name) => CUSTOM.test(name) && name.replace(CUSTOM, "") === value);
      const said = column ? saidIn([column]) : own;
      if (said === undefined) continue;
      const known = kinds.get(kind) ?? [];
      if (!known.some((other) => JSON.stringify(other) === JSON.stringify(said))) kinds.set(kind, [...known, said]);
    }
  const email: Expression[] = ["email_address", "metadata.contact.email.value", ...(kinds.get("email") ?? [])];
  kinds.delete("email");
  const { customer = [], ...others } = Object.fromEntries(kinds);
  const who: SubjectMapping[] = [
    ...(customer.length > 0 ? [by("customer", { first: customer })] : []),
    by("email", { first: email }),
    ...Object.entries(others).map(([kind, first]) => by(kind, { first })),
  ];
  return (instrument: Expression, conditions: readonly Condition[]): Omit<FactMapping, "fields"> => ({
    fact: "answer",
    id: { join: ["id", instrument], with: "/" },
    subject: who[0]!,
    also: who.slice(1),
    at: { value: { first: ["date_modified", "date_created"] } },
    where: { all: [...IS_RESPONSE, ...conditions] },
  });
}

/** What the answers are about, where a question asks for its number. */
function aboutOf(surveys: readonly Survey[]): Record<string, Expression> {
  const found = surveys.flatMap(({ read: { about }, columns }) => {
    const column = typeof about.about_id === "string" ? columns.get(about.about_id) : undefined;
    return column ? [{ about: about.about!, column }] : [];
  });
  const same = found.filter(({ about }) => JSON.stringify(about) === JSON.stringify(found[0]?.about));
  if (!found[0]) return {};
  const about_id = saidIn(same.map(({ column }) => column));
  return { about: found[0].about, about_id };
}
