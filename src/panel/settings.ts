import type { BusinessHours } from "../base/business-hours.ts";
import type { Condition } from "../base/condition.ts";
import type { Currency } from "../base/currency.ts";
import { addDays, type Day } from "../base/day.ts";
import type { TimeZone } from "../base/zone.ts";
import type { DisloyalRule } from "../facts/disloyal.ts";
import type { EffortWeights } from "../facts/effort.ts";
import type { Instruments } from "../facts/instruments.ts";
import type { OwnScore } from "../facts/own-score.ts";

/** What the panel needs to be told; everything else is in the facts. */
export interface PanelSettings {
  /** Reporting zone: days are cut in it. */
  zone: TimeZone;
  /** Reporting currency; null: the only currency of the data. */
  currency: Currency | null;
  /** First day that does not count any more; null: the day after the last fact. */
  asOf: Day | null;
  /** Days without a purchase after which a customer without a contract is lost; null: learnt from the data. */
  inactivityDays: number | null;
  /** Weights of the effort index where they are not the usual ones. */
  effortWeights?: Partial<EffortWeights>;
  /** Who is disloyal by the company's own definition. */
  disloyal?: DisloyalRule;
  /** Hours within which contacts of a case in two channels are a switch; without it, over the whole case. */
  switchHours?: number;
  /** Gross margin as a share of revenue, for a company whose costs are not on record. */
  margin?: number;
  contactCosts?: ContactCosts;
  closingCosts?: ClosingCosts;
  /** Exchange rates that somebody stated, for days on which no file has one. */
  rates?: readonly StatedRate[];
  /** Times of cases count within these hours; without them, by the clock. */
  hours?: BusinessHours;
  /** What a point of the loyalty programme is worth, and the share of points that nobody will redeem. */
  points?: StatedPoints;
  /** Scores of the company's own. */
  scores?: readonly OwnScore[];
}

/** What a contact costs that has no cost on record: the first rule that fits it. */
export interface ContactCosts {
  /** Without it, the reporting currency. */
  currency?: Currency;
  contact: readonly { channel?: string; by?: "live" | "bot"; each?: number; hour?: number }[];
}

/** What it would cost to make a driver of scores go well. */
export interface ClosingCosts {
  /** Without it, the reporting currency. */
  currency?: Currency;
  closing: readonly ClosingCost[];
}

export interface ClosingCost {
  driver: string;
  once?: number;
  /** Every year. */
  year?: number;
}

/** What somebody stated about the points of a loyalty programme. */
export interface StatedPoints {
  /** Of one point. */
  value?: number;
  /** Without it, the reporting currency. */
  currency?: Currency;
  /** Share of points that will expire, in [0, 1). */
  breakage?: number;
}

/** One unit of `from` is `value` units of `to`, from a day on, up to `until` (with that day) or as long as a rate is good. */
export interface StatedRate {
  from: Currency;
  to: Currency;
  value: number;
  on: Day;
  until?: Day;
}

/** Share of revenue, or of contacts, whose cost must be known before margin or cost may be spoken of. */
export const COST_COVERAGE_NEEDED = 0.95;

/** Outcome horizons in days, the longest first: the first that half of the answers have complete is used. */
export const HORIZONS = [365, 180, 90] as const;
export type Horizon = (typeof HORIZONS)[number];

/** Days of history before an answer that are its baseline. */
export const BASELINE_DAYS = 365;

/** A gap between two terms of a contract up to which it counts as a pause. */
export const PAUSE_DAYS = 30;

/** Days before an answer in which the last order says which product it is about, where the answer names no order. */
export const PRODUCT_DAYS = 90;

/** Days after a first contact within which a further one in the same case means that the first did not settle it. */
export const REPEAT_DAYS = 7;

/** Seconds on hold, over all contacts of a case, from which on it counts as a signal of effort. */
export const LONG_HOLD_SECONDS = 60;

/** Menu steps before a person, in any contact of a case, from which on they count as a signal of effort. */
export const MANY_MENU_STEPS = 3;

/** Seconds within which a further contact in the same case means that a broken line had to be made good. */
export const CALL_BACK_SECONDS = 3600;

/** A day after every other, the last that all engines have: the end of what has not ended. */
export const FAR_DAY = "2299-12-31" as Day;

/** Fields that a measure cannot do without: `completed` surveys, orders with `returned` goods, `handled_by` whom, … */
export const SAID = [
  "completed",
  "asked_about",
  "point_cost",
  "returned",
  "promised",
  "list_amount",
  "handled_by",
  "talk",
  "hold",
  "wrap",
  "importance",
  "acquisition_channel",
  "heard_from",
  "prospects",
  "first_answered",
  "resolved_at",
  "share_of_wallet",
  "word_of_mouth",
  "word_of_mouth_later",
] as const;
export type Said = (typeof SAID)[number];

/** What the panel found out while it was built; printed with every figure that rests on it. */
export interface PanelInfo {
  zone: TimeZone;
  currency: Currency | null;
  /** Day after the last fact, or as told. Null where no fact has a date. */
  asOf: Day | null;
  /** Day of the first fact. */
  firstDay: Day | null;
  /** Day after the last fact of the kind, or `asOf` where told: up to there an outcome of this kind is known. */
  knownUntil: { purchases: Day | null; contacts: Day | null; reviews: Day | null; answers: Day | null };
  inactivity: { days: number; from: "data" | "settings" | "too_few_gaps"; gaps: number };
  /** Share of revenue whose cost is known; null without revenue. */
  costCoverage: number | null;
  /** The share of revenue that is taken for margin because too few costs are known; null where it is not assumed. */
  assumedMargin: number | null;
  hasContracts: boolean;
  /** Whether contracts say what they bring again and again: nowhere, in one currency (or none named), or in several. */
  recurring: "none" | "one_currency" | "several_currencies";
  /** Share of contacts whose cost is known or assumed; null without contacts. */
  contactCostCoverage: number | null;
  /** Share of contacts whose cost is assumed; 0 where every one that is given is on record. */
  assumedContactCost: number;
  hours: BusinessHours | null;
  /** Shares of cases that nobody has answered yet, and that are not resolved; 0 without cases. */
  openCases: { unanswered: number; unresolved: number };
  /** Days for which a stated exchange rate served, and on which a file had another one, which then counted. */
  statedRates: { used: number; overruled: number };
  /** What was stated of loyalty points, the value of one in the reporting currency; null where it was not. */
  points: { value: number | null; breakage: number | null };
  /** What it would cost to close gaps, in the reporting currency; empty where nobody says. */
  closingCosts: readonly ClosingCost[];
  /** Weights of the signals in the effort index. */
  effortWeights: EffortWeights;
  /** Who is disloyal by the company's own definition; null where it states none. */
  disloyal: DisloyalRule | null;
  /** Hours within which a second channel in a case is a switch; null: at any time. */
  switchHours: number | null;
  /** Scores with bands of their own: the standard ones, then the company's. */
  instruments: Instruments;
  /** Public ratings and mentions that praise or criticise, and how many of them name no customer. */
  opinions: { all: number; unnamed: number };
  /** Customers who said how they heard of the company; of them those whose channel says otherwise; customers of whom neither tells. */
  heard: { answered: number; differing: number; unknown: number };
  /** On how many scales the items of the interaction quality index were asked. */
  itemScales: number;
  /** What the sources say anywhere at all; where they do not, what needs it is not measured. */
  says: Readonly<Record<Said, boolean>>;
  /** Days after an answer that no outcome counts. */
  gapDays: number;
  /** The customers whom the panel is narrowed to; all where it is left out. */
  only?: readonly Condition[];
  /** Facts by kind. */
  facts: Record<string, number>;
}

/** Up to this day it is known who was lost. */
export const lossKnownUntil = ({ asOf, hasContracts, inactivity }: PanelInfo): Day | null =>
  asOf === null ? null : hasContracts ? asOf : addDays(asOf, -inactivity.days);
