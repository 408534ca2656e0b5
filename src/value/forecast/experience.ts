import type { Interval, Unit } from "../../findings/figure.ts";
import { CONFIDENCE } from "../../measures/infer.ts";
import { normalCdf, normalQuantile } from "../../stats/distributions/normal.ts";
import { studentTQuantile } from "../../stats/distributions/student-t.ts";
import { neweyWest } from "../../stats/longitudinal/newey-west.ts";
import { crossProducts } from "../../stats/regression/cross-products.ts";
import { designOf } from "../../stats/regression/design.ts";
import { fitLinear } from "../../stats/regression/linear.ts";
import { fitRidge } from "../../stats/regression/ridge.ts";
import { adjustPValues } from "../../stats/tests/multiplicity.ts";

/** A measure of experience by month of the series; null for a month of too few answers. */
export interface ExperienceSeries {
  measure: string;
  unit: Unit;
  values: readonly (number | null)[];
}

const YEAR = 12;
/** Months before one over which a measure is averaged: a single month is mostly chance. */
const LAGS = 3;
/** Months of those that must have answers enough. */
const LAGS_NEEDED = 2;
/** Months of growth from which the model is fitted. */
export const ROWS_NEEDED = 9;
/** Months that it is tried on at least. */
export const TRIED_NEEDED = 6;
/** Months of growth for each driver beyond the first. */
const ROWS_A_DRIVER = 15;
const DRIVERS = 2;
/** From so many whole months on experience can be an input and be tried: a year to compare with, the scores before it, and the rows above. */
export const EXPERIENCE_FROM = YEAR + LAGS + ROWS_NEEDED + TRIED_NEEDED;

/** How a month's money grew over the same month of the year before, against what measures did in the months before both. */
interface Row {
  /** Position in the series. */
  month: number;
  /** ln(money ÷ money a year before). */
  growth: number;
  /** By driver; null where it is not known. */
  changes: (number | null)[];
}

/** What a measure was in the months before one: nothing of the month itself, or later. */
function before({ values }: ExperienceSeries, month: number): number | null {
  const known = values.slice(Math.max(0, month - LAGS), month).filter((value) => value !== null);
  return month < LAGS || known.length < LAGS_NEEDED ? null : known.reduce((a, b) => a + b, 0) / known.length;
}

/** Its change over a year, as it was known before the month. */
function changeOf(driver: ExperienceSeries, month: number): number | null {
  const [now, then] = [before(driver, month), before(driver, month - YEAR)];
  return now === null || then === null ? null : now - then;
}

function rowsOf(values: readonly number[], drivers: readonly ExperienceSeries[]): Row[] {
  const rows: Row[] = [];
  for (let month = YEAR; month < values.length; month++) {
    const [now, then] = [values[month]!, values[month - YEAR]!];
    if (!(now > 0 && then > 0)) continue;
    rows.push({ month, growth: Math.log(now / then), changes: drivers.map((driver) => changeOf(driver, month)) });
  }
  return rows;
}

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

/** What growth is expected by, from rows of the past. */
interface Fitted {
  /** Positions of the drivers that are in it. */
  chosen: number[];
  expected(changes: readonly (number | null)[]): number | null;
  /** The same rows without experience. */
  without: number;
}

/**
 * Growth by at most two drivers, those most correlated with it in these rows, by a ridge regression with the penalty of Hoerl, Kennard and
 * Baldwin: what explains little is shrunk to little.
 * @see Hoerl, Kennard & Baldwin (1975), Communications in Statistics 4, 105–123
 */
function fit(rows: readonly Row[], count: number): Fitted | null {
  const most = rows.length >= ROWS_A_DRIVER ? DRIVERS : 1;
  const chosen = ranked(rows, count).slice(0, most);
  const used = rows.filter(({ changes }) => chosen.every((j) => changes[j] !== null));
  if (chosen.length === 0 || used.length < ROWS_NEEDED) return null;
  const columns = Object.fromEntries(chosen.map((j) => [`x${j}`, used.map(({ changes }) => changes[j]!)]));
  const products = crossProducts({ design: designOf(columns), y: used.map(({ growth }) => growth) });
  if (products.xx.some((row, i) => !(row[i]! > 0))) return null;
  const plain = fitLinear({ design: designOf(columns), y: used.map(({ growth }) => growth) });
  if (plain.aliased.length > 0) return null;
  const scale = chosen.map((_, i) => Math.sqrt(products.xx[i]![i]! / products.weight));
  const size = plain.coefficients.slice(1).reduce((sum, b, i) => sum + (b * scale[i]!) ** 2, 0);
  const ridge = fitRidge(products, size > 0 ? (chosen.length * plain.sigma ** 2) / size : 0);
  return {
    chosen,
    without: products.meanY,
    expected: (changes) => {
      if (chosen.some((j) => changes[j] === null)) return null;
      return chosen.reduce((sum, j, i) => sum + ridge.coefficients[i]! * changes[j]!, ridge.intercept);
    },
  };
}

/** Positions of the drivers with months enough, the one most correlated with growth first. */
const ranked = (rows: readonly Row[], count: number): number[] =>
  Array.from({ length: count }, (_, j) => ({ j, known: rows.filter(({ changes }) => changes[j] !== null) }))
    .filter(({ known }) => known.length >= ROWS_NEEDED)
    .map(({ j, known }) => {
      const growth = known.map((row) => row.growth);
      return {
        j,
        strength: Math.abs(
          correlation(
            known.map(({ changes }) => changes[j]!),
            growth,
          ),
        ),
      };
    })
    .filter(({ strength }) => strength > 0)
    .sort((a, b) => b.strength - a.strength)
    .map(({ j }) => j);

function correlation(x: readonly number[], y: readonly number[]): number {
  const [mx, my] = [mean(x), mean(y)];
  let [xx, yy, xy] = [0, 0, 0];
  x.forEach((value, i) => {
    xx += (value - mx) ** 2;
    yy += (y[i]! - my) ** 2;
    xy += (value - mx) * (y[i]! - my);
  });
  return xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : 0;
}

/**
 * Money by month ahead: the same month of the year before, grown as experience went in the months before. Scores of months to come are
 * taken to stay as they were in the last months.
 * @param values of the months that are known, with `drivers` of the same months
 * @returns null where the series is too short, or no measure has months enough
 */
export function experienceForecast(
  values: readonly number[],
  drivers: readonly ExperienceSeries[],
  months: number,
): number[] | null {
  const known = drivers.map((driver) => ({ ...driver, values: driver.values.slice(0, values.length) }));
  const fitted = fit(rowsOf(values, known), known.length);
  if (!fitted) return null;
  const staying = known.map((driver) => {
    const last = before(driver, values.length);
    return { ...driver, values: [...driver.values, ...new Array<number | null>(months).fill(last)] };
  });
  const said = [...values];
  for (let month = values.length; month < values.length + months; month++) {
    const growth = fitted.expected(staying.map((driver) => changeOf(driver, month)));
    const then = said[month - YEAR]!;
    if (growth === null || !(then > 0)) return null;
    said.push(then * Math.exp(growth));
  }
  return said.slice(values.length);
}

/** The same without experience: the same month of the year before, grown as months did on average; null where the series is too short. */
export function growthForecast(values: readonly number[], months: number): number[] | null {
  const rows = rowsOf(values, []);
  if (rows.length < ROWS_NEEDED) return null;
  const growth = mean(rows.map((row) => row.growth));
  const said = [...values];
  for (let month = values.length; month < values.length + months; month++)
    said.push(said[month - YEAR]! * Math.exp(growth));
  return said.slice(values.length);
}

/** Whether experience made the forecast a month ahead better. */
export interface ExperienceTrial {
  /** Months that it was tried on. */
  n: number;
  /** Share by which the mean error fell with experience, against the same model without it; below 0: it rose. */
  improvement: number;
  interval: Interval;
}

/**
 * Every month that can be tried is forecast from the months before it alone, with experience and without; the interval is that of the mean
 * difference of the absolute errors, over the mean error without.
 * @see Diebold & Mariano (1995), J. Bus. Econ. Stat. 13, 253–263
 */
export function experienceTrial(
  values: readonly number[],
  drivers: readonly ExperienceSeries[],
): ExperienceTrial | null {
  const rows = rowsOf(values, drivers);
  const [gains, errors]: [number[], number[]] = [[], []];
  rows.forEach((row, i) => {
    const fitted = fit(rows.slice(0, i), drivers.length);
    const growth = fitted?.expected(row.changes);
    if (!fitted || growth === null || growth === undefined) return;
    const missed = (by: number) => Math.abs(values[row.month]! - values[row.month - YEAR]! * Math.exp(by));
    errors.push(missed(fitted.without));
    gains.push(missed(fitted.without) - missed(growth));
  });
  const n = gains.length;
  const error = n === 0 ? 0 : mean(errors);
  if (n < TRIED_NEEDED || error === 0) return null;
  const data = { design: designOf({}, { n }), y: gains };
  const plain = fitLinear(data);
  // Errors a month ahead may still hang together: the wider of the two.
  const se = Math.max(plain.standardErrors[0]!, neweyWest({ data, fit: plain }).standardErrors[0]!);
  const half = studentTQuantile(0.5 + CONFIDENCE / 2, n - 1) * se;
  const gain = mean(gains);
  return {
    ...{ n, improvement: gain / error },
    interval: { low: (gain - half) / error, high: (gain + half) / error, level: CONFIDENCE },
  };
}

/** What goes with a change of one measure. */
export interface DriverOfGrowth {
  measure: string;
  unit: Unit;
  /** The change that the money stands for, in the measure's unit. */
  step: number;
  /** Money a month, at the level of the last year. */
  money: number;
  interval: Interval;
  /** Months of growth. */
  n: number;
  /** Beyond chance after Holm over all measures. */
  isBeyond: boolean;
  /** Whether the model of all months has it. */
  isChosen: boolean;
}

/** One point of a score of −100…100, a hundredth of a share, a tenth of a scale. */
const stepOf = (unit: Unit): number => (unit === "points" ? 1 : unit === "share" ? 0.01 : 0.1);

/** Share of a score's months that another must have as well to be held equal. */
const BESIDE = 0.8;
/** Months that errors may hang together over, as a share of all. */
const BANDWIDTH = 0.4;

/**
 * How many standard errors an interval of 95 % reaches where these allow for so large a share of the months to hang together: growth
 * over a year does, and so do scores, and a normal quantile would find what is not there.
 * @see Kiefer & Vogelsang (2005), Econometric Theory 21, 1130–1164, table 1 (Bartlett)
 */
const fixedBandwidth = (share: number): number => 1.96 + 2.9694 * share + 0.416 * share ** 2 - 0.5324 * share ** 3;

/**
 * Each measure at equal others, the one of them that goes with growth most: scores rise and fall together, and whatever wanders goes with
 * whatever else does for a while. Errors allow months to hang together.
 */
export function driversOfGrowth(values: readonly number[], drivers: readonly ExperienceSeries[]): DriverOfGrowth[] {
  const rows = rowsOf(values, drivers);
  const chosen = fit(rows, drivers.length)?.chosen ?? [];
  const level = mean(values.slice(-YEAR));
  const order = ranked(rows, drivers.length);
  const found = drivers.flatMap(({ measure, unit }, j) => {
    if (!order.includes(j)) return [];
    const of = (...ids: number[]) => rows.filter(({ changes }) => ids.every((id) => changes[id] !== null));
    const enough = Math.max(ROWS_A_DRIVER, BESIDE * of(j).length);
    const other = order.find((each) => each !== j && of(j, each).length >= enough);
    const known = other === undefined ? of(j) : of(j, other);
    const data = {
      design: designOf({
        change: known.map(({ changes }) => changes[j]!),
        ...(other === undefined ? {} : { other: known.map(({ changes }) => changes[other]!) }),
      }),
      y: known.map(({ growth }) => growth),
    };
    const plain = fitLinear(data);
    if (plain.aliased.length > 0) return [];
    const slope = plain.coefficients[1];
    if (slope === undefined) return [];
    const lag = Math.ceil(known.length * BANDWIDTH) - 1;
    const error = Math.max(plain.standardErrors[1]!, neweyWest({ data, fit: plain, lag }).standardErrors[1]!);
    const wide = fixedBandwidth((lag + 1) / known.length);
    const half = wide * error;
    const step = stepOf(unit);
    const money = level * step;
    return [
      {
        ...{ measure, unit, step, money: slope * money, n: known.length, isChosen: chosen.includes(j) },
        interval: { low: (slope - half) * money, high: (slope + half) * money, level: CONFIDENCE },
        p: error > 0 ? 2 * (1 - normalCdf(Math.abs(slope / error) * (normalQuantile(0.5 + CONFIDENCE / 2) / wide))) : 0,
      },
    ];
  });
  const adjusted =
    found.length > 0
      ? adjustPValues(
          found.map(({ p }) => p),
          "holm",
        )
      : [];
  return found.map(({ p: _, ...each }, i) => ({ ...each, isBeyond: adjusted[i]! < 1 - CONFIDENCE }));
}
