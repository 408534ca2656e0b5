import type { Day } from "../../base/day.ts";
import type { Method } from "./methods.ts";
import type { ForecastOf, ForecastStudy } from "./study.ts";
import { intervalAround, testedOf } from "./study.ts";

/** One published prediction: what was said on which day of which month, in which currency. One line of the record. */
export interface Prediction {
  schema: 1;
  asOf: Day;
  outcome: ForecastOf;
  method: Method;
  month: Day;
  value: number;
  low: number | null;
  high: number | null;
  level: number | null;
  currency: string | null;
}

/** What the study publishes: the forecast that is shown first, month by month. */
export function published({ origin, forecasts }: ForecastStudy, currency: string | null): Prediction[] {
  return forecasts.flatMap((forecast) =>
    forecast.months.map((month, m) => {
      const value = forecast.by[forecast.first]![m]!;
      const interval = intervalAround(value, testedOf(forecast, forecast.first), "monthly");
      return {
        ...({ schema: 1, asOf: origin, outcome: forecast.outcome, method: forecast.first, month, value } as const),
        ...{ low: interval?.low ?? null, high: interval?.high ?? null, level: interval?.level ?? null, currency },
      };
    }),
  );
}

/** The record with what is published now: the same day, outcome and month are said once, and the last word counts. */
export function joined(before: readonly Prediction[], now: readonly Prediction[]): Prediction[] {
  const key = ({ asOf, outcome, month }: Prediction) => `${asOf}|${outcome}|${month}`;
  const all = new Map(before.map((each) => [key(each), each]));
  for (const each of now) all.set(key(each), each);
  return [...all.values()].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** How earlier predictions did. */
export interface RecordScore {
  outcome: ForecastOf;
  /** Months that have come since. */
  n: number;
  /** Share of those with an interval that lie in it; null without any. */
  coverage: number | null;
  intervals: number;
  level: number | null;
  /** Σ (said − came) ÷ Σ came. */
  bias: number;
  meanError: number;
}

/** Scores what was said before the months that are complete now. */
export function scoreRecord(
  record: readonly Prediction[],
  { origin, series }: ForecastStudy,
  currency: string | null,
): RecordScore[] {
  return (["sales", "margin"] as const).flatMap((outcome) => {
    const came = record.flatMap((each) => {
      const at = series.months.indexOf(each.month);
      return each.outcome === outcome && each.currency === currency && each.month < origin && at >= 0
        ? [{ ...each, actual: series[outcome][at]! }]
        : [];
    });
    if (came.length === 0) return [];
    const bounded = came.filter(({ low }) => low !== null);
    const sum = came.reduce((total, { actual }) => total + actual, 0);
    return [
      {
        ...{ outcome, n: came.length, intervals: bounded.length, level: bounded[0]?.level ?? null },
        coverage:
          bounded.length === 0
            ? null
            : bounded.filter(({ low, high, actual }) => actual >= low! && actual <= high!).length / bounded.length,
        bias: sum > 0 ? came.reduce((total, { value, actual }) => total + value - actual, 0) / sum : 0,
        meanError: came.reduce((total, { value, actual }) => total + Math.abs(value - actual), 0) / came.length,
      },
    ];
  });
}

/** Lines of a record; a line that is none is left out and counted. */
export function readRecord(text: string): { predictions: Prediction[]; unreadable: number } {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const predictions = lines.flatMap((line) => {
    try {
      const row = JSON.parse(line) as Partial<Prediction>;
      const isOne = row.schema === 1 && row.asOf && row.month && row.outcome && typeof row.value === "number";
      return isOne ? [row as Prediction] : [];
    } catch {
      return [];
    }
  });
  return { predictions, unreadable: lines.length - predictions.length };
}

export const writtenRecord = (record: readonly Prediction[]): string =>
  record.map((each) => `${JSON.stringify(each)}\n`).join("");
