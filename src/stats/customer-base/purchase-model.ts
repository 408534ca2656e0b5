import { InputError } from "../../base/errors.ts";
import { gaussLegendre } from "../optimise/quadrature.ts";
import * as betaGeometric from "./beta-geometric.ts";
import { checkParams } from "./check-params.ts";
import * as pareto from "./pareto.ts";
import { checkHistory, type PurchaseHistory } from "./purchase-table.ts";

/**
 * A purchase model with known parameters: what the fits return, or parameters from elsewhere.
 *
 * All three describe customers who are free to go without saying so: how often they buy while they are there, and how soon they
 * leave. BG/NBD cannot see anybody leave before a repeat purchase; MBG/NBD and Pareto/NBD can.
 */
export type PurchaseModel =
  | { model: "bg-nbd"; params: betaGeometric.BetaGeometricParams }
  | { model: "mbg-nbd"; params: betaGeometric.BetaGeometricParams }
  | { model: "pareto-nbd"; params: pareto.ParetoParams };

/**
 * Log-likelihood of one customer's history, in the unit of time of the parameters.
 * @throws InputError `input.out_of_range` for an impossible history or parameters that are not positive
 * @see Fader, Hardie & Lee (2005), Marketing Science 24, 275–284; Batislam, Denizel & Filiztekin (2007); Schmittlein, Morrison &
 *   Colombo (1987), Management Science 33, 1–24
 * @example
 * const model = { model: "bg-nbd", params: { r: 0.25, alpha: 4, a: 0.8, b: 2.5 } } as const;
 * historyLogLikelihood(model, { repeatPurchases: 0, ageAtLastPurchase: 0, age: 40 }); // −0.59947…
 */
export function historyLogLikelihood(model: PurchaseModel, history: PurchaseHistory): number {
  check(model, history);
  switch (model.model) {
    case "bg-nbd":
      return betaGeometric.logLikelihood(model.params, history, 0);
    case "mbg-nbd":
      return betaGeometric.logLikelihood(model.params, history, 1);
    case "pareto-nbd":
      return pareto.logLikelihood(model.params, history);
    default:
      return model satisfies never;
  }
}

/**
 * Probability that a customer has not left, given the history.
 *
 * Under BG/NBD a customer without repeat purchases counts as there with certainty, by construction.
 * @returns share in [0, 1]
 * @throws InputError `input.out_of_range` for an impossible history or parameters that are not positive
 * @see Fader, Hardie & Lee (2005), Marketing Science 24, 275–284; Batislam, Denizel & Filiztekin (2007), IJRM 24,
 *   201–209; Schmittlein, Morrison & Colombo (1987), Management Science 33, 1–24
 * @example
 * const model = { model: "bg-nbd", params: { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 } } as const;
 * probabilityAlive(model, { repeatPurchases: 2, ageAtLastPurchase: 30.43, age: 38.86 }); // 0.7265…
 */
export function probabilityAlive(model: PurchaseModel, history: PurchaseHistory): number {
  check(model, history);
  switch (model.model) {
    case "bg-nbd":
      return betaGeometric.probabilityAlive(model.params, history, 0);
    case "mbg-nbd":
      return betaGeometric.probabilityAlive(model.params, history, 1);
    case "pareto-nbd":
      return pareto.probabilityAlive(model.params, history);
    default:
      return model satisfies never;
  }
}

/**
 * Expected purchases of a customer over the next `t`, given the history.
 * @param t length of time ahead in the unit of the parameters, ≥ 0; 0 gives 0
 * @throws InputError `input.out_of_range` for an impossible history, a negative time or parameters that are not positive
 * @see Fader, Hardie & Lee (2005), Marketing Science 24, 275–284; Batislam, Denizel & Filiztekin (2007), IJRM 24,
 *   201–209; Schmittlein, Morrison & Colombo (1987), Management Science 33, 1–24
 * @example
 * // Hardie's spreadsheet note 004 prints 1.226.
 * const model = { model: "bg-nbd", params: { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 } } as const;
 * expectedPurchases(model, { repeatPurchases: 2, ageAtLastPurchase: 30.43, age: 38.86 }, 39); // 1.2260…
 */
export function expectedPurchases(model: PurchaseModel, history: PurchaseHistory, t: number): number {
  check(model, history);
  checkTime(t);
  switch (model.model) {
    case "bg-nbd":
      return betaGeometric.expectedPurchases(model.params, { history, t }, 0);
    case "mbg-nbd":
      return betaGeometric.expectedPurchases(model.params, { history, t }, 1);
    case "pareto-nbd":
      return pareto.expectedPurchases(model.params, { history, t });
    default:
      return model satisfies never;
  }
}

/**
 * Expected repeat purchases of a new customer over the first `t` after the first purchase.
 * @throws InputError `input.out_of_range` for a negative time or parameters that are not positive
 * @see Fader, Hardie & Lee (2005), Marketing Science 24, 275–284; Batislam, Denizel & Filiztekin (2007), IJRM 24,
 *   201–209; Schmittlein, Morrison & Colombo (1987), Management Science 33, 1–24
 * @example
 * const model = { model: "bg-nbd", params: { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 } } as const;
 * expectedPurchasesOfNewCustomer(model, 78); // 1.8605…
 */
export function expectedPurchasesOfNewCustomer(model: PurchaseModel, t: number): number {
  check(model);
  checkTime(t);
  switch (model.model) {
    case "bg-nbd":
      return betaGeometric.expectedPurchasesOfNewCustomer(model.params, t, 0);
    case "mbg-nbd":
      return betaGeometric.expectedPurchasesOfNewCustomer(model.params, t, 1);
    case "pareto-nbd":
      return pareto.expectedPurchasesOfNewCustomer(model.params, t);
    default:
      return model satisfies never;
  }
}

/**
 * Probability that a new customer makes exactly `n` repeat purchases within `t`.
 * @throws InputError `input.out_of_range` for a negative time, an n that is not whole or parameters that are not positive
 * @see Fader, Hardie & Lee (2005), Marketing Science 24, 275–284; Batislam, Denizel & Filiztekin (2007), IJRM 24,
 *   201–209; Schmittlein, Morrison & Colombo (1987), Management Science 33, 1–24
 * @example
 * // BTYD's manual prints .5737864.
 * const model = { model: "bg-nbd", params: { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 } } as const;
 * purchaseCountProbability(model, { n: 0, t: 39 }); // 0.57378…
 */
export function purchaseCountProbability(model: PurchaseModel, at: { n: number; t: number }): number {
  check(model);
  checkTime(at.t);
  if (!Number.isInteger(at.n) || at.n < 0) {
    throw new InputError("input.out_of_range", "A number of purchases is a whole number from 0 on.", { details: at });
  }
  if (at.t === 0 && at.n > 0) return 0;
  switch (model.model) {
    case "bg-nbd":
      return betaGeometric.purchaseCountProbability(model.params, at, 0);
    case "mbg-nbd":
      return betaGeometric.purchaseCountProbability(model.params, at, 1);
    case "pareto-nbd":
      return pareto.purchaseCountProbability(model.params, at);
    default:
      return model satisfies never;
  }
}

/**
 * Discounted expected residual transactions (DERT): the present value of one unit of money a purchase over the whole future.
 *
 * Times the margin of a purchase it is the residual lifetime value. Closed form for Pareto/NBD; for the others the integral of
 * e^(−rate·t) over their expected purchases.
 * @param rate continuously compounded discount rate per unit of time, > 0: ln(1 + d) for a rate d a period
 * @throws InputError `input.out_of_range` for an impossible history, a rate that is not positive or such parameters
 * @see Fader, Hardie & Lee (2005), Journal of Marketing Research 42, 415–430
 * @example
 * const model = { model: "pareto-nbd", params: { r: 0.55, alpha: 10.56, s: 0.61, beta: 11.64 } } as const;
 * const history = { repeatPurchases: 2, ageAtLastPurchase: 30.43, age: 38.86 };
 * discountedExpectedPurchases(model, history, 0.0027); // 6.4361…
 */
export function discountedExpectedPurchases(model: PurchaseModel, history: PurchaseHistory, rate: number): number {
  check(model, history);
  if (!(rate > 0 && rate < Number.POSITIVE_INFINITY)) {
    throw new InputError("input.out_of_range", "The discount rate must be positive.", {
      hint: "Without discounting the expected purchases of the whole future may have no limit.",
      details: { rate },
    });
  }
  if (model.model === "pareto-nbd") return pareto.discountedExpectedPurchases(model.params, { history, rate });
  return discountedByIntegral(model, { history, rate });
}

/**
 * ∫ e^(−δt) dE(t) = ∫ δ·e^(−δt)·E(t) dt, in the variable ln(α + T + t): there E is smooth. One factor of E, the chance of being
 * there, is taken out by asking for a customer who is.
 */
function discountedByIntegral(
  model: Exclude<PurchaseModel, { model: "pareto-nbd" }>,
  { history, rate }: { history: PurchaseHistory; rate: number },
): number {
  const exits = model.model === "bg-nbd" ? 0 : 1;
  const from = model.params.alpha + history.age;
  const length = Math.log1p(40 / (rate * from));
  const panels = Math.max(2, Math.ceil(length));
  const half = length / (2 * panels);
  const { nodes, weights } = gaussLegendre(12);
  let sum = 0;
  for (let panel = 0; panel < panels; panel++) {
    for (let i = 0; i < nodes.length; i++) {
      const along = half * (2 * panel + 1 + nodes[i]!);
      const t = from * Math.expm1(along);
      const expected = betaGeometric.expectedPurchases(model.params, { history, t }, exits);
      sum += half * weights[i]! * expected * rate * from * Math.exp(along - rate * t);
    }
  }
  return sum;
}

function check({ params }: PurchaseModel, history?: PurchaseHistory): void {
  checkParams(params);
  if (history !== undefined) checkHistory(history);
}

function checkTime(t: number): void {
  if (!(t >= 0 && t < Number.POSITIVE_INFINITY)) {
    throw new InputError("input.out_of_range", "A time ahead must be finite and not negative.", { details: { t } });
  }
}
