import { z } from "zod";
import { CURRENCIES } from "../base/currency.ts";
import { knownZone } from "../base/zone.ts";
import { PRECISIONS } from "../facts/columns.ts";
import { FACT_KINDS, factDefinition, namesInstead } from "../facts/facts.ts";
import type { Field } from "../facts/field.ts";
import type { Adjustments, Condition, Expression, FactMapping, SubjectMapping, TableMapping } from "./mapping.ts";
import { describe, isRecord, oneOf, refuse, strict } from "./strict.ts";
import type { Container, DateOrder, Encoding, ReadOptions } from "./table.ts";
import { SAYINGS, type Saying } from "./words/said-before.ts";

export const ENCODINGS = [
  "utf-8",
  "utf-16le",
  "utf-16be",
  "windows-1250",
  "windows-1251",
  "windows-1252",
] as const satisfies readonly Encoding[];
export const CONTAINERS = ["delimited", "json", "parquet", "xlsx"] as const satisfies readonly Container[];
export const DATE_ORDERS = [
  "iso",
  "dmy",
  "mdy",
  "ymd",
  "compact",
  "short",
  "epoch_s",
  "epoch_ms",
] as const satisfies readonly DateOrder[];

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()], {
  error: "expects a text, a number, true, false or null",
});
const wordOrNumber = z.union([z.string(), z.number()], { error: "expects a text or a number" });
const optional = z.exactOptional;
const columnName = z
  .string({ error: "expects the name of a column" })
  .min(1, { error: "expects the name of a column" });
const finite = z.number({ error: "expects a number" });

export const expression: z.ZodType<Expression> = z.lazy(() =>
  chosenByKey<Expression>(
    {
      value: strict({ value: scalar }),
      column: strict({ column: columnName, ...adjustments }),
      first: strict({ first: several, ...adjustments }),
      join: strict({ join: several, with: optional(z.string()), ...adjustments }),
      sum: strict({ sum: several, ...adjustments }),
      difference: strict({
        difference: z.tuple([expression, expression], { error: "expects two values" }),
        ...adjustments,
      }),
      product: strict({ product: several, ...adjustments }),
      quotient: strict({
        quotient: z.tuple([expression, expression], { error: "expects two values" }),
        ...adjustments,
      }),
      choose: strict({
        // biome-ignore lint/suspicious/noThenProperty: the word of the mapping language; its value is never a function
        choose: list(strict({ when: condition, then: expression })),
        otherwise: optional(expression),
        ...adjustments,
      }),
      date: strict({ date: strict({ year: expression, month: expression, day: optional(expression) }) }),
      spread: strict({ spread: expression, by: expression, over: optional(expression), ...adjustments }),
      within: strict({ within: expression, take: expression, where: optional(condition), ...adjustments }),
      says: strict({ says: oneOf(Object.keys(SAYINGS) as Saying[], "saying"), in: expression }),
      shift: strict({
        shift: expression,
        days: optional(z.int()),
        months: optional(z.int()),
        minutes: optional(expression),
      }),
    },
    { bare: "the name of a column", what: "a value" },
  ),
);

export const condition: z.ZodType<Condition> = z.lazy(() =>
  chosenByKey<Condition>(
    {
      all: strict({ all: list(condition) }),
      any: strict({ any: list(condition) }),
      is: strict({ column: columnName, is: z.union([wordOrNumber, z.array(wordOrNumber)]) }),
      isNot: strict({ column: columnName, isNot: z.union([wordOrNumber, z.array(wordOrNumber)]) }),
      present: strict({ column: columnName, present: z.boolean({ error: "expects true or false" }) }),
      holds: strict({ column: columnName, holds: expression }),
      lacks: strict({ column: columnName, lacks: expression }),
      above: strict({ column: columnName, above: finite }),
      below: strict({ column: columnName, below: finite }),
    },
    { what: "a condition" },
  ),
);

const adjustments = {
  map: optional(z.record(z.string(), scalar, { error: "expects pairs of a text and what replaces it" })),
  times: optional(finite),
  atLeast: optional(finite),
  absolute: optional(z.boolean({ error: "expects true or false" })),
  pattern: optional(z.string({ error: "expects a regular expression" }).superRefine(hasGroup)),
  dates: optional(oneOf(DATE_ORDERS, "order of dates")),
  text: optional(oneOf(["lower", "upper", "trim"] as const)),
} satisfies Record<keyof Adjustments, z.ZodType>;

const several = list(expression);

const subject: z.ZodType<SubjectMapping> = strict({
  kind: z
    .string({ error: "expects a kind of identifier: customer, email, phone, member, account, or a vendor's own" })
    .min(1),
  value: expression,
});

/** One row → one fact, checked against the vocabulary: fields, required fields, choices, whether a subject and a date are needed. */
export const factMapping: z.ZodType<FactMapping> = strict({
  fact: oneOf(FACT_KINDS, "fact"),
  id: optional(expression),
  subject: optional(subject),
  also: optional(list(subject)),
  at: optional(strict({ value: expression, precision: optional(oneOf(PRECISIONS, "precision")) })),
  fields: z.record(z.string(), expression, { error: "expects the fields of the fact" }),
  where: optional(condition),
  keep: optional(list(columnName)),
}).superRefine(fitsTheVocabulary);

export const readOptions: z.ZodType<Partial<ReadOptions>> = strict({
  encoding: optional(oneOf(ENCODINGS, "encoding")),
  delimiter: optional(
    z
      .string({ error: 'expects one character, or "whitespace"' })
      .refine((text) => text.length === 1 || text === "whitespace", {
        error: 'expects one character, or "whitespace"',
      }),
  ),
  quote: optional(
    z.string({ error: "expects one character or nothing" }).max(1, { error: "expects one character or nothing" }),
  ),
  header: optional(z.boolean({ error: "expects true or false" })),
  headerRows: optional(z.int({ error: "expects a number of rows" }).min(1)),
  skip: optional(z.int({ error: "expects a number of lines" }).min(0)),
  skipEnd: optional(z.int({ error: "expects a number of lines" }).min(0)),
  ragged: optional(z.boolean({ error: "expects true or false" })),
  decimal: optional(oneOf([".", ","] as const, "decimal sign")),
  dates: optional(oneOf(DATE_ORDERS, "order of dates")),
  zone: optional(zone()),
  missing: optional(z.array(z.string(), { error: "expects a list of texts" })),
  money: optional(oneOf(["major", "minor"] as const, "money unit")),
}) as unknown as z.ZodType<Partial<ReadOptions>>;

export const tableMapping: z.ZodType<TableMapping> = strict({
  format: z.string().min(1),
  system: optional(z.string().min(1)),
  read: optional(readOptions),
  facts: z.array(factMapping),
});

export function zone() {
  return z.unknown().transform((name, ctx): string => {
    const known = typeof name === "string" ? knownZone(name) : null;
    if (known !== null) return known;
    refuse(ctx, {
      message: `${describe(name)} is not a time zone; use an IANA name such as Europe/Warsaw`,
      word: String(name),
      allowed: Intl.supportedValuesOf("timeZone"),
    });
    return z.NEVER;
  });
}

function list<T extends z.ZodType>(item: T) {
  return z.array(item, { error: "expects a list" }).min(1, { error: "expects at least one entry" });
}

/** Picks the schema by the one key that names it, so that an error speaks about what the author meant to write. */
function chosenByKey<T>(schemas: Record<string, z.ZodType>, { bare, what }: { bare?: string; what: string }) {
  const operators = Object.keys(schemas);
  return z.unknown().transform((input, ctx): T => {
    if (bare && typeof input === "string" && input !== "") return input as T;
    const used = isRecord(input) ? operators.filter((key) => key in input) : [];
    if (used.length !== 1) {
      const written = isRecord(input) ? Object.keys(input) : [];
      const message =
        used.length > 1
          ? `expects one of ${used.join(", ")}, not several`
          : `expects ${what}: ${bare ? `${bare}, or ` : ""}one of ${operators.join(", ")}; not ${written.length > 0 ? `"${written.join('", "')}"` : describe(input)}`;
      refuse(ctx, { message, allowed: operators, ...(written[0] ? { word: written[0] } : {}) });
      return z.NEVER;
    }
    const parsed = schemas[used[0]!]!.safeParse(input);
    if (parsed.success) return parsed.data as T;
    for (const issue of parsed.error.issues) ctx.issues.push({ ...issue, path: [...issue.path], input } as never);
    return z.NEVER;
  });
}

function hasGroup(pattern: string, ctx: z.RefinementCtx): void {
  try {
    if (new RegExp(`${pattern}|`).exec("")!.length < 2)
      refuse(ctx, { message: "needs a group in parentheses: the part of the text to keep" });
  } catch {
    refuse(ctx, { message: `"${pattern}" is not a regular expression` });
  }
}

function fitsTheVocabulary(mapping: FactMapping, ctx: z.RefinementCtx): void {
  const { fact } = mapping;
  const definition = factDefinition(fact);
  const known = Object.keys(definition.fields);
  for (const [name, value] of Object.entries(mapping.fields)) {
    const path = ["fields", name];
    const field = definition.fields[name];
    if (field) checkLiterals(field, value, path, ctx);
    else
      refuse(ctx, { path, message: `"${name}" is not a field of ${fact}`, word: name, allowed: known, aboutKey: true });
  }
  for (const [name, { required }] of Object.entries(definition.fields))
    if (required && !(name in mapping.fields))
      refuse(ctx, { path: ["fields"], message: `${fact} needs the field "${name}"` });
  if (definition.subject === "required" && !mapping.subject && !namesInstead(fact, mapping.fields))
    refuse(ctx, { message: `${fact} needs a subject: whom the row is about` });
  if (definition.subject === "none" && (mapping.subject || mapping.also))
    refuse(ctx, { path: [mapping.subject ? "subject" : "also"], message: `${fact} has no subject`, aboutKey: true });
  if (mapping.also && !mapping.subject && definition.subject !== "none")
    refuse(ctx, { path: ["also"], message: "further identifiers need a subject beside them", aboutKey: true });
  if (definition.at === "required" && !mapping.at) refuse(ctx, { message: `${fact} needs "at": its date` });
  if (definition.at === "none" && mapping.at)
    refuse(ctx, { path: ["at"], message: `${fact} has no date`, aboutKey: true });
}

/** Constants and the results of `map` must be possible values of the field they go to. */
function checkLiterals(field: Field, value: Expression, path: PropertyKey[], ctx: z.RefinementCtx): void {
  if (typeof value === "string") return;
  if ("value" in value) checkLiteral(field, value.value, [...path, "value"], ctx);
  if ("map" in value && value.map)
    for (const [from, to] of Object.entries(value.map)) checkLiteral(field, to, [...path, "map", from], ctx);
  if ("first" in value && !value.map)
    for (const [i, part] of value.first.entries()) checkLiterals(field, part, [...path, "first", i], ctx);
  if ("choose" in value && !value.map) {
    for (const [i, { then }] of value.choose.entries()) checkLiterals(field, then, [...path, "choose", i, "then"], ctx);
    if (value.otherwise !== undefined) checkLiterals(field, value.otherwise, [...path, "otherwise"], ctx);
  }
}

function checkLiteral(
  { type, choices }: Field,
  literal: string | number | boolean | null,
  path: PropertyKey[],
  ctx: z.RefinementCtx,
): void {
  if (literal === null) return;
  const written = describe(literal);
  if (type === "choice" && !choices?.includes(String(literal)))
    refuse(ctx, { path, message: `${written} is not possible here`, word: String(literal), allowed: choices ?? [] });
  if (type === "currency" && !CURRENCIES.includes(String(literal)))
    refuse(ctx, {
      path,
      message: `${written} is not an ISO 4217 currency`,
      word: String(literal),
      allowed: CURRENCIES,
    });
  if (type === "boolean" && typeof literal !== "boolean" && !["0", "1", "true", "false"].includes(String(literal)))
    refuse(ctx, { path, message: `${written} is neither true nor false` });
  const isNumeric = type === "integer" || type === "number" || type === "money" || type === "seconds";
  if (isNumeric && (typeof literal === "boolean" || String(literal).trim() === "" || Number.isNaN(Number(literal))))
    refuse(ctx, { path, message: `${written} is not a number` });
}
