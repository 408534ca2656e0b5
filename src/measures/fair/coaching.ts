import { addDays, type Day } from "../../base/day.ts";
import { inParallel } from "../../base/in-parallel.ts";
import type { Figure, Interval, Message } from "../../findings/figure.ts";
import type { Finding, Table, TableCell } from "../../findings/finding.ts";
import { studentTMultiplier } from "../../stats/intervals/checks.ts";
import { momentsOf, sampleVariance } from "../../stats/sums.ts";
import { adjustPValues } from "../../stats/tests/multiplicity.ts";
import type { MeasureDefinition } from "../definition.ts";
import { CONFIDENCE } from "../infer.ts";
import { figureHeader, type MeasureContext } from "../measure.ts";
import {
  AGENT_RECORDS,
  AGENTS_NEEDED,
  type CoachingChange,
  coachingChange,
  type Estimated,
} from "./coaching-change.ts";
import { COACHED_DAYS, coachingSums, programmes, readCoachingSums } from "./coaching-sums.ts";

const ALPHA = 0.05;
/** Programmes of coaching that a report tells of, the largest first. */
const PROGRAMMES_SHOWN = 3;

/** One measure around the coachings of a programme. */
interface Told {
  measure: MeasureDefinition;
  change: CoachingChange;
  /** Adjusted for the number of measures; 1 where nothing can be tested. */
  p: number;
}

export interface CoachingAsk {
  /** Whether agents are called by their names. */
  named: boolean;
  dataVersion: string;
}

/** What became of the measures of coached agents, against agents who were never coached over the same days: one finding a programme. */
export async function coachingFindings(
  measures: readonly MeasureDefinition[],
  context: MeasureContext,
  ask: CoachingAsk,
): Promise<Finding[]> {
  if ((context.info.facts.assignment ?? 0) === 0 || measures.length === 0) return [];
  const query = programmes(context);
  const found = await context.store.rows(query);
  context.record("coaching.programmes", query, found);
  const told = found.slice(0, PROGRAMMES_SHOWN).map(
    (row, i): Programme => ({
      id: `coaching.${i + 1}`,
      name: String(row.programme),
      coached: Number(row.coached),
      complete: Number(row.complete),
      firstDay: String(row.first_day) as Day,
    }),
  );
  return inParallel(told, async (programme) => {
    const changes = await inParallel(measures, async (measure) => {
      const sums = coachingSums(measure, programme.name, context);
      const rows = await context.store.rows(sums);
      context.record(`${programme.id}.${measure.id}`, sums, rows);
      return { measure, change: coachingChange(readCoachingSums(rows)) };
    });
    return findingOf(programme, changes, context, ask);
  });
}

interface Programme {
  id: string;
  name: string;
  coached: number;
  /** Of these, those whose days after the coaching lie on record. */
  complete: number;
  firstDay: Day;
}

function findingOf(
  programme: Programme,
  changes: readonly Omit<Told, "p">[],
  context: MeasureContext,
  { named, dataVersion }: CoachingAsk,
): Finding {
  const { info } = context;
  const compared = changes.filter(({ change }) => change.difference !== null);
  const tested = compared.filter(({ change }) => change.difference!.p !== null);
  const adjusted = adjustPValues(
    tested.map(({ change }) => change.difference!.p!),
    "holm",
  );
  const told: Told[] = compared
    .map((each) => ({ ...each, p: adjusted[tested.indexOf(each)] ?? 1 }))
    .sort((a, b) => a.p - b.p);
  const first = told[0];
  return {
    schema: 1,
    kind: "fair",
    id: programme.id,
    asOf: info.asOf,
    dataVersion,
    title: { code: "coaching.title", values: { name: programme.name } },
    headline: first ? figureOf(programme, first, context) : refused(programme, changes, context),
    verdict: first ? verdictOf(first, context) : { code: "coaching.too_few", values: REQUIRED },
    notes: notesOf(programme, told, named),
    figures: Object.fromEntries(
      told.flatMap((each) => figuresOf(programme, each, context)).map((figure) => [figure.id, figure]),
    ),
    tables: [
      ...(told.length > 0 ? [differencesTable(programme, told, context), changesTable(programme, told, context)] : []),
      ...(first && named ? [agentsTable(programme, first, context)] : []),
    ],
    charts: [],
    evidence: told.map(({ measure }) => ({
      file: `queries/${programme.id}.${measure.id}.sql`,
      what: "evidence.query",
    })),
  };
}

const REQUIRED = { required: AGENTS_NEEDED, n: AGENT_RECORDS };

const unitOf = ({ unit }: MeasureDefinition, { info }: MeasureContext) => ({
  unit,
  ...(unit.startsWith("money") && info.currency ? { currency: info.currency } : {}),
});

const header = (programme: Programme, { measure, change }: Omit<Told, "p">, context: MeasureContext) => ({
  ...figureHeader(measure, context, {
    from: addDays(programme.firstDay, -COACHED_DAYS),
    to: context.info.asOf,
    zone: context.info.zone,
  }),
  id: `${programme.id}:${measure.id}`,
  definition: "coaching-change@1",
  isDifference: true as const,
  grade: "association" as const,
  n: change.coached + change.others,
  excluded: change.leftOut > 0 ? [{ reason: "too_few_records", n: change.leftOut }] : [],
  query: { id: `${programme.id}.${measure.id}` },
});

const figureOf = (programme: Programme, told: Told, context: MeasureContext): Figure => ({
  ...header(programme, told, context),
  state: "estimate",
  value: told.change.difference!.value,
  interval: told.change.difference!.interval,
});

/** Every difference, and the same at equal start and before anything was done. */
function figuresOf(programme: Programme, told: Told, context: MeasureContext): Figure[] {
  const base = header(programme, told, context);
  const { placebo, equalStart } = told.change;
  return [
    figureOf(programme, told, context),
    ...(equalStart
      ? [{ ...base, id: `${base.id}:equal-start`, grade: "adjusted" as const, ...estimate(equalStart) }]
      : []),
    ...(placebo ? [{ ...base, id: `${base.id}:placebo`, ...estimate(placebo) }] : []),
  ];
}

const estimate = ({ value, interval }: Estimated) => ({ state: "estimate" as const, value, interval });

/** Nobody whose time after the coaching is over: too early. Otherwise too few on a side. */
function refused(programme: Programme, changes: readonly Omit<Told, "p">[], context: MeasureContext): Figure {
  const smaller = ({ change }: Omit<Told, "p">) => Math.min(change.coached, change.others);
  const nearest = changes.reduce((most, each) => (smaller(each) > smaller(most) ? each : most));
  const base = { ...header(programme, nearest, context), id: programme.id, n: smaller(nearest) };
  return programme.complete === 0
    ? { ...base, state: "too_early", readyOn: addDays(programme.firstDay, 1 + COACHED_DAYS) }
    : { ...base, state: "too_few", required: AGENTS_NEEDED };
}

type Verdict = "better" | "worse" | "higher" | "lower" | "none";

function outcomeOf({ measure, change, p }: Told): Verdict {
  if (p >= ALPHA) return "none";
  const isUp = change.difference!.value > 0;
  if (measure.better === "neither") return isUp ? "higher" : "lower";
  return isUp === (measure.better === "up") ? "better" : "worse";
}

function verdictOf(told: Told, context: MeasureContext): Message {
  const { measure, change } = told;
  const { value, interval } = change.difference!;
  return {
    code: `coaching.${outcomeOf(told)}`,
    values: {
      ...unitOf(measure, context),
      measure: measure.id,
      ...{ difference: value, low: interval.low, high: interval.high, level: CONFIDENCE },
      ...{ coached: change.coached, others: change.others },
    },
  };
}

const excludesZero = ({ low, high }: Interval): boolean => low > 0 || high < 0;

function notesOf(programme: Programme, told: readonly Told[], named: boolean): Message[] {
  const uneven = told.filter(({ change }) => change.placebo && excludesZero(change.placebo.interval));
  const open = programme.coached - programme.complete;
  const note = (code: string, values: Message["values"] = {}): Message => ({ code: `coaching.note.${code}`, values });
  return [
    ...(told.length > 0 ? [note("regression")] : []),
    ...(uneven.length > 0 ? [note("uneven", { measures: uneven.map(({ measure }) => measure.id).join(",") })] : []),
    ...(open > 0 ? [note("open", { n: open, days: COACHED_DAYS })] : []),
    ...(told.length > 0 && !named ? [note("unnamed")] : []),
  ];
}

const column = (id: string, align: "start" | "end" = "end"): Table["columns"][number] => ({
  id,
  title: { code: `coaching.column.${id}`, values: {} },
  align,
});

const nameCell = ({ measure }: Told): TableCell => ({
  kind: "message",
  message: { code: "coaching.measure", values: { measure: measure.id } },
});

const changeCell = ({ measure }: Told, found: Estimated | null, context: MeasureContext): TableCell =>
  found
    ? { kind: "number", value: found.value, interval: found.interval, ...unitOf(measure, context), signed: true }
    : { kind: "message", message: { code: "coaching.cell.too_few", values: {} } };

/** What is beyond the change of the others, as it is and at equal start. */
const differencesTable = (programme: Programme, told: readonly Told[], context: MeasureContext): Table => ({
  id: programme.id,
  title: { code: "coaching.table", values: {} },
  columns: [
    column("measure", "start"),
    column("difference"),
    column("equal_start"),
    column("n", "start"),
    column("verdict", "start"),
  ],
  rows: told.map((each) => ({
    measure: nameCell(each),
    difference: changeCell(each, each.change.difference, context),
    equal_start: changeCell(each, each.change.equalStart, context),
    n: {
      kind: "message",
      message: { code: "coaching.agents", values: { coached: each.change.coached, others: each.change.others } },
    },
    verdict: { kind: "message", message: { code: `coaching.verdict.${outcomeOf(each)}`, values: {} } },
  })),
  note: { code: "coaching.table.note", values: { days: COACHED_DAYS, ...REQUIRED } },
});

/** How each side changed by itself. */
const changesTable = (programme: Programme, told: readonly Told[], context: MeasureContext): Table => ({
  id: `${programme.id}.changes`,
  title: { code: "coaching.table.changes", values: {} },
  columns: [column("measure", "start"), column("own"), column("theirs")],
  rows: told.map((each) => ({
    measure: nameCell(each),
    own: changeCell(each, each.change.own, context),
    theirs: changeCell(each, each.change.theirs, context),
  })),
});

/** Coached agents one by one, each with how far agents who were not coached drift apart by themselves. */
function agentsTable(programme: Programme, { measure, change }: Told, context: MeasureContext): Table {
  const drifts = momentsOf(
    change.agents.filter(({ isCoached }) => !isCoached).map(({ before, after }) => after - before),
  );
  const half =
    studentTMultiplier(CONFIDENCE, drifts.n - 1) * Math.sqrt((sampleVariance(drifts) ?? 0) * (1 + 1 / drifts.n));
  return {
    id: `${programme.id}.agents`,
    title: { code: "coaching.table.agents", values: { measure: measure.id } },
    columns: [column("agent", "start"), column("difference")],
    rows: change.agents
      .filter(({ isCoached }) => isCoached)
      .map(({ agent, before, after }) => ({ agent, value: after - before }))
      .sort((a, b) => (a.agent < b.agent ? -1 : 1))
      .map(({ agent, value }) => ({
        agent: { kind: "label", label: { data: agent } },
        difference: {
          ...{ kind: "number", value, signed: true, ...unitOf(measure, context) },
          interval: { low: value - half, high: value + half, level: CONFIDENCE },
        },
      })),
    note: { code: "coaching.table.agents.note", values: { level: CONFIDENCE } },
  };
}
