import { addDays, type Day, parseDay } from "../base/day.ts";
import { lastOfEach, readJsonLines } from "../base/json-lines.ts";
import { type FigureHeader, type Interval, isEstimate, type Message } from "../findings/figure.ts";
import type { Finding, Table, TableCell } from "../findings/finding.ts";
import { CONFIDENCE } from "../measures/infer.ts";
import type { MeasureContext } from "../measures/measure.ts";
import { HORIZONS, type PanelInfo } from "../panel/settings.ts";
import { wilsonInterval } from "../stats/intervals/wilson.ts";
import { climb } from "./climb.ts";
import { BAND_MINIMUM } from "./contrast.ts";
import { OUTCOMES } from "./outcome.ts";
import { designMatrix, stepStudy } from "./study.ts";

/** What a step was said to be worth, and when. One line of the record. */
export interface SaidWorth {
  schema: 1;
  /** By answers before this day. */
  asOf: Day;
  experience: string;
  lowBand: string;
  highBand: string;
  outcome: string;
  /** Days after an answer. */
  horizon: number;
  value: number;
  low: number;
  high: number;
  currency: string | null;
}

/** Days after a statement from which answers are taken to hold against it: fewer would tell little. */
const ANSWERED_DAYS = 90;

/** What findings say that steps are worth. */
export function saidWorths(findings: readonly Finding[], { asOf, currency }: PanelInfo): SaidWorth[] {
  return findings.flatMap(({ kind, headline, verdict: { values } }) => {
    const { experience, lowBand, highBand, outcome, horizonDays } = values;
    if (kind !== "worth" || asOf === null || !isEstimate(headline) || !headline.interval) return [];
    if (highBand === undefined || !OUTCOMES.has(String(outcome)) || !(Number(horizonDays) > 0)) return [];
    const step = { experience: String(experience), lowBand: String(lowBand), highBand: String(highBand) };
    const { low, high } = headline.interval;
    return [
      {
        ...({ schema: 1, asOf, ...step, outcome: String(outcome), horizon: Number(horizonDays) } as const),
        ...{ value: headline.value, low, high },
        currency: headline.currency === undefined ? null : currency,
      },
    ];
  });
}

const subjectOf = ({ experience, lowBand, highBand, outcome, horizon, currency }: SaidWorth): string =>
  [experience, lowBand, highBand, outcome, horizon, currency].join("|");

/** Lines of a record, in the order of their days; a line that is none is left out. Of the same day and step the last word counts. */
export const readWorths = (text: string): SaidWorth[] =>
  lastOfEach(readJsonLines<SaidWorth>(text, isOne).rows, (said) => `${said.asOf}|${subjectOf(said)}`);

const isOne = ({
  schema,
  asOf,
  experience,
  lowBand,
  highBand,
  outcome,
  horizon,
  ...row
}: Partial<SaidWorth>): boolean =>
  schema === 1 &&
  parseDay(String(asOf)) === asOf &&
  [experience, lowBand, highBand].every((each) => typeof each === "string") &&
  OUTCOMES.has(String(outcome)) &&
  HORIZONS.some((days) => days === horizon) &&
  [row.value, row.low, row.high].every((each) => typeof each === "number");

/** Of each step the latest statement that answers can be held against: given after it, with all their days behind them. */
export function dueWorths(record: readonly SaidWorth[], { asOf, currency }: PanelInfo): SaidWorth[] {
  if (asOf === null) return [];
  const due = record.filter(
    (said) =>
      (said.currency === null || said.currency === currency) &&
      addDays(said.asOf, said.horizon + ANSWERED_DAYS) <= asOf,
  );
  const latest = new Map<string, SaidWorth>();
  for (const said of due) {
    const other = latest.get(subjectOf(said));
    if (!other || other.asOf < said.asOf) latest.set(subjectOf(said), said);
  }
  return [...latest.values()];
}

/** What answers since then come to; null where there are too few on either step, or nobody can be compared. */
interface Came {
  value: number;
  interval: Interval;
  /** Whether the two differ by no more than chance. */
  agrees: boolean;
}

/** What a step came to by answers that nobody had when it was said, found in the same way. */
async function cameOf(context: MeasureContext, said: SaidWorth): Promise<{ n: number; came: Came | null }> {
  const outcome = OUTCOMES.get(said.outcome)!;
  const asked = { instrument: said.experience, outcome, horizon: said.horizon, since: said.asOf };
  const matrix = await designMatrix(context, asked);
  const { study } = stepStudy(matrix, { lower: said.lowBand, upper: said.highBand });
  const n = study.treated.length;
  const above = Array.from(study.treated).filter((arm) => arm === 1).length;
  if (Math.min(above, n - above) < BAND_MINIMUM) return { n, came: null };
  const { robust } = await climb(study, outcome, null, null);
  return { n, came: robust && { value: robust.estimate, interval: robust.interval, agrees: isChance(said, robust) } };
}

/** Whether two independent figures differ by no more than chance: their intervals give the errors. */
function isChance(said: SaidWorth, { estimate, interval }: { estimate: number; interval: Interval }): boolean {
  const reach = Math.hypot((said.high - said.low) / 2, (interval.high - interval.low) / 2);
  return Math.abs(estimate - said.value) <= reach;
}

/** What steps were said to be worth, against what answers since then come to; null where nothing is due. */
export async function worthRecordFinding(
  context: MeasureContext,
  record: readonly SaidWorth[],
  dataVersion: string,
): Promise<Finding | null> {
  const { info } = context;
  const scores: { said: SaidWorth; n: number; came: Came | null }[] = [];
  for (const said of dueWorths(record, info)) scores.push({ said, ...(await cameOf(context, said)) });
  if (scores.length === 0) return null;
  const told = scores.filter(({ came }) => came !== null);
  const agreeing = told.filter(({ came }) => came!.agrees).length;
  const header: FigureHeader = {
    ...{ id: "worth.record", definition: "worth-record@1", unit: "share", grade: "recorded", basis: "model" },
    window: { from: null, to: info.asOf, zone: info.zone },
    ...{ n: told.length, cautions: [] },
    excluded: told.length < scores.length ? [{ reason: "not_comparable_yet", n: scores.length - told.length }] : [],
  };
  const counts = { successes: agreeing, n: told.length };
  return {
    ...{ schema: 1, kind: "value", id: "worth.record", asOf: info.asOf, dataVersion },
    title: { code: "worth.record.title", values: {} },
    headline:
      told.length === 0
        ? { ...header, state: "too_few", required: 1 }
        : { ...header, state: "estimate", value: agreeing / told.length, interval: wilsonInterval(counts, CONFIDENCE) },
    verdict:
      told.length === 0
        ? { code: "worth.record.too_few", values: { n: scores.length, required: BAND_MINIMUM } }
        : { code: "worth.record.found", values: { n: told.length, agreeing } },
    figures: {},
    tables: [recordTable(scores, info.currency ? { currency: info.currency } : {})],
    charts: [],
    evidence: [],
  };
}

function recordTable(
  scores: readonly { said: SaidWorth; n: number; came: Came | null }[],
  currency: Pick<FigureHeader, "currency">,
): Table {
  const column = (id: string, align: "start" | "end" = "end") => ({
    ...{ id, align, title: { code: `worth.record.column.${id}`, values: {} } },
  });
  const message = (code: string, values: Message["values"] = {}): TableCell => ({
    kind: "message",
    message: { code, values },
  });
  return {
    id: "worth.record",
    title: { code: "worth.record.table", values: {} },
    columns: [
      ...[column("step", "start"), column("said_on", "start"), column("said"), column("came"), column("n")],
      column("verdict", "start"),
    ],
    rows: scores.map(({ said, n, came }) => {
      const { experience, outcome, lowBand, highBand, asOf, value, low, high } = said;
      const { unit } = OUTCOMES.get(outcome)!;
      const amount = (of: number, interval: Pick<Interval, "low" | "high">): TableCell => ({
        ...{ kind: "number", value: of, interval: { ...interval, level: CONFIDENCE }, unit, signed: true },
        ...(said.currency === null ? {} : currency),
      });
      return {
        step: message("worth.title", { experience, outcome, lowBand, highBand }),
        said_on: message("worth.record.on", { day: asOf, horizonDays: said.horizon }),
        said: amount(value, { low, high }),
        came: came ? amount(came.value, came.interval) : message("problems.too_few", { required: BAND_MINIMUM }),
        n: { kind: "number", value: n, unit: "count" },
        verdict: message(`worth.record.verdict.${verdictOf(said, came)}`),
      };
    }),
    note: { code: "worth.record.note", values: { level: CONFIDENCE } },
  };
}

const verdictOf = ({ value }: SaidWorth, came: Came | null): string =>
  came === null ? "too_few" : came.agrees ? "agrees" : came.value > value ? "more" : "less";
