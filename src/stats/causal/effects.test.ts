import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CsvColumns, goldenCsv, numbers } from "../../../tests/golden/csv.ts";
import { goldenCases, goldenDifferences, hasShared } from "../../../tests/shared.ts";
import { drawNormal } from "../random/normal.ts";
import { sfc32 } from "../random/sfc32.ts";
import { clusterCovariance } from "../regression/cluster-robust.ts";
import { designOf } from "../regression/design.ts";
import { fitLinear } from "../regression/linear.ts";
import { robustCovariance } from "../regression/robust.ts";
import { logistic } from "../special/logistic.ts";
import { adjustPValues } from "../tests/multiplicity.ts";
import { aipw, aipwFromNuisances } from "./aipw.ts";
import { aipwFromCells } from "./aipw-from-cells.ts";
import { ancova } from "./ancova.ts";
import { balance } from "./balance.ts";
import { eValue } from "./e-value.ts";
import { encouragementEffect } from "./encouragement.ts";
import { entropyBalancedEffect } from "./entropy-balancing.ts";
import type { Estimand } from "./estimand.ts";
import { horvitzThompsonEffect, inverseProbabilityEffect } from "./inverse-probability.ts";
import { nonResponseWeights } from "./non-response-weights.ts";
import { fitPropensity } from "./propensity.ts";
import { robustnessValue } from "./robustness-value.ts";
import { standardisedEffect } from "./standardisation.ts";
import type { Study } from "./study.ts";

// biome-ignore lint/suspicious/noExplicitAny: golden inputs are read as they are written
type Inputs = any;

/** A column by name, or a square of one as golden cases write it: "age^2". */
function columnOf(data: CsvColumns, name: string, derived: Record<string, string> = {}): number[] {
  const formula = derived[name];
  return formula === undefined ? numbers(data, name) : numbers(data, formula.replace("^2", "")).map((v) => v * v);
}

function studyOf(i: Inputs): Study {
  const data = goldenCsv(i.csv);
  return {
    treated: numbers(data, i.treatment),
    outcome: numbers(data, i.outcome),
    covariates: i.covariates.map((name: string) => columnOf(data, name, i.derived)),
  };
}

const naiveOf = ({ treated, outcome }: Study) => {
  const arm = (a: number) => Array.from(outcome).filter((_, row) => treated[row] === a);
  const mean = (x: number[]) => x.reduce((s, v) => s + v, 0) / x.length;
  const spread = (x: number[]) => x.reduce((s, v) => s + (v - mean(x)) ** 2, 0) / (x.length - 1) / x.length;
  const [one, zero] = [arm(1), arm(0)];
  return { estimate: mean(one) - mean(zero), se: Math.sqrt(spread(one) + spread(zero)) };
};

const methods: Record<string, (inputs: Inputs) => unknown> = {
  "causal.ipw-aipw": (i) => {
    const study = studyOf(i);
    const weighted = (estimand: Estimand) => {
      const r = inverseProbabilityEffect(study, estimand);
      return {
        estimate: r.estimate,
        seWeightsKnown: r.knownWeightsError,
        seEstimatedPropensity: r.standardError,
        mu1: r.meanTreated,
        mu0: r.meanControl,
      };
    };
    const robust = (estimand: Estimand) => {
      const r = aipw(study, { estimand, folds: null });
      return { estimate: r.estimate, se: r.standardError };
    };
    const ate = inverseProbabilityEffect(study);
    const differences = (rows: ReturnType<typeof balance>) => rows.covariates.map((c) => c.standardisedDifference);
    return {
      naive: naiveOf(study),
      ipwAte: weighted("ate"),
      ipwHorvitzThompson: { estimate: horvitzThompsonEffect(study, ate.scores) },
      ipwAtt: weighted("att"),
      overlapAto: weighted("ato"),
      gComputationAte: standardisedEffect(study),
      gComputationAtt: standardisedEffect(study, "att"),
      aipwAte: robust("ate"),
      aipwAtt: robust("att"),
      diagnostics: {
        propensityMin: ate.overlap.min,
        propensityMax: ate.overlap.max,
        essTreated: ate.balance.effectiveTreated,
        essControl: ate.balance.effectiveControls,
        standardizedDifferencesBefore: differences(balance(study)),
        standardizedDifferencesAfterAte: differences(ate.balance),
        shareOutside01to09: ate.overlap.shareExtreme,
        aucPropensity: ate.overlap.auc,
      },
    };
  },
  "causal.aipwCrossFitted": (i) => {
    const study = studyOf(i);
    const folds = Int32Array.from({ length: study.treated.length }, (_, row) => row % i.folds);
    const [ate, att] = (["ate", "att"] as const).map((estimand) => aipw(study, { estimand, folds }));
    return { ate: ate!.estimate, ateSe: ate!.standardError, att: att!.estimate, attSe: att!.standardError };
  },
  "causal.ancova": ({ pre, post, treated }) => {
    const r = ancova({ before: pre, after: post, treated });
    const { effect, standardError } = r.changeScore;
    return {
      ancova: { effect: r.effect, se: r.standardError, preSlope: r.beforeSlope },
      changeScore: { effect, se: standardError },
    };
  },
};

describe.skipIf(!hasShared)("golden causal, with regressions", () => {
  for (const c of goldenCases("causal").filter(({ method }) => method in methods)) {
    it(c.id, () => expect(goldenDifferences(methods[c.method]!(c.inputs), c)).toEqual([]));
  }
});

describe.skipIf(!hasShared)("golden linkage: what moving a passive to a promoter is worth", () => {
  for (const c of goldenCases("linkage")) {
    it(c.id, () => {
      const i = c.inputs as Inputs;
      const data = goldenCsv(i.csv);
      const bands = data.category as string[];
      const rows = bands.map((_, row) => row).filter((row) => i.contrast.includes(bands[row]));
      const at = (name: string) => rows.map((row) => numbers(data, name)[row]!);
      const study: Study = {
        treated: rows.map((row) => (bands[row] === i.contrast[1] ? 1 : 0)),
        outcome: at(i.outcome),
        covariates: i.covariates.map(at),
      };
      const mean = (band: string) => {
        const own = numbers(data, i.outcome).filter((_, row) => bands[row] === band);
        return own.reduce((s, v) => s + v, 0) / own.length;
      };
      const columns = {
        promoter: study.treated,
        ...Object.fromEntries(i.covariates.map((name: string) => [name, at(name)])),
      };
      const regression = { design: designOf(columns), y: study.outcome };
      const fit = fitLinear(regression);
      const [ate, atu] = (["ate", "atu"] as const).map((estimand) => aipw(study, { estimand, folds: null }));
      const within = Array.from(study.outcome, (y, row) => y - mean(i.contrast[study.treated[row]!]));
      const sd = Math.sqrt(within.reduce((s, v) => s + v * v, 0) / (within.length - 2));
      const standardizedAtu = atu!.estimate / sd;
      const count = (band: string) => bands.filter((b) => b === band).length;
      const actual = {
        n: { detractor: count("detractor"), passive: count("passive"), promoter: count("promoter") },
        means: { detractor: mean("detractor"), passive: mean("passive"), promoter: mean("promoter") },
        naive: naiveOf(study),
        regressionHC1: {
          estimate: fit.coefficients[1],
          se: robustCovariance(regression, fit, "HC1").standardErrors[1],
        },
        aipwAte: { estimate: ate!.estimate, se: ate!.standardError },
        aipwAtuPassives: { estimate: atu!.estimate, se: atu!.standardError },
        eValueOfAtu: eValue({
          measure: "standardisedDifference",
          estimate: standardizedAtu,
          standardError: atu!.standardError / sd,
        }).eValue,
        standardizedAtu,
        robustnessValue: robustnessValue({ t: fit.t[1]!, df: fit.dfResidual }).robustnessValue,
        propensityRange: [atu!.overlap.min, atu!.overlap.max],
      };
      expect(goldenDifferences(actual, c)).toEqual([]);
    });
  }
});

const traps: Record<string, (data: CsvColumns) => unknown> = {
  "trap.confounding": (data) => ({
    naive: slope(data, "nextSpend", ["score"]),
    adjusted: slope(data, "nextSpend", ["score", "tenureMonths", "priorSpend"]),
  }),
  "trap.reverseCausality": (data) => ({
    samePeriod: slope(data, "spendSamePeriod", ["score"]),
    nextPeriod: slope(data, "spendNext", ["score"]),
    nextPeriodAdjustedForPrior: slope(data, "spendNext", ["score", "spendBefore"]),
  }),
  "trap.survivorship": (data) => {
    const active = numbers(data, "active");
    const survivors = Object.fromEntries(
      Object.keys(data).map((name) => [name, data[name]!.filter((_, row) => active[row] === 1)]),
    );
    const lostAsZero = { ...data, nextSpend: numbers(data, "nextSpend").map((y, row) => (active[row] === 1 ? y : 0)) };
    return {
      survivorsOnly: slope(survivors, "nextSpend", ["score"]),
      everyoneLostCountAsZero: slope(lostAsZero, "nextSpend", ["score"]),
    };
  },
  "trap.regressionToTheMean": (data) => {
    const [before, after, programme] = ["before", "after", "programme"].map((name) => numbers(data, name));
    const rows = before!.map((_, row) => row).filter((row) => before![row]! <= 6);
    const gains = rows.filter((row) => programme![row] === 1).map((row) => after![row]! - before![row]!);
    const mean = gains.reduce((a, b) => a + b, 0) / gains.length;
    const spread = gains.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (gains.length - 1);
    const at = (column: number[]) => rows.map((row) => column[row]!);
    const low = { before: at(before!), after: at(after!), programme: at(programme!) };
    return {
      programmeBeforeAfterGain: { mean, se: Math.sqrt(spread / gains.length) },
      againstControl: slope(low, "after", ["programme", "before"]),
    };
  },
  "trap.clustering": (data) => {
    const regression = { design: designOf({ premium: numbers(data, "premium") }), y: numbers(data, "score") };
    const fit = fitLinear(regression);
    const { standardErrors, clusters } = clusterCovariance({
      data: regression,
      fit,
      clusterOf: numbers(data, "customer"),
      type: "CR1",
    });
    const [coef, se] = [fit.coefficients[1]!, standardErrors[1]!];
    const [lower, upper] = [coef - 1.959963984540054 * se, coef + 1.959963984540054 * se];
    return {
      rowsAsIndependent: slope(data, "score", ["premium"]),
      clusteredByCustomer: { coef, se, lower, upper, coversZero: lower <= 0 && upper >= 0, clusters },
    };
  },
};

const listedTraps: Record<string, (inputs: Inputs) => unknown> = {
  "trap.multipleTesting": ({ p, q }) => ({
    rawBelow05: p.filter((v: number) => v < q).length,
    bhDiscoveries: adjustPValues(p, "benjamini-hochberg").filter((v) => v < q).length,
    expectedFalseWithoutCorrection: p.length * q,
  }),
  "trap.nonResponse": ({ segments }) => {
    const total = segments.reduce((sum: number, s: Inputs) => sum + s.population, 0);
    const sums = segments.map((s: Inputs) => ({
      share: s.population / total,
      n: s.promoters + s.passives + s.detractors,
      net: s.promoters - s.detractors,
      marked: s.promoters + s.detractors,
    }));
    const add = (f: (s: Inputs) => number): number => sums.reduce((sum: number, s: Inputs) => sum + f(s), 0);
    return {
      respondentNps: (100 * add((s) => s.net)) / add((s) => s.n),
      poststratifiedNps: 100 * add((s) => (s.share * s.net) / s.n),
      poststratifiedSe: 100 * Math.sqrt(add((s) => (s.share ** 2 * (s.marked / s.n - (s.net / s.n) ** 2)) / s.n)),
    };
  },
};

/** Slope of the first covariate with HC1 error and normal limits, as the golden cases have it. */
function slope(data: CsvColumns, y: string, x: string[]) {
  const regression = { design: designOf(Object.fromEntries(x.map((n) => [n, numbers(data, n)]))), y: numbers(data, y) };
  const fit = fitLinear(regression);
  const se = robustCovariance(regression, fit, "HC1").standardErrors[1]!;
  const coef = fit.coefficients[1]!;
  const [lower, upper] = [coef - 1.959963984540054 * se, coef + 1.959963984540054 * se];
  return { coef, se, lower, upper, coversZero: lower <= 0 && upper >= 0 };
}

describe.skipIf(!hasShared)("golden traps", () => {
  for (const c of goldenCases("traps")) {
    it(c.id, () => {
      const inputs = c.inputs as Inputs;
      const actual =
        inputs.csv === undefined ? listedTraps[c.method]!(inputs) : traps[c.method]!(goldenCsv(inputs.csv));
      expect(goldenDifferences(actual, c)).toEqual([]);
    });
  }
});

const ESTIMANDS = ["ate", "att", "atu", "ato"] as const;

/** Strata of one discrete covariate as dummies, so that every model is saturated. */
function saturated(seed: number, strata: number): { study: Study; cells: Parameters<typeof aipwFromCells>[0] } {
  const random = sfc32(seed);
  const rows = Array.from({ length: 60 * strata }, (_, row) => {
    const stratum = row % strata;
    const a = row < 4 * strata ? Math.floor(row / strata) % 2 : random() < 0.2 + (0.6 * stratum) / strata ? 1 : 0;
    return { stratum, a, y: 10 * stratum + 3 * a * (1 + stratum) + drawNormal(random) };
  });
  const dummy = (s: number) => rows.map((r) => (r.stratum === s ? 1 : 0));
  const covariates = Array.from({ length: strata - 1 }, (_, s) => dummy(s + 1));
  const cells = Array.from({ length: strata }, (_, s) => {
    const own = (a: number) => rows.filter((r) => r.stratum === s && r.a === a).map((r) => r.y);
    const sums = (y: number[]) => [y.length, y.reduce((p, v) => p + v, 0), y.reduce((p, v) => p + v * v, 0)] as const;
    const [one, zero] = [sums(own(1)), sums(own(0))];
    return { n1: one[0], sumY1: one[1], sumYY1: one[2], n0: zero[0], sumY0: zero[1], sumYY0: zero[2] };
  });
  return { study: { treated: rows.map((r) => r.a), outcome: rows.map((r) => r.y), covariates }, cells };
}

describe("weights of rows", () => {
  it("count a row as often as its weight says, for every estimand", () => {
    const random = sfc32("weights");
    const n = 60;
    const draw = () => Float64Array.from({ length: n }, () => drawNormal(random));
    const [outcome, outcomeTreated, outcomeControl] = [draw(), draw(), draw()];
    const treated = outcome.map((_, i) => i % 2);
    const propensity = draw().map((x) => logistic(0.3 * x));
    const weights = treated.map((_, i) => 1 + (i % 3));
    const often = [...weights].flatMap((times, i) => new Array<number>(times).fill(i));
    const again = (column: Float64Array) => Float64Array.from(often, (i) => column[i]!);
    const nuisances = { propensity, outcomeTreated, outcomeControl };
    for (const estimand of ["ate", "att", "atu", "ato"] as const) {
      const once = aipwFromNuisances({ treated, outcome, covariates: [] }, nuisances, { estimand, weights });
      // Rows of one customer are added up before they are squared, so the error agrees too, but for its share of n.
      const repeated = aipwFromNuisances(
        { treated: again(treated), outcome: again(outcome), covariates: [], customers: often },
        {
          propensity: again(propensity),
          outcomeTreated: again(outcomeTreated),
          outcomeControl: again(outcomeControl),
        },
        { estimand },
      );
      expect(once.estimate).toBeCloseTo(repeated.estimate, 12);
      expect(once.standardError).toBeCloseTo(repeated.standardError, 12);
    }
  });
});

describe("saturated discrete covariates", () => {
  it("make stratification, standardisation, weighting, entropy balancing and AIPW one number", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 2, max: 4 }), (seed, strata) => {
        const { study, cells } = saturated(seed, strata);
        for (const estimand of ["ate", "att", "atu"] as const) {
          const fromCells = aipwFromCells(cells, estimand);
          const rows = aipw(study, { estimand, folds: null });
          expect(rows.estimate).toBeCloseTo(fromCells.estimate, 7);
          expect(rows.standardError).toBeCloseTo(fromCells.standardError, 7);
          expect(inverseProbabilityEffect(study, estimand).estimate).toBeCloseTo(fromCells.estimate, 7);
          expect(standardisedEffect(study, estimand).estimate).toBeCloseTo(fromCells.estimate, 7);
          // Their influence functions are the same too.
          expect(inverseProbabilityEffect(study, estimand).standardError).toBeCloseTo(fromCells.standardError, 6);
          expect(standardisedEffect(study, estimand).standardError).toBeCloseTo(fromCells.standardError, 6);
          if (estimand !== "ate")
            expect(entropyBalancedEffect(study, estimand).estimate).toBeCloseTo(fromCells.estimate, 6);
        }
        expect(inverseProbabilityEffect(study, "ato").estimate).toBeCloseTo(
          aipw(study, { estimand: "ato", folds: null }).estimate,
          7,
        );
      }),
      { numRuns: 12 },
    );
  });
});

/** Customers with two covariates; the effect is 2 on average and larger where x is. `hidden` curves what models take as straight. */
function simulated(seed: number, n: number, wrong: { propensity?: boolean; outcome?: boolean } = {}) {
  const random = sfc32(seed);
  const x = Array.from({ length: n }, () => drawNormal(random));
  const z = Array.from({ length: n }, () => drawNormal(random));
  const treated = x.map((v, i) => {
    const eta = wrong.propensity ? -0.4 + 0.9 * (v * v - 1) + 0.5 * z[i]! : 0.6 * v - 0.4 * z[i]!;
    return random() < logistic(eta) ? 1 : 0;
  });
  const outcome = x.map((v, i) => {
    const base = wrong.outcome ? 3 * v * v + z[i]! : 2 * v + z[i]!;
    return base + treated[i]! * (2 + v) + drawNormal(random);
  });
  const control = treated.map((a, i) => (a === 0 ? 2 + x[i]! : 0));
  const overlap = x.map((v, i) => {
    const e = logistic(0.6 * v - 0.4 * z[i]!);
    return e * (1 - e);
  });
  return { study: { treated, outcome, covariates: [x, z] }, control, overlap, x };
}

describe("AIPW covers the truth", () => {
  // 95 % intervals: with so many samples the share of hits lies within 0.95 ± 4 standard errors.
  it.each([
    [500, 200],
    [2000, 80],
  ])("at n = %i, cross-fitted", (n, samples) => {
    let hits = 0;
    for (let s = 0; s < samples; s++) {
      const { interval } = aipw(simulated(1000 + s, n).study);
      hits += interval.low <= 2 && interval.high >= 2 ? 1 : 0;
    }
    const error = Math.sqrt((0.95 * 0.05) / samples);
    expect(Math.abs(hits / samples - 0.95)).toBeLessThan(4 * error);
  });

  it("for those who would move and for the overlap, where effects differ between customers", () => {
    // Truth from 400,000 simulated customers: E(2 + x | untreated) and E(h(2 + x))/E(h).
    const large = simulated(7, 400_000);
    const untreated = large.study.treated.filter((a) => a === 0).length;
    const truth = {
      atu: large.control.reduce((a, b) => a + b, 0) / untreated,
      ato:
        large.overlap.reduce((sum, h, i) => sum + h * (2 + large.x[i]!), 0) / large.overlap.reduce((a, b) => a + b, 0),
    };
    for (const estimand of ["atu", "ato"] as const) {
      let hits = 0;
      for (let s = 0; s < 80; s++) {
        const { interval } = aipw(simulated(5000 + s, 600).study, { estimand });
        hits += interval.low <= truth[estimand] && interval.high >= truth[estimand] ? 1 : 0;
      }
      expect(Math.abs(hits / 80 - 0.95)).toBeLessThan(4 * Math.sqrt((0.95 * 0.05) / 80));
    }
  });

  it.each<[string, { propensity?: boolean; outcome?: boolean }]>([
    ["the propensity model", { propensity: true }],
    ["the outcome model", { outcome: true }],
  ])("with %s wrong", (_, wrong) => {
    const estimates = Array.from({ length: 40 }, (_, s) => aipw(simulated(9000 + s, 1000, wrong).study).estimate);
    const mean = estimates.reduce((a, b) => a + b, 0) / 40;
    const sd = Math.sqrt(estimates.reduce((sum, e) => sum + (e - mean) ** 2, 0) / 39);
    expect(Math.abs(mean - 2)).toBeLessThan((4 * sd) / Math.sqrt(40));
  });

  it("but not with both wrong, which the simulation would show", () => {
    const { estimate, standardError } = aipw(simulated(77, 20_000, { propensity: true, outcome: true }).study);
    expect(Math.abs(estimate - 2)).toBeGreaterThan(5 * standardError);
  });
});

describe("AIPW", () => {
  const { study } = simulated(3, 400);

  it("does not depend on the order of rows, nor on the units of covariates", () => {
    const customers = study.treated.map((_, i) => `c${i}`);
    const base = aipw({ ...study, customers }, { estimand: "atu" });
    const order = customers.map((_, i) => customers.length - 1 - i);
    const turned = <T>(x: T[]) => order.map((i) => x[i]!);
    const reordered = {
      treated: turned(study.treated),
      outcome: turned(study.outcome),
      covariates: study.covariates.map((c) => turned([...c])),
      customers: turned(customers),
    };
    expect(aipw(reordered, { estimand: "atu" }).estimate).toBeCloseTo(base.estimate, 9);
    const rescaled = { ...study, customers, covariates: study.covariates.map((c) => c.map((v) => 1e4 * v - 7)) };
    expect(aipw(rescaled, { estimand: "atu" }).estimate).toBeCloseTo(base.estimate, 7);
  });

  it("doubles nobody: rows repeated under one customer keep their error", () => {
    const twice = <T>(x: readonly T[]) => [...x, ...x];
    const repeated = {
      treated: twice(study.treated),
      outcome: twice(study.outcome),
      covariates: study.covariates.map(twice),
      customers: twice(study.treated.map((_, i) => i)),
    };
    const once = aipw(study, { folds: null });
    const both = aipw(repeated, { folds: null });
    expect(both.estimate).toBeCloseTo(once.estimate, 9);
    expect(both.standardError).toBeCloseTo(once.standardError, 9);
    expect(both.customers).toBe(400);
  });

  it("counts what trimming leaves out", () => {
    const { trimmed, n } = aipw(study, { trim: 0.3 });
    expect(trimmed.treated + trimmed.control + n).toBe(400);
    expect(trimmed.treated).toBeGreaterThan(0);
  });

  it("takes a yes/no outcome with logistic models", () => {
    const outcome = study.outcome.map((y) => (y > 1 ? 1 : 0));
    const { estimate, interval } = aipw({ ...study, outcome }, { outcomeModel: "logistic" });
    expect(estimate).toBeGreaterThan(0);
    expect(interval.high).toBeLessThan(1);
  });

  it("refuses an empty arm, separation, propensities of 0 and one fold", () => {
    const none = { ...study, treated: study.treated.map(() => 0) };
    expect(() => aipw(none)).toThrow(expect.objectContaining({ code: "input.sample_too_small" }));
    const decided = { ...study, covariates: [study.treated.map((a) => 5 * a)] };
    expect(() => aipw(decided)).toThrow(expect.objectContaining({ code: "model.separated" }));
    const nuisances = {
      propensity: new Float64Array(400),
      outcomeTreated: new Float64Array(400),
      outcomeControl: new Float64Array(400),
    };
    expect(() => aipwFromNuisances(study, nuisances)).toThrow(expect.objectContaining({ code: "input.out_of_range" }));
    expect(() => aipw(study, { folds: new Uint8Array(400) })).toThrow(
      expect.objectContaining({ code: "input.sample_too_small" }),
    );
    expect(() => aipw({ ...study, outcome: [1] })).toThrow(expect.objectContaining({ code: "input.shape_mismatch" }));
    expect(() => aipw({ ...study, outcome: study.outcome.map(() => Number.NaN) })).toThrow(
      expect.objectContaining({ code: "input.out_of_range" }),
    );
  });

  it("survives equal outcomes and collinear covariates", () => {
    const flat = aipw({ ...study, outcome: study.outcome.map(() => 5) });
    expect(flat.estimate).toBeCloseTo(0, 9);
    expect(flat.standardError).toBeCloseTo(0, 9);
    const [x, z] = study.covariates as [number[], number[]];
    const collinear = aipw({ ...study, covariates: [x, z, x.map((v, i) => v + z[i]!)] }, { folds: null });
    expect(collinear.estimate).toBeCloseTo(aipw(study, { folds: null }).estimate, 7);
  });
});

describe("weighting", () => {
  it("balances the covariates of the model exactly with overlap weights", () => {
    const { study } = simulated(5, 600);
    const { balance: after, overlap } = inverseProbabilityEffect(study, "ato");
    expect(after.worst).toBeLessThan(1e-6);
    expect(overlap.controlsInRange).toBeGreaterThan(0.9);
  });

  it("does not move when a constant is added to the outcome; Horvitz–Thompson does", () => {
    const { study } = simulated(6, 300);
    const lifted = { ...study, outcome: study.outcome.map((y) => y + 100) };
    for (const estimand of ESTIMANDS)
      expect(inverseProbabilityEffect(lifted, estimand).estimate).toBeCloseTo(
        inverseProbabilityEffect(study, estimand).estimate,
        8,
      );
    const { scores } = fitPropensity(study);
    expect(Math.abs(horvitzThompsonEffect(lifted, scores) - horvitzThompsonEffect(study, scores))).toBeGreaterThan(
      0.01,
    );
  });
});

describe("encouragement", () => {
  it("recovers the effect of a score that the naive slope gets wrong", () => {
    const random = sfc32(61);
    const n = 4000;
    const hidden = Array.from({ length: n }, () => drawNormal(random));
    const encouraged = hidden.map((_, i) => i % 2);
    const dose = hidden.map((h, i) => 6 + encouraged[i]! + h + drawNormal(random));
    const outcome = dose.map((d, i) => 3 * d + 5 * hidden[i]! + drawNormal(random));
    const r = encouragementEffect({ encouraged, dose, outcome });
    expect(r.interval!.low).toBeLessThan(3);
    expect(r.interval!.high).toBeGreaterThan(3);
    expect(r.firstStageF).toBeGreaterThan(100);
    expect(fitLinear({ design: designOf({ dose }), y: outcome }).coefficients[1]).toBeGreaterThan(5);
  });

  // By hand: doses 1 and 3 against 0 and 1, outcomes 10 and 14 against 4 and 6: (12 − 5)/(2 − 0.5).
  it("is the ratio of the two differences", () => {
    const r = encouragementEffect({ encouraged: [1, 1, 0, 0], dose: [1, 3, 0, 1], outcome: [10, 14, 4, 6] });
    expect(r.estimate).toBeCloseTo(7 / 1.5, 12);
    expect(r.interval).toBeNull();
  });

  it("refuses a dose that did not move", () => {
    expect(() => encouragementEffect({ encouraged: [1, 1, 0, 0], dose: [1, 2, 2, 1], outcome: [1, 2, 3, 4] })).toThrow(
      expect.objectContaining({ code: "model.degenerate" }),
    );
  });
});

describe("weights against non-response", () => {
  it("bring the mean of those who answered back to that of all who were asked", () => {
    const random = sfc32(71);
    const loyalty = Array.from({ length: 5000 }, () => drawNormal(random));
    const answered = loyalty.map((l) => (random() < logistic(-1 + l) ? 1 : 0));
    const score = loyalty.map((l) => 7 + l + 0.5 * drawNormal(random));
    const { weights, answers, effectiveAnswers } = nonResponseWeights({ answered, covariates: [loyalty] });
    const mean = (w: ArrayLike<number>) =>
      score.reduce((s, y, i) => s + w[i]! * y, 0) / Array.from(w).reduce((a, b) => a + b, 0);
    expect(mean(answered)).toBeGreaterThan(7.3);
    expect(mean(weights)).toBeCloseTo(7, 1);
    expect(weights.reduce((a, b) => a + b, 0)).toBeCloseTo(answers, 6);
    expect(effectiveAnswers).toBeLessThan(answers);
  });

  it("are capped and counted", () => {
    const answered = [...Array<number>(50).fill(1), ...Array<number>(50).fill(0), 1, 0];
    const x = [...Array<number>(50).fill(0), ...Array<number>(50).fill(3), 3, 0];
    const { capped, weights } = nonResponseWeights({ answered, covariates: [x], cap: 2 });
    expect(capped).toBe(1);
    expect(Math.max(...weights)).toBeGreaterThan(1);
  });
});
