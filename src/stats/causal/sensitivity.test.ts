import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { goldenCsv, numbers } from "../../../tests/golden/csv.ts";
import { goldenCases, goldenDifferences, hasShared } from "../../../tests/shared.ts";
import { drawNormal } from "../random/normal.ts";
import { sfc32 } from "../random/sfc32.ts";
import { aipwFromCells, type Cell } from "./aipw-from-cells.ts";
import { balance } from "./balance.ts";
import { type EffectForEValue, eValue } from "./e-value.ts";
import { effectiveSampleSize } from "./effective-sample-size.ts";
import { entropyBalance, entropyBalancedEffect } from "./entropy-balancing.ts";
import { mantelHaenszel } from "./mantel-haenszel.ts";
import { noAssumptionBounds } from "./no-assumption-bounds.ts";
import { regressionToMean } from "./regression-to-mean.ts";
import { benchmarkBounds, robustnessValue } from "./robustness-value.ts";
import { type ArmSums, stratifiedEffect } from "./stratified-effect.ts";
import { matchPredictors, placeboTest, syntheticControl } from "./synthetic-control.ts";

// biome-ignore lint/suspicious/noExplicitAny: golden inputs are read as they are written
type Inputs = any;

const MEASURES = {
  RR: "riskRatio",
  ORcommon: "oddsRatioCommon",
  ORrare: "oddsRatioRare",
  HRcommon: "hazardRatioCommon",
} as const;

const methods: Record<string, (inputs: Inputs) => unknown> = {
  "sensitivity.robustnessValue": robustnessValue,
  "sensitivity.eValue": (i) => {
    const effect: EffectForEValue =
      i.measure === "MD"
        ? { measure: "standardisedDifference", estimate: i.standardizedDifference, standardError: i.se }
        : { measure: MEASURES[i.measure as keyof typeof MEASURES], estimate: i.estimate, low: i.lower, high: i.upper };
    const r = eValue(effect);
    return { ...r, eValueCiLimit: r.limitEValue };
  },
  "bias.regressionToMean": regressionToMean,
  "causal.noAssumptionBounds": (i) =>
    noAssumptionBounds({
      shareTreated: i.shareTreated,
      outcomeTreated: i.outcomeRateTreated,
      outcomeControl: i.outcomeRateControl,
    }),
  "causal.stratified": ({ strata }) => {
    const r = stratifiedEffect(strata);
    return { ...r, ateSe: r.ateStandardError, ipwSaturated: aipwFromCells(strata).estimate };
  },
  "simpson.mantelHaenszel": ({ strata }) => {
    const r = mantelHaenszel(strata);
    return {
      ...r,
      mantelHaenszelOddsRatio: r.oddsRatio,
      ciLower: r.interval.low,
      ciUpper: r.interval.high,
      cmhChiSquare: r.chiSquare,
      mantelHaenszelRiskDifference: r.riskDifference,
    };
  },
  "causal.entropyBalancing": (i) => {
    const data = goldenCsv(i.csv);
    const treated = numbers(data, i.treatment);
    const covariates = i.covariates.map((name: string) => numbers(data, name));
    const r = entropyBalancedEffect({ treated, outcome: numbers(data, i.outcome), covariates });
    const arm = (a: number) => treated.map((_, row) => row).filter((row) => treated[row] === a);
    return {
      att: r.estimate,
      effectiveSampleSizeControls: r.effectiveSampleSize,
      maxWeightShare: r.largestWeight,
      treatedMeans: covariates.map((x: number[]) => arm(0).reduce((sum, row) => sum + r.weights[row]! * x[row]!, 0)),
      weightFirst5Controls: arm(0)
        .slice(0, 5)
        .map((row) => r.weights[row]),
    };
  },
};

describe.skipIf(!hasShared)("golden causal, without regressions", () => {
  for (const c of goldenCases("causal").filter(({ method }) => method in methods)) {
    it(c.id, () => expect(goldenDifferences(methods[c.method]!(c.inputs), c)).toEqual([]));
  }
});

const synthMethods: Record<string, (inputs: Inputs) => unknown> = {
  "synth.outcomesOnly": (i) => (i.csv === undefined ? listedDonors(i) : regions(i)),
  "synth.predictors": (i) => matchPredictors({ treated: i.treated, donors: i.predictorsByDonor, importance: i.V }),
};

function listedDonors(i: Inputs): unknown {
  const donors = i.donorsPre.map((before: number[], j: number) => ({ before, after: i.donorsPost[j] }));
  const r = syntheticControl({ treatedBefore: i.treatedPre, treatedAfter: i.treatedPost, donors });
  const weights = Object.fromEntries(i.donors.map((name: string, j: number) => [name, r.weights[j]]));
  return { weights, preRmspe: r.fitError, gapsPost: r.gaps, att: r.effect };
}

function regions(i: Inputs): unknown {
  const data = goldenCsv(i.csv);
  const years = numbers(data, i.time);
  const series = (unit: number | string, after: boolean) =>
    numbers(data, i.y).filter((_, row) => data[i.unit]![row] === unit && years[row]! >= i.treatedFrom === after);
  const names = [...new Set(data[i.unit])];
  const donorNames = names.filter((name) => name !== i.treatedUnit);
  const question = {
    treatedBefore: series(i.treatedUnit, false),
    treatedAfter: series(i.treatedUnit, true),
    donors: donorNames.map((name) => ({ before: series(name, false), after: series(name, true) })),
  };
  const r = syntheticControl(question);
  const placebo = placeboTest(question);
  return {
    weights: Object.fromEntries(donorNames.map((name, j) => [name, r.weights[j]])),
    preRmspe: r.fitError,
    att: r.effect,
    gap1985: r.gaps[1985 - i.treatedFrom],
    placebo: { rmspeRatio: placebo.errorRatio, rank: placebo.rank, units: placebo.units, pValue: placebo.p },
  };
}

describe.skipIf(!hasShared)("golden synth", () => {
  for (const c of goldenCases("synth")) {
    it(c.id, () => expect(goldenDifferences(synthMethods[c.method]!(c.inputs), c)).toEqual([]));
  }
});

describe("E-values", () => {
  // VanderWeele & Ding (2017), Annals of Internal Medicine 167, 268–274: first example, printed 7.2 (7.26) and 3.0.
  it("agree with the published examples", () => {
    const r = eValue({ measure: "riskRatio", estimate: 3.9, low: 1.8, high: 8.7 });
    expect(r.eValue).toBeCloseTo(7.26, 2);
    expect(r.limitEValue).toBeCloseTo(3, 10);
    expect(eValue({ measure: "riskRatio", estimate: 0.8, low: 0.71, high: 0.91 }).eValue).toBeCloseTo(1.81, 2);
  });

  it("are the same for an effect and its inverse, and 1 where the interval holds no effect", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.05, max: 20, noNaN: true }),
        fc.double({ min: 1, max: 3, noNaN: true }),
        (rr, width) => {
          const up = eValue({ measure: "riskRatio", estimate: rr, low: rr / width, high: rr * width });
          const down = eValue({ measure: "riskRatio", estimate: 1 / rr, low: 1 / rr / width, high: width / rr });
          expect(down.eValue).toBeCloseTo(up.eValue, 8);
          expect(down.limitEValue).toBeCloseTo(up.limitEValue, 8);
          expect(up.limitEValue).toBeLessThanOrEqual(up.eValue + 1e-12);
        },
      ),
    );
    expect(eValue({ measure: "riskRatio", estimate: 1.2, low: 0.9, high: 1.6 }).limitEValue).toBe(1);
  });

  it("refuse ratios that are not positive and estimates outside their interval", () => {
    const outOfRange = expect.objectContaining({ code: "input.out_of_range" });
    expect(() => eValue({ measure: "riskRatio", estimate: 0, low: 0, high: 1 })).toThrow(outOfRange);
    expect(() => eValue({ measure: "riskRatio", estimate: 2, low: 3, high: 4 })).toThrow(outOfRange);
  });
});

describe("robustness to omitted variables", () => {
  // Cinelli & Hazlett (2020), Darfur example: partial R² 2.2 %, RV 13.9 %, RV at 5 % 7.6 %.
  it("agrees with the published example", () => {
    const r = robustnessValue({ t: 4.18444962148282, df: 783 });
    expect(r.partialR2).toBeCloseTo(0.022, 3);
    expect(r.robustnessValue).toBeCloseTo(0.139, 3);
    expect(r.robustnessValueAlpha).toBeCloseTo(0.076, 3);
  });

  // R package sensemakr 0.1.4, tests of ovb_bounds on darfur: estimate 0.09731582, se 0.02325654, df 783, benchmark "female".
  // The covariate's t statistics are those that give the first row; the other rows follow from them.
  it("agrees with sensemakr's bounds for causes two and three times as strong as a covariate", () => {
    const tFrom = (r2: number, df: number) => Math.sqrt((r2 * df) / (1 - r2));
    const r2Treatment = 0.00916428667504862 / (1 + 0.00916428667504862);
    const within = r2Treatment ** 2 / (1 - r2Treatment) ** 2;
    const factor = (1 + Math.sqrt(within)) ** 2 / (1 - within);
    const ratio = 0.12464092303637 / factor;
    const covariate = {
      tInOutcome: tFrom(ratio / (1 + ratio), 783),
      tInTreatment: tFrom(r2Treatment, 784),
      dfTreatment: 784,
    };
    const at = (times: number) =>
      benchmarkBounds({ estimate: 0.09731582, standardError: 0.02325654, df: 783, covariate, times })!;
    expect(at(1).adjustedEstimate).toBeCloseTo(0.0752202712, 7);
    expect(at(1).adjustedT).toBeCloseTo(3.4389, 4);
    expect(at(2).withOutcome).toBeCloseTo(0.249324064199975, 10);
    expect(at(2).adjustedEstimate).toBeCloseTo(0.0529151723, 7);
    expect(at(3).withOutcome).toBeCloseTo(0.374050471038094, 10);
    expect(at(3).adjustedEstimate).toBeCloseTo(0.0303960234, 7);
    expect(at(3).adjustedT).toBeCloseTo(1.6281, 4);
    expect(at(200)).toBeNull();
  });

  it("is 0 for an estimate of 0 and grows with t", () => {
    expect(robustnessValue({ t: 0, df: 50 }).robustnessValue).toBe(0);
    expect(robustnessValue({ t: 3, df: 50 }).robustnessValue).toBeLessThan(
      robustnessValue({ t: 4, df: 50 }).robustnessValue,
    );
  });
});

describe("bounds without assumptions", () => {
  it("hold 0 and are as wide as the outcome's range", () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(share, share, share, (shareTreated, outcomeTreated, outcomeControl) => {
        const r = noAssumptionBounds({ shareTreated, outcomeTreated, outcomeControl });
        expect(r.lower).toBeLessThanOrEqual(1e-12);
        expect(r.upper).toBeGreaterThanOrEqual(-1e-12);
        expect(r.upper - r.lower).toBeCloseTo(1, 12);
      }),
    );
  });
});

describe("regression to the mean", () => {
  it("vanishes with perfect reliability and is the whole distance with none", () => {
    const selection = { mean: 7, sd: 2, selectedAtOrBelow: 6 };
    expect(regressionToMean({ ...selection, testRetestCorrelation: 1 }).expectedGainWithoutAnyEffect).toBeCloseTo(
      0,
      12,
    );
    expect(regressionToMean({ ...selection, testRetestCorrelation: 0 }).expectedFollowUp).toBeCloseTo(7, 12);
  });
});

describe("stratified effects and AIPW from cells", () => {
  const arm = fc.record({ n: fc.integer({ min: 2, max: 50 }), mean: fc.double({ min: -50, max: 50, noNaN: true }) });
  const stratum = fc.tuple(arm, arm).map(
    ([one, zero]): ArmSums => ({
      n1: one.n,
      sumY1: one.n * one.mean,
      sumYY1: one.n * (one.mean ** 2 + 4),
      n0: zero.n,
      sumY0: zero.n * zero.mean,
      sumYY0: zero.n * (zero.mean ** 2 + 4),
    }),
  );

  it("are one number with saturated covariates, for all three estimands", () => {
    fc.assert(
      fc.property(fc.array(stratum, { minLength: 1, maxLength: 6 }), (strata) => {
        const direct = stratifiedEffect(strata);
        for (const estimand of ["ate", "att", "atu"] as const)
          expect(aipwFromCells(strata, estimand).estimate).toBeCloseTo(direct[estimand], 8);
      }),
    );
  });

  it("are doubly robust: right outcomes with a wrong propensity, and the reverse", () => {
    const cells: Cell[] = [
      { n1: 20, sumY1: 600, sumYY1: 20000, n0: 80, sumY0: 1600, sumYY0: 40000 },
      { n1: 90, sumY1: 7200, sumYY1: 620000, n0: 10, sumY0: 700, sumYY0: 52000 },
    ];
    for (const estimand of ["ate", "att", "atu"] as const) {
      const wrongPropensity = cells.map((cell) => ({ ...cell, propensity: 0.35 }));
      const wrongOutcomes = cells.map((cell) => ({ ...cell, outcomeTreated: 11, outcomeControl: 3 }));
      expect(aipwFromCells(wrongPropensity, estimand).estimate).toBeCloseTo(10, 9);
      expect(aipwFromCells(wrongOutcomes, estimand).estimate).toBeCloseTo(10, 9);
      const both = wrongOutcomes.map((cell) => ({ ...cell, propensity: 0.35 }));
      expect(Math.abs(aipwFromCells(both, estimand).estimate - 10)).toBeGreaterThan(1);
    }
  });

  it("leave out and count strata with one arm, and refuse when none is left", () => {
    const oneArm = { n1: 5, sumY1: 5, sumYY1: 6, n0: 0, sumY0: 0, sumYY0: 0 };
    const both = { n1: 2, sumY1: 8, sumYY1: 34, n0: 2, sumY0: 4, sumYY0: 10 };
    expect(stratifiedEffect([oneArm, both])).toMatchObject({ ate: 2, n: 4, leftOut: 5 });
    expect(aipwFromCells([oneArm, both], "atu")).toMatchObject({ estimate: 2, n: 4, leftOut: 5 });
    const degenerate = expect.objectContaining({ code: "model.degenerate" });
    expect(() => stratifiedEffect([oneArm])).toThrow(degenerate);
    expect(() => aipwFromCells([oneArm])).toThrow(degenerate);
    expect(() => stratifiedEffect([])).toThrow(degenerate);
    expect(() => stratifiedEffect([{ ...both, sumYY1: 1 }])).toThrow(
      expect.objectContaining({ code: "input.out_of_range" }),
    );
  });

  it("have no error where an arm of a stratum has one customer", () => {
    const single = { n1: 1, sumY1: 3, sumYY1: 9, n0: 2, sumY0: 4, sumYY0: 10 };
    expect(stratifiedEffect([single])).toMatchObject({ ate: 1, ateStandardError: null, ateInterval: null });
  });
});

describe("Mantel–Haenszel", () => {
  it("refuses strata in which groups cannot be compared", () => {
    const empty = { success: 0, failure: 0 };
    expect(() => mantelHaenszel([{ groupA: { success: 3, failure: 4 }, groupB: empty }])).toThrow(
      expect.objectContaining({ code: "model.degenerate" }),
    );
  });
});

describe("balance and effective size", () => {
  it("of equal weights is n, of one weight 1, of none 0", () => {
    expect(effectiveSampleSize([2, 2, 2])).toBeCloseTo(3, 12);
    expect(effectiveSampleSize([5, 0, 0])).toBe(1);
    expect(effectiveSampleSize([])).toBe(0);
  });

  it("does not change with the unit of a covariate", () => {
    const treated = [1, 1, 1, 0, 0, 0];
    const x = [3, 5, 4, 1, 2, 6];
    const [metres] = balance({ treated, covariates: [x] }).covariates;
    const [feet] = balance({ treated, covariates: [x.map((v) => 3.28 * v + 7)] }).covariates;
    expect(feet!.standardisedDifference).toBeCloseTo(metres!.standardisedDifference!, 12);
    expect(feet!.varianceRatio).toBeCloseTo(metres!.varianceRatio!, 10);
  });

  it("has no standardised difference where a covariate splits the arms without varying in either", () => {
    const r = balance({
      treated: [1, 1, 0, 0],
      covariates: [
        [1, 1, 0, 0],
        [2, 2, 2, 2],
      ],
    });
    expect(r.covariates.map((c) => c.standardisedDifference)).toEqual([null, 0]);
    expect(r.worst).toBeNull();
  });

  it("refuses an empty arm and weights of 0", () => {
    expect(() => balance({ treated: [1, 1], covariates: [[1, 2]] })).toThrow(
      expect.objectContaining({ code: "input.sample_too_small" }),
    );
    expect(() => balance({ treated: [1, 0], covariates: [[1, 2]] }, [0, 1])).toThrow(
      expect.objectContaining({ code: "input.out_of_range" }),
    );
  });
});

describe("entropy balancing", () => {
  it("hits its targets exactly with positive weights", () => {
    fc.assert(
      fc.property(fc.integer({ min: 10, max: 60 }), fc.integer({ min: 1, max: 1e6 }), (n, seed) => {
        const random = sfc32(seed);
        const columns = [drawNormal, drawNormal, () => Math.floor(3 * random())].map((draw) =>
          Array.from({ length: n }, () => draw(random)),
        );
        // Targets inside the hull: means under other positive weights.
        const other = Array.from({ length: n }, () => 0.2 + random());
        const total = other.reduce((a, b) => a + b, 0);
        const targets = columns.map((x) => x.reduce((sum, v, i) => sum + (other[i]! * v) / total, 0));
        const { weights } = entropyBalance({ covariates: columns, targets });
        expect(weights.every((w) => w > 0)).toBe(true);
        columns.forEach((x, j) => {
          expect(x.reduce((sum, v, i) => sum + weights[i]! * v, 0)).toBeCloseTo(targets[j]!, 8);
        });
      }),
      { numRuns: 40 },
    );
  });

  it("names the covariate whose target is out of reach", () => {
    expect(() =>
      entropyBalance({
        covariates: [
          [0, 1, 2],
          [5, 6, 7],
        ],
        targets: [1, 9],
      }),
    ).toThrow(expect.objectContaining({ code: "model.degenerate", details: { covariate: 1 } }));
    // Each target is inside its covariate's range, but no mix of the units reaches both.
    expect(() =>
      entropyBalance({
        covariates: [
          [0, 1, 2],
          [0, 1, 2.1],
        ],
        targets: [0.5, 1.5],
      }),
    ).toThrow(expect.objectContaining({ code: "model.degenerate" }));
  });

  it("survives a repeated covariate", () => {
    const x = [0, 1, 2, 3, 4];
    const { weights } = entropyBalance({ covariates: [x, x], targets: [1.5, 1.5] });
    expect(x.reduce((sum, v, i) => sum + weights[i]! * v, 0)).toBeCloseTo(1.5, 7);
  });
});

describe("synthetic control", () => {
  it("finds an exact mixture", () => {
    const donors = [
      { before: [10, 12, 14, 13], after: [15, 16] },
      { before: [20, 19, 22, 25], after: [26, 27] },
      { before: [5, 40, 3, 60], after: [4, 50] },
    ];
    const r = syntheticControl({ treatedBefore: [17, 16.9, 19.6, 21.4], treatedAfter: [24.7, 27.7], donors });
    [0.3, 0.7, 0].forEach((w, j) => {
      expect(r.weights[j]).toBeCloseTo(w, 8);
    });
    expect(r.effect).toBeCloseTo(3, 8);
    expect(r.errorRatio).toBeNull();
    expect(r.poorFit).toBe(false);
  });

  it("meets the optimality conditions on random series, also with more donors than periods", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 6 }),
        fc.integer({ min: 2, max: 12 }),
        fc.integer({ min: 1, max: 1e6 }),
        (t, k, seed) => {
          let state = seed;
          const next = () => ((state = (state * 1103515245 + 12345) % 2147483648) / 2147483648) * 10;
          const series = () => Array.from({ length: t }, next);
          const donors = Array.from({ length: k }, series);
          const target = series();
          const { weights, loss } = matchPredictors({ treated: target, donors, importance: target.map(() => 1) });
          expect(weights.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 9);
          expect(Math.min(...weights)).toBeGreaterThanOrEqual(0);
          // Moving towards any single donor must not help: the gradient there is no smaller than at the solution.
          const gap = target.map((y, p) => y - donors.reduce((sum, d, j) => sum + weights[j]! * d[p]!, 0));
          for (const donor of donors) {
            const gain = gap.reduce((sum, g, p) => sum + g * (donor[p]! - target[p]! + gap[p]!), 0);
            expect(gain).toBeLessThanOrEqual(1e-6 * (1 + loss));
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it("refuses one donor, ragged series and too few donors for placebos", () => {
    const donor = { before: [1, 2], after: [3] };
    const tooSmall = expect.objectContaining({ code: "input.sample_too_small" });
    expect(() => syntheticControl({ treatedBefore: [1, 2], treatedAfter: [3], donors: [donor] })).toThrow(tooSmall);
    expect(() => placeboTest({ treatedBefore: [1, 2], treatedAfter: [3], donors: [donor, donor] })).toThrow(tooSmall);
    expect(() => syntheticControl({ treatedBefore: [1, 2, 3], treatedAfter: [3], donors: [donor, donor] })).toThrow(
      expect.objectContaining({ code: "input.shape_mismatch" }),
    );
  });
});
