import type { Currency } from "../base/currency.ts";
import type { Code, Interval, Message, Unit } from "./figure.ts";

/** A label is a text of the catalogues, or a word of the user's own data (a segment's name, a day). */
export type Label = Message | { data: string };

interface ChartBase {
  id: string;
  title: Message;
  /** The same in words: what a reader who cannot see the picture must know. */
  summary: Message;
  unit: Unit;
  currency?: Currency;
}

/** Meaning of a mark, from which the face chooses colour and pattern. */
export type Tone = "good" | "middle" | "bad" | "neutral" | "accent";

/** Counts per category in their natural order: a score's distribution. */
export interface DistributionChart extends ChartBase {
  type: "distribution";
  bars: { label: Label; count: number; tone: Tone; band?: Code }[];
}

/** A value over time with its interval. `value` null: a gap, with the reason in `state`. */
export interface TrendChart extends ChartBase {
  type: "trend";
  points: {
    period: string;
    value: number | null;
    interval: Interval | null;
    n: number;
    state: string;
    /** The point is no ordinary up or down. */
    signal?: true;
  }[];
  /** Between them lie the ordinary ups and downs. */
  limits?: ChartLimits;
  /** What happened, in order of time; `period` is that of one of the points. */
  events?: ChartEvent[];
  /** Overall value, drawn as a reference line. */
  reference?: number;
}

export interface ChartLimits {
  centre: number;
  low: number;
  high: number;
  /** What the season adds to the limits at each point, in their order; without it they are the same everywhere. */
  season?: number[];
}

export interface ChartEvent {
  period: string;
  /** The user's own words. */
  name: string;
}

/** One estimate with its interval a group: experience band → outcome, or a measure by a dimension. */
export interface BandsChart extends ChartBase {
  type: "bands";
  bands: { label: Label; value: number | null; interval: Interval | null; n: number; tone: Tone }[];
  /** The axis starts at zero unless the unit has no natural zero. */
  zero: boolean;
}

/** Parts that add up: each begins where the one before it ended, and a total stands on the axis. */
export interface WaterfallChart extends ChartBase {
  type: "waterfall";
  steps: { label: Label; value: number; isTotal?: true; interval?: Interval | null }[];
}

/** A value for each pair of a row and a column, such as cohorts by age. A cell without a value stays empty. */
export interface HeatChart extends ChartBase {
  type: "heat";
  /** What the columns are, in words above them. */
  across: Message;
  columns: Label[];
  rows: { label: Label; n: number; cells: { value: number | null; n: number }[] }[];
}

/** Several series over the same periods: what came, what was expected, and how sure that is. */
export interface LinesChart extends ChartBase {
  type: "lines";
  /** Days, weeks (by a day) or months, in order of time. */
  periods: string[];
  /** `seen` is on record, `expected` is what the answer rests on, `earlier` was expected before, `beside` is another way. */
  series: { label: Label; as: "seen" | "expected" | "earlier" | "beside"; values: (number | null)[] }[];
  /** Bounds of what is expected, by level. */
  fans: { level: number; low: (number | null)[]; high: (number | null)[] }[];
  /** What was said of periods that have come since. */
  said?: { label: Label; points: { period: string; value: number; interval: Interval | null }[] };
  /** From this period on nothing was known when it was expected. */
  from?: { period: string; label: Label };
  /** The axis starts at zero. */
  zero: boolean;
}

/** What has a value on two scales, each with its interval, against a cut on either: importance and performance. */
export interface QuadrantChart extends ChartBase {
  type: "quadrants";
  x: { label: Message; cut: number };
  y: { label: Message; cut: number };
  points: {
    label: Label;
    x: { value: number; interval: Interval };
    y: { value: number; interval: Interval };
    n: number;
    /** Where it lies, in words. */
    state: Message;
    tone: Tone;
  }[];
}

/** One after another, what came before and what came after it, each with a value for every band: experience, behaviour, money. */
export interface ChainChart extends ChartBase {
  type: "chain";
  /** What the bands are bands of. */
  from: Message;
  bands: { label: Label; tone: Tone }[];
  steps: {
    label: Label;
    unit: Unit;
    currency?: Currency;
    /** What was found of it, in a few words. */
    found: Message;
    /** In the order of the bands; null: no value. */
    cells: ({ value: number; interval: Interval | null; n: number } | null)[];
  }[];
}

export type ChartSpec =
  | DistributionChart
  | TrendChart
  | BandsChart
  | WaterfallChart
  | HeatChart
  | LinesChart
  | QuadrantChart
  | ChainChart;
/** Charts of rows of words and marks, that read well in a narrow column. */
export const isSlim = ({ type }: ChartSpec): boolean => type === "bands" || type === "waterfall";
