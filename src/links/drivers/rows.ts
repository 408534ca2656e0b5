import { kinOf, THIRDS } from "../../facts/instruments.ts";
import type { Dimension } from "../../measures/dimension.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import { join, literal, raw, type Sql, sql } from "../../store/sql/sql.ts";
import { definedFor, knownFor, type Outcome } from "../outcome.ts";
import { groupsOf } from "../study.ts";
import { CONTACT_SIGNALS, type Driver, HISTORY, lowScoreAt, type ReadDriver, SIGNAL_DAYS, SIGNALS } from "./driver.ts";

/** Answers that a bootstrap is given at most. */
const MOST_ROWS = 10_000;
/** Touchpoints that are told apart, those with most low scores. */
const MOST_TOUCHPOINTS = 4;

export interface DriverValues {
  driver: Driver;
  values: Float64Array;
}

/** Groups of customers, and the position of each row's group; NaN where the records name none. */
export interface Groups {
  dimension: string;
  names: readonly string[];
  of: Float64Array;
}

export interface DriverRows {
  customers: Float64Array;
  score: Float64Array;
  /** The outcome afterwards; NaN where its horizon is not complete. Null without one. */
  after: Float64Array | null;
  /** Those that vary. */
  drivers: readonly DriverValues[];
  groups: Groups | null;
  oneIn: number;
  query: string;
}

/** What happened to a customer within some days before an answer. */
const WITHIN = (day: string) => sql`${raw(day)} <= m.day and ${raw(day)} >= m.day - ${raw(String(SIGNAL_DAYS))}`;

/** Reads the answers of a score with what went before them; customers are drawn by a hash where there are too many. */
export async function driverRows(
  context: MeasureContext,
  instrument: string,
  later: { outcome: Outcome; horizon: number } | null,
  by: Dimension | null,
): Promise<DriverRows> {
  const { store, record } = context;
  const { double, exact } = store.dialect;
  const isScore = sql`m.instrument = ${literal(instrument)}`;
  const [size] = await store.rows(sql`select count(*) as n from scored_moment m where ${isScore}`);
  const oneIn = Math.max(1, Math.ceil(Number(size?.n ?? 0) / MOST_ROWS));
  const counts = sql`${isScore} and m.party % ${raw(String(oneIn))} = 0`;
  const touchpoints = await lowScores(context, instrument);
  const names = by ? await groupsOf(context, by, counts) : [];
  const drivers: readonly ReadDriver[] = [
    ...SIGNALS,
    ...touchpoints.map((name, i) => lowScoreAt(name, sql`coalesce(t.${raw(`low_${i}`)}, 0)`)),
    ...HISTORY,
  ];
  const ids = drivers.map((_, i) => `x_${i}`);
  const after = later
    ? sql`case when ${knownFor(later.outcome, later.horizon)} and ${definedFor(later.outcome, later.horizon)} then round(${double(later.outcome.value(later.horizon))}, 8) end as after,`
    : raw("");
  const group = names.map((name, i) => sql`when c.${raw(by!.column)} = ${literal(name)} then ${raw(String(i))}`);
  const query = sql`
    select ${double(sql`dense_rank() over (order by m.party)`)} as customer, ${double(sql`m.score`)} as score, ${after}
      ${names.length > 0 ? sql`${double(sql`case ${join(group, " ")} end`)} as in_group,` : raw("")}
      ${join(drivers.map(({ column }, i) => sql`round(${double(column)}, 8) as ${raw(ids[i]!)}`))}
    from scored_moment m
    ${signalsBefore(counts)}
    ${touchpoints.length > 0 ? lowScoresBefore(context, instrument, { touchpoints, counts }) : raw("")}
    ${names.length > 0 ? raw("left join customer_state c on c.party = m.party") : raw("")}
    where ${counts}
    order by m.id
  `;
  const columns = await store.columns(query);
  // Rows of persons do not leave this run: the evidence holds the query inside the sums of its columns.
  const sums = sql`
    select count(*) as n, ${join(["score", ...ids].map((id) => sql`sum(${exact(raw(id))}) as ${raw(id)}`))}
    from (${query}) unit
  `;
  const name = `drivers.${instrument}`;
  record(name, sums, await store.rows(sums));
  return {
    customers: columns.customer!,
    score: columns.score!,
    after: columns.after ?? null,
    drivers: drivers
      .map((driver, i) => ({ driver, values: columns[ids[i]!]! }))
      .filter(({ driver, values }) =>
        driver.kind === "signal" ? showsEnough(values) : values.some((value) => value !== values[0]),
      ),
    groups: names.length > 0 ? { dimension: by!.id, names, of: columns.in_group! } : null,
    oneIn,
    query: name,
  };
}

/** What went before the moments `m` that count: what contacts were like (`k`), and whether a delivery was late (`l`). */
export const signalsBefore = (counts: Sql): Sql => {
  const any = (what: Sql, name: string) => sql`max(case when ${what} then 1 else 0 end) as ${raw(name)}`;
  return sql`left join (
      select m.id as id, count(*) as contacts, ${join(CONTACT_SIGNALS.map(([id, seen]) => any(seen, id)))}
      from scored_moment m
      inner join panel_contact c on c.party = m.party and ${WITHIN("c.day")}
      where ${counts}
      group by m.id
    ) k on k.id = m.id
    left join (
      select m.id as id, max(o.late) as late
      from scored_moment m
      inner join panel_order o on o.party = m.party and ${WITHIN("o.delivered_day")}
      where ${counts}
      group by m.id
    ) l on l.id = m.id`;
};

/** Answers `t` to other questions, after a contact or an order, that lie in the worst band. */
function isLow({ info: { instruments } }: MeasureContext, instrument: string): Sql {
  const known = Object.values(instruments);
  const worst = known.map(
    ({ id, bands }) => sql`t.instrument = ${literal(id)} and t.band = ${literal(bands[0]!.code)}`,
  );
  return sql`t.kind = 'transactional' and t.instrument not in (${join(kinOf(instrument, instruments).map(literal))}) and t.touchpoint is not null
        and (t.band = ${literal(THIRDS[0]!.code)} or ${join(worst, " or ")})`;
}

/** Touchpoints after which customers gave low scores, most of them first. */
async function lowScores(context: MeasureContext, instrument: string): Promise<string[]> {
  const rows = await context.store.rows(sql`
    select t.touchpoint as touchpoint, count(*) as n
    from scored_moment t
    where ${isLow(context, instrument)}
    group by t.touchpoint
    order by n desc, touchpoint
    limit ${raw(String(MOST_TOUCHPOINTS))}
  `);
  return rows.map(({ touchpoint }) => String(touchpoint));
}

const lowScoresBefore = (
  context: MeasureContext,
  instrument: string,
  { touchpoints, counts }: { touchpoints: readonly string[]; counts: Sql },
): Sql => sql`left join (
      select m.id as id, ${join(touchpoints.map((name, i) => sql`max(case when t.touchpoint = ${literal(name)} then 1 else 0 end) as ${raw(`low_${i}`)}`))}
      from scored_moment m
      inner join scored_moment t on t.party = m.party and t.day < m.day and ${WITHIN("t.day")}
      where ${counts} and ${isLow(context, instrument)}
      group by m.id
    ) t on t.id = m.id`;

/** Answers on either side of a signal below which it is not looked at. */
export const SIDE_MINIMUM = 30;

export function showsEnough(values: Float64Array): boolean {
  const ones = values.reduce((sum, value) => sum + value, 0);
  return ones >= SIDE_MINIMUM && values.length - ones >= SIDE_MINIMUM;
}
