import type { OwnScore } from "../../facts/own-score.ts";
import { parseScale, type Scale } from "../../facts/scale.ts";
import { type Column, isScore } from "../looks.ts";
import type { Condition, Expression, FactMapping } from "../mapping.ts";
import { answersOf, ownScoreOf } from "../own-scores.ts";
import { scoreRange, shapeOf } from "../read/value-shapes.ts";
import { readHeader } from "../words/header.ts";
import { examplesOf } from "./buying.ts";
import { atOf, columnIn, type Found, fieldValue, type GenericTable, whom } from "./generic-table.ts";
import { decideScale, type Family, slug } from "./scales.ts";
import { distinctValues } from "./value-words.ts";

const RESPONSE_SLOTS = {
  at: { terms: { answer_date: 1, completed: 1, date: 1, created: 1, sent: 0.5 } },
  response_id: { terms: { response: 1, id: 0.8 } },
  invitation_id: { terms: { invitation: 1 } },
  comment: { terms: { comment: 1 } },
  order_id: { terms: { order: 1 } },
  case_id: { terms: { ticket: 1 } },
  contact_id: { terms: { call: 1 } },
  touchpoint: { terms: { event: 0.8 } },
  channel: { terms: { channel: 1 } },
  agent: { terms: { agent: 1 } },
  team: { terms: { team: 1 } },
  language: { terms: { language: 1 } },
  survey: { terms: { survey: 1 } },
  importance: { terms: { importance: 1 } },
  item: { terms: { question: 0.9, item: 1 } },
  kind: { terms: { answer_kind: 1 } },
  about: { terms: { about: 1 } },
  about_id: { terms: { about_id: 1 } },
  respondent: { terms: { respondent: 1 } },
  wording: { terms: { wording: 1 } },
  seconds: { terms: { seconds: 1 } },
} as const;

/** Meanings of other tables that also hold a score now and then. */
const AGAINST = [
  "order_total",
  "stars",
  "review",
  "review_date",
  "refund",
  "offer",
  "points",
  "talk",
  "handle",
  "wait",
  "priority",
  "reopened",
] as const;

export const answersWide: GenericTable = {
  format: "generic.answer-wide",
  fact: "answer",
  subject: "wanted",
  slots: {
    nps: { terms: { nps: 1 } },
    csat: { terms: { csat: 1 } },
    ces: { terms: { ces: 1 } },
    own_score: { terms: { own_score: 1 } },
    ...RESPONSE_SLOTS,
  },
  hallmarks: { terms: ["nps", "csat", "ces", "own_score"], least: 1 },
  against: AGAINST,
  fit: (found) => (isAboutSomebody(found) && atOf(found) ? 1 : isAboutSomebody(found) ? 0.85 : 0.5),
  facts: wideFacts,
};

export const answersLong: GenericTable = {
  format: "generic.answer-long",
  fact: "answer",
  subject: "wanted",
  slots: {
    score: { terms: { score: 1 }, needed: true },
    instrument: { terms: { instrument: 1, question: 0.9, survey: 0.7 }, needed: true },
    scale_min: { terms: { scale_min: 1 } },
    scale_max: { terms: { scale_max: 1 } },
    ...RESPONSE_SLOTS,
  },
  hallmarks: { terms: ["score"], least: 1 },
  against: [...AGAINST, "nps", "csat", "ces", "own_score"],
  fit: (found) => {
    const isKnown = families(found).some(({ family, own }) => family !== "custom" || own);
    return isKnown && isAboutSomebody(found) ? 1 : 0.4;
  },
  facts: longFacts,
};

/** Somebody, or something that leads to somebody. */
function isAboutSomebody(found: Found): boolean {
  return (
    found.identifiers.length > 0 ||
    ["response_id", "order_id", "case_id", "contact_id", "invitation_id"].some((slot) => found.slots.has(slot))
  );
}

function wideFacts(found: Found): FactMapping[] | null {
  const scores = (["nps", "csat", "ces"] as const).flatMap((family) => {
    const column = columnIn(found, family);
    return column ? [{ family: family as Family, column }] : [];
  });
  const id = responseId(found);
  const asked = [...scores, ...ownColumns(found), ...customScores(found)];
  const comment = columnIn(found, "comment");
  // A row without a single answer is somebody who did not respond; a blank beside an answer is a question passed over.
  const isResponse: Condition = {
    any: [...asked.map(({ column }) => column), ...(comment ? [comment] : [])].map(({ name }) => ({
      column: name,
      present: true,
    })),
  };
  const facts = asked.map(({ family, column }, i) => ({
    ...answer(found, { column, family, id, isFirst: i === 0 }),
    where: isResponse,
  }));
  return facts.length === 0 ? null : facts;
}

/** Scores that stand in a list of cases or contacts, as answers about them. */
export function answersBeside(found: Found, { at }: { at: Expression }): FactMapping[] {
  const standard = (["nps", "csat", "ces"] as const).map((family) => ({ family, column: columnIn(found, family) }));
  return [...standard, ...ownColumns(found)].flatMap(({ family, column }, i) => {
    if (!column) return [];
    const fact = answer(found, { column, family, id: undefined, isFirst: i === 0 });
    return [{ ...fact, at: { value: at }, where: { column: column.name, present: true } }];
  });
}

/** Columns that hold a score of the company's own. */
const ownColumns = ({ own }: Found): { family: Family; column: Column }[] =>
  [...own.keys()].map((column) => ({ family: "custom", column }));

/** Further columns whose header speaks of a score and whose values are on a scale. */
function customScores(found: Found): { family: Family; column: Column }[] {
  const taken = new Set([...found.slots.values(), ...found.identifiers].map(({ column }) => column));
  return found.columns
    .filter((column) => !taken.has(column) && !found.own.has(column) && column.shape.n > 0 && isScore(column) >= 0.6)
    .filter((column) =>
      readHeader(column.name).some(({ concepts }) =>
        ["SCORE", "SATISFACTION", "NPS", "CSAT", "CES", "EFFORT"].some((c) => concepts.has(c as never)),
      ),
    )
    .map((column) => ({ family: "custom" as const, column }));
}

function answer(
  found: Found,
  { column, family, id, isFirst }: { column: Column; family: Family; id: string | undefined; isFirst: boolean },
): FactMapping {
  const decided = scaleOf(found, column, family);
  return {
    fact: "answer",
    ...(id === undefined ? {} : { id: { join: [id, { value: decided.instrument }], with: "/" } }),
    ...respondent(found),
    fields: {
      instrument: { value: decided.instrument },
      ...(decided.scale ? scaleFields(decided.scale) : {}),
      score: found.own.has(column) ? answersOf(column) : column.name,
      // The reason given belongs to the first score of the row, so that it is read once.
      ...circumstances(found, isFirst),
    },
  };
}

function scaleOf(
  found: Found,
  column: Column,
  family: Family,
  written?: string,
): { instrument: string; scale?: Scale } {
  const own = found.own.get(column);
  if (own) return ofOwn(own);
  const decided = decideScale(column, family, found.scales[column.name] ?? written);
  if ("instrument" in decided) return decided;
  found.ask({
    code: "score_scale",
    column: column.name,
    choices: decided.possible,
    option: `files[].scales.${column.name}`,
    examples: examplesOf(column.values),
  });
  // Until it is known, the scores stand under a name that no measure reads.
  return { instrument: `${slug(column.name)}-scale-unknown` };
}

const ofOwn = ({ id, scale }: OwnScore): { instrument: string; scale: Scale } => ({
  instrument: id,
  scale: parseScale(scale)!,
});

const scaleFields = ({ min, max, best }: Scale): Record<string, Expression> => ({
  scale_min: { value: min },
  scale_max: { value: max },
  scale_best: { value: best },
});

function respondent(found: Found): Partial<FactMapping> {
  const at = atOf(found);
  return { ...whom(found), ...(at ? { at } : {}) };
}

/** The response's own id; a bare `id` may be the respondent's: where nothing else names anybody, ask. */
function responseId(found: Found): string | undefined {
  const slot = found.slots.get("response_id");
  if (!slot) return undefined;
  if (slot.term === "id" && found.identifiers.length === 0)
    found.ask({
      code: "which_column",
      column: slot.column.name,
      choices: ["customer", "response"],
      option: `files[].columns.${slot.column.name}`,
      examples: examplesOf(slot.column.values),
    });
  return slot.column.name;
}

function circumstances(found: Found, withComment: boolean): Record<string, Expression> {
  const fields: Record<string, Expression> = {};
  for (const slot of [
    "response_id",
    "invitation_id",
    "touchpoint",
    "channel",
    "agent",
    "team",
    "language",
    "importance",
    "kind",
    "about",
    "about_id",
    "respondent",
    "wording",
    "seconds",
  ]) {
    const value = fieldValue(found, slot, "answer");
    if (value !== undefined) fields[slot] = value;
  }
  const comment = columnIn(found, "comment");
  if (withComment && comment) fields.comment = comment.name;
  return fields.about ? fields : { ...fields, ...aboutWhat(found) };
}

/** What a row is about where a column names it by its number: an order, a case, a contact. */
export function aboutWhat(found: Found): Record<string, Expression> {
  for (const [slot, about] of [
    ["order_id", "order"],
    ["case_id", "case"],
    ["contact_id", "contact"],
  ] as const) {
    const column = columnIn(found, slot);
    if (column) return { about: { value: about }, about_id: column.name };
  }
  return {};
}

/** The scale that the rows of an instrument state beside each score; undefined where they do not agree. */
function writtenScale(found: Found, instrument: string): string | undefined {
  const [names, low, high] = ["instrument", "scale_min", "scale_max"].map((slot) => columnIn(found, slot));
  if (!names || !low || !high) return undefined;
  const scales = new Set(
    names.values.flatMap((name, row) => (name === instrument ? [`${low.values[row]}-${high.values[row]}`] : [])),
  );
  const [scale] = scales;
  return scales.size === 1 && scale !== undefined && parseScale(scale) ? scale : undefined;
}

/** The instruments that the rows of a long table name, each with what it measures. */
function families(found: Found): { value: string; family: Family; own: OwnScore | undefined }[] {
  const column = columnIn(found, "instrument");
  if (!column) return [];
  return distinctValues(column).map((value) => ({
    value,
    family: familyOf(value),
    own: ownScoreOf(value, undefined, found.scores),
  }));
}

/** What a name of a survey or of an instrument says that it measures. */
export function familyOf(text: string): Family {
  const concepts = new Set(readHeader(text).flatMap((word) => [...word.concepts]));
  if (concepts.has("NPS") || concepts.has("RECOMMEND")) return "nps";
  if (concepts.has("CES") || concepts.has("EFFORT")) return "ces";
  return concepts.has("CSAT") || concepts.has("SATISFACTION") ? "csat" : "custom";
}

function itemOf(found: Found, instrument: Column): Record<string, Expression> {
  const item = columnIn(found, "item");
  return item && item !== instrument ? { item: item.name } : {};
}

const MOST_INSTRUMENTS = 60;

function longFacts(found: Found): FactMapping[] | null {
  const instrument = columnIn(found, "instrument")!;
  const score = columnIn(found, "score")!;
  const known = families(found);
  if (known.length > MOST_INSTRUMENTS) return null;
  const names: Record<string, string> = {};
  const ends: Record<"scale_min" | "scale_max", Record<string, number | null>> = { scale_min: {}, scale_max: {} };
  const best: Record<string, string | null> = {};
  for (const { value, family, own: stated } of known) {
    const values = score.values.filter((_, row) => instrument.values[row] === value);
    const own = { ...score, name: value, values, shape: shapeOf(values), range: scoreRange(values) };
    if (own.shape.n === 0 && !stated) {
      names[value] = slug(value);
      continue;
    }
    const decided = stated ? ofOwn(stated) : scaleOf(found, own, family, writtenScale(found, value));
    names[value] = decided.instrument;
    if (!decided.scale) continue;
    ends.scale_min[value] = decided.scale.min;
    ends.scale_max[value] = decided.scale.max;
    best[value] = decided.scale.best;
  }
  const id = responseId(found);
  return [
    {
      fact: "answer",
      ...(id === undefined ? {} : { id: { join: [id, instrument.name], with: "/" } }),
      ...respondent(found),
      fields: {
        instrument: { column: instrument.name, map: names },
        ...(Object.keys(best).length > 0
          ? {
              scale_min: { column: instrument.name, map: { ...ends.scale_min, "*": null } },
              scale_max: { column: instrument.name, map: { ...ends.scale_max, "*": null } },
              scale_best: { column: instrument.name, map: { ...best, "*": null } },
            }
          : {}),
        ...itemOf(found, instrument),
        score: score.name,
        ...circumstances(found, true),
      },
    },
  ];
}
