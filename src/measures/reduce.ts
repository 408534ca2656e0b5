import type { PanelInfo } from "../panel/settings.ts";
import type { Dialect } from "../store/sql/dialect.ts";
import { all, join, literal, name, raw, type Sql, sql } from "../store/sql/sql.ts";
import type { Family, MeasureDefinition, Population, Stretch, Stretches } from "./definition.ts";
import type { Dimension } from "./dimension.ts";

/** What one reduction is asked: the cut, the grain, and the days. */
export interface Reduction {
  cut: Dimension | null;
  /** `month`: a row a month; `stretch`: a row a stretch, of stretches that do not overlap; `whole`: one row for the whole window. */
  grain: "month" | "stretch" | "whole";
  /** Half-open; null bounds are open, and both null keep undated rows. */
  from: string | null;
  to: string | null;
  /** The stretches of a `stretches` population; months when the grain is a month. */
  stretches: readonly Stretch[];
  info: PanelInfo;
  /** Several cuts at once: every row stands once in each, as `in_way`, and `in_cut` begins with it. */
  ways?: readonly Dimension[];
}

/** Sums over clusters: `a` and `b` are a cluster's sums of numerator and denominator. */
export interface RatioSums {
  /** Rows. */
  n: number;
  clusters: number;
  a: number;
  b: number;
  aa: number;
  bb: number;
  ab: number;
}

/** The sums of one group. */
export interface ClusterSums extends RatioSums {
  period: string | null;
  cut: string | null;
  /** Rows by category, for the family of categories. */
  categories: Record<string, number>;
  /** Of a ratio of few: Σ(ratio without a row − ratio)²; null where a row holds the whole denominator. */
  leftOut?: number | null;
}

/** What a row adds: `a` to the numerator, `b` to the denominator. */
interface Terms {
  a: Sql;
  /** Null: 1 for every row. */
  b: Sql | null;
  /** `a` is a whole number, which is exact as it is. */
  whole: boolean;
}

/** What a row `r` adds, by the family of the measure. */
export function termsOf(family: Family, { exact }: Dialect): Terms {
  switch (family.kind) {
    case "share":
      return { a: sql`case when ${family.hit} then 1 else 0 end`, b: null, whole: true };
    case "categories": {
      const weights = Object.entries(family.weights).map(
        ([code, weight]) => sql`when ${family.category} = ${literal(code)} then ${raw(String(weight))}`,
      );
      const whole = Object.values(family.weights).every(Number.isInteger);
      return { a: sql`case ${join(weights, " ")} end`, b: null, whole };
    }
    case "mean":
    case "total":
      return family.whole
        ? { a: family.value, b: null, whole: true }
        : { a: exact(family.value), b: null, whole: false };
    case "ratio":
      return { a: exact(family.numerator), b: exact(family.denominator), whole: false };
    case "quantile":
      return { a: family.value, b: null, whole: false };
    default:
      return family satisfies never;
  }
}

/** Rows of the population with their period and cut; the base of every reduction, and of drill-down. */
export function populationRows(measure: MeasureDefinition, ask: Reduction, dialect: Dialect): Sql {
  const { population } = measure;
  const period = periodOf(measure, ask, dialect);
  const { ways = [] } = ask;
  const cut = ask.cut === null ? groupIn(ways) : columnOf(ask.cut);
  const rowsOfAll = rowsOf(population, ask, dialect);
  const source = ways.length === 0 ? rowsOfAll : inEachWay(rowsOfAll, ways.length);
  const rows = sql`
    select p.*, ${period} as in_period, ${cut} as in_cut
    from ${source} p
    ${customersOf([ask.cut, ...ways])}
    where ${all([...countedRows(population), ...daysAsked(population, ask, dialect)])}
  `;
  return measure.latestOfParty ? latestOfParty(rows, measure.latestOfParty) : rows;
}

/** Every row of the population, in brackets or as a table. */
export const rowsOf = (population: Population, { stretches, info }: Reduction, dialect: Dialect): Sql =>
  population.over === "events"
    ? eventRows(population, dialect, info)
    : sql`(${population.rows(inWords(stretches, dialect), dialect, info)})`;

/**
 * Every row once in each of several ways, with the way's number from 0 as `in_way`: cheaper to compare and to group by than a name.
 * By itself: an engine may rename columns where three tables meet.
 */
export const inEachWay = (rows: Sql, ways: number): Sql =>
  sql`(select u.*, w.way as in_way from ${rows} u cross join (${join(
    Array.from({ length: ways }, (_, way) => sql`select ${raw(String(way))} as way`),
    " union all ",
  )}) w)`;

/** What a way says, by its number: one for each, in their order. */
export const byWay = (way: string, said: readonly Sql[]): Sql =>
  sql`case ${raw(way)} ${join(
    said.map((each, i) => sql`when ${raw(String(i))} then ${each}`),
    " ",
  )} end`;

/** Joins the customers `c` of rows `p`, where a dimension stands with them. */
export const customersOf = (dimensions: readonly (Dimension | null)[]): Sql =>
  dimensions.some((each) => each?.home === "party") ? raw("left join customer_state c on c.party = p.party") : raw("");

export const columnOf = ({ home, column }: Dimension): Sql => sql`${raw(home === "row" ? "p" : "c")}.${name(column)}`;

/** Which rows `p` of the population count. */
export const countedRows = (population: Population): Sql[] =>
  population.over === "events"
    ? [population.base, population.valid].filter((condition) => condition !== undefined)
    : [];

/** Which rows `p` lie in the days that are asked. */
export function daysAsked(population: Population, { from, to, grain }: Reduction, dialect: Dialect): Sql[] {
  if (population.over !== "events" || population.asOfEnd) return [];
  return [
    ...(from === null ? [] : [sql`p.day >= ${dialect.day(from)}`]),
    ...(to === null ? [] : [sql`p.day < ${dialect.day(to)}`]),
    ...(grain === "whole" ? [] : [raw("p.day is not null")]),
  ];
}

/** The way and the group in it, as one name; null where the row names no group. */
function groupIn(ways: readonly Dimension[]): Sql {
  if (ways.length === 0) return raw("null");
  return byWay(
    "p.in_way",
    ways.map((way) => sql`${literal(`${way.id}:`)} || ${columnOf(way)}`),
  );
}

/** First day of the month or stretch that a row belongs to; stretch populations carry it already. */
export function periodOf({ population }: MeasureDefinition, { grain, stretches }: Reduction, dialect: Dialect): Sql {
  if (grain === "whole") return raw("null");
  if (population.over !== "events") return sql`p.day`;
  if (grain === "month") return dialect.startOf("month", sql`p.day`);
  const branches = stretches.map(
    ({ from, to }) => sql`when p.day >= ${dialect.day(from)} and p.day < ${dialect.day(to)} then ${dialect.day(from)}`,
  );
  return sql`case ${join(branches, " ")} end`;
}

/** Where the rows of a population of events come from. */
export const eventRows = (
  { table, query }: Extract<Population, { over: "events" }>,
  dialect: Dialect,
  info: PanelInfo,
): Sql => (query ? sql`(${query(dialect, info)})` : raw(table));

/** Keeps a party's latest row in each period and cut, of those that speak for it; all others and rows without a party stay. */
export function latestOfParty(rows: Sql, speaksForParty: Sql, groups = raw("r.in_period, r.in_cut")): Sql {
  return sql`
    select * from (
      select r.*,
        row_number() over (
          partition by ${groups}, ${countedOnce(speaksForParty)}
          order by case when r.day is null then 1 else 0 end, r.day desc, r.at desc, r.id desc
        ) as newest_first
      from (${rows}) r
    ) ranked
    where newest_first = 1
  `;
}

/** Rows `r` with the same key are one: a party, or the row by itself. */
export const countedOnce = (speaksForParty: Sql): Sql =>
  sql`coalesce(case when ${speaksForParty} then r.party end, r.id)`;

function inWords(stretches: readonly Stretch[], { day }: Dialect): Stretches {
  return {
    rows: join(
      stretches.map(({ from, to }) => sql`select ${day(from)} as from_day, ${day(to)} as to_day`),
      " union all ",
    ),
    of: (asked) => {
      const ordered = [...stretches].sort((a, b) => (a.from < b.from ? -1 : 1));
      const branches = ordered.map(({ from, to }, i) => {
        const follows = ordered[i - 1]?.to === from;
        const before = follows ? raw("") : sql`when ${asked} < ${day(from)} then null `;
        return sql`${before}when ${asked} < ${day(to)} then ${day(from)}`;
      });
      return sql`case ${join(branches, " ")} end`;
    },
  };
}

/** Cluster sums, one row a period and cut that is asked for. The engine reduces; nothing but these sums comes back. */
export function clusterSums(measure: MeasureDefinition, ask: Reduction, dialect: Dialect): Sql {
  const { grain, cut, ways = [] } = ask;
  // A party stands in one group of a property of its own: which one need be looked up once a party, not once a row.
  const { family, cluster } = measure;
  const isOfGroup = family.kind === "ratio" && family.ofGroup === true;
  const ofParty = cut?.home === "party" && cluster === "party" && !isOfGroup ? cut : null;
  const groups: string[] = [];
  if (grain !== "whole") groups.push("period");
  if ((cut !== null && ofParty === null) || ways.length > 0) groups.push("cut");
  const rows = populationRows(measure, ofParty === null ? ask : { ...ask, cut: null }, dialect);
  return sumsOver(measure, rows, { groups, ofParty }, dialect);
}

export interface Grouping {
  /** What names the group of a row `r`, as its column `in_<group>` does: a constant among them would cost the engine as much as any other. */
  groups: readonly string[];
  /** Which of these each of several ways of grouping has; `way` then is `grouping` of all groups, and the others are null. */
  sets?: readonly (readonly string[])[];
  /** The cut, where it is a property of parties, and parties are the clusters. */
  ofParty?: Dimension | null;
  /** Further groups of the sets, by properties of parties, where parties are the clusters: each is looked up once a party. */
  ofParties?: ReadonlyMap<string, Dimension>;
}

/** What `grouping` of all groups says of a set: a bit a group, set where it does not have it. */
export const wayOfSet = (groups: readonly string[], set: readonly string[]): number =>
  groups.reduce((bits, group) => bits * 2 + (set.includes(group) ? 0 : 1), 0);

/** Cluster sums of rows `r`, one row a group; none where there are no rows. */
export function sumsOver(
  measure: MeasureDefinition,
  rows: Sql,
  { groups, sets, ofParty = null, ofParties = new Map() }: Grouping,
  dialect: Dialect,
): Sql {
  const { family, cluster } = measure;
  const { a, b, whole } = termsOf(family, dialect);
  const categories = categoryCounts(family);
  const term = (column: string) => (whole ? raw(column) : dialect.exact(raw(column)));
  const product = (x: string, y: string) => sql`sum(${term(x)} * ${term(y)})`;
  const of = groups.map((group) => sql`r.in_${raw(group)} as ${raw(group)}, `);
  const valued = sql`${a} as a${b === null ? raw("") : sql`, ${b} as b`}${categories.of}`;
  if (cluster === null) {
    // Where every row weighs 1, its products are the numbers themselves.
    const sums =
      b === null
        ? sql`sum(a) as a, count(*) as b, ${product("a", "a")} as aa, count(*) as bb, sum(a) as ab`
        : sql`sum(a) as a, sum(b) as b, ${product("a", "a")} as aa, ${product("b", "b")} as bb, ${product("a", "b")} as ab`;
    const ofFew = family.kind === "ratio" && family.ofFew ? leavingOut(groups, dialect) : NOTHING_LEFT_OUT;
    return sql`
      with valued as (
        select ${join(of, "")}${valued}
        from (${rows}) r
      )
      select ${wayOf(groups, sets)}${named(groups)}count(*) as clusters, count(*) as n, ${sums}${categories.sum}${ofFew.sum}
      from ${ofFew.source}
      ${sets ? sql`group by ${inSets(sets)} order by way, ${raw(groups.join(", "))}` : grouped(groups)}
    `;
  }
  const key = sql`coalesce(${clusterKey(cluster, dialect)}, r.id)`;
  const all = [...(sets ? ["way"] : []), ...groups, ...(ofParty === null ? [] : ["cut"])];
  const ofRows = sets?.map((set) => set.filter((group) => !ofParties.has(group)));
  const clustered = sql`
    with valued as (
      select ${join(of, "")}${key} as cluster, ${valued}
      from (${rows}) r
    ),
    clustered as (
      select ${wayOf(groups, sets)}${named(groups)}cluster, count(*) as n, sum(a) as a, ${b === null ? raw("count(*)") : raw("sum(b)")} as b${categories.sum}
      from valued
      group by ${ofRows ? inSets(ofRows, "cluster") : sql`${named(groups)}cluster`}
    )`;
  const sums = sql`count(*) as clusters, sum(n) as n, sum(a) as a, sum(b) as b,
      ${product("a", "a")} as aa, ${b === null ? raw("sum(b * b)") : product("b", "b")} as bb, ${product("a", "b")} as ab${categories.sum}`;
  if (sets && ofParties.size > 0) return byParty(clustered, sums, { groups, sets, ofParties }, categories.sum);
  return sql`
    ${clustered}
    select ${named(all)}${sums}
    from ${ofParty === null ? raw("clustered") : sql`(select t.*, ${columnOf(ofParty)} as cut from clustered t left join customer_state c on c.party = t.cluster) placed`}
    ${grouped(all)}
  `;
}

/**
 * Sums of clusters by properties of theirs. A cluster stands in one group of each, so it is summed once for all of them: into cells, of
 * which every set takes what it needs. `base` says in which way the rows of a cell were grouped before.
 */
function byParty(
  clustered: Sql,
  sums: Sql,
  { groups, sets, ofParties }: Required<Pick<Grouping, "groups" | "sets" | "ofParties">>,
  categories: Sql,
): Sql {
  const own = [...ofParties.keys()];
  const every = [...groups, ...own];
  const placed = new Set(
    sets.filter((set) => set.some((group) => ofParties.has(group))).map((set) => wayOfSet(groups, set)),
  );
  const looked = join(
    [...ofParties].map(([group, dimension]) => sql`, ${columnOf(dimension)} as ${raw(group)}`),
    "",
  );
  return sql`
    ${clustered},
    cells as (
      select way as base, ${named(every)}${sums}
      from (
        select t.*${looked}
        from clustered t
        left join customer_state c on c.party = case when t.way in (${raw([...placed].join(", "))}) then t.cluster end
      ) placed
      group by way, ${raw(every.join(", "))}
    )
    select base, ${wayOf(every, sets)}${named(every)}sum(clusters) as clusters, sum(n) as n, sum(a) as a, sum(b) as b,
      sum(aa) as aa, sum(bb) as bb, sum(ab) as ab${categories}
    from cells
    group by ${inSets(sets, "base")} order by base, way, ${raw(every.join(", "))}
  `;
}

/** Of no groups at all there is one way. */
const wayOf = (groups: readonly string[], sets: Grouping["sets"]): Sql =>
  raw(sets ? `${groups.length === 0 ? "0" : `grouping(${groups.join(", ")})`} as way, ` : "");

/** Each set of groups once. */
const inSets = (sets: readonly (readonly string[])[], ...also: readonly string[]): Sql =>
  raw(`grouping sets (${[...new Set(sets.map((set) => `(${[...set, ...also].join(", ")})`))].join(", ")})`);

/** Names of groups, each with a comma behind it. */
const named = (groups: readonly string[]): Sql => raw(groups.map((group) => `${group}, `).join(""));

/** Without groups there is one row, or none of nothing. */
const grouped = (groups: readonly string[]): Sql =>
  groups.length === 0 ? raw("having count(*) > 0") : raw(`group by ${groups.join(", ")} order by ${groups.join(", ")}`);

const NOTHING_LEFT_OUT = { source: raw("valued"), sum: raw("") };

/**
 * How much the ratio of a group moves when a row is left out, squared and summed: with the group's Σa = A and Σb = B, a row moves it by
 * (aB − bA) / (B(B − b)). Taken on a grid of 10⁻¹⁹, so that the order of the rows does not matter.
 */
function leavingOut(groups: readonly string[], { double, exact }: Dialect): { source: Sql; sum: Sql } {
  const own = groups.map((group) => `v.${group}`);
  const group = raw(own.length === 0 ? "over ()" : `over (partition by ${own.join(", ")})`);
  const moved = "(x * of_b - y * of_a) / (of_b * (of_b - y))";
  const square = exact(raw(`least(1e8, power(${moved}, 2)) * 1e15`));
  return {
    source: sql`(
        select ${raw(groups.map((each) => `v.${each} as ${each}, `).join(""))}v.a as a, v.b as b, ${double(raw("v.a"))} as x, ${double(raw("v.b"))} as y,
          ${double(sql`sum(v.a) ${group}`)} as of_a, ${double(sql`sum(v.b) ${group}`)} as of_b
        from valued v
      ) w`,
    sum: sql`,
        min(case when of_b > y then 1 else 0 end) as each_can_be_left_out,
        ${double(sql`sum(case when of_b > y then ${square} end)`)} / 1e15 as left_out`,
  };
}

/** Counts of each category as columns of a row, and summed. */
function categoryCounts(family: Family): { of: Sql; sum: Sql } {
  if (family.kind !== "categories") return { of: raw(""), sum: raw("") };
  const codes = Object.keys(family.weights);
  const column = (code: string) => raw(`n_${code}`);
  return {
    of: join(
      codes.map((code) => sql`, case when ${family.category} = ${literal(code)} then 1 else 0 end as ${column(code)}`),
      "",
    ),
    sum: join(
      codes.map((code) => sql`, sum(${column(code)}) as ${column(code)}`),
      "",
    ),
  };
}

export function clusterKey(cluster: "party" | "agent", { hash }: Dialect): Sql {
  return cluster === "party" ? sql`r.party` : sql`case when r.agent is null then null else ${hash(sql`r.agent`)} end`;
}

/** Reads a row of `clusterSums` back. */
export function readClusterSums(row: Readonly<Record<string, unknown>>, family: Family): ClusterSums {
  const categories = family.kind === "categories" ? Object.keys(family.weights) : [];
  return {
    period: row.period === null || row.period === undefined ? null : String(row.period),
    cut: row.cut === null || row.cut === undefined ? null : String(row.cut),
    ...readRatioSums(row),
    categories: Object.fromEntries(categories.map((code) => [code, Number(row[`n_${code}`] ?? 0)])),
    ...("left_out" in row ? { leftOut: Number(row.each_can_be_left_out) === 1 ? Number(row.left_out) : null } : {}),
  };
}

/** @param suffix of the columns, where a row holds the sums of several values */
export function readRatioSums(row: Readonly<Record<string, unknown>>, suffix = ""): RatioSums {
  const number = (key: string) => Number(row[`${key}${suffix}`] ?? 0);
  const [n, clusters, a, b] = [number("n"), number("clusters"), number("a"), number("b")];
  return { n, clusters, a, b, aa: number("aa"), bb: number("bb"), ab: number("ab") };
}

/** A quantile with the order statistics that bound it. */
export interface QuantileSums {
  period: string | null;
  cut: string | null;
  n: number;
  value: number | null;
  low: number | null;
  high: number | null;
}

/**
 * The quantile of each group with a distribution-free interval: the order statistics at ranks n·share ± z·√(n·share·(1−share)),
 * rounded outward (Conover 1999, Practical Nonparametric Statistics, 3.2).
 */
export function quantileSums(measure: MeasureDefinition, ask: Reduction, dialect: Dialect, z: number): Sql {
  const family = measure.family as Extract<Family, { kind: "quantile" }>;
  const share = raw(String(family.share));
  const half = sql`${raw(String(z))} * sqrt(n * ${share} * (1 - ${share}))`;
  /** The value at a rank, from 1 on. */
  const at = (rank: Sql) => sql`max(case when upto - m < ${rank} and upto >= ${rank} then v end)`;
  const before = at(sql`floor((n - 1) * ${share}) + 1`);
  const behind = at(sql`least(n, floor((n - 1) * ${share}) + 2)`);
  const between = sql`((max(n) - 1) * ${share} - floor((max(n) - 1) * ${share}))`;
  return sql`
    with population as (${populationRows(measure, ask, dialect)}),
    counted as (
      select in_period as period, in_cut as cut, ${dialect.double(family.value)} as v, count(*) as m
      from population r
      where ${family.value} is not null
      group by in_period, in_cut, ${dialect.double(family.value)}
    ),
    ranked as (
      select period, cut, v, ${dialect.double(raw("m"))} as m,
        ${dialect.double(raw("sum(m) over (partition by period, cut order by v)"))} as upto,
        ${dialect.double(raw("sum(m) over (partition by period, cut)"))} as n
      from counted
    )
    select
      period, cut, max(n) as n,
      ${before} + ${between} * (${behind} - ${before}) as value,
      ${at(sql`greatest(1, floor(n * ${share} - ${half}))`)} as low,
      ${at(sql`least(n, ceil(n * ${share} + ${half}) + 1)`)} as high
    from ranked
    group by period, cut
    order by period, cut
  `;
}
