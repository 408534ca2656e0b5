import { InputError, ModelError } from "../../base/errors.ts";
import { factorIndependent, inverseIndependent, solveIndependent } from "../optimise/cholesky.ts";
import {
  accumulateBlock,
  BLOCK,
  type Design,
  DesignBlock,
  INTERCEPT,
  mirror,
  requireDesign,
  requireFinite,
  type Standardisation,
  scratchFor,
  standardisationOf,
} from "./design.ts";

/**
 * The part of a generalised linear model that depends on its distribution and link, closed over its outcome.
 * Row functions take the row's linear predictor η.
 */
export interface GlmFamily {
  /**
   * For rows from … from + length − 1 with predictors `eta`: fills Fisher weights and scores ∂ℓ/∂η and returns
   * −2ℓ up to a constant.
   */
  accumulate(rows: BlockOfRows): number;
  /** η of the model with an intercept alone and no offset. */
  startEta: number;
  /** +1 where the row's likelihood has its top at η = ∞, −1 at −∞, 0 in between: for separation. */
  side(row: number): -1 | 0 | 1;
}

/** A stretch of rows for {@link GlmFamily.accumulate}. */
export interface BlockOfRows {
  from: number;
  length: number;
  eta: Float64Array;
  weights: Float64Array;
  scores: Float64Array;
}

/** What the iteration ends with, on the original scale of the columns. */
export interface IrlsResult {
  /** Terms estimated, the intercept first. */
  terms: string[];
  coefficients: number[];
  /** Inverse Fisher information. */
  covariance: number[][];
  aliased: string[];
  iterations: number;
  /** −2ℓ up to the family's constant. */
  objective: number;
}

/** A fit by iteratively reweighted least squares. */
export interface IrlsProblem {
  design: Design;
  family: GlmFamily;
  /** Added to η; 0 where absent. */
  offset?: ArrayLike<number>;
  /** Observations a row stands for; used to standardise the columns. */
  frequencies?: ArrayLike<number>;
  /** Largest change of a standardised coefficient at which to stop; 1e-10 where absent. */
  tolerance?: number;
}

const MAX_ITERATIONS = 100;

/**
 * Fisher scoring with step-halving: the shared engine of the generalised linear models.
 *
 * Each iteration is one pass over blocks of standardised columns. Columns that earlier ones determine are left
 * out and named. From the eighth iteration on a direction in which the likelihood grows for ever is looked for,
 * and the columns that make it are named (Albert & Anderson 1984; Konis 2007).
 * @throws InputError `input.sample_too_small` without rows; `input.shape_mismatch`, `input.out_of_range` on bad data
 * @throws ModelError `model.separated` when no finite estimate exists, `model.rank_deficient` when the information is
 *   singular, `model.did_not_converge` after 100 iterations
 * @see McCullagh & Nelder (1989), Generalized Linear Models, section 2.5
 */
export function fitIrls(problem: IrlsProblem): IrlsResult {
  const { design, family, offset, frequencies, tolerance = 1e-10 } = problem;
  requireModel(design, offset);
  const standard = standardisationOf(design, frequencies);
  const sweepOf = (active: readonly number[]) =>
    createSweep({ design, active, standard, family, ...(offset === undefined ? {} : { offset }) });
  const all = design.names.map((_, j) => j);
  const first = startOf(sweepOf(all), design, family);
  const { active, aliased } = independentColumns(design, first.current.information);
  const sweep = aliased.length > 0 ? sweepOf(active) : first.sweep;
  let { beta, current } = aliased.length > 0 ? startOf(sweep, design, family) : first;
  for (let iteration = 1; iteration <= MAX_ITERATIONS; iteration++) {
    const independent = factorIndependent(current.information, sweep.width);
    if (independent.aliased.length > 0) throw singular(sweep, beta, independent.aliased);
    const step = solveIndependent(independent, current.score);
    const largest = maxAbs(step);
    if (largest < tolerance) {
      beta = beta.map((b, j) => b + step[j]!);
      const covariance = inverseIndependent(independent);
      return {
        ...original({ design, active, standard, beta, covariance }),
        aliased,
        iterations: iteration,
        objective: current.objective,
      };
    }
    if (iteration >= 8 && largest > 0.05) sweep.rejectSeparation(step);
    ({ beta, current } = halvedStep({ sweep, beta, step, current }));
  }
  throw new ModelError("model.did_not_converge", `The model did not converge in ${MAX_ITERATIONS} iterations.`, {
    details: { terms: sweep.terms },
  });
}

/** Likelihood, score and information at one value of the coefficients. */
interface Evaluation {
  objective: number;
  score: Float64Array;
  information: Float64Array;
}

interface Sweep {
  width: number;
  terms: string[];
  evaluate(beta: Float64Array): Evaluation;
  /** Throws when no row's likelihood falls along the direction. */
  rejectSeparation(direction: Float64Array): void;
}

function createSweep(parts: {
  design: Design;
  active: readonly number[];
  standard: Standardisation;
  family: GlmFamily;
  offset?: ArrayLike<number>;
}): Sweep {
  const { design, active, standard, family, offset } = parts;
  const block = new DesignBlock(design, active, standard);
  const width = block.width;
  const terms = [...(design.intercept ? [INTERCEPT] : []), ...active.map((j) => design.names[j]!)];
  const eta = new Float64Array(BLOCK);
  const weights = new Float64Array(BLOCK);
  const scores = new Float64Array(BLOCK);
  const scratch = scratchFor(block);
  const eachBlock = (use: (from: number, length: number) => void): void => {
    for (let from = 0; from < design.n; from += BLOCK) {
      const length = Math.min(BLOCK, design.n - from);
      block.load(from, length);
      use(from, length);
    }
  };
  const evaluate = (beta: Float64Array): Evaluation => {
    const information = new Float64Array(width * width);
    const score = new Float64Array(width);
    let objective = 0;
    eachBlock((from, length) => {
      predict({ block, beta, eta, length });
      if (offset !== undefined) for (let i = 0; i < length; i++) eta[i]! += offset[from + i]!;
      objective += family.accumulate({ from, length, eta, weights, scores });
      accumulateBlock({ block, length, weights, scores, matrix: information, vector: score, scratch });
    });
    mirror(information, width);
    return { objective, score, information };
  };
  const rejectSeparation = (direction: Float64Array): void => {
    let largest = 0;
    let worst = 0;
    eachBlock((from, length) => {
      predict({ block, beta: direction, eta, length });
      for (let i = 0; i < length; i++) {
        const side = family.side(from + i);
        largest = Math.max(largest, Math.abs(eta[i]!));
        worst = Math.max(worst, side === 0 ? Math.abs(eta[i]!) : -side * eta[i]!);
      }
    });
    if (worst <= 1e-3 * largest) throw separated(terms, direction);
  };
  return { width, terms, evaluate, rejectSeparation };
}

function predict(parts: { block: DesignBlock; beta: Float64Array; eta: Float64Array; length: number }): void {
  const { block, beta, eta, length } = parts;
  eta.fill(0, 0, length);
  for (let j = 0; j < beta.length; j++) {
    const b = beta[j]!;
    const base = j * BLOCK;
    for (let i = 0; i < length; i++) eta[i]! += b * block.values[base + i]!;
  }
}

/** The Newton step, halved until the likelihood does not fall. */
function halvedStep(parts: { sweep: Sweep; beta: Float64Array; step: Float64Array; current: Evaluation }): {
  beta: Float64Array<ArrayBuffer>;
  current: Evaluation;
} {
  const { sweep, beta, step, current } = parts;
  const slack = 1e-12 * (Math.abs(current.objective) + 1);
  let factor = 1;
  for (let halving = 0; halving < 40; halving++) {
    const candidate = Float64Array.from(beta, (b, j) => b + factor * step[j]!);
    const next = sweep.evaluate(candidate);
    if (next.objective <= current.objective + slack) return { beta: candidate, current: next };
    factor /= 2;
  }
  throw new ModelError("model.did_not_converge", "The likelihood could not be raised any further.", {
    details: { terms: sweep.terms },
  });
}

/** The first evaluation, at the intercept alone. */
function startOf(
  sweep: Sweep,
  design: Design,
  family: GlmFamily,
): { sweep: Sweep; beta: Float64Array<ArrayBuffer>; current: Evaluation } {
  const beta = new Float64Array(sweep.width);
  if (design.intercept) beta[0] = family.startEta;
  return { sweep, beta, current: sweep.evaluate(beta) };
}

/** Columns that earlier ones do not determine, by the information at the start, where the weights are still even. */
function independentColumns(design: Design, information: Float64Array): { active: number[]; aliased: string[] } {
  const shift = design.intercept ? 1 : 0;
  const { kept, aliased } = factorIndependent(information, design.names.length + shift);
  return {
    active: kept.filter((j) => j >= shift).map((j) => j - shift),
    aliased: aliased.filter((j) => j >= shift).map((j) => design.names[j - shift]!),
  };
}

/** Coefficients and covariance on the scale of the columns as they came. */
function original(parts: {
  design: Design;
  active: readonly number[];
  standard: Standardisation;
  beta: Float64Array;
  covariance: Float64Array;
}): { terms: string[]; coefficients: number[]; covariance: number[][] } {
  const { design, active, standard, beta, covariance } = parts;
  const first = design.intercept ? 1 : 0;
  const k = beta.length;
  const transform = Array.from({ length: k }, (_, i) => {
    const row = new Float64Array(k);
    if (i >= first) row[i] = 1 / standard.scale[active[i - first]!]!;
    else {
      row[0] = 1;
      active.forEach((j, a) => {
        row[a + 1] = -standard.centre[j]! / standard.scale[j]!;
      });
    }
    return row;
  });
  const product = transform.map((row) => {
    const out = new Float64Array(k);
    for (let m = 0; m < k; m++) for (let j = 0; j < k; j++) out[j]! += row[m]! * covariance[m * k + j]!;
    return out;
  });
  return {
    terms: [...(design.intercept ? [INTERCEPT] : []), ...active.map((j) => design.names[j]!)],
    coefficients: transform.map((row) => row.reduce((sum, x, j) => sum + x * beta[j]!, 0)),
    covariance: product.map((row) => transform.map((other) => other.reduce((sum, x, j) => sum + x * row[j]!, 0))),
  };
}

function requireModel(design: Design, offset: ArrayLike<number> | undefined): void {
  if (!(design.n >= 1))
    throw new InputError("input.sample_too_small", "A regression needs rows.", { details: { n: 0 } });
  if (!design.intercept && design.names.length === 0)
    throw new InputError("input.sample_too_small", "A regression needs at least one term.");
  requireDesign(design);
  if (offset !== undefined) requireFinite("offset", offset, design.n);
}

function separated(terms: readonly string[], direction: Float64Array): ModelError {
  const largest = maxAbs(direction);
  const columns = terms.filter((_, j) => Math.abs(direction[j]!) > 1e-3 * largest);
  const named = columns.filter((term) => term !== INTERCEPT);
  const names = named.length > 0 ? named : columns;
  return new ModelError(
    "model.separated",
    `The outcome is fully determined along ${names.join(", ")}: no finite estimate exists.`,
    {
      hint: "Merge the categories concerned, leave these columns out, or use Firth's penalised fit.",
      details: { columns: names },
    },
  );
}

/** The information is singular: by saturation along the way to infinity, or by numerical dependence. */
function singular(sweep: Sweep, beta: Float64Array, columns: readonly number[]): ModelError {
  try {
    sweep.rejectSeparation(beta);
  } catch (error) {
    if (error instanceof ModelError) return error;
    throw error;
  }
  const names = columns.map((j) => sweep.terms[j]!);
  return new ModelError("model.rank_deficient", `The data do not determine ${names.join(", ")}.`, {
    hint: "Leave these columns out.",
    details: { columns: names },
  });
}

function maxAbs(values: Float64Array): number {
  return values.reduce((worst, x) => Math.max(worst, Math.abs(x)), 0);
}
