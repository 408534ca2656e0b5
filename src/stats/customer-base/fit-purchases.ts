import { InputError, ModelError } from "../../base/errors.ts";
import * as betaGeometric from "./beta-geometric.ts";
import { type FitOptions, fitInLogs, type ModelFit } from "./fit-in-logs.ts";
import * as pareto from "./pareto.ts";
import { groupPurchases, type PurchaseCells, type PurchaseTable } from "./purchase-table.ts";

/** Fit of BG/NBD. */
export interface BgNbdFit extends ModelFit<"r" | "alpha" | "a" | "b"> {
  model: "bg-nbd";
}
/** Fit of MBG/NBD. */
export interface MbgNbdFit extends ModelFit<"r" | "alpha" | "a" | "b"> {
  model: "mbg-nbd";
}
/** Fit of Pareto/NBD. */
export interface ParetoNbdFit extends ModelFit<"r" | "alpha" | "s" | "beta"> {
  model: "pareto-nbd";
}

/**
 * Fits BG/NBD: how often customers buy, and how soon they leave, from nothing but their purchase dates.
 *
 * Maximum likelihood by Newton's method with analytic derivatives, in log parameters and with time scaled to a mean age of 1;
 * `alpha` comes back in the unit of the table. The likelihood is often flat: compare fits by `logLikelihood` first.
 * @param table one row a customer, or the grouped (x, t_x, T, count) table; both give the same fit
 * @throws InputError `input.sample_too_small` with fewer than 10 customers; `input.out_of_range`, `input.shape_mismatch`
 * @throws ModelError `model.degenerate` when nobody came back, or the data push a parameter to 0 or infinity (named in `details`)
 * @see Fader, Hardie & Lee (2005), Marketing Science 24, 275–284
 * @example
 * const fit = fitBgNbd({
 *   repeatPurchases: [0, 1, 2, 5, 0, 3, 0, 9, 1, 0, 4, 2],
 *   ageAtLastPurchase: [0, 9, 20, 36, 0, 12, 0, 37, 2, 0, 30, 25],
 *   age: [38, 38, 37, 38, 30, 36, 35, 38, 31, 33, 38, 37],
 * }, { priorSd: 2 });
 * fit.names; // ["r", "alpha", "a", "b"]
 */
export function fitBgNbd(table: PurchaseTable, options: FitOptions = {}): BgNbdFit {
  return { model: "bg-nbd", ...fitBetaGeometric(table, { options, exits: 0, model: "BG/NBD" }) };
}

/**
 * Fits MBG/NBD, in which a customer may leave after the first purchase already. Everything else as {@link fitBgNbd}.
 * @see Batislam, Denizel & Filiztekin (2007), International Journal of Research in Marketing 24, 201–209
 * @example
 * const fit = fitMbgNbd(
 *   {
 *     repeatPurchases: [0, 1, 2, 5, 0, 3, 0, 9, 1, 0, 4, 2],
 *     ageAtLastPurchase: [0, 9, 20, 36, 0, 12, 0, 37, 2, 0, 30, 25],
 *     age: [38, 38, 37, 38, 30, 36, 35, 38, 31, 33, 38, 37],
 *   },
 *   { priorSd: 2 },
 * );
 * probabilityAlive(fit, { repeatPurchases: 0, ageAtLastPurchase: 0, age: 38 }) < 1; // true: BG/NBD would say 1
 */
export function fitMbgNbd(table: PurchaseTable, options: FitOptions = {}): MbgNbdFit {
  return { model: "mbg-nbd", ...fitBetaGeometric(table, { options, exits: 1, model: "MBG/NBD" }) };
}

interface Variant {
  options: FitOptions;
  exits: betaGeometric.EarlyExits;
  model: string;
}

function fitBetaGeometric(table: PurchaseTable, { options, exits, model }: Variant) {
  const cells = usable(table, model);
  const rate = cells.repeats / cells.n;
  const fit = fitInLogs({
    model,
    names: ["r", "alpha", "a", "b"] as ("r" | "alpha" | "a" | "b")[],
    starts: [
      [0.5, 0.3 / rate, 0.8, 2.5],
      [1, 1 / rate, 0.3, 3],
      [0.2, 0.1 / rate, 2, 8],
    ].map((start) => start.map(Math.log)),
    evaluate: (logs) => betaGeometric.evaluateCells(cells, logs, exits),
    n: cells.n,
    options,
    limits: {
      r: { zero: "almost nobody buys again", infinite: "all customers buy at one rate" },
      alpha: { zero: "almost nobody buys again", infinite: "all customers buy at one rate" },
      a: { zero: "nobody is seen to leave", infinite: "all customers leave with one probability" },
      b: { zero: "everybody leaves at once", infinite: "nobody is seen to leave, or all leave with one probability" },
    },
  });
  return inUnitOfInput(fit, { cells, times: ["alpha"] });
}

/**
 * Fits Pareto/NBD, in which customers leave at a moment of their own rather than after a purchase. Else as {@link fitBgNbd}.
 * @see Schmittlein, Morrison & Colombo (1987), Management Science 33, 1–24
 * @example
 * const fit = fitParetoNbd(
 *   {
 *     repeatPurchases: [0, 1, 2, 5, 0, 3, 0, 9, 1, 0, 4, 2],
 *     ageAtLastPurchase: [0, 9, 20, 36, 0, 12, 0, 37, 2, 0, 30, 25],
 *     age: [38, 38, 37, 38, 30, 36, 35, 38, 31, 33, 38, 37],
 *   },
 *   { priorSd: 2 },
 * );
 * fit.names; // ["r", "alpha", "s", "beta"]
 */
export function fitParetoNbd(table: PurchaseTable, options: FitOptions = {}): ParetoNbdFit {
  const cells = usable(table, "Pareto/NBD");
  const rate = cells.repeats / cells.n;
  const fit = fitInLogs({
    model: "Pareto/NBD",
    names: ["r", "alpha", "s", "beta"] as ("r" | "alpha" | "s" | "beta")[],
    starts: [
      [0.6, 0.4 / rate, 0.6, 0.4],
      [1, 1 / rate, 1, 2],
      [0.3, 0.1 / rate, 0.3, 0.1],
    ].map((start) => start.map(Math.log)),
    evaluate: (logs) => pareto.evaluateCells(cells, logs),
    n: cells.n,
    options,
    limits: {
      r: { zero: "almost nobody buys again", infinite: "all customers buy at one rate" },
      alpha: { zero: "almost nobody buys again", infinite: "all customers buy at one rate" },
      s: { zero: "nobody is seen to leave", infinite: "all customers leave at one rate" },
      beta: { zero: "everybody leaves at once", infinite: "nobody is seen to leave, or all leave at one rate" },
    },
  });
  return { model: "pareto-nbd", ...inUnitOfInput(fit, { cells, times: ["alpha", "beta"] }) };
}

function usable(table: PurchaseTable, model: string): PurchaseCells {
  const cells = groupPurchases(table);
  if (cells.n < 10) {
    throw new InputError("input.sample_too_small", `${model} needs at least 10 customers, and many more to say much.`, {
      hint: "Use cohort means.",
      details: { n: cells.n, required: 10 },
    });
  }
  if (cells.repeats === 0) {
    throw new ModelError("model.degenerate", `${model} needs repeat purchases: none of these customers came back.`, {
      hint: "Wait, or use the mean of the first purchase and a repeat rate of 0.",
      details: { model, n: cells.n, reason: "no_repeat_purchases" },
    });
  }
  return cells;
}

/** Log parameters of time shift by a constant, so their covariance stays; the density of x times carries a factor unit^−x. */
function inUnitOfInput<Name extends string>(
  fit: ModelFit<Name>,
  { cells, times }: { cells: PurchaseCells; times: Name[] },
): ModelFit<Name> {
  for (const name of times) {
    fit.params[name] *= cells.unit;
    fit.standardErrors[name] *= cells.unit;
  }
  return { ...fit, logLikelihood: fit.logLikelihood - cells.repeats * Math.log(cells.unit) };
}
