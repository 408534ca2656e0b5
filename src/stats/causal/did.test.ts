import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { goldenCsv, numbers } from "../../../tests/golden/csv.ts";
import { type GoldenCase, goldenCases, goldenDifferences, hasShared } from "../../../tests/shared.ts";
import { drawNormal } from "../random/normal.ts";
import { sfc32 } from "../random/sfc32.ts";
import { type Aggregate, callawaySantAnna, exposureBand } from "./callaway-santanna.ts";
import { changeEffect } from "./doubly-robust-did.ts";
import type { StaggeredPanel } from "./staggered-panel.ts";
import { differenceInChanges, differenceInDifferences } from "./two-by-two.ts";
import { twoWayFixedEffects } from "./two-way-fixed-effects.ts";

// biome-ignore lint/suspicious/noExplicitAny: golden inputs are read as they are written
type Inputs = any;

function panelOf(i: Inputs): StaggeredPanel {
  const data = i.csv === undefined ? i.data : goldenCsv(i.csv);
  const column = (name: string) => numbers(data, name);
  return {
    unit: column(i.unit),
    time: column(i.time),
    outcome: column(i.y),
    cohort: column(i.cohort).map((g) => (g === (i.cohortNever ?? 0) ? null : g)),
    covariates: (i.covariates ?? []).map(column),
  };
}

const aggregate = ({ overall, parts }: Aggregate) => ({
  overallAtt: overall.estimate,
  overallSe: overall.standardError,
  egt: parts.map((p) => p.key),
  att: parts.map((p) => p.estimate),
  se: parts.map((p) => p.standardError),
});

const methods: Record<string, (inputs: Inputs) => unknown> = {
  "did.callawaySantAnna": (i) => {
    const r = callawaySantAnna(panelOf(i), {
      estimator: i.estimator,
      controls: i.controlGroup === "nevertreated" ? "never" : "notYet",
      anticipation: i.anticipation,
    });
    return {
      groupTime: {
        group: r.groupTime.map((c) => c.cohort),
        time: r.groupTime.map((c) => c.time),
        att: r.groupTime.map((c) => c.estimate),
        se: r.groupTime.map((c) => c.standardError),
      },
      aggregates: {
        simple: { overallAtt: r.simple.estimate, overallSe: r.simple.standardError },
        group: aggregate(r.byCohort),
        dynamic: aggregate(r.byExposure),
        calendar: aggregate(r.byPeriod),
      },
      nUnits: r.units,
    };
  },
  "did.twoWayFixedEffects": (i) => {
    const panel = panelOf(i);
    const r = twoWayFixedEffects(panel);
    const { treatedCells, negative, sum } = r.negativeWeights;
    return {
      coef: r.coefficient,
      seClassic: r.classicalError,
      seClusterUnitCR1: r.clusteredError,
      seClusterUnitCR0: clusteredWithoutFactor(panel),
      negativeWeights: { nTreatedCells: treatedCells, nNegative: negative, sumNegative: sum },
      trueMeanEffectOnTreated: i.csv === undefined ? meanEffect(i.data) : undefined,
    };
  },
  "did.twoByTwo": (i) => {
    const cell = ({ mean, se }: { mean: number; se: number }) => ({ mean, standardError: se });
    const r = differenceInDifferences({
      treatedBefore: cell(i.treatedPre),
      treatedAfter: cell(i.treatedPost),
      controlBefore: cell(i.controlPre),
      controlAfter: cell(i.controlPost),
    });
    return { att: r.estimate, seIndependentCells: r.standardError };
  },
  "did.doublyRobust2x2": (i) => {
    const data = goldenCsv(i.csv);
    const [time, cohort, unit, y, lpop] = [i.time, "firstTreat", i.unit, i.y, i.covariates[0]].map((n) =>
      numbers(data, n),
    );
    const rows = (year: number) =>
      time!.map((_, row) => row).filter((row) => time![row] === year && [0, 2007].includes(cohort![row]!));
    const [before, after] = [rows(2006), rows(2007)];
    const place = new Map(after.map((row) => [unit![row]!, row]));
    const study = {
      treated: before.map((row) => (cohort![row] === 2007 ? 1 : 0)),
      change: before.map((row) => y![place.get(unit![row]!)!]! - y![row]!),
      covariates: [before.map((row) => lpop![row]!)],
    };
    const by = (estimator: Parameters<typeof changeEffect>[1]) => {
      const r = changeEffect(study, estimator);
      return { att: r.estimate, se: r.standardError };
    };
    return {
      unconditional: changeEffect({ ...study, covariates: [] }).estimate,
      drTraditional: by("dr"),
      drImproved: by("drImproved"),
      outcomeRegression: by("reg"),
      ipwNormalized: by("ipw"),
    };
  },
};

/** CR1 over CR0 is √(G/(G−1)·(N−1)/(N−K)), K counting all effects. */
function clusteredWithoutFactor(panel: StaggeredPanel): number {
  const { clusteredError, fit } = twoWayFixedEffects(panel);
  const parameters = fit.n - fit.dfResidual;
  return clusteredError / Math.sqrt((fit.units / (fit.units - 1)) * ((fit.n - 1) / (fit.n - parameters)));
}

/** In the noiseless case untreated outcomes grow by 0.5 a period from the unit's first value. */
function meanEffect({ id, t, g, y }: Record<string, number[]>): number {
  const effects = y!.flatMap((value, i) => {
    const first = y![id!.indexOf(id![i]!)]!;
    return t![i]! >= g![i]! ? [value - (first + 0.5 * (t![i]! - 1))] : [];
  });
  return effects.reduce((a, b) => a + b, 0) / effects.length;
}

describe.skipIf(!hasShared)("golden did", () => {
  for (const c of goldenCases("did")) {
    it(c.id, () => expect(goldenDifferences(methods[c.method]!(c.inputs), withoutKnownBug(c))).toEqual([]));
  }
});

/**
 * did 2.1.1 takes the influence of the cohort shares from the wrong cohorts in `aggte(type = "group")` (fixed upstream in March
 * 2025, pull request 223: that influence function did not average 0), so its overall error by cohort is not expected here.
 */
function withoutKnownBug(c: GoldenCase): GoldenCase {
  const { aggregates, ...expected } = c.expected as Inputs;
  if (aggregates?.group === undefined) return c;
  const { overallSe: _, ...group } = aggregates.group;
  return { ...c, expected: { ...expected, aggregates: { ...aggregates, group } } };
}

describe.skipIf(!hasShared)("the county employment data", () => {
  const panel = () =>
    panelOf({
      csv: "data/mpdta.csv",
      y: "lemp",
      time: "year",
      unit: "countyreal",
      cohort: "firstTreat",
      covariates: ["lpop"],
    });

  // Vignette of the R package did, example with covariates: "P-value for pre-test of parallel trends assumption: 0.23267".
  it("has the published pre-trend test", () => {
    expect(callawaySantAnna(panel()).preTrendTest!.p).toBeCloseTo(0.23267, 4);
  });

  // tests/golden/staggered-did.py (numpy 2.4.6): numerical derivatives by unit weights, without covariates.
  it("has the error of the overall effect by cohort", () => {
    const { overall } = callawaySantAnna({ ...panel(), covariates: [] }).byCohort;
    expect(overall.estimate).toBeCloseTo(-0.03101828222874843, 10);
    expect(overall.standardError).toBeCloseTo(0.012446059320996876, 10);
  });

  it("has a band for the whole event study that is wider than pointwise intervals", () => {
    const effects = callawaySantAnna(panel());
    const band = exposureBand({ effects, random: sfc32(1), draws: 1000 });
    // Seven points: between one point (1.96) and seven independent ones (2.69).
    expect(band.criticalValue).toBeGreaterThan(2.2);
    expect(band.criticalValue).toBeLessThan(2.85);
    band.parts.forEach((part, i) => {
      expect(part.interval.low).toBeLessThan(effects.byExposure.parts[i]!.interval.low);
    });
  });
});

// By hand: two units a cohort, three periods; ATT(2,2) = mean(4,5) − mean(1,0), ATT(2,3) = mean(5,7) − mean(2,2),
// ATT(3,2) = mean(1,1) − mean(1,0), ATT(3,3) = mean(4,5) − mean(1,2).
const HAND: StaggeredPanel = {
  unit: [1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 5, 5, 5, 6, 6, 6],
  time: [1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3],
  cohort: [2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, null, null, null, null, null, null],
  outcome: [10, 14, 15, 12, 17, 19, 8, 9, 13, 11, 12, 17, 7, 8, 9, 13, 13, 15],
};

describe("staggered difference-in-differences", () => {
  it("agrees with arithmetic", () => {
    const r = callawaySantAnna(HAND, { estimator: "reg" });
    expect(r.groupTime.map((c) => [c.cohort, c.time, c.base, c.before])).toEqual([
      [2, 2, 1, false],
      [2, 3, 1, false],
      [3, 2, 1, true],
      [3, 3, 2, false],
    ]);
    [4, 4, 0.5, 3].forEach((att, i) => {
      expect(r.groupTime[i]!.estimate).toBeCloseTo(att, 12);
    });
  });

  it("gives one number by all estimators without covariates, whatever the order of rows", () => {
    const estimates = (["reg", "ipw", "dr", "drImproved"] as const).map((estimator) =>
      callawaySantAnna(HAND, { estimator }),
    );
    for (const r of estimates) {
      expect(r.simple.estimate).toBeCloseTo(estimates[0]!.simple.estimate, 9);
      expect(r.simple.standardError).toBeCloseTo(estimates[0]!.simple.standardError, 9);
    }
    const reversed = Object.fromEntries(
      Object.entries(HAND).map(([name, column]) => [name, [...(column as number[])].reverse()]),
    ) as unknown as StaggeredPanel;
    expect(callawaySantAnna(reversed).simple.estimate).toBeCloseTo(estimates[2]!.simple.estimate, 9);
  });

  it("finds growing effects where two-way fixed effects does not", () => {
    const random = sfc32(81);
    const rows: { unit: number; time: number; cohort: number | null; outcome: number }[] = [];
    for (let unit = 0; unit < 150; unit++) {
      const cohort = [3, 6, null][unit % 3]!;
      const level = drawNormal(random);
      for (let time = 1; time <= 8; time++) {
        const effect = cohort !== null && time >= cohort ? time - cohort + 1 : 0;
        rows.push({ unit, time, cohort, outcome: level + 0.3 * time + effect + 0.2 * drawNormal(random) });
      }
    }
    const panel = {
      unit: rows.map((r) => r.unit),
      time: rows.map((r) => r.time),
      cohort: rows.map((r) => r.cohort),
      outcome: rows.map((r) => r.outcome),
    };
    const r = callawaySantAnna(panel, { controls: "notYet" });
    for (const { key, estimate } of r.byExposure.parts) expect(estimate).toBeCloseTo(key < 0 ? 0 : key + 1, 0);
    expect(r.preTrendTest!.p).toBeGreaterThan(0.001);
    // Mean effect on treated cells: cohort 3 has 1..6, cohort 6 has 1..3: 27/9 = 3.
    expect(r.simple.estimate).toBeCloseTo(3, 1);
    expect(twoWayFixedEffects(panel).coefficient).toBeLessThan(2.8);
  });

  it("refuses repeated rows, a unit that changes cohort, and panels without controls", () => {
    const invalid = expect.objectContaining({ code: "input.invalid" });
    expect(() =>
      callawaySantAnna({ ...HAND, time: HAND.time.length ? [1, 1, ...Array.from(HAND.time).slice(2)] : [] }),
    ).toThrow(invalid);
    expect(() => callawaySantAnna({ ...HAND, cohort: [3, ...Array.from(HAND.cohort).slice(1)] })).toThrow(invalid);
    const all = { ...HAND, cohort: Array.from(HAND.cohort, () => 2) };
    expect(() => callawaySantAnna(all)).toThrow(expect.objectContaining({ code: "model.degenerate" }));
    expect(() => callawaySantAnna({ unit: [], time: [], cohort: [], outcome: [] })).toThrow(
      expect.objectContaining({ code: "model.degenerate" }),
    );
  });

  it("counts units that miss a period", () => {
    const cut = Object.fromEntries(
      Object.entries(HAND).map(([name, column]) => [name, (column as number[]).slice(1)]),
    ) as unknown as StaggeredPanel;
    expect(callawaySantAnna(cut)).toMatchObject({ units: 5, incompleteUnits: 1 });
  });
});

describe("two by two", () => {
  // Card & Krueger (1994), table 3.
  it("agrees with the published table", () => {
    const r = differenceInDifferences({
      treatedBefore: { mean: 20.44, standardError: 0.51 },
      treatedAfter: { mean: 21.03, standardError: 0.52 },
      controlBefore: { mean: 23.33, standardError: 1.35 },
      controlAfter: { mean: 21.17, standardError: 0.94 },
    });
    expect(r.estimate).toBeCloseTo(2.75, 10);
  });

  it("from changes is the regression estimate without covariates", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: -50, max: 50 }), fc.integer({ min: -50, max: 50 })), {
          minLength: 6,
          maxLength: 20,
        }),
        (rows) => {
          const half = Math.floor(rows.length / 2);
          const side = (part: [number, number][]) => ({ before: part.map((r) => r[0]), after: part.map((r) => r[1]) });
          const direct = differenceInChanges(side(rows.slice(0, half)), side(rows.slice(half)));
          const treated = rows.map((_, i) => (i < half ? 1 : 0));
          const change = rows.map((r) => r[1] - r[0]);
          expect(changeEffect({ treated, change, covariates: [] }, "reg").estimate).toBeCloseTo(direct.difference, 9);
        },
      ),
    );
  });
});
