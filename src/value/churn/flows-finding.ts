import type { Figure, Message } from "../../findings/figure.ts";
import { isEstimate } from "../../findings/figure.ts";
import type { Finding } from "../../findings/finding.ts";
import { type MeasureContext, measureWhole } from "../../measures/measure.ts";
import type { MeasureBook } from "../../measures/registry.ts";
import { columnsOf, countCell, dataCell, LEVEL, labelCell, shareCell } from "../cells.ts";
import { shell } from "../shell.ts";
import type { Flow } from "./flows.ts";
import { quarterName } from "./quarter.ts";

/** Measures of the last year that stand side by side. */
const MEASURES = ["crr", "churn", "grr", "nrr", "revenue-churn"] as const;

/** Customers by quarter, and the measures of the last year; null where churn is no measure of the company. */
export async function flowsFinding(
  book: MeasureBook,
  context: MeasureContext,
  { flows, dataVersion }: { flows: readonly Flow[]; dataVersion: string },
): Promise<Finding | null> {
  const measured: [string, Figure][] = [];
  for (const id of MEASURES) {
    const measure = book.get(id);
    if (measure) measured.push([id, (await measureWhole(measure, { ...context, from: null, to: null })).figure]);
  }
  const figures = Object.fromEntries(measured);
  const lost = figures.churn;
  if (!lost) return null;
  const last = flows.at(-1);
  const gross = last && last.start > 0 ? last.lost / last.start : null;
  const known = isEstimate(lost) ? lost : null;
  const kept = figures.crr && isEstimate(figures.crr) ? figures.crr.value : null;
  return {
    ...shell(context, "churn.flows", "churn.flows", dataVersion),
    headline: lost,
    verdict: known
      ? {
          code: "churn.flows",
          values: {
            ...{
              value: known.value,
              low: known.interval?.low ?? known.value,
              high: known.interval?.high ?? known.value,
            },
            ...{ level: known.interval?.level ?? LEVEL, n: known.n, unit: "share", share: kept ?? 1 - known.value },
            ...{ from: lost.window.from ?? "", to: lost.window.to ?? "" },
          },
        }
      : { code: "churn.flows.none", values: {} },
    notes: [
      ...(gross === null || !last
        ? []
        : [
            {
              code: "churn.flows.quarter",
              values: {
                name: quarterName(last.from),
                share: gross,
                coverage: (last.lost - last.back) / last.start,
                n: last.back,
              },
            },
          ]),
      { code: "churn.flows.adds", values: {} },
    ],
    figures,
    tables: [
      {
        id: "churn.rates",
        title: { code: "churn.rates", values: {} },
        columns: columnsOf("churn.column", ["measure", "value", "customers"]),
        rows: measured.map(([id, figure]) => ({
          measure: labelCell(`measure.${id}.name`),
          value: isEstimate(figure)
            ? { kind: "number", value: figure.value, unit: figure.unit, interval: figure.interval }
            : { kind: "message", message: { code: `figure.state.${figure.state}.short`, values: stated(figure) } },
          customers: countCell(figure.n),
        })),
        note: { code: "churn.rates.note", values: {} },
      },
      {
        id: "churn.flows",
        title: { code: "churn.flows.table", values: {} },
        columns: columnsOf("churn.column", ["quarter", "start", "won", "back", "lost", "end", "gross", "net"]),
        rows: flows.map((flow) => ({
          quarter: dataCell(quarterName(flow.from)),
          start: countCell(flow.start),
          won: countCell(flow.won),
          back: countCell(flow.back),
          lost: countCell(flow.lost),
          end: countCell(flow.end),
          gross: shareCell(flow.lost, flow.start),
          net: {
            kind: "number",
            value: flow.start > 0 ? (flow.lost - flow.back) / flow.start : null,
            unit: "share",
          } as const,
        })),
        note: { code: "churn.flows.note", values: {} },
      },
    ],
  };
}

function stated(figure: Figure): Message["values"] {
  const values: Message["values"] = { n: figure.n };
  if (figure.state === "too_few") values.required = figure.required;
  if (figure.state === "too_early") values.readyOn = figure.readyOn;
  if (figure.state === "not_measured") values.needs = figure.needs.join(",");
  return values;
}
