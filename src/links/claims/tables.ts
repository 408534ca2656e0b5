import type { Figure, Interval } from "../../findings/figure.ts";
import type { Table, TableCell } from "../../findings/finding.ts";
import { reasonMessage, stateMessage } from "../../findings/state-message.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import type { Claim } from "./claim.ts";
import { figureOf, inMoney, type Judged, unitOf, worded } from "./figure.ts";
import type { StudyGroup, Tested } from "./run-study.ts";

export const column = (id: string, align: "start" | "end" = "end"): Table["columns"][number] => ({
  ...{ id, title: { code: `claims.column.${id}`, values: {} }, align },
});

/** What was compared with what, and what came out; groups have their units, results theirs. */
export function studyTable(claim: Claim, studies: Judged["studies"], context: MeasureContext): Table {
  const groups = Math.max(...studies.map(({ tested }) => tested.groups.length));
  const isAdjusted = studies.some(({ tested }) => tested.adjusted);
  return {
    id: `claims.${claim.id}`,
    title: { code: "claims.table.study", values: {} },
    columns: [
      column("study", "start"),
      ...["first", "second"].slice(0, groups).map((id) => column(id)),
      column("n"),
      column("found"),
      ...(isAdjusted ? [column("adjusted")] : []),
      column("published"),
      column("verdict", "start"),
    ],
    rows: studies.map((each) => {
      const { tested } = each;
      const [first, second] = tested.groups;
      return {
        study: {
          kind: "message",
          message: { code: `claim.${claim.id}.${tested.study.id}`, values: { ...EMPTY, ...tested.values } },
        },
        first: groupCell(tested, first, context),
        second: groupCell(tested, second, context),
        n: { kind: "number", value: tested.n, unit: "count" },
        found: foundCell(figureOf(claim, tested, context)),
        adjusted: tested.adjusted
          ? resultCell(tested.adjusted, tested, context)
          : { kind: "number", value: null, unit: "ratio" },
        published: publishedCell(tested, context),
        verdict: { kind: "message", message: worded(each) },
      };
    }),
  };
}

/** Values that a text of a study may name, where the study was not run. */
const EMPTY = {
  days: 0,
  n: 0,
  experience: "nps",
  outcome: "margin",
  basis: "model",
  name: "–",
  share: 0,
  seconds: 0,
  first_days: 0,
};

const groupCell = ({ study }: Tested, group: StudyGroup | undefined, { info }: MeasureContext): TableCell => ({
  kind: "number",
  value: group?.mean ?? null,
  ...(group ? { interval: group.interval } : {}),
  ...inMoney(study.kind === "correlation" ? "ratio" : study.unit, info.currency),
});

const resultCell = (
  { value, interval }: { value: number; interval: Interval | null },
  tested: Tested,
  context: MeasureContext,
): TableCell => {
  const { isDifference, ...unit } = unitOf(tested, context);
  return { kind: "number", value, interval, ...unit, ...(isDifference ? { signed: true as const } : {}) };
};

export function foundCell(figure: Figure): TableCell {
  if (figure.state !== "estimate") return { kind: "message", message: stateMessage(figure) };
  const { value, interval, unit, currency, isDifference } = figure;
  return {
    kind: "number",
    value,
    interval,
    unit,
    ...(currency ? { currency } : {}),
    ...(isDifference ? { signed: true as const } : {}),
  };
}

export function publishedCell(tested: Tested, context: MeasureContext): TableCell {
  const { study } = tested;
  if (study.published) {
    const { low, high } = study.published;
    const { unit, isDifference } = unitOf(tested, context);
    if (low === high) return { kind: "number", value: low, unit, ...(isDifference ? { signed: true as const } : {}) };
    return { kind: "message", message: { code: "claims.published.range", values: { low, high, unit } } };
  }
  const direction = "direction" in study ? study.direction : "more";
  return { kind: "message", message: { code: `claims.published.${direction}`, values: {} } };
}

/** Why a claim could not be tested. */
export function whyNot(claim: Claim, studies: Judged["studies"], context: MeasureContext): TableCell {
  const first = studies[0];
  const message = first
    ? reasonMessage(figureOf(claim, first.tested, context))
    : { code: `claim.${claim.id}.caution`, values: {} };
  return { kind: "message", message };
}
