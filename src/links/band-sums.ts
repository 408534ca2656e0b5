import type { Dialect } from "../store/sql/dialect.ts";
import { all, raw, type Sql, sql } from "../store/sql/sql.ts";
import { definedFor, type Outcome } from "./outcome.ts";

/** What the engine gives for one band: cluster sums of the outcome (see measures), and what describes its distribution. */
export interface BandSums {
  band: string;
  /** Answers. */
  n: number;
  /** Customers. */
  clusters: number;
  a: number;
  b: number;
  aa: number;
  bb: number;
  ab: number;
  /** Customers with an outcome other than zero. */
  nonZero: number;
  median: number;
  /** Sum of the outcome with values above the common 99th percentile lowered to it. */
  winsorised: number;
}

/** A source of scored units: one row an answer with `party`, `band`, the outcome `y` and its denominator `x`. */
export const momentRows = (instrument: string, outcome: Outcome, horizon: number, dialect: Dialect): Sql => sql`
  select m.id as id, m.party as party, m.band as band,
    ${dialect.exact(outcome.value(horizon))} as y, ${dialect.exact(outcome.per(horizon))} as x
  from scored_moment m
  where ${all([
    sql`m.instrument = ${instrument}`,
    sql`m.${raw(`${outcome.knownBy}_known_${horizon}`)}`,
    definedFor(outcome, horizon),
  ])}
`;

/** The same from totals that somebody else computed: one row a customer's latest answer, undated ones included. */
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
  select a.id as id, a.party as party, a.band as band, ${dialect.exact(sql`v.value`)} as y, ${dialect.exact(raw("1"))} as x
  from answered a
  inner join valued v on v.party = a.party
  where a.newest_first = 1
`;

/** Reduces scored units to one row a band. */
export function bandSums(units: Sql, { exact, quantile, double }: Dialect): Sql {
  return sql`
    with unit as (${units}),
    cap as (select ${quantile(double(sql`y`), 0.99)} as high from unit),
    capped_unit as (
      select
        id, party, band, y, x,
        case when ${double(sql`y`)} > cap.high then cap.high else ${double(sql`y`)} end as capped
      from unit
      cross join cap
    ),
    customer as (
      select band, party, count(*) as n, sum(y) as a, sum(x) as b
      from capped_unit
      group by band, party
    ),
    by_customer as (
      select
        band, count(*) as clusters, sum(n) as n, sum(a) as a, sum(b) as b,
        sum(${exact(sql`a`)} * ${exact(sql`a`)}) as aa,
        sum(${exact(sql`b`)} * ${exact(sql`b`)}) as bb,
        sum(${exact(sql`a`)} * ${exact(sql`b`)}) as ab,
        sum(case when a <> 0 then 1 else 0 end) as non_zero
      from customer
      group by band
    ),
    by_answer as (
      select
        band,
        ${quantile(double(sql`y`), 0.5)} as median,
        sum(${exact(sql`capped`)}) as winsorised
      from capped_unit
      group by band
    )
    select c.band as band, c.clusters as clusters, c.n as n, c.a as a, c.b as b, c.aa as aa, c.bb as bb, c.ab as ab,
      c.non_zero as non_zero, r.median as median, r.winsorised as winsorised
    from by_customer c
    inner join by_answer r on r.band = c.band
    order by band
  `;
}

export function readBandSums(row: Readonly<Record<string, unknown>>): BandSums {
  const number = (key: string) => Number(row[key] ?? 0);
  return {
    band: String(row.band),
    n: number("n"),
    clusters: number("clusters"),
    a: number("a"),
    b: number("b"),
    aa: number("aa"),
    bb: number("bb"),
    ab: number("ab"),
    nonZero: number("non_zero"),
    median: number("median"),
    winsorised: number("winsorised"),
  };
}
