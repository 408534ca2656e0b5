import type { ChartLimits } from "../findings/chart-spec.ts";
import type { Message, Unit } from "../findings/figure.ts";
import { isEstimate } from "../findings/figure.ts";
import { individualsChart, type RunRule } from "../stats/longitudinal/control-chart.ts";
import { CHANGE_MINIMUM } from "./change.ts";
import type { MeasureRow } from "./measure.ts";
import { seasonOf } from "./season.ts";

/** Months that a control chart needs: fewer do not show what ordinary ups and downs are (Wheeler & Chambers 1992). */
export const CONTROL_MONTHS = 12;

/** What a control chart says of a series of months. */
export interface Steadiness {
  /** Null where the level moves all the time. */
  limits: ChartLimits | null;
  /** Months that are no ordinary up or down, with the first rule that each of them completes. */
  signals: { period: string; rule: RunRule }[];
  message: Message;
  /** What the season adds, by month of the year from January; null where there is none. */
  season: readonly number[] | null;
}

/**
 * Control chart (XmR) of the months that have a value of enough rows to judge a change by: limits from the mean difference between neighbours, so that a series
 * with much noise has wide ones. Where three years show a season it is taken off before the months are judged. Null
 * with fewer than `CONTROL_MONTHS` of them.
 */
export function steadinessOf(series: readonly MeasureRow[], unit: Unit): Steadiness | null {
  const months = series.flatMap(({ period, figure }) =>
    period !== null && isEstimate(figure) && figure.n >= CHANGE_MINIMUM ? [{ period, value: figure.value }] : [],
  );
  if (months.length < CONTROL_MONTHS) return null;
  const season = seasonOf(months);
  const shift = (period: string) => season?.[Number(period.slice(5, 7)) - 1] ?? 0;
  const { centre, low, high, signals } = chartOf(
    months.map(({ period, value }) => ({ period, value: value - shift(period) })),
  );
  const [least, most] = RANGES[unit] ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  const limits = { centre, low: Math.max(least, low), high: Math.min(most, high) };
  const counts = { n: months.length, signals: signals.length };
  // Where a third of all months stands out, the level moves all the time: limits about one middle say nothing of single months.
  if (signals.length > months.length / 3)
    return { limits: null, signals: [], message: { code: "control.drifting", values: counts }, season: null };
  const last = signals.at(-1);
  if (last === undefined) return { limits, signals, message: { code: "control.steady", values: counts }, season };
  return {
    limits,
    signals,
    message: { code: `control.${CODES[last.rule]}`, values: { ...counts, period: last.period.slice(0, 7) } },
    season,
  };
}

/** Months that must be left once those beyond the limits are set aside. */
const REMAINING = 8;

/**
 * Limits and signals. Months beyond the first limits are set aside and the limits drawn again from the others, so that one odd
 * month neither widens them nor pulls the middle towards itself (the usual practice for a first chart, Montgomery 2013, 6.2).
 */
function chartOf(months: readonly { period: string; value: number }[]) {
  const first = individualsChart(months.map(({ value }) => value));
  const usual = months.filter((_, i) => !first.points[i]!.signals.includes("beyondLimits"));
  const isRedrawn = usual.length < months.length && usual.length >= REMAINING;
  const { centre, points } = isRedrawn ? individualsChart(usual.map(({ value }) => value)) : first;
  const { lower: low, upper: high } = points[0]!;
  const drawn = isRedrawn ? usual : months;
  const rules = new Map(drawn.map(({ period }, i) => [period, points[i]!.signals[0]]));
  const signals = months.flatMap(({ period, value }) => {
    const rule: RunRule | undefined = value < low || value > high ? "beyondLimits" : rules.get(period);
    return rule === undefined ? [] : [{ period, rule }];
  });
  return { centre, low, high, signals };
}

/** What values of a unit lie between; limits beyond it would say nothing. */
const RANGES: Partial<Record<Unit, readonly [number, number]>> = {
  share: [0, 1],
  points: [-100, 100],
  count: [0, Number.POSITIVE_INFINITY],
  seconds: [0, Number.POSITIVE_INFINITY],
  days: [0, Number.POSITIVE_INFINITY],
};

const CODES: Readonly<Record<RunRule, string>> = {
  beyondLimits: "beyond_limits",
  twoOfThree: "two_of_three",
  fourOfFive: "four_of_five",
  eightOnOneSide: "eight_on_one_side",
};
