import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { goldenCases, goldenDifferences, hasShared, SHARED } from "../../../tests/shared.ts";
import { drawNormal } from "../random/normal.ts";
import { sfc32 } from "../random/sfc32.ts";
import { areaUnderCurve, compareAuc } from "./auc.ts";
import {
  crpsEnsemble,
  crpsNormal,
  type ForecastRows,
  forecastErrors,
  type IntervalForecasts,
  intervalScore,
} from "./forecast-errors.ts";
import { hosmerLemeshow } from "./hosmer-lemeshow.ts";
import { applyIsotonic, fitIsotonic, type IsotonicRows } from "./isotonic.ts";
import { liftAtTop } from "./lift.ts";
import { applyPlatt, calibrationSlope, fitPlatt } from "./logistic-calibration.ts";
import { probabilityScores } from "./probability-scores.ts";

interface Predicted {
  labels: number[];
  predicted: number[];
}

describe.skipIf(!hasShared)("golden prediction quality", () => {
  it.each(goldenCases("calibration", "calibration.scores"))("$id", (c) => {
    const { labels: label, predicted: score, bins } = c.inputs as unknown as Predicted & { bins: number };
    const auc = areaUnderCurve({ label, score }, { scale: "plain" });
    const scores = probabilityScores({ label, score }, { bins, binning: "equal-width" });
    const calibration = calibrationSlope({ label, score });
    const actual = {
      ...scores,
      auc: auc.auc,
      aucDelongSe: auc.standardError,
      aucLower: auc.interval?.low,
      aucUpper: auc.interval?.high,
      ece: scores.expectedCalibrationError,
      ks: scores.kolmogorovSmirnov,
      calibrationInterceptAtSlope1: calibration?.interceptAtSlopeOne,
      calibrationIntercept: calibration?.intercept,
      calibrationSlope: calibration?.slope,
    };
    expect(goldenDifferences(actual, c)).toEqual([]);
  });

  it.each(goldenCases("calibration", "calibration.isotonic"))("$id", (c) => {
    const { predictAt, ...rows } = c.inputs as unknown as IsotonicRows & { predictAt?: number[] };
    const fit = fitIsotonic(rows);
    expect(goldenDifferences({ fitted: fit.rows, predicted: predictAt && applyIsotonic(fit, predictAt) }, c)).toEqual(
      [],
    );
  });

  it.each(goldenCases("calibration", "calibration.platt"))("$id", (c) => {
    const { scores, labels, predictAt } = c.inputs as { scores: number[]; labels: number[]; predictAt: number[] };
    const fit = fitPlatt({ label: labels, score: scores });
    expect(goldenDifferences({ A: fit.a, B: fit.b, predicted: applyPlatt(fit, predictAt) }, c)).toEqual([]);
  });

  it.each(goldenCases("calibration", "calibration.delongTest"))("$id", (c) => {
    const { csv, scores } = c.inputs as { csv: string; scores: string[] };
    const [head, ...lines] = readFileSync(`${SHARED}golden/${csv}`, "utf8").trim().replaceAll('"', "").split("\n");
    const column = (name: string) => lines.map((line) => Number(line.split(",")[head!.split(",").indexOf(name)]));
    const label = column("y");
    const aucs = scores.map((name) => areaUnderCurve({ label, score: column(name) }));
    const actual = {
      auc: aucs.map((a) => a.auc),
      se: aucs.map((a) => a.standardError),
      s100bVsNdka: compareAuc({ label, first: column("s100b"), second: column("ndka") }),
      wfnsVsS100b: compareAuc({ label, first: column("wfns"), second: column("s100b") }),
    };
    expect(goldenDifferences(actual, c)).toEqual([]);
  });

  it.each(goldenCases("calibration", "calibration.hosmerLemeshow"))("$id", (c) => {
    const { labels: label, predicted: score, groups } = c.inputs as unknown as Predicted & { groups: number };
    expect(goldenDifferences(hosmerLemeshow({ label, score }, groups), c)).toEqual([]);
  });

  it.each(goldenCases("calibration", "calibration.lift"))("$id", (c) => {
    const { labels: label, predicted: score, topShare } = c.inputs as unknown as Predicted & { topShare: number };
    expect(goldenDifferences(liftAtTop({ label, score }, topShare), c)).toEqual([]);
  });

  it.each(goldenCases("forecast"))("$id", (c) => {
    const inputs = c.inputs as unknown as ForecastRows &
      IntervalForecasts & { mean: number; sd: number; ensemble: number[] };
    const answer = {
      "forecast.errors": () => forecastErrors(inputs),
      "forecast.crpsNormal": () => ({ crps: Array.from(inputs.observed, (y) => crpsNormal(inputs, y)) }),
      "forecast.crpsEnsemble": () => ({ crps: crpsEnsemble(inputs.ensemble, inputs.observed as unknown as number) }),
      "forecast.intervalScore": () => intervalScore(inputs),
    }[c.method]!;
    expect(goldenDifferences(answer(), c)).toEqual([]);
  });
});

const codeOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    return (error as { code: string }).code;
  }
  return "no error";
};

const cases = fc
  .array(
    fc.record({ label: fc.integer({ min: 0, max: 1 }), score: fc.integer({ min: 1, max: 19 }).map((v) => v / 20) }),
    {
      minLength: 1,
      maxLength: 60,
    },
  )
  .map((rows) => ({ label: rows.map((r) => r.label), score: rows.map((r) => r.score) }));

function grouped({ label, score }: { label: number[]; score: number[] }) {
  const cells = new Map<string, { label: number; score: number; count: number }>();
  label.forEach((l, i) => {
    const key = `${l} ${score[i]}`;
    cells.set(key, { label: l, score: score[i]!, count: (cells.get(key)?.count ?? 0) + 1 });
  });
  const list = [...cells.values()].reverse();
  return { label: list.map((c) => c.label), score: list.map((c) => c.score), count: list.map((c) => c.count) };
}

describe("areaUnderCurve", () => {
  it("is the share of pairs in the right order, ties one half", () => {
    fc.assert(
      fc.property(cases, (rows) => {
        let [pairs, right] = [0, 0];
        rows.label.forEach((a, i) => {
          rows.label.forEach((b, j) => {
            if (a !== 1 || b !== 0) return;
            pairs++;
            right += (Math.sign(rows.score[i]! - rows.score[j]!) + 1) / 2;
          });
        });
        const { auc } = areaUnderCurve(rows);
        if (pairs === 0) expect(auc).toBeNull();
        else expect(auc).toBeCloseTo(right / pairs, 12);
      }),
    );
  });

  it("is the same from grouped cells and under any rising transform", () => {
    fc.assert(
      fc.property(cases, (rows) => {
        const whole = areaUnderCurve(rows);
        const cells = areaUnderCurve(grouped(rows));
        const stretched = areaUnderCurve({ ...rows, score: rows.score.map((s) => Math.exp(9 * s) - 3) });
        for (const other of [cells, stretched]) {
          if (whole.auc === null) expect(other.auc).toBeNull();
          else expect(other.auc).toBeCloseTo(whole.auc, 12);
          if (whole.standardError !== null) expect(other.standardError).toBeCloseTo(whole.standardError, 12);
        }
      }),
    );
  });

  it("keeps a logit interval inside 0 and 1, and covers as it says", () => {
    const random = sfc32("auc coverage");
    let covered = 0;
    for (let run = 0; run < 300; run++) {
      const label = Array.from({ length: 120 }, (_, i) => (i < 40 ? 1 : 0));
      const { interval } = areaUnderCurve({ label, score: label.map((l) => 1.2 * l + drawNormal(random)) });
      // P(N(1.2, 2) > 0) = Φ(1.2/√2)
      if (interval!.low < 0.80193 && 0.80193 < interval!.high) covered++;
      expect(interval!.high).toBeLessThan(1);
    }
    expect(covered / 300).toBeGreaterThan(0.91);
  });

  it("is undefined with one label, and has no error with one case of a label", () => {
    expect(areaUnderCurve({ label: [1, 1], score: [0.3, 0.9] })).toMatchObject({ auc: null, interval: null });
    expect(areaUnderCurve({ label: [1, 0, 0], score: [0.3, 0.9, 0.1] })).toMatchObject({
      auc: 0.5,
      standardError: null,
    });
    expect(codeOf(() => areaUnderCurve({ label: [], score: [] }))).toBe("input.sample_too_small");
    expect(codeOf(() => areaUnderCurve({ label: [1, 0], score: [1, Number.NaN] }))).toBe("input.out_of_range");
    expect(codeOf(() => areaUnderCurve({ label: [1, 0], score: [1] }))).toBe("input.shape_mismatch");
  });

  it("finds no difference between a score and itself, at a hundred million cases too", () => {
    const first = [1, 2, 3, 4];
    expect(compareAuc({ label: [0, 1, 0, 1], first, second: first })).toMatchObject({
      difference: 0,
      z: null,
      p: null,
    });
    const big = areaUnderCurve({ label: [0, 1, 0, 1], score: [1, 1, 2, 2], count: [3e8, 1e8, 1e8, 3e8] });
    expect(big.auc).toBeCloseTo(0.75, 12);
    expect(big.standardError).toBeLessThan(1e-4);
  });
});

describe("probabilityScores", () => {
  it("splits the Brier score exactly where bins hold one prediction, and has the same answer from cells", () => {
    fc.assert(
      fc.property(cases, (rows) => {
        const s = probabilityScores(rows, { bins: 20, binning: "equal-width" });
        expect(s.reliability - s.resolution + s.uncertainty).toBeCloseTo(s.brier, 10);
        expect(s.brier).toBeGreaterThanOrEqual(0);
        expect(s.expectedCalibrationError).toBeLessThanOrEqual(1);
        expect(s.bins.reduce((sum, b) => sum + b.n, 0)).toBe(rows.label.length);
        const cells = probabilityScores(grouped(rows), { bins: 20, binning: "equal-width" });
        expect(cells.brier).toBeCloseTo(s.brier, 12);
        expect(cells.logLoss).toBeCloseTo(s.logLoss, 12);
        const counted = probabilityScores(rows, { bins: 5 });
        expect(counted.bins.length).toBeLessThanOrEqual(5);
      }),
    );
  });

  it("stays finite for certain predictions and refuses what is no probability", () => {
    const wrong = probabilityScores({ label: [1, 0], score: [0, 1] });
    expect(wrong.brier).toBe(1);
    expect(wrong.logLoss).toBeCloseTo(52 * Math.LN2, 10);
    expect(codeOf(() => probabilityScores({ label: [1], score: [1.2] }))).toBe("input.out_of_range");
    expect(probabilityScores({ label: [1, 1], score: [0.4, 0.9] })).toMatchObject({
      brierSkill: null,
      kolmogorovSmirnov: null,
    });
  });
});

describe("calibration", () => {
  it("recovers a distortion, and tells good from bad", () => {
    const random = sfc32("calibration");
    const logit = Array.from({ length: 20_000 }, () => drawNormal(random));
    const label = logit.map((l) => (random() < 1 / (1 + Math.exp(-(0.3 + 0.5 * l))) ? 1 : 0));
    const score = logit.map((l) => 1 / (1 + Math.exp(-l)));
    const raw = calibrationSlope({ label, score })!;
    expect(raw.slope).toBeCloseTo(0.5, 1);
    expect(raw.intercept).toBeCloseTo(0.3, 1);
    expect(raw.slopeInterval.low).toBeLessThan(0.5);
    expect(raw.slopeInterval.high).toBeGreaterThan(0.5);
    const platt = fitPlatt({ label, score: logit });
    expect(platt.a).toBeCloseTo(-0.5, 1);
    const repaired = calibrationSlope({ label, score: applyPlatt(platt, logit) })!;
    expect(repaired.slope).toBeCloseTo(1, 2);
    expect(probabilityScores({ label, score: applyPlatt(platt, logit) }).brier).toBeLessThan(
      probabilityScores({ label, score }).brier,
    );
    const isotonic = fitIsotonic({ x: score, y: label });
    expect(probabilityScores({ label, score: isotonic.rows }).expectedCalibrationError).toBeLessThan(1e-9);
  });

  it("does not depend on the unit of the score", () => {
    const score = [-2, -1, 0, 1, 2, 0.5];
    const label = [0, 0, 1, 0, 1, 1];
    const at = applyPlatt(fitPlatt({ label, score }), score);
    const stretched = score.map((s) => 1e6 + 1000 * s);
    applyPlatt(fitPlatt({ label, score: stretched }), stretched).forEach((p, i) => {
      expect(p).toBeCloseTo(at[i]!, 8);
    });
  });

  it("is undefined, not invented, without overlap or without variety", () => {
    expect(calibrationSlope({ label: [0, 1], score: [0.2, 0.8] })).toBeNull();
    expect(calibrationSlope({ label: [1, 0], score: [0.2, 0.8] })).toBeNull();
    expect(calibrationSlope({ label: [1, 1], score: [0.2, 0.8] })).toBeNull();
    expect(calibrationSlope({ label: [0, 1], score: [0.5, 0.5] })).toBeNull();
    expect(codeOf(() => fitPlatt({ label: [1, 1], score: [1, 2] }))).toBe("model.degenerate");
    expect(codeOf(() => fitPlatt({ label: [1, 0], score: [2, 2] }))).toBe("model.degenerate");
  });
});

describe("fitIsotonic", () => {
  const rows = fc.array(
    fc.record({
      x: fc.integer({ min: 0, max: 20 }),
      y: fc.integer({ min: -9, max: 9 }),
      w: fc.integer({ min: 1, max: 5 }),
    }),
    { minLength: 1, maxLength: 40 },
  );
  const columns = (list: { x: number; y: number; w: number }[]): IsotonicRows => ({
    x: list.map((r) => r.x),
    y: list.map((r) => r.y),
    weights: list.map((r) => r.w),
  });

  it("never falls, keeps the total, and is nobody's worse than a constant", () => {
    fc.assert(
      fc.property(rows, (list) => {
        const fit = fitIsotonic(columns(list));
        for (let i = 1; i < fit.fitted.length; i++) expect(fit.fitted[i]!).toBeGreaterThanOrEqual(fit.fitted[i - 1]!);
        const total = (of: (i: number) => number) => list.reduce((sum, r, i) => sum + r.w * of(i), 0);
        expect(total((i) => fit.rows[i]!)).toBeCloseTo(
          total((i) => list[i]!.y),
          8,
        );
        const again = fitIsotonic({ ...columns(list), y: fit.rows });
        again.rows.forEach((v, i) => {
          expect(v).toBeCloseTo(fit.rows[i]!, 10);
        });
      }),
    );
  });

  it("is the fit of repeated rows when weighted, and refuses what it cannot use", () => {
    fc.assert(
      fc.property(rows, (list) => {
        const repeated = list.flatMap((r) => new Array(r.w).fill({ ...r, w: 1 }));
        const weighted = fitIsotonic(columns(list));
        fitIsotonic(columns(repeated)).fitted.forEach((v, i) => {
          expect(v).toBeCloseTo(weighted.fitted[i]!, 10);
        });
      }),
    );
    expect(codeOf(() => fitIsotonic({ x: [], y: [] }))).toBe("input.sample_too_small");
    expect(codeOf(() => fitIsotonic({ x: [1], y: [1], weights: [0] }))).toBe("input.out_of_range");
  });
});

describe("hosmerLemeshow, liftAtTop and forecasts", () => {
  it("rejects about one in twenty well-calibrated models", () => {
    const random = sfc32("hosmer-lemeshow");
    let rejected = 0;
    for (let run = 0; run < 400; run++) {
      const score = Array.from({ length: 500 }, () => 0.05 + 0.9 * random());
      const test = hosmerLemeshow({ label: score.map((p) => (random() < p ? 1 : 0)), score });
      // Probabilities that were not fitted to the cases: one degree of freedom a group.
      if (test.chiSquare > 18.307) rejected++;
    }
    expect(rejected / 400).toBeGreaterThan(0.02);
    expect(rejected / 400).toBeLessThan(0.09);
    expect(codeOf(() => hosmerLemeshow({ label: [1, 0], score: [0.4, 0.5] }))).toBe("input.sample_too_small");
  });

  it("does not depend on the order of tied rows", () => {
    const score = [0.5, 0.5, 0.5, 0.5];
    expect(liftAtTop({ label: [1, 0, 0, 0], score }, 0.25).lift).toBe(1);
    expect(liftAtTop({ label: [0, 0, 0, 1], score }, 0.25).lift).toBe(1);
    expect(liftAtTop({ label: [0, 0], score: [1, 2] }, 0.5)).toMatchObject({ lift: null, captured: null });
    expect(codeOf(() => liftAtTop({ label: [1], score: [1] }, 0))).toBe("input.out_of_range");
  });

  it("scores a distribution as its draws, and a point as its distance", () => {
    const random = sfc32("crps");
    const draws = Array.from({ length: 20_000 }, () => 100 + 15 * drawNormal(random));
    expect(crpsEnsemble(draws, 110)).toBeCloseTo(crpsNormal({ mean: 100, sd: 15 }, 110), 0);
    expect(crpsNormal({ mean: 3, sd: 0 }, 5)).toBe(2);
    expect(crpsEnsemble([3], 5)).toBe(2);
  });

  it("leaves undefined what has no scale", () => {
    expect(forecastErrors({ actual: [1], forecast: [2], train: [5, 5, 5] })).toMatchObject({ mase: null, scale: 0 });
    expect(forecastErrors({ actual: [1], forecast: [2], train: [5], season: 12 })).toMatchObject({
      mase: null,
      scale: null,
    });
    expect(forecastErrors({ actual: [0], forecast: [0] }).smape).toBe(0);
    expect(codeOf(() => forecastErrors({ actual: [], forecast: [] }))).toBe("input.sample_too_small");
    expect(codeOf(() => intervalScore({ lower: [2], upper: [1], observed: [1], nominal: 0.9 }))).toBe(
      "input.out_of_range",
    );
    expect(codeOf(() => forecastErrors({ actual: [1, 2], forecast: [1] }))).toBe("input.shape_mismatch");
  });
});
