import type { BandsChart } from "../../findings/chart-spec.ts";
import { type Figure, isEstimate, type Message } from "../../findings/figure.ts";
import type { Table, TableCell } from "../../findings/finding.ts";
import { stateMessage } from "../../findings/state-message.ts";
import type { MeasureDefinition } from "../definition.ts";
import type { MeasureRow } from "../measure.ts";
import { message, messageCell, numberCell } from "./words.ts";

/** Measures by the groups of one dimension, whose groups are words of the catalogue. */
export interface Grouped {
  measure: MeasureDefinition;
  rows: readonly MeasureRow[];
}

interface Words {
  id: string;
  /** What a group is called. */
  label(group: string): Message;
}

/** The value of a figure, or why there is none. */
export const valueCell = (figure: Figure): TableCell =>
  isEstimate(figure)
    ? { kind: "number", value: figure.value, unit: figure.unit, interval: figure.interval }
    : { kind: "message", message: stateMessage(figure) };

/** A row a measure and group. */
export const groupTable = (
  found: readonly Grouped[],
  { id, title, column, label }: Words & { title: Message; column: Message },
): Table => ({
  id,
  title,
  columns: [
    { id: "measure", title: message("column.measure"), align: "start" },
    { id: "group", title: column, align: "start" },
    { id: "value", title: { code: "table.column.value", values: {} }, align: "end" },
    { id: "n", title: { code: "table.column.n", values: {} }, align: "end" },
  ],
  rows: found.flatMap(({ measure, rows }) =>
    rows.map(({ cut, figure }) => ({
      measure: messageCell("measure", { measure: measure.id }),
      group: { kind: "message" as const, message: label(cut!) },
      value: valueCell(figure),
      n: numberCell(figure.n),
    })),
  ),
});

export function groupChart(
  { measure, rows }: Grouped,
  { id, dimension, label }: Words & { dimension: string },
): BandsChart {
  const estimates = rows.flatMap(({ cut, figure }) => (isEstimate(figure) ? [{ cut, figure }] : []));
  const values = estimates.map(({ figure }) => figure.value);
  return {
    id,
    type: "bands",
    title: { code: "chart.cut.title", values: { measure: measure.id, dimension } },
    summary: {
      code: "chart.cut.summary",
      values: { unit: measure.unit, minimum: Math.min(...values), maximum: Math.max(...values) },
    },
    unit: measure.unit,
    bands: estimates.map(({ cut, figure }) => ({
      label: label(cut!),
      value: figure.value,
      interval: figure.interval,
      n: figure.n,
      tone: "accent",
    })),
    zero: measure.unit !== "points",
  };
}
