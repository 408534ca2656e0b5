import { InputError } from "../../base/errors.ts";
import type { Interval } from "../interval.ts";
import { normalMultiplier } from "../intervals/checks.ts";

/** A forecast a period ahead. */
export interface ForecastPoint {
  value: number;
  /** Prediction interval: where the value itself should fall, not its mean. */
  interval: Interval;
}

/** What to forecast. */
export interface ForecastQuestion {
  /** Equally spaced, oldest first, complete. */
  values: readonly number[];
  /** Periods in a season: 12 for months, 7 for days, 1 for none. */
  season: number;
  /** How many periods ahead, ≥ 1. */
  horizon: number;
  /** Two-sided level, default 0.95. */
  confidence?: number;
}

/**
 * Seasonal naive forecast: the same period of the last season, the bar that every other forecast must beat.
 *
 * Intervals take the seasonal differences as independent normal errors with mean 0, growing by a step each season ahead.
 * @returns forecasts, and `standardDeviation` of the one-season errors (divided by their number)
 * @throws InputError `input.sample_too_small` with less than one season and two values, `input.out_of_range`
 * @see Hyndman & Athanasopoulos (2021), Forecasting: Principles and Practice, sections 5.2 and 5.5
 * @example
 * seasonalNaive({ values: [10, 20, 12, 22], season: 2, horizon: 2 }).forecast.map((p) => p.value); // [12, 22]
 */
export function seasonalNaive(question: ForecastQuestion): {
  forecast: ForecastPoint[];
  standardDeviation: number;
  n: number;
} {
  const { values, season, horizon, confidence = 0.95 } = question;
  requireForecast(question, season + 1);
  const errors = values.slice(season).map((y, t) => y - values[t]!);
  const standardDeviation = Math.sqrt(errors.reduce((sum, e) => sum + e * e, 0) / errors.length);
  const z = normalMultiplier(confidence);
  const last = values.slice(-season);
  const forecast = Array.from({ length: horizon }, (_, h) => {
    const half = z * standardDeviation * Math.sqrt(Math.floor(h / season) + 1);
    const value = last[h % season]!;
    return { value, interval: { low: value - half, high: value + half, level: confidence } };
  });
  return { forecast, standardDeviation, n: values.length };
}

/** @throws InputError when a series is too short or a setting is impossible */
export function requireForecast({ values, season, horizon }: ForecastQuestion, least: number): void {
  if (!Number.isInteger(season) || season < 1 || !Number.isInteger(horizon) || horizon < 1)
    throw new InputError("input.out_of_range", "Season and horizon are whole numbers of at least 1.", {
      details: { season, horizon },
    });
  if (values.length < least)
    throw new InputError("input.sample_too_small", `This forecast needs at least ${least} periods.`, {
      details: { n: values.length },
    });
  if (!values.every(Number.isFinite))
    throw new InputError("input.out_of_range", "A series holds values that are not finite numbers.");
}
