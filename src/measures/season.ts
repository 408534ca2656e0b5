import { fUpper } from "../stats/distributions/f.ts";

/** Years that show a season: in two, one odd month is half of it. */
const YEARS = 3;
const MONTHS = 12;
/** A season is believed at this level: one of a hundred series without one seems to have it. */
const BELIEVED = 0.01;
/** Median of the range of three draws from a normal distribution of standard deviation 1. */
const MEDIAN_RANGE = 1.588;
/** So many standard deviations from the mean of the other two, a month is odd. */
const ODD = 4 * Math.sqrt(1.5);

/**
 * What the season adds to each of the last three years' months, by month of the year from January; null without three
 * whole years, or where months of one name are not more alike than chance makes them.
 *
 * Two-way analysis of variance without repetition, years by months of the year (Fisher 1925): F of the months against
 * what neither explains. The season of a month is the mean of its distances from the middles of its years, an odd one among them
 * left out, so that one odd month does not become a season; its twelve sum to 0.
 * @param months without a gap and in order; `period` is the first day of the month
 */
export function seasonOf(months: readonly { period: string; value: number }[]): number[] | null {
  const last = months.slice(-YEARS * MONTHS);
  if (last.length < YEARS * MONTHS || !followEachOther(last)) return null;
  const grand = mean(last.map(({ value }) => value));
  const years = Array.from({ length: YEARS }, (_, i) => mean(valuesOf(last.slice(i * MONTHS, (i + 1) * MONTHS))));
  const nameOf = (period: string) => Number(period.slice(5, 7)) - 1;
  const distances = Array.from({ length: MONTHS }, (): number[] => []);
  for (const [i, { period, value }] of last.entries())
    distances[nameOf(period)]!.push(value - years[Math.floor(i / MONTHS)]!);
  const means = distances.map(mean);
  const ofMonths = YEARS * means.reduce((sum, x) => sum + x ** 2, 0);
  const ofYears = MONTHS * years.reduce((sum, x) => sum + (x - grand) ** 2, 0);
  const all = last.reduce((sum, { value }) => sum + (value - grand) ** 2, 0);
  const left = all - ofMonths - ofYears;
  const [df1, df2] = [MONTHS - 1, (MONTHS - 1) * (YEARS - 1)];
  // Without any noise there is a season where there is any difference at all.
  const p = left > 1e-12 * all ? fUpper(ofMonths / df1 / (left / df2), df1, df2) : ofMonths > 1e-12 * all ? 0 : 1;
  if (!(p < BELIEVED)) return null;
  const noise = median(distances.map(rangeOf)) / MEDIAN_RANGE;
  const usual = distances.map((each) => mean(withoutOdd(each, ODD * noise)));
  const middle = mean(usual);
  return usual.map((x) => x - middle);
}

const valuesOf = (months: readonly { value: number }[]) => months.map(({ value }) => value);
const mean = (values: readonly number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;
const rangeOf = (values: readonly number[]) => Math.max(...values) - Math.min(...values);

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const [below, above] = [sorted[Math.ceil(sorted.length / 2) - 1]!, sorted[Math.floor(sorted.length / 2)]!];
  return (below + above) / 2;
}

/** The values without the one that lies farthest from the mean of the others, where it lies farther than `bound`. */
function withoutOdd(values: readonly number[], bound: number): readonly number[] {
  const distance = (i: number) => Math.abs(values[i]! - mean(values.filter((_, j) => j !== i)));
  const farthest = values.map((_, i) => i).sort((a, b) => distance(b) - distance(a))[0]!;
  return distance(farthest) > bound ? values.filter((_, i) => i !== farthest) : values;
}

const followEachOther = (months: readonly { period: string }[]): boolean => {
  const index = (period: string) => Number(period.slice(0, 4)) * MONTHS + Number(period.slice(5, 7));
  return index(months.at(-1)!.period) - index(months[0]!.period) === months.length - 1;
};
