import { describe, expect, it } from "vitest";
import { goldenCases, hasShared } from "../../../tests/shared.ts";
import { sfc32 } from "../random/sfc32.ts";
import { productOfLognormals, sumOfNormals } from "./closed-forms.ts";
import { paybackPeriods } from "./return-on-investment.ts";
import { simulate, type UncertainInput } from "./simulate.ts";
import { pert, triangular } from "./three-point.ts";

const DRAWS = 40_000;

/** Mean within 4 Monte Carlo errors and percentiles within 2 % of the spread. */
function expectNear(
  result: ReturnType<typeof simulate>,
  truth: { mean: number; sd: number; p05: number; p50: number; p95: number },
) {
  expect(Math.abs(result!.mean - truth.mean)).toBeLessThan(4 * result!.meanError);
  expect(Math.abs(result!.sd / truth.sd - 1)).toBeLessThan(0.06);
  for (const key of ["p05", "p50", "p95"] as const)
    expect(Math.abs(result![key] - truth[key])).toBeLessThan(0.05 * truth.sd);
}

describe("Monte Carlo simulation", () => {
  it("agrees with the exact sum of correlated normals", () => {
    const correlation = [
      [1, 0.6, 0],
      [0.6, 1, -0.3],
      [0, -0.3, 1],
    ];
    const result = simulate({
      inputs: {
        a: { kind: "normal", mean: 100, sd: 10 },
        b: { kind: "normal", mean: 50, sd: 8 },
        c: { kind: "normal", mean: -30, sd: 5 },
      },
      correlations: [
        { between: ["a", "b"], correlation: 0.6 },
        { between: ["b", "c"], correlation: -0.3 },
      ],
      model: ({ a, b, c }) => a + b + c,
      draws: DRAWS,
      random: sfc32(11),
    });
    expectNear(result, sumOfNormals({ means: [100, 50, -30], sds: [10, 8, 5], correlation }));
    // By hand: 10² + 8² + 5² + 2·0.6·80 − 2·0.3·40 = 261.
    expect(sumOfNormals({ means: [100, 50, -30], sds: [10, 8, 5], correlation }).sd).toBeCloseTo(Math.sqrt(261), 12);
  });

  it("agrees with the exact product of lognormals", () => {
    const factors = [
      { mu: 9.2, sigma: 0.1 },
      { mu: -2.3, sigma: 0.5 },
    ];
    const result = simulate({
      inputs: { n: { kind: "lognormal", ...factors[0]! }, share: { kind: "lognormal", ...factors[1]! } },
      model: ({ n, share }) => n * share,
      draws: DRAWS,
      random: sfc32(12),
    });
    expectNear(result, productOfLognormals(factors));
  });

  it.each<[string, UncertainInput, ReturnType<typeof triangular>]>([
    ["triangular", { kind: "triangular", min: 10, mode: 25, max: 70 }, triangular({ min: 10, mode: 25, max: 70 })],
    ["PERT", { kind: "pert", min: 10, mode: 25, max: 70 }, pert({ min: 10, mode: 25, max: 70 })],
    [
      "uniform",
      { kind: "uniform", min: 0, max: 1 },
      { mean: 0.5, sd: Math.sqrt(1 / 12), p05: 0.05, p50: 0.5, p95: 0.95 },
    ],
    // Beta(2, 3): mean 2/5, variance 1/25; R 4.2.2 qbeta(c(.05, .5, .95), 2, 3)
    [
      "beta",
      { kind: "beta", alpha: 2, beta: 3 },
      { mean: 0.4, sd: 0.2, p05: 0.09761146, p50: 0.38572757, p95: 0.75139536 },
    ],
  ])("draws a %s input", (_, x, truth) => {
    expectNear(simulate({ inputs: { x }, model: (i) => i.x, draws: DRAWS, random: sfc32(13) }), truth);
  });

  it("gives the probability of payback and counts draws without one", () => {
    const result = simulate({
      inputs: { yearly: { kind: "normal", mean: 50, sd: 10 } },
      model: ({ yearly }) => paybackPeriods([-100, yearly, yearly]),
      random: sfc32(14),
    })!;
    expect(result.undefinedDraws / result.draws).toBeCloseTo(0.5, 1);
    expect(result.probabilityPositive).toBe(1 - result.undefinedDraws / result.draws);
    expect(simulate({ inputs: {}, model: () => null, random: sfc32(1) })).toBeNull();
  });

  it("gives the same result for the same seed", () => {
    const run = () =>
      simulate({ inputs: { x: { kind: "normal", mean: 0, sd: 1 } }, model: ({ x }) => x, random: sfc32("seed") });
    expect(run()).toEqual(run());
  });

  it("refuses contradictory correlations and impossible inputs", () => {
    const x: UncertainInput = { kind: "normal", mean: 0, sd: 1 };
    const outOfRange = expect.objectContaining({ code: "input.out_of_range" });
    const contradictory = [
      { between: ["a", "b"], correlation: 0.9 },
      { between: ["b", "c"], correlation: 0.9 },
      { between: ["a", "c"], correlation: -0.9 },
    ] as const;
    const model = () => 1;
    const random = sfc32(1);
    expect(() => simulate({ inputs: { a: x, b: x, c: x }, correlations: contradictory, model, random })).toThrow(
      outOfRange,
    );
    expect(() => simulate({ inputs: { a: { ...x, sd: -1 } }, model, random })).toThrow(outOfRange);
    expect(() => simulate({ inputs: { a: x }, model: () => Number.NaN, random })).toThrow(outOfRange);
    expect(() => simulate({ inputs: { a: x }, model, draws: 5, random })).toThrow(outOfRange);
  });
});

describe.skipIf(!hasShared)("golden Monte Carlo net present value", () => {
  for (const c of goldenCases("finance", "finance.monteCarloNpv")) {
    it(`${c.id}: a simulation comes within 4 Monte Carlo errors`, () => {
      const i = c.inputs as { initialCost: number; rate: number; benefits: { mean: number; sd: number }[] };
      const inputs = Object.fromEntries(i.benefits.map((b, t) => [`y${t}`, { kind: "normal" as const, ...b }]));
      const result = simulate({
        inputs,
        model: (x) => i.benefits.reduce((sum, _, t) => sum + x[`y${t}`]! / (1 + i.rate) ** (t + 1), -i.initialCost),
        random: sfc32(15),
      })!;
      const expected = c.expected as { mean: number; probabilityPositive: number };
      expect(Math.abs(result.mean - expected.mean)).toBeLessThan(4 * result.meanError);
      expect(Math.abs(result.probabilityPositive - expected.probabilityPositive)).toBeLessThan(
        4 * result.probabilityError,
      );
    });
  }
});
