import { InputError, ModelError } from "../../base/errors.ts";
import { hessianByDifferences } from "../optimise/newton.ts";
import { digamma, logBeta } from "../special/gamma.ts";
import { hyp2f1 } from "../special/hypergeometric.ts";
import { checkParams } from "./check-params.ts";
import { type FitOptions, fitInLogs, type ModelFit } from "./fit-in-logs.ts";

/** Parameters of BG/BB: probabilities of buying in a period are beta(alpha, beta) over customers, of leaving beta(gamma, delta). */
export interface BgBbParams {
  alpha: number;
  beta: number;
  gamma: number;
  delta: number;
}

/** A customer with one yes or no a period (a yearly gift, an annual event). */
export interface OpportunityHistory {
  /** Periods with a purchase after the first one (x). */
  activePeriods: number;
  /** The last such period (t_x), 0 if none. */
  lastActivePeriod: number;
  /** Periods observed after the first purchase (n). */
  periods: number;
}

/** The same as columns, one row a customer or one row a cell with its `count`. */
export interface OpportunityTable {
  activePeriods: ArrayLike<number>;
  lastActivePeriod: ArrayLike<number>;
  /** One number for all, or one a row. */
  periods: number | ArrayLike<number>;
  count?: ArrayLike<number>;
}

/** Fit of BG/BB. */
export interface BgBbFit extends ModelFit<"alpha" | "beta" | "gamma" | "delta"> {
  model: "bg-bb";
}

type Cell = OpportunityHistory & { count: number };

/**
 * Fits BG/BB, for customers who can buy once a period: the whole data set is a table of at most (n + 1)(n + 2)/2 cells a cohort.
 * @throws InputError `input.out_of_range` for impossible cells, `input.sample_too_small` with fewer than 10 customers
 * @throws ModelError `model.degenerate` when nobody bought again, or a parameter runs to 0 or infinity
 * @see Fader, Hardie & Shang (2010), Marketing Science 29, 1086–1108
 * @example
 * const fit = fitBgBb({ activePeriods: [0, 1, 1, 2], lastActivePeriod: [0, 1, 2, 2], periods: 2, count: [60, 15, 10, 15] }, { priorSd: 2 });
 * fit.n; // 100
 */
export function fitBgBb(table: OpportunityTable, options: FitOptions = {}): BgBbFit {
  const cells = cellsOf(table);
  const n = cells.reduce((sum, cell) => sum + cell.count, 0);
  if (n < 10) {
    throw new InputError("input.sample_too_small", "BG/BB needs at least 10 customers.", {
      details: { n, required: 10 },
    });
  }
  if (cells.every((cell) => cell.activePeriods === 0)) {
    throw new ModelError("model.degenerate", "BG/BB needs repeat purchases: none of these customers came back.", {
      details: { n, reason: "no_repeat_purchases" },
    });
  }
  const slopes = (logs: Float64Array) => {
    const params = logs.map(Math.exp);
    const { value, gradient } = likelihood(cells, params);
    return { value, gradient: gradient.map((g, i) => g * params[i]!) };
  };
  const fit = fitInLogs({
    model: "BG/BB",
    names: ["alpha", "beta", "gamma", "delta"] as ("alpha" | "beta" | "gamma" | "delta")[],
    starts: [
      [1, 1, 0.7, 2],
      [0.5, 1, 0.5, 5],
      [2, 4, 1, 4],
    ].map((start) => start.map(Math.log)),
    evaluate: (logs) => ({ ...slopes(logs), hessian: hessianByDifferences((at) => slopes(at).gradient, logs) }),
    n,
    options,
    limits: {
      alpha: { zero: "almost nobody buys again", infinite: "all customers buy with one probability" },
      beta: { zero: "everybody buys in every period", infinite: "all customers buy with one probability" },
      gamma: { zero: "nobody is seen to leave", infinite: "all customers leave with one probability" },
      delta: {
        zero: "everybody leaves at once",
        infinite: "nobody is seen to leave, or all leave with one probability",
      },
    },
  });
  return { model: "bg-bb", ...fit };
}

function cellsOf({ activePeriods, lastActivePeriod, periods, count }: OpportunityTable): Cell[] {
  const cells: Cell[] = [];
  for (let i = 0; i < activePeriods.length; i++) {
    const cell = {
      activePeriods: activePeriods[i]!,
      lastActivePeriod: lastActivePeriod[i] ?? Number.NaN,
      periods: typeof periods === "number" ? periods : (periods[i] ?? Number.NaN),
      count: count === undefined ? 1 : (count[i] ?? Number.NaN),
    };
    checkOpportunities(cell, i);
    if (!(cell.count >= 0 && cell.count < Number.POSITIVE_INFINITY)) {
      throw new InputError("input.out_of_range", "A count must be finite and not negative.", { details: { row: i } });
    }
    if (cell.count > 0) cells.push(cell);
  }
  const merged = new Map<string, Cell>();
  for (const cell of cells) {
    const key = `${cell.activePeriods} ${cell.lastActivePeriod} ${cell.periods}`;
    const known = merged.get(key);
    if (known === undefined) merged.set(key, cell);
    else known.count += cell.count;
  }
  return [...merged.values()];
}

function checkOpportunities(
  { activePeriods: x, lastActivePeriod: last, periods }: OpportunityHistory,
  row?: number,
): void {
  const isWhole = Number.isInteger(x) && Number.isInteger(last) && Number.isInteger(periods);
  if (isWhole && x >= 0 && x <= last && last <= periods && periods >= 1 && (x === 0) === (last === 0)) return;
  throw new InputError(
    "input.out_of_range",
    "A history needs whole periods with 0 ≤ active ≤ last active ≤ observed.",
    {
      details: { row, activePeriods: x, lastActivePeriod: last, periods },
    },
  );
}

/** Log-likelihood of the cells with its gradient in (alpha, beta, gamma, delta): a sum of exponentials per cell, in logs. */
function likelihood(cells: readonly Cell[], [alpha, beta, gamma, delta]: ArrayLike<number> & Iterable<number>) {
  const params = { alpha: alpha!, beta: beta!, gamma: gamma!, delta: delta! };
  const gradient = new Float64Array(4);
  let value = 0;
  for (const cell of cells) {
    const terms = branches(params, cell);
    const top = Math.max(...terms.map((t) => t.log));
    const sum = terms.reduce((total, t) => total + Math.exp(t.log - top), 0);
    value += cell.count * (top + Math.log(sum));
    for (const { log, buys, skips, gone, survived } of terms) {
      const w = (cell.count * Math.exp(log - top)) / sum;
      const bought = digamma(params.alpha + params.beta + buys + skips) - digamma(params.alpha + params.beta);
      const lived = digamma(params.gamma + params.delta + gone + survived) - digamma(params.gamma + params.delta);
      gradient[0]! += w * (digamma(params.alpha + buys) - digamma(params.alpha) - bought);
      gradient[1]! += w * (digamma(params.beta + skips) - digamma(params.beta) - bought);
      gradient[2]! += w * (digamma(params.gamma + gone) - digamma(params.gamma) - lived);
      gradient[3]! += w * (digamma(params.delta + survived) - digamma(params.delta) - lived);
    }
  }
  return { value, gradient };
}

/** The ways to a history: still there at the end, or gone right after the last purchase, one period later, and so on. */
function branches(params: BgBbParams, { activePeriods: x, lastActivePeriod: last, periods: n }: OpportunityHistory) {
  const { alpha, beta, gamma, delta } = params;
  const branch = (skips: number, gone: 0 | 1, survived: number) => ({
    buys: x,
    skips,
    gone,
    survived,
    log:
      logBeta(alpha + x, beta + skips) -
      logBeta(alpha, beta) +
      logBeta(gamma + gone, delta + survived) -
      logBeta(gamma, delta),
  });
  const list = [branch(n - x, 0, n)];
  for (let i = 0; i < n - last; i++) list.push(branch(last - x + i, 1, last + i));
  return list;
}

/**
 * Log-likelihood of one customer.
 * @throws InputError `input.out_of_range` for an impossible history
 * @see Fader, Hardie & Shang (2010), Marketing Science 29, 1086–1108
 * @example
 * const params = { alpha: 1.204, beta: 0.75, gamma: 0.657, delta: 2.783 };
 * opportunityLogLikelihood({ params }, { activePeriods: 0, lastActivePeriod: 0, periods: 6 }); // −1.16726…
 */
export function opportunityLogLikelihood({ params }: { params: BgBbParams }, history: OpportunityHistory): number {
  checkParams(params);
  checkOpportunities(history);
  const logs = branches(params, history).map((b) => b.log);
  const top = Math.max(...logs);
  return top + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - top), 0));
}

/**
 * Probability that a customer is still there in the period after the observed ones.
 * @returns share in [0, 1]
 * @throws InputError `input.out_of_range` for an impossible history
 * @see Fader, Hardie & Shang (2010), Marketing Science 29, 1086–1108
 * @example
 * const params = { alpha: 1.204, beta: 0.75, gamma: 0.657, delta: 2.783 };
 * probabilityAliveNextPeriod({ params }, { activePeriods: 6, lastActivePeriod: 6, periods: 6 }); // 0.9304…
 */
export function probabilityAliveNextPeriod(model: { params: BgBbParams }, history: OpportunityHistory): number {
  checkParams(model.params);
  const { alpha, beta, gamma, delta } = model.params;
  const { activePeriods: x, periods: n } = history;
  return Math.exp(
    logBeta(alpha + x, beta + n - x) -
      logBeta(alpha, beta) +
      logBeta(gamma, delta + n + 1) -
      logBeta(gamma, delta) -
      opportunityLogLikelihood(model, history),
  );
}

/**
 * Expected periods with a purchase among the next `horizon`, given the history.
 * @param horizon whole number of periods ≥ 0
 * @throws InputError `input.out_of_range` for an impossible history or another horizon
 * @see Fader, Hardie & Shang (2010), equation 13, as the sum over periods (no pole at gamma = 1)
 * @example
 * const params = { alpha: 1.204, beta: 0.75, gamma: 0.657, delta: 2.783 };
 * expectedActivePeriods({ params }, { activePeriods: 2, lastActivePeriod: 4, periods: 6 }, 5); // 1.0573…
 */
export function expectedActivePeriods(
  model: { params: BgBbParams },
  history: OpportunityHistory,
  horizon: number,
): number {
  checkParams(model.params);
  const { gamma, delta } = model.params;
  checkHorizon(horizon);
  const now = logBuysNext(model, history);
  let sum = 0;
  for (let j = 1; j <= horizon; j++) {
    sum += Math.exp(now + logBeta(gamma, delta + history.periods + j) - logBeta(gamma, delta));
  }
  return sum;
}

/** ln of P(buys in a period it is there | history) times the weight of being there at the end, before survival beyond it. */
function logBuysNext(model: { params: BgBbParams }, history: OpportunityHistory): number {
  const { alpha, beta } = model.params;
  const { activePeriods: x, periods: n } = history;
  return logBeta(alpha + x + 1, beta + n - x) - logBeta(alpha, beta) - opportunityLogLikelihood(model, history);
}

/**
 * Expected periods with a purchase of a new customer in the first `horizon` periods after the first purchase.
 * @throws InputError `input.out_of_range` for a horizon that is not whole
 * @see Fader, Hardie & Shang (2010), Marketing Science 29, 1086–1108
 * @example
 * expectedActivePeriodsOfNewCustomer({ params: { alpha: 1, beta: 1, gamma: 1, delta: 1 } }, 1); // 1/4
 */
export function expectedActivePeriodsOfNewCustomer({ params }: { params: BgBbParams }, horizon: number): number {
  checkParams(params);
  const { alpha, beta, gamma, delta } = params;
  checkHorizon(horizon);
  let alive = 0;
  for (let j = 1; j <= horizon; j++) alive += Math.exp(logBeta(gamma, delta + j) - logBeta(gamma, delta));
  return (alpha / (alpha + beta)) * alive;
}

/**
 * Present value of one unit of money in every future period with a purchase, given the history.
 * @param discount rate a period, > 0
 * @throws InputError `input.out_of_range` for an impossible history or a rate that is not positive
 * @see Fader, Hardie & Shang (2010), equation 14
 * @example
 * const params = { alpha: 1.204, beta: 0.75, gamma: 0.657, delta: 2.783 };
 * const history = { activePeriods: 2, lastActivePeriod: 4, periods: 6 };
 * discountedActivePeriods({ params }, history, 0.1) < expectedActivePeriods({ params }, history, 500); // true
 */
export function discountedActivePeriods(
  model: { params: BgBbParams },
  history: OpportunityHistory,
  discount: number,
): number {
  checkParams(model.params);
  if (!(discount > 0 && discount < Number.POSITIVE_INFINITY)) {
    throw new InputError("input.out_of_range", "The discount rate must be positive.", { details: { discount } });
  }
  const { gamma, delta } = model.params;
  const n = history.periods;
  const next = logBuysNext(model, history) + logBeta(gamma, delta + n + 1) - logBeta(gamma, delta);
  return (Math.exp(next) / (1 + discount)) * hyp2f1(1, delta + n + 1, gamma + delta + n + 1, 1 / (1 + discount));
}

function checkHorizon(horizon: number): void {
  if (!(Number.isInteger(horizon) && horizon >= 0)) {
    throw new InputError("input.out_of_range", "The horizon is a whole number of periods.", { details: { horizon } });
  }
}
