import { InputError, ModelError } from "../../base/errors.ts";

/** Leave-one-out values and what follows from them. */
export interface Jackknife {
  /** The statistic on all units. */
  estimate: number;
  /** The statistic with each unit left out in turn. */
  values: Float64Array;
  /** √((n−1)/n · Σ(value − mean)²). */
  standardError: number;
  /** (n−1)(mean of values − estimate). */
  bias: number;
  /** Acceleration for BCa intervals: Σd³/(6(Σd²)^1.5), d = mean − value; 0 when the values do not vary. */
  acceleration: number;
}

/**
 * Jackknife of a statistic: standard error, bias and the acceleration that BCa intervals need.
 *
 * A unit is what was sampled: a customer with all their rows, never a row.
 * @param units how many units there are, ≥ 2
 * @param statistic the statistic on all units but one; `null` as argument means on all
 * @throws InputError `input.sample_too_small` with fewer than 2 units
 * @throws ModelError `model.degenerate` when the statistic is undefined without some unit
 * @see Efron & Tibshirani (1993), An Introduction to the Bootstrap, chapter 11 and equation 14.15
 * @example
 * // Of a mean it is the textbook error: sd/√n.
 * const x = [1, 2, 6];
 * const mean = (values: number[]) => values.reduce((sum, v) => sum + v, 0) / values.length;
 * jackknife(3, (out) => mean(x.filter((_, i) => i !== out))).standardError; // √7/√3 = 1.5275
 */
export function jackknife(units: number, statistic: (leftOut: number | null) => number): Jackknife {
  if (!(Number.isInteger(units) && units >= 2))
    throw new InputError("input.sample_too_small", "A jackknife needs at least two units.", { details: { units } });
  const estimate = statistic(null);
  const values = Float64Array.from({ length: units }, (_, i) => statistic(i));
  if (!Number.isFinite(estimate) || !values.every(Number.isFinite))
    throw new ModelError("model.degenerate", "The statistic is undefined when a single unit is left out.");
  const mean = values.reduce((sum, v) => sum + v / units, 0);
  let [squares, cubes] = [0, 0];
  for (const v of values) {
    squares += (mean - v) ** 2;
    cubes += (mean - v) ** 3;
  }
  return {
    estimate,
    values,
    standardError: Math.sqrt(((units - 1) / units) * squares),
    bias: (units - 1) * (mean - estimate),
    acceleration: squares === 0 ? 0 : cubes / (6 * squares ** 1.5),
  };
}
