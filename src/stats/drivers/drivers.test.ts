import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { goldenCases, goldenDifferences, hasShared } from "../../../tests/shared.ts";
import { bivariateNormalCdf } from "../distributions/bivariate-normal.ts";
import { normalCdf } from "../distributions/normal.ts";
import { drawNormal } from "../random/normal.ts";
import { sfc32 } from "../random/sfc32.ts";
import { cohenKappa } from "./cohen-kappa.ts";
import { correlationMatrix } from "./correlation-matrix.ts";
import { cronbachAlpha } from "./cronbach-alpha.ts";
import { driverAnalysis } from "./driver-analysis.ts";
import { lmgShares, sampledLmgShares } from "./lmg.ts";
import { polychoric } from "./polychoric.ts";
import { relativeImportance } from "./relative-importance.ts";

// biome-ignore lint/suspicious/noExplicitAny: golden inputs are read as they are written
type Inputs = any;

const methods: Record<string, (inputs: Inputs) => unknown> = {
  "drivers.relativeImportance": ({ data, y, x }) => {
    const matrix = correlationMatrix([data[y], ...x.map((name: string) => data[name])]);
    const lmg = lmgShares(matrix);
    const fast = relativeImportance(matrix);
    return {
      ...fast,
      lmg: lmg.shares,
      lmgPercent: lmg.shares.map((s) => (100 * s) / lmg.rSquared),
      genizi: fast.relativeWeights,
      carScores: fast.car,
      johnsonRelativeWeights: fast.relativeWeights,
      correlationMatrix: matrix,
    };
  },
  "drivers.lmgFromCorrelations": ({ correlation }) => {
    const { rSquared, shares } = lmgShares(correlation);
    return { rSquared, lmg: shares };
  },
  "reliability.cronbachAlpha": ({ items }) => {
    const { alpha, standardised } = cronbachAlpha(Object.values(items));
    return { alpha, standardized: standardised };
  },
  "agreement.cohenKappa": ({ table }) => {
    const { agreement, kappa } = cohenKappa(table);
    return {
      agreement,
      kappa,
      weightedLinear: cohenKappa(table, "linear").kappa,
      weightedQuadratic: cohenKappa(table, "quadratic").kappa,
    };
  },
  "correlation.polychoric": ({ table }) => polychoric(table),
};

describe.skipIf(!hasShared)("golden drivers", () => {
  for (const c of goldenCases("drivers")) {
    it(c.id, () => expect(goldenDifferences(methods[c.method]!(c.inputs), c)).toEqual([]));
  }
});

/** Correlations of p + 1 columns of mixed normals, so that the matrix is always possible. */
function randomCorrelations(p: number, seed: number): number[][] {
  const random = sfc32(seed);
  const common = Array.from({ length: 60 }, () => drawNormal(random));
  const columns = Array.from({ length: p + 1 }, (_, j) => common.map((c) => c * (j % 3) * 0.5 + drawNormal(random)));
  return correlationMatrix(columns);
}

describe("LMG shares", () => {
  // relaimpo 2.2-7 on R 4.2.2, calc.relimp(Fertility ~ ., swiss): the data of Grömping (2006), J. Statistical Software 17(1).
  const swiss = [
    [1, 0.353079183619975, -0.645882706457288, -0.663788857035069, 0.463684700651794, 0.416556031434983],
    [0.353079183619975, 1, -0.686542208617137, -0.63952251894832, 0.40109505304874, -0.0608586084165816],
    [-0.645882706457288, -0.686542208617137, 1, 0.698415296288483, -0.572741806064167, -0.114021596482034],
    [-0.663788857035069, -0.63952251894832, 0.698415296288483, 1, -0.153858917090915, -0.0993218458213457],
    [0.463684700651794, 0.40109505304874, -0.572741806064167, -0.153858917090915, 1, 0.175495907596623],
    [0.416556031434983, -0.0608586084165816, -0.114021596482034, -0.0993218458213457, 0.175495907596623, 1],
  ];

  it("agree with relaimpo on the Swiss data", () => {
    const { rSquared, shares } = lmgShares(swiss);
    expect(rSquared).toBeCloseTo(0.706735, 6);
    [0.0570912, 0.171173, 0.2601347, 0.1055702, 0.1127659].forEach((s, j) => {
      expect(shares[j]).toBeCloseTo(s, 6);
    });
  });

  it("add to R² and follow their drivers when these are reordered", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 7 }), fc.integer({ min: 1, max: 1e6 }), (p, seed) => {
        const matrix = randomCorrelations(p, seed);
        const { rSquared, shares } = lmgShares(matrix);
        expect(shares.reduce((a, b) => a + b, 0)).toBeCloseTo(rSquared, 12);
        expect(relativeImportance(matrix).rSquared).toBeCloseTo(rSquared, 10);
        expect(Math.min(...shares)).toBeGreaterThanOrEqual(-1e-12);
        const turned = [0, ...Array.from({ length: p }, (_, j) => p - j)];
        const reordered = lmgShares(turned.map((i) => turned.map((j) => matrix[i]![j]!)));
        reordered.shares.reverse().forEach((s, j) => {
          expect(s).toBeCloseTo(shares[j]!, 12);
        });
      }),
      { numRuns: 30 },
    );
  });

  it("are split evenly between two copies of one driver", () => {
    const { shares, rSquared } = lmgShares([
      [1, 0.5, 0.5, 0.2],
      [0.5, 1, 1, 0],
      [0.5, 1, 1, 0],
      [0.2, 0, 0, 1],
    ]);
    expect(shares[0]).toBeCloseTo(0.125, 12);
    expect(shares[1]).toBeCloseTo(0.125, 12);
    expect(rSquared).toBeCloseTo(0.29, 12);
  });

  it("sampled over random orders come within their own error of the exact ones", () => {
    const matrix = randomCorrelations(8, 3);
    const exact = lmgShares(matrix);
    const sampled = sampledLmgShares({ correlation: matrix, random: sfc32(4), pairs: 3000 });
    expect(sampled.rSquared).toBeCloseTo(exact.rSquared, 10);
    sampled.shares.forEach((s, j) => {
      expect(Math.abs(s - exact.shares[j]!)).toBeLessThan(4.5 * sampled.samplingErrors[j]! + 1e-12);
    });
  });

  it("refuse more than 16 drivers and what is no correlation matrix", () => {
    const identity = Array.from({ length: 18 }, (_, i) => Array.from({ length: 18 }, (_, j) => (i === j ? 1 : 0)));
    expect(() => lmgShares(identity)).toThrow(expect.objectContaining({ code: "input.out_of_range" }));
    expect(() =>
      lmgShares([
        [1, 2],
        [2, 1],
      ]),
    ).toThrow(expect.objectContaining({ code: "input.out_of_range" }));
    expect(() => lmgShares([[1]])).toThrow(expect.objectContaining({ code: "input.shape_mismatch" }));
  });
});

describe("fast measures of importance", () => {
  it("are the squared correlations when drivers are uncorrelated", () => {
    const r = relativeImportance([
      [1, 0.6, 0.3],
      [0.6, 1, 0],
      [0.3, 0, 1],
    ]);
    for (const key of ["first", "last", "betasq", "pratt", "car", "relativeWeights"] as const) {
      expect(r[key][0]).toBeCloseTo(0.36, 12);
      expect(r[key][1]).toBeCloseTo(0.09, 12);
    }
  });

  it("name a driver that is a combination of others", () => {
    const copies = [
      [1, 0.5, 0.5],
      [0.5, 1, 1],
      [0.5, 1, 1],
    ];
    expect(() => relativeImportance(copies)).toThrow(
      expect.objectContaining({ code: "model.rank_deficient", details: { drivers: [1] } }),
    );
  });
});

describe("correlation matrix", () => {
  it("does not change with location, scale or the order of rows, and weights act as copies", () => {
    const x = [3, 1, 4, 1, 5, 9];
    const y = [2, 7, 1, 8, 2, 8];
    const r = correlationMatrix([x, y])[0]![1]!;
    expect(correlationMatrix([x.map((v) => 1e9 + 3 * v), y])[0]![1]).toBeCloseTo(r, 9);
    expect(correlationMatrix([[...x].reverse(), [...y].reverse()])[0]![1]).toBeCloseTo(r, 12);
    const copies = correlationMatrix([
      [...x, 3, 3],
      [...y, 2, 2],
    ])[0]![1]!;
    expect(correlationMatrix([x, y], [3, 1, 1, 1, 1, 1])[0]![1]).toBeCloseTo(copies, 12);
  });

  it("names a column that does not vary or is not a number", () => {
    expect(() =>
      correlationMatrix([
        [1, 2],
        [0.1, 0.1],
      ]),
    ).toThrow(expect.objectContaining({ code: "model.degenerate", details: { column: 1 } }));
    expect(() =>
      correlationMatrix([
        [1, Number.NaN],
        [1, 2],
      ]),
    ).toThrow(expect.objectContaining({ code: "input.out_of_range" }));
    expect(() => correlationMatrix([[1], [2]])).toThrow(expect.objectContaining({ code: "input.sample_too_small" }));
  });
});

describe("driver analysis", () => {
  const random = sfc32(31);
  const n = 300;
  const speed = Array.from({ length: n }, () => drawNormal(random));
  const price = speed.map((s) => 0.5 * s + drawNormal(random));
  const outcome = speed.map((s, i) => s + 0.3 * price[i]! + drawNormal(random));

  it("puts every share inside its interval", () => {
    const r = driverAnalysis({ outcome, drivers: [speed, price], replicates: 400, random });
    for (const { share, interval } of r.drivers) {
      expect(share).toBeGreaterThan(interval.low);
      expect(share).toBeLessThan(interval.high);
    }
    expect(r).toMatchObject({ n, customers: n, undefinedReplicates: 0 });
  });

  it("has wider intervals when rows repeat the same customers", () => {
    const twice = (x: number[]) => [...x, ...x];
    const customers = twice(speed.map((_, i) => i));
    const width = (r: ReturnType<typeof driverAnalysis>) => r.rSquaredInterval.high - r.rSquaredInterval.low;
    const data = { outcome: twice(outcome), drivers: [twice(speed), twice(price)], replicates: 400 };
    const rows = driverAnalysis({ ...data, random: sfc32(1) });
    const clustered = driverAnalysis({ ...data, customers, random: sfc32(1) });
    expect(clustered.customers).toBe(n);
    expect(width(clustered) / width(rows)).toBeCloseTo(Math.SQRT2, 0);
  });

  it("refuses too few rows", () => {
    expect(() => driverAnalysis({ outcome: [1, 2], drivers: [[1, 2]], random })).toThrow(
      expect.objectContaining({ code: "input.sample_too_small" }),
    );
  });
});

describe("bivariate normal probabilities", () => {
  // Closed form: P(both below 0) = 1/4 + asin(ρ)/(2π).
  it.each([-0.999, -0.5, 0, 0.3, 0.9, 0.999])("match the closed form at the origin, correlation %d", (rho) => {
    expect(bivariateNormalCdf({ h: 0, k: 0 }, rho)).toBeCloseTo(0.25 + Math.asin(rho) / (2 * Math.PI), 13);
  });

  // scipy 1.17.1: quad(lambda x: norm.pdf(x) * norm.cdf((k - r * x) / sqrt(1 - r * r)), -12, h), with the kink as a break point.
  it.each([
    [1, -0.5, 0.6, 0.30132191575296],
    [-1.2, 0.4, -0.8, 0.00909110957867],
    [0.5, 0.52, 0.99, 0.67499309510505],
  ])("match one-dimensional integration at (%d, %d), correlation %d", (h, k, rho, p) => {
    expect(bivariateNormalCdf({ h, k }, rho)).toBeCloseTo(p, 12);
  });

  it("reduce to one variable at infinite limits", () => {
    expect(bivariateNormalCdf({ h: 0.7, k: Number.POSITIVE_INFINITY }, 0.4)).toBe(normalCdf(0.7));
    expect(bivariateNormalCdf({ h: 0.7, k: Number.NEGATIVE_INFINITY }, 0.4)).toBe(0);
  });
});

describe("polychoric correlation", () => {
  it("refuses questions that determine each other or do not vary", () => {
    expect(() =>
      polychoric([
        [10, 0],
        [0, 10],
      ]),
    ).toThrow(expect.objectContaining({ code: "model.degenerate" }));
    expect(() =>
      polychoric([
        [10, 0],
        [5, 0],
      ]),
    ).toThrow(expect.objectContaining({ code: "model.degenerate" }));
  });

  it("is 0 for independent questions", () => {
    expect(
      polychoric([
        [10, 20],
        [20, 40],
      ]).rho,
    ).toBeCloseTo(0, 8);
  });
});

describe("agreement and reliability", () => {
  // psych 2.2.9 on R 4.2.2: sqrt(cohen.kappa(table)$var.kappa). Quadratic: numpy, delta method with numerical derivatives of
  // kappa by the cell shares (psych's weighted error, 0.0730, is not the delta method's).
  it("has the delta method's standard errors", () => {
    const table = [
      [20, 5, 1],
      [10, 30, 6],
      [2, 8, 18],
    ];
    expect(cohenKappa(table).standardError).toBeCloseTo(0.0725099746766, 10);
    expect(cohenKappa(table, "quadratic").standardError).toBeCloseTo(0.0715733297, 8);
    expect(cohenKappa(table).interval.low).toBeCloseTo(0.3648168053, 8);
  });

  // psych 2.2.9: alpha.ci(0.809760206308921, n.obs = 30, n.var = 6), and alpha.drop of the attitude data.
  it.skipIf(!hasShared)("has Feldt's interval and the alphas without each item", () => {
    const [c] = goldenCases("drivers", "reliability.cronbachAlpha");
    const r = cronbachAlpha(Object.values((c!.inputs as { items: Record<string, number[]> }).items));
    expect(r.interval.low).toBeCloseTo(0.680669832865, 9);
    expect(r.interval.high).toBeCloseTo(0.89842821088, 9);
    [0.7654620877, 0.7833801826, 0.7541611475, 0.7356700087, 0.8347207062, 0.7906682031].forEach((alpha, i) => {
      expect(r.withoutItem[i]).toBeCloseTo(alpha, 9);
    });
  });

  it("refuse degenerate tables and items", () => {
    expect(() =>
      cohenKappa([
        [5, 0],
        [0, 0],
      ]),
    ).toThrow(expect.objectContaining({ code: "model.degenerate" }));
    expect(() =>
      cohenKappa([
        [0, 0],
        [0, 0],
      ]),
    ).toThrow(expect.objectContaining({ code: "input.sample_too_small" }));
    expect(() =>
      cronbachAlpha([
        [1, 1, 1],
        [1, 2, 3],
      ]),
    ).toThrow(expect.objectContaining({ code: "model.degenerate" }));
  });

  it("full agreement is kappa 1, parallel items alpha 1", () => {
    expect(
      cohenKappa([
        [5, 0],
        [0, 7],
      ]).kappa,
    ).toBeCloseTo(1, 12);
    expect(
      cronbachAlpha([
        [1, 2, 3],
        [1, 2, 3],
      ]).alpha,
    ).toBeCloseTo(1, 12);
  });
});
