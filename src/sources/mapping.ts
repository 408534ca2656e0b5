import type { Precision } from "../facts/columns.ts";
import type { FactKind } from "../facts/facts.ts";
import type { AskedQuestion } from "./survey/asked.ts";
import type { DateOrder, ReadOptions } from "./table.ts";
import type { Saying } from "./words/said-before.ts";

/**
 * A value made from one row of a table. Plain data, so that a settings file can hold it; it is compiled to SQL.
 * A bare string is the name of a column. What a text means (a number, a date) is decided by the field it goes to; a date
 * may be followed by a blank or `T` and a time, so `join` with a blank puts a date column and a time column together.
 */
export type Expression =
  | string
  | { value: string | number | boolean | null }
  | ({ column: string } & Adjustments)
  | ({ first: Expression[] } & Adjustments) // the first that is there
  | ({ join: Expression[]; with?: string } & Adjustments) // text put together; missing when one part is
  | ({ sum: Expression[] } & Adjustments) // numbers; a missing part makes it missing
  | ({ difference: [Expression, Expression] } & Adjustments)
  | ({ product: Expression[] } & Adjustments)
  | ({ quotient: [Expression, Expression] } & Adjustments) // missing where the second is zero
  | ({ choose: { when: Condition; then: Expression }[]; otherwise?: Expression } & Adjustments)
  | ({ spread: Expression; by: Expression; over?: Expression } & Adjustments) // a part of what a group came to, as its rows weigh; the group is the record where none is named
  | ({ within: Expression; take: Expression; where?: Condition } & Adjustments) // from any row of the same group: what an order says once, an event before
  | { says: Saying; in: Expression } // true or false: whether a text says it; missing where there is no text
  | { date: { year: Expression; month: Expression; day?: Expression } }
  | { shift: Expression; days?: number; months?: number; minutes?: Expression }; // a date moved: an inclusive last day becomes the first day after it; by minutes that the row says

export interface Adjustments {
  /** Replaces whole texts; `*` stands for every other one. */
  map?: Record<string, string | number | boolean | null>;
  /** Multiplies a number: 60 turns minutes into seconds, 0.01 cents into euro. */
  times?: number;
  /** Smaller numbers are raised to this one. */
  atLeast?: number;
  /** The number without its sign. */
  absolute?: boolean;
  /** Keeps the part of the text that the first group of this regular expression matches. */
  pattern?: string;
  /** How a date is written, where the vendor says so: values in lists of records are not looked at. */
  dates?: DateOrder;
  /** `lower` and `trim` are done for identifiers of kind `email` anyway. */
  text?: "lower" | "upper" | "trim";
}

export type Condition =
  | { column: string; is: string | number | (string | number)[] }
  | { column: string; isNot: string | number | (string | number)[] }
  | { column: string; present: boolean }
  | { column: string; holds: Expression } // this text stands in it somewhere, capitals and all
  | { column: string; lacks: Expression } // it does not hold this text anywhere, capitals and all; not so where there is no such text
  | { column: string; above: number }
  | { column: string; below: number }
  | { all: Condition[] }
  | { any: Condition[] };

/** Whom a row is about: `customer`, `email`, `phone`, `member`, `account`, or a vendor's own such as `shopify.customer`. */
export interface SubjectMapping {
  kind: string;
  value: Expression;
}

/** How one row becomes one fact. */
export interface FactMapping {
  fact: FactKind;
  /** The id that the source itself gave: same id, same fact. Without it the content decides. */
  id?: Expression;
  subject?: SubjectMapping;
  /** Further identifiers of the same party on the row; each pair is kept as an alias. */
  also?: SubjectMapping[];
  at?: { value: Expression; precision?: Precision };
  fields: Record<string, Expression>;
  /** Rows to which this holds; all others make no such fact, and are not rejects. */
  where?: Condition;
  /** Columns kept as they are in the fact's properties. */
  keep?: string[];
}

/** What a table may need that stands in another one. */
export type Lack = "survey_details";

/** How one table becomes facts. */
export interface TableMapping {
  /** Name of the format: `generic.purchase`, `shopify.orders`, or the name a settings file gives. */
  format: string;
  /** Where ids come from: ids of different systems never meet. Default `files`. */
  system?: string;
  /** What is known about how to read it; wins over what was learnt from the sample. */
  read?: Partial<ReadOptions>;
  facts: FactMapping[];
}

/** A question whose answer decides how a table is read, and that the data cannot answer. */
export interface Question {
  code: "date_order" | "money_unit" | "score_scale" | "which_format" | "which_column" | "currency";
  table: string;
  column?: string;
  /** The answers that are possible, the likeliest first. */
  choices: string[];
  /** Command-line option or settings key that answers it. */
  option: string;
  /** Samples of the values that raise it. */
  examples: string[];
}

/** A format's claim on a table, with its reasons. */
export interface Candidate {
  format: string;
  /** In [0, 1]; 1 is certain. */
  score: number;
  /** Why, as words of the data: which headers and value shapes spoke for it, which against. */
  reasons: { code: string; values: Record<string, string | number> }[];
  mapping: TableMapping;
}

export interface Recognition {
  table: string;
  /** Null where nothing is sure enough. */
  winner: Candidate | null;
  runnerUp: Candidate | null;
  questions: Question[];
  /** Where the mapping came from. */
  by: "settings" | "signature" | "generic" | "none";
  /** What another table would have to say, where the table is known and all or part of it cannot be read without. */
  lacks?: Lack;
  /** Questions that the table puts in words, for the tables that hold the answers. */
  asked?: readonly AskedQuestion[];
}

/** Expressions that say what is done with what they read. */
export type Adjusted = Exclude<
  Expression,
  string | { value: unknown } | { date: unknown } | { shift: unknown } | { says: unknown }
>;

export const adjustmentsOf = (e: Expression): Adjustments =>
  typeof e === "string" || "value" in e || "date" in e || "shift" in e || "says" in e ? {} : e;
export const isArithmetic = (e: Expression): boolean =>
  typeof e !== "string" && ("sum" in e || "difference" in e || "product" in e || "quotient" in e || "spread" in e);
export const adjustsNumber = ({ times, atLeast, absolute }: Adjustments): boolean =>
  times !== undefined || atLeast !== undefined || absolute === true;
