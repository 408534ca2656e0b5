import { InputError } from "../../base/errors.ts";
import type { Random } from "../../base/random.ts";
import { betaQuantile } from "../distributions/beta.ts";
import { normalCdf } from "../distributions/normal.ts";
import { quantileOf } from "../intervals/quantile.ts";
import { choleskyFactor } from "../optimise/cholesky.ts";
import { drawNormal } from "../random/normal.ts";
import { pertShape, type ThreePointEstimate, triangularQuantile } from "./three-point.ts";

/** An uncertain input of a business case. */
export type UncertainInput =
  | { kind: "fixed"; value: number }
  | { kind: "normal"; mean: number; sd: number }
  /** `mu` and `sigma` of the logarithm; for positive factors. */
  | { kind: "lognormal"; mu: number; sigma: number }
  | { kind: "uniform"; min: number; max: number }
  | ({ kind: "triangular" } & ThreePointEstimate)
  /** Beta on [min, max] whose mean weighs the mode `weight` times (4 by default). */
  | ({ kind: "pert"; weight?: number } & ThreePointEstimate)
  /** A share: alpha − 1 successes and beta − 1 failures seen, from a flat start. */
  | { kind: "beta"; alpha: number; beta: number };

/** What is uncertain, and the figure that follows from it. */
export interface Simulation<Name extends string> {
  inputs: Record<Name, UncertainInput>;
  /** The figure as a function of its inputs; must be finite, or `null` where it is undefined (no payback). */
  model: (inputs: Record<Name, number>) => number | null;
  /** Correlations of pairs of inputs on the normal scale (Gaussian copula); pairs not named are independent. */
  correlations?: readonly { between: readonly [Name, Name]; correlation: number }[];
  /** How many draws, default 10 000. */
  draws?: number;
  random: Random;
}

/** Distribution of a simulated figure with its Monte Carlo error. */
export interface SimulationResult {
  mean: number;
  sd: number;
  p05: number;
  /** What one can promise: reached in four of five draws. */
  p20: number;
  p50: number;
  p80: number;
  p95: number;
  /** Share of all draws in which the figure is above 0; undefined draws count as not. */
  probabilityPositive: number;
  /** Standard error of `mean` from the finite number of draws. */
  meanError: number;
  /** Standard error of `probabilityPositive` from the finite number of draws. */
  probabilityError: number;
  draws: number;
  /** Draws in which the model gave `null`; they are left out of mean, sd and percentiles. */
  undefinedDraws: number;
}

/**
 * Monte Carlo simulation of a figure with uncertain, possibly correlated inputs.
 *
 * Inputs keep their own distributions; their dependence is that of correlated normals (Gaussian copula), so the correlation
 * seen between skewed inputs is a little weaker than the one asked for.
 * @returns summary with its Monte Carlo error; percentiles are type 7; `null` when the model is undefined in every draw
 * @throws InputError `input.out_of_range` for impossible parameters or correlations, fewer than 100 draws, or a model value that is not finite
 * @see Hertz (1964), Harvard Business Review 42(1), 95–106; Nelsen (2006), An Introduction to Copulas
 * @example
 * simulate({
 *   inputs: { customers: { kind: "fixed", value: 1000 }, share: { kind: "beta", alpha: 8, beta: 92 } },
 *   model: ({ customers, share }) => customers * share * 40 - 2000,
 *   random: sfc32("business case"),
 * })?.probabilityPositive; // 0.8773
 */
export function simulate<Name extends string>(simulation: Simulation<Name>): SimulationResult | null {
  const { inputs, model, draws = 10_000, random } = simulation;
  if (!Number.isInteger(draws) || draws < 100)
    throw new InputError("input.out_of_range", "A simulation needs at least 100 draws.", { details: { draws } });
  const names = Object.keys(inputs) as Name[];
  const transforms = names.map((name) => transformOf(inputs[name]));
  const factor = copulaFactor(names, simulation.correlations ?? []);
  const values: number[] = [];
  const scores = new Float64Array(names.length);
  for (let draw = 0; draw < draws; draw++) {
    for (let i = 0; i < names.length; i++) scores[i] = drawNormal(random);
    const drawn = Object.fromEntries(
      names.map((name, i) => [name, transforms[i]!(correlated(factor, scores, i))]),
    ) as Record<Name, number>;
    const value = model(drawn);
    if (value === null) continue;
    if (!Number.isFinite(value))
      throw new InputError("input.out_of_range", "The model gave a result that is not a finite number.", {
        details: { ...drawn },
      });
    values.push(value);
  }
  return values.length === 0 ? null : summarise(values, draws);
}

/** Maps a standard normal score to the input's own distribution. */
function transformOf(input: UncertainInput): (score: number) => number {
  switch (input.kind) {
    case "fixed":
      requireFinite(input);
      return () => input.value;
    case "normal":
      requireFinite(input, input.sd >= 0);
      return (z) => input.mean + input.sd * z;
    case "lognormal":
      requireFinite(input, input.sigma >= 0);
      return (z) => Math.exp(input.mu + input.sigma * z);
    case "uniform":
      requireFinite(input, input.min <= input.max);
      return (z) => input.min + (input.max - input.min) * normalCdf(z);
    case "triangular":
      triangularQuantile(0.5, input);
      return (z) => triangularQuantile(normalCdf(z), input);
    case "pert": {
      const { alpha, beta } = pertShape(input, input.weight);
      return (z) => input.min + (input.max - input.min) * betaQuantile(normalCdf(z), alpha, beta);
    }
    case "beta":
      requireFinite(input, input.alpha > 0 && input.beta > 0);
      return (z) => betaQuantile(normalCdf(z), input.alpha, input.beta);
    default:
      return input satisfies never;
  }
}

function requireFinite(input: UncertainInput, ordered = true): void {
  const finite = Object.values(input).every((v) => typeof v === "string" || Number.isFinite(v));
  if (!finite || !ordered)
    throw new InputError("input.out_of_range", `The parameters of this ${input.kind} input are impossible.`, {
      details: { ...input },
    });
}

function copulaFactor<Name extends string>(
  names: readonly Name[],
  correlations: NonNullable<Simulation<Name>["correlations"]>,
): Float64Array | null {
  if (correlations.length === 0) return null;
  const k = names.length;
  const matrix = Float64Array.from({ length: k * k }, (_, i) => (i % (k + 1) === 0 ? 1 : 0));
  for (const { between, correlation } of correlations) {
    const [i, j] = between.map((name) => names.indexOf(name)) as [number, number];
    if (i < 0 || j < 0 || i === j || !(Math.abs(correlation) < 1))
      throw new InputError(
        "input.out_of_range",
        "A correlation links two different inputs and lies between -1 and 1.",
        {
          details: { between, correlation },
        },
      );
    matrix[i * k + j] = correlation;
    matrix[j * k + i] = correlation;
  }
  const factor = choleskyFactor(matrix, k);
  if (factor === null)
    throw new InputError("input.out_of_range", "These correlations contradict each other.", {
      hint: "If A goes with B and B with C, then A and C cannot be strongly opposed.",
    });
  return factor;
}

function correlated(factor: Float64Array | null, scores: Float64Array, i: number): number {
  if (factor === null) return scores[i]!;
  const k = scores.length;
  let z = 0;
  for (let j = 0; j <= i; j++) z += factor[i * k + j]! * scores[j]!;
  return z;
}

function summarise(values: number[], draws: number): SimulationResult {
  const sorted = Float64Array.from(values).sort();
  const n = sorted.length;
  const mean = sorted.reduce((sum, v) => sum + v / n, 0);
  const variance = n > 1 ? sorted.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (n - 1) : 0;
  const positive = sorted.reduce((count, v) => count + (v > 0 ? 1 : 0), 0) / draws;
  const at = (p: number) => quantileOf(sorted, p);
  return {
    mean,
    sd: Math.sqrt(variance),
    p05: at(0.05),
    p20: at(0.2),
    p50: at(0.5),
    p80: at(0.8),
    p95: at(0.95),
    probabilityPositive: positive,
    meanError: Math.sqrt(variance / n),
    probabilityError: Math.sqrt((positive * (1 - positive)) / draws),
    draws,
    undefinedDraws: draws - n,
  };
}
