import { describe, expect, it } from "vitest";
import { goldenCases, goldenDifferences, hasShared } from "../../../tests/shared.ts";
import { productOfLognormals, sumOfNormals } from "./closed-forms.ts";
import { datedInternalRateOfReturn, internalRateOfReturn } from "./internal-rate-of-return.ts";
import {
  type DatedCashflows,
  datedNetPresentValue,
  netPresentValue,
  spreadsheetNetPresentValue,
} from "./net-present-value.ts";
import { type BusinessCase, paybackPeriods, returnOnInvestment } from "./return-on-investment.ts";
import { pert, type ThreePointEstimate, triangular } from "./three-point.ts";
import { tornado } from "./tornado.ts";

// biome-ignore lint/suspicious/noExplicitAny: golden inputs are read as they are written
type Inputs = any;

const methods: Record<string, (inputs: Inputs) => unknown> = {
  "finance.npv": (i) => ({ npv: spreadsheetNetPresentValue(i.cashflows, i.rate) }),
  "finance.irr": (i) => {
    const { rate, roots, unique } = internalRateOfReturn(i.cashflows);
    const irrFirstFour = i.cashflows.length > 4 ? internalRateOfReturn(i.cashflows.slice(0, 5)).rate : null;
    return { irr: rate, irrFirstFour, roots, unique };
  },
  "finance.xnpv": (i: DatedCashflows & { rate: number }) => ({
    xnpv: datedNetPresentValue(i, i.rate),
    xirr: datedInternalRateOfReturn(i).rate,
  }),
  "finance.roi": (i: BusinessCase) => {
    const r = returnOnInvestment(i);
    return {
      pvCosts: r.presentValueOfCosts,
      pvBenefits: r.presentValueOfBenefits,
      npv: r.netPresentValue,
      roi: r.returnOnInvestment,
      benefitCostRatio: r.benefitCostRatio,
      paybackPeriods: r.paybackPeriods,
      discountedPaybackPeriods: r.discountedPaybackPeriods,
    };
  },
  "finance.monteCarloNpv": (i) => {
    const factor = (t: number) => (1 + i.rate) ** -(t + 1);
    return sumOfNormals({
      means: [-i.initialCost, ...i.benefits.map((b: { mean: number }, t: number) => b.mean * factor(t))],
      sds: [0, ...i.benefits.map((b: { sd: number }, t: number) => b.sd * factor(t))],
    });
  },
  "finance.monteCarloProduct": (i) => productOfLognormals(i.factors),
  "finance.monteCarloCorrelated": (i) => ({
    ...sumOfNormals(i),
    sdIfIndependent: sumOfNormals({ means: i.means, sds: i.sds }).sd,
  }),
  "finance.threePoint": (i: ThreePointEstimate) => ({ triangular: triangular(i), pert: pert(i) }),
  "finance.tornado": (i) =>
    tornado({
      model: (x: Record<string, number>) => x.customers! * x.shareMoved! * x.valuePerMove! * x.margin! - x.cost!,
      base: i.base,
      ranges: i.ranges,
    }),
};

describe.skipIf(!hasShared)("golden finance", () => {
  for (const c of goldenCases("finance")) {
    it(c.id, () => expect(goldenDifferences(methods[c.method]!(c.inputs), c)).toEqual([]));
  }
});

describe("net present value", () => {
  // Worked example in the documentation of the spreadsheet functions: 1,188.44; XNPV 2,086.647602; XIRR 0.373362535.
  it("agrees with the printed spreadsheet examples", () => {
    expect(spreadsheetNetPresentValue([-10000, 3000, 4200, 6800], 0.1)).toBeCloseTo(1188.44, 2);
    const flows = {
      cashflows: [-10000, 2750, 4250, 3250, 2750],
      dates: ["2008-01-01", "2008-03-01", "2008-10-30", "2009-02-15", "2009-04-01"],
    };
    expect(datedNetPresentValue(flows, 0.09)).toBeCloseTo(2086.647602, 6);
    expect(datedInternalRateOfReturn(flows).rate).toBeCloseTo(0.373362535, 8);
  });

  it("leaves the first flow undiscounted", () => {
    expect(netPresentValue([100], 0.5)).toBe(100);
    expect(netPresentValue([-100, 110], 0.1)).toBeCloseTo(0, 12);
  });

  it("refuses impossible rates, dates and flows", () => {
    expect(() => netPresentValue([1], -1)).toThrow(expect.objectContaining({ code: "input.out_of_range" }));
    expect(() => netPresentValue([], 0.1)).toThrow(expect.objectContaining({ code: "input.sample_too_small" }));
    expect(() => netPresentValue([Number.NaN], 0.1)).toThrow(expect.objectContaining({ code: "input.out_of_range" }));
    const flows = { cashflows: [1, 2], dates: ["2025-02-30", "2025-03-01"] };
    expect(() => datedNetPresentValue(flows, 0.1)).toThrow(expect.objectContaining({ code: "input.invalid" }));
  });
});

describe("internal rate of return", () => {
  // Worked example in the documentation of the spreadsheet function: 8.66 % over five years, -2.1 % over four.
  it("agrees with the printed spreadsheet example", () => {
    expect(internalRateOfReturn([-70000, 12000, 15000, 18000, 21000, 26000]).rate).toBeCloseTo(0.0866, 4);
    expect(internalRateOfReturn([-70000, 12000, 15000, 18000, 21000]).rate).toBeCloseTo(-0.0212, 4);
  });

  it("reports none or several instead of choosing one", () => {
    expect(internalRateOfReturn([100, 50, 20])).toEqual({ rate: null, roots: [], unique: false });
    const { rate, roots, unique } = internalRateOfReturn([-100, 230, -132]);
    expect(rate).toBeNull();
    expect(unique).toBe(false);
    expect(roots[0]).toBeCloseTo(0.1, 10);
    expect(roots[1]).toBeCloseTo(0.2, 10);
  });

  it("finds a double root and survives ten years of months", () => {
    expect(internalRateOfReturn([-100, 220, -121]).rate).toBeCloseTo(0.1, 6);
    const monthly = internalRateOfReturn([-12000, ...Array<number>(120).fill(200)]).rate!;
    expect(netPresentValue([-12000, ...Array<number>(120).fill(200)], monthly)).toBeCloseTo(0, 6);
  });
});

describe("payback", () => {
  it("counts the last time the balance turns positive", () => {
    expect(paybackPeriods([-100, 60, 80])).toBe(1.5);
    expect(paybackPeriods([-100, 150, -100, 100])).toBe(2.5);
    expect(paybackPeriods([50, 10])).toBe(0);
    expect(paybackPeriods([-100, 10])).toBeNull();
  });

  it("has no return on investment without costs", () => {
    expect(returnOnInvestment({ costs: [0], benefits: [5], rate: 0 }).returnOnInvestment).toBeNull();
  });
});

describe("three-point estimates", () => {
  it("refuses a mode outside the range", () => {
    const outOfRange = expect.objectContaining({ code: "input.out_of_range" });
    expect(() => pert({ min: 0, mode: 2, max: 1 })).toThrow(outOfRange);
    expect(() => triangular({ min: 1, mode: 1, max: 1 })).toThrow(outOfRange);
  });
});
