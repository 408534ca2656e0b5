import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type GoldenCase, goldenCases, goldenDifferences, hasShared, SHARED } from "../../../tests/shared.ts";
import { studentizedRangeCdf, studentizedRangeQuantile } from "../distributions/studentized-range.ts";
import { meanInterval } from "../intervals/mean.ts";
import { type QuantileType, quantileOf } from "../intervals/quantile.ts";
import { mergeMoments, momentsOf, NO_MOMENTS, pairedMomentsOf, sampleVariance } from "../sums.ts";
import { brownForsythe, oneWayAnova, welchAnova } from "./anova.ts";
import { chiSquareTest } from "./chi-square-test.ts";
import { kendallCorrelation, pearsonCorrelation, spearmanCorrelation } from "./correlation.ts";
import { type Adjustment, adjustPValues } from "./multiplicity.ts";
import { gamesHowell, tukeyHsd } from "./pairwise-means.ts";
import {
  powerOfTwoMeans,
  powerOfTwoProportions,
  sampleSizeForNpsMargin,
  sampleSizeForTwoMeans,
  sampleSizeForTwoProportions,
} from "./power.ts";
import { proportionTrend } from "./proportion-trend.ts";
import { kruskalWallis, mannWhitney, rankSumsOfRows } from "./rank-tests.ts";
import { standardizedDifference } from "./standardized-difference.ts";
import { pairedTTest, studentTTest, type TTest, welchTTest } from "./t-test.ts";

interface Columns {
  y: number[];
  group: string[];
}

function columnsOf(inputs: Columns | { csv: string }): Columns {
  if (!("csv" in inputs)) return inputs;
  const [header, ...lines] = readFileSync(`${SHARED}golden/${inputs.csv}`, "utf8").trim().split("\n");
  const names = header!.split(",").map((name) => name.replaceAll('"', ""));
  const cells = lines.map((line) => line.split(","));
  return {
    y: cells.map((cell) => Number(cell[names.indexOf("y")])),
    group: cells.map((cell) => cell[names.indexOf("group")]!),
  };
}

function groupsOf({ y, group }: Columns) {
  return [...new Set(group)].map((name) => {
    const values = y.filter((_, i) => group[i] === name);
    return { name, values, moments: momentsOf(values) };
  });
}

const tTest = (t: TTest) => ({
  t: t.t,
  df: t.df,
  p: t.pValue,
  lower: t.interval.low,
  upper: t.interval.high,
  se: t.standardError,
});

const adapters: Record<string, (inputs: never) => unknown> = {
  "ci.mean.t": ({ x, confidence }: { x: number[]; confidence: number }) => {
    const e = meanInterval(momentsOf(x), { confidence });
    return {
      ...e,
      sd: e.standardDeviation,
      se: e.standardError,
      lower: e.interval?.low ?? null,
      upper: e.interval?.high ?? null,
    };
  },
  "test.welch-t": ({ x, y }: { x: number[]; y: number[] }) => {
    const [a, b] = [momentsOf(x), momentsOf(y)];
    const d = standardizedDifference(a, b);
    const ranks = mannWhitney(rankSumsOfRows([...x, ...y], [...x.map(() => 0), ...y.map(() => 1)], 2));
    return {
      meanX: a.mean,
      meanY: b.mean,
      welch: tTest(welchTTest(a, b)),
      student: tTest(studentTTest(a, b)),
      ...d,
      mannWhitneyU: ranks.u,
      mannWhitneyPCorrected: ranks.pValueCorrected,
      mannWhitneyPUncorrected: ranks.pValue,
      rankBiserial: ranks.rankBiserial,
    };
  },
  "test.paired-t": ({ x, y }: { x: number[]; y: number[] }) => {
    const t = pairedTTest(pairedMomentsOf(x, y));
    return { ...tTest(t), meanDifference: t.difference };
  },
  "test.anova": (inputs: Columns | { csv: string }) => {
    const columns = columnsOf(inputs);
    const groups = groupsOf(columns);
    const a = oneWayAnova(groups);
    const w = welchAnova(groups);
    const codes = columns.group.map((name) => groups.findIndex((g) => g.name === name));
    const k = kruskalWallis(rankSumsOfRows(columns.y, codes, groups.length));
    const bf = brownForsythe(groups);
    return {
      classic: {
        F: a.f,
        dfBetween: a.df1,
        dfWithin: a.df2,
        p: a.pValue,
        ssBetween: a.sumOfSquaresBetween,
        ssWithin: a.sumOfSquaresWithin,
      },
      welch: { F: w.f, df1: w.df1, df2: w.df2, p: w.pValue },
      kruskal: { H: k.h, df: k.df, p: k.pValue, epsilonSquared: k.epsilonSquared, etaSquaredH: k.etaSquared },
      etaSquared: a.etaSquared,
      omegaSquared: a.omegaSquared,
      epsilonSquared: a.epsilonSquared,
      brownForsythe: { F: bf.f, p: bf.pValue },
    };
  },
  "test.tukeyHsd": (columns: Columns) => {
    const pairs = tukeyHsd(groupsOf(columns));
    return {
      pairs: pairs.map((p) => `${p.second}-${p.first}`),
      difference: pairs.map((p) => p.difference),
      lower: pairs.map((p) => p.interval.low),
      upper: pairs.map((p) => p.interval.high),
      pAdjusted: pairs.map((p) => p.pValue),
    };
  },
  "test.gamesHowell": (columns: Columns) => ({
    pairs: gamesHowell(groupsOf(columns)).map((p) => ({
      pair: `${p.second}-${p.first}`,
      difference: p.difference,
      se: p.standardError,
      df: p.df,
      p: p.pValue,
      lower: p.interval.low,
      upper: p.interval.high,
    })),
  }),
  "distribution.studentizedRange": (i: { q: number; groups: number; df: number; p: number }) => ({
    cdf: studentizedRangeCdf(i.q, i),
    quantile: studentizedRangeQuantile(i.p, i),
  }),
  "test.chiSquare": ({ table }: { table: number[][] }) => {
    const t = chiSquareTest(table);
    return { ...t, p: t.pValue, gP: t.gPValue };
  },
  correlation: ({ x, y }: { x: number[]; y: number[] }) => {
    const p = pearsonCorrelation(pairedMomentsOf(x, y));
    const k = kendallCorrelation(x, y);
    return {
      pearson: { ...p, p: p.pValue, lower: p.interval?.low, upper: p.interval?.high },
      spearmanRho: spearmanCorrelation(x, y),
      kendallTauB: k.tau,
      kendallP: k.pValue,
    };
  },
  quantile: ({ x, p }: { x: number[]; p: number[] }) => {
    const sorted = Float64Array.from(x).sort();
    const of = (type: QuantileType) => p.map((share) => quantileOf(sorted, share, type));
    return { type1: of(1), type6: of(6), type7: of(7), type8: of(8) };
  },
  "test.proportionTrend": (i: { successes: number[]; trials: number[]; scores: number[] }) => {
    const t = proportionTrend(i.scores.map((score, k) => ({ score, successes: i.successes[k]!, n: i.trials[k]! })));
    return { ...t, p: t.pValue };
  },
  "effect.hedgesG.interval": (i: { x: number[]; y: number[]; confidence: number }) => {
    const d = standardizedDifference(momentsOf(i.x), momentsOf(i.y), i.confidence);
    return { g: d.hedgesG, lower: d.interval.low, upper: d.interval.high };
  },
  "multiplicity.adjust": ({ p, q }: { p: number[]; q: number }) => {
    const of = (adjustment: Adjustment) => adjustPValues(p, adjustment);
    const rejected = (adjustment: Adjustment) => of(adjustment).filter((x) => x <= q).length;
    return {
      bonferroni: of("bonferroni"),
      holm: of("holm"),
      hochberg: of("hochberg"),
      bh: of("benjamini-hochberg"),
      by: of("benjamini-yekutieli"),
      rejectedBonferroni: rejected("bonferroni"),
      rejectedHolm: rejected("holm"),
      rejectedHochberg: rejected("hochberg"),
      rejectedBh: rejected("benjamini-hochberg"),
    };
  },
  "power.twoProportions": (i: { p1: number; p2: number; power?: number; n?: number; alpha: number }) =>
    i.n === undefined
      ? { nPerGroup: sampleSizeForTwoProportions(i) }
      : { power: powerOfTwoProportions({ ...i, nPerGroup: i.n }) },
  "power.twoMeans": (i: { delta: number; sd: number; power?: number; n?: number; alpha: number }) => {
    const design = { ...i, difference: i.delta, standardDeviation: i.sd };
    return i.n === undefined
      ? { nPerGroup: sampleSizeForTwoMeans(design) }
      : { power: powerOfTwoMeans({ ...design, nPerGroup: i.n }) };
  },
  "power.npsMargin": (i: Parameters<typeof sampleSizeForNpsMargin>[0]) => {
    const n = sampleSizeForNpsMargin(i);
    return { n, nRoundedUp: Math.ceil(n) };
  },
  "moments.merge": ({ parts }: { parts: { n: number; mean: number; m2: number }[] }) => {
    const merged = parts.reduce(
      (sum, { n, mean, m2 }) => mergeMoments(sum, { n, mean, squaredDeviations: m2 }),
      NO_MOMENTS,
    );
    return { ...merged, m2: merged.squaredDeviations, variance: sampleVariance(merged) };
  },
};

const cases = ["means-tests", "multiplicity", "power", "sufficient"].flatMap((file) => goldenCases(file));

describe.skipIf(!hasShared)("tests, effect sizes and power agree with the golden cases", () => {
  const own = cases.filter((c) => c.method in adapters);
  it.each(own.map((c): [string, GoldenCase] => [c.id, c]))("%s", (_, c) => {
    expect(goldenDifferences(adapters[c.method]!(c.inputs as never), c)).toEqual([]);
  });
});
