import { ModelError } from "../../base/errors.ts";
import type { BgNbdFit, MbgNbdFit, ParetoNbdFit } from "../../stats/customer-base/fit-purchases.ts";
import { fitBgNbd, fitMbgNbd, fitParetoNbd } from "../../stats/customer-base/fit-purchases.ts";
import { historyLogLikelihood } from "../../stats/customer-base/purchase-model.ts";
import type { PurchaseTable } from "../../stats/customer-base/purchase-table.ts";

export type PurchaseFit = BgNbdFit | MbgNbdFit | ParetoNbdFit;
export type PurchaseModelId = PurchaseFit["model"];

const FITS: Readonly<Record<PurchaseModelId, (table: PurchaseTable, options?: { priorSd?: number }) => PurchaseFit>> = {
  "bg-nbd": fitBgNbd,
  "mbg-nbd": fitMbgNbd,
  "pareto-nbd": fitParetoNbd,
};
/** Weak prior on the log parameters where maximum likelihood has no proper maximum. */
const PRIOR_SD = 2;

/** Customers by history; the halves are a sample by hash that the models are compared on. */
export interface HistoryCells {
  repeats: Float64Array;
  seen: Float64Array;
  age: Float64Array;
  customers: Float64Array;
  half_a: Float64Array;
  half_b: Float64Array;
  /** Sum over the customers of the expected value of a purchase. */
  spend: Float64Array;
  /** Purchase days after the cut, and what they brought. */
  bought: Float64Array;
  brought: Float64Array;
}

export interface Candidate {
  model: PurchaseModelId;
  /** Log-likelihood a customer of customers whom the fit had not seen; null where the model could not be fitted. */
  heldOut: number | null;
}

const tableOf = (cells: HistoryCells, count: Float64Array): PurchaseTable => ({
  repeatPurchases: cells.repeats,
  ageAtLastPurchase: cells.seen,
  age: cells.age,
  count,
});

/** Fits a model by maximum likelihood; where that has no proper maximum, with a weak prior; null where neither works. */
export function fitPurchases(model: PurchaseModelId, cells: HistoryCells, count = cells.customers): PurchaseFit | null {
  for (const options of [{}, { priorSd: PRIOR_SD }]) {
    try {
      return FITS[model](tableOf(cells, count), options);
    } catch (error) {
      if (!(error instanceof ModelError)) throw error;
    }
  }
  return null;
}

/** Compares the three models by the likelihood of customers whom the fit had not seen: each half is predicted from the other. */
export function compareModels(cells: HistoryCells): Candidate[] {
  return (Object.keys(FITS) as PurchaseModelId[]).map((model) => {
    const folds = [
      [cells.half_a, cells.half_b],
      [cells.half_b, cells.half_a],
    ] as const;
    let [sum, n] = [0, 0];
    for (const [seen, held] of folds) {
      const fit = fitPurchases(model, cells, seen);
      if (fit === null) return { model, heldOut: null };
      for (let i = 0; i < held.length; i++) {
        if (held[i] === 0) continue;
        sum += held[i]! * historyLogLikelihood(fit, historyAt(cells, i));
        n += held[i]!;
      }
    }
    return { model, heldOut: n === 0 ? null : sum / n };
  });
}

export const historyAt = ({ repeats, seen, age }: Pick<HistoryCells, "repeats" | "seen" | "age">, i: number) => ({
  repeatPurchases: repeats[i]!,
  ageAtLastPurchase: seen[i]!,
  age: age[i]!,
});

/** The best model first; null where none could be fitted. */
export function bestOf(candidates: readonly Candidate[]): PurchaseModelId | null {
  const fitted = candidates.filter((each): each is Candidate & { heldOut: number } => each.heldOut !== null);
  return [...fitted].sort((a, b) => b.heldOut - a.heldOut)[0]?.model ?? null;
}
