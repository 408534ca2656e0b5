import { type RatioSums, readRatioSums } from "../measures/reduce.ts";
import type { Dialect } from "../store/sql/dialect.ts";
import { all, join, raw, type Sql, sql } from "../store/sql/sql.ts";
import { definedFor, knownFor, type Outcome } from "./outcome.ts";

/** What the engine gives for one band: cluster sums of the outcome (see measures), and what describes its distribution. */
export interface BandSums extends RatioSums {
  band: string;
  /** Customers with an outcome other than zero. */
  nonZero: number;
}

/** The same with what few large values would hide. */
export interface SpreadSums extends BandSums {
  median: number;
  /** Sum of the outcome with values above the common 99th percentile lowered to it. */
  winsorised: number;
}

/** An outcome over a horizon: one column of scored units. */
export interface UnitColumn {
  outcome: Outcome;
  horizon: number;
}

/** Whether each outcome is divided by a column of its own; otherwise by the number of units that have one. */
export type Divided = readonly boolean[];

/** Of as many outcomes, none is divided by anything else than their number. */
export const undivided = (count: number): Divided => Array.from({ length: count }, () => false);

export const dividedOf = (columns: readonly UnitColumn[]): Divided =>
  columns.map(({ outcome }) => outcome.per !== undefined);

/**
 * Scored units of one instrument: one row an answer with `party`, `band`, and for each column `i` the outcome `y_i` and, where it is
 * divided by something (`dividedOf`), that as `x_i`; both null where the horizon is not complete or the outcome is not defined for the customer.
 * @param groups other groups of moments `m` than their bands; those without one are left out
 */
export const momentRows = (
  instrument: string,
  columns: readonly UnitColumn[],
  { exact }: Dialect,
  groups: Sql = raw("m.band"),
): Sql => sql`
  select m.id as id, m.party as party, ${groups} as band,
    ${join(
      columns.map(({ outcome, horizon }, i) => {
        const counts = all([knownFor(outcome, horizon), definedFor(outcome, horizon)]);
        const per = outcome.per?.(horizon);
        return sql`case when ${counts} then ${exact(outcome.value(horizon))} end as ${raw(`y_${i}`)}${
          per ? sql`, case when ${counts} then ${exact(per)} end as ${raw(`x_${i}`)}` : raw("")
        }`;
      }),
    )}
  from scored_moment m
  where m.instrument = ${instrument} and ${groups} is not null
`;

/** The same from a total that somebody else computed: one row a customer's latest answer, undated ones included. */
export const snapshotRows = (instrument: string, snapshot: string, dialect: Dialect): Sql => sql`
  with valued as (
    select i.party as party, ${dialect.latest(sql`s.value`, sql`coalesce(s.at, timestamp '1970-01-01 00:00:00')`, sql`s.load`, sql`s.line`, sql`s.id`)} as value
    from fact_snapshot s
    inner join identity i on i.key = s.subject
    where s.name = ${snapshot}
    group by i.party
  ),
  answered as (
    select a.*, row_number() over (partition by a.party order by case when a.day is null then 1 else 0 end, a.day desc, a.at desc, a.id desc) as newest_first
    from panel_answer a
    where a.instrument = ${instrument} and a.state = 'valid' and a.band is not null and a.party is not null
  )
  select a.id as id, a.party as party, a.band as band, ${dialect.exact(sql`v.value`)} as y_0
  from answered a
  inner join valued v on v.party = a.party
  where a.newest_first = 1
`;

const columnsOf = (divided: Divided) => (part: (i: number, isDivided: boolean) => Sql) =>
  join(
    divided.map((isDivided, i) => part(i, isDivided)),
    ",\n        ",
  );
const column = (name: string, i: number) => raw(`${name}_${i}`);

/** Reduces scored units with their outcome columns to one row a band, in one pass; columns carry the outcome's number. */
export const bandSums = (units: Sql, divided: Divided, dialect: Dialect): Sql => sql`
    with unit as (${units}),
    ${byCustomer(divided, dialect)}
    select c.* from by_customer c
    order by c.band
  `;

/** The same with medians and winsorised sums, which an engine has to sort the units for. */
export function spreadSums(units: Sql, divided: Divided, dialect: Dialect): Sql {
  const { exact, quantile, double } = dialect;
  const each = columnsOf(divided);
  const y = (i: number) => double(column("y", i));
  return sql`
    with unit as (${units}),
    cap as (
      select ${each((i) => sql`${quantile(y(i), 0.99)} as ${column("cap", i)}`)} from unit
    ),
    ${byCustomer(divided, dialect)},
    by_answer as (
      select band,
        ${each(
          (i) => sql`${quantile(y(i), 0.5)} as ${column("median", i)},
        sum(${exact(sql`case when ${y(i)} > cap.${column("cap", i)} then cap.${column("cap", i)} else ${y(i)} end`)}) as ${column("winsorised", i)}`,
        )}
      from unit
      cross join cap
      group by band
    )
    select c.*, ${each((i) => sql`r.${column("median", i)} as ${column("median", i)}, r.${column("winsorised", i)} as ${column("winsorised", i)}`)}
    from by_customer c
    inner join by_answer r on r.band = c.band
    order by c.band
  `;
}

function byCustomer(divided: Divided, { exact }: Dialect): Sql {
  const each = columnsOf(divided);
  const product = (x: string, y: string, i: number) => sql`sum(${exact(column(x, i))} * ${exact(column(y, i))})`;
  return sql`customer as (
      select band, party,
        ${each((i, isDivided) => sql`count(${column("y", i)}) as ${column("n", i)}, sum(${column("y", i)}) as ${column("a", i)}${isDivided ? sql`, sum(${column("x", i)}) as ${column("b", i)}` : raw("")}`)}
      from unit
      group by band, party
    ),
    by_customer as (
      select band,
        ${each((i, isDivided) => {
          const b = isDivided ? "b" : "n";
          const squares = isDivided ? product("b", "b", i) : sql`sum(${column("n", i)} * ${column("n", i)})`;
          return sql`sum(case when ${column("n", i)} > 0 then 1 else 0 end) as ${column("clusters", i)}, sum(${column("n", i)}) as ${column("n", i)},
        sum(${column("a", i)}) as ${column("a", i)}, sum(${column(b, i)}) as ${column("b", i)},
        ${product("a", "a", i)} as ${column("aa", i)}, ${squares} as ${column("bb", i)}, ${product("a", b, i)} as ${column("ab", i)},
        sum(case when ${column("a", i)} <> 0 then 1 else 0 end) as ${column("non_zero", i)}`;
        })}
      from customer
      group by band
    )`;
}

/** Reads the sums of outcome `i` out of a row of `bandSums`. */
export const readBandSums = (row: Readonly<Record<string, unknown>>, i: number): BandSums => ({
  band: String(row.band),
  ...readRatioSums(row, `_${i}`),
  nonZero: Number(row[`non_zero_${i}`] ?? 0),
});

/** The same out of a row of `spreadSums`. */
export const readSpreadSums = (row: Readonly<Record<string, unknown>>, i: number): SpreadSums => ({
  ...readBandSums(row, i),
  median: Number(row[`median_${i}`] ?? 0),
  winsorised: Number(row[`winsorised_${i}`] ?? 0),
});
