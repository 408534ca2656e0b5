import { ModelError } from "../../base/errors.ts";
import { maximiseByBfgs } from "../optimise/bfgs.ts";
import { choleskyFactor, choleskyInverse } from "../optimise/cholesky.ts";
import { type Evaluation, maximiseByNewton, type NewtonResult } from "../optimise/newton.ts";

/** What every fitted model of this folder carries; plain data. */
export interface ModelFit<Name extends string> {
  params: Record<Name, number>;
  /** From the observed information in log parameters, by the delta method. */
  standardErrors: Record<Name, number>;
  /** Order of the parameters in `logCovariance`. */
  names: Name[];
  /** Covariance of the logs of the parameters: predictions carry their uncertainty from here. */
  logCovariance: number[][];
  logLikelihood: number;
  /** Customers in the fit. */
  n: number;
  iterations: number;
  /** `null` for plain maximum likelihood; otherwise the standard deviation of the normal prior on the log parameters. */
  priorSd: number | null;
}

/** How a model of this group is fitted. */
export interface FitOptions {
  /**
   * Standard deviation of a normal prior on each log parameter around its starting value. Leave it out for maximum likelihood;
   * 2 keeps a fit off the boundary when the data say little about a parameter.
   */
  priorSd?: number;
}

export interface LogProblem<Name extends string> {
  model: string;
  names: Name[];
  /** Starting values of the log parameters, tried in turn until one leads to a proper maximum. */
  starts: number[][];
  /** Log-likelihood, gradient and Hessian in the log parameters. */
  evaluate: (logs: Float64Array) => Evaluation;
  n: number;
  options: FitOptions;
  /** What a parameter says when it runs to 0 or infinity, in words for the message. */
  limits: Partial<Record<Name, { zero: string; infinite: string }>>;
}

/** Beyond e^±14 of the scaled parameters a likelihood is flat to rounding: the parameter has left for 0 or infinity. */
const EDGE = 14;
/** Where the special functions of the likelihoods are no longer asked: the search turns back from here. */
const OUTSIDE = 25;
const OFF_LIMITS: Evaluation = { value: Number.NaN, gradient: new Float64Array(0), hessian: new Float64Array(0) };

/**
 * Maximises a likelihood in log parameters, so that every parameter stays positive, and inverts its information.
 * @throws ModelError `model.degenerate` naming the parameter that runs to its limit, `model.did_not_converge`
 */
export function fitInLogs<Name extends string>(problem: LogProblem<Name>): ModelFit<Name> {
  let best: NewtonResult | null = null;
  for (const start of problem.starts) {
    const result = climb(problem, start);
    if (best === null || (Number.isFinite(result.value) && !(result.value <= best.value))) best = result;
    if (isProper(result)) {
      best = result;
      break;
    }
  }
  return summarise(problem, best!);
}

function climb<Name extends string>({ evaluate, options: { priorSd }, starts }: LogProblem<Name>, start: number[]) {
  const centre = starts[0]!;
  const target = (logs: Float64Array): Evaluation => {
    if (logs.some((v) => !(Math.abs(v) <= OUTSIDE))) return OFF_LIMITS;
    const here = evaluate(logs);
    if (priorSd === undefined) return here;
    const k = logs.length;
    for (let i = 0; i < k; i++) {
      const gap = (logs[i]! - centre[i]!) / priorSd;
      here.value -= (gap * gap) / 2;
      here.gradient[i]! -= gap / priorSd;
      here.hessian[i * k + i]! -= 1 / priorSd ** 2;
    }
    return here;
  };
  const newton = maximiseByNewton(target, start, { maxIterations: 80 });
  if (newton.converged) return newton;
  const other = maximiseByBfgs(target, start, { maxIterations: 300 });
  return maximiseByNewton(target, other.at, { maxIterations: 30 });
}

function isProper({ at, converged, nextStep, hessian }: NewtonResult): boolean {
  return (
    converged &&
    at.every((v) => Math.abs(v) < EDGE) &&
    nextStep.every((v) => Math.abs(v) < 0.02) &&
    choleskyFactor(negative(hessian), at.length, 1e-13) !== null
  );
}

const negative = (matrix: Float64Array): Float64Array => matrix.map((h) => -h);

function summarise<Name extends string>(problem: LogProblem<Name>, result: NewtonResult): ModelFit<Name> {
  const { names, n, options } = problem;
  const k = names.length;
  const factor = isProper(result) ? choleskyFactor(negative(result.hessian), k, 1e-13) : null;
  if (factor === null) throw failure(problem, result);
  const covariance = choleskyInverse(factor, k);
  const params = {} as Record<Name, number>;
  const standardErrors = {} as Record<Name, number>;
  names.forEach((name, i) => {
    params[name] = Math.exp(result.at[i]!);
    standardErrors[name] = params[name] * Math.sqrt(covariance[i * k + i]!);
  });
  return {
    params,
    standardErrors,
    names,
    logCovariance: names.map((_, i) => Array.from(covariance.subarray(i * k, (i + 1) * k))),
    logLikelihood: problem.evaluate(result.at).value,
    n,
    iterations: result.iterations,
    priorSd: options.priorSd ?? null,
  };
}

function failure<Name extends string>({ model, names, limits, starts }: LogProblem<Name>, result: NewtonResult) {
  const from = starts[0]!;
  const running = names.flatMap((name, i) => {
    const moved = result.at[i]! - from[i]!;
    const isFar = Math.abs(result.at[i]!) >= EDGE || Math.abs(result.nextStep[i]!) >= 0.02 || Math.abs(moved) > 7;
    if (!isFar) return [];
    const meaning = limits[name]?.[moved < 0 ? "zero" : "infinite"];
    return [{ name, towards: moved < 0 ? "zero" : "infinity", meaning: meaning ?? null }];
  });
  const details = { model, running, logParameters: Array.from(result.at), iterations: result.iterations };
  if (running.length === 0 && !result.converged) {
    return new ModelError("model.did_not_converge", `The ${model} fit did not converge.`, {
      hint: "Fit with `priorSd: 2`, or on more customers.",
      details,
    });
  }
  const meanings = [...new Set(running.flatMap(({ meaning }) => (meaning === null ? [] : [meaning])))];
  const why = meanings.length === 0 ? "the data do not tell its parameters apart" : meanings.join("; ");
  return new ModelError("model.degenerate", `The ${model} model has no proper maximum on these data: ${why}.`, {
    hint: "Use cohort means, or fit with `priorSd: 2` and say so.",
    details,
  });
}

/** Turns derivatives by the parameters into derivatives by their logs, in place. */
export function chainToLogs(params: ArrayLike<number>, gradient: Float64Array, hessian: Float64Array): void {
  const k = params.length;
  for (let i = 0; i < k; i++) {
    for (let j = 0; j < k; j++) hessian[i * k + j]! *= params[i]! * params[j]!;
    gradient[i]! *= params[i]!;
    hessian[i * k + i]! += gradient[i]!;
  }
}
