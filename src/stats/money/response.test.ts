import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { goldenCases, goldenDifferences, hasShared } from "../../../tests/shared.ts";
import { geometricAdstock } from "./adstock.ts";
import { allocateBudget, type ResponseCurve } from "./budget-allocation.ts";
import { fitHillResponse } from "./fit-hill-response.ts";
import { fitLogResponse } from "./fit-log-response.ts";
import { hillInflection, hillMarginal, hillResponse } from "./hill-curve.ts";

// biome-ignore lint/suspicious/noExplicitAny: golden inputs are read as they are written
type Inputs = any;

const methods: Record<string, (inputs: Inputs) => unknown> = {
  "response.hill": (i) => {
    const curve = { ceiling: i.b, halfSaturation: i.halfSaturation, slope: i.slope };
    return {
      value: i.x.map((x: number) => hillResponse(curve, x)),
      marginal: i.x.map((x: number) => hillMarginal(curve, x)),
      inflection: hillInflection(curve),
    };
  },
  "response.geometricAdstock": (i) => geometricAdstock(i.x, i.theta),
  "response.fitLog": (i) => {
    const fit = fitLogResponse({ spend: i.x, response: i.y });
    return { a: fit.intercept, b: fit.slope, rss: fit.residualSumOfSquares };
  },
  "response.fitHill": (i) => {
    const fit = fitHillResponse({ spend: i.x, response: i.y }, { slopeFixedAt: i.slopeFixedAt });
    const { ceiling, halfSaturation, slope } = fit.standardErrors;
    return {
      b: fit.curve.ceiling,
      halfSaturation: fit.curve.halfSaturation,
      slope: fit.curve.slope,
      rss: fit.residualSumOfSquares,
      se: [ceiling, halfSaturation, slope],
    };
  },
  "budget.logWaterFilling": (i) =>
    allocateBudget({
      curves: i.items.map(({ a, c }: { a: number; c: number }) => ({ scale: a, halfway: c })),
      budget: i.budget,
    }),
  "budget.hill": (i) =>
    allocateBudget({
      curves: i.items.map(({ b, k, s }: Record<string, number>) => ({ ceiling: b, halfSaturation: k, slope: s })),
      budget: i.budget,
      lower: i.lower,
      upper: i.upper,
    }),
};

describe.skipIf(!hasShared)("golden response-curves", () => {
  for (const c of goldenCases("response-curves")) {
    it(c.id, () => expect(goldenDifferences(methods[c.method]!(c.inputs), c)).toEqual([]));
  }
});

describe("fitting a Hill curve", () => {
  // Bates & Watts (1988), puromycin, treated: Vm = 212.7, K = 0.0641 with the slope fixed at 1.
  it("agrees with the published fit", () => {
    const spend = [0.02, 0.02, 0.06, 0.06, 0.11, 0.11, 0.22, 0.22, 0.56, 0.56, 1.1, 1.1];
    const response = [76, 47, 97, 107, 123, 139, 159, 152, 191, 201, 207, 200];
    const { curve } = fitHillResponse({ spend, response }, { slopeFixedAt: 1 });
    expect(curve.ceiling).toBeCloseTo(212.7, 1);
    expect(curve.halfSaturation).toBeCloseTo(0.0641, 4);
  });

  it("refuses too few levels, no response and a single spend", () => {
    const same = { spend: [5, 5, 5, 5, 5, 5], response: [1, 2, 3, 4, 5, 6] };
    expect(() => fitHillResponse(same)).toThrow(expect.objectContaining({ code: "model.degenerate" }));
    expect(() => fitLogResponse(same)).toThrow(expect.objectContaining({ code: "model.degenerate" }));
    const nothing = { spend: [1, 2, 3, 4, 5, 6], response: [0, 0, 0, 0, 0, 0] };
    expect(() => fitHillResponse(nothing)).toThrow(expect.objectContaining({ code: "model.degenerate" }));
    expect(() => fitLogResponse({ spend: [], response: [] })).toThrow(
      expect.objectContaining({ code: "input.sample_too_small" }),
    );
  });
});

const positive = fc.double({ min: 0.1, max: 100, noNaN: true });
const concaveCurve: fc.Arbitrary<ResponseCurve> = fc.oneof(
  fc.record({ scale: positive, halfway: positive }),
  fc.record({ ceiling: positive, halfSaturation: positive, slope: fc.double({ min: 0.4, max: 1, noNaN: true }) }),
);

describe("budget allocation", () => {
  it("spends the budget exactly, within bounds, and beats even and random splits", () => {
    fc.assert(
      fc.property(
        fc.array(concaveCurve, { minLength: 2, maxLength: 5 }),
        positive,
        fc.array(fc.double({ min: 0.01, max: 1, noNaN: true }), { minLength: 5, maxLength: 5 }),
        (curves, budget, raw) => {
          const best = allocateBudget({ curves, budget });
          expect(best.allocation.reduce((a, b) => a + b, 0)).toBeCloseTo(budget, 9);
          expect(Math.min(...best.allocation)).toBeGreaterThanOrEqual(0);
          const weights = raw.slice(0, curves.length);
          const total = weights.reduce((a, b) => a + b, 0);
          const split = weights.map((w) => (budget * w) / total);
          const other = allocateBudget({ curves, budget, lower: split.map((x) => x * (1 - 1e-9)), upper: split });
          expect(best.value).toBeGreaterThanOrEqual(other.value - 1e-7 * best.value);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("is no worse than a fine grid on S-shaped curves", () => {
    const curves = [
      { ceiling: 100, halfSaturation: 60, slope: 3 },
      { ceiling: 90, halfSaturation: 30, slope: 2 },
      { ceiling: 40, halfSaturation: 10, slope: 1 },
    ];
    for (const budget of [5, 40, 90, 200]) {
      const { value, concave } = allocateBudget({ curves, budget });
      expect(concave).toBe(false);
      let grid = 0;
      for (let i = 0; i <= 100; i++)
        for (let j = 0; i + j <= 100; j++) {
          const x = [i, j, 100 - i - j].map((share) => (share * budget) / 100);
          grid = Math.max(
            grid,
            curves.reduce((sum, curve, k) => sum + hillResponse(curve, x[k]!), 0),
          );
        }
      expect(value).toBeGreaterThanOrEqual(grid - 1e-9);
    }
  });

  it("says which bounds bind and what is left over", () => {
    const curves = [
      { scale: 100, halfway: 10 },
      { scale: 1, halfway: 10 },
    ];
    const capped = allocateBudget({ curves, budget: 50, upper: [20, 10] });
    expect(capped).toMatchObject({
      allocation: [20, 10],
      unspent: 20,
      binding: ["upper", "upper"],
      marginalReturn: null,
    });
    const held = allocateBudget({ curves, budget: 50, lower: [0, 5] });
    expect(held.binding).toEqual([null, "lower"]);
    expect(() => allocateBudget({ curves, budget: 1, lower: [1, 1] })).toThrow(
      expect.objectContaining({ code: "input.out_of_range" }),
    );
    expect(() => allocateBudget({ curves: [], budget: 1 })).toThrow(
      expect.objectContaining({ code: "input.sample_too_small" }),
    );
  });

  it("handles no budget at all", () => {
    expect(allocateBudget({ curves: [{ scale: 1, halfway: 2 }], budget: 0 })).toMatchObject({
      allocation: [0],
      value: 0,
      marginalReturn: 0.5,
    });
  });
});
