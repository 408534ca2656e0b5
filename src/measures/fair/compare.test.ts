import { describe, expect, it } from "vitest";
import { goldenCases, hasShared } from "../../../tests/shared.ts";
import { sfc32 } from "../../stats/random/sfc32.ts";
import { measureDefinition } from "../registry.ts";
import { compareGroups, type FairGroup } from "./compare.ts";
import type { ResidualSums } from "./residual-sums.ts";

interface Row {
  group: string;
  cell: number;
  value: number;
  cluster?: number;
}

function groupedBy<T, K>(all: readonly T[], of: (each: T, index: number) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  all.forEach((each, i) => {
    const found = groups.get(of(each, i));
    if (found) found.push(each);
    else groups.set(of(each, i), [each]);
  });
  return groups;
}

/** Sums of rows, as the engine gives them. */
function sumsOf(rows: readonly Row[]): ResidualSums[] {
  const add = <T>(all: readonly T[], of: (each: T) => number) => all.reduce((sum, each) => sum + of(each), 0);
  const cells = new Map(
    [...new Set(rows.map(({ cell }) => cell))].map((cell) => {
      const all = rows.filter((row) => row.cell === cell);
      const mean = add(all, ({ value }) => value) / all.length;
      const variance = add(all, ({ value }) => (value - mean) ** 2) / Math.max(1, all.length - 1);
      return [cell, { mean, variance, n: all.length }] as const;
    }),
  );
  return [...new Set(rows.map(({ group }) => group))].map((group): ResidualSums => {
    const own = rows.filter((row) => row.group === group);
    const e = ({ value, cell }: Row) => value - cells.get(cell)!.mean;
    const counts = groupedBy(own, ({ cell }) => cell);
    const share = (row: Row) => counts.get(row.cell)!.length / cells.get(row.cell)!.n;
    const keys = own.map(({ cluster }, i) => cluster ?? `row ${i}`);
    const clusters = [...groupedBy(own, (_, i) => keys[i]!).values()];
    return {
      group,
      n: own.length,
      clusters: clusters.length,
      a: add(own, ({ value }) => value),
      b: own.length,
      expected: add(own, ({ cell }) => cells.get(cell)!.mean),
      variance: add(own, ({ cell }) => cells.get(cell)!.variance),
      reduced: add(own, (row) => cells.get(row.cell)!.variance * (1 - share(row))),
      comparable: own.filter((row) => cells.get(row.cell)!.n * (1 - share(row)) >= 10).length,
      ee: add(clusters, (all) => add(all, e) ** 2),
      eb: add(clusters, (all) => add(all, e) * all.length),
      bb: add(clusters, (all) => all.length ** 2),
      rowsEe: add(own, (row) => e(row) ** 2),
      rowsEb: add(own, e),
      rowsBb: own.length,
      cubes: add(own, (row) =>
        cells.get(row.cell)!.variance > 0 ? (e(row) / Math.sqrt(cells.get(row.cell)!.variance)) ** 3 : 0,
      ),
    };
  });
}

const ABANDONED = measureDefinition("abandonment-rate");
const AHT = measureDefinition("aht");
const MEAN = measureDefinition("csat-mean");

const times = (n: number, row: Row): Row[] => Array.from({ length: n }, () => row);
const shares = (group: string, cell: number, hits: number, n: number): Row[] => [
  ...times(hits, { group, cell, value: 1 }),
  ...times(n - hits, { group, cell, value: 0 }),
];
const byName = (groups: readonly FairGroup[]) => Object.fromEntries(groups.map((each) => [each.group, each]));

describe.skipIf(!hasShared)("golden", () => {
  const golden = (id: string) => goldenCases("shrinkage").find((each) => each.id === id)!;
  // biome-ignore lint/suspicious/noExplicitAny: golden inputs are read as they are written
  const inputs = (id: string) => golden(id).inputs as any;
  // biome-ignore lint/suspicious/noExplicitAny: golden values too
  const expected = (id: string) => golden(id).expected as any;

  it("shops: shares without case mix shrink to the posterior means of the beta-binomial", () => {
    const { successes, trials } = inputs("betabinomial-shops");
    const rows = successes.flatMap((hits: number, i: number) => shares(`shop ${i}`, 0, hits, trials[i]));
    const groups = byName(compareGroups(ABANDONED, sumsOf(rows))!.groups);
    const { posteriorMeans, lower, upper } = expected("betabinomial-shops");
    successes.forEach((_: number, i: number) => {
      const { value, interval } = groups[`shop ${i}`]!.shrunken!;
      expect(value).toBeCloseTo(posteriorMeans[i], 4);
      expect(interval.low).toBeCloseTo(lower[i], 4);
      expect(interval.high).toBeCloseTo(upper[i], 4);
    });
  });

  it("segments: means with known errors shrink as normal and normal", () => {
    const { estimates, standardErrors } = inputs("normal-normal-segments");
    const sums = estimates.map((estimate: number, i: number): ResidualSums => {
      const n = 1000;
      const variance = (standardErrors[i] * n) ** 2;
      const rows = { rowsEe: variance, rowsEb: 0, rowsBb: n };
      const clusters = { clusters: n, ee: variance, eb: 0, bb: n };
      const value = { n, a: n * estimate, b: n, expected: 0, comparable: n };
      return { group: `${i}`, ...value, variance, reduced: variance, ...clusters, ...rows, cubes: 0 };
    });
    // The overall value is the expectation of everybody.
    const overall = estimates.reduce((x: number, y: number) => x + y, 0) / estimates.length;
    const comparison = compareGroups(
      MEAN,
      sums.map((each: ResidualSums) => ({ ...each, expected: each.n * overall })),
    )!;
    const { shrunk } = expected("normal-normal-segments");
    const groups = byName(comparison.groups);
    expect(Object.keys(shrunk).map((i) => groups[i]!.shrunken!.value)).toEqual(
      shrunk.map((value: number) => expect.closeTo(value, 8)),
    );
  });

  it("funnel: limits of a share without case mix are the golden ones, but for the skew and for what a group has in common with all", () => {
    const { target, n } = inputs("funnel-1");
    const { lower998, upper998 } = expected("funnel-1");
    n.forEach((size: number, i: number) => {
      if (upper998[i] === 1 || lower998[i] === 0) return;
      const others = 20_000;
      const rows = [...shares("own", 0, size * target, size), ...shares("others", 0, others * target, others)];
      const { limits998: limits } = byName(compareGroups(ABANDONED, sumsOf(rows))!.groups).own!;
      const all = size + others;
      const shrunk = Math.sqrt((others / all) * (all / (all - 1)));
      // Cornish and Fisher move both limits to the same side.
      expect(limits!.high - limits!.low).toBeCloseTo((upper998[i] - lower998[i]) * shrunk, 4);
    });
  });
});

describe("groups at equal case mix", () => {
  it("with one cell only, the adjusted value and its interval are the recorded ones", () => {
    const rows = [...shares("a", 0, 12, 40), ...shares("b", 0, 30, 60), ...shares("c", 0, 5, 45)];
    for (const { raw, adjusted, interval } of compareGroups(ABANDONED, sumsOf(rows))!.groups) {
      expect(adjusted).toBeCloseTo(raw, 12);
      expect(interval!.low <= raw && raw <= interval!.high).toBe(true);
    }
  });

  it("who gets the hard cases is as expected, who is truly worse is found, by hand", () => {
    // Hard cases fail one time in two, easy ones one in ten. Anna has hard ones only; Bert fails at one easy case in two.
    const rows = [
      ...shares("Anna", 1, 50, 100),
      ...shares("Bert", 0, 50, 100),
      ...shares("Carl", 1, 100, 200),
      ...shares("Carl", 0, 80, 800),
    ];
    const { overall, groups } = compareGroups(ABANDONED, sumsOf(rows))!;
    const { Anna, Bert, Carl } = byName(groups);
    // Hard: 150 of 300. Easy: 130 of 900. All: 280 of 1,200.
    expect(overall).toBeCloseTo(280 / 1200, 12);
    expect(Anna).toMatchObject({ raw: 0.5, expected: 0.5, verdict: "as_expected", comparable: 1 });
    expect(Anna!.adjusted).toBeCloseTo(280 / 1200, 12);
    expect(Bert!.expected).toBeCloseTo(130 / 900, 12);
    expect(Bert!.adjusted).toBeCloseTo(280 / 1200 + 0.5 - 130 / 900, 12);
    expect(Bert!.verdict).toBe("worse");
    expect(Carl!.expected).toBeCloseTo((200 * 0.5 + (800 * 130) / 900) / 1000, 12);
  });

  it("times are so many times what their cases take, never less than nothing", () => {
    const rows = [
      ...times(100, { group: "slow", cell: 0, value: 400 }),
      ...times(100, { group: "quick", cell: 0, value: 200 }),
      ...times(100, { group: "quick", cell: 1, value: 1000 }),
      ...times(50, { group: "slow", cell: 1, value: 1000 }),
    ];
    const { overall, groups } = compareGroups(AHT, sumsOf(rows))!;
    const { slow } = byName(groups);
    expect(overall).toBeCloseTo((100 * 400 + 100 * 200 + 150 * 1000) / 350, 9);
    expect(slow!.adjusted).toBeCloseTo((overall * (100 * 400 + 50 * 1000)) / (100 * 300 + 50 * 1000), 9);
  });

  it("names decide nothing: other names, other order, the same groups", () => {
    const rows = [
      ...shares("a", 0, 12, 40),
      ...shares("b", 0, 30, 60),
      ...shares("c", 1, 5, 45),
      ...shares("a", 1, 9, 35),
    ];
    const renamed = { a: "z", b: "x", c: "y" } as Record<string, string>;
    const before = compareGroups(ABANDONED, sumsOf(rows))!;
    const after = compareGroups(
      ABANDONED,
      sumsOf([...rows].reverse().map((row) => ({ ...row, group: renamed[row.group]! }))),
    )!;
    for (const group of before.groups) {
      const other = byName(after.groups)[renamed[group.group]!]!;
      expect(other.verdict).toBe(group.verdict);
      expect(other.adjusted).toBeCloseTo(group.adjusted, 12);
      expect(other.shrunken!.value).toBeCloseTo(group.shrunken!.value, 9);
    }
  });

  it("few rows get no verdict, and a kind of case that nobody else has shows nothing", () => {
    const rows = [
      ...shares("a", 0, 30, 100),
      ...shares("b", 0, 29, 29),
      ...shares("c", 2, 90, 100),
      ...shares("d", 0, 30, 100),
    ];
    const { b, c } = byName(compareGroups(ABANDONED, sumsOf(rows))!.groups);
    expect(b!.verdict).toBe("too_few");
    expect(c).toMatchObject({ verdict: "alone", comparable: 0 });
  });

  it("nothing to compare: one group, or rows that are all alike", () => {
    expect(compareGroups(ABANDONED, sumsOf(shares("a", 0, 3, 40)))).toBeNull();
    expect(compareGroups(ABANDONED, sumsOf([...shares("a", 0, 0, 40), ...shares("b", 0, 0, 40)]))).toBeNull();
    expect(compareGroups(ABANDONED, [])).toBeNull();
  });
});

describe("without true differences", () => {
  const random = sfc32(20_240_611);
  const uniform = () => random();
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  /** Share of judged groups beyond the outer limits, and of companies whose test finds a spread, over many companies. */
  function alarms(companies: number, measure: typeof AHT, draw: (company: number) => Row[]) {
    let [beyond, judged, spread] = [0, 0, 0];
    for (let i = 0; i < companies; i++) {
      const comparison = compareGroups(measure, sumsOf(draw(i)))!;
      for (const { verdict } of comparison.groups) {
        if (verdict !== "too_few" && verdict !== "alone") judged += 1;
        if (verdict === "better" || verdict === "worse") beyond += 1;
      }
      if (comparison.spread!.pValue < 0.05) spread += 1;
    }
    return { beyond: beyond / judged, spread: spread / companies };
  }
  /** Sixteen agents with 30 to 120 cases of three kinds. */
  const company = (value: (cell: number, agent: number) => number): Row[] =>
    Array.from({ length: 16 }, (_, agent) =>
      Array.from({ length: 30 + Math.floor(90 * uniform()) }, () => {
        const cell = Math.floor(3 * uniform() ** (1 + (agent % 3)));
        return { group: `agent ${agent}`, cell, value: value(cell, agent) };
      }),
    ).flat();

  it("rare shares raise no more alarms than twice in a thousand", () => {
    const drawn = alarms(150, ABANDONED, () => company((cell) => (uniform() < 0.03 + 0.05 * cell ? 1 : 0)));
    expect(drawn.beyond).toBeLessThanOrEqual(0.003);
    expect(drawn.spread).toBeLessThanOrEqual(0.09);
  });

  it("skewed times raise no more alarms than twice in a thousand", () => {
    const drawn = alarms(150, AHT, () => company((cell) => Math.exp(5 + 0.5 * cell + 0.9 * normal())));
    expect(drawn.beyond).toBeLessThanOrEqual(0.003);
    expect(drawn.spread).toBeLessThanOrEqual(0.09);
  });

  it("customers who answer several times do not make a difference of their own", () => {
    const drawn = alarms(150, MEAN, () =>
      Array.from({ length: 12 }, (_, agent) =>
        Array.from({ length: 25 }, (_, customer) => {
          const own = normal();
          return Array.from({ length: 4 }, () => ({
            group: `agent ${agent}`,
            cell: 0,
            cluster: customer,
            value: 3 + own + 0.7 * normal(),
          }));
        }).flat(),
      ).flat(),
    );
    expect(drawn.beyond).toBeLessThanOrEqual(0.003);
    expect(drawn.spread).toBeLessThanOrEqual(0.09);
  });

  it("a true spread is found, and its size lies in the interval", () => {
    let [covered, found] = [0, 0];
    for (let i = 0; i < 60; i++) {
      const own = Array.from({ length: 16 }, () => 0.3 * normal());
      const { spread } = compareGroups(MEAN, sumsOf(company((cell, agent) => 3 + cell + own[agent]! + normal())))!;
      if (spread!.pValue < 0.05) found += 1;
      if (spread!.interval.low <= 0.3 && spread!.interval.high >= 0.3) covered += 1;
    }
    expect(found / 60).toBeGreaterThan(0.9);
    expect(covered / 60).toBeGreaterThan(0.87);
  });
});
