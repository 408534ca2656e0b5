import { logVariance } from "../../stats/customer-base/parameter-uncertainty.ts";
import { type PurchaseModel, probabilityAlive } from "../../stats/customer-base/purchase-model.ts";
import type { FittedBase } from "./base.ts";
import { type Ahead, growthOf } from "./future.ts";
import { historyAt } from "./purchases.ts";

/** Cells that the uncertainty of the parameters is carried through: above them, every so-manieth stands for its neighbours. */
const CELLS_ENOUGH = 10_000;

/** What the customers of a base will bring, less what a purchase costs to serve, in money of today. */
export function expectedTotal(
  { cells, kept }: FittedBase,
  model: PurchaseModel,
  {
    ahead,
    servicePerPurchase,
    points = 8,
    step = 1,
  }: { ahead: Ahead; servicePerPurchase: number; points?: number; step?: number },
): number {
  const growth = growthOf(model, ahead, points);
  let sum = 0;
  for (let i = 0; i < cells.customers.length; i += step) {
    const history = historyAt(cells, i);
    const each = kept * cells.spend[i]! - servicePerPurchase * cells.customers[i]!;
    sum += probabilityAlive(model, history) * growth(history.repeatPurchases, history.age) * each;
  }
  return sum;
}

/** Relative standard error of that total from the uncertainty of the parameters of both models. */
export function parameterError(base: FittedBase, terms: { ahead: Ahead; servicePerPurchase: number }): number {
  const step = Math.max(1, Math.ceil(base.cells.customers.length / CELLS_ENOUGH));
  const { fit, spend } = base;
  const total = (model: PurchaseModel) => expectedTotal(base, model, { ...terms, points: 3, step });
  const value = total(fit);
  if (value === 0) return 0;
  const purchases =
    fit.model === "pareto-nbd"
      ? logVariance(fit, (params) => total({ model: fit.model, params }))
      : logVariance(fit, (params) => total({ model: fit.model, params }));
  const perPurchase =
    spend.kind === "mean"
      ? 1 / spend.n
      : logVariance(spend.fit, ({ p, q, v }) => (p * v) / (q - 1)) / (spend.fit.populationMeanSpend ?? 1) ** 2;
  return Math.sqrt(purchases / value ** 2 + perPurchase);
}
