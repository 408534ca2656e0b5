import { ModelError } from "../../base/errors.ts";
import { choleskyFactor, choleskyInverse, choleskySolve } from "../optimise/cholesky.ts";
import { type ResponsePoints, requirePoints } from "./fit-log-response.ts";
import { type HillCurve, hillResponse } from "./hill-curve.ts";

/** Fitted Hill curve with its errors. */
export interface HillFit {
  curve: HillCurve;
  /** Standard errors of ceiling, half saturation and slope; the slope's is `null` where it was fixed. */
  standardErrors: { ceiling: number; halfSaturation: number; slope: number | null };
  residualSumOfSquares: number;
  n: number;
  iterations: number;
  /** Did the slope end on its bound? Then the points do not say where the curve bends. */
  slopeAtBound: boolean;
}

/**
 * Least-squares Hill curve, by Levenberg–Marquardt in the logarithms of the parameters from several starts.
 *
 * Only for spends that varied *because somebody decided so*; where spend followed demand the curve describes demand.
 * @param points spends and responses; at least 5 distinct spends above 0 (3 with the slope fixed)
 * @param options.slopeFixedAt take this slope as known (1: Michaelis–Menten)
 * @param options.slopeRange bounds of the slope, default [0.3, 5]
 * @throws InputError as `fitLogResponse`
 * @throws ModelError `model.degenerate` with too few distinct spends or no positive response; `model.did_not_converge`
 * @see Bates & Watts (1988), Nonlinear Regression Analysis
 * @example
 * const spend = [5, 10, 20, 40, 80];
 * fitHillResponse({ spend, response: spend.map((x) => (100 * x) / (30 + x)) }).curve.ceiling; // 100
 */
export function fitHillResponse(
  points: ResponsePoints,
  options: { slopeFixedAt?: number; slopeRange?: readonly [number, number] } = {},
): HillFit {
  const { slopeFixedAt, slopeRange = [0.3, 5] } = options;
  const needed = slopeFixedAt === undefined ? 5 : 3;
  requirePoints(points, needed);
  requireLevels(points, needed);
  const range = slopeFixedAt === undefined ? slopeRange : ([slopeFixedAt, slopeFixedAt] as const);
  const fits = starts(points, range)
    .map((start) => levenbergMarquardt(points, start, range))
    .sort((a, b) => a.rss - b.rss);
  const best = fits[0]!;
  if (!best.converged || best.curve.halfSaturation > 1e6 * Math.max(...points.spend))
    throw new ModelError("model.did_not_converge", "No Hill curve settles on these points.", {
      hint: "Use a wider range of spend, fix the slope, or show the average return only.",
      details: { iterations: best.iterations },
    });
  const atBound = slopeFixedAt === undefined && range.some((r) => Math.abs(best.curve.slope - r) < 1e-9 * r);
  return {
    curve: best.curve,
    standardErrors: standardErrors(points, best, slopeFixedAt === undefined && !atBound),
    residualSumOfSquares: best.rss,
    n: points.spend.length,
    iterations: best.iterations,
    slopeAtBound: atBound,
  };
}

interface Attempt {
  curve: HillCurve;
  rss: number;
  iterations: number;
  converged: boolean;
}

function requireLevels({ spend, response }: ResponsePoints, least: number): void {
  const levels = new Set(spend.filter((x) => x > 0)).size;
  if (levels < least || !response.some((y) => y > 0))
    throw new ModelError(
      "model.degenerate",
      `A Hill curve needs at least ${least} different spends above 0 that brought something.`,
      {
        details: { levels },
      },
    );
}

function starts({ spend, response }: ResponsePoints, [least, most]: readonly [number, number]): HillCurve[] {
  const positive = spend.filter((x) => x > 0).sort((a, b) => a - b);
  const ceiling = 1.2 * Math.max(...response);
  const slopes = least === most ? [least] : [0.7, 1, 2].map((s) => Math.min(most, Math.max(least, s)));
  return [0.25, 0.5, 0.85].flatMap((share) =>
    slopes.map((slope) => ({ ceiling, halfSaturation: positive[Math.floor(share * positive.length)]!, slope })),
  );
}

function levenbergMarquardt(points: ResponsePoints, start: HillCurve, range: readonly [number, number]): Attempt {
  let curve = start;
  let rss = residualSum(points, curve);
  let damping = 1e-3;
  for (let iteration = 1; iteration <= 500; iteration++) {
    const free = range[0] < range[1];
    const { information, gradient } = normalEquations(points, curve, free);
    const size = gradient.length;
    for (let i = 0; i < size; i++) information[i * size + i]! *= 1 + damping;
    const factor = choleskyFactor(information, size);
    if (factor === null) {
      damping = Math.max(damping, 1e-12) * 10;
      if (damping > 1e12) return { curve, rss, iterations: iteration, converged: false };
      continue;
    }
    const step = choleskySolve(factor, gradient, size);
    const longest = Math.max(...step.map(Math.abs));
    const next: HillCurve = {
      ceiling: curve.ceiling * Math.exp(limit(step[0]!)),
      halfSaturation: curve.halfSaturation * Math.exp(limit(step[1]!)),
      slope: Math.min(range[1], Math.max(range[0], curve.slope * Math.exp(limit(step[2] ?? 0)))),
    };
    const nextRss = residualSum(points, next);
    if (nextRss <= rss) {
      const small = longest < 1e-10;
      const flat = rss - nextRss <= 1e-15 * rss && longest < 1e-6;
      curve = next;
      rss = nextRss;
      damping /= 10;
      if (small || flat || rss === 0) return { curve, rss, iterations: iteration, converged: true };
    } else {
      damping *= 10;
      if (damping > 1e12) return { curve, rss, iterations: iteration, converged: longest < 1e-6 };
    }
  }
  return { curve, rss, iterations: 500, converged: false };
}

const limit = (step: number): number => Math.max(-2, Math.min(2, step));

function residualSum({ spend, response }: ResponsePoints, curve: HillCurve): number {
  return spend.reduce((sum, x, i) => sum + (response[i]! - hillResponse(curve, x)) ** 2, 0);
}

/** J'J and J'r with J the derivatives by ln ceiling, ln half saturation and (where free) ln slope. */
function normalEquations({ spend, response }: ResponsePoints, curve: HillCurve, slopeFree: boolean) {
  const size = slopeFree ? 3 : 2;
  const information = new Float64Array(size * size);
  const gradient = new Float64Array(size);
  spend.forEach((x, i) => {
    if (x === 0) return;
    const value = hillResponse(curve, x);
    const share = value / curve.ceiling;
    const bend = value * (1 - share) * curve.slope;
    const row = [value, -bend, bend * Math.log(x / curve.halfSaturation)];
    for (let a = 0; a < size; a++) {
      gradient[a]! += row[a]! * (response[i]! - value);
      for (let b = 0; b < size; b++) information[a * size + b]! += row[a]! * row[b]!;
    }
  });
  return { information, gradient };
}

function standardErrors(
  points: ResponsePoints,
  { curve, rss }: Attempt,
  slopeFree: boolean,
): HillFit["standardErrors"] {
  const { information, gradient } = normalEquations(points, curve, slopeFree);
  const size = gradient.length;
  const factor = choleskyFactor(information, size);
  if (factor === null)
    throw new ModelError(
      "model.degenerate",
      "These points do not determine the curve: a parameter has no standard error.",
    );
  const inverse = choleskyInverse(factor, size);
  const variance = rss / (points.spend.length - size);
  const se = (i: number, value: number) => value * Math.sqrt(variance * inverse[i * size + i]!);
  return {
    ceiling: se(0, curve.ceiling),
    halfSaturation: se(1, curve.halfSaturation),
    slope: slopeFree ? se(2, curve.slope) : null,
  };
}
