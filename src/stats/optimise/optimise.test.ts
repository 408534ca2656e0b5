import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { maximiseByBfgs } from "./bfgs.ts";
import { choleskyFactor, choleskyInverse, choleskySolve, dependentColumns } from "./cholesky.ts";
import { minimiseByNelderMead } from "./nelder-mead.ts";
import { hessianByDifferences, maximiseByNewton } from "./newton.ts";
import { gaussLaguerre, gaussLegendre, integrate } from "./quadrature.ts";
import { bracketRoot, findRoot } from "./root.ts";

// Rosenbrock's valley: minimum 0 at (1, 1).
const rosenbrock = (x: number, y: number): number => (1 - x) ** 2 + 100 * (y - x * x) ** 2;
const rosenbrockSlope = ([x = 0, y = 0]: ArrayLike<number> & Iterable<number>) => ({
  value: -rosenbrock(x, y),
  gradient: Float64Array.of(2 * (1 - x) + 400 * x * (y - x * x), -200 * (y - x * x)),
});

describe("maximiseByNewton", () => {
  it("finds the end of Rosenbrock's valley from the usual start", () => {
    const found = maximiseByNewton(
      (at) => ({
        ...rosenbrockSlope(at),
        hessian: hessianByDifferences((p) => rosenbrockSlope(p).gradient, at),
      }),
      [-1.2, 1],
    );
    expect(found.converged).toBe(true);
    expect(found.at[0]).toBeCloseTo(1, 5);
    expect(found.at[1]).toBeCloseTo(1, 5);
  });

  it("steps back from values that are not finite", () => {
    const f = ([x = 0]: Float64Array) => ({
      value: Math.log(x) - x,
      gradient: Float64Array.of(1 / x - 1),
      hessian: Float64Array.of(-1 / (x * x)),
    });
    expect(maximiseByNewton(f, [1.99]).at[0]).toBeCloseTo(1, 8);
  });

  it("says that it did not converge when iterations run out", () => {
    const found = maximiseByNewton(
      ([x = 0]) => ({ value: x, gradient: Float64Array.of(1), hessian: Float64Array.of(0) }),
      [0],
      { maxIterations: 5 },
    );
    expect(found.converged).toBe(false);
  });
});

describe("maximiseByBfgs", () => {
  it("finds the end of Rosenbrock's valley", () => {
    const found = maximiseByBfgs(rosenbrockSlope, [-1.2, 1]);
    expect(found.converged).toBe(true);
    expect(found.at[0]).toBeCloseTo(1, 6);
  });
});

describe("minimiseByNelderMead", () => {
  it("finds the end of Rosenbrock's valley", () => {
    const found = minimiseByNelderMead(([x = 0, y = 0]) => rosenbrock(x, y), [-1.2, 1]);
    expect(found.converged).toBe(true);
    expect(found.at[0]).toBeCloseTo(1, 5);
  });
});

describe("findRoot", () => {
  it("solves to the last digits", () => {
    expect(findRoot((x) => x * x - 2, { low: 0, high: 2 })).toBeCloseTo(Math.SQRT2, 14);
    expect(findRoot((x) => x ** 9, { low: -1, high: 3 })).toBeCloseTo(0, 1);
    expect(findRoot((x) => Math.cos(x) - x, { low: 0, high: 1 })).toBeCloseTo(0.7390851332151607, 14);
  });
  it("refuses a bracket without a change of sign", () => {
    expect(() => findRoot((x) => x * x + 1, { low: -1, high: 1 })).toThrow(/opposite sign/);
  });
  it("finds the root of any increasing line", () => {
    fc.assert(
      fc.property(
        fc.double({ min: -50, max: 50, noNaN: true }),
        fc.double({ min: 0.01, max: 100, noNaN: true }),
        (root, slope) => {
          const f = (x: number): number => slope * (x - root);
          const bracket = bracketRoot(f, { low: -1, high: 1 }, { low: -1e3, high: 1e3 })!;
          expect(findRoot(f, bracket)).toBeCloseTo(root, 9);
        },
      ),
    );
  });
});

describe("quadrature", () => {
  // Abramowitz & Stegun, table 25.4, n = 5
  it("has the Gauss–Legendre points of the table", () => {
    const { nodes, weights } = gaussLegendre(5);
    expect(nodes[4]).toBeCloseTo(0.906179845938664, 14);
    expect(weights[4]).toBeCloseTo(0.236926885056189, 14);
    expect(weights[2]).toBeCloseTo(0.568888888888889, 14);
  });
  it("integrates powers exactly and e^x to the last digit", () => {
    for (const n of [1, 2, 7, 20, 64]) {
      const { nodes, weights } = gaussLegendre(n);
      for (let degree = 0; degree < Math.min(2 * n, 30); degree++) {
        const sum = nodes.reduce((s, x, i) => s + weights[i]! * x ** degree, 0);
        expect(sum).toBeCloseTo(degree % 2 === 0 ? 2 / (degree + 1) : 0, 13);
      }
    }
    expect(integrate(Math.exp, { low: 0, high: 1 })).toBeCloseTo(Math.E - 1, 15);
  });
  // Abramowitz & Stegun, table 25.9, n = 5
  it("has the Gauss–Laguerre points of the table and the factorials as moments", () => {
    const { nodes, weights } = gaussLaguerre(5);
    expect(nodes[0]).toBeCloseTo(0.263560319718, 11);
    expect(nodes[4]).toBeCloseTo(12.640800844276, 11);
    expect(weights[0]).toBeCloseTo(0.521755610583, 11);
    for (const n of [8, 32, 64]) {
      const rule = gaussLaguerre(n);
      let factorial = 1;
      for (let k = 0; k <= 10; k++) {
        if (k > 0) factorial *= k;
        const moment = rule.nodes.reduce((s, x, i) => s + rule.weights[i]! * x ** k, 0);
        expect(moment / factorial).toBeCloseTo(1, 10);
      }
    }
  });
});

describe("cholesky", () => {
  it("solves and inverts, and refuses what is not positive definite", () => {
    const a = Float64Array.of(4, 2, 2, 5);
    const l = choleskyFactor(a, 2)!;
    expect(Array.from(choleskySolve(l, [8, 14], 2))).toEqual([0.75, 2.5]);
    expect(Array.from(choleskyInverse(l, 2))).toEqual([0.3125, -0.125, -0.125, 0.25]);
    expect(choleskyFactor(Float64Array.of(1, 2, 2, 1), 2)).toBeNull();
  });
  it("names the columns that follow from the ones before", () => {
    expect(dependentColumns(Float64Array.of(1, 0, 0.6, 0, 1, 0.8, 0.6, 0.8, 1), 3)).toEqual([2]);
    expect(dependentColumns(Float64Array.of(1, 0.5, 0.5, 1), 2)).toEqual([]);
  });
});
