import type { LinesChart } from "../../findings/chart-spec.ts";
import type { Figure, Message } from "../../findings/figure.ts";
import { monthsFrom } from "./months.ts";
import type { Prediction } from "./record.ts";
import { FORECAST_LEVEL, type Forecast, type ForecastStudy, intervalAround, testedOf } from "./study.ts";

/** Months of the past that are drawn before those to come. */
const PAST_SHOWN = 24;
const FANS = [0.5, FORECAST_LEVEL];

/**
 * The past, what is expected with how sure that is, and what was said before of months that have come since: by the record of what was
 * published, and by the same method tried on the past.
 */
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
  const past = series.months.slice(-PAST_SHOWN);
  const periods = [...past, ...months];
  const name = (day: string) => day.slice(0, 7);
  const gap = <T>(list: readonly T[]) => list.map(() => null);
  const how = testedOf(forecast, first);
  const bounds = (level: number) => by[first]!.map((value) => intervalAround(value, how, "monthly", level));
  const naive = first === "naive" ? undefined : by.naive;
  const known = new Set(past);
  const last = new Map(
    record
      .filter(
        (each) => each.outcome === outcome && known.has(each.month) && each.currency === (currency.currency ?? null),
      )
      .sort((a, b) => (a.asOf < b.asOf ? -1 : 1))
      .map((each) => [each.month, each]),
  );
  return {
    ...{ type: "lines", id: `forecast.${outcome}`, unit: "money", ...currency, zero: false },
    ...{ title: { code: "forecast.fan", values: { forecastOf: outcome } }, summary },
    periods: periods.map(name),
    series: [
      {
        label: { code: "forecast.fan.seen", values: {} },
        as: "seen",
        values: [...series[outcome].slice(-past.length), ...gap(months)],
      },
      {
        label: { code: "forecast.fan.expected", values: {} },
        as: "expected",
        values: [...gap(past), ...by[first]!],
      },
      ...(naive
        ? [
            {
              label: { code: "forecast.method.naive", values: {} },
              as: "beside" as const,
              values: [...gap(past), ...naive],
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
      how === undefined
        ? []
        : FANS.map((level) => ({
            level,
            low: [...gap(past), ...bounds(level).map((b) => b?.low ?? null)],
            high: [...gap(past), ...bounds(level).map((b) => b?.high ?? null)],
          })),
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
