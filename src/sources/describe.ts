import { type FactKind, factDefinition } from "../facts/facts.ts";
import { columnsUsed, conditionColumns, expressionColumns } from "./columns-used.ts";
import type { Expression, FactMapping, Recognition } from "./mapping.ts";
import type { TableSample } from "./table.ts";

/** A step on the way from cell to field, as a code with its values; the catalogues put it in words. */
export interface Step {
  code:
    | "as_is"
    | "constant"
    | "replaced"
    | "multiplied"
    | "raised_to"
    | "without_sign"
    | "part_of_text"
    | "letter_case"
    | "first_present"
    | "joined"
    | "summed"
    | "subtracted"
    | "multiplied_together"
    | "divided"
    | "chosen"
    | "date_from_parts"
    | "moved"
    | "same_group"
    | "spread"
    | "says";
  values: Record<string, string | number>;
}

/** One field of a fact, with what it is made of. `field` is `subject`, `id`, `at`, `also`, or a field of the vocabulary. */
export interface FieldLine {
  fact: FactKind;
  field: string;
  columns: string[];
  steps: Step[];
}

/** What one table was taken for and what becomes of it: the model of `inspect`, plain data. */
export interface TableDescription {
  table: string;
  path: string;
  part: string | null;
  bytes: number;
  /** How the file was read. */
  read: Record<string, string | number | boolean>;
  /** `sure`, or why it is not. */
  state: "sure" | "asks" | "unsure" | "ignored";
  by: Recognition["by"];
  format: string | null;
  score: number | null;
  reasons: { code: string; values: Record<string, string | number> }[];
  runnerUp: {
    format: string;
    score: number;
    reasons: { code: string; values: Record<string, string | number> }[];
  } | null;
  facts: { fact: FactKind; doc: string; onlyWhere: string[]; fields: FieldLine[] }[];
  unusedColumns: string[];
  questions: Recognition["questions"];
  /** How many decisions a person has to take before the table can be used. */
  decisions: number;
  columns: string[];
  /** The first rows, as text. */
  rows: (string | null)[][];
}

const ROWS = 5;

export function describe(sample: TableSample, recognition: Recognition): TableDescription {
  const { winner, runnerUp, questions, by } = recognition;
  const facts = winner?.mapping.facts ?? [];
  const used = new Set(facts.flatMap(columnsUsed));
  const { missing, ...read } = { ...sample.read, ...winner?.mapping.read };
  return {
    table: recognition.table,
    path: sample.path,
    part: sample.part ?? null,
    bytes: sample.bytes,
    read: { ...read, missing: missing.join(" ") },
    state: stateOf(recognition),
    by,
    format: winner?.format ?? null,
    score: winner?.score ?? null,
    reasons: winner?.reasons ?? [],
    runnerUp: runnerUp && { format: runnerUp.format, score: runnerUp.score, reasons: runnerUp.reasons },
    facts: facts.map((mapping) => ({
      fact: mapping.fact,
      doc: factDefinition(mapping.fact).doc,
      onlyWhere: mapping.where ? [...new Set(conditionColumns(mapping.where))] : [],
      fields: fieldLines(mapping),
    })),
    unusedColumns: sample.columns.filter((column) => !used.has(column)),
    questions,
    decisions: decisionsOf(recognition),
    columns: sample.columns,
    rows: sample.rows.slice(0, ROWS),
  };
}

/** Each open question is one; of a table that nothing was sure of, what it is at all. */
export const decisionsOf = ({ winner, questions }: Recognition): number =>
  questions.length > 0 ? questions.length : winner === null ? 1 : 0;

function stateOf({ winner, questions }: Recognition): TableDescription["state"] {
  if (winner && winner.mapping.facts.length === 0) return "ignored";
  if (questions.length > 0) return "asks";
  return winner ? "sure" : "unsure";
}

function fieldLines({ fact, id, subject, also, at, fields, keep }: FactMapping): FieldLine[] {
  const line = (field: string, value: Expression): FieldLine => ({
    fact,
    field,
    columns: [...new Set(expressionColumns(value))],
    steps: stepsOf(value),
  });
  return [
    ...(id === undefined ? [] : [line("id", id)]),
    ...(subject ? [line(`subject:${subject.kind}`, subject.value)] : []),
    ...(also ?? []).map(({ kind, value }) => line(`also:${kind}`, value)),
    ...(at ? [line("at", at.value)] : []),
    ...Object.entries(fields).map(([name, value]) => line(name, value)),
    ...(keep ?? []).map((column) => line("properties", column)),
  ];
}

/** What is done to the cells, in the order in which it is done. */
export function stepsOf(value: Expression): Step[] {
  if (typeof value === "string") return [{ code: "as_is", values: {} }];
  if ("value" in value) return [{ code: "constant", values: { value: String(value.value) } }];
  if ("date" in value) return [{ code: "date_from_parts", values: {} }];
  if ("says" in value) return [...inner(value.in), { code: "says", values: { saying: value.says } }];
  if ("shift" in value)
    return [
      ...inner(value.shift),
      {
        code: "moved",
        values: {
          ...{ days: value.days ?? 0, months: value.months ?? 0 },
          ...(value.minutes === undefined ? {} : { column: expressionColumns(value.minutes).join(", ") }),
        },
      },
    ];
  const made: Step[] = "column" in value ? [] : [combination(value)];
  if (value.pattern !== undefined) made.push({ code: "part_of_text", values: { pattern: value.pattern } });
  if (value.text) made.push({ code: "letter_case", values: { case: value.text } });
  if (value.map) made.push({ code: "replaced", values: replacements(value.map) });
  if (value.times !== undefined) made.push({ code: "multiplied", values: { times: value.times } });
  if (value.absolute) made.push({ code: "without_sign", values: {} });
  if (value.atLeast !== undefined) made.push({ code: "raised_to", values: { least: value.atLeast } });
  return made.length === 0 ? [{ code: "as_is", values: {} }] : made;
}

const inner = (value: Expression): Step[] => stepsOf(value).filter(({ code }) => code !== "as_is");

function combination(
  value: Exclude<
    Expression,
    string | { value: unknown } | { column: unknown } | { date: unknown } | { shift: unknown } | { says: unknown }
  >,
): Step {
  if ("first" in value) return { code: "first_present", values: {} };
  if ("join" in value) return { code: "joined", values: { with: value.with ?? "" } };
  if ("sum" in value) return { code: "summed", values: {} };
  if ("difference" in value) return { code: "subtracted", values: {} };
  if ("spread" in value) return { code: "spread", values: { column: expressionColumns(value.by).join(", ") } };
  if ("within" in value) return { code: "same_group", values: { column: expressionColumns(value.within).join(", ") } };
  if ("product" in value) return { code: "multiplied_together", values: {} };
  if ("quotient" in value) return { code: "divided", values: {} };
  return { code: "chosen", values: { cases: value.choose.length } };
}

const SHOWN = 6;

function replacements(
  map: NonNullable<Extract<Expression, { column: string }>["map"]>,
): Record<string, string | number> {
  const pairs = Object.entries(map);
  const shown = pairs.slice(0, SHOWN).map(([from, to]) => `${from} → ${to ?? "–"}`);
  return { pairs: shown.join(", "), more: Math.max(0, pairs.length - SHOWN) };
}
