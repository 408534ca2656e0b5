import { addMonths, type Day, startOfMonth } from "../../base/day.ts";
import { isEstimate } from "../../findings/figure.ts";
import { worthOf } from "../../measures/definitions/common.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import { normalQuantile } from "../../stats/distributions/normal.ts";
import { buildOccasions } from "../clv/base.ts";
import type { PurchaseModelId } from "../clv/purchases.ts";
import { inTurn } from "../in-turn.ts";
import { baseForecast } from "./base-forecast.ts";
import {
  type DriverOfGrowth,
  driversOfGrowth,
  type ExperienceSeries,
  type ExperienceTrial,
  experienceForecast,
  experienceTrial,
  growthForecast,
} from "./experience.ts";
import {
  METHODS,
  type Method,
  MONTHS_NEEDED,
  naiveForecast,
  scored,
  seasoned,
  seriesForecast,
  shownFirst,
  type Tested,
  type Trial,
  triedAt,
} from "./methods.ts";
import type { MonthlyScore } from "./scores-by-month.ts";
import { type MonthlySeries, monthlySeries } from "./series.ts";

export const OUTCOMES = ["sales", "margin"] as const;
export type ForecastOf = (typeof OUTCOMES)[number];

/** Share of months that the interval of one is to hold. */
export const FORECAST_LEVEL = 0.8;

/** One outcome by month, by every method, with how good they have been. */
export interface Forecast {
  outcome: ForecastOf;
  months: Day[];
  by: Partial<Record<Method, number[]>>;
  /** Of the base: from customers who are there, without the season. */
  knownShare: number | null;
  tested: Tested[];
  /** Shown first: the best, or the naive one where none is better. */
  first: Method;
  /** What the others could not do. */
  beatsNaive: boolean | null;
  /** Whether experience makes it better, and what of it goes with growth. */
  experience: ExperienceInput;
  /** What the one shown first would have said at the earliest origin that it was tried at; null where it was not. */
  earlier: { origin: Day; values: readonly number[] } | null;
}

/** What experience brings to a forecast. */
export interface ExperienceInput {
  /** Null where there are too few months to try it, or nobody was asked. */
  trial: ExperienceTrial | null;
  drivers: DriverOfGrowth[];
}

export interface ForecastStudy {
  origin: Day;
  series: MonthlySeries;
  forecasts: Forecast[];
  model: PurchaseModelId | null;
}

/** Sales and margin by month from the customer base and from the series, and what both would have said before; null where the records are too short. */
export const forecastStudy = (
  context: MeasureContext,
  months: number,
  scores: readonly MonthlyScore[] = [],
): Promise<ForecastStudy | null> => inTurn(context.store, () => studyAhead(context, months, scores));

/** Scores that are asked as inputs at most, the leading ones: of many, some go with anything. */
const SCORES_ASKED = 4;

async function studyAhead(
  context: MeasureContext,
  months: number,
  scores: readonly MonthlyScore[],
): Promise<ForecastStudy | null> {
  const { info } = context;
  const series = await monthlySeries(context);
  if (series === null || info.asOf === null || series.months.length < MONTHS_NEEDED) return null;
  const value = worthOf(info) ?? "spend";
  const customers = (info.facts.purchase ?? 0) > 0 ? await buildOccasions(context, value) : 0;
  const origin = startOfMonth(info.asOf);
  const chosen = { model: null as PurchaseModelId | null };
  const trials = new Map<ForecastOf, Trial[]>(OUTCOMES.map((outcome) => [outcome, []]));
  const experience = scores.slice(0, SCORES_ASKED).map((score) => overMonths(score, series.months));
  const now = await saidAt(context, { origin, months, value, customers, series, chosen, experience });
  for (const back of triedAt(series.months.length)) {
    const then = addMonths(origin, -back);
    const cut = {
      ...series,
      months: series.months.slice(0, -back),
      sales: series.sales.slice(0, -back),
      margin: series.margin.slice(0, -back),
    };
    const question = { origin: then, months: back, value, customers, series: cut, chosen, experience };
    const said = await saidAt(context, question);
    for (const outcome of OUTCOMES)
      trials.get(outcome)!.push({ origin: then, actual: series[outcome].slice(-back), forecasts: said.by[outcome] });
  }
  const outcomes = OUTCOMES.filter((outcome) => outcome === "sales" || value === "margin");
  const forecasts = outcomes.map((outcome): Forecast => {
    const tested = scored(trials.get(outcome)!);
    const trial = experienceTrial(series[outcome], experience);
    // What is better by chance alone, or for its growth alone, is no merit of experience.
    const isBetter = trial !== null && trial.interval.low > 0;
    const shown = shownFirst(tested.filter(({ method }) => isBetter || method !== "experience"));
    const first = shown?.first ?? (now.by[outcome].base ? "base" : "naive");
    const [oldest] = trials.get(outcome)!;
    const then = oldest?.forecasts[first];
    return {
      earlier: then ? { origin: oldest!.origin, values: then } : null,
      ...{ outcome, months: Array.from({ length: months }, (_, m) => addMonths(origin, m)), by: now.by[outcome] },
      ...{ knownShare: now.knownShare, tested, first, beatsNaive: shown?.beatsNaive ?? null },
      experience: { trial, drivers: driversOfGrowth(series[outcome], experience) },
    };
  });
  return { origin, series, forecasts, model: chosen.model };
}

interface Saying {
  origin: Day;
  months: number;
  value: "margin" | "spend";
  customers: number;
  series: MonthlySeries;
  /** Of the months of the whole series: what came after the origin is not looked at. */
  experience: readonly ExperienceSeries[];
  /** The model that was chosen for the last origin serves the earlier ones. */
  chosen: { model: PurchaseModelId | null };
}

/** What every method says at one origin, from nothing that came after it. */
async function saidAt(
  context: MeasureContext,
  { origin, months, value, customers, series, chosen, experience }: Saying,
): Promise<{ by: Record<ForecastOf, Partial<Record<Method, number[]>>>; knownShare: number | null }> {
  const base = await baseForecast(context, { origin, months, value, customers, model: chosen.model });
  if (base?.model) chosen.model ??= base.model;
  const total = base === null ? null : base.known.map((money, m) => (money + base.joining[m]!) / series.identified);
  const own = value === "margin" ? "margin" : "sales";
  const year = (values: readonly number[]) => values.slice(-12).reduce((a, b) => a + b, 0);
  const by = Object.fromEntries(
    OUTCOMES.map((outcome) => {
      const values = series[outcome];
      const smoothed = seriesForecast(values, months);
      const grown = growthForecast(values, months);
      const withScores = experienceForecast(values, experience, months);
      // Sales go with margin as in the last year.
      const ratio = outcome === own ? 1 : year(series[own]) > 0 ? year(values) / year(series[own]) : null;
      return [
        outcome,
        {
          naive: naiveForecast(values, months),
          ...(smoothed ? { series: smoothed } : {}),
          ...(grown ? { growth: grown } : {}),
          ...(withScores ? { experience: withScores } : {}),
          ...(total === null || ratio === null
            ? {}
            : {
                base: seasoned(
                  total.map((money) => money * ratio),
                  { values, months: series.months, origin },
                ),
              }),
        },
      ];
    }),
  ) as Record<ForecastOf, Partial<Record<Method, number[]>>>;
  const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
  const all = base === null ? 0 : sum(base.known) + sum(base.joining);
  return { by, knownShare: base === null || all <= 0 ? null : sum(base.known) / all };
}

/** A score in the months of the series; null where too few answered. */
function overMonths({ measure: { id, unit }, rows }: MonthlyScore, months: readonly Day[]): ExperienceSeries {
  const known = new Map(
    rows.flatMap(({ period, figure }) =>
      period !== null && isEstimate(figure) ? [[startOfMonth(period as Day), figure.value]] : [],
    ),
  );
  return { measure: id, unit, values: months.map((month) => known.get(month) ?? null) };
}

/** The interval of a month, or of the whole stretch, by what the method missed before; null where nothing could be tried. */
export function intervalAround(
  value: number,
  tested: Tested | undefined,
  of: "monthly" | "total",
  level = FORECAST_LEVEL,
): { low: number; high: number; level: number } | null {
  if (!tested) return null;
  const reach = normalQuantile(0.5 + level / 2) * tested[of];
  if (tested.gap === "difference") return { low: value - reach, high: value + reach, level };
  if (!(value > 0)) return null;
  return { low: value * Math.exp(-reach), high: value * Math.exp(reach), level };
}

export const testedOf = (forecast: Forecast, method: Method): Tested | undefined =>
  forecast.tested.find((each) => each.method === method);
export { METHODS, type Method };
