import type { Dialect } from "../../store/sql/dialect.ts";
import { join, literal, raw, type Sql, sql } from "../../store/sql/sql.ts";
import type { MeasureDefinition } from "../definition.ts";
import { type Dimension, PERSONAL } from "../dimension.ts";
import { byWay, clusterKey, populationRows, type Reduction } from "../reduce.ts";

/** Answers of one group of one attribute: sums of scores, and of the sums of those who belong together. */
export interface SpreadSums {
  group: string;
  n: number;
  clusters: number;
  /** Σx and Σx² over answers. */
  x: number;
  xx: number;
  /** Σ(Σx)², Σ(nΣx) and Σn² over clusters. */
  byClusterXx: number;
  byClusterXn: number;
  byClusterNn: number;
}

/** A row an attribute and group of the answers to a question; persons are numbered from the largest on. */
export function spreadSums(
  measure: MeasureDefinition,
  score: Sql,
  ask: { attributes: readonly Dimension[]; named?: boolean; reduction: Pick<Reduction, "from" | "to" | "info"> },
  dialect: Dialect,
): Sql {
  const rows = populationRows(
    measure,
    { ...ask.reduction, cut: null, ways: ask.attributes, grain: "whole", stretches: [] },
    dialect,
  );
  const { exact } = dialect;
  const way = byWay(
    "nr",
    ask.attributes.map(({ id }) => literal(id)),
  );
  const persons = ask.attributes.flatMap(({ id }, i) => (PERSONAL.has(id) && !ask.named ? [raw(String(i))] : []));
  const named =
    persons.length === 0
      ? raw("grp")
      : sql`case when nr in (${join(persons)}) then ${way} || ':' ||
        cast(row_number() over (partition by nr order by n desc, x, xx, by_cluster_xx, grp) as varchar) else grp end`;
  return sql`
    with clustered as (
      select in_way as nr, in_cut as grp, cluster, count(*) as n, sum(${exact(raw("score"))}) as x,
        sum(${exact(raw("score"))} * ${exact(raw("score"))}) as xx
      from (
        select r.in_way as in_way, r.in_cut as in_cut, coalesce(${clusterKey("party", dialect)}, r.id) as cluster, ${score} as score
        from (${rows}) r
        where r.in_cut is not null
      ) scored
      group by in_way, in_cut, cluster
    ),
    grouped as (
      select nr, grp, sum(n) as n, count(*) as clusters, sum(x) as x, sum(xx) as xx,
        sum(${exact(raw("x"))} * ${exact(raw("x"))}) as by_cluster_xx, sum(${exact(raw("x"))} * n) as by_cluster_xn,
        sum(n * n) as by_cluster_nn
      from clustered
      group by nr, grp
    )
    select ${way} as way, ${named} as cut, n, clusters, x, xx, by_cluster_xx, by_cluster_xn, by_cluster_nn
    from grouped
    order by way, cut
  `;
}

/** The groups of one attribute. */
export const readSpreadSums = (rows: readonly Readonly<Record<string, unknown>>[], way: string): SpreadSums[] =>
  rows
    .filter((row) => row.way === way)
    .map((row) => ({
      group: String(row.cut).slice(way.length + 1),
      n: Number(row.n),
      clusters: Number(row.clusters),
      x: Number(row.x),
      xx: Number(row.xx),
      byClusterXx: Number(row.by_cluster_xx),
      byClusterXn: Number(row.by_cluster_xn),
      byClusterNn: Number(row.by_cluster_nn),
    }));

/** Sums of the first four powers of all scores. */
export interface ScoreMoments {
  n: number;
  clusters: number;
  x: number;
  xx: number;
  xxx: number;
  xxxx: number;
}

export function scoreMoments(
  measure: MeasureDefinition,
  score: Sql,
  reduction: Pick<Reduction, "from" | "to" | "info">,
  dialect: Dialect,
): Sql {
  const rows = populationRows(measure, { ...reduction, cut: null, grain: "whole", stretches: [] }, dialect);
  const sum = (power: string) => sql`sum(${dialect.exact(raw(power))})`;
  return sql`
    select count(*) as n, count(distinct cluster) as clusters, ${sum("x")} as x, ${sum("x * x")} as xx,
      ${sum("x * x * x")} as xxx, ${sum("x * x * x * x")} as xxxx
    from (select coalesce(${clusterKey("party", dialect)}, r.id) as cluster, ${score} as x from (${rows}) r) scored
  `;
}

export function readScoreMoments(row: Readonly<Record<string, unknown>>): ScoreMoments {
  const number = (key: string) => Number(row[key] ?? 0);
  return {
    n: number("n"),
    clusters: number("clusters"),
    x: number("x"),
    xx: number("xx"),
    xxx: number("xxx"),
    xxxx: number("xxxx"),
  };
}
