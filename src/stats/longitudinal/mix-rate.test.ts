import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { goldenCases, goldenDifferences, hasShared } from "../../../tests/shared.ts";
import { type SegmentChange, splitMixRate } from "./mix-rate.ts";

describe.skipIf(!hasShared)("golden decomposition", () => {
  for (const c of goldenCases("decomposition")) {
    it(c.id, () => {
      const { segments } = c.inputs as { segments: SegmentChange[] };
      expect(goldenDifferences(splitMixRate(segments), c)).toEqual([]);
    });
  }
});

describe("mix and rate", () => {
  // By hand: both segments rise by 5 and the total falls by 19.
  it("shows that a total can fall while every segment rises", () => {
    const r = splitMixRate([
      { n0: 800, n1: 200, score0: 50, score1: 55 },
      { n0: 200, n1: 800, score0: 10, score1: 15 },
    ]);
    expect(r.change).toBeCloseTo(-19, 12);
    expect(r.rateEffect).toBeCloseTo(5, 12);
    expect(r.mixEffect).toBeCloseTo(-24, 12);
  });

  it("adds up to the change", () => {
    const segment = fc.record({
      n0: fc.integer({ min: 0, max: 1000 }),
      n1: fc.integer({ min: 0, max: 1000 }),
      score0: fc.double({ min: -100, max: 100, noNaN: true }),
      score1: fc.double({ min: -100, max: 100, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(segment, { minLength: 1, maxLength: 8 }), (segments) => {
        fc.pre(segments.some((s) => s.n0 > 0) && segments.some((s) => s.n1 > 0));
        const r = splitMixRate(segments);
        expect(r.rateEffect + r.mixEffect).toBeCloseTo(r.change, 8);
      }),
    );
  });

  it("takes a segment that arrives as mix", () => {
    const r = splitMixRate([
      { n0: 10, n1: 10, score0: 20, score1: 20 },
      { n0: 0, n1: 10, score0: null, score1: 40 },
    ]);
    expect(r).toMatchObject({ rateEffect: 0, mixEffect: 10, change: 10 });
  });

  it("refuses an empty period and a missing score", () => {
    expect(() => splitMixRate([{ n0: 0, n1: 1, score0: null, score1: 1 }])).toThrow(
      expect.objectContaining({ code: "input.sample_too_small" }),
    );
    expect(() => splitMixRate([{ n0: 1, n1: 1, score0: null, score1: 1 }])).toThrow(
      expect.objectContaining({ code: "input.out_of_range" }),
    );
  });
});
