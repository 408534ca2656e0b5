import type { LinesChart } from "../../findings/chart-spec.ts";
import type { Figure, FigureHeader, Interval, Message } from "../../findings/figure.ts";
import type { Finding, Table, TableCell } from "../../findings/finding.ts";
import { ofContactCost } from "../../measures/definitions/common.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import { labelCell } from "../cells.ts";
import { fanChart } from "./fan.ts";
import { columns, meanOf, round } from "./finding.ts";
import { MONTHS_NEEDED } from "./methods.ts";
import { windowOver } from "./months.ts";
import { intervalAround } from "./study.ts";
import { CONTACTS_A_MONTH, type ThemeForecast, type ThemeStudy } from "./theme-study.ts";

const ID = "forecast.problems";
type Money = Pick<Figure, "currency">;

/** Which problems will come, by theme: how many contacts, what they will cost, and what stands behind them. */
export function themeFinding({ info }: MeasureContext, study: ThemeStudy, dataVersion: string): Finding {
  const { all, history, months } = study;
  const currency = info.currency ? { currency: info.currency } : {};
  const hasCost = all?.money != null;
  const header: FigureHeader = {
    ...{ id: ID, definition: "forecast-problems@1", unit: "count", grade: "recorded" },
    ...{ basis: hasCost && ofContactCost.basis(info) === "assumption" ? "assumption" : "model" },
    ...{ window: windowOver(months, info), n: history.length, excluded: [] },
    ...{ query: { id: "forecast.problems.series" }, cautions: hasCost ? ofContactCost.cautions(info) : [] },
  };
  const shell = {
    ...({ schema: 1, kind: "value", id: ID, asOf: info.asOf, dataVersion } as const),
    title: { code: `${ID}.title`, values: {} },
    ...{ figures: {}, charts: [], evidence: [{ file: `queries/${ID}.series.sql`, what: "evidence.query" }] },
  };
  if (all === null) {
    const isShort = history.length < MONTHS_NEEDED;
    return {
      ...shell,
      headline: { ...header, state: "too_few", required: MONTHS_NEEDED },
      verdict: isShort
        ? { code: `${ID}.short`, values: { n: history.length, required: MONTHS_NEEDED } }
        : { code: `${ID}.few`, values: { required: CONTACTS_A_MONTH } },
      tables: [],
    };
  }
  const total = all.expected.reduce((sum, value) => sum + value, 0);
  const interval = intervalAround(total, all.tested, "total");
  const values: Message["values"] = {
    ...{ value: Math.round(total), unit: "count", months: months.length, method: all.first },
    ...(interval ? { low: Math.round(interval.low), high: Math.round(interval.high), level: interval.level } : {}),
  };
  const verdict = interval === null ? `${ID}.untested` : all.beatsNaive ? `${ID}.found` : `${ID}.naive`;
  return {
    ...shell,
    headline: { ...header, state: "estimate", value: total, interval },
    verdict: { code: verdict, values },
    notes: notes(study, all, currency),
    tables: [themeTable(study, all, currency), monthTable(study, all), ...testTables(study, all)],
    charts: [chart(study, all, { code: verdict, values })],
  };
}

function notes(study: ThemeStudy, all: ThemeForecast, currency: Money): Message[] {
  const { money, tested, first } = all;
  const [most] = study.themes.filter(({ stake, unhappy }) => stake !== null && stake > 0 && unhappy > 0);
  return [
    ...(most
      ? [
          {
            code: "problems.most.money",
            values: { group: most.theme!, n: most.unhappy, value: most.stake!, unit: "money", ...currency },
          },
        ]
      : []),
    ...(money === null
      ? [{ code: `${ID}.cost.unsaid`, values: {} }]
      : [
          {
            code: money.interval === null ? `${ID}.cost.bare` : `${ID}.cost`,
            values: {
              ...{ value: money.value, unit: "money", ...currency },
              ...(money.interval
                ? { low: money.interval.low, high: money.interval.high, level: money.interval.level }
                : {}),
            },
          },
        ]),
    ...(tested
      ? [
          {
            code: "forecast.tested",
            values: {
              ...{ method: first, share: tested.meanError / meanOf(all.contacts) },
              ...{ coverage: round(tested.bias), n: tested.n },
            },
          },
        ]
      : []),
    ...(study.others > 0 ? [{ code: `${ID}.others`, values: { n: study.others, required: CONTACTS_A_MONTH } }] : []),
    ...(study.unnamed > 0 ? [{ code: `${ID}.unnamed`, values: { share: study.unnamed } }] : []),
    { code: `${ID}.reading`, values: {} },
  ];
}

/** Bounds of a number of contacts, as whole contacts. */
const whole = (interval: Interval | null): Interval | null =>
  interval && { ...interval, low: Math.floor(interval.low), high: Math.ceil(interval.high) };

const nameOf = ({ theme }: ThemeForecast): TableCell =>
  theme === null ? labelCell(`${ID}.all`) : { kind: "label", label: { data: theme } };

function themeTable({ themes, history, months }: ThemeStudy, all: ThemeForecast, currency: Money): Table {
  const rows = [all, ...themes];
  const has = (part: "each" | "stake") => rows.some((row) => row[part] !== null);
  const money = { unit: "money" as const, ...currency };
  const amount = (of: ThemeForecast["each"]): TableCell => ({
    ...{ kind: "number", value: of?.value ?? null, ...money },
    ...(of?.interval ? { interval: of.interval } : {}),
  });
  const titles = columns([
    ...["theme", "before", "expected", "method"],
    ...(has("each") ? ["each", "cost"] : []),
    ...(has("stake") ? ["stake"] : []),
  ]);
  return {
    id: `${ID}.themes`,
    title: { code: `${ID}.table`, values: { months: months.length } },
    columns: titles.map((each) =>
      each.id === "before"
        ? { ...each, title: { ...each.title, values: { months: Math.min(12, history.length) } } }
        : each,
    ),
    rows: rows.map((row) => {
      const value = row.expected.reduce((sum, n) => sum + n, 0);
      return {
        theme: nameOf(row),
        before: { kind: "number", value: row.before, unit: "count" },
        expected: {
          ...{ kind: "number", value: Math.round(value), unit: "count" },
          interval: whole(intervalAround(value, row.tested, "total")),
        },
        method: labelCell(`forecast.method.${row.first}`),
        each: amount(row.each),
        cost: amount(row.money),
        stake: { kind: "number", value: row.stake, ...money },
      };
    }),
    note: { code: `${ID}.table.note`, values: {} },
  };
}

function monthTable({ themes, months }: ThemeStudy, all: ThemeForecast): Table {
  const rows = [all, ...themes];
  const cell = (row: ThemeForecast, m: number): TableCell => ({
    ...{ kind: "number", value: Math.round(row.expected[m]!), unit: "count" },
    interval: whole(intervalAround(row.expected[m]!, row.tested, "monthly")),
  });
  return {
    id: `${ID}.months`,
    title: { code: `${ID}.months`, values: {} },
    columns: [
      ...columns(["month"]),
      ...rows.map(({ theme }, i) => ({
        id: `theme_${i}`,
        title: theme === null ? { code: `${ID}.all`, values: {} } : { code: `${ID}.theme`, values: { group: theme } },
        align: "end" as const,
      })),
    ],
    rows: months.map((month, m) => ({
      month: { kind: "label", label: { data: month.slice(0, 7) } },
      ...Object.fromEntries(rows.map((row, i) => [`theme_${i}`, cell(row, m)])),
    })),
  };
}

function testTables({ themes }: ThemeStudy, all: ThemeForecast): Table[] {
  const rows = [all, ...themes].flatMap((row) => (row.tested ? [{ row, tested: row.tested }] : []));
  if (rows.length === 0) return [];
  return [
    {
      id: `${ID}.tested`,
      title: { code: `${ID}.tests`, values: {} },
      columns: columns(["theme", "method", "mean_error", "over_naive", "bias"]),
      rows: rows.map(({ row, tested: { method, meanError, overNaive, bias } }) => ({
        theme: nameOf(row),
        method: labelCell(`forecast.method.${method}`),
        mean_error: { kind: "number", value: meanError, unit: "count" },
        over_naive: { kind: "number", value: overNaive, unit: "ratio" },
        bias: { kind: "number", value: bias, unit: "share" },
      })),
      note: { code: "forecast.tests.note", values: {} },
    },
  ];
}

const chart = ({ history, months }: ThemeStudy, all: ThemeForecast, summary: Message): LinesChart =>
  fanChart({
    ...{ id: ID, unit: "count", zero: true, title: { code: `${ID}.chart`, values: {} }, summary },
    ...{ history, values: all.contacts, months, expected: all.expected, record: [] },
    bounds: all.tested ? (value, level) => intervalAround(value, all.tested, "monthly", level) : null,
  });
