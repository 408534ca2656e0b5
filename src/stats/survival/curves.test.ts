import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { goldenCases, goldenDifferences, hasShared } from "../../../tests/shared.ts";
import { sfc32 } from "../random/sfc32.ts";
import { cumulativeIncidence } from "./cumulative-incidence.ts";
import { kaplanMeier, lastAtOrBefore, survivalAt } from "./kaplan-meier.ts";
import { type GroupedSurvivalRows, logRankTest } from "./log-rank.ts";
import { restrictedMeanDifference, restrictedMeanSurvival } from "./restricted-mean.ts";
import { medianSurvival, survivalQuantile } from "./survival-quantile.ts";
import type { SurvivalRows } from "./survival-rows.ts";

// Freireich et al. (1963), Blood 21, 699–716: weeks of remission of 42 children, 6-MP against placebo.
const SIX_MP = {
  time: [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35],
  event: [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0],
};
const PLACEBO = {
  time: [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23],
  event: new Array(21).fill(1),
};

describe.skipIf(!hasShared)("golden survival curves", () => {
  it.each(goldenCases("survival", "survival.kaplanMeier"))("$id", (c) => {
    const rows = c.inputs as unknown as SurvivalRows;
    const expected = c.expected as { horizon: number };
    const curve = kaplanMeier(rows);
    const log = kaplanMeier(rows, { band: "log" });
    const plain = kaplanMeier(rows, { band: "plain" });
    const median = medianSurvival(curve);
    const area = restrictedMeanSurvival(curve, expected.horizon);
    const actual = {
      ...curve,
      greenwoodSe: curve.standardError,
      loglogLower: curve.low,
      loglogUpper: curve.high,
      logLower: log.low,
      logUpper: log.high,
      plainLower: plain.low,
      plainUpper: plain.high,
      nelsonAalen: curve.cumulativeHazard,
      median: median.time,
      medianLowerLogLog: median.low,
      medianUpperLogLog: median.high,
      quartiles: [0.25, 0.5, 0.75].map((share) => survivalQuantile(curve, share).time),
      horizon: area.horizon,
      rmst: area.mean,
      rmstSe: area.standardError,
    };
    expect(goldenDifferences(actual, c)).toEqual([]);
  });

  it.each(goldenCases("survival", "survival.logRank"))("$id", (c) => {
    const rows = c.inputs as unknown as GroupedSurvivalRows;
    const actual = {
      ...logRankTest(rows),
      petoPetoChiSquare: logRankTest(rows, { weights: "peto" }).chiSquare,
    };
    expect(goldenDifferences(actual, c)).toEqual([]);
  });

  it.each(goldenCases("survival", "survival.cumulativeIncidence"))("$id", (c) => {
    const { time, causes } = cumulativeIncidence(c.inputs as { time: number[]; cause: number[] });
    // R lists the censoring times too, where the curves only rest.
    const times = (c.expected as { time: number[] }).time;
    expect(times).toEqual(expect.arrayContaining(time));
    const at = (column: number[]) => times.map((t) => column[lastAtOrBefore(time, t)]);
    const actual = {
      time: times,
      cifCause1: at(causes[0]!.incidence),
      cifCause2: at(causes[1]!.incidence),
      se1: at(causes[0]!.standardError),
      se2: at(causes[1]!.standardError),
    };
    expect(goldenDifferences(actual, c)).toEqual([]);
  });
});

describe("kaplanMeier", () => {
  // Textbook values: S(6) = 0.857, S(10) = 0.753, S(23) = 0.448; median 23 weeks (placebo 8).
  it("gives the textbook curve of the remission data", () => {
    const curve = kaplanMeier(SIX_MP);
    const [at6, at10, at23] = survivalAt(curve, [6, 10, 23]);
    expect(at6).toBeCloseTo(0.857, 3);
    expect(at10).toBeCloseTo(0.753, 3);
    expect(at23).toBeCloseTo(0.448, 3);
    expect(curve.standardError[0]).toBeCloseTo(0.0764, 4);
    expect(medianSurvival(curve).time).toBe(23);
    expect(medianSurvival(kaplanMeier(PLACEBO)).time).toBe(8);
  });

  it("leaves undefined what is undefined", () => {
    const gone = kaplanMeier({ time: [4], event: [1] });
    expect(gone).toMatchObject({ survival: [0], standardError: [null], low: [null], high: [null] });
    expect(survivalAt(gone, [3, 4, 9])).toEqual([1, 0, 0]);
    const there = kaplanMeier({ time: [3, 5], event: [0, 0] });
    expect(medianSurvival(there)).toMatchObject({ time: null, low: null, high: null });
    expect(survivalAt(there, [5, 5.1])).toEqual([1, null]);
  });

  it("refuses an empty table, unequal columns and impossible times", () => {
    expect(() => kaplanMeier({ time: [], event: [] })).toThrow(/at least one subject/);
    expect(() => kaplanMeier({ time: [1, 2], event: [1] })).toThrow(/rows/);
    expect(() => kaplanMeier({ time: [Number.NaN], event: [1] })).toThrow(/finite/);
    expect(() => kaplanMeier({ time: [-1], event: [1] })).toThrow(/negative/);
    expect(() => kaplanMeier({ time: [2], event: [1], start: [2] })).toThrow(/after its start/);
    expect(() => kaplanMeier({ time: [2], event: [1], count: [-2] })).toThrow(/count/);
  });

  // R 4.2.2, survival 3.5-3: survfit(Surv(c(0,1,2,0,3), c(2,4,5,3,6), c(1,1,0,1,1)) ~ 1)
  it("counts late entrants only from their entry", () => {
    const curve = kaplanMeier({ start: [0, 1, 2, 0, 3], time: [2, 4, 5, 3, 6], event: [1, 1, 0, 1, 1] });
    expect(curve.atRisk).toEqual([3, 3, 3, 1]);
    expect(curve.survival[2]).toBeCloseTo((2 / 3) ** 3, 14);
  });

  const rowsOf = fc.array(fc.record({ time: fc.integer({ min: 1, max: 12 }), event: fc.boolean() }), {
    minLength: 1,
    maxLength: 40,
  });
  const columns = (rows: { time: number; event: boolean }[]): SurvivalRows => ({
    time: rows.map((r) => r.time),
    event: rows.map((r) => r.event),
  });

  it("is the same from grouped cells, in any order, and stretches with the unit of time", () => {
    fc.assert(
      fc.property(rowsOf, (rows) => {
        const curve = kaplanMeier(columns(rows));
        const cells = new Map<string, { time: number; event: boolean; count: number }>();
        for (const r of [...rows].reverse()) {
          const key = `${r.time} ${r.event}`;
          cells.set(key, { ...r, count: (cells.get(key)?.count ?? 0) + 1 });
        }
        const table = [...cells.values()];
        expect(kaplanMeier({ ...columns(table), count: table.map((r) => r.count) })).toEqual(curve);
        const days = kaplanMeier(columns(rows.map((r) => ({ ...r, time: 7 * r.time }))));
        expect(days.survival).toEqual(curve.survival);
        expect(restrictedMeanSurvival(days, 70).mean).toBeCloseTo(7 * restrictedMeanSurvival(curve, 10).mean, 10);
      }),
    );
  });

  it("falls, stays in [0, 1] and inside its band", () => {
    fc.assert(
      fc.property(rowsOf, (rows) => {
        const { survival, low, high } = kaplanMeier(columns(rows));
        survival.forEach((s, i) => {
          expect(s).toBeGreaterThanOrEqual(0);
          expect(s).toBeLessThan(i === 0 ? 1 : survival[i - 1]!);
          if (low[i] !== null) expect(low[i]!).toBeLessThanOrEqual(s);
          if (high[i] !== null) expect(high[i]!).toBeGreaterThanOrEqual(s);
        });
      }),
    );
  });

  it("is the plain share without censoring, at counts of a hundred million too", () => {
    const curve = kaplanMeier({ time: [1, 2, 3], event: [1, 1, 1], count: [1e8, 3e8, 6e8] });
    [0.9, 0.6, 0].forEach((s, i) => {
      expect(curve.survival[i]).toBeCloseTo(s, 14);
    });
    expect(curve.standardError[0]).toBeCloseTo(Math.sqrt((0.9 * 0.1) / 1e9), 12);
  });
});

describe("restricted means", () => {
  it("compares two groups over a horizon", () => {
    // R 4.2.2, survival 3.5-3: print(survfit(Surv(time, event) ~ 1), rmean = 20): 16.11652661 (1.251560196), 8.428571429 (1.268082683)
    const longer = kaplanMeier(SIX_MP);
    const shorter = kaplanMeier(PLACEBO);
    const { difference, standardError, z } = restrictedMeanDifference(longer, shorter, 20);
    const [a, b] = [restrictedMeanSurvival(longer, 20), restrictedMeanSurvival(shorter, 20)];
    expect(a.mean).toBeCloseTo(16.11652661, 8);
    expect(a.standardError).toBeCloseTo(1.251560196, 9);
    expect(b.mean).toBeCloseTo(8.428571429, 9);
    expect(b.standardError).toBeCloseTo(1.268082683, 9);
    expect(difference).toBeCloseTo(a.mean - b.mean, 12);
    expect(standardError).toBeCloseTo(Math.hypot(a.standardError, b.standardError), 12);
    expect(z).toBeCloseTo(7.687955181 / 1.781694, 4);
  });
  it("has no test where nothing happened", () => {
    const still = kaplanMeier({ time: [4, 4], event: [0, 0] });
    expect(restrictedMeanDifference(still, still, 4)).toMatchObject({ difference: 0, z: null, p: null });
    expect(() => restrictedMeanSurvival(still, 0)).toThrow(/horizon/);
  });
});

describe("logRankTest", () => {
  it("gives the textbook chi-square of 16.79 for the remission data", () => {
    const rows = {
      time: [...SIX_MP.time, ...PLACEBO.time],
      event: [...SIX_MP.event, ...PLACEBO.event],
      group: [...SIX_MP.time.map(() => "6-MP"), ...PLACEBO.time.map(() => "placebo")],
    };
    const test = logRankTest(rows);
    expect(test.chiSquare).toBeCloseTo(16.79, 2);
    expect(test.expected[0]).toBeCloseTo(19.25, 2);
    // One stratum is no stratum; the same data twice over is 42 pairs in two strata.
    expect(logRankTest({ ...rows, stratum: rows.time.map(() => 1) }).chiSquare).toBeCloseTo(test.chiSquare, 12);
    const twice = {
      time: [...rows.time, ...rows.time],
      event: [...rows.event, ...rows.event],
      group: [...rows.group, ...rows.group],
      stratum: [...rows.time.map(() => "a"), ...rows.time.map(() => "b")],
    };
    expect(logRankTest(twice).chiSquare).toBeCloseTo(2 * test.chiSquare, 10);
  });

  it("names a comparison that cannot be made", () => {
    expect(() => logRankTest({ time: [1, 2], event: [0, 0], group: ["a", "b"] })).toThrow(/no event/);
    expect(() => logRankTest({ time: [1, 2], event: [1, 1], group: ["a", "a"] })).toThrow(/cannot be compared/);
  });

  it("rejects about one in twenty when the groups do not differ", () => {
    const random = sfc32("log-rank under the null");
    let rejected = 0;
    for (let i = 0; i < 400; i++) {
      const time = Array.from({ length: 60 }, () => Math.ceil(-10 * Math.log(1 - random())));
      const test = logRankTest({
        time: time.map((t) => Math.min(t, 15)),
        event: time.map((t) => t <= 15),
        group: time.map((_, j) => j % 3),
      });
      if (test.p < 0.05) rejected++;
    }
    expect(rejected / 400).toBeGreaterThan(0.02);
    expect(rejected / 400).toBeLessThan(0.09);
  });
});

describe("cumulativeIncidence", () => {
  it("adds up to what ended, and is 1 − Kaplan–Meier with one cause", () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ time: fc.integer({ min: 1, max: 9 }), cause: fc.integer({ min: 0, max: 3 }) }), {
          minLength: 1,
          maxLength: 40,
        }),
        (rows) => {
          const time = rows.map((r) => r.time);
          const { survival, causes } = cumulativeIncidence({ time, cause: rows.map((r) => r.cause) });
          survival.forEach((s, i) => {
            expect(causes.reduce((sum, c) => sum + c.incidence[i]!, s)).toBeCloseTo(1, 12);
          });
          const one = cumulativeIncidence({ time, cause: rows.map((r) => Math.min(1, r.cause)) });
          const curve = kaplanMeier({ time, event: rows.map((r) => r.cause > 0) });
          curve.survival.forEach((s, i) => {
            expect(one.causes[0]!.incidence[i]).toBeCloseTo(1 - s, 12);
            if (s > 0) expect(one.causes[0]!.standardError[i]).toBeCloseTo(curve.standardError[i]!, 7);
          });
        },
      ),
    );
  });
});
