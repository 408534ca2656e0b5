import { HEARD_FROM } from "../../facts/told.ts";
import type { Adjustments, Condition, Expression, FactMapping } from "../mapping.ts";
import type { TableSample } from "../table.ts";
import { plain } from "../words/header.ts";

/** The question how somebody heard of the company, in five languages, as `plain` writes it; also as forms and settings of shops name it. */
const ASKS = new RegExp(
  [
    "how (did|have) (you|customer)( first)? (hear|heard|find out|found out|learn|learnt|learned|come across|get to know)",
    "where (did|have) (you|customer)( first)? (hear|heard|find out|learn)",
    "how you (first )?(heard|found out|learned) (about|of)",
    "self[ -]?reported attribution",
    "(skad|jak)( sie)?( pani| pan| panstwo)*( sie)? o nas( sie)?( pani| pan| panstwo)* (dowiedzi|slysza|uslysza|wiesz|wie)",
    "(skad|jak)( pani| pan| panstwo)* (dowiedzi|uslysza)\\w*( sie)?( pani| pan| panstwo)* o nas",
    "(hur|var) (horde|fick|hittade)( du| ni) .*(oss|foretag)",
    "(как|откуда)( вы| ты)?( о нас)?( вы| ты)? (узнал|услышал)",
    "(cum|de unde) (ati|ai) (auzit|aflat)",
  ].join("|"),
  "u",
);

/** Whether a question asks how somebody heard of the company. */
export const asksWhereHeard = (title: string): boolean => ASKS.test(plain(title).replace(/[_\s/]+/g, " "));

const NOTES = /^note[ _]attributes$/i;
/** `How did you hear about us?: Instagram`, among other notes on an order, a line each. */
const IN_NOTES: Adjustments = { pattern: "[Hh]ow did you (?:first )?hear[^:\\n]*:[ ]*([^\\n]+)" };
const isNoted = (column: string): Condition => ({
  any: ["How did you hear", "How did you first hear", "how did you hear"].map((value) => ({
    column,
    holds: { value },
  })),
});
const PART = /\s*\[.*\](_\d+)?$/s;

/** Columns with the answer, and the part of each that holds it. */
function answersIn({ columns, rows }: TableSample, said: Readonly<Record<string, string>>): Expression[] {
  return columns.flatMap((column, i): Expression[] => {
    if (said[column] === HEARD_FROM) return [column];
    if (said[column] !== undefined) return [];
    if (asksWhereHeard(column.replace(PART, ""))) {
      const values = rows.flatMap((row) => row[i] ?? []);
      // Marks of what was ticked say nothing in words.
      return values.length > 0 && values.every((value) => /^(\d+|yes|no|true|false|x)$/i.test(value)) ? [] : [column];
    }
    return NOTES.test(column) && rows.some((row) => /[Hh]ow did you (first )?hear/.test(row[i] ?? ""))
      ? [{ column, ...IN_NOTES }]
      : [];
  });
}

/** Facts that say whose row it is, and when it was written. */
const BEARERS: readonly FactMapping["fact"][] = ["answer", "purchase", "party"];

/**
 * The facts of a table, with an answer for each column that asks how somebody heard of the company, whatever else the table holds: of a
 * survey it is one more answer of the response, of orders and customers one of the customer. A cell that is empty says nothing.
 */
export function withWhereHeard(
  facts: readonly FactMapping[],
  sample: TableSample,
  said: Readonly<Record<string, string>>,
): FactMapping[] {
  const bearer = BEARERS.map((kind) => facts.find(({ fact, subject }) => fact === kind && subject)).find(Boolean);
  if (!bearer) return [...facts];
  const { id, subject, also, where, fields } = bearer;
  const at = bearer.at ?? (fields.joined === undefined ? undefined : { value: fields.joined });
  const answers = answersIn(sample, said);
  return [
    ...facts,
    ...answers.map((choice, i): FactMapping => {
      const column = typeof choice === "string" ? choice : (choice as { column: string }).column;
      const own = answers.length === 1 ? HEARD_FROM : `${HEARD_FROM}/${i + 1}`;
      return {
        fact: "answer",
        ...(id === undefined ? {} : { id: { join: [id, { value: own }], with: "/" } }),
        subject: subject!,
        ...(also ? { also } : {}),
        ...(at ? { at } : {}),
        where: {
          all: [...(where ? [where] : []), { column, present: true }, ...(NOTES.test(column) ? [isNoted(column)] : [])],
        },
        fields: {
          instrument: { value: HEARD_FROM },
          item: { value: column.replace(PART, "") },
          choice,
          ...(bearer.fact === "answer" && fields.response_id !== undefined ? { response_id: fields.response_id } : {}),
        },
      };
    }),
  ];
}
