import { addMonths, type Day, startOfMonth } from "../../base/day.ts";
import type { Interval, Unit } from "../../findings/figure.ts";
import { isEstimate } from "../../findings/figure.ts";
import type { MeasureDefinition } from "../../measures/definition.ts";
import type { MeasureContext, MeasureRow } from "../../measures/measure.ts";
import {
  type Method,
  MONTHS_NEEDED,
  naiveForecast,
  scored,
  seriesForecast,
  shownFirst,
  type Tested,
  triedAt,
  usualForecast,
} from "./methods.ts";
import { type MonthlyScore, scoresByMonth } from "./scores-by-month.ts";
import { FORECAST_LEVEL, intervalAround } from "./study.ts";

/** What customers are expected to say, by one score. */
export interface ScoreForecast {
  measure: string;
  unit: Unit;
  /** Whole months without a gap, each with answers enough, and the score of each. */
  history: Day[];
  values: number[];
  /** Answers of the last year of them. */
  answers: number;
  /** Mean of the last year of them. */
  before: number;
  months: Day[];
  by: Partial<Record<Method, number[]>>;
  expected: number[];
  first: Method;
  tested: Tested[];
  beatsNaive: boolean | null;
  /** What the way shown first would have said at the earliest origin that it was tried at; null where it was not. */
  earlier: { origin: Day; values: readonly number[] } | null;
}

export interface ScoreStudy {
  scores: ScoreForecast[];
  /** Scores with too few months in a row, and how many there are. */
  short: { measure: string; months: number }[];
}

/** Scores to come by month: every way of forecasting tried on the past, the naive one first where none is better; null where nobody was asked. */
export async function scoreStudy(
  context: MeasureContext,
  ahead: number,
  asked?: readonly MonthlyScore[],
): Promise<ScoreStudy | null> {
  const study: ScoreStudy = { scores: [], short: [] };
  for (const { measure, rows: all } of asked ?? (await scoresByMonth(context))) {
    const rows = unbroken(all);
    if (rows.length < MONTHS_NEEDED) study.short.push({ measure: measure.id, months: rows.length });
    else study.scores.push(expected(measure, rows, ahead));
  }
  return study.scores.length + study.short.length === 0 ? null : study;
}

interface Month {
  month: Day;
  value: number;
  n: number;
}

/** The months that follow each other up to the last one, without one of too few answers: none where nobody is asked any more. */
function unbroken(rows: readonly MeasureRow[]): Month[] {
  const found: Month[] = [];
  for (const { period, figure } of [...rows].reverse()) {
    if (period === null || !isEstimate(figure)) break;
    found.unshift({ month: startOfMonth(period as Day), value: figure.value, n: figure.n });
  }
  return found;
}

function expected({ id, unit }: MeasureDefinition, rows: readonly Month[], ahead: number): ScoreForecast {
  const [history, values] = [rows.map(({ month }) => month), rows.map(({ value }) => value)];
  const origin = addMonths(history.at(-1)!, 1);
  const backs = triedAt(values.length);
  const trials = backs.map((back) => ({
    actual: values.slice(-back),
    forecasts: said(values.slice(0, -back), { months: back, unit }),
  }));
  const tested = scored(trials, "difference");
  const { first, beatsNaive } = shownFirst(tested) ?? { first: "naive" as const, beatsNaive: null };
  const by = said(values, { months: ahead, unit });
  const year = rows.slice(-12);
  const then = trials[0]?.forecasts[first];
  return {
    ...{ measure: id, unit, history, values, by, expected: by[first]!, first, tested, beatsNaive },
    months: Array.from({ length: ahead }, (_, m) => addMonths(origin, m)),
    answers: year.reduce((sum, { n }) => sum + n, 0),
    before: year.reduce((sum, { value }) => sum + value, 0) / year.length,
    earlier: then ? { origin: addMonths(origin, -backs[0]!), values: then } : null,
  };
}

/** What the ways of forecasting that need nothing but the series say, within what the score can be. */
function said(
  values: readonly number[],
  { months, unit }: { months: number; unit: Unit },
): Partial<Record<Method, number[]>> {
  const smoothed = seriesForecast(values, months)?.map((value) => within(value, unit));
  return {
    ...{ naive: naiveForecast(values, months), usual: usualForecast(values, months) },
    ...(smoothed ? { series: smoothed } : {}),
  };
}

const within = (value: number, unit: Unit): number =>
  unit === "points" ? Math.max(-100, Math.min(100, value)) : unit === "share" ? Math.max(0, Math.min(1, value)) : value;

/** The interval of a month, or of the mean of all, by what the way shown first missed before; null where nothing could be tried. */
export function scoreBounds(
  { tested, first, unit }: ScoreForecast,
  value: number,
  of: "monthly" | "total",
  level = FORECAST_LEVEL,
): Interval | null {
  const how = tested.find(({ method }) => method === first);
  const interval = intervalAround(value, how, of, level);
  return interval && { low: within(interval.low, unit), high: within(interval.high, unit), level };
}
