import { InputError } from "../../base/errors.ts";
import { crossProducts, mergeCrossProducts } from "../regression/cross-products.ts";
import { type Design, linearPredictor } from "../regression/design.ts";
import type { GlmFit } from "../regression/glm.ts";
import { linearPredictorFrom } from "../regression/linear.ts";
import { fitLogistic } from "../regression/logistic.ts";
import { type NearFit, refitLogistic } from "../regression/refit-logistic.ts";
import { logistic } from "../special/logistic.ts";
import { designFor } from "./design-for.ts";
import { pick, rowsWhere } from "./rows.ts";
import type { Study } from "./study.ts";

/** A model as it predicts. */
export type Model = Pick<GlmFit, "terms" | "coefficients">;

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
      return linearPredictorFrom(mergeCrossProducts(first, ...others.map((product) => product!)));
    });
    return (columns, n) => ({
      treated: linearPredictor(designFor(columns, n), one!),
      control: linearPredictor(designFor(columns, n), control!),
    });
  };
}

/** Logistic models of both arms, for outcomes of 0 and 1. */
export function logisticOutcomes({ treated, outcome, covariates }: Study, members: readonly Int32Array[]) {
  const arms = [0, 1].map((arm) => {
    const rows = rowsWhere(treated, (each) => each === arm);
    const columns = covariates.map((x) => pick(x, rows));
    const positions = new Int32Array(treated.length);
    rows.forEach((row, i) => {
      positions[row] = i;
    });
    return {
      fit: fitInFolds(designFor(columns, rows.length), pick(outcome, rows)),
      positions: members.map((fold) => fold.filter((row) => treated[row] === arm).map((row) => positions[row]!)),
    };
  });
  return (out: number | null): OutcomeModels => {
    const [control, one] = arms.map(({ fit, positions }) =>
      fit(Int32Array.from(positions.filter((_, fold) => fold !== out).flatMap((fold) => [...fold]))),
    );
    return (columns, n) => ({
      treated: linearPredictor(designFor(columns, n), one!).map(logistic),
      control: linearPredictor(designFor(columns, n), control!).map(logistic),
    });
  };
}

/**
 * Logistic fits of parts of a design, most of its rows each.
 * @param near the fit of all rows, where it is known
 */
export function fitInFolds(
  design: Design,
  successes: ArrayLike<number>,
  near: NearFit = fitLogistic({ design, successes }),
): (rows: Int32Array) => Model {
  return (rows) =>
    refitLogistic(design, successes, { near, rows }) ??
    fitLogistic({
      design: designFor(
        design.columns.map((x) => pick(x, rows)),
        rows.length,
      ),
      successes: pick(successes, rows),
    });
}
