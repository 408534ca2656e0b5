import { describe, expect, it } from "vitest";
import { aipw } from "../stats/causal/aipw.ts";
import { onceAndAgain, partsInWords } from "./once-and-again.ts";

/** 40 customers on either step who were alike; each brings an amount that only the step decides. */
const study = (upper: number, lower: number) => {
  const treated = Array.from({ length: 80 }, (_, i) => i % 2);
  return {
    treated,
    outcome: treated.map((arm) => (arm === 1 ? upper : lower)),
    covariates: [treated.map((_, i) => (i * 7) % 13)],
    customers: treated.map((_, i) => i),
  };
};

describe("what a step brings over a year, known for its last 185 days too", () => {
  /** @param whole over the year, @param later over its last 185 days: the upper step, then the lower one */
  const parts = (whole: [number, number], later: [number, number]) => {
    const all = study(...whole);
    const robust = aipw(all, { estimand: "atu" });
    return { robust, ...onceAndAgain(all, robust, { outcome: study(...later).outcome, days: 185 }, 365)! };
  };

  it("is told apart by hand: 18.50 more in the later 185 days is 36.50 a year, and of 50.00 in all 13.50 come once", () => {
    const { once, again, perYear, robust } = parts([150, 100], [58.5, 40]);
    expect(robust.estimate).toBeCloseTo(50, 9);
    expect(again.estimate).toBeCloseTo(36.5, 9);
    expect(perYear.estimate).toBeCloseTo(36.5, 9);
    expect(once.estimate).toBeCloseTo(13.5, 9);
  });

  it("comes once where nothing is left of it later, and repeats where every day brings as much", () => {
    expect(parts([150, 100], [40, 40])).toMatchObject({ again: { estimate: expect.closeTo(0, 9) } });
    expect(parts([173, 100], [60 + 37, 60])).toMatchObject({ once: { estimate: expect.closeTo(0, 9) } });
  });

  it("adds up to the worth, whatever the amounts: nothing is counted twice", () => {
    const uneven = study(150, 100);
    const outcome = uneven.outcome.map((value, i) => value + ((i * 37) % 23));
    const later = outcome.map((value, i) => value / 3 + ((i * 11) % 7));
    const robust = aipw({ ...uneven, outcome }, { estimand: "atu" });
    const found = onceAndAgain({ ...uneven, outcome }, robust, { outcome: later, days: 90 }, 180)!;
    expect(found.once.estimate + found.again.estimate).toBeCloseTo(robust.estimate, 9);
    expect(found.perYear.estimate).toBeCloseTo((found.again.estimate * 365) / 180, 9);
    expect(found.again.interval.low).toBeLessThan(found.again.estimate);
  });

  it("is said in words by which part is beyond chance", () => {
    const effect = (low: number, high: number) => ({
      ...{ estimate: (low + high) / 2, standardError: 1, interval: { low, high, level: 0.95 } },
    });
    const code = (once: [number, number], again: [number, number]) =>
      partsInWords(
        { once: effect(...once), again: effect(...again), perYear: effect(...again), laterDays: 185 },
        { horizonDays: 365 },
      ).code;
    expect(code([1, 3], [-1, 1])).toBe("worth.parts.once");
    expect(code([-1, 3], [1, 2])).toBe("worth.parts.again");
    expect(code([-3, -1], [1, 2])).toBe("worth.parts.both");
    expect(code([-1, 1], [-1, 1])).toBe("worth.parts.open");
  });
});
