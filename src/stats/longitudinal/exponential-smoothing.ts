import { InputError } from "../../base/errors.ts";
import { normalMultiplier } from "../intervals/checks.ts";
import { minimiseByNelderMead } from "../optimise/nelder-mead.ts";
import { type ForecastPoint, type ForecastQuestion, requireForecast } from "./seasonal-naive.ts";

/** What the series is made of: a level; a level with a trend; both with an additive season. */
export type SmoothingKind = "level" | "trend" | "season";

/** Smoothing weights in [0, 1]: how fast level, trend and season follow the data. */
export interface SmoothingWeights {
  alpha: number;
  /** Used by "trend" and "season". */
  beta: number;
  /** Used by "season". */
  gamma: number;
}

/** Smoothed states and forecasts of a series. */
export interface SmoothedSeries {
  weights: SmoothingWeights;
  level: number;
  trend: number;
  /** State of each season, the one that comes next first. */
  season: number[];
  /** Sum of squared one-step errors, which the weights minimise. */
  sumOfSquaredErrors: number;
  /** Standard deviation of one-step errors (n − 1, about their mean). */
  errorDeviation: number;
  forecast: ForecastPoint[];
  n: number;
}

/**
 * Exponential smoothing: simple (a level), Holt's (with trend) or Holt–Winters' additive (with trend and season), with
 * prediction intervals.
 *
 * Starting values as in R's `HoltWinters`: first values for level and trend; with a season, a decomposition of the first two seasons.
 * @param question.kind default: "season" when `season` > 1, else "trend"
 * @param question.weights fix the weights instead of fitting them by least squares of one-step errors
 * @throws InputError `input.sample_too_small` with fewer than 3 values ("level"), 4 ("trend") or 2 seasons + 2 ("season"); `input.out_of_range`
 * @see Holt (1957), reprinted in Int. J. Forecasting 20 (2004), 5–10; Winters (1960), Management Science 6, 324–342;
 *   intervals: Yar & Chatfield (1990), Int. J. Forecasting 6, 127–137
 * @example
 * exponentialSmoothing({ values: [3, 5, 4, 6, 5], season: 1, horizon: 1, kind: "level" }).forecast[0]?.value; // 5.1021
 */
export function exponentialSmoothing(
  question: ForecastQuestion & { kind?: SmoothingKind; weights?: Partial<SmoothingWeights> },
): SmoothedSeries {
  const { values, season, horizon, confidence = 0.95 } = question;
  const kind = question.kind ?? (season > 1 ? "season" : "trend");
  if (kind === "season" && season < 2)
    throw new InputError("input.out_of_range", "A season has at least two periods.", { details: { season } });
  requireForecast(question, kind === "level" ? 3 : kind === "trend" ? 4 : 2 * season + 2);
  const start = startOf(values, kind, season);
  const weights = question.weights === undefined ? fitWeights(values, start, kind) : fixedWeights(question.weights);
  const end = smooth(values, start, weights);
  const errorDeviation = deviation(end.errors);
  const z = normalMultiplier(confidence);
  let growth = 1;
  const forecast = Array.from({ length: horizon }, (_, h) => {
    if (h > 0) growth += carryOver(weights, h, start.season.length) ** 2;
    const value = end.level + (h + 1) * end.trend + (end.season[h % Math.max(1, end.season.length)] ?? 0);
    const half = z * errorDeviation * Math.sqrt(growth);
    return { value, interval: { low: value - half, high: value + half, level: confidence } };
  });
  const sumOfSquaredErrors = end.errors.reduce((sum, e) => sum + e * e, 0);
  const { level, trend, season: states } = end;
  return { weights, level, trend, season: states, sumOfSquaredErrors, errorDeviation, forecast, n: values.length };
}

interface State {
  level: number;
  trend: number;
  season: number[];
}

interface Start extends State {
  /** Index of the first value that is smoothed. */
  from: number;
}

function startOf(values: readonly number[], kind: SmoothingKind, season: number): Start {
  switch (kind) {
    case "level":
      return { level: values[0]!, trend: 0, season: [], from: 1 };
    case "trend":
      return { level: values[1]!, trend: values[1]! - values[0]!, season: [], from: 2 };
    case "season":
      return seasonalStart(values.slice(0, 2 * season), season);
    default:
      return kind satisfies never;
  }
}

/** Classical decomposition of the first two seasons: a line through the moving average, and the mean departure by season. */
function seasonalStart(values: readonly number[], season: number): Start {
  const half = Math.floor(season / 2);
  const centres = Array.from({ length: season + (season % 2) }, (_, i) => i + half).filter(
    (t) => t + half < values.length,
  );
  const averages = centres.map((t) => movingAverage(values, t, season));
  const [meanAt, meanOf] = [(averages.length + 1) / 2, mean(averages)];
  const slope =
    averages.reduce((sum, y, i) => sum + (i + 1 - meanAt) * (y - meanOf), 0) /
    averages.reduce((sum, _, i) => sum + (i + 1 - meanAt) ** 2, 0);
  const departures = Array.from({ length: season }, (_, s) => {
    const own = centres.map((t, i) => ({ t, gap: values[t]! - averages[i]! })).filter(({ t }) => t % season === s);
    return mean(own.map(({ gap }) => gap));
  });
  const centre = mean(departures);
  return { level: meanOf - slope * meanAt, trend: slope, season: departures.map((d) => d - centre), from: season };
}

/** Centred moving average over one season; an even season counts its two ends half. */
function movingAverage(values: readonly number[], at: number, season: number): number {
  const half = Math.floor(season / 2);
  let sum = 0;
  for (let t = at - half; t <= at + half; t++) {
    const end = season % 2 === 0 && (t === at - half || t === at + half);
    sum += values[t]! * (end ? 0.5 : 1);
  }
  return sum / season;
}

function smooth(
  values: readonly number[],
  start: Start,
  { alpha, beta, gamma }: SmoothingWeights,
): State & { errors: number[] } {
  let { level, trend } = start;
  const season = [...start.season];
  const hasTrend = start.from >= 2;
  const errors: number[] = [];
  for (let t = start.from; t < values.length; t++) {
    const state = season[0] ?? 0;
    const y = values[t]!;
    errors.push(y - (level + trend + state));
    const before = level;
    level = alpha * (y - state) + (1 - alpha) * (level + trend);
    if (hasTrend) trend = beta * (level - before) + (1 - beta) * trend;
    if (season.length > 0) {
      season.shift();
      season.push(gamma * (y - level) + (1 - gamma) * state);
    }
  }
  return { level, trend, season, errors };
}

/** Share of an error that is still felt h periods later. */
function carryOver({ alpha, beta, gamma }: SmoothingWeights, h: number, season: number): number {
  const seasonal = season > 0 && h % season === 0 ? gamma * (1 - alpha) : 0;
  return alpha * (1 + h * beta) + seasonal;
}

/** Least squares of one-step errors over weights in [0, 1], from nine starts, on the scale w = sin²θ that keeps the bounds. */
function fitWeights(values: readonly number[], start: Start, kind: SmoothingKind): SmoothingWeights {
  const free = kind === "level" ? 1 : kind === "trend" ? 2 : 3;
  const weightsAt = (at: readonly number[]): SmoothingWeights => {
    const [alpha, beta = 0, gamma = 0] = at.map((x) => Math.sin(x) ** 2);
    return { alpha: alpha!, beta, gamma };
  };
  const loss = (at: readonly number[]): number =>
    smooth(values, start, weightsAt(at)).errors.reduce((sum, e) => sum + e * e, 0);
  const starts = [0.3, 0.7, 1.2].flatMap((a) => [0.15, 0.5, 1].map((b) => [a, b, b].slice(0, free)));
  const fits = starts.map((from) => minimiseByNelderMead(loss, from, { edge: 0.2, tolerance: 1e-14 }));
  return weightsAt(fits.reduce((best, fit) => (fit.value < best.value ? fit : best)).at);
}

function fixedWeights({ alpha = 0, beta = 0, gamma = 0 }: Partial<SmoothingWeights>): SmoothingWeights {
  if (![alpha, beta, gamma].every((w) => w >= 0 && w <= 1))
    throw new InputError("input.out_of_range", "Smoothing weights lie in [0, 1].", { details: { alpha, beta, gamma } });
  return { alpha, beta, gamma };
}

function deviation(errors: readonly number[]): number {
  const centre = mean(errors);
  return Math.sqrt(errors.reduce((sum, e) => sum + (e - centre) ** 2, 0) / Math.max(1, errors.length - 1));
}

const mean = (x: readonly number[]): number => x.reduce((a, b) => a + b, 0) / x.length;
