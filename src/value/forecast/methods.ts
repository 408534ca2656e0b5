import { addMonths, type Day } from "../../base/day.ts";
import { exponentialSmoothing } from "../../stats/longitudinal/exponential-smoothing.ts";
import { seasonalNaive } from "../../stats/longitudinal/seasonal-naive.ts";
import { seasonIndex } from "./series.ts";

export const METHODS = ["naive", "usual", "series", "base", "growth", "experience"] as const;
export type Method = (typeof METHODS)[number];

/** Months of history from which a forecast is given. */
export const MONTHS_NEEDED = 6;
/** Months before the end at which the methods are tried; each looks ahead to the end, at most a year. */
const ORIGINS = [12, 9, 6, 3];
/** A method has to be so much better than the naive forecast to come before it. */
const BETTER = 0.98;

/** How many months before the end of so many the methods can be tried, the earliest first. */
export const triedAt = (months: number): number[] =>
  ORIGINS.filter((back) => months - back >= Math.max(MONTHS_NEEDED, back));

/** Methods that only repeat what was. */
const NAIVE: readonly Method[] = ["naive", "usual"];

/** Which method is shown first, and whether it does what the naive ones cannot; null where none could be tried. */
export function shownFirst(tested: readonly Tested[]): { first: Method; beatsNaive: boolean } | null {
  const [best] = tested;
  if (best === undefined) return null;
  const naive = tested.find(({ method }) => NAIVE.includes(method));
  const beatsNaive = naive !== undefined && best !== naive && best.meanError < BETTER * naive.meanError;
  return { first: beatsNaive ? best.method : (naive?.method ?? "naive"), beatsNaive };
}

/** The same month of the last year; where there is no whole year, the mean of the last three months. */
export function naiveForecast(values: readonly number[], months: number): number[] {
  if (values.length >= 13)
    return seasonalNaive({ values, season: 12, horizon: months }).forecast.map(({ value }) => value);
  const last = values.slice(-3);
  return new Array<number>(months).fill(last.reduce((a, b) => a + b, 0) / Math.max(1, last.length));
}

/** The mean of the last year, or of the months there are: where single months are mostly chance, nothing repeats better. */
export function usualForecast(values: readonly number[], months: number): number[] {
  const last = values.slice(-12);
  return new Array<number>(months).fill(sum(last) / Math.max(1, last.length));
}

/** Exponential smoothing with what the length of the series bears: season and trend, a trend, or a level. */
export function seriesForecast(values: readonly number[], months: number): number[] | null {
  if (values.length < 4) return null;
  const season = values.length >= 26 ? 12 : 1;
  const kind = season === 12 ? "season" : values.length >= 12 ? "trend" : "level";
  return exponentialSmoothing({ values, season, horizon: months, kind }).forecast.map(({ value }) => value);
}

/** What the base brings, with the season of the last two years laid over it. */
export function seasoned(
  forecast: readonly number[],
  { values, months, origin }: { values: readonly number[]; months: readonly Day[]; origin: Day },
): number[] {
  const index = seasonIndex(values, months);
  return forecast.map((value, m) => value * index[Number(addMonths(origin, m).slice(5, 7)) - 1]!);
}

/** What comes is held against what was said as a ratio (amounts, counts) or as a difference (scores, which may be nothing or less). */
export type Gap = "ratio" | "difference";

/** What a method said at earlier origins, and what came. */
export interface Tested {
  method: Method;
  gap: Gap;
  /** Mean absolute error a month, and over that of the naive forecast. */
  meanError: number;
  overNaive: number;
  /** Mean of (forecast − actual), of a ratio over the mean of what came: above 0, forecasts were too high. */
  bias: number;
  /** Root mean square of ln(actual ÷ forecast), or of actual − forecast, of single months, and of whole stretches by their means. */
  monthly: number;
  total: number;
  n: number;
}

/** One origin of a back-test: forecasts by method, and what came. */
export interface Trial {
  origin: Day;
  actual: readonly number[];
  forecasts: Partial<Record<Method, readonly number[]>>;
}

/** Scores every method that spoke at every origin, the best first. */
export function scored(trials: readonly Omit<Trial, "origin">[], gap: Gap = "ratio"): Tested[] {
  const missed = gap === "ratio" ? logRatio : (actual: number, forecast: number) => actual - forecast;
  const mean = (values: readonly number[]) => sum(values) / values.length;
  const methods = METHODS.filter((method) => trials.length > 0 && trials.every(({ forecasts }) => forecasts[method]));
  const error = (method: Method) => {
    let [absolute, signed, came, n, squares, totals] = [0, 0, 0, 0, 0, 0];
    for (const { actual, forecasts } of trials) {
      const said = forecasts[method]!;
      actual.forEach((y, m) => {
        absolute += Math.abs(y - said[m]!);
        signed += said[m]! - y;
        came += y;
        squares += missed(y, said[m]!) ** 2;
        n++;
      });
      totals += missed(mean(actual), mean(said.slice(0, actual.length))) ** 2;
    }
    return {
      absolute: absolute / n,
      bias: gap === "difference" ? signed / n : came > 0 ? signed / came : 0,
      monthly: Math.sqrt(squares / n),
      total: Math.sqrt(totals / trials.length),
      n,
    };
  };
  const naive = methods.includes("naive") ? error("naive").absolute : null;
  return methods
    .map((method) => {
      const { absolute, bias, monthly, total, n } = error(method);
      return {
        method,
        gap,
        meanError: absolute,
        overNaive: naive === null || naive === 0 ? 1 : absolute / naive,
        bias,
        monthly,
        total,
        n,
      };
    })
    .sort((a, b) => a.meanError - b.meanError);
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
/** ln(actual ÷ forecast), bounded where one of them is nothing. */
const logRatio = (actual: number, forecast: number): number =>
  actual > 0 && forecast > 0 ? Math.log(actual / forecast) : actual === forecast ? 0 : 1;
