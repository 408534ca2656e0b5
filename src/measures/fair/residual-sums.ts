import type { Dialect } from "../../store/sql/dialect.ts";
import { all, join, literal, name, raw, type Sql, sql } from "../../store/sql/sql.ts";
import type { MeasureDefinition } from "../definition.ts";
import type { Dimension } from "../dimension.ts";
import {
  byWay,
  clusterKey,
  columnOf,
  countedRows,
  customersOf,
  daysAsked,
  inEachWay,
  latestOfParty,
  type Reduction,
  rowsOf,
  termsOf,
} from "../reduce.ts";
import { besideColumn, type Factor, factorValue, hashColumn, tierKeys } from "./case-mix.ts";

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
  const { ways, cell = CELL } = ask;
  const dimensions = ways.map(({ dimension }) => dimension);
  const rows = groupedRows(measure, ask, dialect);
  const depth = Math.max(1, ...ways.map(({ tiers }) => tiers.length));
  const key = raw(`k${depth}`);
  const of = sumsOf(measure, dialect);
  return sql`
    with valued as (
      select r.in_way as nr, r.in_cut as name, r.group_key as grp${measure.cluster === null ? raw("") : sql`, ${clusterOf(measure.cluster, dimensions, dialect)} as cluster`},
        ${keys(ways, depth, dialect)},
        ${of.values}
      from (${rows}) r
      where r.in_cut is not null
    ),
    combined as (
      -- The deepest key tells the others.
      select ${join(tierColumns(depth).map((column, i, { length }) => (i < length - 1 ? sql`any_value(${column}) as ${column}` : column)))}, count(*) as n, ${of.combined}
      from valued
      group by ${key}
    ),
    ${pooled(depth, of.columns, raw(String(cell.minimum)))}
    summed as (
      select ${key} as k, cell, sum(n) over (partition by cell) as cell_n, ${of.inCell}
      from placed
    ),
    cells as (
      select k, cell, cell_n, mu,
        case when cell_n > 1 then ${SQUARES} / (cell_n - 1) else 0 end as variance
      from (select s.*, case when b > 0 then a / b else 0 end as mu from (${of.read}) s) with_mean
    ),
    scored as (
      select v.*, c.cell as cell, c.cell_n as cell_n, c.mu as mu, c.variance as variance, ${of.residual} as e
      from valued v
      inner join cells c on c.k = v.${key}
    ),
    own as (
      -- A group has one way and one name.
      select grp, cell, any_value(nr) as nr, any_value(name) as name, count(*) as n, ${of.own},
        max(cell_n) as cell_n, max(mu) as mu, max(variance) as variance
      from scored
      group by grp, cell
    ),
    expectations as (
      select grp, any_value(nr) as nr, any_value(name) as name, sum(n) as n, ${of.group},
        ${of.sum("n * variance")} as variance,
        ${of.sum("n * variance * (cell_n - n) / cell_n")} as reduced,
        sum(case when cell_n - n >= ${raw(String(cell.others))} then n else 0 end) as comparable
      from (${of.ownRead}) o
      group by grp
    )${of.clusters}
    select ${namesOf("x.nr", ways)} as way, ${named(ways)} as cut,
      x.n as n, s.clusters as clusters, x.a as a, x.b as b, x.expected as expected, x.variance as variance,
      x.reduced as reduced, x.comparable as comparable, s.ee as ee, s.eb as eb, s.bb as bb,
      x.rows_ee as rows_ee, x.rows_eb as rows_eb, x.rows_bb as rows_bb, x.cubes as cubes
    from expectations x
    inner join ${of.clustered} s on s.grp = x.grp
    order by way, cut
  `;
}

/**
 * Rows of the measure, each once in every way of comparing, with its group there by name and by key. Names are hashed before rows
 * are repeated, once a row.
 */
function groupedRows(measure: MeasureDefinition, { ways, reduction }: ResidualAsk, dialect: Dialect): Sql {
  const dimensions = ways.map(({ dimension }) => dimension);
  const factors = new Map(ways.flatMap(({ tiers }) => tiers.flat().map((factor) => [factor.id, factor] as const)));
  const beside = new Map(
    [...dimensions, ...[...factors.values()].flatMap(({ dimension }) => dimension ?? [])].map((each) => [
      each.id,
      each,
    ]),
  );
  const ask = { ...reduction, cut: null, grain: "whole", stretches: [] } as const;
  const { population, latestOfParty: speaksForParty } = measure;
  const told = [...beside.values()].map((each) => sql`, ${columnOf(each)} as ${name(besideColumn(each))}`);
  const rows = sql`
    select p.*, null as in_period${join(told, "")}
    from ${rowsOf(population, ask, dialect)} p
    ${customersOf([...beside.values()])}
    where ${all([...countedRows(population), ...daysAsked(population, ask, dialect)])}
  `;
  const hashed = [
    ...dimensions.map((each) => [each.id, sql`r.${name(besideColumn(each))}`] as const),
    ...[...factors.values()].map((factor) => [factor.id, factorValue(factor, dialect)] as const),
  ];
  const hashes = [...new Map(hashed)].map(([id, value]) => sql`, ${dialect.hash(value)} as ${name(hashColumn(id))}`);
  const inWay = (of: (dimension: Dimension) => Sql) =>
    byWay(
      "t.in_way",
      dimensions.map((each) => sql`t.${of(each)}`),
    );
  const repeated = inEachWay(sql`(select r.*${join(hashes, "")} from (${rows}) r)`, dimensions.length);
  const grouped = sql`
    select t.*, ${inWay((each) => name(besideColumn(each)))} as in_cut,
      ${dialect.hash(
        sql`t.in_way`,
        inWay(({ id }) => name(hashColumn(id))),
      )} as group_key
    from ${repeated} t
  `;
  // Of a person who speaks as a whole the latest row counts in each group.
  return speaksForParty ? latestOfParty(grouped, speaksForParty, raw("r.in_way, r.in_cut")) : grouped;
}

/** Σ(a − μb)² from sums; what is left of equal values after rounding is nothing. */
const SQUARES = raw(
  "case when aa - 2 * mu * ab + mu * mu * bb > 1.0e-12 * aa then aa - 2 * mu * ab + mu * mu * bb else 0 end",
);

const namesOf = (nr: string, ways: readonly Way[]): Sql =>
  byWay(
    nr,
    ways.map(({ dimension }) => literal(dimension.id)),
  );

/** Persons by their number, from the one with most rows on. */
function named(ways: readonly Way[]): Sql {
  const nameless = ways.flatMap((way, i) => (way.nameless ? [raw(String(i))] : []));
  const way = namesOf("x.nr", ways);
  const told = sql`${way} || ':' || x.name`;
  if (nameless.length === 0) return told;
  return sql`case when x.nr in (${join(nameless)}) then ${way} || ':' || cast(
        row_number() over (partition by x.nr order by x.n desc, x.a, x.b, x.expected, s.ee, x.name) as varchar
      ) else ${told} end`;
}

/**
 * The sums of a measure as each step takes them. Where every row weighs 1, or its value is a whole number, most of them are
 * counts, which cost little; all others are taken on the grid.
 */
function sumsOf({ family, cluster }: MeasureDefinition, dialect: Dialect) {
  const { a, b, whole } = termsOf(family, dialect);
  const one = b === null;
  const isShare = family.kind === "share";
  const grid = (x: Sql) => sql`sum(${dialect.exact(sql`(${x}) * 1000000`)})`;
  const off = (x: Sql) => sql`${dialect.double(x)} / 1000000`;
  const sum = (x: string) => off(grid(raw(x)));
  /** Names the sums of a step: on the grid unless they are whole. */
  const kept = (sums: Record<string, string>, isWhole: boolean) =>
    Object.entries(sums).map(([column, x]) => sql`${isWhole ? sql`sum(${raw(x)})` : grid(raw(x))} as ${raw(column)}`);
  const read = (column: string) => (whole ? dialect.double(raw(column)) : off(raw(column)));
  const columns = ["a", ...(isShare ? [] : ["aa"]), ...(one ? [] : ["b", "ab", "bb"])];
  const ofRows = { a: "a", ...(isShare ? {} : { aa: "a * a" }), ...(one ? {} : { b: "b", ab: "a * b", bb: "b * b" }) };
  const squares = isShare ? read("a") : read("aa");
  const cube = "case when variance > 0 then e * e * e / (variance * sqrt(variance)) else 0 end";
  const cubes = isShare
    ? raw(
        "case when variance > 0 then (a * power(1 - mu, 3) - (n - a) * power(mu, 3)) / (variance * sqrt(variance)) else 0 end",
      )
    : raw("cubes");
  const weight = one ? raw("n") : raw("b");
  const residual = one ? "e * n" : "e * b";
  return {
    sum,
    columns,
    values: sql`${whole ? a : dialect.double(a)} as a${one ? raw("") : sql`, ${dialect.double(b)} as b`}`,
    combined: join(kept(ofRows, whole)),
    inCell: join(columns.map((column) => sql`sum(${raw(column)}) over (partition by cell) as ${raw(column)}`)),
    /** Numerators, denominators and products of a cell, as doubles. */
    read: sql`
      select k, cell, cell_n, ${read("a")} as a, ${squares} as aa,
        ${one ? raw("cell_n") : read("b")} as b, ${one ? read("a") : read("ab")} as ab, ${one ? raw("cell_n") : read("bb")} as bb
      from summed
    `,
    residual: one ? raw("v.a - c.mu") : raw("v.a - c.mu * v.b"),
    own: join([...kept(ofRows, whole), ...(isShare ? [] : [sql`${grid(raw(cube))} as cubes`])]),
    /** The same of a group's part of a cell, with what follows from it. */
    ownRead: sql`
      select nr, grp, name, n, cell_n, variance, mu * ${weight} as expected, a, b,
        ${SQUARES} as rows_ee, ab - mu * bb as rows_eb, bb as rows_bb, ${cubes} as cubes
      from (
        select nr, grp, name, n, cell_n, mu, variance, ${read("a")} as a, ${squares} as aa,
          ${one ? raw("n") : read("b")} as b, ${one ? read("a") : read("ab")} as ab, ${one ? raw("n") : read("bb")} as bb
          ${isShare ? raw("") : sql`, ${off(raw("cubes"))} as cubes`}
        from own
      ) part
    `,
    group: join(
      ["a", "b", "expected", "rows_ee", "rows_eb", "rows_bb", "cubes"].map(
        (column) => sql`${sum(column)} as ${raw(column)}`,
      ),
    ),
    clusters:
      cluster === null
        ? raw("")
        : sql`,
    clustered as (
      select grp, cluster, count(*) as n, ${sum("e")} as e${one ? raw("") : sql`, ${sum("b")} as b`}
      from scored
      group by grp, cluster
    ),
    spreads as (
      select grp, count(*) as clusters, ${sum("e * e")} as ee, ${sum(residual)} as eb,
        ${one ? raw("sum(n * n)") : sum("b * b")} as bb
      from clustered
      group by grp
    )`,
    clustered:
      cluster === null
        ? raw("(select grp, n as clusters, rows_ee as ee, rows_eb as eb, rows_bb as bb from expectations)")
        : raw("spreads"),
  };
}

/** `k0` is the way alone. */
const tierColumns = (depth: number): Sql[] => Array.from({ length: depth + 1 }, (_, i) => raw(`k${i}`));

/** Keys of combinations, each of one tier more than the one before; a way never meets another. */
function keys(ways: readonly Way[], depth: number, dialect: Dialect): Sql {
  const values = Array.from({ length: depth }, (_, i) => tierKeys(ways.map(({ tiers }) => tiers[i] ?? [])));
  const keysOf = [dialect.hash(sql`r.in_way`)];
  for (const tier of values) keysOf.push(dialect.hash(keysOf.at(-1)!, ...tier));
  return join(keysOf.map((key, tiers) => sql`${key} as ${raw(`k${tiers}`)}`));
}

/** Who belongs together in the error of a group: never the groups themselves. */
function clusterOf(cluster: "party" | "agent", ways: readonly Dimension[], dialect: Dialect): Sql {
  const own = clusterKey(cluster, dialect);
  const way = ways.findIndex(({ id }) => id === cluster);
  return way >= 0
    ? sql`coalesce(case when r.in_way = ${raw(String(way))} then ${clusterKey("party", dialect)} else ${own} end, r.id)`
    : sql`coalesce(${own}, r.id)`;
}

/** From combinations of all tiers to cells: what is too small joins others that agree in all tiers but the last, and so on. */
function pooled(depth: number, sums: readonly string[], minimum: Sql): Sql {
  const steps: Sql[] = [
    sql`placed${raw(String(depth))} as (
      select c.*, case when n >= ${minimum} then ${raw(`k${depth}`)} end as cell from combined c
    ),`,
  ];
  const columns = sql`${join(tierColumns(depth))}, n, ${raw(sums.join(", "))}`;
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
