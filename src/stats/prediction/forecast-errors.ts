import { InputError } from "../../base/errors.ts";
import { normalCdf } from "../distributions/normal.ts";

/** Errors of point forecasts, in the unit of the series unless said otherwise. */
export interface ForecastErrors {
  n: number;
  mae: number;
  rmse: number;
  /** Mean of actual minus forecast: below 0, forecasts were too high. */
  bias: number;
  /** Mean absolute scaled error: below 1 beats the seasonal naive forecast; `null` where `train` is flat or too short. */
  mase: number | null;
  /** Mean absolute error of the seasonal naive forecast within `train`. */
  scale: number | null;
  /** Symmetric MAPE in percent, 0–200; periods in which both are 0 count as 0. */
  smape: number;
}

/** Point forecasts with what happened, as columns. */
export interface ForecastRows {
  actual: ArrayLike<number>;
  forecast: ArrayLike<number>;
  /** The series before the forecasts, oldest first; scales the MASE. */
  train?: ArrayLike<number>;
  /** Length of a season for the naive forecast: 1 (the default) repeats the last value, 12 the same month of last year. */
  season?: number;
}

/**
 * MAE, RMSE, bias, MASE and sMAPE of point forecasts.
 * @throws InputError `input.shape_mismatch`, `input.sample_too_small` without forecasts, `input.out_of_range` for values that are not finite
 * @see Hyndman & Koehler (2006), International Journal of Forecasting 22, 679–688
 * @example
 * forecastErrors({ actual: [16, 13, 15], forecast: [15, 13, 16] }).mae; // 0.6666…
 */
export function forecastErrors({ actual, forecast, train, season = 1 }: ForecastRows): ForecastErrors {
  const n = checkColumns({ actual, forecast });
  let [absolute, square, signed, relative] = [0, 0, 0, 0];
  for (let i = 0; i < n; i++) {
    const error = actual[i]! - forecast[i]!;
    const size = Math.abs(forecast[i]!) + Math.abs(actual[i]!);
    absolute += Math.abs(error);
    square += error * error;
    signed += error;
    relative += size > 0 ? (200 * Math.abs(error)) / size : 0;
  }
  const scale = train === undefined ? null : naiveError(train, season);
  const mae = absolute / n;
  return {
    n,
    mae,
    rmse: Math.sqrt(square / n),
    bias: signed / n,
    mase: scale === null || scale === 0 ? null : mae / scale,
    scale,
    smape: relative / n,
  };
}

function naiveError(train: ArrayLike<number>, season: number): number | null {
  if (!(Number.isInteger(season) && season >= 1)) {
    throw new InputError("input.out_of_range", "A season is a whole number of periods from 1 on.", {
      details: { season },
    });
  }
  if (train.length <= season) return null;
  checkColumns({ train });
  let sum = 0;
  for (let i = season; i < train.length; i++) sum += Math.abs(train[i]! - train[i - season]!);
  return sum / (train.length - season);
}

/**
 * Continuous ranked probability score of a normal forecast: the error of a whole distribution, in the unit of the series.
 *
 * Lower is better; for a forecast without spread it is the absolute error.
 * @param forecast.sd ≥ 0
 * @throws InputError `input.out_of_range` for values that are not finite or a negative spread
 * @see Gneiting & Raftery (2007), J. Am. Stat. Assoc. 102, 359–378
 * @example
 * crpsNormal({ mean: 100, sd: 15 }, 100); // 3.5054…
 */
export function crpsNormal({ mean, sd }: { mean: number; sd: number }, observed: number): number {
  if (!(Number.isFinite(mean) && Number.isFinite(observed) && sd >= 0 && Number.isFinite(sd))) {
    throw new InputError("input.out_of_range", "A normal forecast needs a finite mean and a spread of at least 0.", {
      details: { mean, sd, observed },
    });
  }
  if (sd === 0) return Math.abs(observed - mean);
  const z = (observed - mean) / sd;
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  return sd * (z * (2 * normalCdf(z) - 1) + 2 * density - 1 / Math.sqrt(Math.PI));
}

/**
 * Continuous ranked probability score of a forecast given as draws: mean |x − y| − mean |x − x′|/2 over all pairs.
 * @throws InputError `input.sample_too_small` without draws, `input.out_of_range` for values that are not finite
 * @see Gneiting & Raftery (2007), J. Am. Stat. Assoc. 102, 359–378
 * @example
 * crpsEnsemble([1, 2, 4, 7], 3); // 0.75
 */
export function crpsEnsemble(draws: ArrayLike<number>, observed: number): number {
  const n = checkColumns({ draws, observed: [observed] }, "draws");
  const sorted = Float64Array.from(draws).sort();
  let [near, spread] = [0, 0];
  for (let i = 0; i < n; i++) {
    near += Math.abs(sorted[i]! - observed);
    // Σ over pairs of |x − x′| from the sorted draws: each is above i and below n − 1 − i others.
    spread += (2 * i + 1 - n) * sorted[i]!;
  }
  return near / n - spread / (n * n);
}

/** Interval forecasts with what happened, as columns. */
export interface IntervalForecasts {
  lower: ArrayLike<number>;
  upper: ArrayLike<number>;
  observed: ArrayLike<number>;
  /** Share of observations that the intervals claim to hold, in (0, 1). */
  nominal: number;
}

/** How intervals did: coverage says whether they were honest, the score whether they were narrow too. */
export interface IntervalScore {
  n: number;
  /** Share of observations inside, bounds included. */
  coverage: number;
  meanWidth: number;
  /** Mean of width + 2/α × distance outside (Winkler); lower is better. */
  meanIntervalScore: number;
}

/**
 * Coverage and interval score of forecast intervals.
 * @throws InputError `input.shape_mismatch`, `input.sample_too_small`, `input.out_of_range` for bounds that cross or another nominal level
 * @see Gneiting & Raftery (2007), J. Am. Stat. Assoc. 102, 359–378, section 6.2
 * @example
 * intervalScore({ lower: [1, 2, 3, 4], upper: [5, 6, 7, 8], observed: [0, 3, 7, 9], nominal: 0.9 }).coverage; // 0.5
 */
export function intervalScore({ lower, upper, observed, nominal }: IntervalForecasts): IntervalScore {
  const n = checkColumns({ lower, upper, observed });
  if (!(nominal > 0 && nominal < 1)) {
    throw new InputError("input.out_of_range", "The nominal level must lie in (0, 1).", { details: { nominal } });
  }
  let [inside, width, penalty] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const [low, high, y] = [lower[i]!, upper[i]!, observed[i]!];
    if (low > high) {
      throw new InputError("input.out_of_range", "A lower bound lies above its upper bound.", {
        details: { row: i, low, high },
      });
    }
    const outside = Math.max(low - y, y - high, 0);
    if (outside === 0) inside++;
    width += high - low;
    penalty += (2 / (1 - nominal)) * outside;
  }
  return { n, coverage: inside / n, meanWidth: width / n, meanIntervalScore: (width + penalty) / n };
}

/** Equal lengths, at least one row and finite values; columns named in `own` may have their own length. */
function checkColumns(columns: Record<string, ArrayLike<number>>, own?: string): number {
  const [first = [], ...rest] = Object.values(columns);
  const n = first.length;
  if (n === 0) throw new InputError("input.sample_too_small", "Scoring forecasts needs at least one of them.");
  if (own === undefined && rest.some((column) => column.length !== n)) {
    throw new InputError("input.shape_mismatch", "The columns have different lengths.", {
      details: Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, column.length])),
    });
  }
  for (const [name, column] of Object.entries(columns)) {
    for (let i = 0; i < column.length; i++) {
      if (Number.isFinite(column[i])) continue;
      throw new InputError("input.out_of_range", `Column ${name} holds a value that is not a finite number.`, {
        details: { column: name, row: i, value: String(column[i]) },
      });
    }
  }
  return n;
}
