import type { BandsChart, Label, Tone } from "../../findings/chart-spec.ts";
import type { Figure, Message } from "../../findings/figure.ts";
import type { Finding, Table, TableCell } from "../../findings/finding.ts";
import type { MeasureDefinition } from "../definition.ts";
import { PERSONAL } from "../dimension.ts";
import { figureHeader, type MeasureContext, PRIVATE_BELOW } from "../measure.ts";
import type { FairAnswer } from "./ask.ts";
import { type Comparison, type FairGroup, type FairVerdict, VERDICT_MINIMUM } from "./compare.ts";

/** Adjusted p of the test that all groups are alike, below which they are not. */
const ALPHA = 0.05;
/** Most groups that a chart shows. */
const CHARTED = 12;

/** One way of comparing the groups of a measure, with what it says in the family of all ways asked. */
export interface FairCut {
  answer: FairAnswer & { comparison: Comparison };
  /** Of the test that all groups are alike, adjusted for the number of such tests; null where nothing can be said of chance. */
  pValue: number | null;
  named: boolean;
}

type Outcome = "differ" | "spread" | "none" | "too_few";
const OUTCOMES: readonly Outcome[] = ["differ", "spread", "none", "too_few"];

/**
 * Everything that a measure says about those who answer for it, at equal case mix.
 * @param whole the measure over all rows, which leads the finding
 */
export function fairFinding(
  measure: MeasureDefinition,
  context: MeasureContext,
  cuts: readonly [FairCut, ...FairCut[]],
  { whole, dataVersion }: { whole: Figure; dataVersion: string },
): Finding {
  const { info } = context;
  const told = cuts.map((cut) => ({ cut, message: messageOf(measure, context, cut) }));
  const first = [...told].sort((x, y) => rank(x.message) - rank(y.message))[0]!;
  const factors = [...new Set(cuts.flatMap(({ answer }) => answer.factors))];
  const headline: Figure = { ...whole, id: `fair:${measure.id}` };
  return {
    schema: 1,
    kind: "fair",
    id: `fair:${measure.id}`,
    asOf: info.asOf,
    dataVersion,
    title: { code: "fair.title", values: { measure: measure.id } },
    headline,
    verdict: first.message,
    notes: [
      ...told.filter((each) => each !== first).map(({ message }) => message),
      factors.length > 0
        ? { code: "fair.note.mix", values: { dimensions: factors.join(",") } }
        : { code: "fair.note.no_mix", values: {} },
    ],
    figures: Object.fromEntries(
      cuts
        .flatMap((cut) => shown(cut).map((group) => figureOf(measure, context, cut, group)))
        .map((figure) => [figure.id, figure]),
    ),
    tables: cuts.filter((cut) => shown(cut).length > 1).map((cut) => tableOf(measure, context, cut)),
    charts: cuts
      .filter((cut) => shown(cut).length > 1 && shown(cut).length <= CHARTED)
      .map((cut) => chartOf(measure, context, cut)),
    evidence: cuts.map(({ answer }) => ({ file: `queries/${answer.query}.sql`, what: "evidence.query" })),
  };
}

const rank = ({ code }: Message): number => OUTCOMES.indexOf(code.replace("fair.", "") as Outcome);

/** Groups that stand with their names: persons only where they were asked for, and never with so few rows that these could be known. */
function shown({ answer: { by, comparison }, named }: FairCut): FairGroup[] {
  if (!PERSONAL.has(by.id)) return comparison.groups;
  return named ? comparison.groups.filter(({ n }) => n >= PRIVATE_BELOW) : [];
}

function messageOf(measure: MeasureDefinition, context: MeasureContext, { answer, pValue }: FairCut): Message {
  const { by, comparison } = answer;
  const judged = comparison.groups.filter(({ verdict }) => verdict !== "too_few" && verdict !== "alone");
  const count = (...verdicts: FairVerdict[]) => judged.filter(({ verdict }) => verdicts.includes(verdict)).length;
  const { spread } = comparison;
  const say = (outcome: Outcome, values: Message["values"]): Message => ({
    code: `fair.${outcome}`,
    values: { ...unitOf(measure, context), measure: measure.id, dimension: by.id, groups: judged.length, ...values },
  });
  const enough = comparison.groups.filter(({ verdict }) => verdict !== "too_few").length;
  if (judged.length === 0 || enough < 2 || spread === null) return say("too_few", { required: VERDICT_MINIMUM });
  const size = {
    amount: spread.value,
    amountLow: spread.interval.low,
    amountHigh: spread.interval.high,
    level: spread.interval.level,
  };
  const beyond = { worse: count("worse", "lower"), better: count("better", "higher") };
  if (beyond.worse + beyond.better > 0) return say("differ", { ...size, ...beyond });
  if (pValue !== null && pValue < ALPHA) return say("spread", size);
  return say("none", { smallest: spread.interval.high });
}

const unitOf = ({ unit }: MeasureDefinition, { info }: MeasureContext) => ({
  unit,
  ...(unit.startsWith("money") && info.currency ? { currency: info.currency } : {}),
});

/** The value at equal case mix as a figure of its own. */
export function figureOf(
  measure: MeasureDefinition,
  context: MeasureContext,
  { answer }: { answer: FairAnswer },
  { group, n, adjusted, interval, verdict }: FairGroup,
): Figure {
  const header = {
    ...figureHeader(measure, context, answer.window),
    id: `fair:${measure.id}:${answer.by.id}:${group}`,
    grade: "adjusted" as const,
    n,
    query: { id: answer.query },
  };
  if (n < measure.minimum) return { ...header, state: "too_few", required: measure.minimum };
  if (verdict === "alone") header.cautions.push({ code: "caution.fair_alone", values: {} });
  return { ...header, state: "estimate", value: adjusted, interval };
}

function tableOf(measure: MeasureDefinition, context: MeasureContext, cut: FairCut): Table {
  const unit = unitOf(measure, context);
  const { by } = cut.answer;
  const column = (id: string, align: "start" | "end" = "end") => ({
    id,
    title: { code: `fair.column.${id}`, values: {} },
    align,
  });
  const number = (value: number, interval?: FairGroup["interval"]): TableCell => ({
    kind: "number",
    value,
    ...unit,
    ...(interval ? { interval } : {}),
  });
  return {
    id: `fair.${measure.id}.${by.id}`,
    title: { code: "fair.table", values: { measure: measure.id, dimension: by.id } },
    columns: [
      column("group", "start"),
      column("raw"),
      column("adjusted"),
      column("limits"),
      column("shrunken"),
      column("n"),
      column("verdict", "start"),
    ],
    rows: shown(cut).map((group) => {
      const { raw, adjusted, interval, shrunken, limits998: limits, n, verdict } = group;
      const tooFew: TableCell = { kind: "message", message: { code: "fair.verdict.too_few", values: {} } };
      if (n < measure.minimum)
        return { group: { kind: "label", label: { data: group.group } }, n: number_(n), verdict: tooFew };
      return {
        group: { kind: "label", label: { data: group.group } },
        raw: number(raw),
        adjusted: number(adjusted, interval),
        ...(limits ? { limits: number(cut.answer.comparison.overall, limits) } : {}),
        ...(shrunken ? { shrunken: number(shrunken.value) } : {}),
        n: number_(n),
        verdict: { kind: "message", message: { code: `fair.verdict.${verdict}`, values: {} } },
      } satisfies Record<string, TableCell>;
    }),
    note: { code: "fair.table.note", values: { required: VERDICT_MINIMUM } },
  };
}

const number_ = (value: number): TableCell => ({ kind: "number", value, unit: "count" });

const TONES: Partial<Record<FairVerdict, Tone>> = { better: "good", worse: "bad" };

function chartOf(measure: MeasureDefinition, context: MeasureContext, cut: FairCut): BandsChart {
  const groups = shown(cut).filter(({ n }) => n >= measure.minimum);
  const values = groups.map(({ adjusted }) => adjusted);
  const unit = unitOf(measure, context);
  const label = ({ group }: FairGroup): Label => ({ data: group });
  return {
    id: `fair.${measure.id}.${cut.answer.by.id}`,
    type: "bands",
    title: { code: "fair.table", values: { measure: measure.id, dimension: cut.answer.by.id } },
    summary: {
      code: "chart.cut.summary",
      values: { ...unit, minimum: Math.min(...values), maximum: Math.max(...values) },
    },
    ...unit,
    bands: groups.map((group) => ({
      label: label(group),
      value: group.adjusted,
      interval: group.interval,
      n: group.n,
      tone: TONES[group.verdict] ?? "neutral",
    })),
    zero: measure.unit !== "points" && measure.unit !== "score",
  };
}
