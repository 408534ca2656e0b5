import { type Figure, isEstimate } from "../findings/figure.ts";
import type { Finding, Table, TableCell } from "../findings/finding.ts";
import { stateMessage } from "../findings/state-message.ts";

/** What was to be reached and where it stands, one row a target; every face shows this table. */
export function targetsTable(targets: readonly Finding[]): Table {
  const column = (id: string, align: "start" | "end" = "start") => ({
    id,
    title: { code: `target.column.${id}`, values: {} },
    align,
  });
  return {
    id: "targets",
    title: { code: "report.targets.title", values: {} },
    columns: [
      column("measure"),
      column("target", "end"),
      column("due"),
      column("baseline", "end"),
      column("now", "end"),
      column("status"),
    ],
    rows: targets.map(({ headline, verdict, figures }) => {
      const { values } = verdict;
      const number = (value: number | null): TableCell => ({ kind: "number", value, ...unitOf(headline) });
      const stated = typeof values.before === "number" ? number(values.before) : undefined;
      return {
        measure: { kind: "message", message: { code: values.group ? "target.group" : "target.measure", values } },
        target: number(Number(values.reference)),
        due: { kind: "message", message: { code: values.day ? "target.due" : "target.open_end", values } },
        baseline: stated ?? (figures.baseline ? figureCell(figures.baseline) : number(null)),
        now: figureCell(headline),
        status: { kind: "message", message: verdict },
      };
    }),
  };
}

const unitOf = ({ unit, currency }: Figure) => ({ unit, ...(currency ? { currency } : {}) });

const figureCell = (figure: Figure): TableCell =>
  isEstimate(figure)
    ? { kind: "number", value: figure.value, interval: figure.interval, ...unitOf(figure) }
    : { kind: "message", message: stateMessage(figure) };
