import gammaln from "@stdlib/math-base-special-gammaln";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { goldenCases, goldenDifferences, hasShared } from "../../../tests/shared.ts";
import { chiSquareUpper } from "../distributions/chi-square.ts";
import { fUpper } from "../distributions/f.ts";
import { normalCdf, normalQuantile } from "../distributions/normal.ts";
import { studentTCdf, studentTQuantile } from "../distributions/student-t.ts";
import { erf, erfc } from "./error-function.ts";
import { digamma, logBeta, logGamma, trigamma } from "./gamma.ts";
import { hyp2f1, logHyp2f1, logHyperU } from "./hypergeometric.ts";
import { incompleteBeta } from "./incomplete-beta.ts";
import { incompleteGamma } from "./incomplete-gamma.ts";

type Function1 = (...x: number[]) => number;
const functions: Record<string, Function1> = {
  "special.logGamma": (x) => logGamma(x!),
  "special.digamma": (x) => digamma(x!),
  "special.logBeta": (a, b) => logBeta(a!, b!),
  "special.erfc": (x) => erfc(x!),
  "special.normalCdf": (x) => normalCdf(x!),
  "special.normalQuantile": (p) => normalQuantile(p!),
  "special.regularizedIncompleteBeta(a,b,x)": (a, b, x) => incompleteBeta(a!, b!, x!).lower,
  "special.regularizedIncompleteGammaLowerUpper(a,x) lower": (a, x) => incompleteGamma(a!, x!).lower,
  "special.regularizedIncompleteGammaLowerUpper(a,x) upper": (a, x) => incompleteGamma(a!, x!).upper,
  "special.hyp2f1(a,b,c,z)": (a, b, c, z) => hyp2f1(a!, b!, c!, z!),
  "special.log hyp2f1(a,b,c,z)": (a, b, c, z) => logHyp2f1(a!, b!, c!, z!),
  "special.hyperU(a,b,z)": (a, b, z) => Math.exp(logHyperU(a!, b!, z!)),
  "special.studentTCdf(t,df)": (t, df) => studentTCdf(t!, df!),
  "special.chiSquareUpper(x,df)": (x, df) => chiSquareUpper(x!, df!),
  "special.fUpper(F,df1,df2)": (f, df1, df2) => fUpper(f!, df1!, df2!),
  "special.studentTQuantile(p,df)": (p, df) => studentTQuantile(p!, df!),
};

describe.skipIf(!hasShared)("special functions agree with 50-digit values", () => {
  it.each(goldenCases("special-functions").map((c) => [c.id, c] as const))("%s", (_, c) => {
    const f = functions[c.method]!;
    const values = (c.inputs["arguments"] as number[][]).map((x) => f(...x));
    expect(goldenDifferences({ values }, c)).toEqual([]);
  });
});

// mpmath 1.3 at 40 digits; the part of the values above that a clone without the shared folder still checks.
describe("special functions keep their digits", () => {
  const relative = (actual: number, expected: number) => Math.abs(actual / expected - 1);
  it.each([
    ["lnΓ(1e-10)", () => logGamma(1e-10), 23.025850929882736],
    ["lnΓ(171.5)", () => logGamma(171.5), 709.1431630309282],
    ["ln B(1e8, 1e8)", () => logBeta(1e8, 1e8), -138629444.05681732],
    ["ψ′(7.5)", () => trigamma(7.5), 0.1426158966967038],
    ["erfc(25)", () => erfc(25), 8.300172571196523e-274],
    ["P(1e4, 10100)", () => incompleteGamma(1e4, 10100).lower, 0.8413487504471796],
    ["Q(0.5, 300)", () => incompleteGamma(0.5, 300).upper, 1.674167984691788e-132],
    ["I₀.₄(150, 200)", () => incompleteBeta(150, 200, 0.4).lower, 0.13980933951984725],
    ["₂F₁(26.5, 28.4; 28.2; 0.6)", () => hyp2f1(26.5, 28.4, 28.2, 0.6), 41857333924.74718],
    ["₂F₁(0.8, 1.5; 2.8; −5)", () => hyp2f1(0.8, 1.5, 2.8, -5), 0.3950997454708816],
    ["ln ₂F₁(1000, 999; 1000.5; 0.99)", () => logHyp2f1(1000, 999, 1000.5, 0.99), 4598.26317394127],
    ["U(0.606, 0.606, 0.05)", () => Math.exp(logHyperU(0.606, 0.606, 0.05)), 1.5601098301881318],
  ])("%s", (_, f, expected) => expect(relative(f(), expected)).toBeLessThan(1e-11));

  it("obeys recurrences, reflections and duplication", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-3, max: 500, noNaN: true }),
        fc.double({ min: 1e-3, max: 500, noNaN: true }),
        (a, b) => {
          expect(logGamma(a + 1) - logGamma(a)).toBeCloseTo(Math.log(a), 9);
          expect(digamma(a + 1) - digamma(a)).toBeCloseTo(1 / a, 8);
          expect(trigamma(a) - trigamma(a + 1)).toBeCloseTo(1 / (a * a), 6);
          expect(logGamma(2 * a)).toBeCloseTo(
            logGamma(a) + logGamma(a + 0.5) + (2 * a - 1) * Math.LN2 - 0.5 * Math.log(Math.PI),
            8,
          );
          const x = b / (a + b);
          const { lower, upper } = incompleteBeta(a, b, x);
          expect(lower).toBeCloseTo(incompleteBeta(b, a, 1 - x).upper, 9);
          expect(lower + upper).toBeCloseTo(1, 13);
          expect(incompleteGamma(a, b).lower - incompleteGamma(a + 1, b).lower).toBeCloseTo(
            Math.exp(a * Math.log(b) - b - logGamma(a + 1)),
            10,
          );
        },
      ),
      { numRuns: 300, seed: 3 },
    );
    expect(erf(0.3) + erfc(0.3)).toBe(1);
    expect(erfc(-2)).toBeCloseTo(2 - erfc(2), 15);
  });

  it("agrees with @stdlib's lnΓ", () => {
    for (const x of [1e-8, 0.3, 1.5, 2.5, 7.99, 8.01, 33, 1e5])
      expect(relative(logGamma(x), gammaln(x))).toBeLessThan(1e-13);
  });

  it("sums ₂F₁ in closed form where there is one", () => {
    expect(hyp2f1(2, 3, 3, 0.9999)).toBeCloseTo(1e8, 0);
    expect(
      relative(hyp2f1(0.5, 0.2, 1.7, 1), Math.exp(logGamma(1.7) + logGamma(1) - logGamma(1.2) - logGamma(1.5))),
    ).toBeLessThan(1e-14);
    expect(relative(hyp2f1(1, 1, 2, 0.9995), -Math.log(0.0005) / 0.9995)).toBeLessThan(1e-11);
  });

  it("names what is out of range instead of returning NaN", () => {
    for (const bad of [
      () => logGamma(0),
      () => digamma(Number.NaN),
      () => logBeta(-1, 2),
      () => incompleteGamma(1, -1),
      () => incompleteBeta(1, 1, 2),
      () => hyp2f1(1, 1, 1, 1),
      () => logHyperU(0, 1, 1),
    ])
      expect(bad).toThrow(expect.objectContaining({ code: "input.out_of_range" }));
    expect(() => hyp2f1(1000, 999, 1000.5, 0.99)).toThrow(expect.objectContaining({ code: "model.degenerate" }));
  });
});
