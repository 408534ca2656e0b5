import type { LinesChart } from "../../findings/chart-spec.ts";
import type { FigureHeader, Message, Unit } from "../../findings/figure.ts";
import type { Finding, Table, TableCell } from "../../findings/finding.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import { countCell, labelCell } from "../cells.ts";
import { fanChart } from "./fan.ts";
import { columns, missedCell } from "./finding.ts";
import { MONTHS_NEEDED } from "./methods.ts";
import { windowOver } from "./months.ts";
import type { Prediction } from "./record.ts";
import { type ScoreForecast, type ScoreStudy, scoreBounds } from "./score-study.ts";

const ID = "forecast.scores";

/** What customers will say: the leading score, and the others beside it. */
export function scoreFinding(
  { info }: MeasureContext,
  { scores, short }: ScoreStudy,
  { record, dataVersion }: { record: readonly Prediction[]; dataVersion: string },
): Finding {
  const [leading] = scores;
  const header: FigureHeader = {
    ...{ id: ID, definition: "forecast-scores@1", unit: leading?.unit ?? "points", grade: "recorded", basis: "model" },
    window: windowOver(leading?.months ?? [], info),
    ...{ n: leading?.answers ?? 0, excluded: [], cautions: [] },
    ...(leading ? { query: { id: queryOf(leading) } } : {}),
  };
  const shell = {
    ...({ schema: 1, kind: "value", id: ID, asOf: info.asOf, dataVersion } as const),
    title: { code: `${ID}.title`, values: {} },
    figures: {},
    evidence: scores.map((score) => ({ file: `queries/${queryOf(score)}.sql`, what: "evidence.query" })),
  };
  const tooShort = short.map(
    ({ measure, months }): Message => ({
      code: `${ID}.short`,
      values: { measure, n: months, required: MONTHS_NEEDED },
    }),
  );
  if (!leading)
    return {
      ...shell,
      headline: { ...header, state: "too_few", required: MONTHS_NEEDED },
      ...{ verdict: tooShort[0]!, notes: tooShort.slice(1), tables: [], charts: [] },
    };
  const value = meanOf(leading);
  const interval = scoreBounds(leading, value, "total");
  const values: Message["values"] = {
    ...{ measure: leading.measure, value, before: leading.before, unit: leading.unit, method: leading.first },
    ...{ months: leading.months.length, ...(interval ?? {}) },
  };
  const verdict = interval === null ? `${ID}.untested` : leading.beatsNaive ? `${ID}.found` : `${ID}.naive`;
  const how = leading.tested.find(({ method }) => method === leading.first);
  return {
    ...shell,
    headline: { ...header, state: "estimate", value, interval },
    verdict: { code: verdict, values },
    notes: [
      ...(how
        ? [
            {
              code: `${ID}.tested`,
              values: { amount: how.meanError, change: how.bias, unit: leading.unit, n: how.n, method: leading.first },
            },
          ]
        : []),
      ...tooShort,
      { code: `${ID}.reading`, values: {} },
    ],
    tables: [scoreTable(scores), monthTable(scores, leading), ...testTables(scores)],
    charts: [chart(leading, { code: verdict, values }, record)],
  };
}

/** The query of the series that a score is forecast from. */
const queryOf = ({ measure }: ScoreForecast): string => `${measure}.by-month`;

const meanOf = ({ expected }: ScoreForecast): number =>
  expected.reduce((sum, value) => sum + value, 0) / expected.length;
const cell = (value: number | null, unit: Unit): TableCell => ({ kind: "number", value, unit });
const nameOf = (measure: string): TableCell => labelCell(`measure.${measure}.name`);

function scoreTable(scores: readonly ScoreForecast[]): Table {
  return {
    id: ID,
    title: { code: `${ID}.table`, values: { months: scores[0]!.months.length } },
    columns: columns(["score", "answers", "mean_before", "expected", "method"]),
    rows: scores.map((score) => ({
      score: nameOf(score.measure),
      answers: countCell(score.answers),
      mean_before: cell(score.before, score.unit),
      expected: {
        ...{ kind: "number", value: meanOf(score), unit: score.unit },
        interval: scoreBounds(score, meanOf(score), "total"),
      },
      method: labelCell(`forecast.method.${score.first}`),
    })),
    note: { code: `${ID}.table.note`, values: {} },
  };
}

function monthTable(scores: readonly ScoreForecast[], { months }: ScoreForecast): Table {
  return {
    id: `${ID}.months`,
    title: { code: `${ID}.months`, values: {} },
    columns: [
      ...columns(["month"]),
      ...scores.map(({ measure }, i) => ({
        ...{ id: `score_${i}`, title: { code: `measure.${measure}.name`, values: {} }, align: "end" as const },
      })),
    ],
    rows: months.map((month) => ({
      month: { kind: "label", label: { data: month.slice(0, 7) } },
      ...Object.fromEntries(
        scores.map((score, i): [string, TableCell] => {
          const value = score.expected[score.months.indexOf(month)] ?? null;
          const interval = value === null ? null : scoreBounds(score, value, "monthly");
          return [`score_${i}`, { ...{ kind: "number", value, unit: score.unit }, interval }];
        }),
      ),
    })),
  };
}

function testTables(scores: readonly ScoreForecast[]): Table[] {
  const rows = scores.flatMap(({ measure, unit, tested }) => tested.map((each) => ({ measure, unit, ...each })));
  if (rows.length === 0) return [];
  return [
    {
      id: `${ID}.tested`,
      title: { code: "forecast.tests", values: {} },
      columns: columns(["score", "method", "mean_error", "over_naive", "bias"]),
      rows: rows.map(({ measure, unit, method, meanError, overNaive, bias }) => ({
        score: nameOf(measure),
        method: labelCell(`forecast.method.${method}`),
        mean_error: missedCell(meanError, unit),
        over_naive: cell(overNaive, "ratio"),
        bias: { ...cell(bias, unit), signed: true } as TableCell,
      })),
      note: { code: "forecast.tests.note", values: {} },
    },
  ];
}

const chart = (score: ScoreForecast, summary: Message, record: readonly Prediction[]): LinesChart =>
  fanChart({
    ...{ id: ID, unit: score.unit, zero: false, summary },
    title: { code: `${ID}.chart`, values: { measure: score.measure } },
    ...{ history: score.history, values: score.values, months: score.months, expected: score.expected },
    bounds: score.tested.length > 0 ? (value, level) => scoreBounds(score, value, "monthly", level) : null,
    beside: score.first !== "naive" && score.by.naive ? { method: "naive", values: score.by.naive } : undefined,
    earlier: score.earlier,
    record: record.filter(({ outcome, measure }) => outcome === "score" && measure === score.measure),
  });
