import type { OwnScore } from "../../facts/own-score.ts";
import { parseScale, type Scale } from "../../facts/scale.ts";
import { columnNamed, type FormatContext, type Header } from "../format.ts";
import { examplesOf } from "../generic/buying.ts";
import { IDENTIFIER_TERMS } from "../generic/generic-table.ts";
import { decideScale, type Family, slug } from "../generic/scales.ts";
import { type Column, columnsOf, isScore } from "../looks.ts";
import type { Condition, Expression, FactMapping, SubjectMapping } from "../mapping.ts";
import { answersOf, ownScoreOf } from "../own-scores.ts";
import { choose } from "../parts.ts";
import { scoreRange, shapeOf } from "../read/value-shapes.ts";
import type { TableSample } from "../table.ts";
import { readings, type TermName } from "../terms.ts";
import { readHeader } from "../words/header.ts";
import { type ChoiceQuestion, choiceQuestions, columnsOfChoice } from "./chosen.ts";
import { asksWhereHeard } from "./heard.ts";
import { labelledScale } from "./labels.ts";

/** What all answers of one response share, in the words of the survey tool. */
export interface ResponseFrame {
  /** The response's own id. */
  id?: Expression;
  at?: FactMapping["at"];
  /** Whom it is from, the surest identifier first. */
  who?: readonly SubjectMapping[];
  /** Further fields of each answer. */
  fields?: Record<string, Expression>;
  /** Rows that are responses at all; previews and tests are not. */
  where?: Condition;
  /** Columns that are no questions. */
  besides: readonly (Header | RegExp)[];
}

/** A column with the question that it answers. */
export interface Question {
  /** Name in the file. */
  name: string;
  title: string;
  /** The column as numbers, where its answers are numbers or labels that stand for them. */
  column: Column;
  score: Expression;
  /** The scale that labels tell, or what they leave open. */
  labelled?: string | "open";
  /** The score of the company's own that it asks for. */
  own?: OwnScore;
}

/**
 * The answers in a table with one row a response and one column a question. The questions are the company's own: they are
 * known by their words, in any of the five languages. The first question of each kind is the instrument; others get one
 * named after themselves. An open answer belongs to the score asked before it.
 */
export function surveyAnswers(
  sample: TableSample,
  context: FormatContext,
  { id, at, who = [], fields = {}, where, besides }: ResponseFrame,
): FactMapping[] {
  const { scores, comments, open, choices, heard, identifiers, about } = readQuestions(sample, context, besides);
  const [subject, ...also] = [
    ...identifiers.filter(({ kind }) => kind === "customer"),
    ...who,
    ...identifiers.filter(({ kind }) => kind !== "customer"),
  ];
  const answered = [
    ...scores.map(({ question }) => question.name),
    ...open.map(({ name }) => name),
    ...choices.flatMap(columnsOfChoice),
    ...heard,
  ];
  const isResponse: Condition = { any: answered.map((column) => ({ column, present: true })) };
  const frame = (instrument: string): Omit<FactMapping, "fields"> => ({
    fact: "answer",
    ...(id === undefined ? {} : { id: { join: [id, { value: instrument }], with: "/" } }),
    ...(subject ? { subject } : {}),
    ...(also.length > 0 ? { also } : {}),
    ...(at ? { at } : {}),
    where: where ? { all: [where, isResponse] } : isResponse,
  });
  const shared = { ...(id === undefined ? {} : { response_id: id }), ...fields, ...about };
  const answers = scores.map(({ question, instrument, scale }): FactMapping => {
    const comment = comments.get(question);
    return {
      ...frame(instrument),
      fields: {
        instrument: { value: instrument },
        ...(scale
          ? { scale_min: { value: scale.min }, scale_max: { value: scale.max }, scale_best: { value: scale.best } }
          : {}),
        ...(question.title === question.name ? {} : { item: { value: question.title } }),
        score: question.score,
        ...(comment ? { comment: comment.name } : {}),
        ...shared,
      },
    };
  });
  const alone = scores.length > 0 ? [] : open;
  return [
    ...answers,
    ...alone.map((question): FactMapping => {
      const instrument = ownName(question);
      return { ...frame(instrument), fields: { instrument: { value: instrument }, comment: question.name, ...shared } };
    }),
    ...choices.flatMap((question) => choiceAnswers(question, { frame, id, shared })),
  ];
}

interface ChoiceFrame {
  frame(instrument: string): Omit<FactMapping, "fields">;
  id: Expression | undefined;
  shared: Record<string, Expression>;
}

/** Each choice that was taken is an answer of its own; one without a choice where none was, or the question was not shown. */
function choiceAnswers(question: ChoiceQuestion, { frame, id, shared }: ChoiceFrame): FactMapping[] {
  const { title, single, several, other } = question;
  const instrument = ownName({ title });
  const { where: isResponse, ...rest } = frame(instrument);
  const there = (column: string): Condition => ({ column, present: true });
  const answer = (choice: string | null, fields: Record<string, Expression>, conditions: Condition[]): FactMapping => ({
    ...rest,
    ...(id === undefined || choice === null
      ? {}
      : { id: { join: [id, { value: instrument }, { value: choice }], with: "/" } }),
    where: { all: [...(isResponse ? [isResponse] : []), ...conditions] },
    fields: { instrument: { value: instrument }, item: { value: title }, ...fields, ...shared },
  });
  const inOwnWords = other ? { comment: other.column } : {};
  if (single !== null) {
    const choice: Expression = other
      ? { first: [single, choose([there(other.column), { value: other.choice }])] }
      : single;
    return [answer(null, { choice, ...inOwnWords }, [])];
  }
  return [
    ...several.map(({ column, choice }) => answer(choice, { choice: { value: choice } }, [there(column)])),
    ...(other ? [answer(other.choice, { choice: { value: other.choice }, ...inOwnWords }, [there(other.column)])] : []),
    answer(
      null,
      {},
      columnsOfChoice(question).map((column) => ({ column, present: false })),
    ),
  ];
}

export interface ReadQuestions {
  scores: Scored[];
  /** The open answer to each score that has one. */
  comments: ReadonlyMap<Question, Question>;
  /** Questions with open answers that are kept. */
  open: Question[];
  /** Questions whose choices are no steps of a scale. */
  choices: ChoiceQuestion[];
  /** Columns with how somebody heard of the company. */
  heard: string[];
  identifiers: { kind: string; value: string }[];
  about: Record<string, Expression>;
}

/** What the columns of a table ask for, by their words and what was answered. */
export function readQuestions(
  sample: TableSample,
  context: FormatContext,
  besides: ResponseFrame["besides"],
): ReadQuestions {
  const all = questionsOf(sample, context, besides);
  const isAsked = (column: string) => all.some(({ name }) => name === column) && context.columns[column] === undefined;
  const offered = choiceQuestions(sample).filter((question) => columnsOfChoice(question).every(isAsked));
  const apart = new Set(offered.flatMap((question) => columnsOfChoice({ ...question, single: null })));
  // How somebody heard of the company is answered to every table alike; see `withWhereHeard`.
  const heard = new Set(
    all.filter(({ name, title }) => asksWhereHeard(title) && isAsked(name)).map(({ name }) => name),
  );
  const questions = all.filter(({ name }) => !apart.has(name) && !heard.has(name));
  const scores = scoresOf(questions, context);
  const single = new Set(offered.flatMap((question) => question.single ?? []));
  const { comments, open } = commentsOf(
    questions.filter(({ name }) => !single.has(name) || context.columns[name] !== undefined),
    scores,
    context,
  );
  const taken = [...scores.map((s) => s.question), ...open];
  const around = circumstancesOf(questions, taken, context);
  const named = new Set([
    ...scores.map(({ question }) => question.name),
    ...around.identifiers.map(({ value }) => value),
    ...Object.values(around.about),
  ]);
  return {
    scores,
    comments,
    open,
    choices: offered.filter(({ single, title }) => !named.has(single ?? "") && !asksWhereHeard(title)),
    heard: [...heard],
    ...around,
  };
}

/** Whether a table holds answers to a question that is written out: what tells a form from any other list with a date. */
export function asksSomething(sample: TableSample): boolean {
  const kinds: readonly TermName[] = [...STANDARD, "comment"];
  return columnsOf(sample).some((column) => {
    if (!/\S+\s+\S+\s+\S+/.test(column.name)) return false;
    if (/\?\s*(\[.*\])?$/.test(column.name)) return true;
    return readings(column).some(({ term, header }) => kinds.includes(term) && header >= WEAKEST);
  });
}

function questionsOf(sample: TableSample, context: FormatContext, besides: ResponseFrame["besides"]): Question[] {
  const others = new Set(
    besides.flatMap((header) => (header instanceof RegExp ? [] : (columnNamed(sample, header) ?? []))),
  );
  const patterns = besides.filter((header) => header instanceof RegExp);
  return columnsOf(sample)
    .filter(({ name }) => !others.has(name) && !patterns.some((pattern) => pattern.test(name)))
    .filter(({ name }) => context.columns[name] !== "none")
    .map((column) => asQuestion(sample, column, context));
}

/** Letters of a question that the columns of its parts are named with. */
const NAMED = 120;
/** A heading that only says how an answer was given. */
const SAYS_NOTHING = /^(open[- ]ended )?response$/i;

function titleOf({ headings = [], columns }: TableSample, { index, name }: Column): string {
  const heading = headings
    .map((row) => row[index])
    .find((text) => typeof text === "string" && !text.startsWith("{") && !SAYS_NOTHING.test(text));
  // The first row of a grid has the question's name, and the others are named after it.
  const isFirst = columns.some((other) => other.startsWith(`${name.slice(0, NAMED)} [`));
  if (isFirst && heading) return `${name} [${heading}]`.replace(/\s+/g, " ");
  return (heading !== undefined && heading !== null && heading.length > name.length ? heading : name).replace(
    /\s+/g,
    " ",
  );
}

function asQuestion(sample: TableSample, column: Column, { scales, scores, columns }: FormatContext): Question {
  const title = titleOf(sample, column);
  const { name } = column;
  const own = ownScoreOf(title, columns[name], scores);
  const present = column.values.filter((v): v is string => v !== null);
  const as = (values: readonly (string | null)[]): Column => ({
    ...column,
    name: title,
    values,
    shape: shapeOf(values),
    range: scoreRange(values),
  });
  const plainly: Question = {
    ...{ name, title, column: { ...column, name: title }, score: name },
    ...(own ? { own } : {}),
  };
  if (column.range || present.length === 0) return plainly;
  for (const pattern of NUMBERED) {
    const numbers = present.map((value) => pattern.exec(value)?.[1]);
    if (numbers.every((n) => n !== undefined) && new Set(present).size <= MOST_STEPS)
      return {
        ...plainly,
        column: as(column.values.map((v) => (v === null ? null : pattern.exec(v)![1]!))),
        score: { column: name, pattern: pattern.source },
      };
  }
  const numbers = answersOf(column);
  if (own?.bands.length === 0 && typeof numbers === "object") return { ...plainly, score: numbers };
  const stated = parseScale(scales[name] ?? own?.scale);
  const labelled = labelledScale(present, stated && stated.max - stated.min + 1);
  if (!labelled) return plainly;
  return {
    ...plainly,
    column: as(column.values.map((v) => (v === null ? null : String(labelled.map[v])))),
    score: { column: name, map: labelled.map },
    labelled: labelled.steps ? `1-${labelled.steps}` : "open",
  };
}

const MOST_STEPS = 11;
/** A number with words: `10 - Extremely likely`, `Very satisfied (5)`. */
const NUMBERED = [/^\s*(\d{1,2})\s*(?:[-–—:=.)(]|$)/, /[\s(=:-](\d{1,2})\s*\)?\s*$/];

export interface Scored {
  question: Question;
  family: Family;
  instrument: string;
  scale?: Scale;
}

const STANDARD = ["nps", "csat", "ces"] as const;
const WEAKEST = 0.45;
const SAID = 2;

/** One row of a grid, `Question [row]`: it rates a part, not the whole. */
const isItem = ({ title }: Question): boolean => ITEM.test(title);
const ITEM = /^(.*\S)\s*\[([^\]]+)\]$/;

/** An instrument named after its question; of a grid, after the question and the row. */
export function ownName({ title }: Pick<Question, "title">): string {
  const item = ITEM.exec(title);
  return (item ? `${slug(item[1]!).slice(0, 40)}-${slug(item[2]!).slice(0, 30)}` : slug(title)) || "score";
}

function scoresOf(questions: readonly Question[], context: FormatContext): Scored[] {
  const own = new Set<Question>();
  for (const question of questions)
    if (question.own && question.column.shape.n > 0 && ![...own].some((other) => other.own === question.own))
      own.add(question);
  const fits = questions
    .filter((question) => !own.has(question))
    .flatMap((question) => {
      const said = context.columns[question.name];
      if (said !== undefined)
        return STANDARD.filter((family) => family === said).map((family) => ({ question, family, fit: SAID }));
      if (isScore(question.column) < 0.6) return [];
      return readings(question.column)
        .filter(({ term }) => STANDARD.some((family) => family === term))
        .map(({ term, header, values }) => ({
          question,
          family: term as Exclude<Family, "custom">,
          fit: header * values,
        }));
    })
    .filter(({ fit }) => fit >= WEAKEST)
    .sort((a, b) => b.fit - a.fit || a.question.column.index - b.question.column.index);
  const taken = new Map<Question, Family>();
  for (const { question, family, fit } of fits)
    if ((fit === SAID || !isItem(question)) && !taken.has(question) && ![...taken.values()].includes(family))
      taken.set(question, family);
  for (const question of questions)
    if (!own.has(question) && !taken.has(question) && isRating(question, context)) taken.set(question, "custom");
  return questions.flatMap((question): Scored[] => {
    if (own.has(question)) {
      const { id, scale } = question.own!;
      return [{ question, family: "custom", instrument: id, scale: parseScale(scale)! }];
    }
    const family = taken.get(question);
    return family ? scored(question, family, context) : [];
  });
}

/** Answers on a scale to a question that speaks of a score, or to one row of a grid. */
function isRating(question: Question, { columns }: FormatContext): boolean {
  const { name, column } = question;
  if (columns[name] !== undefined || column.shape.n === 0 || isScore(column) < 0.6) return false;
  const speaks = ["SCORE", "SATISFACTION", "NPS", "CSAT", "CES", "EFFORT", "RECOMMEND"] as const;
  return (
    isItem(question) || readHeader(column.name).some(({ concepts }) => speaks.some((concept) => concepts.has(concept)))
  );
}

function scored(question: Question, family: Family, { scales, ask }: FormatContext): Scored[] {
  const { name, column, labelled } = question;
  const stated = scales[name] ?? (labelled === "open" ? undefined : labelled);
  const open = labelled === "open" && scales[name] === undefined;
  const decided = open ? { possible: ["1-5", "1-7", "1-3"] } : decideScale(column, family, stated);
  if ("instrument" in decided)
    return [
      {
        question,
        family,
        instrument: family === "custom" ? ownName(question) : decided.instrument,
        scale: decided.scale,
      },
    ];
  // A score with a name of its own stands by itself, whatever its ends.
  if (family === "custom") return [{ question, family, instrument: ownName(question) }];
  ask({
    code: "score_scale",
    column: name,
    choices: decided.possible,
    option: `files[].scales.${name}`,
    examples: examplesOf(column.values),
  });
  return [{ question, family, instrument: `${ownName(question)}-scale-unknown` }];
}

/** Open answers, each with the standard score asked before it, or any where there is no such; the first one is kept. */
function commentsOf(questions: readonly Question[], scores: readonly Scored[], context: FormatContext) {
  const scored = new Set(scores.map(({ question }) => question));
  const open = questions.filter((question) => !scored.has(question) && isOpen(question, context));
  const standard = scores.filter(({ family }) => family !== "custom");
  const explained = (standard.length > 0 ? standard : scores).map(({ question }) => question);
  const comments = new Map<Question, Question>();
  for (const question of open) {
    const before = explained.filter((other) => other.column.index < question.column.index).at(-1) ?? explained[0];
    if (before && !comments.has(before)) comments.set(before, question);
  }
  return { comments, open: scores.length > 0 ? [...comments.values()] : open };
}

function isOpen({ name, column }: Question, { columns }: FormatContext): boolean {
  if (columns[name] !== undefined) return columns[name] === "comment";
  const { share, n, distinct } = column.shape;
  if (n === 0 || share.email > 0.2 || share.date > 0.5 || share.amount > 0.5) return false;
  const isFree = share.text >= 0.5 && distinct > 0.6 * n;
  const speaks = readings(column).some(({ term, header, values }) => term === "comment" && header * values >= WEAKEST);
  return (speaks && distinct > 0.3 * n) || (isFree && column.shape.meanLength > 15);
}

const ABOUT: readonly (readonly [TermName, string])[] = [
  ["order", "order"],
  ["ticket", "case"],
  ["call", "contact"],
];

/** What else stands among the questions: who answers, and what about. */
function circumstancesOf(questions: readonly Question[], taken: readonly Question[], { columns }: FormatContext) {
  const free = questions.filter((question) => !taken.includes(question));
  const bestFor = (term: TermName): string | undefined => {
    const said = free.find(({ name }) => columns[name] === term);
    if (said) return said.name;
    const fits = free
      .filter(({ name }) => columns[name] === undefined)
      .map(({ name, column }) => {
        const fit = column.shape.n === 0 ? undefined : readings(column).find((r) => r.term === term);
        return { name, fit: fit ? fit.header * fit.values : 0 };
      })
      .sort((a, b) => b.fit - a.fit);
    return fits[0] && fits[0].fit >= 0.7 ? fits[0].name : undefined;
  };
  const identifiers = IDENTIFIER_TERMS.filter((term) => term !== "other_email" && term !== "account").flatMap(
    (kind) => {
      const value = bestFor(kind);
      return value === undefined ? [] : [{ kind, value }];
    },
  );
  const about: Record<string, Expression> = {};
  for (const [term, kind] of ABOUT) {
    const column = about.about ? undefined : bestFor(term);
    if (column === undefined) continue;
    about.about = { value: kind };
    about.about_id = column;
  }
  return { identifiers, about };
}
