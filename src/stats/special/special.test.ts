import { describe, expect, it } from "vitest";
import { goldenCases, goldenDifferences, hasShared } from "../../../tests/shared.ts";
import { chiSquareUpper } from "../distributions/chi-square.ts";
import { fUpper } from "../distributions/f.ts";
import { normalCdf, normalQuantile } from "../distributions/normal.ts";
import { studentTCdf, studentTQuantile } from "../distributions/student-t.ts";
import { erfc } from "./error-function.ts";
import { digamma, logBeta, logGamma } from "./gamma.ts";
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
