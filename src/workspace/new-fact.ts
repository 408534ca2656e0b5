import { CURRENCIES } from "../base/currency.ts";
import { InputError } from "../base/errors.ts";
import type { Precision } from "../facts/columns.ts";
import { FACTS, type FactKind, factDefinition } from "../facts/facts.ts";
import type { Field } from "../facts/field.ts";

export type FieldValue = string | number | boolean | null;

export interface Identifier {
  kind: string;
  value: string;
}

/** A fact as a process has it that makes facts by itself, rather than from files. */
export interface NewFact {
  fact: FactKind;
  /** The source's own id: same id, same fact, the later one stands. Without it the content decides, and saying it again adds nothing. */
  id?: string;
  /** Whom it is about. */
  subject?: Identifier;
  /** Further identifiers of the same party. */
  also?: readonly Identifier[];
  /** ISO instant with offset or `Z`; or `YYYY-MM-DD`, which belongs to no zone. */
  at?: string;
  /** How exactly `at` is known; by itself `instant` or `day`, as it is written. */
  precision?: Precision;
  /** By the names of the fact's fields: money in major units, durations in seconds. */
  fields: Readonly<Record<string, FieldValue>>;
  /** Kept as it is. */
  properties?: Readonly<Record<string, FieldValue>>;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:?\d{2})$/;

/** @throws InputError `input.invalid` naming the place of the first fact that is none, and why */
export function refuseInvalid(facts: readonly NewFact[]): void {
  for (const [i, fact] of facts.entries()) {
    const fault = faultOf(fact);
    if (fault)
      throw new InputError("input.invalid", `Fact ${i + 1} (${fact.fact}): ${fault}.`, {
        hint: "Nothing of the batch was taken. The fields of every fact are listed in docs/reference/facts.md.",
        details: { index: i, fact: fact.fact },
      });
  }
}

/** In words what is wrong with a fact; null where nothing is. */
export function faultOf({ fact, subject, also = [], at, fields }: NewFact): string | null {
  if (!Object.hasOwn(FACTS, fact)) return "there is no such fact";
  const definition = factDefinition(fact);
  if (definition.at === "required" && at === undefined) return "its moment is missing";
  if (at !== undefined && (!(DAY.test(at) || INSTANT.test(at)) || Number.isNaN(Date.parse(at))))
    return "its moment is neither a day nor an instant with its offset";
  const { instead } = definition;
  const isNamed = subject !== undefined || (instead !== undefined && fields[instead] != null);
  if (definition.subject === "required" && !isNamed) return "nobody is named";
  if ((subject && isEmpty(subject)) || also.some(isEmpty)) return "an identifier is empty";
  for (const name in fields) {
    const value = fields[name]!;
    const field = Object.hasOwn(definition.fields, name) ? definition.fields[name] : undefined;
    if (!field) return `it has no field "${name}"`;
    if (value !== null && !isOf(field, value)) return `"${name}" is no ${field.type}`;
  }
  if (fact === "answer" && isOffScale(fields)) return "its score lies outside of its scale";
  const missing = requiredOf(fact).find((name) => fields[name] == null);
  return missing === undefined ? null : `"${missing}" is missing`;
}

const isEmpty = ({ kind, value }: Identifier): boolean => !kind.trim() || !value.trim();

const REQUIRED = new Map<FactKind, string[]>();

/** Names of the fields that a fact cannot be without. */
function requiredOf(kind: FactKind): string[] {
  const known = REQUIRED.get(kind);
  if (known) return known;
  const all = Object.entries(factDefinition(kind).fields).flatMap(([name, { required }]) => (required ? [name] : []));
  REQUIRED.set(kind, all);
  return all;
}

function isOffScale({ score, scale_min, scale_max, instrument }: NewFact["fields"]): boolean {
  if (typeof score !== "number") return false;
  const [min, max] = [scale_min ?? -Infinity, scale_max ?? Infinity].map(Number);
  if (score < min! || score > max!) return true;
  return instrument === "nps" && !(Number.isInteger(score) && score >= 0 && score <= 10);
}

function isOf({ type, choices, min, max }: Field, value: FieldValue): boolean {
  const number = typeof value === "number" && Number.isFinite(value);
  switch (type) {
    case "text":
    case "identifier":
      return typeof value === "string";
    case "money":
    case "number":
    case "seconds":
      return number && value >= (min ?? -Infinity) && value <= (max ?? Infinity) && Math.abs(value) < 1e14;
    case "integer":
      return Number.isSafeInteger(value) && Number(value) >= (min ?? -Infinity) && Number(value) <= (max ?? Infinity);
    case "currency":
      return typeof value === "string" && (CURRENCIES as readonly string[]).includes(value);
    case "boolean":
      return typeof value === "boolean";
    case "instant":
      return typeof value === "string" && (INSTANT.test(value) || DAY.test(value));
    case "day":
      return typeof value === "string" && DAY.test(value);
    case "choice":
      return typeof value === "string" && (choices ?? []).includes(value);
    default:
      return type satisfies never;
  }
}
