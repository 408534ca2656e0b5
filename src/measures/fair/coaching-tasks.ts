import type { Figure, Message } from "../../findings/figure.ts";
import type { Finding, Table, TableCell } from "../../findings/finding.ts";
import { LONG_HOLD_SECONDS } from "../../panel/settings.ts";
import { type ProportionDifference, proportionDifference } from "../../stats/intervals/proportion-difference.ts";
import { adjustPValues } from "../../stats/tests/multiplicity.ts";
import { join, raw, type Sql, sql } from "../../store/sql/sql.ts";
import type { MeasureDefinition } from "../definition.ts";
import { EFFORT_MEASURES } from "../definitions/service.ts";
import { defaultWindow, figureHeader, type MeasureContext } from "../measure.ts";
import { inWindow } from "../window.ts";
import { type FairGroup, VERDICT_MINIMUM } from "./compare.ts";
import type { FairCut } from "./finding.ts";

const ALPHA = 0.05;

/** What an agent does that a coaching can be about: a contact shows it, or it is known that it does not. */
const HABITS = {
  repeated: { known: sql`p.repeated is not null`, seen: sql`p.repeated = true` },
  transferred: { known: sql`p.transfers is not null`, seen: sql`p.transfers > 0` },
  held: { known: sql`p.hold is not null`, seen: sql`p.hold >= ${raw(String(LONG_HOLD_SECONDS))}` },
  impersonal: { known: sql`p.templated is not null`, seen: sql`p.templated = true` },
} as const satisfies Record<string, { known: Sql; seen: Sql }>;
type Habit = keyof typeof HABITS;

/** One way of comparing agents by one measure. */
interface Compared {
  measure: MeasureDefinition;
  cut: FairCut;
}

/** An agent who is worse than chance allows at equal case mix, in one measure. */
interface Task extends Compared {
  group: FairGroup;
}

/** A habit that an agent shows more often than all others do. */
interface Stands {
  habit: Habit;
  found: ProportionDifference;
  own: number;
  others: number;
  n: number;
}

/**
 * Who is to be coached, on what, and on which evidence: agents beyond the outer limit at equal case mix, a task for each measure, with
 * the habit that sets them apart most. Nobody within the limits and nobody with too few records gets a task. Null where no agent
 * could be judged.
 */
export async function coachingTasks(
  compared: readonly Compared[],
  context: MeasureContext,
  { named, dataVersion }: { named: boolean; dataVersion: string },
): Promise<Finding | null> {
  const ofAgents = compared.filter(({ measure, cut }) => cut.answer.by.id === "agent" && measure.better !== "neither");
  const judgedIn = ({ cut }: Compared) =>
    cut.answer.comparison.groups.filter(({ verdict }) => verdict !== "too_few" && verdict !== "alone");
  const first = ofAgents.find((each) => judgedIn(each).length > 1);
  if (!first) return null;
  const tasks = ofAgents.flatMap((each) =>
    judgedIn(each)
      .filter(({ verdict }) => verdict === "worse")
      .map((group): Task => ({ ...each, group })),
  );
  const judged = Math.max(...ofAgents.map((each) => judgedIn(each).length));
  const habits = named && tasks.length > 0 ? await habitsOf(tasks, context) : new Map<string, Stands>();
  const headline: Figure = {
    ...figureHeader(first.measure, context, first.cut.answer.window),
    ...{ id: "coaching.tasks", definition: "coaching-tasks@1", unit: "count", grade: "adjusted", n: judged },
    ...{ query: { id: first.cut.answer.query }, state: "estimate", value: tasks.length, interval: null },
  };
  const values = { n: tasks.length, groups: judged };
  return {
    ...{ schema: 1, kind: "fair", id: "coaching.tasks", asOf: context.info.asOf, dataVersion },
    title: { code: "coaching_tasks.title", values: {} },
    headline,
    verdict: { code: tasks.length === 0 ? "coaching_tasks.none" : "coaching_tasks.some", values },
    notes: tasks.length > 0 && !named ? [{ code: "coaching_tasks.unnamed", values: {} }] : [],
    figures: {},
    tables: [
      measureTable(ofAgents.map((each) => ({ ...each, judged: judgedIn(each) }))),
      ...(tasks.length > 0 && named ? [taskTable(tasks, habits, context)] : []),
    ],
    charts: [],
    evidence: [
      ...ofAgents.map(({ cut }) => ({ file: `queries/${cut.answer.query}.sql`, what: "evidence.query" })),
      ...(habits.size > 0 ? [{ file: "queries/coaching.habits.sql", what: "evidence.query" }] : []),
    ],
  };
}

/** By agent with a task the habit that sets them apart most from all others, where one does beyond chance (Holm over all). */
async function habitsOf(tasks: readonly Task[], context: MeasureContext): Promise<Map<string, Stands>> {
  const { store } = context;
  const window = defaultWindow(tasks[0]!.measure, context);
  const sums = Object.entries(HABITS).map(
    ([id, { known, seen }]) =>
      sql`sum(case when ${seen} then 1 else 0 end) as ${raw(`seen_${id}`)}, sum(case when ${known} then 1 else 0 end) as ${raw(`known_${id}`)}`,
  );
  const query = sql`
    select p.agent as agent, ${join(sums)}
    from panel_contact p
    where p.agent is not null and ${inWindow(sql`p.day`, window, store.dialect)}
    group by p.agent
    order by p.agent
  `;
  const rows = await store.rows(query);
  context.record("coaching.habits", query, rows);
  const total = (column: string) => rows.reduce((sum, row) => sum + Number(row[column]), 0);
  const looked = [...new Set(tasks.map(({ group }) => group.group))].flatMap((agent) => {
    const row = rows.find((each) => each.agent === agent);
    return row === undefined
      ? []
      : (Object.keys(HABITS) as Habit[]).flatMap((habit) => {
          const [seen, n] = [Number(row[`seen_${habit}`]), Number(row[`known_${habit}`])];
          const [allSeen, all] = [total(`seen_${habit}`), total(`known_${habit}`)];
          if (n < VERDICT_MINIMUM || all - n < VERDICT_MINIMUM) return [];
          const found = proportionDifference({ successes: seen, n }, { successes: allSeen - seen, n: all - n });
          return [{ agent, habit, found, own: seen / n, others: (allSeen - seen) / (all - n), n }];
        });
  });
  const adjusted = adjustPValues(
    looked.map(({ found }) => found.pValue),
    "holm",
  );
  const beyond = looked
    .filter(({ found }, i) => found.difference > 0 && adjusted[i]! < ALPHA)
    .sort((a, b) => a.found.difference - b.found.difference);
  // The largest comes last and stays.
  return new Map(beyond.map(({ agent, ...stands }) => [agent, stands]));
}

const column = (id: string, align: "start" | "end" = "end"): Table["columns"][number] => ({
  ...{ id, align, title: { code: `coaching_tasks.column.${id}`, values: {} } },
});
const count = (value: number): TableCell => ({ kind: "number", value, unit: "count" });
const nameOf = (measure: MeasureDefinition): TableCell => ({
  kind: "message",
  message: { code: "coaching.measure", values: { measure: measure.id } },
});

function measureTable(found: readonly (Compared & { judged: readonly FairGroup[] })[]): Table {
  return {
    id: "coaching.tasks",
    title: { code: "coaching_tasks.table", values: {} },
    columns: [column("measure", "start"), column("agents"), column("too_few"), column("tasks")],
    rows: found.map(({ measure, cut, judged }) => ({
      measure: nameOf(measure),
      agents: count(judged.length),
      too_few: count(cut.answer.comparison.groups.length - judged.length),
      tasks: count(judged.filter(({ verdict }) => verdict === "worse").length),
    })),
    note: { code: "coaching_tasks.note", values: { required: VERDICT_MINIMUM } },
  };
}

function taskTable(tasks: readonly Task[], habits: ReadonlyMap<string, Stands>, { info }: MeasureContext): Table {
  const ordered = [...tasks].sort((a, b) =>
    a.group.group < b.group.group ? -1 : a.group.group > b.group.group ? 1 : 0,
  );
  return {
    id: "coaching.tasks.agents",
    title: { code: "coaching_tasks.agents.table", values: {} },
    columns: [
      ...[column("agent", "start"), column("measure", "start"), column("value"), column("expected"), column("n")],
      ...[column("habit", "start"), column("difference"), column("habit_n")],
    ],
    rows: ordered.map(({ measure, cut, group }) => {
      const unit = {
        unit: measure.unit,
        ...(measure.unit.startsWith("money") && info.currency ? { currency: info.currency } : {}),
      };
      const stands = habits.get(group.group);
      return {
        agent: { kind: "label", label: { data: group.group } },
        measure: nameOf(measure),
        value: { kind: "number", value: group.adjusted, interval: group.interval, ...unit },
        expected: { kind: "number", value: cut.answer.comparison.overall, interval: group.limits998, ...unit },
        n: count(group.n),
        habit: { kind: "message", message: habitMessage(stands) },
        ...(stands
          ? {
              difference: {
                ...{ kind: "number", value: stands.found.difference, interval: stands.found.interval },
                ...{ unit: "share", signed: true },
              } satisfies TableCell,
              habit_n: count(stands.n),
            }
          : {}),
      } satisfies Record<string, TableCell>;
    }),
    note: { code: "coaching_tasks.agents.note", values: {} },
  };
}

const habitMessage = (stands: Stands | undefined): Message =>
  stands
    ? { code: "coaching_tasks.habit", values: { measure: EFFORT_MEASURES[stands.habit] } }
    : { code: "coaching_tasks.no_habit", values: {} };
