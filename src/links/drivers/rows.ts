import type { MeasureContext } from "../../measures/measure.ts";
import { LONG_HOLD_SECONDS } from "../../panel/settings.ts";
import { join, literal, raw, type Sql, sql } from "../../store/sql/sql.ts";
import { definedFor, type Outcome } from "../outcome.ts";

/** Days before an answer in which signals of service are looked for. */
export const SIGNAL_DAYS = 180;
/** Answers that a bootstrap is given at most. */
const MOST_ROWS = 10_000;

/** Something that may move a score: a signal of service (1 or 0), something that has a size, or an amount of money by its doublings. */
export interface Driver {
  /** Has the texts `driver.<id>` and, with a size, `driver.<id>.step`. */
  id: string;
  kind: "signal" | "size" | "doublings";
  column: Sql;
}

/** At most ten, so that every subset of them can be tried in each resample. */
const DRIVERS: readonly Driver[] = [
  { id: "repeated", kind: "signal", column: sql`coalesce(k.repeated, 0)` },
  { id: "transferred", kind: "signal", column: sql`coalesce(k.transferred, 0)` },
  { id: "held", kind: "signal", column: sql`coalesce(k.held, 0)` },
  { id: "abandoned", kind: "signal", column: sql`coalesce(k.abandoned, 0)` },
  { id: "complaint", kind: "signal", column: sql`coalesce(k.complaint, 0)` },
  { id: "contacts", kind: "size", column: sql`coalesce(k.contacts, 0)` },
  { id: "returned", kind: "signal", column: sql`case when m.baseline_returns > 0 then 1 else 0 end` },
  { id: "orders", kind: "size", column: sql`m.baseline_orders` },
  {
    id: "revenue",
    kind: "doublings",
    column: sql`case when m.baseline_revenue > 0 then ln(1 + m.baseline_revenue) / ln(2.0) else 0 end`,
  },
  { id: "tenure", kind: "size", column: sql`m.tenure_days / 365.25` },
];

export interface DriverRows {
  customers: Float64Array;
  score: Float64Array;
  /** The outcome afterwards; NaN where its horizon is not complete. Null without one. */
  after: Float64Array | null;
  /** Those that vary. */
  drivers: readonly { driver: Driver; values: Float64Array }[];
  oneIn: number;
  query: string;
}

/** Reads the answers of a score with what went before them; customers are drawn by a hash where there are too many. */
export async function driverRows(
  { store, record }: MeasureContext,
  instrument: string,
  later: { outcome: Outcome; horizon: number } | null,
): Promise<DriverRows> {
  const { double, exact } = store.dialect;
  const [size] = await store.rows(
    sql`select count(*) as n from scored_moment m where m.instrument = ${literal(instrument)}`,
  );
  const oneIn = Math.max(1, Math.ceil(Number(size?.n ?? 0) / MOST_ROWS));
  const any = (what: Sql, name: string) => sql`max(case when ${what} then 1 else 0 end) as ${raw(name)}`;
  const after = later
    ? sql`case when m.${raw(`${later.outcome.knownBy}_known_${later.horizon}`)} and ${definedFor(later.outcome, later.horizon)} then round(${double(later.outcome.value(later.horizon))}, 8) end as after,`
    : raw("");
  const counts = sql`m.instrument = ${literal(instrument)} and m.party % ${raw(String(oneIn))} = 0`;
  const query = sql`
    select ${double(sql`dense_rank() over (order by m.party)`)} as customer, ${double(sql`m.score`)} as score, ${after}
      ${join(DRIVERS.map(({ id, column }) => sql`round(${double(column)}, 8) as ${raw(id)}`))}
    from scored_moment m
    left join (
      select m.id as id, count(*) as contacts, ${any(sql`c.repeated`, "repeated")}, ${any(sql`c.transfers > 0`, "transferred")},
        ${any(sql`c.hold >= ${raw(String(LONG_HOLD_SECONDS))}`, "held")}, ${any(sql`c.abandoned`, "abandoned")},
        ${any(sql`c.complaint`, "complaint")}
      from scored_moment m
      inner join panel_contact c on c.party = m.party and c.day <= m.day and c.day >= m.day - ${raw(String(SIGNAL_DAYS))}
      where ${counts}
      group by m.id
    ) k on k.id = m.id
    where ${counts}
    order by m.id
  `;
  const columns = await store.columns(query);
  // Rows of persons do not leave this run: the evidence holds the query inside the sums of its columns.
  const sums = sql`
    select count(*) as n, ${join(["score", ...DRIVERS.map(({ id }) => id)].map((id) => sql`sum(${exact(raw(id))}) as ${raw(id)}`))}
    from (${query}) unit
  `;
  const name = `drivers.${instrument}`;
  record(name, sums, await store.rows(sums));
  return {
    customers: columns.customer!,
    score: columns.score!,
    after: columns.after ?? null,
    drivers: DRIVERS.map((driver) => ({ driver, values: columns[driver.id]! })).filter(({ driver, values }) =>
      driver.kind === "signal" ? showsEnough(values) : values.some((value) => value !== values[0]),
    ),
    oneIn,
    query: name,
  };
}

/** Answers on either side of a signal below which it is not looked at. */
const SIDE_MINIMUM = 30;

function showsEnough(values: Float64Array): boolean {
  const ones = values.reduce((sum, value) => sum + value, 0);
  return ones >= SIDE_MINIMUM && values.length - ones >= SIDE_MINIMUM;
}
