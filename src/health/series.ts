import { addDays, type Day } from "../base/day.ts";
import type { FactKind } from "../facts/facts.ts";
import type { Suspicion } from "../findings/suspicion.ts";

/** Records of one kind and source by the Monday of their week, weeks without any left out. */
export interface WeeklySeries {
  fact: FactKind;
  source: string;
  weeks: readonly { week: Day; n: number }[];
  /** The last day of the series, and of all records of the company. */
  lastDay: Day;
  endOfRecords: Day;
}

/** Fewer weeks than this tell nothing of what is usual. */
const WEEKS_NEEDED = 12;
/** A chance below this is no accident. */
const RARE = 0.001;
const USUAL_LEAST = 5;

/** What of a series over time looks wrong: weeks without a record, a sudden change of volume, an early end. */
export function seriesSuspicions(series: WeeklySeries): Suspicion[] {
  const counts = filled(series.weeks);
  if (counts.length < WEEKS_NEEDED) return [];
  const gap = longestGap(series, counts);
  const change = suddenChange(series, counts);
  return [gap, change && !(gap && isInside(change, gap)) ? change : null, earlyEnd(series, counts)].filter(
    (each) => each !== null,
  );
}

interface Week {
  week: Day;
  n: number;
}

function filled(weeks: WeeklySeries["weeks"]): Week[] {
  const sorted = [...weeks].sort((a, b) => (a.week < b.week ? -1 : 1));
  const all: Week[] = [];
  for (const each of sorted) {
    for (let last = all.at(-1); last && addDays(last.week, 7) < each.week; last = all.at(-1))
      all.push({ week: addDays(last.week, 7), n: 0 });
    all.push(each);
  }
  return all;
}

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1]!, sorted[sorted.length >> 1]!];
  return (low + high) / 2;
};

/** The middle count of weeks that have any. */
const usual = (counts: readonly Week[]): number => {
  const some = counts.filter(({ n }) => n > 0).map(({ n }) => n);
  return some.length === 0 ? 0 : median(some);
};

const SIDE = 8;

/**
 * The longest run of at least two weeks without a record, where that would be rare: k empty weeks somewhere among W have
 * at most the chance W · exp(−m · k) where records fall independently and m a week are usual, in the eight weeks before
 * or after it, whichever had fewer.
 */
function longestGap(
  { fact, source }: WeeklySeries,
  counts: readonly Week[],
): (Suspicion & { from: Day; to: Day }) | null {
  const gaps: { start: number; end: number }[] = [];
  for (const [i, { n }] of counts.entries())
    if (n === 0) {
      const last = gaps.at(-1);
      if (last?.end === i) last.end = i + 1;
      else gaps.push({ start: i, end: i + 1 });
    }
  const around = ({ start, end }: { start: number; end: number }): number => {
    const [before, after] = [counts.slice(Math.max(0, start - SIDE), start), counts.slice(end, end + SIDE)];
    return Math.min(...[before, after].map((weeks) => (weeks.length < SIDE / 2 ? 0 : usual(weeks))));
  };
  const rare = gaps
    .map((gap) => ({ ...gap, m: around(gap), weeks: gap.end - gap.start }))
    .filter(({ m, weeks }) => m >= USUAL_LEAST && weeks >= 2 && counts.length * Math.exp(-m * weeks) < RARE);
  const [longest] = [...rare].sort((a, b) => b.weeks - a.weeks);
  if (!longest) return null;
  const [from, to] = [counts[longest.start]!.week, addDays(counts[longest.end - 1]!.week, 6)];
  return {
    what: { code: "health.gap", values: { fact, from, to, n: Math.round(longest.m) } },
    where: source,
    sure: "likely",
    ...{ from, to },
  };
}

const FACTOR = 2;
const LARGE = 20;

/**
 * The sharpest change of level: eight weeks that all lie above (or below) the eight weeks after them, with medians at
 * least twice apart. Weeks in any order would do so once in C(16, 8) / 2 = 6,435 at a given place.
 */
function suddenChange({ fact, source }: WeeklySeries, counts: readonly Week[]): (Suspicion & { from: Day }) | null {
  // The first and the last week are seldom whole.
  const whole = counts.slice(1, -1);
  let best: { ratio: number; before: number; after: number; at: Day } | null = null;
  for (let i = SIDE; i + SIDE <= whole.length; i += 1) {
    const before = whole.slice(i - SIDE, i).map(({ n }) => n);
    const after = whole.slice(i, i + SIDE).map(({ n }) => n);
    const isApart = Math.max(...before) < Math.min(...after) || Math.min(...before) > Math.max(...after);
    const [a, b] = [median(before), median(after)];
    const ratio = Math.max(a, b) / Math.max(Math.min(a, b), 0.5);
    if (isApart && ratio >= FACTOR && Math.max(a, b) >= LARGE && ratio > (best?.ratio ?? 0))
      best = { ratio, before: a, after: b, at: whole[i]!.week };
  }
  if (!best) return null;
  const values = { fact, day: best.at, was: Math.round(best.before), is: Math.round(best.after) };
  return {
    what: { code: "health.volume", values },
    where: source,
    sure: best.ratio >= 2 * FACTOR ? "likely" : "possible",
    from: best.at,
  };
}

const isInside = ({ from }: { from: Day }, gap: { from: Day; to: Day }): boolean =>
  from >= addDays(gap.from, -7 * SIDE) && from <= addDays(gap.to, 7 * SIDE);

const LATE_DAYS = 30;

/** The series ends long before the company's records do, and longer before than it ever paused. */
function earlyEnd({ fact, source, lastDay, endOfRecords }: WeeklySeries, counts: readonly Week[]): Suspicion | null {
  const n = counts.reduce((sum, week) => sum + week.n, 0);
  let [pause, run] = [0, 0];
  for (const week of counts) {
    run = week.n === 0 ? run + 1 : 0;
    pause = Math.max(pause, run);
  }
  const late = (Date.parse(endOfRecords) - Date.parse(lastDay)) / 86_400_000;
  if (n < 50 || usual(counts) < 1 || late <= Math.max(LATE_DAYS, 28 * (pause + 1))) return null;
  return {
    what: { code: "health.ends_early", values: { fact, day: lastDay, n: Math.round(late) } },
    where: source,
    sure: "possible",
  };
}
