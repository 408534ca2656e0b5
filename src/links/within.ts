import type { Interval } from "../findings/figure.ts";
import { CONFIDENCE } from "../measures/infer.ts";
import type { MeasureContext } from "../measures/measure.ts";
import { BASELINE_DAYS, HORIZONS } from "../panel/settings.ts";
import { panelFixedEffects } from "../stats/longitudinal/panel-fixed-effects.ts";
import { join, literal, raw, sql } from "../store/sql/sql.ts";
import { attempt } from "./climb.ts";
import { knownFor, type Outcome } from "./outcome.ts";
import { readPlacebo } from "./placebo.ts";
import { type DesignMatrix, ORIGIN, type Repeats, type Step } from "./study.ts";

/** Customers who must have stood on both steps. */
export const CHANGED_MINIMUM = 40;

/** Reads the answers of customers who gave several; null for an outcome that is no sum of days. */
export async function repeatedAnswers(
  { store }: MeasureContext,
  { instrument, outcome, horizon }: { instrument: string; outcome: Outcome; horizon: number },
  { bands, oneIn }: Pick<DesignMatrix, "bands" | "oneIn">,
): Promise<Repeats | null> {
  if (!outcome.sum) return null;
  const { double, day, daysBetween } = store.dialect;
  const horizons = HORIZONS.filter((days) => days <= horizon);
  const after = horizons.map(
    (days) =>
      sql`case when ${knownFor(outcome, days)} then round(${double(outcome.value(days))}, 8) end as ${raw(`after_${days}`)}`,
  );
  const band = bands.map((code, i) => sql`when m.band = ${literal(code)} then ${raw(String(i))}`);
  const columns = await store.columns(sql`
    select
      ${double(sql`dense_rank() over (order by m.party)`)} as customer,
      ${double(daysBetween(day(ORIGIN), sql`m.day`))} as days,
      ${double(sql`case ${join(band, " ")} end`)} as band,
      ${double(sql`m.score`)} as score,
      round(${double(raw(`m.baseline_${outcome.sum}`))}, 8) as before,
      ${join(after)}
    from (
      select s.*, count(*) over (partition by s.party) as answers
      from scored_moment s
      where s.instrument = ${literal(instrument)} and s.party % ${raw(String(oneIn))} = 0
    ) m
    where m.answers > 1
    order by customer, days, m.id
  `);
  return {
    customers: columns.customer!,
    days: columns.days!,
    band: columns.band!,
    score: columns.score!,
    before: columns.before!,
    after: horizons.map((days) => ({ days, outcome: columns[`after_${days}`]! })),
  };
}

/** Customers compared with themselves: what changed for them over `days` when their score changed. */
export type Within = { changed: number } & (
  | { state: "estimate"; days: number; estimate: number; standardError: number; interval: Interval }
  | { state: "too_few" }
  /** What they brought had moved before the score did. */
  | { state: "pre_trend"; estimate: number; interval: Interval }
);

/**
 * The within-customer way: answers of the same customer whose outcomes do not overlap, with an effect for each customer, for each
 * band, for the season and the date; over the longest horizon with enough customers who stood on both steps. What never changes
 * about a customer cannot confound it. It is withheld where the year before the answer moves with the score too: then
 * spending went first, and the score followed.
 * @see Wooldridge (2010), chapter 10; Roth (2022), AER: Insights 4, 305–322, for what a clear pre-trend does not prove
 */
export function withinCustomers(repeats: Repeats, bands: readonly string[], { lower, upper }: Step): Within {
  const step = { low: bands.indexOf(lower), high: bands.indexOf(upper), bands: bands.length };
  const tries = repeats.after.map(({ days, outcome }) => {
    const rows = apartRows(repeats, outcome, days);
    return { days, outcome, rows, changed: changedIn(repeats, rows, step) };
  });
  const chosen = tries.find(({ changed }) => changed >= CHANGED_MINIMUM);
  if (!chosen) return { state: "too_few", changed: Math.max(0, ...tries.map(({ changed }) => changed)) };
  const { days, rows, changed } = chosen;
  const after = changeWith(repeats, rows, chosen.outcome, step);
  const earlier = changeWith(repeats, rows, repeats.before, step);
  if (!after || !earlier) return { state: "too_few", changed };
  if (readPlacebo(earlier, (after.estimate * BASELINE_DAYS) / days) === "warning")
    return { state: "pre_trend", estimate: earlier.estimate, interval: earlier.interval, changed };
  return { state: "estimate", ...after, days, changed };
}

interface StepCodes {
  low: number;
  high: number;
  bands: number;
}

/** Rows of customers with two or more answers, of each customer only such as have their horizons one after another. */
function apartRows({ customers, days }: Repeats, outcome: Float64Array, horizonDays: number): number[] {
  const kept: number[] = [];
  for (let row = 0; row < days.length; row++) {
    if (Number.isNaN(outcome[row])) continue;
    const last = kept.at(-1);
    if (last === undefined || customers[last] !== customers[row] || days[row]! - days[last]! > horizonDays)
      kept.push(row);
  }
  return kept.filter((row, i) =>
    [kept[i - 1], kept[i + 1]].some((other) => other !== undefined && customers[other] === customers[row]),
  );
}

/** Customers who stood on both steps. */
function changedIn({ customers, band }: Repeats, rows: readonly number[], { low, high }: StepCodes): number {
  const seen = new Map<number, number>();
  for (const row of rows) {
    const mark = band[row] === low ? 1 : band[row] === high ? 2 : 0;
    seen.set(customers[row]!, (seen.get(customers[row]!) ?? 0) | mark);
  }
  return [...seen.values()].filter((marks) => marks === 3).length;
}

function changeWith(
  { band, days, customers }: Repeats,
  rows: readonly number[],
  outcome: Float64Array,
  { low, high, bands }: StepCodes,
): { estimate: number; standardError: number; interval: Interval } | null {
  const pick = (value: (row: number) => number) => Float64Array.from(rows, value);
  const x: Record<string, Float64Array> = {};
  for (let code = 0; code < bands; code++)
    if (code !== low) x[`band_${code}`] = pick((row) => (band[row] === code ? 1 : 0));
  const turn = (row: number) => (days[row]! * 2 * Math.PI) / 365.25;
  x.date = pick((row) => days[row]!);
  x.season_1 = pick((row) => Math.sin(turn(row)));
  x.season_2 = pick((row) => Math.cos(turn(row)));
  const fit = attempt(() =>
    panelFixedEffects(
      { unit: pick((row) => customers[row]!), time: pick((row) => days[row]!), y: pick((row) => outcome[row]!), x },
      { effects: "unit", confidence: CONFIDENCE },
    ),
  );
  const term = fit ? fit.terms.indexOf(`band_${high}`) : -1;
  if (!fit || term < 0) return null;
  return {
    estimate: fit.coefficients[term]!,
    standardError: fit.standardErrors[term]!,
    interval: fit.intervals[term]!,
  };
}
