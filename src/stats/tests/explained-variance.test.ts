import fc from "fast-check";
import { expect, it } from "vitest";
import { explainedVarianceInterval } from "./explained-variance.ts";

// R 4.2: uniroot(function(l) pf(f, df1, df2, ncp = l) - p, c(0, 2000), tol = 1e-10) at p = 0.975 and 0.025; bounds l/(l + df1 + df2 + 1)
it.each([
  [5, 4, 50, 0.05293740823, 0.42119434209],
  [1.2, 3, 96, 0, 0.1079276446],
  [40, 7, 5000, 0.04057243101, 0.06429008494],
  [3.5, 65, 5300, 0.02046164164, 0.03990649299],
])("of F = %d on %d and %d agrees with R", (f, df1, df2, low, high) => {
  const interval = explainedVarianceInterval({ f, df1, df2 });
  expect(interval.low).toBeCloseTo(low, 8);
  expect(interval.high).toBeCloseTo(high, 8);
});

it("begins at 0 where F is not beyond chance, and grows with F", () => {
  expect(explainedVarianceInterval({ f: 0, df1: 3, df2: 40 })).toMatchObject({ low: 0, high: 0 });
  fc.assert(
    fc.property(
      fc.double({ min: 0.1, max: 30, noNaN: true }),
      fc.integer({ min: 1, max: 30 }),
      fc.integer({ min: 2, max: 3000 }),
      (f, df1, df2) => {
        const [less, more] = [f, f * 1.5].map((each) => explainedVarianceInterval({ f: each, df1, df2 }));
        expect(less!.low).toBeLessThanOrEqual(more!.low + 1e-9);
        expect(less!.high).toBeLessThanOrEqual(more!.high + 1e-9);
        expect(less!.low >= 0 && more!.high < 1).toBe(true);
      },
    ),
    { numRuns: 50 },
  );
});

it("refuses an F below 0", () => {
  expect(() => explainedVarianceInterval({ f: -1, df1: 2, df2: 9 })).toThrow(
    expect.objectContaining({ code: "input.out_of_range" }),
  );
});
