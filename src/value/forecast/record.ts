import type { Day } from "../../base/day.ts";
import { lastOfEach, readJsonLines } from "../../base/json-lines.ts";
import type { Interval, Unit } from "../../findings/figure.ts";
import type { Method, Tested } from "./methods.ts";
import { type ScoreStudy, scoreBounds } from "./score-study.ts";
import { type ForecastOf, type ForecastStudy, intervalAround, testedOf } from "./study.ts";
import type { ThemeStudy } from "./theme-study.ts";

/** What is said of the months to come: money, how many contacts there will be, and what customers will say. */
export type PredictionOf = ForecastOf | "contacts" | "score";

/** One published prediction: what was said on which day of which month, in which currency. One line of the record. */
export interface Prediction {
  schema: 1;
  asOf: Day;
  outcome: PredictionOf;
  /** What the contacts are about; none where it is all of them, or money. */
  theme?: string;
  /** Which score. */
  measure?: string;
  method: Method;
  month: Day;
  value: number;
  low: number | null;
  high: number | null;
  level: number | null;
  /** Of money. */
  currency: string | null;
}

/** What is looked at month by month: said of it, or come of it. */
type Subject = Pick<Prediction, "outcome" | "theme" | "measure" | "currency">;

/** What is known of the future and of the past: of money, of problems, of scores. */
export interface Studies {
  money: ForecastStudy | null;
  themes: ThemeStudy | null;
  scores: ScoreStudy | null;
  currency: string | null;
}

/** What the studies publish: the forecast that is shown first, month by month. */
export function published({ money, themes, scores, currency }: Studies): Prediction[] {
  const said = (
    subject: Subject & { asOf: Day; method: Method },
    {
      months,
      values,
      boundsOf,
    }: { months: readonly Day[]; values: readonly number[]; boundsOf: (value: number) => Interval | null },
  ) =>
    months.map((month, m): Prediction => {
      const value = values[m]!;
      const interval = boundsOf(value);
      const around = { low: interval?.low ?? null, high: interval?.high ?? null, level: interval?.level ?? null };
      return { schema: 1, ...subject, month, value, ...around };
    });
  return [
    ...(money?.forecasts ?? []).flatMap((forecast) => {
      const { outcome, first, months } = forecast;
      const subject = { asOf: money!.origin, outcome, method: first, currency };
      return said(subject, { months, values: forecast.by[first]!, boundsOf: asMissed(testedOf(forecast, first)) });
    }),
    ...[...(themes?.all ? [themes.all] : []), ...(themes?.themes ?? [])].flatMap(({ theme, first, expected, tested }) =>
      said(
        { asOf: themes!.origin, ...contactsAbout(theme), method: first },
        { months: themes!.months, values: expected, boundsOf: asMissed(tested) },
      ),
    ),
    ...(scores?.scores ?? []).flatMap((score) =>
      said(
        { asOf: score.months[0]!, ...scoreOf(score.measure), method: score.first },
        { months: score.months, values: score.expected, boundsOf: (value) => scoreBounds(score, value, "monthly") },
      ),
    ),
  ];
}

const asMissed = (tested: Tested | undefined) => (value: number) => intervalAround(value, tested, "monthly");

const scoreOf = (measure: string): Subject => ({ outcome: "score", measure, currency: null });

const contactsAbout = (theme: string | null): Subject => ({
  outcome: "contacts",
  ...(theme === null ? {} : { theme }),
  currency: null,
});

/** How earlier predictions did. */
export interface RecordScore extends Subject {
  /** Months that have come since. */
  n: number;
  /** Share of those with an interval that lie in it; null without any. */
  coverage: number | null;
  intervals: number;
  level: number | null;
  /** Σ (said − came) ÷ Σ came; of a score the mean of said − came, in its own unit. */
  bias: number;
  /** Of a score: what it is counted in. */
  unit?: Unit;
  meanError: number;
}

/** Scores what was said before the months that are complete now. */
export const scoreRecord = (record: readonly Prediction[], studies: Studies): RecordScore[] =>
  pastOf(studies).flatMap(({ subject, unit, origin, months, values }): RecordScore[] => {
    const came = record.flatMap((each) => {
      const at = months.indexOf(each.month);
      return isSame(each, subject) && each.month < origin && at >= 0 ? [{ ...each, actual: values[at]! }] : [];
    });
    if (came.length === 0) return [];
    const bounded = came.filter(({ low }) => low !== null);
    const sum = came.reduce((total, { actual }) => total + actual, 0);
    const over = came.reduce((total, { value, actual }) => total + value - actual, 0);
    return [
      {
        ...{ ...subject, n: came.length, intervals: bounded.length, level: bounded[0]?.level ?? null },
        coverage:
          bounded.length === 0
            ? null
            : bounded.filter(({ low, high, actual }) => actual >= low! && actual <= high!).length / bounded.length,
        ...(unit === undefined ? { bias: sum > 0 ? over / sum : 0 } : { bias: over / came.length, unit }),
        meanError: came.reduce((total, { value, actual }) => total + Math.abs(value - actual), 0) / came.length,
      },
    ];
  });

const isSame = (a: Subject, b: Subject): boolean =>
  a.outcome === b.outcome && a.theme === b.theme && a.measure === b.measure && a.currency === b.currency;

/** What came, month by month, of everything that a prediction may be about. */
function pastOf({ money, themes, scores, currency }: Studies) {
  const past = (subject: Subject, origin: Day, months: readonly Day[], values: readonly number[], unit?: Unit) => ({
    ...{ subject, origin, months, values, unit },
  });
  return [
    ...(money === null
      ? []
      : (["sales", "margin"] as const).map((outcome) =>
          past({ outcome, currency }, money.origin, money.series.months, money.series[outcome]),
        )),
    ...(themes?.series ?? []).map(({ theme, contacts }) =>
      past(contactsAbout(theme), themes!.origin, themes!.history, contacts),
    ),
    ...(scores?.scores ?? []).map(({ measure, unit, months, history, values }) =>
      past(scoreOf(measure), months[0]!, history, values, unit),
    ),
  ];
}

/** Lines of a record, in the order of their days; a line that is none is left out and counted. Of the same day, subject and month the last word counts. */
export function readRecord(text: string): { rows: Prediction[]; unreadable: number } {
  const { rows, unreadable } = readJsonLines<Prediction>(
    text,
    (row) => row.schema === 1 && Boolean(row.asOf && row.month && row.outcome) && typeof row.value === "number",
  );
  return {
    rows: lastOfEach(
      rows,
      ({ asOf, outcome, theme, measure, month }) => `${asOf}|${outcome}|${month}|${theme ?? ""}|${measure ?? ""}`,
    ),
    unreadable,
  };
}
