import type { Dialect } from "../../store/sql/dialect.ts";
import { join, literal, raw, type Sql, sql } from "../../store/sql/sql.ts";
import type { MeasureDefinition } from "../definition.ts";
import type { Dimension } from "../dimension.ts";
import { clusterKey, populationRows, type Reduction, termsOf } from "../reduce.ts";
import { type Factor, tierValues } from "./case-mix.ts";

/** What a cell takes to be one: rows in all, and rows of others for a group to be compared there. */
export const CELL = { minimum: 20, others: 10 };

/** What one group did beside what its cases would have given anybody. A row's residual e is its a less what its cell gives for its b. */
export interface ResidualSums {
  group: string;
  n: number;
  clusters: number;
  /** Numerator and denominator of the measure. */
  a: number;
  b: number;
  /** What a would be at this group's own cases and everybody's results. */
  expected: number;
  /** Variance of a − expected by chance, rows independent; `reduced` leaves out what the group has in common with its own yardstick. */
  variance: number;
  reduced: number;
  /** Rows in cells where others have enough. */
  comparable: number;
  /** Σe², Σeb and Σb² over clusters and over rows. */
  ee: number;
  eb: number;
  bb: number;
  rowsEe: number;
  rowsEb: number;
  rowsBb: number;
  /** Σ(e/σ)³, σ being that of the row's cell. */
  cubes: number;
}

/** A way of comparing, with the tiers of attributes that are made equal. */
export interface Way {
  dimension: Dimension;
  tiers: readonly (readonly Factor[])[];
  /** Groups are numbered from the largest on instead of named. */
  nameless: boolean;
}

export interface ResidualAsk {
  ways: readonly Way[];
  reduction: Pick<Reduction, "from" | "to" | "info">;
  cell?: typeof CELL;
}

/**
 * Indirect standardisation in one query: one row a way and group. Rows are compared within cells: combinations of all factors
 * that hold a minimum of rows. What is left of smaller ones is pooled without the factors of the last tier, and again, so that
 * every row is in one cell. Rows that name no group are not compared and are no yardstick.
 *
 * Sums of doubles are taken on a grid of 10⁻¹⁰, so that their order does not matter.
 */
export function residualSums(measure: MeasureDefinition, ask: ResidualAsk, dialect: Dialect): Sql {
  const { ways, reduction, cell = CELL } = ask;
  const { a, b } = termsOf(measure.family, dialect);
  const dimensions = ways.map(({ dimension }) => dimension);
  const factors = ways.flatMap(({ tiers }) => tiers.flat());
  const beside = [
    ...new Map(factors.flatMap(({ id, dimension }) => (dimension ? [[id, dimension] as const] : []))).values(),
  ];
  const rows = populationRows(
    measure,
    { ...reduction, cut: null, ways: dimensions, grain: "whole", stretches: [], beside },
    dialect,
  );
  const depth = Math.max(1, ...ways.map(({ tiers }) => tiers.length));
  const grid = (x: Sql) => sql`sum(${dialect.exact(sql`(${x}) * 1000000`)})`;
  const off = (x: Sql) => sql`${dialect.double(x)} / 1000000`;
  const sum = (x: string) => off(grid(raw(x)));
  const inCell = (column: string) => off(sql`sum(${raw(column)}) over (partition by cell)`);
  const nameless = ways.filter((way) => way.nameless).map(({ dimension }) => literal(dimension.id));
  const named =
    nameless.length === 0
      ? raw("x.grp")
      : sql`case when x.way in (${join(nameless)}) then x.way || ':' ||
        cast(row_number() over (partition by x.way order by x.n desc, s.a, s.b, x.expected, s.ee, x.grp) as varchar) else x.grp end`;
  return sql`
    with valued as (
      select r.in_way as way, r.in_cut as grp, ${clusterOf(measure, dimensions, dialect)} as cluster,
        ${keys(ways, depth, dialect)},
        ${dialect.double(a)} as a, ${b === null ? raw("1.0e0") : dialect.double(b)} as b
      from (${rows}) r
      where r.in_cut is not null
    ),
    combined as (
      select ${join(tierColumns(depth))}, count(*) as n, ${grid(raw("a"))} as a, ${grid(raw("b"))} as b,
        ${grid(raw("a * a"))} as aa, ${grid(raw("a * b"))} as ab, ${grid(raw("b * b"))} as bb
      from valued
      group by ${join(tierColumns(depth))}
    ),
    ${pooled(depth, raw(String(cell.minimum)))}
    summed as (
      select ${raw(`k${depth}`)} as k, cell, sum(n) over (partition by cell) as cell_n,
        ${inCell("a")} as a, ${inCell("b")} as b, ${inCell("aa")} as aa, ${inCell("ab")} as ab, ${inCell("bb")} as bb
      from placed
    ),
    cells as (
      select k, cell, cell_n, mu,
        case when cell_n > 1 then greatest(0, aa - 2 * mu * ab + mu * mu * bb) / (cell_n - 1) else 0 end as variance
      from (select s.*, case when b > 0 then a / b else 0 end as mu from summed s) with_mean
    ),
    scored as (
      select v.way as way, v.grp as grp, v.cluster as cluster, v.a as a, v.b as b, c.cell as cell, c.cell_n as cell_n,
        c.mu as mu, c.variance as variance, v.a - c.mu * v.b as e
      from valued v
      inner join cells c on c.k = v.${raw(`k${depth}`)}
    ),
    own as (
      select way, grp, cell, count(*) as n, ${sum("mu * b")} as expected, max(cell_n) as cell_n, max(variance) as variance
      from scored
      group by way, grp, cell
    ),
    expectations as (
      select way, grp, sum(n) as n, ${sum("expected")} as expected, ${sum("n * variance")} as variance,
        ${sum("n * variance * (cell_n - n) / cell_n")} as reduced,
        sum(case when cell_n - n >= ${raw(String(cell.others))} then n else 0 end) as comparable
      from own
      group by way, grp
    ),
    clustered as (
      select grp, cluster, ${sum("a")} as a, ${sum("b")} as b, ${sum("e")} as e,
        ${sum("e * e")} as row_ee, ${sum("e * b")} as row_eb, ${sum("b * b")} as row_bb,
        ${sum("case when variance > 0 then e * e * e / (variance * sqrt(variance)) else 0 end")} as cubes
      from scored
      group by grp, cluster
    ),
    spreads as (
      select grp, count(*) as clusters, ${sum("a")} as a, ${sum("b")} as b,
        ${sum("e * e")} as ee, ${sum("e * b")} as eb, ${sum("b * b")} as bb,
        ${sum("row_ee")} as rows_ee, ${sum("row_eb")} as rows_eb, ${sum("row_bb")} as rows_bb, ${sum("cubes")} as cubes
      from clustered
      group by grp
    )
    select x.way as way, ${named} as cut,
      x.n as n, s.clusters as clusters, s.a as a, s.b as b, x.expected as expected, x.variance as variance, x.reduced as reduced,
      x.comparable as comparable, s.ee as ee, s.eb as eb, s.bb as bb,
      s.rows_ee as rows_ee, s.rows_eb as rows_eb, s.rows_bb as rows_bb, s.cubes as cubes
    from expectations x
    inner join spreads s on s.grp = x.grp
    order by way, cut
  `;
}

/** `k0` is the way alone. */
const tierColumns = (depth: number): Sql[] => Array.from({ length: depth + 1 }, (_, i) => raw(`k${i}`));

/** Keys of combinations, each of one tier more than the one before; a way never meets another. */
function keys(ways: readonly Way[], depth: number, dialect: Dialect): Sql {
  const values = Array.from({ length: depth }, (_, i) =>
    tierValues(
      ways.map(({ dimension, tiers }) => ({ way: dimension, tier: tiers[i] ?? [] })),
      dialect,
    ),
  );
  const key = (tiers: number) => dialect.hash(sql`r.in_way`, literal(String(tiers)), ...values.slice(0, tiers).flat());
  return join(Array.from({ length: depth + 1 }, (_, tiers) => sql`${key(tiers)} as ${raw(`k${tiers}`)}`));
}

/** Who belongs together in the error of a group: never the groups themselves. */
function clusterOf({ cluster }: MeasureDefinition, ways: readonly Dimension[], dialect: Dialect): Sql {
  if (cluster === null) return raw("r.id");
  const own = clusterKey(cluster, dialect);
  const isWay = ways.some(({ id }) => id === cluster);
  return isWay
    ? sql`coalesce(case when r.in_way = ${literal(cluster)} then ${clusterKey("party", dialect)} else ${own} end, r.id)`
    : sql`coalesce(${own}, r.id)`;
}

/** From combinations of all tiers to cells: what is too small joins others that agree in all tiers but the last, and so on. */
function pooled(depth: number, minimum: Sql): Sql {
  const steps: Sql[] = [
    sql`placed${raw(String(depth))} as (
      select c.*, case when n >= ${minimum} then ${raw(`k${depth}`)} end as cell from combined c
    ),`,
  ];
  const columns = sql`${join(tierColumns(depth))}, n, a, b, aa, ab, bb`;
  for (let left = depth - 1; left >= 1; left--) {
    const key = raw(`k${left}`);
    steps.push(sql`
    placed${raw(String(left))} as (
      select ${columns}, case when cell is null and together >= ${minimum} then ${key} else cell end as cell
      from (
        select p.*, sum(case when cell is null then n end) over (partition by ${key}) as together
        from placed${raw(String(left + 1))} p
      ) joined
    ),`);
  }
  steps.push(sql`
    placed as (
      select ${columns}, coalesce(cell, k0) as cell from placed1
    ),`);
  return join(steps, "");
}

/** The rows of one way. */
export const readResidualSums = (rows: readonly Readonly<Record<string, unknown>>[], way: string): ResidualSums[] =>
  rows.filter((row) => row.way === way).map(readGroup);

function readGroup(row: Readonly<Record<string, unknown>>): ResidualSums {
  const number = (key: string) => Number(row[key] ?? 0);
  return {
    group: String(row.cut).slice(String(row.way).length + 1),
    n: number("n"),
    clusters: number("clusters"),
    a: number("a"),
    b: number("b"),
    expected: number("expected"),
    variance: number("variance"),
    reduced: number("reduced"),
    comparable: number("comparable"),
    ee: number("ee"),
    eb: number("eb"),
    bb: number("bb"),
    rowsEe: number("rows_ee"),
    rowsEb: number("rows_eb"),
    rowsBb: number("rows_bb"),
    cubes: number("cubes"),
  };
}
