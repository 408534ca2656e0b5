import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { goldenCsv, numbers } from "../../../tests/golden/csv.ts";
import { goldenCases, goldenDifferences, hasShared } from "../../../tests/shared.ts";
import { drawNormal } from "../random/normal.ts";
import { sfc32 } from "../random/sfc32.ts";
import { clusterCovariance } from "../regression/cluster-robust.ts";
import { designOf } from "../regression/design.ts";
import { fitLinear } from "../regression/linear.ts";
import { absorb, absorbedParameters, groupingOf } from "./absorb.ts";
import { interruptedTimeSeries } from "./interrupted-time-series.ts";
import { neweyWest } from "./newey-west.ts";
import { panelFixedEffects } from "./panel-fixed-effects.ts";

// biome-ignore lint/suspicious/noExplicitAny: golden inputs are read as they are written
type Inputs = any;

// Made by tests/golden/longitudinal.R (R 4.2.2, sandwich 3.0-2).
const R = JSON.parse(readFileSync(new URL("../../../tests/golden/longitudinal.json", import.meta.url), "utf8"));

const methods: Record<string, (inputs: Inputs) => unknown> = {
  "ols.neweyWest": ({ data: columns, lag }) => {
    const data = { design: designOf({ x: columns.x }), y: columns.y };
    const fit = fitLinear(data);
    return {
      coef: fit.coefficients,
      seNoAdjust: neweyWest({ data, fit, lag, adjust: false }).standardErrors,
      seSmallSample: neweyWest({ data, fit, lag }).standardErrors,
    };
  },
  "its.segmented": ({ y, interventionIndex, lag }) => {
    const r = interruptedTimeSeries({ values: y, periodsBefore: interventionIndex - 1, lag });
    return { ...r, coef: r.coefficients, seNeweyWest: r.standardErrors };
  },
  "panel.fixedEffects": (i) => panelCase(i),
};

function panelCase(i: Inputs): unknown {
  const csv = goldenCsv(i.csv);
  const [y, x] = [numbers(csv, i.y), numbers(csv, i.x[0])];
  const unit = numbers(csv, i.unit);
  const panel = { unit, time: numbers(csv, i.time), y, x: { score: x } };
  const within = panelFixedEffects(panel, { effects: "unit", smallSample: "none" });
  const twoWays = panelFixedEffects(panel);
  const pooled = { design: designOf({ score: x }), y };
  const fit = fitLinear(pooled);
  const clustered = clusterCovariance({ data: pooled, fit, clusterOf: unit, type: "CR1" });
  const same = (row: number) => unit[row] === unit[row - 1];
  const steps = unit.map((_, row) => row).filter((row) => row > 0 && same(row));
  const difference = (v: number[]) => steps.map((row) => v[row]! - v[row - 1]!);
  const first = fitLinear({ design: designOf({ score: difference(x) }, { intercept: false }), y: difference(y) });
  return {
    pooledOls: { coef: fit.coefficients[1], seClusterCR1: clustered.standardErrors[1] },
    within: {
      coef: within.coefficients,
      se: within.classicalErrors,
      seClusterArellanoHC0: within.standardErrors,
    },
    twoWays: { coef: twoWays.coefficients, se: twoWays.classicalErrors },
    firstDifferenceNoIntercept: { coef: first.coefficients },
  };
}

describe.skipIf(!hasShared)("golden linear: Newey–West, interrupted series, panel", () => {
  for (const c of goldenCases("linear").filter(({ method }) => method in methods)) {
    it(c.id, () => expect(goldenDifferences(methods[c.method]!(c.inputs), c)).toEqual([]));
  }
});

describe("Newey–West errors", () => {
  it("without lags are White's, and grow with positive serial correlation", () => {
    const random = sfc32(51);
    let shock = 0;
    const y = Array.from({ length: 120 }, () => (shock = 0.8 * shock + drawNormal(random)));
    const data = { design: designOf({ t: y.map((_, t) => t) }), y };
    const fit = fitLinear(data);
    const error = (lag: number) => neweyWest({ data, fit, lag, adjust: false }).standardErrors[1]!;
    expect(error(6)).toBeGreaterThan(1.5 * error(0));
    expect(() => neweyWest({ data, fit, lag: 120 })).toThrow(expect.objectContaining({ code: "input.out_of_range" }));
  });
});

describe("interrupted time series", () => {
  it("finds a step and a change of slope without noise, and refuses too few periods", () => {
    const values = Array.from({ length: 24 }, (_, t) => 10 + t + (t >= 12 ? 5 + 2 * (t - 12) : 0));
    const r = interruptedTimeSeries({ values, periodsBefore: 12 });
    [9, 1, 5, 2].forEach((b, i) => {
      expect(r.coefficients[i]).toBeCloseTo(b, 9);
    });
    expect(r.effectAtLast).toBeCloseTo(5 + 2 * 11, 9);
    expect(r.counterfactualLast).toBeCloseTo(33, 9);
    expect(() => interruptedTimeSeries({ values, periodsBefore: 7 })).toThrow(
      expect.objectContaining({ code: "input.sample_too_small" }),
    );
  });
});

describe("fixed effects", () => {
  it("agree with dummies on an unbalanced panel, classical, clustered one way and two ways", () => {
    const { unit, time, agent, x, z, y } = R.panel.data;
    const panel = { unit, time, y, x: { x, z } };
    const twoWay = panelFixedEffects(panel, { smallSample: "counted" });
    const agents = panelFixedEffects(panel, { alsoClusterBy: agent });
    const oneWay = panelFixedEffects(panel, { effects: "unit", smallSample: "none" });
    for (const j of [0, 1]) {
      expect(twoWay.coefficients[j]).toBeCloseTo(R.panel.twoWay.coef[j], 9);
      expect(twoWay.classicalErrors[j]).toBeCloseTo(R.panel.twoWay.se[j], 9);
      expect(twoWay.standardErrors[j]).toBeCloseTo(R.panel.twoWay.cr1[j], 9);
      expect(oneWay.coefficients[j]).toBeCloseTo(R.panel.unit.coef[j], 9);
      expect(oneWay.standardErrors[j]).toBeCloseTo(R.panel.unit.cr0[j], 9);
    }
    expect(agents.standardErrors.every((e) => e > 0)).toBe(true);
    expect(twoWay.dfResidual).toBe(R.panel.twoWay.df);
  });

  it("do not change when a constant is added to a unit or a period", () => {
    const { unit, time, x, z, y } = R.panel.data as Record<string, number[]>;
    const base = panelFixedEffects({ unit: unit!, time: time!, y: y!, x: { x: x!, z: z! } });
    const moved = y!.map((v, i) => v + 100 * unit![i]! - 7 * time![i]!);
    const shifted = panelFixedEffects({ unit: unit!, time: time!, y: moved, x: { x: x!, z: z! } });
    expect(shifted.coefficients[0]).toBeCloseTo(base.coefficients[0]!, 8);
    expect(shifted.standardErrors[1]).toBeCloseTo(base.standardErrors[1]!, 8);
  });

  it("name a covariate that never changes within units and refuse repeated rows", () => {
    const unit = [1, 1, 2, 2, 3, 3];
    const time = [1, 2, 1, 2, 1, 2];
    const y = [1, 2, 4, 3, 5, 9];
    const x = { moving: [1, 2, 5, 3, 1, 1], fixed: [1, 1, 2, 2, 3, 3] };
    expect(panelFixedEffects({ unit, time, y, x }, { effects: "unit" }).aliased).toEqual(["fixed"]);
    expect(() => panelFixedEffects({ unit, time, y, x: { fixed: x.fixed } })).toThrow(
      expect.objectContaining({ code: "model.rank_deficient" }),
    );
    expect(() => panelFixedEffects({ unit, time: [1, 1, 1, 2, 1, 2], y, x })).toThrow(
      expect.objectContaining({ code: "input.invalid" }),
    );
  });

  it("count parameters over unconnected parts of a panel", () => {
    const units = groupingOf(["a", "a", "b", "b", "c", "c"]);
    const times = groupingOf([1, 2, 1, 2, 8, 9]);
    expect(absorbedParameters([units])).toBe(3);
    expect(absorbedParameters([units, times])).toBe(3 + 4 - 2);
    expect([...absorb([1, 3, 10, 14, 0, 0], [units])]).toEqual([-1, 1, -2, 2, 0, 0]);
  });
});
