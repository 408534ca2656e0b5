import type { Day } from "../../base/day.ts";
import type { Row } from "../../store/ports/analytics.ts";
import type { Dialect } from "../../store/sql/dialect.ts";
import { literal, raw, type Sql, sql } from "../../store/sql/sql.ts";
import type { MeasureDefinition } from "../definition.ts";
import { DIMENSIONS } from "../dimension.ts";
import type { MeasureContext } from "../measure.ts";
import { populationRows, termsOf } from "../reduce.ts";

/** Days before a coaching, and after it, over which an agent is measured. */
export const COACHED_DAYS = 90;

/** `earlier` lies as long before `before` as `after` lies behind the coaching; its day itself is in none. */
export const PHASES = ["earlier", "before", "after"] as const;
export type Phase = (typeof PHASES)[number];

/** What one agent did in one phase around one day of coaching. */
export interface AgentSums {
  /** The day of a coaching. */
  cohort: string;
  agent: string;
  isCoached: boolean;
  phase: Phase;
  n: number;
  value: number;
}

/** Agents who were put into an arm that is none: they are like those who were never coached. */
const CONTROL = ["control", "none", "no", "waiting", "not coached"];

/** Coachings of agents, in their order: of an agent who was coached again only the first counts. */
const coachings: Sql = sql`
      select agent, day, experiment as programme,
        row_number() over (partition by agent order by day, experiment, id) as place
      from panel_assignment
      where agent is not null and party is null and day is not null
        and lower(arm) not in (${raw(CONTROL.map((arm) => `'${arm}'`).join(", "))})`;

/** Whether all days after a coaching lie before the end of the records. */
const isOver = (asOf: Day | null, { day }: Dialect): Sql =>
  asOf === null ? raw("false") : sql`day + ${raw(String(1 + COACHED_DAYS))} <= ${day(asOf)}`;

/** Programmes on record, the largest first: how many agents, how many of them have the days after it behind them, and the first day. */
export const programmes = ({ store, info }: MeasureContext): Sql => sql`
    select programme, count(*) as coached, sum(case when ${isOver(info.asOf, store.dialect)} then 1 else 0 end) as complete,
      min(day) as first_day
    from (${coachings}) k
    where place = 1
    group by programme
    order by coached desc, programme
  `;

/**
 * A measure by agent in the phases around each day on which somebody of a programme was first coached: coached agents around
 * their own day, and around every day those who never were.
 */
export function coachingSums(measure: MeasureDefinition, programme: string, { store, info }: MeasureContext): Sql {
  const { dialect } = store;
  // Of a change every answer counts, not a person's latest.
  const { latestOfParty: _, ...all } = measure;
  const rows = populationRows(
    all,
    { cut: DIMENSIONS.agent!, grain: "whole", from: null, to: null, stretches: [], info },
    dialect,
  );
  const { a, b } = termsOf(measure.family, dialect);
  const from = (days: number) => sql`c.day - ${raw(String(days))}`;
  return sql`
    with coached as (select agent, day, programme from (${coachings}) k where place = 1),
    cohort as (select distinct day from coached where programme = ${literal(programme)} and ${isOver(info.asOf, dialect)}),
    placed as (
      select c.day as cohort, r.in_cut as agent, case when k.agent is null then 0 else 1 end as is_coached,
        case
          when r.day < ${from(COACHED_DAYS)} then 'earlier'
          when r.day < c.day then 'before'
          when r.day > c.day then 'after'
        end as phase,
        ${a} as a, ${b ?? raw("1")} as b
      from (${rows}) r
      inner join cohort c on r.day >= ${from(2 * COACHED_DAYS)} and r.day <= c.day + ${raw(String(COACHED_DAYS))}
      left join coached k on k.agent = r.in_cut
      where r.in_cut is not null and (k.agent is null or (k.programme = ${literal(programme)} and k.day = c.day))
    )
    select cohort, agent, is_coached, phase, count(*) as n, sum(a) as a, sum(b) as b
    from placed
    where phase is not null
    group by cohort, agent, is_coached, phase
    order by cohort, agent, phase
  `;
}

export const readCoachingSums = (rows: readonly Row[]): AgentSums[] =>
  rows
    .filter(({ b }) => Number(b) !== 0)
    .map((row) => ({
      cohort: String(row.cohort),
      agent: String(row.agent),
      isCoached: Number(row.is_coached) === 1,
      phase: row.phase as Phase,
      n: Number(row.n),
      value: Number(row.a) / Number(row.b),
    }));
