import { stirlingError } from "../special/gamma.ts";

/** An expectation over S = √(χ²_df/df), the estimated over the true standard deviation. */
export interface ChiScaleExpectation {
  df: number;
  /** Bounded, smooth function of s > 0. */
  f: (s: number) => number;
  /** The largest slope of f in ln s, for the step width. */
  steepness: number;
}

/**
 * E f(S) for S = √(χ²_df/df), by the trapezoidal rule in ln s, which converges exponentially here.
 *
 * The studentised range and the noncentral t are such expectations.
 * @param expectation.df degrees of freedom, real > 0
 */
export function chiScaleExpectation({ df, f, steepness }: ChiScaleExpectation): number {
  const spread = 1 / Math.sqrt(2 * df);
  // For few degrees of freedom the density in ln s is lopsided, and 0.12 is what sixteen digits take.
  const step = Math.min(0.12, spread / 2.5, 0.35 / (1 + steepness));
  const logScale = 0.5 * Math.log(df / Math.PI) - stirlingError(df / 2);
  let sum = 0;
  for (const direction of [1, -1]) {
    for (let k = direction === 1 ? 0 : 1; k < 1e6; k++) {
      const v = direction * k * step;
      const logDensity = logScale + df * (v - Math.expm1(2 * v) / 2);
      if (logDensity < -60 && Math.abs(v) > spread) break;
      sum += Math.exp(logDensity) * f(Math.exp(v));
    }
  }
  return sum * step;
}
