import { inParallel } from "../../base/in-parallel.ts";
import { type Figure, isEstimate, type Message } from "../../findings/figure.ts";
import type { Finding, Table, TableCell } from "../../findings/finding.ts";
import { stateMessage } from "../../findings/state-message.ts";
import { normalUpper } from "../../stats/distributions/normal.ts";
import { normalMultiplier } from "../../stats/intervals/checks.ts";
import { adjustPValues } from "../../stats/tests/multiplicity.ts";
import { CHANGE_MINIMUM } from "../change.ts";
import type { MeasureDefinition, Stretch } from "../definition.ts";
import { DIMENSIONS, type Dimension } from "../dimension.ts";
import { CONFIDENCE } from "../infer.ts";
import { askGrain, type MeasureContext, type MeasureRow, measureByStretch } from "../measure.ts";
import { twoPeriods } from "../period-change.ts";

/** How long it takes to settle a case, and to handle a contact. */
const TIMES = ["resolution-time-mean", "aht"];
/** Ways of dividing what is done into areas. */
const AREAS = ["department", "team", "topic", "channel"];
/** Most areas that one way of dividing shows: those with the most records. */
const SHOWN = 12;
const ALPHA = 0.05;

type Trend = "slower" | "faster" | "none" | "too_few";

interface Area {
  by: Dimension;
  /** Of its way of dividing, from the longest on. */
  place: number;
  after: MeasureRow;
  before: MeasureRow | undefined;
  change: { value: number; error: number; p: number } | null;
  trend: Trend;
}

/** Areas in order of their times over the last period, with their change against the one before: one finding a time. */
export async function areaFindings(
  measures: ReadonlyMap<string, MeasureDefinition>,
  context: MeasureContext,
  wholes: ReadonlyMap<string, Figure>,
  dataVersion: string,
): Promise<Finding[]> {
  const asked = TIMES.flatMap((id) => measures.get(id) ?? []).filter(({ id }) => wholes.get(id)?.state === "estimate");
  const found = await inParallel(asked, (measure) =>
    areaFinding(measure, context, wholes.get(measure.id)!, dataVersion),
  );
  return found.filter((finding) => finding !== null);
}

async function areaFinding(
  measure: MeasureDefinition,
  context: MeasureContext,
  whole: Figure,
  dataVersion: string,
): Promise<Finding | null> {
  const months = askGrain(measure, context, "month")?.parts ?? [];
  const periods = twoPeriods(months.map(({ from }) => ({ period: from })));
  if (!periods) return null;
  const ways = AREAS.filter((id) => measure.population.dimensions.includes(id)).map((id) => DIMENSIONS[id]!);
  const divided = await inParallel(ways, (by) => areasOf(measure, context, by, periods.stretches));
  const areas = judged(divided.flatMap(({ areas }) => areas));
  if (areas.length === 0) return null;
  const leftOut = divided.reduce((sum, each) => sum + each.leftOut, 0);
  const id = `areas.${measure.id}`;
  const first = areas[0]!;
  return {
    ...{ schema: 1, kind: "fair", id, asOf: context.info.asOf, dataVersion },
    title: { code: "areas.title", values: { measure: measure.id } },
    headline: { ...whole, id },
    verdict: {
      code: "areas.slowest",
      values: {
        ...{ group: first.after.cut!, dimension: first.by.id, unit: measure.unit, months: periods.months },
        value: isEstimate(first.after.figure) ? first.after.figure.value : 0,
      },
    },
    notes: leftOut > 0 ? [{ code: "areas.left_out", values: { n: leftOut } }] : [],
    figures: Object.fromEntries(areas.map(({ after: { figure } }) => [figure.id, figure])),
    tables: [tableOf(measure, areas, periods.months)],
    charts: [],
    evidence: ways.map((by) => ({ file: `queries/${queryId(measure, by)}.sql`, what: "evidence.query" })),
  };
}

const queryId = ({ id }: MeasureDefinition, by: Dimension): string => `${id}.areas.${by.id}`;

/** Areas of one way of dividing, the longest first; nothing where there is only one. */
async function areasOf(
  measure: MeasureDefinition,
  context: MeasureContext,
  by: Dimension,
  [earlier, later]: readonly [Stretch, Stretch],
): Promise<{ areas: Area[]; leftOut: number }> {
  const rows = await measureByStretch(measure, context, [earlier, later], { id: queryId(measure, by), cut: by });
  const known = rows.filter(({ period, cut, figure }) => period === later.from && cut !== "" && isEstimate(figure));
  if (known.length < 2) return { areas: [], leftOut: 0 };
  const value = ({ figure }: MeasureRow) => (isEstimate(figure) ? figure.value : 0);
  const shown = [...known]
    .sort((a, b) => b.figure.n - a.figure.n)
    .slice(0, SHOWN)
    .sort((a, b) => value(b) - value(a));
  return {
    areas: shown.map((after, i): Area => {
      const before = rows.find(({ period, cut }) => period === earlier.from && cut === after.cut);
      return { by, place: i + 1, after, before, change: changeOf(before, after), trend: "too_few" };
    }),
    leftOut: known.length - shown.length,
  };
}

/** Null where a stretch holds too few records for a verdict on change. */
function changeOf(before: MeasureRow | undefined, after: MeasureRow): Area["change"] {
  const [a, b] = [before?.inference, after.inference];
  if (!before || !a?.standardError || !b?.standardError) return null;
  if (Math.min(before.figure.n, after.figure.n) < CHANGE_MINIMUM) return null;
  const value = b.value - a.value;
  const error = Math.hypot(a.standardError, b.standardError);
  return { value, error, p: 2 * normalUpper(Math.abs(value / error)) };
}

function judged(areas: readonly Area[]): Area[] {
  const tested = areas.filter(({ change }) => change !== null);
  const adjusted = adjustPValues(
    tested.map(({ change }) => change!.p),
    "holm",
  );
  return areas.map((area) => {
    if (area.change === null) return area;
    if (adjusted[tested.indexOf(area)]! >= ALPHA) return { ...area, trend: "none" };
    return { ...area, trend: area.change.value > 0 ? "slower" : "faster" };
  });
}

function tableOf({ id, unit }: MeasureDefinition, areas: readonly Area[], months: number): Table {
  const column = (name: string, align: "start" | "end" = "end") => ({
    ...{ id: name, align, title: { code: `areas.column.${name}`, values: {} } },
  });
  const message = (said: Message): TableCell => ({ kind: "message", message: said });
  const count = (value: number): TableCell => ({ kind: "number", value, unit: "count" });
  const changeCell = ({ before, change }: Area): TableCell => {
    if (!change)
      return message(
        before && !isEstimate(before.figure)
          ? stateMessage(before.figure)
          : { code: "areas.verdict.too_few", values: {} },
      );
    const half = normalMultiplier(CONFIDENCE) * change.error;
    const interval = { low: change.value - half, high: change.value + half, level: CONFIDENCE };
    return { kind: "number", value: change.value, interval, unit, signed: true };
  };
  return {
    id: `areas.${id}`,
    title: { code: "areas.table", values: { months } },
    columns: [
      ...[column("dimension", "start"), column("area", "start"), column("place"), column("n"), column("value")],
      ...[column("change"), column("verdict", "start")],
    ],
    rows: areas.map((area) => ({
      dimension: message({ code: `dimension.${area.by.id}`, values: {} }),
      area: { kind: "label", label: { data: area.after.cut! } },
      place: count(area.place),
      n: count(area.after.figure.n),
      value: isEstimate(area.after.figure)
        ? { kind: "number", value: area.after.figure.value, interval: area.after.figure.interval, unit }
        : message(stateMessage(area.after.figure)),
      change: changeCell(area),
      verdict: message({ code: `areas.verdict.${area.trend}`, values: {} }),
    })),
    note: { code: "areas.note", values: { required: CHANGE_MINIMUM } },
  };
}
