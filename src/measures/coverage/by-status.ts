import { isEstimate } from "../../findings/figure.ts";
import type { Finding } from "../../findings/finding.ts";
import type { MeasureDefinition } from "../definition.ts";
import { dimension } from "../dimension.ts";
import { type MeasureContext, measureByCut } from "../measure.ts";
import { type Grouped, groupChart, groupTable } from "./by-group.ts";
import { knowsStatus, message, populationName } from "./words.ts";

const STATUSES = ["prospect", "active", "former"];

/** Each score by what the person was on the day of the answer: prospect, customer or former customer. */
export async function byStatusFinding(
  measures: readonly MeasureDefinition[],
  context: MeasureContext,
  dataVersion: string,
): Promise<Finding | null> {
  if (!knowsStatus(context.info)) return null;
  const found: Grouped[] = [];
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
    tables: [
      groupTable(found, {
        id: "coverage.by-status",
        title: message("table.by_status"),
        column: message("column.status_then"),
        label: populationName,
      }),
    ],
    charts: found
      .filter(({ rows }) => rows.filter(({ figure }) => isEstimate(figure)).length > 1)
      .map((each) =>
        groupChart(each, {
          id: `coverage.by-status.${each.measure.id}`,
          dimension: "status_then",
          label: populationName,
        }),
      ),
    evidence: found.map(({ measure }) => ({ file: `queries/${measure.id}.status_then.sql`, what: "evidence.query" })),
  };
}
