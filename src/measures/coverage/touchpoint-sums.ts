import { addDays, daysBetween as apart, type Day } from "../../base/day.ts";
import { activity } from "../../panel/activity.ts";
import type { Row } from "../../store/ports/analytics.ts";
import { raw, type Sql, sql } from "../../store/sql/sql.ts";
import { CHANGE_MINIMUM } from "../change.ts";
import type { MeasureContext } from "../measure.ts";
import { inWindow, lastYear } from "../window.ts";
import { TOUCHPOINTS, type Touchpoint, touchpointAsked, touchpointDone } from "./touchpoint.ts";

/** What is looked for at each touchpoint, in the order of the columns: scores, other answers, and what is not asked. */
export const lookedFor = ({ info }: MeasureContext): string[] => [
  ...Object.keys(info.instruments),
  ...["qci", "other", "reviews", "effort"],
];

/** Answers that allow a verdict on change. */
export const ENOUGH = CHANGE_MINIMUM;
/** Days after which the last answer no longer says how it is now. */
export const STALE_DAYS = 180;
/** Days that any two surveys to one person lie apart, and two of the same kind about the company as a whole. */
export const QUIET_DAYS = { any: 14, relationship: 90 } as const;
/** Share of invitations that come sooner than that, from which on people are asked too often. */
export const TOO_OFTEN = 0.1;
/** Most names of touchpoints that are told apart. */
const NAMES_KEPT = 200;

/** How much of one measure there is at one touchpoint. */
export interface Measured {
  /** In the window. */
  n: number;
  last: Day | null;
}

export interface Invited {
  n: number;
  /** Sent sooner after the one before than the quiet days. */
  soon: number;
  /** Asked and answered in the first and in the second half of the window. */
  halves: [{ n: number; answered: number }, { n: number; answered: number }];
}

export interface TouchpointRow {
  touchpoint: Touchpoint | { name: string };
  activity: number;
  /** By what is looked for. */
  measures: Record<string, Measured>;
  invited: Invited | null;
}

export type CellState = "none" | "stale" | "too_few" | "enough";

/** Whether there is enough of a measure, and fresh enough. */
export function cellState(measured: Measured | undefined, asOf: Day | null): CellState {
  if (!measured || (measured.n === 0 && measured.last === null)) return "none";
  if (measured.last !== null && asOf !== null && apart(measured.last, asOf) > STALE_DAYS) return "stale";
  return measured.n < ENOUGH ? "too_few" : "enough";
}

/** Everything recorded at each touchpoint in the window: what customers did, what was asked, and what came back. */
export async function touchpointRows(context: MeasureContext): Promise<TouchpointRow[]> {
  const { store, info } = context;
  const { dialect } = store;
  const window = lastYear(context);
  const ask = async (name: string, query: Sql): Promise<Row[]> => {
    const rows = await store.rows(query);
    context.record(`coverage.touchpoints.${name}`, query, rows);
    return rows;
  };
  const [done, answered, reviewed, cases, invited] = await Promise.all([
    ask("activity", activity(info.zone, window, dialect)),
    ask("answers", answersByTouchpoint(window, dialect)),
    ask(
      "reviews",
      sql`select ${counted(window, dialect)} as n, max(day) as last from panel_review where ${until(window.to, dialect)}`,
    ),
    ask("effort", effortByTouchpoint(window, dialect)),
    ask("invitations", invitationsByTouchpoint(window, dialect)),
  ]);
  const looked = lookedFor(context);
  const rows = new Map<string, TouchpointRow>();
  const at = (touchpoint: TouchpointRow["touchpoint"]): TouchpointRow => {
    const key = typeof touchpoint === "string" ? touchpoint : `= ${touchpoint.name}`;
    const row = rows.get(key) ?? { touchpoint, activity: 0, measures: {}, invited: null };
    rows.set(key, row);
    return row;
  };
  const add = (row: TouchpointRow, measure: string, { n, last }: Row) => {
    const before = row.measures[measure] ?? { n: 0, last: null };
    const days = [before.last, last === null ? null : (String(last) as Day)].filter((d) => d !== null).sort();
    row.measures[measure] = { n: before.n + Number(n), last: days.at(-1) ?? null };
  };
  for (const { source, name, detail, n } of done) {
    at(touchpointDone(String(source), text(name), text(detail))).activity += Number(n);
  }
  for (const row of answered) {
    const instrument = String(row.instrument);
    const measure = looked.find((id) => id === instrument) ?? "other";
    add(
      at(
        touchpointAsked({
          touchpoint: text(row.touchpoint),
          about: text(row.about),
          handledBy: text(row.handled_by),
          topic: text(row.topic),
          kind: text(row.kind),
          item: text(row.item),
        }),
      ),
      measure,
      row,
    );
  }
  for (const row of reviewed) if (Number(row.n) > 0 || row.last !== null) add(at("peers"), "reviews", row);
  for (const row of cases)
    add(at(touchpointDone("contact", text(row.topic), Number(row.is_live) === 1 ? null : "bot")), "effort", row);
  for (const row of invited) {
    const place = at(touchpointAsked({ touchpoint: text(row.touchpoint) }));
    const isCompany = place.touchpoint === "company";
    const before = place.invited ?? {
      n: 0,
      soon: 0,
      halves: [
        { n: 0, answered: 0 },
        { n: 0, answered: 0 },
      ],
    };
    place.invited = {
      n: before.n + Number(row.n),
      soon: before.soon + Number(isCompany ? row.soon_relationship : row.soon_any),
      halves: [
        {
          n: before.halves[0].n + Number(row.first_n),
          answered: before.halves[0].answered + Number(row.first_answered),
        },
        {
          n: before.halves[1].n + Number(row.n) - Number(row.first_n),
          answered: before.halves[1].answered + Number(row.answered) - Number(row.first_answered),
        },
      ],
    };
  }
  const place = ({ touchpoint }: TouchpointRow) =>
    typeof touchpoint === "string" ? TOUCHPOINTS.indexOf(touchpoint) : TOUCHPOINTS.length;
  const size = (row: TouchpointRow) => Object.values(row.measures).reduce((sum, { n }) => sum + n, 0);
  return [...rows.values()].sort((a, b) => b.activity - a.activity || size(b) - size(a) || place(a) - place(b));
}

type Window = Parameters<typeof inWindow>[1];
type Dialect = MeasureContext["store"]["dialect"];

const text = (value: unknown): string | null => (value === null || value === undefined ? null : String(value));

const until = (to: Day | null, dialect: Dialect): Sql =>
  to === null ? raw("true") : sql`(day is null or day < ${dialect.day(to)})`;

const counted = (window: Window, dialect: Dialect): Sql =>
  sql`sum(case when ${inWindow(raw("day"), window, dialect)} then 1 else 0 end)`;

function answersByTouchpoint(window: Window, dialect: Dialect): Sql {
  return sql`
    with said as (
      select day, instrument, touchpoint, about, handled_by, topic, kind, case when instrument = 'qci' then item end as item
      from panel_answer
      where state = 'valid' and (band is not null or instrument = 'qci') and ${until(window.to, dialect)}
    )
    select instrument, touchpoint, about, handled_by, topic, kind, item, ${counted(window, dialect)} as n, max(day) as last
    from said
    group by instrument, touchpoint, about, handled_by, topic, kind, item
    order by n desc, instrument, touchpoint, about, handled_by, topic, kind, item
    limit ${raw(String(5 * NAMES_KEPT))}
  `;
}

function effortByTouchpoint(window: Window, dialect: Dialect): Sql {
  return sql`
    select topic, case when live > 0 or unhandled > 0 then 1 else 0 end as is_live, ${counted(window, dialect)} as n, max(day) as last
    from panel_case
    where effort is not null and ${until(window.to, dialect)}
    group by topic, case when live > 0 or unhandled > 0 then 1 else 0 end
    order by n desc, topic, is_live
    limit ${raw(String(NAMES_KEPT))}
  `;
}

function invitationsByTouchpoint(window: Window, dialect: Dialect): Sql {
  const gap = (before: string, days: number) =>
    sql`sum(case when ${raw(before)} is not null and ${dialect.daysBetween(raw(before), raw("day"))} < ${days} then 1 else 0 end)`;
  const middle = middleOf(window);
  const isFirst = middle === null ? raw("false") : sql`day < ${dialect.day(middle)}`;
  return sql`
    with sent as (
      select touchpoint, day, completed,
        case when party is not null then lag(day) over (partition by party order by day, id) end as before_any,
        case when party is not null then lag(day) over (partition by party, touchpoint order by day, id) end as before_same
      from panel_invitation
      where asked = 1 and day is not null
    )
    select touchpoint, count(*) as n, sum(completed) as answered,
      ${gap("before_any", QUIET_DAYS.any)} as soon_any, ${gap("before_same", QUIET_DAYS.relationship)} as soon_relationship,
      sum(case when ${isFirst} then 1 else 0 end) as first_n, sum(case when ${isFirst} then completed else 0 end) as first_answered
    from sent
    where ${inWindow(raw("day"), window, dialect)}
    group by touchpoint
    order by n desc, touchpoint
    limit ${raw(String(NAMES_KEPT))}
  `;
}

function middleOf({ from, to }: Window): Day | null {
  if (from === null || to === null) return null;
  const half = Math.floor(apart(from, to) / 2);
  return addDays(from, half);
}
