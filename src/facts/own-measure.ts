import type { CountableRows } from "./countable.ts";

export type Plain = string | number | boolean;

/** What a column has to be: a value, one of several, or within bounds. */
export type Condition =
  | Plain
  | readonly Plain[]
  | { gt?: Plain; gte?: Plain; lt?: Plain; lte?: Plain; not?: Plain | readonly Plain[]; known?: boolean };
export type Conditions = Readonly<Record<string, Condition>>;

/** What is added up: a column, or the rows themselves (`rows`), of all rows or of some. */
export type Quantity = string | { column?: string; where?: Conditions };

export type OwnValue =
  | { share: Conditions }
  | { mean: string }
  | { total: Quantity }
  | { ratio: { of: Quantity; per: Quantity } }
  | { quantile: string; at: number };

export const OWN_UNITS = ["share", "points", "score", "money", "count", "seconds", "days", "ratio"] as const;
export type OwnUnit = (typeof OWN_UNITS)[number];

/** A measure that a company states for itself, as data. */
export interface OwnMeasure {
  id: string;
  /** In the company's own words; shown as it stands. */
  name: string;
  rows: CountableRows;
  /** Which of the rows it is about. */
  where?: Conditions;
  value: OwnValue;
  unit?: OwnUnit;
  better: "up" | "down" | "neither";
  /** Below this n no figure is given. */
  minimum?: number;
  /** Cuts that the report shows. */
  cuts: string[];
  /** Whose rows belong together in the error of the figure. */
  cluster?: "customer" | "agent" | "none";
}
