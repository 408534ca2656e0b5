import { describe, expect, it } from "vitest";
import { sfc32 } from "../../stats/random/sfc32.ts";
import { adjustPValues } from "../../stats/tests/multiplicity.ts";
import type { ScoreMoments, SpreadSums } from "./sums.ts";
import { groupSpreads } from "./unusual.ts";

/** Groups of scores, a customer each. */
function sumsOf(groups: Readonly<Record<string, readonly number[]>>): { sums: SpreadSums[]; moments: ScoreMoments } {
  const power = (scores: readonly number[], k: number) => scores.reduce((sum, x) => sum + x ** k, 0);
  const all = Object.values(groups).flat();
  return {
    sums: Object.entries(groups).map(([group, scores]) => ({
      ...{ group, n: scores.length, clusters: scores.length, x: power(scores, 1), xx: power(scores, 2) },
      ...{ byClusterXx: power(scores, 2), byClusterXn: power(scores, 1), byClusterNn: scores.length },
    })),
    moments: {
      ...{ n: all.length, clusters: all.length, x: power(all, 1), xx: power(all, 2) },
      ...{ xxx: power(all, 3), xxxx: power(all, 4) },
    },
  };
}

describe("groups with an unusual spread", () => {
  it("holds each group's standard deviation against that of all others", () => {
    const repeat = (scores: readonly number[], n: number) => Array.from({ length: n }, () => scores).flat();
    // Variances with n − 1: 160 · 16 / 159 and 200 · 4 / 199; the kurtosis of all is (160 · 256 + 200 · 16) / 360 / 9.3333².
    const { sums, moments } = sumsOf({ camps: repeat([1, 9], 80), close: repeat([3, 7], 100) });
    const [camps, close] = groupSpreads(sums, moments);
    const [mine, theirs] = [(160 * 16) / 159, (200 * 4) / 199];
    const variance = (160 * 16 + 200 * 4) / 360;
    const kurtosis = (160 * 256 + 200 * 16) / 360 / variance ** 2;
    const error = Math.sqrt((kurtosis - 1) * (1 / 160 + 1 / 200));
    expect(camps).toMatchObject({ group: "camps", n: 160, deviation: Math.sqrt(mine), others: Math.sqrt(theirs) });
    expect(camps!.ratio).toBeCloseTo(Math.sqrt(mine / theirs), 12);
    expect(camps!.interval.low).toBeCloseTo(Math.sqrt((mine / theirs) * Math.exp(-1.959963985 * error)), 8);
    expect(close!.ratio).toBeCloseTo(1 / camps!.ratio, 12);
  });

  it("looks at nobody with fewer than thirty customers, and says nothing where all agree", () => {
    const few = sumsOf({ few: [1, 10, 1, 10], many: Array.from({ length: 100 }, (_, i) => i % 10) });
    expect(groupSpreads(few.sums, few.moments)).toEqual([]);
    const same = sumsOf({ a: Array.from({ length: 40 }, () => 5), b: Array.from({ length: 40 }, () => 5) });
    expect(groupSpreads(same.sums, same.moments)).toEqual([]);
  });

  it("raises a false alarm about as often as it says, with scores that are far from normal, and finds a true one", () => {
    const random = sfc32("unusual");
    // Skewed as satisfaction is: most on the two best of ten.
    const score = () => 10 - Math.floor(8 * random() ** 3);
    const polarised = () => (random() < 0.35 ? 1 : 10);
    const alarms = (last: () => number, runs: number) => {
      let count = 0;
      for (let run = 0; run < runs; run++) {
        const names = ["a", "b", "c", "d", "e"];
        const { sums, moments } = sumsOf(
          Object.fromEntries(names.map((name) => [name, Array.from({ length: 120 }, name === "e" ? last : score)])),
        );
        const p = adjustPValues(
          groupSpreads(sums, moments).map(({ pValue }) => pValue),
          "holm",
        );
        if (p.some((each) => each < 0.05)) count += 1;
      }
      return count / runs;
    };
    expect(alarms(score, 400)).toBeLessThan(0.09);
    expect(alarms(polarised, 40)).toBeGreaterThan(0.9);
  });
});
