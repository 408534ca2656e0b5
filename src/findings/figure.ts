import type { Currency } from "../base/currency.ts";
import type { Day } from "../base/day.ts";
import type { Period } from "../base/period.ts";

/** A key of the text catalogues. Never a sentence. */
export type Code = string;

export interface Message {
  code: Code;
  values: Record<string, string | number>;
}

export type Unit =
  | "share"
  | "points"
  | "score"
  | "money"
  | "money_per_customer"
  | "count"
  | "seconds"
  | "days"
  | "ratio";

/** What the claim rests on; the order is the strength of the evidence. */
export const GRADES = ["association", "adjusted", "matched", "within", "randomised", "recorded"] as const;
export type Grade = (typeof GRADES)[number];

/** Whether the value was seen, computed by a model, imagined or assumed. */
export type Basis = "observed" | "model" | "scenario" | "assumption";

export interface Interval {
  low: number;
  high: number;
  /** Two-sided confidence level in (0, 1). */
  level: number;
}

export interface Exclusion {
  reason: Code;
  n: number;
}

/** Where the query stands that made a figure: a file of the evidence folder. */
export interface QueryRef {
  id: string;
}

export interface FigureHeader {
  id: string;
  /** Definition and version, such as `nps@1`. */
  definition: string;
  unit: Unit;
  currency?: Currency;
  /** A difference of two values: told with its sign, and of shares in percentage points. */
  isDifference?: true;
  window: Period;
  grade: Grade;
  basis: Basis;
  /** Units of analysis behind the value (answers, customers, contacts …). */
  n: number;
  excluded: Exclusion[];
  query?: QueryRef;
  cautions: Message[];
}

/**
 * A number that may be shown, or the reason why there is none. Missing, zero and too few are three different things.
 * Shares are in [0, 1], NPS in points, money in major units, durations in seconds: faces alone scale.
 */
export type FigureState =
  | { state: "estimate"; value: number; interval: Interval | null } // null only for recorded totals
  | { state: "too_few"; required: number }
  | { state: "too_early"; readyOn: Day }
  | { state: "undefined"; why: Code } // an empty base: never 0
  | { state: "not_measured"; needs: string[] };

export type Figure = FigureHeader & FigureState;
export type Estimate = FigureHeader & Extract<FigureState, { state: "estimate" }>;

export const isEstimate = (figure: Figure): figure is Estimate => figure.state === "estimate";

/** The caution that says what a figure assumes. */
export const isAssumption = ({ code }: Message): boolean => /^caution\.assumed_/.test(code);

/** A product of figures carries the weakest grade of its inputs. */
export function weakestGrade(grades: readonly Grade[]): Grade {
  return GRADES[Math.min(...grades.map((grade) => GRADES.indexOf(grade)))] ?? "association";
}
