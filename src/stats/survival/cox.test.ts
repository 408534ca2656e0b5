import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { goldenCases, goldenDifferences, hasShared, SHARED } from "../../../tests/shared.ts";
import { drawNormal } from "../random/normal.ts";
import { sfc32 } from "../random/sfc32.ts";
import { predictCox } from "./cox-baseline.ts";
import type { CoxRows } from "./cox-design.ts";
import type { CoxFit } from "./cox-fit.ts";
import { fitCox } from "./cox-model.ts";
import { kaplanMeier } from "./kaplan-meier.ts";
import { logRankTest } from "./log-rank.ts";
import { proportionalHazardsTest } from "./proportional-hazards-test.ts";

// Made by tests/golden/survival.R (R 4.2.2, survival 3.5-3).
const R = JSON.parse(readFileSync(new URL("../../../tests/golden/survival.json", import.meta.url), "utf8"));
const { time, event, start, x1, x2, stratum, cluster, weight } = R.inputs;
const base: CoxRows = { time, event, covariates: { x1, x2 } };

function readCsv(path: string): Record<string, number[]> {
  const [head, ...lines] = readFileSync(`${SHARED}golden/${path}`, "utf8").trim().split("\n");
  const rows = lines.map((line) => line.split(",").map(Number));
  return Object.fromEntries(head!.split(",").map((name, j) => [name, rows.map((row) => row[j]!)]));
}

interface CoxInputs {
  time: number[] | string;
  event: number[] | string;
  start?: string;
  stop?: string;
  cluster?: string;
  data: Record<string, number[]>;
  x: string[];
  csv?: string;
}

function rowsOf(inputs: CoxInputs): { rows: CoxRows; cluster?: number[] } {
  const data = inputs.csv === undefined ? inputs.data : readCsv(inputs.csv);
  const column = (name: number[] | string | undefined) => (typeof name === "string" ? data[name] : name);
  const rows = {
    time: column(inputs.time ?? inputs.stop)!,
    event: column(inputs.event)!,
    covariates: Object.fromEntries(inputs.x.map((name) => [name, data[name]!])),
  };
  const start = column(inputs.start);
  const cluster = column(inputs.cluster);
  return { rows: start === undefined ? rows : { ...rows, start }, ...(cluster === undefined ? {} : { cluster }) };
}

describe.skipIf(!hasShared)("golden Cox models", () => {
  it.each(goldenCases("survival", "survival.coxPH"))("$id", (c) => {
    const { rows, cluster } = rowsOf(c.inputs as unknown as CoxInputs);
    const expected = c.expected as Record<"efron" | "breslow", { baselineCumulativeHazard?: { times: number[] } }>;
    const answer = (ties: "efron" | "breslow") => {
      const fit = fitCox(rows, { ties });
      const times = expected[ties].baselineCumulativeHazard?.times ?? [];
      const covariates = Object.fromEntries(fit.terms.map((term) => [term, 0]));
      const { df, ...ph } = proportionalHazardsTest(rows, fit).global;
      return {
        ...fit,
        coef: fit.coefficients,
        se: fit.standardErrors,
        hazardRatio: fit.hazardRatios,
        logLikNull: fit.logLikelihoodNull,
        logLik: fit.logLikelihood,
        lrTest: fit.likelihoodRatioTest.chiSquare,
        // R prints this one with two decimals, and the golden file holds what it printed.
        waldTest: Math.round(fit.waldTest.chiSquare * 100) / 100,
        scoreTest: fit.scoreTest.chiSquare,
        robustSeCluster: cluster && fitCox({ ...rows, cluster }, { ties }).robustStandardErrors,
        baselineCumulativeHazard: { times, H0: predictCox(fit, { covariates, times }).cumulativeHazard },
        proportionalHazardsTestKmTransform: { global: ph.chiSquare, df, p: ph.p },
      };
    };
    const efron = answer("efron");
    const actual = { ...efron, efron, breslow: answer("breslow") };
    expect(goldenDifferences(actual, c)).toEqual([]);
  });
});

describe("against R's survival package", () => {
  const expectLike = (fit: CoxFit, r: Record<string, number[]> & Record<string, number>) => {
    for (const j of [0, 1]) {
      expect(fit.coefficients[j]).toBeCloseTo(r.coefficients![j]!, 7);
      expect(fit.standardErrors[j]).toBeCloseTo(r.standardErrors![j]!, 7);
      if (fit.robustStandardErrors !== null) expect(fit.robustStandardErrors[j]).toBeCloseTo(r.robust![j]!, 7);
    }
    expect(fit.logLikelihoodNull).toBeCloseTo(r.logLikelihoodNull!, 8);
    expect(fit.logLikelihood).toBeCloseTo(r.logLikelihood!, 8);
    expect(fit.scoreTest.chiSquare).toBeCloseTo(r.scoreTest!, 7);
    expect(fit.concordance).toBeCloseTo(r.concordance!, 9);
  };

  it("fits plain rows", () => expectLike(fitCox(base), R.efron));
  it("fits case weights with robust errors", () => {
    expectLike(fitCox({ ...base, weight }), R.weightedEfron);
    expectLike(fitCox({ ...base, weight }, { ties: "breslow" }), R.weightedBreslow);
  });
  it("fits late entry with strata and clusters", () => {
    const rows = { ...base, start, stratum, cluster };
    expectLike(fitCox(rows), R.lateStratifiedClustered);
    expectLike(fitCox(rows, { ties: "breslow" }), R.lateStratifiedBreslow);
  });
  it("tests whether effects change over time", () => {
    const check = (rows: CoxRows, ties: "efron" | "breslow", scale: "km" | "identity" | "log", r: typeof R.zphKm) => {
      const test = proportionalHazardsTest(rows, fitCox(rows, { ties }), { scale });
      [...test.terms, test.global].forEach((t, j) => {
        expect(t.chiSquare).toBeCloseTo(r.chiSquare[j], 6);
        expect(t.p).toBeCloseTo(r.p[j], 6);
      });
    };
    check(base, "efron", "km", R.zphKm);
    check(base, "efron", "identity", R.zphIdentity);
    check({ ...base, start }, "breslow", "log", R.zphLogBreslow);
    const { residuals } = proportionalHazardsTest(base, fitCox(base));
    for (const j of [0, 1]) {
      expect(residuals.values[0]![j]).toBeCloseTo(R.schoenfeld.first[j], 6);
      expect(residuals.values.at(-1)![j]).toBeCloseTo(R.schoenfeld.last[j], 6);
    }
  });
  it("predicts a profile with its band", () => {
    for (const [ties, r] of [
      ["efron", R.curveEfron],
      ["breslow", R.curveBreslow],
    ] as const) {
      const curve = predictCox(fitCox(base, { ties }), { covariates: { x1: 0.5, x2: 1 }, times: r.time });
      r.time.forEach((_: number, i: number) => {
        expect(curve.cumulativeHazard[i]).toBeCloseTo(r.cumhaz[i], 7);
        expect(curve.standardError[i]).toBeCloseTo(r.se[i], 7);
        expect(curve.low[i]).toBeCloseTo(r.lower[i], 7);
        expect(curve.high[i]).toBeCloseTo(r.upper[i], 7);
      });
    }
  });
  it("follows late entrants in the curve, and strata in the log-rank test", () => {
    const curve = kaplanMeier({ time, event, start });
    expect(curve.time).toEqual(R.lateEntry.time);
    expect(curve.atRisk).toEqual(R.lateEntry.atRisk);
    curve.survival.forEach((s, i) => {
      expect(s).toBeCloseTo(R.lateEntry.survival[i], 10);
      expect(curve.standardError[i]).toBeCloseTo(R.lateEntry.standardError[i], 10);
    });
    const test = logRankTest({ time, event, group: x2, stratum });
    expect(test.chiSquare).toBeCloseTo(R.stratifiedLogRank.chiSquare, 9);
    expect(test.p).toBeCloseTo(R.stratifiedLogRank.p, 9);
    expect(test.expected[0]).toBeCloseTo(R.stratifiedLogRank.expected[0], 9);
  });
});

// Freireich et al. (1963): the textbook coefficient of 6-MP is −1.572 (0.412) with Efron's, −1.509 (0.410) with Breslow's ties.
const REMISSION: CoxRows = {
  time: [
    6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35, 1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8,
    11, 11, 12, 12, 15, 17, 22, 23,
  ],
  event: [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, ...new Array(21).fill(1)],
  covariates: { sixMp: [...new Array(21).fill(1), ...new Array(21).fill(0)] },
};

describe("fitCox", () => {
  it("gives the textbook coefficient of the remission data", () => {
    const efron = fitCox(REMISSION);
    expect(efron.coefficients[0]).toBeCloseTo(-1.572, 3);
    expect(efron.standardErrors[0]).toBeCloseTo(0.412, 3);
    const breslow = fitCox(REMISSION, { ties: "breslow" });
    expect(breslow.coefficients[0]).toBeCloseTo(-1.509, 3);
    expect(breslow.standardErrors[0]).toBeCloseTo(0.41, 2);
  });

  it("is the same from grouped cells, in any order, split in stretches, and in any unit of time or covariate", () => {
    const fit = fitCox(base);
    const rounded = (f: CoxFit) => f.coefficients.map((b) => b.toFixed(9));
    const cells = new Map<string, { time: number; event: number; x: number; count: number }>();
    const groups = (x1 as number[]).map((v) => Math.round(v));
    groups.forEach((x, i) => {
      const key = `${time[i]} ${event[i]} ${x}`;
      cells.set(key, { time: time[i], event: event[i], x, count: (cells.get(key)?.count ?? 0) + 1 });
    });
    const table = [...cells.values()].reverse();
    expect(table.length).toBeLessThan(groups.length);
    const fromRows = fitCox({ time, event, covariates: { x: groups } }, { robust: true });
    const fromCells = fitCox(
      {
        time: table.map((c) => c.time),
        event: table.map((c) => c.event),
        count: table.map((c) => c.count),
        covariates: { x: table.map((c) => c.x) },
      },
      { robust: true },
    );
    expect(rounded(fromCells)).toEqual(rounded(fromRows));
    expect(fromCells.logLikelihood).toBeCloseTo(fromRows.logLikelihood, 9);
    expect(fromCells.robustStandardErrors![0]).toBeCloseTo(fromRows.robustStandardErrors![0]!, 10);
    expect(fromCells.concordance).toBeCloseTo(fromRows.concordance!, 12);

    const halves = (time as number[]).flatMap((t, i) => [
      { start: 0, time: t / 2, event: 0, x1: x1[i], x2: x2[i] },
      { start: t / 2, time: t, event: event[i], x1: x1[i], x2: x2[i] },
    ]);
    const split = fitCox({
      start: halves.map((h) => h.start),
      time: halves.map((h) => h.time),
      event: halves.map((h) => h.event),
      covariates: { x1: halves.map((h) => h.x1), x2: halves.map((h) => h.x2) },
    });
    expect(rounded(split)).toEqual(rounded(fit));
    expect(split.logLikelihood).toBeCloseTo(fit.logLikelihood, 9);

    const other = fitCox({
      time: (time as number[]).map((t) => t * 30),
      event,
      covariates: { x1: (x1 as number[]).map((v) => 1e4 + 100 * v), x2 },
    });
    expect(other.coefficients[0]! * 100).toBeCloseTo(fit.coefficients[0]!, 7);
    expect(other.logLikelihood).toBeCloseTo(fit.logLikelihood, 8);
  });

  it("agrees with the log-rank test through its score test where times are not tied", () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 8, maxLength: 30 }), (group) => {
        const x = group.map(Number);
        const rows = { time: x.map((_, i) => 1 + i + (i % 3) / 7), event: x.map((_, i) => i % 4 !== 3) };
        let score: number;
        try {
          score = fitCox({ ...rows, covariates: { x } }).scoreTest.chiSquare;
        } catch {
          return;
        }
        expect(score).toBeCloseTo(logRankTest({ ...rows, group: x }).chiSquare, 8);
      }),
    );
  });

  it("recovers the coefficients that data were simulated with, and its errors cover them", () => {
    const random = sfc32("cox recovery");
    const truth = [0.7, -0.4];
    let covered = 0;
    const runs = 200;
    for (let run = 0; run < runs; run++) {
      const a = Array.from({ length: 200 }, () => drawNormal(random));
      const b = a.map(() => (random() < 0.4 ? 1 : 0));
      const life = a.map((v, i) => -Math.log(1 - random()) / (0.1 * Math.exp(truth[0]! * v + truth[1]! * b[i]!)));
      const fit = fitCox({
        time: life.map((t) => Math.min(12, Math.ceil(t))),
        event: life.map((t) => Math.ceil(t) <= 12),
        covariates: { a, b },
      });
      if (Math.abs(fit.coefficients[1]! - truth[1]!) < 1.96 * fit.standardErrors[1]!) covered++;
      if (run === 0) expect(fit.coefficients[0]).toBeCloseTo(truth[0]!, 0);
    }
    expect(covered / runs).toBeGreaterThan(0.9);
    expect(covered / runs).toBeLessThan(0.99);
  });

  const code = (run: () => unknown): [string, unknown] => {
    try {
      run();
    } catch (error) {
      const { code, details } = error as { code: string; details: { columns?: unknown } };
      return [code, details.columns];
    }
    return ["no error", null];
  };

  it("names constant, collinear and separating columns before it fits", () => {
    const a = [1, 4, 2, 8, 5, 7, 3, 6];
    const time = [1, 2, 3, 4, 5, 6, 7, 8];
    const event = [1, 1, 1, 1, 1, 1, 0, 0];
    const fit = (covariates: Record<string, number[]>, more: Partial<CoxRows> = {}) =>
      code(() => fitCox({ time, event, covariates, ...more }));
    expect(fit({ a, flat: a.map(() => 1) })).toEqual(["model.rank_deficient", ["flat"]]);
    expect(fit({ a, twice: a.map((v) => 2 * v + 1) })).toEqual(["model.rank_deficient", ["twice"]]);
    expect(fit({ a, order: time })).toEqual(["model.separated", ["order"]]);
    expect(fit({ a, late: [0, 0, 0, 0, 0, 0, 1, 1] })).toEqual(["model.separated", ["late"]]);
    expect(fit({ a, late: [0, 0, 0, 0, 0, 0, 1, 1] }, { start: time.map((t) => t / 2 - 0.5) })).toEqual([
      "model.separated",
      ["late"],
    ]);
    // Constant within each stratum: it varies over rows, but never within a comparison.
    expect(fit({ a, half: [0, 0, 0, 0, 1, 1, 1, 1] }, { stratum: [0, 0, 0, 0, 1, 1, 1, 1] })).toEqual([
      "model.rank_deficient",
      ["half"],
    ]);
  });

  it("names covariates that separate only together", () => {
    const a = [3, 1, 2, 0, 2, 1, 0, 1];
    const b = a.map((v, i) => 8 - i - v);
    const [what] = code(() =>
      fitCox({ time: [1, 2, 3, 4, 5, 6, 7, 8], event: new Array(8).fill(1), covariates: { a, b } }),
    );
    expect(what).toBe("model.separated");
  });

  it("refuses data without events, holes in a column and fractional counts", () => {
    expect(code(() => fitCox({ ...base, event: time.map(() => 0) }))[0]).toBe("model.degenerate");
    expect(code(() => fitCox({ ...base, covariates: { x1: [Number.NaN, ...x1.slice(1)] } }))[0]).toBe(
      "input.out_of_range",
    );
    expect(code(() => fitCox({ ...base, covariates: { x1: [1] } }))[0]).toBe("input.shape_mismatch");
    expect(code(() => fitCox({ ...base, count: time.map(() => 0.5) }))[0]).toBe("input.out_of_range");
    expect(code(() => fitCox({ time, event, covariates: {} }))[0]).toBe("input.invalid");
  });

  it("survives JSON, and asks for what a profile lacks", () => {
    const fit = fitCox({ ...base, stratum });
    expect(JSON.parse(JSON.stringify(fit))).toEqual(fit);
    expect(() => predictCox(fit, { covariates: { x1: 0 }, times: [1], stratum: "a" })).toThrow(/x2/);
    expect(() => predictCox(fit, { covariates: { x1: 0, x2: 0 }, times: [1] })).toThrow(/strata/);
    const at = predictCox(fit, { covariates: { x1: 0, x2: 0 }, times: [0, 5, 99], stratum: "b" });
    expect(at.survival[0]).toBe(1);
    expect(at.survival[1]).toBeGreaterThan(at.survival[2]!);
  });

  it("keeps its sums when huge risks leave the risk set", () => {
    const n = 400;
    const random = sfc32("cancellation");
    const x = Array.from({ length: n }, (_, i) => (i < 5 ? 40 + i : drawNormal(random)));
    const life = x.map(() => 1 + Math.floor(50 * random()));
    const rows = {
      start: x.map((_, i) => (i < 5 ? 60 : 0)),
      time: x.map((_, i) => (i < 5 ? 60.5 + (i % 2) : life[i]!)),
      event: x.map((_, i) => i % 3 !== 0),
      covariates: { x },
    };
    const without = (column: ArrayLike<number | boolean>) => Array.from(column).slice(5) as number[];
    const small = fitCox({
      start: without(rows.start),
      time: without(rows.time),
      event: without(rows.event),
      covariates: { x: x.slice(5) },
      stratum: without(rows.time).map(() => 0),
    });
    const apart = fitCox({ ...rows, stratum: x.map((_, i) => (i < 5 ? 1 : 0)) });
    const together = fitCox(rows);
    expect(together.coefficients[0]).toBeCloseTo(apart.coefficients[0]!, 7);
    expect(Number.isFinite(small.coefficients[0]!)).toBe(true);
  });
});
