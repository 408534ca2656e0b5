import { describe, expect, it } from "vitest";
import { type GoldenCase, goldenCases, goldenDifferences, hasShared } from "../../../tests/shared.ts";
import type { Interval } from "../interval.ts";
import { type Moments, momentsFromSums, momentsOf, pairedMomentsOf } from "../sums.ts";
import { clusteredNps, clusterSums } from "./clustered-mean.ts";
import { cuped } from "./cuped.ts";
import { meanInterval } from "./mean.ts";
import { npsNonresponseBounds } from "./nonresponse-bounds.ts";
import { type NpsBand, type NpsCounts, npsInterval } from "./nps.ts";
import { npsDifference, npsPairedDifference } from "./nps-difference.ts";
import { postStratifiedMean, type Stratum, stratifiedMean } from "./post-stratified-mean.ts";
import { agrestiCoullInterval, clopperPearsonInterval, jeffreysInterval, waldInterval } from "./proportion.ts";
import { proportionDifference } from "./proportion-difference.ts";
import { quantileInterval } from "./quantile.ts";
import { rake } from "./raking.ts";
import { ratioOfMeans } from "./ratio.ts";
import { reweightedMean, type WeightedCell } from "./reweighted-mean.ts";
import { weightedMean } from "./weighted-mean.ts";
import { type AnswerCount, wilsonInterval } from "./wilson.ts";

const pair = ({ low, high }: Interval) => [low, high];
const band = ({ centre, standardError, marginOfError, low, high }: NpsBand) => ({
  centre,
  se: standardError,
  moe: marginOfError,
  lower: low,
  upper: high,
});

/** Golden inputs of one method onto our functions, and our results under the golden names. */
const adapters: Record<string, (inputs: never) => unknown> = {
  "ci.nps": ({ confidence, ...counts }: NpsCounts & { confidence: number }) => {
    if (counts.promoters + counts.passives + counts.detractors === 0) {
      expect(() => npsInterval(counts)).toThrow(expect.objectContaining({ code: "input.sample_too_small" }));
      return { n: 0, nps: null, variancePerResponse: null, wald: null, adjustedWald: null };
    }
    const e = npsInterval(counts, confidence);
    const adjustedWald = { ...band(e.adjustedWald), lowerClipped: e.interval.low, upperClipped: e.interval.high };
    return {
      n: e.n,
      nps: e.nps,
      variancePerResponse: e.variancePerAnswer,
      wald: band(e.wald),
      adjustedWald,
      sampleVarianceSe: e.sampleStandardError,
    };
  },
  "ci.nps.difference": ({ a, b, confidence }: { a: NpsCounts; b: NpsCounts; confidence: number }) => {
    const d = npsDifference(a, b, confidence);
    return { ...d, se: d.standardError, lower: d.interval.low, upper: d.interval.high };
  },
  "ci.nps.pairedDifference": (i: { transitionsFromTo: number[][]; confidence: number }) => {
    const d = npsPairedDifference(i.transitionsFromTo, i.confidence);
    return { n: d.n, change: d.difference, se: d.standardError, lower: d.interval.low, upper: d.interval.high };
  },
  "ci.nps.clustered": (i: { customer: string[]; answers: number[] }) => {
    const groups = new Map<string, { n: number; sum: number; sumOfSquares: number }>();
    i.customer.forEach((customer, row) => {
      const group = groups.get(customer) ?? { n: 0, sum: 0, sumOfSquares: 0 };
      const code = i.answers[row]! >= 9 ? 1 : i.answers[row]! <= 6 ? -1 : 0;
      groups.set(customer, {
        n: group.n + 1,
        sum: group.sum + code,
        sumOfSquares: group.sumOfSquares + code * code,
      });
    });
    const e = clusteredNps(clusterSums(groups.values()));
    return {
      nps: e.mean,
      clusters: e.clusters,
      seClustered: e.standardError,
      seRowsIndependent: e.standardErrorOfRows,
      designEffect: e.designEffect,
    };
  },
  "ci.proportion": ({ confidence, ...count }: AnswerCount & { confidence: number }) => ({
    proportion: count.successes / count.n,
    wald: pair(waldInterval(count, confidence)),
    wilson: pair(wilsonInterval(count, confidence)),
    agrestiCoullUnclipped: pair(agrestiCoullInterval(count, confidence)),
    clopperPearson: pair(clopperPearsonInterval(count, confidence)),
    jeffreysWithBoundaryRule: pair(jeffreysInterval(count, confidence)),
  }),
  "ci.proportionDifference": (i: { x1: number; n1: number; x2: number; n2: number; confidence: number }) => {
    const d = proportionDifference({ successes: i.x1, n: i.n1 }, { successes: i.x2, n: i.n2 }, i.confidence);
    return {
      difference: d.difference,
      wald: pair(d.wald),
      newcombe: pair(d.interval),
      pooledZ: d.z,
      pooledPValue: d.pValue,
    };
  },
  "survey.weightedMean": ({ values, weights }: { values: number[]; weights: number[] }) => {
    const e = weightedMean(values, weights);
    // From sums by weight it is the same.
    const cells = [...new Set(weights)].map((weight): WeightedCell => {
      const own = values.filter((_, i) => weights[i] === weight);
      const sumOfSquares = own.reduce((sum, y) => sum + y * y, 0);
      return { n: own.length, sum: own.reduce((sum, y) => sum + y, 0), sumOfSquares, weight };
    });
    const { weighted } = reweightedMean(cells);
    for (const key of ["mean", "standardError", "standardErrorAdjusted", "effectiveN", "designEffect"] as const)
      expect(weighted[key]).toBeCloseTo(e[key]!, 9);
    return {
      mean: e.mean,
      se: e.standardError,
      seAdjusted: e.standardErrorAdjusted,
      effectiveN: e.effectiveN,
      designEffectKish: e.designEffect,
    };
  },
  "survey.poststratifiedMean": (i: {
    strata: { stratum: string; population: number; n: number; sum: number; sumSq: number }[];
  }) => {
    const strata = i.strata.map(
      (s): Stratum => ({
        name: s.stratum,
        population: s.population,
        respondents: momentsFromSums({ n: s.n, sum: s.sum, sumOfSquares: s.sumSq }),
      }),
    );
    const e = stratifiedMean(strata);
    return { raw: e.raw, mean: e.mean, se: e.standardError, responseRates: e.responseRates };
  },
  "survey.postStratify": (i: { group: string[]; y: number[]; population: Record<string, number> }) => {
    const strata = Object.entries(i.population).map(
      ([name, population]): Stratum => ({
        name,
        population,
        respondents: momentsOf(i.y.filter((_, row) => i.group[row] === name)),
      }),
    );
    const e = postStratifiedMean(strata);
    return { mean: e.mean, se: e.standardError, rawMean: e.raw };
  },
  "survey.nonresponseBounds": ({ nonRespondents, ...counts }: NpsCounts & { nonRespondents: number }) => {
    const b = npsNonresponseBounds(counts, nonRespondents);
    return { respondentNps: b.estimate, responsePct: 100 * b.responseRate, lower: b.low, upper: b.high };
  },
  "survey.raking": (i: {
    a: string[];
    b: string[];
    y: number[];
    marginA: Record<string, number>;
    marginB: Record<string, number>;
  }) => {
    const raked = rake([
      { name: "a", categories: i.a, targets: i.marginA },
      { name: "b", categories: i.b, targets: i.marginB },
    ]);
    return {
      weights: [...raked.weights],
      weightedMean: weightedMean(i.y, raked.weights).mean,
      effectiveN: raked.effectiveN,
    };
  },
  "ci.ratioOfMeans.delta": (i: { numeratorPerUnit: number[]; denominatorPerUnit: number[] }) => {
    const e = ratioOfMeans(pairedMomentsOf(i.numeratorPerUnit, i.denominatorPerUnit));
    return { ratio: e.ratio, se: e.standardError, n: e.n };
  },
  "experiment.cuped": (i: Record<"treated" | "control", { pre: number[]; post: number[] }>) => {
    const e = cuped(pairedMomentsOf(i.treated.pre, i.treated.post), pairedMomentsOf(i.control.pre, i.control.post));
    return {
      theta: e.theta,
      rawDifference: e.rawDifference,
      adjustedDifference: e.adjustedDifference,
      rawSe: e.rawStandardError,
      adjustedSe: e.adjustedStandardError,
    };
  },
  "ci.quantile.orderStatistics": (i: { x: number[]; p: number; confidence: number }) => {
    const e = quantileInterval(i.x, i.p, i.confidence);
    return { ...e, lower: e.low, upper: e.high };
  },
  "ci.mean.finitePopulation": (i: { population: number; n: number; sum: number; sumSq: number }) => {
    const moments: Moments = momentsFromSums({ n: i.n, sum: i.sum, sumOfSquares: i.sumSq });
    const e = meanInterval(moments, { population: i.population });
    return { mean: e.mean, se: e.standardError, seInfinite: e.standardErrorInfinite };
  },
};

describe.skipIf(!hasShared)("intervals agree with the golden cases", () => {
  it.each(goldenCases("intervals").map((c): [string, GoldenCase] => [c.id, c]))("%s", (_, c) => {
    expect(goldenDifferences(adapters[c.method]!(c.inputs as never), c)).toEqual([]);
  });
});

it("a mean before and after half of the sample is left out, with the error of the difference, by hand", () => {
  const cell = (values: number[], weight: number): WeightedCell => ({
    n: values.length,
    sum: values.reduce((a, b) => a + b, 0),
    sumOfSquares: values.reduce((a, b) => a + b * b, 0),
    weight,
  });
  const { raw, weighted, difference } = reweightedMean([cell([1, 4, 2, 8, 5], 1), cell([7, 1, 3, 6, 9], 0)]);
  expect([raw.mean, weighted.mean]).toEqual([4.6, 4]);
  expect(difference.value).toBeCloseTo(0.6, 12);
  // Each kept answer moves the difference by (y − 4.6)/10 − (y − 4)/5 = −(y − 3.4)/10, each other one by (y − 4.6)/10:
  // squares 31.8 and 42.6 over 100; times √(10/9) and t(0.975, 9) = 2.2621572.
  const error = Math.sqrt((31.8 + 42.6) / 100) * Math.sqrt(10 / 9);
  expect(difference.interval.high - difference.value).toBeCloseTo(2.2621571628 * error, 7);
  const same = reweightedMean([cell([1, 4, 2], 3), cell([7, 1], 3)]);
  expect(same.difference.value).toBeCloseTo(0, 12);
  expect(same.difference.interval.high).toBeCloseTo(0, 12);
});
