import type { Message } from "../../findings/figure.ts";
import type { Table, TableCell } from "../../findings/finding.ts";
import type { Composite, Contest } from "./contest.ts";
import type { Gain } from "./judge.ts";

const column = (
  id: string,
  align: "start" | "end" = "end",
  values: Message["values"] = {},
): Table["columns"][number] => ({
  ...{ id, title: { code: `contest.column.${id}`, values }, align },
});
const scoreCell = (id: string): TableCell => ({ kind: "label", label: { code: `measure.${id}.short`, values: {} } });
const word = (code: string, values: Message["values"] = {}): TableCell => ({
  kind: "message",
  message: { code, values },
});

const gainCell = (gain: Gain | null, otherwise: TableCell): TableCell =>
  gain ? { kind: "number", value: gain.value, interval: gain.interval, unit: "share", signed: true } : otherwise;

/** Who adds how much, and what of it is left beside the best. */
export function rankTable(
  id: string,
  { placed, best }: Pick<Contest, "placed" | "best">,
  values: Message["values"],
): Table {
  return {
    id,
    title: { code: "contest.table.rank", values },
    columns: [
      column("score", "start"),
      column("n"),
      column("gain"),
      column("verdict", "start"),
      ...(best === null ? [] : [column("beyond", "end", { experience: best })]),
    ],
    rows: placed.map((each) => ({
      score: scoreCell(each.id),
      n: { kind: "number", value: each.gain?.n ?? null, unit: "count" },
      gain: gainCell(each.gain, word("contest.verdict.too_few")),
      verdict: word(`contest.verdict.${each.verdict}`),
      beyond: each.id === best ? word("contest.is_best") : gainCell(each.beyondBest, word("contest.too_few_both")),
    })),
    note: { code: "contest.note", values },
  };
}

/** How much each part of the composite weighs. */
export const compositeTable = (id: string, { weights }: Composite, values: Message["values"]): Table => ({
  id: `${id}.composite`,
  title: { code: "contest.table.composite", values },
  columns: [column("score", "start"), column("weight")],
  rows: weights.map((each) => ({
    score: scoreCell(each.id),
    weight: { kind: "number", value: each.weight, unit: "share" },
  })),
  note: { code: "contest.composite.note", values },
});

/** What need not be asked any more, and why. */
export interface Stopped {
  id: string;
  why: "nothing" | "redundant";
}

export const stopTable = (stop: readonly Stopped[]): Table => ({
  id: "contest.stop",
  title: { code: "contest.stop.table", values: {} },
  columns: [column("score", "start"), column("why", "start")],
  rows: stop.map(({ id, why }) => ({ score: scoreCell(id), why: word(`contest.stop.${why}`) })),
});
