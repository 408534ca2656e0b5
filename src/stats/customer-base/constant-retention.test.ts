import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { goldenCases, goldenDifferences, hasShared } from "../../../tests/shared.ts";
import {
  type ConstantRetention,
  constantRetentionValue,
  constantRetentionValueOver,
  marginMultiple,
} from "./constant-retention.ts";

const codeOf = (f: () => unknown) => {
  try {
    f();
  } catch (error) {
    return (error as { code?: string }).code;
  }
  return "no error";
};

describe.skipIf(!hasShared)("golden values", () => {
  it.each(goldenCases("kpi", "clv.constantRetention"))("$id", (c) => {
    const i = c.inputs as unknown as ConstantRetention & { periods: number };
    const { fromNow, fromNextRenewal } = constantRetentionValue(i);
    const actual = {
      finite: constantRetentionValueOver(i),
      infiniteImmediate: fromNow,
      infiniteAfterOnePeriod: fromNextRenewal,
    };
    expect(goldenDifferences(actual, c)).toEqual([]);
  });

  it.each(goldenCases("kpi", "clv.marginMultiple"))("$id", (c) => {
    const { discountRate, retentionRates } = c.inputs as { discountRate: number; retentionRates: number[] };
    const multiples = retentionRates.map((retention) => marginMultiple({ retention, discount: discountRate }));
    expect(goldenDifferences({ multiples }, c)).toEqual([]);
  });

  it.each(goldenCases("kpi", "clv.simple"))("$id", (c) => {
    const i = c.inputs as { aov: number; ordersPerYear: number; grossMargin: number; annualChurn: number };
    const annualMargin = i.aov * i.ordersPerYear * i.grossMargin;
    const value = constantRetentionValue({ margin: annualMargin, retention: 1 - i.annualChurn, discount: 0 });
    const actual = { annualMargin, expectedYears: 1 + value.expectedRenewals!, clvUndiscounted: value.fromNow };
    expect(goldenDifferences(actual, c)).toEqual([]);
  });
});

describe("constant retention", () => {
  it("prints Gupta and Lehmann's margin multiples", () => {
    // Gupta & Lehmann (2003), table 1, at 12 %: 1.15, 1.67, 2.50, 4.09
    const row = [0.6, 0.7, 0.8, 0.9].map((retention) => marginMultiple({ retention, discount: 0.12 })!.toFixed(2));
    expect(row).toEqual(["1.15", "1.67", "2.50", "4.09"]);
  });

  it("nears the whole future as the horizon grows, and equals it where everybody leaves", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 0.99, noNaN: true }),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        (retention, discount) => {
          const terms = { margin: 50, retention, discount };
          const whole = constantRetentionValue(terms).fromNow!;
          expect(constantRetentionValueOver({ ...terms, periods: 4000 })).toBeCloseTo(whole, 6);
          expect(constantRetentionValueOver({ ...terms, periods: 3 })).toBeLessThanOrEqual(whole * (1 + 1e-12));
        },
      ),
    );
    expect(constantRetentionValue({ margin: 9, retention: 0, discount: 0.3 }).fromNow).toBeCloseTo(9, 12);
  });

  it("has no bound where nobody leaves and nothing is discounted", () => {
    const terms = { margin: 10, retention: 1, discount: 0 };
    expect(constantRetentionValue(terms)).toEqual({ fromNow: null, fromNextRenewal: null, expectedRenewals: null });
    expect(constantRetentionValueOver({ ...terms, periods: 9 })).toBe(100);
    expect(marginMultiple(terms)).toBeNull();
  });

  it("refuses shares written as percentages and amounts that are not numbers", () => {
    for (const terms of [
      { margin: 1, retention: 80, discount: 0.1 },
      { margin: Number.NaN, retention: 0.8, discount: 0.1 },
      { margin: 1, retention: 0.8, discount: -0.1 },
    ])
      expect(codeOf(() => constantRetentionValue(terms))).toBe("input.out_of_range");
    const terms = { margin: 1, retention: 0.8, discount: 0.1 };
    expect(codeOf(() => constantRetentionValueOver({ ...terms, periods: 1.5 }))).toBe("input.out_of_range");
  });
});
