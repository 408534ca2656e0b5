import type { Dialect } from "../../store/sql/dialect.ts";
import { join, raw, type Sql, sql } from "../../store/sql/sql.ts";
import type { MeasureDefinition } from "../definition.ts";
import type { Dimension } from "../dimension.ts";
import { clusterKey, populationRows, type Reduction, termsOf } from "../reduce.ts";
import type { Factor } from "./case-mix.ts";

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

export interface ResidualAsk {
  cut: Dimension;
  factors: readonly Factor[];
  reduction: Omit<Reduction, "cut" | "grain" | "stretches" | "beside">;
  /** Groups are numbered from the largest on instead of named. */
  nameless: boolean;
  cell?: typeof CELL;
}

/**
 * Indirect standardisation in one query: one row a group. Rows are compared within cells: combinations of all factors that
 * hold a minimum of rows. What is left of smaller ones is pooled without its last factor, and again, so that every
 * row is in one cell. Rows that name no group are not compared and are no yardstick.
 *
 * Sums of doubles are taken on a grid of 10⁻¹⁰, so that their order does not matter.
 */
export function residualSums(measure: MeasureDefinition, ask: ResidualAsk, dialect: Dialect): Sql {
  const { cut, reduction, nameless, cell = CELL } = ask;
  const factors = ask.factors.filter(({ id }) => id !== cut.id);
  const { a, b } = termsOf(measure.family, dialect);
  const rows = populationRows(
    measure,
    {
      ...reduction,
      cut,
      grain: "whole",
      stretches: [],
      beside: factors.flatMap(({ dimension }) => (dimension ? [dimension] : [])),
    },
    dialect,
  );
  const names = factors.map((_, i) => `f${i + 1}`);
  const cells = names.length === 0 ? ["f0"] : names;
  const ofRow = factors.length === 0 ? [sql`'' as f0`] : factors.map(({ of }, i) => sql`${of(dialect)} as ${raw(names[i]!)}`);
  const list = (prefix = "") => raw(cells.map((each) => prefix + each).join(", "));
  const grid = (x: Sql) => sql`sum(${dialect.exact(sql`(${x}) * 1000000`)})`;
  const off = (x: Sql) => sql`${dialect.double(x)} / 1000000`;
  const sum = (x: string) => off(grid(raw(x)));
  const cellSum = (column: string) => off(sql`sum(${raw(column)}) over (partition by cell)`);
  return sql`
    with valued as (
      select r.in_cut as grp, ${clusterOf(measure, cut, dialect)} as cluster, ${join(ofRow)},
        ${dialect.double(a)} as a, ${b === null ? raw("1.0e0") : dialect.double(b)} as b
      from (${rows}) r
    ),
    fine as (
      select ${list()}, row_number() over (order by ${list()}) as cell0, n, a, b, aa, ab, bb
      from (
        select ${list()}, count(*) as n, ${grid(raw("a"))} as a, ${grid(raw("b"))} as b,
          ${grid(raw("a * a"))} as aa, ${grid(raw("a * b"))} as ab, ${grid(raw("b * b"))} as bb
        from valued
        where grp is not null
        group by ${list()}
      ) combinations
    ),
    ${pooled(cells, raw(String(cell.minimum)))}
    summed as (
      select ${list()}, cell, sum(n) over (partition by cell) as cell_n,
        ${cellSum("a")} as a, ${cellSum("b")} as b, ${cellSum("aa")} as aa, ${cellSum("ab")} as ab, ${cellSum("bb")} as bb
      from placed
    ),
    cells as (
      select ${list()}, cell, cell_n, mu,
        case when cell_n > 1 then greatest(0, aa - 2 * mu * ab + mu * mu * bb) / (cell_n - 1) else 0 end as variance
      from (select s.*, case when b > 0 then a / b else 0 end as mu from summed s) with_mean
    ),
    scored as (
      select v.grp as grp, v.cluster as cluster, v.a as a, v.b as b, c.cell as cell, c.cell_n as cell_n, c.mu as mu,
        c.variance as variance, v.a - c.mu * v.b as e
      from valued v
      inner join cells c on ${join(
        cells.map((each) => sql`c.${raw(each)} = v.${raw(each)}`),
        " and ",
      )}
      where v.grp is not null
    ),
    own as (
      select grp, cell, count(*) as n, ${sum("mu * b")} as expected, max(cell_n) as cell_n, max(variance) as variance
      from scored
      group by grp, cell
    ),
    expectations as (
      select grp, sum(n) as n, ${sum("expected")} as expected, ${sum("n * variance")} as variance,
        ${sum("n * variance * (cell_n - n) / cell_n")} as reduced,
        sum(case when cell_n - n >= ${raw(String(cell.others))} then n else 0 end) as comparable
      from own
      group by grp
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
    select ${nameless ? raw("row_number() over (order by x.n desc, s.a, s.b, x.expected, s.ee, x.grp)") : raw("x.grp")} as cut,
      x.n as n, s.clusters as clusters, s.a as a, s.b as b, x.expected as expected, x.variance as variance, x.reduced as reduced,
      x.comparable as comparable, s.ee as ee, s.eb as eb, s.bb as bb,
      s.rows_ee as rows_ee, s.rows_eb as rows_eb, s.rows_bb as rows_bb, s.cubes as cubes
    from expectations x
    inner join spreads s on s.grp = x.grp
    order by cut
  `;
}

/** Who belongs together in the error of a group: never the groups themselves. */
function clusterOf({ cluster }: MeasureDefinition, cut: Dimension, dialect: Dialect): Sql {
  if (cluster === null) return raw("r.id");
  return sql`coalesce(${clusterKey(cluster === cut.id ? "party" : cluster, dialect)}, r.id)`;
}

/** From combinations of all factors to cells: what is too small joins others that agree in all factors but the last, and so on. */
function pooled(factors: readonly string[], minimum: Sql): Sql {
  const steps: Sql[] = [
    sql`placed${raw(String(factors.length))} as (
      select f.*, case when n >= ${minimum} then cell0 end as cell from fine f
    ),`,
  ];
  const columns = raw([...factors, "cell0", "n", "a", "b", "aa", "ab", "bb"].join(", "));
  for (let left = factors.length - 1; left >= 1; left--) {
    const alike = raw(factors.slice(0, left).join(", "));
    steps.push(sql`
    placed${raw(String(left))} as (
      select ${columns}, case when cell is null and together >= ${minimum} then first_of else cell end as cell
      from (
        select p.*,
          sum(case when cell is null then n end) over (partition by ${alike}) as together,
          min(case when cell is null then cell0 end) over (partition by ${alike}) as first_of
        from placed${raw(String(left + 1))} p
      ) joined
    ),`);
  }
  steps.push(sql`
    placed as (
      select ${columns}, coalesce(cell, 0) as cell from placed1
    ),`);
  return join(steps, "");
}

export function readResidualSums(row: Readonly<Record<string, unknown>>): ResidualSums {
  const number = (key: string) => Number(row[key] ?? 0);
  return {
    group: String(row.cut),
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
