import type { Day } from "../../base/day.ts";
import type { LinesChart } from "../../findings/chart-spec.ts";
import type { Figure, Interval, Message } from "../../findings/figure.ts";
import type { Method } from "./methods.ts";
import { monthsFrom } from "./months.ts";
import type { Prediction } from "./record.ts";
import { FORECAST_LEVEL, type Forecast, type ForecastStudy, intervalAround, testedOf } from "./study.ts";

/** Months of the past that are drawn before those to come. */
const PAST_SHOWN = 24;
const FANS = [0.5, FORECAST_LEVEL];

/** What came by month, what is expected of the months after it and between which bounds, and what was said before. */
export interface FanOf extends Pick<LinesChart, "id" | "unit" | "currency" | "title" | "summary" | "zero"> {
  history: readonly Day[];
  values: readonly number[];
  months: readonly Day[];
  expected: readonly number[];
  /** Bounds of a month of which so much is expected; null where nothing could be tried. */
  bounds: ((value: number, level: number) => Interval | null) | null;
  /** Another way of forecasting, to be drawn beside it. */
  beside?: { method: Method; values: readonly number[] } | undefined;
  /** What the same way would have said at an earlier day. */
  earlier?: { origin: Day; values: readonly number[] } | null;
  /** What was published of it before. */
  record: readonly Prediction[];
}

/**
 * The past, what is expected with how sure that is, and what was said before of months that have come since: by the record of what was
 * published, or else by the same method tried on the past.
 */
export function fanChart({
  history,
  values,
  months,
  expected,
  bounds,
  beside,
  earlier,
  record,
  ...of
}: FanOf): LinesChart {
  const past = history.slice(-PAST_SHOWN);
  const periods = [...past, ...months];
  const name = (day: string) => day.slice(0, 7);
  const gap = <T>(list: readonly T[]) => list.map(() => null);
  const known = new Set(past);
  const last = new Map(
    record
      .filter(({ month }) => known.has(month))
      .sort((a, b) => (a.asOf < b.asOf ? -1 : 1))
      .map((each) => [each.month, each]),
  );
  return {
    ...{ type: "lines", ...of, periods: periods.map(name) },
    series: [
      {
        label: { code: "forecast.fan.seen", values: {} },
        as: "seen",
        values: [...values.slice(-past.length), ...gap(months)],
      },
      {
        label: { code: "forecast.fan.expected", values: {} },
        as: "expected",
        values: [...gap(past), ...expected],
      },
      ...(beside
        ? [
            {
              label: { code: `forecast.method.${beside.method}`, values: {} },
              as: "beside" as const,
              values: [...gap(past), ...beside.values],
            },
          ]
        : []),
      ...(earlier && last.size === 0
        ? [
            {
              label: { code: "forecast.fan.earlier", values: { day: earlier.origin } },
              as: "earlier" as const,
              values: periods.map((month) => earlier.values[monthsFrom(earlier.origin, month)] ?? null),
            },
          ]
        : []),
    ],
    fans:
      bounds === null
        ? []
        : FANS.map((level) => {
            const each = expected.map((value) => bounds(value, level));
            return {
              level,
              low: [...gap(past), ...each.map((b) => b?.low ?? null)],
              high: [...gap(past), ...each.map((b) => b?.high ?? null)],
            };
          }),
    ...(last.size === 0
      ? {}
      : {
          said: {
            label: { code: "forecast.fan.said", values: { n: last.size } },
            points: [...last.values()].map(({ month, value, low, high, level }) => ({
              ...{ period: name(month), value },
              interval: low === null || high === null ? null : { low, high, level: level ?? FORECAST_LEVEL },
            })),
          },
        }),
    from: { period: name(months[0]!), label: { code: "forecast.fan.from", values: {} } },
  };
}

/** The same of sales or margin. */
export function forecastFan(
  { series }: ForecastStudy,
  {
    forecast,
    summary,
    currency,
    record,
  }: { forecast: Forecast; summary: Message; currency: Pick<Figure, "currency">; record: readonly Prediction[] },
): LinesChart {
  const { outcome, months, by, first, earlier } = forecast;
  const how = testedOf(forecast, first);
  return fanChart({
    ...{ id: `forecast.${outcome}`, unit: "money", ...currency, zero: false },
    ...{ title: { code: "forecast.fan", values: { forecastOf: outcome } }, summary },
    ...{ history: series.months, values: series[outcome], months, expected: by[first]!, earlier },
    bounds: how ? (value, level) => intervalAround(value, how, "monthly", level) : null,
    beside: first !== "naive" && by.naive ? { method: "naive", values: by.naive } : undefined,
    record: record.filter((each) => each.outcome === outcome && each.currency === (currency.currency ?? null)),
  });
}
