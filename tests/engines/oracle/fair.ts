import { DIMENSIONS } from "../../../src/measures/dimension.ts";
import { caseMix } from "../../../src/measures/fair/case-mix.ts";
import { MEASURES } from "../../../src/measures/registry.ts";
import { dimensionOf, ORACLE_MEASURES, oracleRows } from "./measures.ts";
import { type OraclePanel, onGrid, type Record_ } from "./panel.ts";

interface Row {
  group: string;
  cluster: string;
  tiers: string[];
  a: number;
  b: number;
  cell: number;
}

/** Sums at equal case mix once more, by loops: cells by walking from the finest combination up. */
export function oracleResidualSums(
  id: string,
  panel: OraclePanel,
  ask: { from: string | null; to: string | null; cut: string; cell: { minimum: number; others: number } },
): Record_[] {
  const rows = rowsOf(id, panel, ask);
  placeInCells(rows, ask.cell.minimum);
  const inCell = (cell: number) => rows.filter((row) => row.cell === cell);
  const known = new Map(
    [...new Set(rows.map(({ cell }) => cell))].map((cell) => {
      const all = inCell(cell);
      const below = add(all, ({ b }) => b);
      const mean = below > 0 ? add(all, ({ a }) => a) / below : 0;
      const variance = all.length > 1 ? add(all, ({ a, b }) => (a - mean * b) ** 2) / (all.length - 1) : 0;
      return [cell, { mean, variance, n: all.length }] as const;
    }),
  );
  const residual = ({ a, b, cell }: Row) => a - known.get(cell)!.mean * b;
  return [...new Set(rows.map(({ group }) => group))].map((group) => {
    const own = rows.filter((row) => row.group === group);
    const clusters = [...new Set(own.map(({ cluster }) => cluster))].map((cluster) => {
      const all = own.filter((row) => row.cluster === cluster);
      return { e: add(all, residual), b: add(all, ({ b }) => b) };
    });
    const shareOf = (row: Row) => own.filter(({ cell }) => cell === row.cell).length / known.get(row.cell)!.n;
    const others = (row: Row) => known.get(row.cell)!.n * (1 - shareOf(row));
    return {
      way: ask.cut,
      cut: `${ask.cut}:${group}`,
      n: own.length,
      clusters: clusters.length,
      a: add(own, ({ a }) => a),
      b: add(own, ({ b }) => b),
      expected: add(own, ({ b, cell }) => b * known.get(cell)!.mean),
      variance: add(own, ({ cell }) => known.get(cell)!.variance),
      reduced: add(own, (row) => known.get(row.cell)!.variance * (1 - shareOf(row))),
      comparable: own.filter((row) => others(row) >= ask.cell.others - 1e-9).length,
      ee: add(clusters, ({ e }) => e * e),
      eb: add(clusters, ({ e, b }) => e * b),
      bb: add(clusters, ({ b }) => b * b),
      rows_ee: add(own, (row) => residual(row) ** 2),
      rows_eb: add(own, (row) => residual(row) * row.b),
      rows_bb: add(own, ({ b }) => b * b),
      cubes: add(own, (row) => {
        const { variance } = known.get(row.cell)!;
        return variance > 1e-9 ? (residual(row) / Math.sqrt(variance)) ** 3 : 0;
      }),
    };
  });
}

const add = <T>(rows: readonly T[], of: (row: T) => number): number => rows.reduce((sum, row) => sum + of(row), 0);

function rowsOf(
  id: string,
  panel: OraclePanel,
  { from, to, cut }: { from: string | null; to: string | null; cut: string },
): Row[] {
  const oracle = ORACLE_MEASURES[id]!;
  const groups = oracleRows(id, panel, { from, to, cut } as Parameters<typeof oracleRows>[2]);
  const cluster = oracle.cluster === cut ? "party" : oracle.cluster;
  const tiers = caseMix(MEASURES.get(id)!, DIMENSIONS[cut]!).map((tier) =>
    tier.map((factor) => factorOf(factor.id, panel)),
  );
  return [...groups].flatMap(([group, counted]) =>
    group === null
      ? []
      : counted.map((each) => ({
          group,
          cluster: cluster === null || each.row[cluster] === null ? `row ${each.row.id}` : `${each.row[cluster]}`,
          tiers: tiers.map((tier) => JSON.stringify(tier.map((of) => of(each.row)))),
          a: onGrid(each.a),
          b: onGrid(each.b),
          cell: -1,
        })),
  );
}

/** The value of one factor of the case mix. */
function factorOf(id: string, panel: OraclePanel): (row: Record_) => string | null {
  if (id === "quarter")
    return ({ day }) =>
      day === null ? "" : `${(day as string).slice(0, 4)} ${Math.floor((Number((day as string).slice(5, 7)) - 1) / 3)}`;
  if (id === "first_contact") return ({ place_in_case }) => place_in_case as string | null;
  return dimensionOf(panel, id);
}

/** From all tiers of factors to none: rows not yet placed that agree in so many are a cell where they are enough. */
function placeInCells(rows: readonly Row[], minimum: number): void {
  const most = rows[0]?.tiers.length ?? 0;
  let next = 1;
  for (let left = most; left >= 1; left--) {
    const unplaced = rows.filter(({ cell }) => cell < 0);
    const alike = new Map<string, Row[]>();
    for (const row of unplaced) {
      const key = JSON.stringify(row.tiers.slice(0, left));
      alike.set(key, [...(alike.get(key) ?? []), row]);
    }
    for (const together of alike.values()) {
      if (together.length < minimum) continue;
      for (const row of together) row.cell = next;
      next += 1;
    }
  }
  for (const row of rows) if (row.cell < 0) row.cell = 0;
}

/** Sums of scores by group of one attribute, and of the sums of each customer's. */
export function oracleSpreadSums(
  id: string,
  panel: OraclePanel,
  ask: { from: string | null; to: string | null; cut: string },
): Record_[] {
  const groups = oracleRows(id, panel, ask as Parameters<typeof oracleRows>[2]);
  return [...groups].flatMap(([group, counted]): Record_[] => {
    if (group === null) return [];
    const scores = counted.map(({ row }) => onGrid(row.score as number));
    const keys = counted.map(({ row }) => (row.party === null ? `row ${row.id}` : `${row.party}`));
    const clusters = [...new Set(keys)].map((key) => scores.filter((_, i) => keys[i] === key));
    const sum = (own: readonly number[]) => add(own, (x) => x);
    return [
      {
        way: ask.cut,
        cut: `${ask.cut}:${group}`,
        n: scores.length,
        clusters: clusters.length,
        x: sum(scores),
        xx: add(scores, (x) => x * x),
        by_cluster_xx: add(clusters, (own) => sum(own) ** 2),
        by_cluster_xn: add(clusters, (own) => sum(own) * own.length),
        by_cluster_nn: add(clusters, (own) => own.length ** 2),
      },
    ];
  });
}

/** Sums of the powers of all scores. */
export function oracleMoments(
  id: string,
  panel: OraclePanel,
  { from, to }: { from: string | null; to: string | null },
): Record_ {
  const all = [...oracleRows(id, panel, { from, to, cut: null } as Parameters<typeof oracleRows>[2]).values()].flat();
  const power = (p: number) => add(all, ({ row }) => (row.score as number) ** p);
  const clusters = new Set(all.map(({ row }) => (row.party === null ? `row ${row.id}` : `${row.party}`))).size;
  return { key: 1, n: all.length, clusters, x: power(1), xx: power(2), xxx: power(3), xxxx: power(4) };
}
