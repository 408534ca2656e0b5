import type { Currency } from "../../base/currency.ts";
import { type FactKind, factDefinition } from "../../facts/facts.ts";
import type { OwnScore } from "../../facts/own-score.ts";
import type { Column } from "../looks.ts";
import type { Expression, FactMapping, Question, SubjectMapping } from "../mapping.ts";
import type { TableSample } from "../table.ts";
import type { Reading, TermName } from "../terms.ts";
import { readHeader } from "../words/header.ts";
import { type ChoiceName, choiceMap } from "./value-words.ts";

/** A place of a generic table that one column takes: the meanings that may take it, each with how well it belongs there. */
export interface Slot {
  terms: Partial<Record<TermName, number>>;
  needed?: true;
}

/** A kind of table that any system may export: known by what its columns mean, not by their names. */
export interface GenericTable {
  format: `generic.${string}`;
  fact: FactKind;
  subject: "needed" | "wanted" | "none";
  /** Slots named after fields of the fact fill them; `at`, `id` and others are what `facts` makes of them. */
  slots: Readonly<Record<string, Slot>>;
  /** Meanings that hardly any other table has, and how many of them must be there. */
  hallmarks: { terms: readonly TermName[]; least: number };
  /** Meanings that speak for another kind of table. */
  against?: readonly TermName[];
  /** How well the values of the found columns belong together, in [0, 1]. */
  fit?(found: Found): number;
  /** The facts of one row; by default one, made from the slots. Null where the columns do not suffice after all. */
  facts?(found: Found): FactMapping[] | null;
}

export interface FoundColumn {
  column: Column;
  term: TermName;
  quality: number;
}

/** The columns that a generic table claims, and what is known besides. */
export interface Found {
  table: GenericTable;
  sample: TableSample;
  columns: readonly Column[];
  readings: ReadonlyMap<Column, readonly Reading[]>;
  slots: ReadonlyMap<string, FoundColumn>;
  /** Identifier columns, the one that names the party best first. */
  identifiers: readonly FoundColumn[];
  currency: Currency | undefined;
  scales: Readonly<Record<string, string>>;
  /** Scores of the company's own, and the columns that hold them. */
  scores: readonly OwnScore[];
  own: ReadonlyMap<Column, OwnScore>;
  /** Whether the user has stated what amounts count, so that headers are not asked. */
  moneyIsStated: boolean;
  ask(question: Omit<Question, "table">): void;
}

export const IDENTIFIER_TERMS = [
  "customer",
  "email",
  "other_email",
  "phone",
  "member",
  "account",
] as const satisfies readonly TermName[];

export const columnIn = (found: Found, slot: string): Column | undefined => found.slots.get(slot)?.column;

const STRONG = 0.6;

/** Whether some column, claimed or not, has a meaning beyond doubt. */
export const isStrong = (found: Found, term: TermName): boolean =>
  [...found.readings.values()].some((all) => all.some((r) => r.term === term && r.header * r.values >= STRONG));

/** One fact from the slots: fields by their names, subject and further identifiers, `id` and `at`. */
export function factFrom(found: Found, extra: Partial<FactMapping> = {}): FactMapping {
  const { fact, subject } = found.table;
  const fields: Record<string, Expression> = {};
  for (const slot of found.slots.keys()) {
    const value = fieldValue(found, slot);
    if (value !== undefined) fields[slot] = value;
  }
  const currency = currencyOf(found);
  if (currency !== undefined && "currency" in factDefinition(fact).fields && hasMoney(found, fact))
    fields.currency = currency;
  const id = columnIn(found, "id");
  const at = atOf(found);
  return {
    fact,
    ...(id ? { id: id.name } : {}),
    ...(subject === "none" ? {} : whom(found)),
    ...(at ? { at } : {}),
    fields,
    ...extra,
  };
}

/** Whom a row is about: the best identifier as the subject, e-mail and others beside it. */
export function whom(found: Found): Pick<FactMapping, "subject" | "also"> {
  const [first, ...rest] = found.identifiers.map(
    ({ column, term }): SubjectMapping => ({
      kind: KIND_OF[term] ?? term,
      value: withoutPlaceholder(column),
    }),
  );
  if (!first) return {};
  // An account is what people belong to; it is not another name of one person.
  const also = rest.filter(({ kind }) => kind !== "account");
  return { subject: first, ...(also.length > 0 ? { also } : {}) };
}

const KIND_OF: Partial<Record<TermName, string>> = { id: "customer", other_email: "email" };

const FREQUENT = 0.2;

/** Systems write `0` or `guest` where nobody is known; taken for a name, it would be the best customer of all. */
function withoutPlaceholder({ name, values, shape }: Column): Expression {
  const count = new Map<string, number>();
  for (const value of values) if (value !== null && NOBODY.test(value)) count.set(value, (count.get(value) ?? 0) + 1);
  const often = [...count].filter(([value, n]) => /^\D/.test(value) || n > FREQUENT * shape.n || n > 20);
  return often.length === 0 ? name : { column: name, map: Object.fromEntries(often.map(([value]) => [value, null])) };
}

const NOBODY =
  /^(0+|-1|9{4,}|guest|anonym\p{L}*|unknown|none|n\/?a|nieznan\p{L}*|brak|gäst|okänd|гость|неизвестн\p{L}*|necunoscut|-+)$/iu;

export function atOf(found: Found): FactMapping["at"] | undefined {
  const at = columnIn(found, "at");
  if (at) return { value: at.name };
  const [year, month] = [columnIn(found, "year"), columnIn(found, "month")];
  return year && month ? { value: { date: { year: year.name, month: month.name } }, precision: "month" } : undefined;
}

/** The value of a field from the column in its slot; undefined where the slot is no field or its words are not understood. */
export function fieldValue(found: Found, slot: string, fact: FactKind = found.table.fact): Expression | undefined {
  const column = columnIn(found, slot);
  const field = factDefinition(fact).fields[slot];
  if (!column || !field) return undefined;
  switch (field.type) {
    case "choice": {
      const map = choiceMap(column, CHOICE_OF[`${fact}.${slot}`], field.choices ?? []);
      return map && { column: column.name, map };
    }
    case "money":
      return moneyValue(found, column);
    case "seconds":
      return secondsValue(column);
    default:
      return column.name;
  }
}

/** An amount; where the header says cents (grosze, öre, копейки, bani) it is turned into the major unit. */
export function moneyValue(found: Found, column: Column): Expression {
  return saysMinor(column) && !found.moneyIsStated ? { column: column.name, times: 0.01 } : column.name;
}

export const saysMinor = (column: Column): boolean =>
  readHeader(column.name).some(({ concepts }) => concepts.has("MINOR"));

export function secondsValue(column: Column): Expression {
  if (column.shape.share.duration >= 0.9) return column.name;
  const concepts = readHeader(column.name).flatMap((word) => [...word.concepts]);
  const times = concepts.includes("MILLISECOND")
    ? 0.001
    : concepts.includes("MINUTE")
      ? 60
      : concepts.includes("HOUR")
        ? 3600
        : 1;
  return times === 1 ? column.name : { column: column.name, times };
}

/** The currency of a row's amounts: its own column, the header (`Total (PLN)`), the values (`12 zł`), or what the user states. */
export function currencyOf(found: Found): Expression | undefined {
  const own = columnIn(found, "currency");
  if (own) return own.name;
  const written = writtenCurrency(moneyColumns(found));
  const currency = written ?? found.currency;
  return currency === undefined ? undefined : { value: currency };
}

const hasMoney = (found: Found, fact: FactKind): boolean =>
  [...found.slots.keys()].some((slot) => factDefinition(fact).fields[slot]?.type === "money");

export function moneyColumns(found: Found): Column[] {
  return [...found.slots.values()].filter(({ term }) => MONEY_TERMS.has(term)).map(({ column }) => column);
}

const MONEY_TERMS: ReadonlySet<TermName> = new Set([
  "order_total",
  "amount",
  "revenue",
  "price",
  "unit_price",
  "line_total",
  "discount",
  "list_amount",
  "tax",
  "shipping",
  "cost",
  "refund_amount",
  "plan_price",
  "offer_amount",
  "points_cost",
  "expense",
]);

const SIGNS: readonly (readonly [RegExp, string])[] = [
  [/€|\beuros?\b/iu, "EUR"],
  [/£/u, "GBP"],
  [/zł|\bzl\b|\bzlot/iu, "PLN"],
  [/₽|руб/iu, "RUB"],
  [/(^|[\s\d(])lei($|[\s)])/iu, "RON"],
];

export function writtenCurrency(columns: readonly Column[]): string | undefined {
  for (const { name, values } of columns) {
    const code = /(?:^|[^A-Za-z])(EUR|USD|GBP|PLN|SEK|RUB|RON|NOK|DKK|CHF|CZK|HUF|BRL|CAD|AUD)(?:$|[^A-Za-z])/i.exec(
      name,
    );
    if (code) return code[1]!.toUpperCase();
    const texts = [name, ...values.filter((v) => v !== null).slice(0, 50)];
    for (const text of texts) {
      const sign = SIGNS.find(([pattern]) => pattern.test(text));
      if (sign) return sign[1];
      const coded = /^\s*[-\d.,\s]+([A-Z]{3})\s*$|^\s*([A-Z]{3})\s*[-\d.,\s]+$/.exec(text);
      if (coded) return coded[1] ?? coded[2];
    }
  }
  return undefined;
}

const CHOICE_OF: Readonly<Record<string, ChoiceName>> = {
  "purchase.status": "order_status",
  "party.party_kind": "party_kind",
  "term.period": "period",
  "term.change": "term_change",
  "offer.outcome": "offer_outcome",
  "contact.direction": "direction",
  "contact.handled_by": "handled_by",
  "review.sentiment": "sentiment",
  "points.change": "points_change",
  "answer.kind": "answer_kind",
  "answer.respondent": "respondent",
};
