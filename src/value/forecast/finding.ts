import type { Figure, FigureHeader, Message, Unit } from "../../findings/figure.ts";
import { isEstimate } from "../../findings/figure.ts";
import type { Finding, Table, TableCell } from "../../findings/finding.ts";
import { ofMargin } from "../../measures/definitions/common.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import { columnsOf, labelCell } from "../cells.ts";
import { driverFigures, driverTable, experienceNote } from "./experience-finding.ts";
import { forecastFan } from "./fan.ts";
import { windowOver } from "./months.ts";
import { cashOf, type LearntDelay, PAID_NEEDED, type PaymentDelay } from "./payment.ts";
import type { Prediction, RecordScore } from "./record.ts";
import { type Forecast, type ForecastStudy, intervalAround, METHODS, testedOf } from "./study.ts";

/** By how much a score was missed: that has no direction, which points would be shown with. */
export const missedCell = (value: number, unit: Unit): TableCell => ({
  ...{ kind: "number", value, unit: unit === "points" ? "score" : unit },
});
export const columns = (ids: readonly string[]): Table["columns"] => columnsOf("forecast.column", ids);

/** What will be sold and earned, month by month: what is shown first has been right most often. */
export function forecastFinding(
  { info }: MeasureContext,
  study: ForecastStudy,
  {
    forecast,
    payment,
    dataVersion,
    record = [],
  }: {
    forecast: Forecast;
    /** How long customers take to pay; null where neither the records nor anybody says. */
    payment: PaymentDelay | null;
    dataVersion: string;
    /** What was published before. */
    record?: readonly Prediction[];
  },
): Finding {
  const { outcome, months, by, first, tested, beatsNaive, knownShare } = forecast;
  const currency = info.currency ? { currency: info.currency } : {};
  const said = by[first]!;
  const total = said.reduce((sum, value) => sum + value, 0);
  const how = testedOf(forecast, first);
  const interval = intervalAround(total, how, "total");
  const id = `forecast.${outcome}`;
  const drivers = driverTable(forecast, currency);
  const values: Message["values"] = {
    ...{ forecastOf: outcome, method: first, months: months.length, value: total, unit: "money", ...currency },
    ...(interval ? { low: interval.low, high: interval.high, level: interval.level } : {}),
  };
  const header: FigureHeader = {
    ...{ id, definition: `${id.replace(".", "-")}@1`, unit: "money", ...currency, grade: "recorded", basis: "model" },
    window: windowOver(months, info),
    ...{ n: study.series.months.length, excluded: [], query: { id: "forecast.series" } },
    cautions: outcome === "margin" ? ofMargin.cautions(info) : [],
  };
  return {
    ...{ schema: 1, kind: "value", id, asOf: info.asOf, dataVersion },
    title: { code: `${id}.title`, values: {} },
    headline: { ...header, state: "estimate", value: total, interval },
    verdict: {
      code: interval === null ? "forecast.untested" : beatsNaive ? "forecast.found" : "forecast.naive",
      values,
    },
    notes: [
      ...(how
        ? [
            {
              code: "forecast.tested",
              values: {
                method: first,
                share: how.meanError / meanOf(study.series[outcome]),
                coverage: round(how.bias),
                n: how.n,
              },
            },
          ]
        : []),
      experienceNote(forecast, study.series.months.length),
      ...(knownShare === null ? [] : [{ code: "forecast.known", values: { share: knownShare } }]),
      ...(outcome === "sales" ? [cashNote(payment)] : []),
      { code: "forecast.season", values: {} },
    ],
    figures: driverFigures(forecast, header),
    tables: [
      monthTable(study, { forecast, payment, currency }),
      ...(outcome === "sales" && payment?.learnt ? [delayTable(payment.learnt)] : []),
      ...(tested.length > 0 ? [testTable(forecast, currency)] : []),
      ...(drivers ? [drivers] : []),
    ],
    charts: [
      forecastFan(study, {
        ...{ forecast, currency, record },
        summary: { code: interval === null ? "forecast.untested" : "forecast.summary", values },
      }),
    ],
    evidence: [{ file: "queries/forecast.series.sql", what: "evidence.query" }],
  };
}

export const meanOf = (values: readonly number[]): number => {
  const last = values.slice(-12);
  const mean = last.reduce((a, b) => a + b, 0) / last.length;
  return mean > 0 ? mean : 1;
};
export const round = (value: number): number => Math.round(value * 1_000) / 1_000;

function monthTable(
  study: ForecastStudy,
  {
    forecast,
    payment,
    currency,
  }: { forecast: Forecast; payment: PaymentDelay | null; currency: Pick<Figure, "currency"> },
): Table {
  const { months, by, first, outcome } = forecast;
  const others = METHODS.filter((method) => method !== first && by[method]);
  const cash = outcome === "sales" && payment !== null ? cashOf(study.series.sales, by[first]!, payment) : null;
  const cell = (value: number): TableCell => ({ kind: "number", value, unit: "money", ...currency });
  const how = testedOf(forecast, first);
  return {
    id: `forecast.${outcome}.months`,
    title: { code: "forecast.months", values: {} },
    columns: columns(["month", first, ...others, ...(cash ? ["cash"] : [])]),
    rows: months.map((month, m) => ({
      month: { kind: "label", label: { data: month.slice(0, 7) } },
      [first]: { ...cell(by[first]![m]!), interval: intervalAround(by[first]![m]!, how, "monthly") } as TableCell,
      ...Object.fromEntries(others.map((method) => [method, cell(by[method]![m]!)])),
      ...(cash ? { cash: cell(cash[m]!) } : {}),
    })),
    note: { code: "forecast.months.note", values: {} },
  };
}

/** What the receipts rest on, or why there are none. */
function cashNote(payment: PaymentDelay | null): Message {
  if (payment === null) return { code: "forecast.cash.unsaid", values: { required: PAID_NEEDED } };
  const { learnt, days, shares } = payment;
  if (learnt === null) return { code: "forecast.cash.stated", values: { days: days ?? 0 } };
  return {
    code: "forecast.cash.learnt",
    values: { n: learnt.paid, unpaid: learnt.unpaid, share: shares[0]!, neverShare: 1 - learnt.by.at(-1)!.value },
  };
}

/** Share of the money from which on the months of a delay are not told one by one. */
const NEARLY_ALL = 0.995;

function delayTable({ by }: LearntDelay): Table {
  const nearly = by.findIndex(({ value }) => value >= NEARLY_ALL);
  const shown = nearly < 0 ? by : by.slice(0, nearly + 1);
  return {
    id: "forecast.sales.payment",
    title: { code: "forecast.payment", values: {} },
    columns: columns(["later", "paid"]),
    rows: shown.map(({ value, interval }, later) => ({
      later: { kind: "number", value: later, unit: "count" },
      paid: { kind: "number", value, unit: "share", interval },
    })),
    note: { code: "forecast.payment.note", values: {} },
  };
}

function testTable({ outcome, tested }: Forecast, currency: Pick<Figure, "currency">): Table {
  return {
    id: `forecast.${outcome}.tested`,
    title: { code: "forecast.tests", values: {} },
    columns: columns(["method", "mean_error", "over_naive", "bias"]),
    rows: tested.map(({ method, meanError, overNaive, bias }) => ({
      method: labelCell(`forecast.method.${method}`),
      mean_error: { kind: "number", value: meanError, unit: "money", ...currency },
      over_naive: { kind: "number", value: overNaive, unit: "ratio" },
      bias: { kind: "number", value: bias, unit: "share" },
    })),
    note: { code: "forecast.tests.note", values: {} },
  };
}

/** How earlier forecasts of the record did; null where no month has come since. */
export function recordFinding(
  { info }: MeasureContext,
  scores: readonly RecordScore[],
  dataVersion: string,
): Finding | null {
  const [first] = scores;
  if (!first) return null;
  const currency = info.currency ? { currency: info.currency } : {};
  const header: FigureHeader = {
    ...{ id: "forecast.record", definition: "forecast-record@1", unit: first.unit ?? "share" },
    ...{ grade: "recorded", basis: "observed" },
    window: { from: null, to: info.asOf, zone: info.zone },
    ...{ n: first.n, excluded: [], cautions: [] },
  };
  return {
    ...{ schema: 1, kind: "value", id: "forecast.record", asOf: info.asOf, dataVersion },
    title: { code: "forecast.record.title", values: {} },
    headline: { ...header, state: "estimate", value: first.bias, interval: null },
    verdict: {
      code: `forecast.record${first.measure === undefined ? "" : ".score"}${first.coverage === null ? ".bare" : ""}`,
      values: {
        n: first.n,
        ...(first.measure === undefined
          ? { forecastOf: first.outcome, share: first.bias }
          : { measure: first.measure, change: first.bias, unit: first.unit! }),
        ...(first.coverage === null ? {} : { coverage: first.coverage, level: first.level ?? 0 }),
      },
    },
    figures: {},
    tables: [
      {
        id: "forecast.record",
        title: { code: "forecast.record.table", values: {} },
        columns: columns(["outcome", "said", "coverage", "level", "bias", "mean_error"]),
        rows: scores.map(({ outcome, theme, measure, unit, n, coverage, level, bias, meanError }) => ({
          outcome:
            measure !== undefined
              ? labelCell(`measure.${measure}.name`)
              : theme === undefined
                ? labelCell(`forecast.of.${outcome}`)
                : labelCell("forecast.of.contacts_about", { group: theme }),
          said: { kind: "number", value: n, unit: "count" },
          coverage: { kind: "number", value: coverage, unit: "share" },
          level: { kind: "number", value: level, unit: "share" },
          bias:
            unit === undefined
              ? { kind: "number", value: bias, unit: "share" }
              : { kind: "number", value: bias, unit, signed: true },
          mean_error:
            unit !== undefined
              ? missedCell(meanError, unit)
              : outcome === "contacts"
                ? { kind: "number", value: Math.round(meanError), unit: "count" }
                : { kind: "number", value: meanError, unit: "money", ...currency },
        })),
      },
    ],
    charts: [],
    evidence: [],
  };
}

/** What better or worse experience would change of it: the worth of the step that is worth most, for one customer in ten of those below it. */
export function scenarioFinding(
  { info }: MeasureContext,
  steps: readonly Finding[],
  { forecast, dataVersion }: { forecast: Forecast; dataVersion: string },
): Finding {
  const currency = info.currency ? { currency: info.currency } : {};
  const totals = steps.flatMap((step) => {
    const total = step.figures.total;
    return total && isEstimate(total) && total.unit === "money" ? [{ step, total }] : [];
  });
  const [best] = totals.sort((a, b) => b.total.value - a.total.value);
  const shell = {
    ...({ schema: 1, kind: "value", id: "forecast.scenarios", asOf: info.asOf, dataVersion } as const),
    title: { code: "forecast.scenarios.title", values: {} },
    ...{ figures: {}, charts: [], evidence: [] },
  };
  const year = forecast.by[forecast.first]!.slice(0, 12).reduce((sum, value) => sum + value, 0);
  const header: FigureHeader = {
    ...{
      id: "forecast.scenarios",
      definition: "forecast-scenarios@1",
      unit: "money",
      ...currency,
      grade: "association",
      basis: "scenario",
    },
    window: { from: null, to: info.asOf, zone: info.zone },
    ...{ n: 0, excluded: [], cautions: [] },
  };
  if (!best)
    return {
      ...shell,
      headline: { ...header, state: "undefined", why: "no_worth" },
      verdict: { code: "forecast.scenarios.none", values: {} },
      tables: [],
    };
  const { value, interval } = best.total;
  const low = interval?.low ?? value;
  const high = interval?.high ?? value;
  const row = (code: string, sign: number): Table["rows"][number] => ({
    scenario: labelCell(`forecast.scenario.${code}`),
    change: {
      ...{ kind: "number", value: sign * value, unit: "money", ...currency, signed: true },
      ...(sign === 0
        ? {}
        : {
            interval: {
              low: Math.min(sign * low, sign * high),
              high: Math.max(sign * low, sign * high),
              level: interval?.level ?? 0.9,
            },
          }),
    },
    year: { kind: "number", value: year + sign * value, unit: "money", ...currency },
  });
  const { verdict } = best.step;
  return {
    ...shell,
    headline: { ...header, grade: best.total.grade, n: best.total.n, state: "estimate", value, interval },
    verdict: {
      code: "forecast.scenarios",
      values: {
        ...{
          experience: String(verdict.values.experience),
          lowBand: String(verdict.values.lowBand),
          highBand: String(verdict.values.highBand),
        },
        ...{ value, low, high, level: interval?.level ?? 0.9, unit: "money", ...currency },
      },
    },
    notes: [{ code: "forecast.scenarios.reading", values: {} }],
    tables: [
      {
        id: "forecast.scenarios",
        title: { code: "forecast.scenarios.table", values: {} },
        columns: columns(["scenario", "change", "year"]),
        rows: [row("improves", 1), row("stays", 0), row("worsens", -1)],
      },
    ],
  };
}
