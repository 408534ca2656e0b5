import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type GoldenCase, goldenCases, goldenDifferences, hasShared, SHARED } from "../../../tests/shared.ts";
import { clusterCovariance, twoWayClusterCovariance } from "./cluster-robust.ts";
import { crossProducts, type LinearData, linearDataFromCells } from "./cross-products.ts";
import { designOf, linearPredictor } from "./design.ts";
import {
  coefficientIntervals,
  fitLinear,
  fitLinearFromCrossProducts,
  lackOfFit,
  varianceInflation,
  waldTest,
} from "./linear.ts";
import { breuschPagan, cooksDistances, durbinWatson, leveragesOf } from "./residuals.ts";
import { fitRidge } from "./ridge.ts";
import { type RobustType, robustCovariance } from "./robust.ts";

type Table = Record<string, number[]>;

function readTable(path: string): Table {
  const [header, ...lines] = readFileSync(`${SHARED}golden/${path}`, "utf8").trim().split("\n");
  const cells = lines.map((line) => line.split(",").map(Number));
  return Object.fromEntries(
    header!.split(",").map((name, j) => [name.replaceAll('"', ""), cells.map((row) => row[j]!)]),
  );
}

interface OlsInputs {
  data: Table;
  y: string;
  x: string[];
  intercept?: boolean;
  weights?: number[];
}

function linearData({ data, y, x, intercept = true, weights }: OlsInputs): LinearData {
  const design = designOf(Object.fromEntries(x.map((name) => [name, data[name]!])), { intercept });
  return { design, y: data[y]!, ...(weights === undefined ? {} : { weights }) };
}

const codesOf = (labels: ArrayLike<unknown>): number[] => {
  const distinct = [...new Set(Array.from(labels))];
  return Array.from(labels, (label) => distinct.indexOf(label));
};

function ols(inputs: OlsInputs) {
  const data = linearData(inputs);
  const fit = fitLinear(data);
  const intervals = coefficientIntervals({ ...fit, df: fit.dfResidual });
  const hc = (type: RobustType) => robustCovariance(data, fit, type);
  const bp = breuschPagan(data, fit);
  return {
    terms: fit.terms,
    coef: fit.coefficients,
    se: fit.standardErrors,
    t: fit.t,
    p: fit.pValues,
    ciLower: intervals.map((i) => i.low),
    ciUpper: intervals.map((i) => i.high),
    seHC0: hc("HC0").standardErrors,
    seHC1: hc("HC1").standardErrors,
    seHC2: hc("HC2").standardErrors,
    seHC3: hc("HC3").standardErrors,
    rSquared: fit.rSquared,
    adjRSquared: fit.adjustedRSquared,
    sigma: fit.sigma,
    dfResidual: fit.dfResidual,
    F: fit.f,
    rss: fit.residualSumOfSquares,
    logLik: fit.logLikelihood,
    aic: fit.aic,
    bic: fit.bic,
    hatMax: Math.max(...leveragesOf(data, fit)),
    cookMax: Math.max(...cooksDistances(data, fit).map((d) => d ?? 0)),
    durbinWatson: durbinWatson(data, fit),
    breuschPagan: bp === null ? null : { lm: bp.statistic, df: bp.df, p: bp.pValue },
    vif: Object.values(varianceInflation(crossProducts(data))),
    robustWaldHC3: (() => {
      const w = waldTest(fit, hc("HC3").covariance, fit.dfResidual);
      return { F: w.f, p: w.pValue };
    })(),
  };
}

const adapters: Record<string, (inputs: never) => unknown> = {
  ols,
  "ols.rank": (inputs: OlsInputs) => {
    const data = linearData(inputs);
    const fit = fitLinear(data);
    const fitted = [...linearPredictor(data.design, fit)];
    return { rank: fit.terms.length, fitted, rss: fit.residualSumOfSquares, aliased: fit.aliased };
  },
  "ols.clusterRobust": (inputs: { csv?: string; data?: Table; y: string; x: string[]; clusters: string[] }) => {
    const table = inputs.data ?? readTable(inputs.csv!);
    const data = linearData({ ...inputs, data: table });
    const fit = fitLinear(data);
    const [first, second] = inputs.clusters.map((name) => codesOf(table[name]!));
    const by = (clusterOf: number[], type: "CR0" | "CR1" | "CR2") => clusterCovariance({ data, fit, clusterOf, type });
    const cr2 = second === undefined ? by(first!, "CR2") : undefined;
    const firstCR1 = by(first!, "CR1");
    return {
      coef: fit.coefficients,
      seClassic: fit.standardErrors,
      seHC0: robustCovariance(data, fit, "HC0").standardErrors,
      seHC1: robustCovariance(data, fit, "HC1").standardErrors,
      clusterFirmCR1: firstCR1.standardErrors,
      clusterStoreCR1: firstCR1.standardErrors,
      clusterFirmCR0: by(first!, "CR0").standardErrors,
      clusterStoreCR0: by(first!, "CR0").standardErrors,
      CR2: cr2?.standardErrors,
      satterthwaiteDf: cr2?.df,
      nClustersFirm: firstCR1.clusters,
      ...(second === undefined
        ? {}
        : {
            clusterYearCR1: by(second, "CR1").standardErrors,
            nClustersYear: by(second, "CR1").clusters,
            twoWayFirmYear: twoWayClusterCovariance({ data, fit, first: first!, second }).standardErrors,
          }),
    };
  },
  "ols.ridge": ({ x, y, lambda }: { x: number[][]; y: number[]; lambda: number }) => {
    const columns = Object.fromEntries(x[0]!.map((_, j) => [`x${j}`, x.map((row) => row[j]!)]));
    const fit = fitRidge(crossProducts({ design: designOf(columns), y }), lambda);
    return { intercept: fit.intercept, coef: fit.coefficients, effectiveDf: fit.effectiveDf };
  },
  "ols.fromMoments": (i: {
    n: number;
    x: string[];
    meanX: number[];
    meanY: number;
    centredXtX: number[][];
    centredXtY: number[];
    centredYtY: number;
  }) => {
    const fit = fitLinearFromCrossProducts({
      names: i.x,
      n: i.n,
      weight: i.n,
      intercept: true,
      meanX: i.meanX,
      meanY: i.meanY,
      xx: i.centredXtX,
      xy: i.centredXtY,
      yy: i.centredYtY,
      logWeights: 0,
    });
    return { coef: fit.coefficients, se: fit.standardErrors, rSquared: fit.rSquared, sigma: fit.sigma };
  },
  "ols.fromCells": ({ cells }: { cells: { score: number; n: number; sumY: number; sumYY: number }[] }) => {
    const data = linearDataFromCells({
      design: designOf({ score: cells.map((c) => c.score) }),
      n: cells.map((c) => c.n),
      sum: cells.map((c) => c.sumY),
      sumOfSquares: cells.map((c) => c.sumYY),
    });
    const fit = fitLinear(data);
    return {
      coef: fit.coefficients,
      se: fit.standardErrors,
      seHC0: robustCovariance(data, fit, "HC0").standardErrors,
      seHC1: robustCovariance(data, fit, "HC1").standardErrors,
      rSquared: fit.rSquared,
      lackOfFitF: lackOfFit(data, fit).f,
    };
  },
};

describe.skipIf(!hasShared)("least squares agrees with the golden cases", () => {
  const own = [...goldenCases("linear"), ...goldenCases("sufficient")].filter((c) => c.method in adapters);
  it.each(own.map((c): [string, GoldenCase] => [c.id, c]))("%s", (_, c) => {
    // R's own robust errors on Longley are off in the ninth digit; they are compared with 60 digits below.
    const ignore = c.id === "ols-longley" ? ["seHC0", "seHC1", "seHC3", "robustWaldHC3"] : [];
    expect(goldenDifferences(adapters[c.method]!(c.inputs as never), c, ignore)).toEqual([]);
  });

  it("keeps eleven digits of the robust errors on Longley's data", () => {
    const inputs = goldenCases("linear").find((c) => c.id === "ols-longley")!.inputs as unknown as OlsInputs;
    const { seHC0, seHC3, robustWaldHC3 } = ols(inputs);
    // mpmath 1.3 at 60 digits: sandwich formulas on the decimal data.
    expect(seHC0[0]! / 832.211580580327 - 1).toBeCloseTo(0, 11);
    expect(seHC0[6]! / 0.428384375535098 - 1).toBeCloseTo(0, 11);
    expect(seHC3[0]! / 1799.47723066182 - 1).toBeCloseTo(0, 11);
    expect(seHC3[6]! / 0.922807841715404 - 1).toBeCloseTo(0, 11);
    expect(robustWaldHC3.F / 227.571844923633 - 1).toBeCloseTo(0, 9);
  });
});
