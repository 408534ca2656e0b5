import type { Row } from "../store/ports/analytics.ts";
import type { Dialect } from "../store/sql/dialect.ts";
import { all, inlined, join, raw, type Sql, sql } from "../store/sql/sql.ts";
import type { MeasureDefinition } from "./definition.ts";
import type { Dimension } from "./dimension.ts";
import {
  byWay,
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
  wayOfSet,
} from "./reduce.ts";

/** Several reductions of one measure, by the id of each; of a population of stretches all have the same ones. */
export type Reductions = ReadonlyMap<string, Reduction>;

export interface SumsTogether {
  query: Sql;
  /** The rows of each reduction, as it alone would give them. */
  parted(rows: readonly Row[]): Map<string, Row[]>;
}

/**
 * Their cluster sums in one query, which is planned once and reads the population once. What comes back for a reduction is what
 * `clusterSums` gives for it alone. Rows are grouped in several ways (grouping sets); where a party's latest row alone counts, which
 * it is hangs on the group, so there every row is repeated for each reduction.
 */
export const sumsTogether = (measure: MeasureDefinition, asked: Reductions, dialect: Dialect): SumsTogether =>
  measure.latestOfParty
    ? ofLatest(measure, measure.latestOfParty, asked, dialect)
    : groupedTogether(measure, asked, dialect);

/** What a reduction groups by: columns `in_…` of a row. */
interface Groups {
  /** Null where the row does not lie in the days that are asked; none where every row does. */
  lies: string | null;
  /** Null where the row lies in none of its periods. */
  period: string | null;
  cut: string | null;
}

function groupedTogether(measure: MeasureDefinition, asked: Reductions, dialect: Dialect): SumsTogether {
  const { population } = measure;
  const reductions = [...asked.values()];
  const columns = new Columns();
  const ofParties = new Map<string, Dimension>();
  const { family, cluster } = measure;
  const isOfParty = (cut: Dimension) =>
    cut.home === "party" && cluster === "party" && !(family.kind === "ratio" && family.ofGroup);
  const ways = [...asked].map(([id, reduction]): [string, Groups] => {
    const days = daysAsked(population, reduction, dialect);
    const where = (value: Sql) => (days.length === 0 ? value : sql`case when ${all(days)} then ${value} end`);
    if (reduction.grain !== "whole") {
      const period = columns.named("period", where(periodOf(measure, reduction, dialect)));
      return [id, { lies: null, period, cut: cutOf(reduction) }];
    }
    return [
      id,
      { lies: days.length === 0 ? null : columns.named("lies", where(raw("1"))), period: null, cut: cutOf(reduction) },
    ];
  });
  function cutOf({ cut }: Reduction): string | null {
    if (cut === null) return null;
    if (!isOfParty(cut)) return columns.named("cut", columnOf(cut));
    const name = `of_${cut.column}`;
    ofParties.set(name, cut);
    return name;
  }
  const rows = sql`
    select p.*${columns.told()}
    from ${rowsOf(population, reductions[0]!, dialect)} p
    ${customersOf(reductions.map(({ cut }) => (cut === null || isOfParty(cut) ? null : cut)))}
    where ${all(countedRows(population))}
  `;
  const sets = ways.map(([, groups]) => namesOf(groups));
  const groups = { ofRows: columns.names, ofParties: [...ofParties.keys()] };
  return {
    query: sumsOver(measure, rows, { groups: columns.names, sets, ofParties }, dialect),
    parted: (found) => new Map(ways.map(([id, own]) => [id, rowsIn(own, groups, found)])),
  };
}

const namesOf = ({ lies, period, cut }: Groups): string[] => [lies, period, cut].filter((name) => name !== null);

function rowsIn(
  own: Groups,
  { ofRows, ofParties }: { ofRows: readonly string[]; ofParties: readonly string[] },
  rows: readonly Row[],
): Row[] {
  const names = namesOf(own);
  const groups = [...ofRows, ...ofParties];
  const [base, way] = [wayOfSet(ofRows, names), wayOfSet(groups, names)];
  const { lies, period, cut } = own;
  // Grouped by nothing, no rows at all are a row.
  const isOwn = (row: Row) =>
    row.way === way &&
    (row.base === undefined || row.base === base) &&
    row.n !== 0 &&
    [lies, period].every((name) => name === null || row[name] !== null);
  const told = new Set(["base", "way", ...groups]);
  return rows.filter(isOwn).map((row) => ({
    ...(period === null ? {} : { period: row[period]! }),
    ...(cut === null ? {} : { cut: row[cut]! }),
    ...Object.fromEntries(Object.entries(row).filter(([name]) => !told.has(name))),
  }));
}

/** Columns of a row, each there once however many reductions ask for it. */
class Columns {
  readonly #of = new Map<string, { name: string; value: Sql }>();

  /** Periods before cuts, as the rows are ordered. */
  get names(): string[] {
    const names = [...this.#of.values()].map(({ name }) => name);
    return [...names.filter((name) => !name.startsWith("cut")), ...names.filter((name) => name.startsWith("cut"))];
  }

  named(kind: "lies" | "period" | "cut", value: Sql): string {
    const text = inlined(value);
    const known = this.#of.get(text);
    if (known) return known.name;
    const name = `${kind}_${this.#of.size}`;
    this.#of.set(text, { name, value });
    return name;
  }

  told(): Sql {
    return join(
      [...this.#of.values()].map(({ name, value }) => sql`, ${value} as in_${raw(name)}`),
      "",
    );
  }
}

function ofLatest(measure: MeasureDefinition, speaksForParty: Sql, asked: Reductions, dialect: Dialect): SumsTogether {
  const { population } = measure;
  const reductions = [...asked.values()];
  const inWay = (of: (reduction: Reduction) => Sql) => byWay("p.in_way", reductions.map(of));
  const period = reductions.every(({ grain }) => grain === "whole")
    ? raw("null")
    : inWay((reduction) => periodOf(measure, reduction, dialect));
  const cut = reductions.every((each) => each.cut === null)
    ? raw("null")
    : inWay((each) => (each.cut === null ? raw("null") : columnOf(each.cut)));
  const rows = sql`
    select p.*, ${period} as in_period, ${cut} as in_cut
    from ${inEachWay(rowsOf(population, reductions[0]!, dialect), reductions.length)} p
    ${customersOf(reductions.map((each) => each.cut))}
    where ${all([...countedRows(population), inWay((reduction) => all(daysAsked(population, reduction, dialect)))])}
  `;
  const counted = latestOfParty(rows, speaksForParty, raw("r.in_way, r.in_period, r.in_cut"));
  return {
    query: sumsOver(measure, counted, { groups: ["way", "period", "cut"] }, dialect),
    parted: (found) =>
      new Map(
        [...asked].map(([id, { grain, cut: by }], i) => [
          id,
          found
            .filter(({ way }) => way === i)
            .map(({ way: _, period, cut, ...row }) => ({
              ...(grain === "whole" ? {} : { period: period! }),
              ...(by === null ? {} : { cut: cut! }),
              ...row,
            })),
        ]),
      ),
  };
}
