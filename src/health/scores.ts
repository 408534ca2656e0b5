import type { Day } from "../base/day.ts";
import type { Suspicion } from "../findings/suspicion.ts";

/** Answers of one score, scale and source in one month. */
export interface ScoreMonth {
  instrument: string;
  source: string;
  scaleMin: number;
  scaleMax: number;
  month: Day;
  n: number;
  mean: number;
  sd: number;
  low: number;
  high: number;
}

const ANSWERS_NEEDED = 50;
const SURE_ANSWERS = 100;

/** What of one score's answers over time looks as if they were not on the scale that they are said to be on. */
export function scoreSuspicions(months: readonly ScoreMonth[]): Suspicion[] {
  const [first] = months;
  if (!first || first.scaleMax - first.scaleMin < 3) return [];
  const sorted = [...months].sort((a, b) => (a.month < b.month ? -1 : 1));
  const { instrument, source, scaleMin, scaleMax } = first;
  const middle = (scaleMin + scaleMax) / 2;
  const n = sorted.reduce((sum, month) => sum + month.n, 0);
  if (n < ANSWERS_NEEDED) return [];
  const [low, high] = [Math.min(...sorted.map((m) => m.low)), Math.max(...sorted.map((m) => m.high))];
  const sure = n >= SURE_ANSWERS ? "likely" : "possible";
  if (high <= middle || low > middle)
    return [
      {
        what: {
          code: "health.half_scale",
          values: { measure: instrument, used: `${low}–${high}`, stated: `${scaleMin}–${scaleMax}`, n },
        },
        where: source,
        sure,
      },
    ];
  return [scaleChange(sorted, middle), ...jumps(sorted)].filter((each) => each !== null).slice(0, 1);
}

/** Up to a month no answer lies above the middle of the scale, from then on some do (or the other way round). */
function scaleChange(months: readonly ScoreMonth[], middle: number): Suspicion | null {
  const isHigh = months.map(({ high }) => high > middle);
  const firstHigh = isHigh.indexOf(true);
  const at = firstHigh > 0 ? firstHigh : isHigh.lastIndexOf(true) + 1;
  const [before, after] = [months.slice(0, at), months.slice(at)];
  const size = (part: readonly ScoreMonth[]) => part.reduce((sum, { n }) => sum + n, 0);
  const top = (part: readonly ScoreMonth[]) => Math.max(...part.map(({ high }) => high));
  if (size(before) < ANSWERS_NEEDED || size(after) < ANSWERS_NEEDED) return null;
  const { instrument, source, month } = months[at]!;
  const values = { measure: instrument, day: month, was: top(before), is: top(after) };
  return { what: { code: "health.scale_changed", values }, where: source, sure: "likely" };
}

const MONTH_NEEDED = 30;
/** A quarter of the scale. */
const JUMP = 0.25;
/** Standard errors; over a hundred months one of six or more is no accident. */
const STANDARD_ERRORS = 6;

/** The mean moves by a quarter of the scale from one month to the next, far beyond chance, and stays there. */
function jumps(months: readonly ScoreMonth[]): Suspicion[] {
  const enough = months.filter(({ n }) => n >= MONTH_NEEDED);
  return enough.flatMap((month, i): Suspicion[] => {
    const [before, next] = [enough[i - 1], enough[i + 1]];
    if (!before) return [];
    const move = month.mean - before.mean;
    const error = Math.sqrt(month.sd ** 2 / month.n + before.sd ** 2 / before.n);
    const range = month.scaleMax - month.scaleMin;
    const stays = !next || Math.abs(next.mean - before.mean) >= (JUMP * range) / 2;
    if (Math.abs(move) < JUMP * range || Math.abs(move) < STANDARD_ERRORS * error || !stays) return [];
    const values = { measure: month.instrument, day: month.month, was: round(before.mean), is: round(month.mean) };
    return [{ what: { code: "health.score_jump", values }, where: month.source, sure: "possible" }];
  });
}

const round = (value: number): number => Math.round(value * 10) / 10;

/** How two scores go together over the people who gave both, each turned so that more is better. */
export interface ScorePair {
  a: string;
  b: string;
  n: number;
  correlation: number;
}

const AGAINST = -0.3;
const STRONGLY_AGAINST = -0.5;

/** Two scores of the same people that go against each other: one may be upside down. */
export const reversedScores = (pairs: readonly ScorePair[]): Suspicion[] =>
  pairs
    .filter(({ n, correlation }) => n >= ANSWERS_NEEDED && correlation <= AGAINST)
    .map(({ a, b, n, correlation }) => ({
      what: {
        code: "health.reversed",
        values: { measure: a, experience: b, n, r: Math.round(correlation * 100) / 100 },
      },
      where: "",
      sure: correlation <= STRONGLY_AGAINST ? "likely" : "possible",
    }));

/** The middle amount of a group of orders: a quarter, or a file. */
export interface AmountGroup {
  source: string;
  currency: string | null;
  group: string;
  n: number;
  median: number;
}

const ORDERS_NEEDED = 30;
const TENFOLD = 10;

/** Orders of one group are ten times those of the one before, as when one file counts cents. */
export function amountSuspicions(groups: readonly AmountGroup[]): Suspicion[] {
  const enough = groups.filter(({ n, median }) => n >= ORDERS_NEEDED && median > 0);
  for (const [i, group] of enough.entries()) {
    const before = enough[i - 1];
    if (!before || before.source !== group.source || before.currency !== group.currency) continue;
    const ratio = Math.max(group.median / before.median, before.median / group.median);
    if (ratio < TENFOLD) continue;
    const values = { name: before.group, group: group.group, was: round(before.median), is: round(group.median) };
    return [{ what: { code: "health.amounts", values }, where: group.source, sure: "likely" }];
  }
  return [];
}
