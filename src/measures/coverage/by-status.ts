import type { BandsChart } from "../../findings/chart-spec.ts";
import { isEstimate } from "../../findings/figure.ts";
import type { Finding, Table } from "../../findings/finding.ts";
import { stateMessage } from "../../findings/state-message.ts";
import type { MeasureDefinition } from "../definition.ts";
import { dimension } from "../dimension.ts";
import { type MeasureContext, type MeasureRow, measureByCut } from "../measure.ts";
import { knowsStatus, message, messageCell, numberCell, populationName } from "./words.ts";

const STATUSES = ["prospect", "active", "former"];

/** Each score by what the person was on the day of the answer: prospect, customer or former customer. */
export async function byStatusFinding(
  measures: readonly MeasureDefinition[],
  context: MeasureContext,
  dataVersion: string,
): Promise<Finding | null> {
  if (!knowsStatus(context.info)) return null;
  const found: { measure: MeasureDefinition; rows: MeasureRow[] }[] = [];
  for (const measure of measures) {
    const { rows } = await measureByCut(measure, context, dimension("status_then", measure.population.dimensions));
    const known = STATUSES.flatMap((status) => rows.filter(({ cut }) => cut === status));
    if (known.length > 0) found.push({ measure, rows: known });
  }
  const first = found[0];
  if (!first) return null;
  const shown = first.rows.filter(({ figure }) => isEstimate(figure));
  const main = first.rows.find(({ cut }) => cut === "active") ?? first.rows[0]!;
  return {
    schema: 1,
    kind: "coverage",
    id: "coverage.by-status",
    title: message("title.by_status"),
    asOf: context.info.asOf,
    dataVersion,
    headline: main.figure,
    verdict: message(shown.length > 1 ? "by_status.several" : "by_status.one", {
      measure: first.measure.id,
      population: (shown[0] ?? main).cut!,
    }),
    notes: [message("by_status.then")],
    figures: Object.fromEntries(
      found
        .flatMap(({ rows }) => rows)
        .filter((row) => row !== main)
        .map(({ figure }) => [figure.id, figure]),
    ),
    tables: [tableOf(found)],
    charts: found.filter(({ rows }) => rows.filter(({ figure }) => isEstimate(figure)).length > 1).map(chartOf),
    evidence: found.map(({ measure }) => ({ file: `queries/${measure.id}.status_then.sql`, what: "evidence.query" })),
  };
}

function tableOf(found: readonly { measure: MeasureDefinition; rows: readonly MeasureRow[] }[]): Table {
  return {
    id: "coverage.by-status",
    title: message("table.by_status"),
    columns: [
      { id: "measure", title: message("column.measure"), align: "start" },
      { id: "status", title: message("column.status_then"), align: "start" },
      { id: "value", title: { code: "table.column.value", values: {} }, align: "end" },
      { id: "n", title: { code: "table.column.n", values: {} }, align: "end" },
    ],
    rows: found.flatMap(({ measure, rows }) =>
      rows.map(({ cut, figure }) => ({
        measure: messageCell("measure", { measure: measure.id }),
        status: { kind: "message" as const, message: populationName(cut!) },
        value: isEstimate(figure)
          ? { kind: "number" as const, value: figure.value, unit: figure.unit, interval: figure.interval }
          : { kind: "message" as const, message: stateMessage(figure) },
        n: numberCell(figure.n),
      })),
    ),
  };
}

function chartOf({ measure, rows }: { measure: MeasureDefinition; rows: readonly MeasureRow[] }): BandsChart {
  const estimates = rows.flatMap(({ cut, figure }) => (isEstimate(figure) ? [{ cut, figure }] : []));
  const values = estimates.map(({ figure }) => figure.value);
  return {
    id: `coverage.by-status.${measure.id}`,
    type: "bands",
    title: { code: "chart.cut.title", values: { measure: measure.id, dimension: "status_then" } },
    summary: {
      code: "chart.cut.summary",
      values: { unit: measure.unit, minimum: Math.min(...values), maximum: Math.max(...values) },
    },
    unit: measure.unit,
    bands: estimates.map(({ cut, figure }) => ({
      label: populationName(cut!),
      value: figure.value,
      interval: figure.interval,
      n: figure.n,
      tone: "accent",
    })),
    zero: measure.unit !== "points",
  };
}
