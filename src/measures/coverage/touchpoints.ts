import { daysBetween } from "../../base/day.ts";
import type { Figure, Message } from "../../findings/figure.ts";
import type { Finding, Table, TableCell } from "../../findings/finding.ts";
import { proportionDifference } from "../../stats/intervals/proportion-difference.ts";
import { CHANGE_MINIMUM } from "../change.ts";
import { CONFIDENCE } from "../infer.ts";
import type { MeasureContext } from "../measure.ts";
import { LAST_MONTHS, lastYear } from "../window.ts";
import {
  cellState,
  ENOUGH,
  type Invited,
  lookedFor,
  type Measured,
  QUIET_DAYS,
  STALE_DAYS,
  TOO_OFTEN,
  type TouchpointRow,
  touchpointRows,
} from "./touchpoint-sums.ts";
import { message, messageCell, numberCell } from "./words.ts";

/** Touchpoints against measures: what is not measured, what is stale, and what is asked too often. */
export async function touchpointsFinding(context: MeasureContext, dataVersion: string): Promise<Finding | null> {
  const { info } = context;
  const rows = await touchpointRows(context);
  const window = lastYear(context);
  const end = window.to;
  const isMeasured = (row: TouchpointRow) =>
    Object.keys(row.measures).some((measure) => cellState(row.measures[measure], end) === "enough");
  const done = rows.reduce((sum, { activity }) => sum + activity, 0);
  if (done === 0) return null;
  const measured = rows.filter(isMeasured).reduce((sum, { activity }) => sum + activity, 0);
  const headline: Figure = {
    id: "touchpoints-measured",
    definition: "touchpoints-measured@1",
    unit: "share",
    window,
    grade: "recorded",
    basis: "observed",
    n: done,
    excluded: [],
    query: { id: "coverage.touchpoints.activity" },
    cautions: [],
    state: "estimate",
    value: measured / done,
    interval: null,
  };
  const blind = rows.filter((row) => row.activity > 0 && !isMeasured(row));
  const tooOften = rows.filter(({ invited }) => invited && isTooOften(invited));
  const falling = rows.filter(({ invited }) => invited && fallsOf(invited));
  const double = rows.filter(
    ({ touchpoint, measures }) => touchpoint !== "company" && (measures.nps?.n ?? 0) > 0 && (measures.csat?.n ?? 0) > 0,
  );
  const place = ({ touchpoint }: TouchpointRow): Message["values"] => ({
    place: typeof touchpoint === "string" ? touchpoint : touchpoint.name,
  });
  const notes: Message[] = [
    ...blind.slice(1, 4).map((row) => message("touchpoints.also_blind", { ...place(row), n: row.activity })),
    ...tooOften.map((row) =>
      message("touchpoints.too_often", {
        ...place(row),
        share: row.invited!.soon / row.invited!.n,
        days: row.touchpoint === "company" ? QUIET_DAYS.relationship : QUIET_DAYS.any,
      }),
    ),
    ...(tooOften.length === 0 && rows.some(({ invited }) => invited) ? [message("touchpoints.not_too_often")] : []),
    ...falling.map((row) => message("touchpoints.falling", { ...place(row), ...fallsOf(row.invited!)! })),
    ...double.map((row) => message("touchpoints.double", place(row))),
  ];
  const [busiest] = blind;
  return {
    schema: 1,
    kind: "coverage",
    id: "coverage.touchpoints",
    asOf: info.asOf,
    dataVersion,
    headline,
    verdict: busiest
      ? message("touchpoints.blind", { ...place(busiest), n: busiest.activity })
      : message("touchpoints.all", { months: LAST_MONTHS }),
    notes,
    figures: {},
    tables: [tableOf(rows, end, context)],
    charts: [],
    evidence: [{ file: "queries/coverage.touchpoints.activity.sql", what: "evidence.query" }],
  };
}

const isTooOften = ({ n, soon }: Invited): boolean => n >= ENOUGH && soon / n > TOO_OFTEN;

/** Shares who answered in the two halves of the window, where the later is lower beyond chance. */
function fallsOf({ halves: [first, second] }: Invited): Message["values"] | null {
  if (Math.min(first.n, second.n) < CHANGE_MINIMUM || first.answered === 0) return null;
  const { interval } = proportionDifference(
    { successes: second.answered, n: second.n },
    { successes: first.answered, n: first.n },
    CONFIDENCE,
  );
  if (interval.high >= 0) return null;
  return { unit: "share", before: first.answered / first.n, after: second.answered / second.n };
}

function tableOf(rows: readonly TouchpointRow[], end: Parameters<typeof cellState>[1], context: MeasureContext): Table {
  const { instruments } = context.info;
  const present = lookedFor(context).filter((id) => id in instruments || rows.some((row) => row.measures[id]));
  const isAsked = rows.some(({ invited }) => invited);
  return {
    id: "coverage.touchpoints",
    title: message("table.touchpoints"),
    columns: [
      { id: "touchpoint", title: message("column.touchpoint"), align: "start" },
      { id: "activity", title: message("column.activity"), align: "end" },
      ...present.map((id) => ({ id, title: titleOf(id, id in instruments), align: "start" as const })),
      ...(isAsked ? [{ id: "invited", title: message("column.invited"), align: "start" as const }] : []),
    ],
    rows: rows.map((row) => ({
      touchpoint:
        typeof row.touchpoint === "string"
          ? { kind: "message", message: { code: `touchpoint.${row.touchpoint}`, values: {} } }
          : { kind: "label", label: { data: row.touchpoint.name } },
      activity:
        row.touchpoint === "company" && row.activity === 0 ? messageCell("cell.whole") : numberCell(row.activity),
      ...Object.fromEntries(present.map((measure) => [measure, cellOf(row.measures[measure], end)])),
      invited: invitedCell(row),
    })),
    note: message("note.touchpoints", {
      enough: ENOUGH,
      stale: STALE_DAYS,
      months: LAST_MONTHS,
      n: QUIET_DAYS.any,
      days: QUIET_DAYS.relationship,
      share: TOO_OFTEN,
    }),
  };
}

/** A score bears the name of its measure. */
const titleOf = (id: string, isScore: boolean): Message =>
  isScore ? message("measure", { measure: id }) : message(`column.${id}`);

function cellOf(measured: Measured | undefined, end: Parameters<typeof cellState>[1]): TableCell {
  const state = cellState(measured, end);
  if (state === "none") return messageCell("cell.not_measured");
  const { n, last } = measured!;
  if (last === null || end === null) return messageCell(`cell.${state}.undated`, { n, required: ENOUGH });
  return messageCell(`cell.${state}`, { n, required: ENOUGH, unit: "days", last: daysBetween(last, end) });
}

function invitedCell({ invited, touchpoint }: TouchpointRow): TableCell {
  if (!invited) return messageCell("cell.not_asked");
  const values = { n: invited.n, share: invited.soon / invited.n };
  const days = touchpoint === "company" ? QUIET_DAYS.relationship : QUIET_DAYS.any;
  return messageCell(isTooOften(invited) ? "cell.too_often" : "cell.asked", { ...values, days });
}
