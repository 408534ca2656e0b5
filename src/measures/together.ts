import type { Row } from "../store/ports/analytics.ts";
import type { Dialect } from "../store/sql/dialect.ts";
import { all, join, literal, raw, type Sql, sql } from "../store/sql/sql.ts";
import type { MeasureDefinition } from "./definition.ts";
import {
  columnOf,
  countedRows,
  customersOf,
  daysAsked,
  inEachWay,
  latestOfParty,
  periodOf,
  type Reduction,
  rowsOf,
  sumsOver,
} from "./reduce.ts";

/** Several reductions of one measure, by the id of each; of a population of stretches all have the same ones. */
export type Reductions = ReadonlyMap<string, Reduction>;

/**
 * Their cluster sums in one query, which is planned once and reads the population once: every row stands once in each
 * reduction, as `way`. What comes back for a reduction is what `clusterSums` gives for it alone.
 */
export function sumsTogether(measure: MeasureDefinition, asked: Reductions, dialect: Dialect): Sql {
  const { population } = measure;
  const reductions = [...asked.values()];
  const [first] = reductions;
  const inWay = (of: (reduction: Reduction) => Sql) =>
    sql`case p.in_way ${join(
      [...asked].map(([id, reduction]) => sql`when ${literal(id)} then ${of(reduction)}`),
      " ",
    )} end`;
  const period = reductions.every(({ grain }) => grain === "whole")
    ? raw("null")
    : inWay((reduction) => periodOf(measure, reduction, dialect));
  const cut = reductions.every((each) => each.cut === null)
    ? raw("null")
    : inWay((each) => (each.cut === null ? raw("null") : columnOf(each.cut)));
  const rows = sql`
    select p.*, ${period} as in_period, ${cut} as in_cut
    from ${inEachWay(rowsOf(population, first!, dialect), [...asked.keys()])} p
    ${customersOf(reductions.map((each) => each.cut))}
    where ${all([...countedRows(population), inWay((reduction) => all(daysAsked(population, reduction, dialect)))])}
  `;
  const counted = measure.latestOfParty
    ? latestOfParty(rows, measure.latestOfParty, raw("r.in_way, r.in_period, r.in_cut"))
    : rows;
  return sumsOver(measure, counted, { groups: ["way", "period", "cut"] }, dialect);
}

/** The rows of each reduction, as it alone would give them. */
export function partedByWay(asked: Reductions, rows: readonly Row[]): Map<string, Row[]> {
  const parted = new Map<string, Row[]>([...asked.keys()].map((id) => [id, []]));
  for (const { way, period, cut, ...row } of rows) {
    const { grain, cut: by } = asked.get(String(way))!;
    parted
      .get(String(way))!
      .push({ ...(grain === "whole" ? {} : { period: period! }), ...(by ? { cut: cut! } : {}), ...row });
  }
  return parted;
}
