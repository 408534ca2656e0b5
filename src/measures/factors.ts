import { type Basis, type Figure, type FigureState, isEstimate, type Message } from "../findings/figure.ts";
import type { PanelInfo } from "../panel/settings.ts";
import { normalMultiplier } from "../stats/intervals/checks.ts";
import type { MeasureDefinition } from "./definition.ts";
import { CONFIDENCE, type Inference } from "./infer.ts";

/** What a measure is multiplied by: a number with its standard error, where it comes from, and what has to be said of it. */
export interface Product {
  value: number;
  standardError: number;
  basis: Basis;
  cautions: Message[];
}

/**
 * The product of what a measure is multiplied by. The factors are taken for independent, of each other and of the measure.
 * @param measured measures a factor that nobody stated, over everything that is on record
 * @returns the refusal of the measure where a factor is neither stated nor known from enough records
 */
export async function productOf(
  { times = [] }: MeasureDefinition,
  info: PanelInfo,
  measured: Measured,
): Promise<Product | Extract<FigureState, { state: "not_measured" }>> {
  const product: Product = { value: 1, standardError: 0, basis: "observed", cautions: [] };
  for (const { measure, stated, lacking, cautions, turned } of times) {
    const said = stated(info);
    const known = said === null ? await learnt(measure, measured) : { value: said, standardError: 0, n: 0 };
    if (known === null) return { state: "not_measured", needs: [lacking] };
    const factor = turned ? turned(known.value) : known.value;
    // Of a product, relative variances add.
    product.standardError = Math.hypot(product.standardError * factor, product.value * known.standardError);
    product.value *= factor;
    product.basis = said !== null || product.basis === "assumption" ? "assumption" : "model";
    product.cautions.push(cautions(known, { isStated: said !== null, info }));
  }
  return product;
}

/** What a factor is known from, and how surely. */
export interface Known {
  value: number;
  standardError: number;
  /** Records that it was learnt from; 0 where it was stated. */
  n: number;
}

type Measured = (measure: MeasureDefinition) => Promise<{ figure: Figure; inference: Inference | null }>;

async function learnt(measure: MeasureDefinition, measured: Measured): Promise<Known | null> {
  const { figure, inference } = await measured(measure);
  if (!isEstimate(figure) || inference?.standardError == null) return null;
  return { value: figure.value, standardError: inference.standardError, n: figure.n };
}

/** A figure times the product. A recorded total is exact: its interval is that of the product alone. */
export function multiplied(
  state: FigureState,
  inference: Inference | null,
  product: Product,
): { state: FigureState; inference: Inference | null } {
  if (state.state !== "estimate") return { state, inference };
  const value = state.value * product.value;
  const error = Math.hypot((inference?.standardError ?? 0) * product.value, state.value * product.standardError);
  const half = normalMultiplier(CONFIDENCE) * error;
  // A recorded total times what somebody stated has no error of its own.
  const isExact = inference?.standardError == null && product.basis === "assumption" && error === 0;
  const interval = isExact ? null : { low: value - half, high: value + half, level: CONFIDENCE };
  return {
    state: { ...state, value, interval },
    inference: { value, interval, standardError: isExact ? null : error },
  };
}

/** What a figure rests on once it is multiplied. */
export const restsOn = ({ basis, cautions }: Pick<Figure, "basis" | "cautions">, product: Product) => ({
  basis: product.basis === "observed" ? basis : product.basis,
  cautions: [...cautions, ...product.cautions],
});
