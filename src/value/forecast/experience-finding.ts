import type { Figure, FigureHeader, Message } from "../../findings/figure.ts";
import type { Table } from "../../findings/finding.ts";
import { columnsOf, countCell, labelCell } from "../cells.ts";
import { EXPERIENCE_FROM } from "./experience.ts";
import type { Forecast } from "./study.ts";

/** Whether experience makes the forecast better, said with its figure, or what it takes to say so. */
export function experienceNote({ outcome, experience: { trial, drivers } }: Forecast, months: number): Message {
  if (trial === null)
    return drivers.length === 0 && months >= EXPERIENCE_FROM
      ? { code: "forecast.experience.none", values: { forecastOf: outcome } }
      : { code: "forecast.experience.short", values: { required: EXPERIENCE_FROM, n: months } };
  const { improvement, interval, n } = trial;
  const found = interval.low > 0 ? "better" : interval.high < 0 ? "worse" : "open";
  const sign = found === "worse" ? -1 : 1;
  const [low, high] = [sign * interval.low, sign * interval.high];
  return {
    code: `forecast.experience.${found}`,
    values: {
      ...{ n, level: interval.level, unit: "share", value: sign * improvement },
      ...{ low: Math.min(low, high), high: Math.max(low, high) },
    },
  };
}

/** What of experience goes with growth, in money a month; null where no score has months enough. */
export function driverTable(
  { outcome, experience: { drivers } }: Forecast,
  currency: Pick<Figure, "currency">,
): Table | null {
  if (drivers.length === 0) return null;
  return {
    id: `forecast.${outcome}.drivers`,
    title: { code: "forecast.drivers", values: { forecastOf: outcome } },
    columns: columnsOf("forecast.column", ["input", "step", "money", "months", "chance", "used", "may_say"]),
    rows: drivers.map(({ measure, unit, step, money, interval, n, isBeyond, isChosen }) => ({
      input: labelCell(`measure.${measure}.name`),
      step: { kind: "number", value: step, unit, signed: true },
      money: { kind: "number", value: money, interval, unit: "money", ...currency, signed: true },
      months: countCell(n),
      chance: { kind: "message", message: { code: isBeyond ? "drivers.beyond" : "drivers.chance", values: {} } },
      used: labelCell(`forecast.used.${isChosen ? "yes" : "no"}`),
      may_say: labelCell("grade.association"),
    })),
    note: { code: "forecast.drivers.note", values: {} },
  };
}

/** The same as figures, each with its grade. */
export const driverFigures = (
  { outcome, experience: { drivers } }: Forecast,
  { query: _, excluded: __, ...header }: FigureHeader,
): Record<string, Figure> =>
  Object.fromEntries(
    drivers.map(({ measure, money, interval, n }) => [
      `driver.${measure}`,
      {
        ...{ ...header, id: `forecast.${outcome}:${measure}`, grade: "association", isDifference: true },
        ...{ n, excluded: [], state: "estimate", value: money, interval },
      },
    ]),
  );
