import { InputError } from "../../base/errors.ts";
import { crossProducts, mergeCrossProducts } from "../regression/cross-products.ts";
import { linearPredictor } from "../regression/design.ts";
import type { GlmFit } from "../regression/glm.ts";
import { fitLinearFromCrossProducts } from "../regression/linear.ts";
import { fitLogistic } from "../regression/logistic.ts";
import { logistic } from "../special/logistic.ts";
import { designFor } from "./design-for.ts";
import { pick } from "./rows.ts";
import type { Study } from "./study.ts";

/** Where Newton's steps of a fold's logistic fit may end: the coefficients are exact to about its square. */
export const FOLD_TOLERANCE = 1e-6;

/** Where a fit begins. */
export type Start = Pick<GlmFit, "terms" | "coefficients">;

/** What is expected in both arms of rows with these covariates. */
export type OutcomeModels = (
  covariates: readonly Float64Array[],
  n: number,
) => { treated: Float64Array; control: Float64Array };

/** Linear models of both arms from cross products by fold, so that leaving a fold out costs no pass over the rows. */
export function linearOutcomes({ treated, outcome, covariates }: Study, members: readonly Int32Array[]) {
  const productsOf = (arm: number) =>
    members.map((fold) => {
      const rows = fold.filter((i) => treated[i] === arm);
      if (rows.length === 0) return null;
      const columns = covariates.map((x) => pick(x, rows));
      return crossProducts({ design: designFor(columns, rows.length), y: pick(outcome, rows) });
    });
  const arms = [productsOf(0), productsOf(1)];
  return (out: number | null): OutcomeModels => {
    const [control, one] = arms.map((products) => {
      const [first, ...others] = products.filter((product, fold) => fold !== out && product !== null);
      if (!first)
        throw new InputError("input.sample_too_small", "An arm has customers in one fold only.", {
          hint: "Use fewer folds, or more customers.",
        });
      return fitLinearFromCrossProducts(mergeCrossProducts(first, ...others.map((product) => product!)));
    });
    return (columns, n) => ({
      treated: linearPredictor(designFor(columns, n), one!),
      control: linearPredictor(designFor(columns, n), control!),
    });
  };
}

/** Logistic models of both arms, for outcomes of 0 and 1. */
export function logisticOutcomes({ treated, outcome, covariates }: Study, members: readonly Int32Array[]) {
  // Each fold begins where the one before it ended: they share most of their rows.
  const starts: (Start | undefined)[] = [undefined, undefined];
  return (out: number | null): OutcomeModels => {
    const fitted = [0, 1].map((arm) => {
      const rows = Int32Array.from(
        members.filter((_, fold) => fold !== out).flatMap((fold) => [...fold.filter((i) => treated[i] === arm)]),
      );
      const columns = covariates.map((x) => pick(x, rows));
      const start = starts[arm];
      return fitLogistic({
        design: designFor(columns, rows.length),
        successes: pick(outcome, rows),
        ...(start && { start }),
        tolerance: FOLD_TOLERANCE,
      });
    });
    const [control, one] = fitted;
    starts.splice(0, 2, control, one);
    return (columns, n) => ({
      treated: linearPredictor(designFor(columns, n), one!).map(logistic),
      control: linearPredictor(designFor(columns, n), control!).map(logistic),
    });
  };
}
