import { InputError } from "../../base/errors.ts";
import { rootOfIncreasing } from "../optimise/root.ts";

/** A distribution on the positive half line by its two tails. */
export interface PositiveDistribution {
  tails: (x: number) => { lower: number; upper: number };
  /** A rough location: the mean or median. */
  start: number;
}

/** Rejects what is not a share in [0, 1]. */
export function requireShare(p: number): void {
  if (!(p >= 0 && p <= 1))
    throw new InputError("input.out_of_range", `A quantile needs a share in [0, 1], got ${p}.`, { details: { p } });
}

/**
 * Quantile of a distribution on (0, ∞): solved for ln x on the logarithm of the smaller tail, so that quantiles
 * far out keep their relative accuracy.
 */
export function positiveQuantile(p: number, { tails, start }: PositiveDistribution): number {
  requireShare(p);
  if (p === 0) return 0;
  if (p === 1) return Number.POSITIVE_INFINITY;
  const f =
    p <= 0.5
      ? (u: number) => Math.log(tails(Math.exp(u)).lower) - Math.log(p)
      : (u: number) => Math.log1p(-p) - Math.log(tails(Math.exp(u)).upper);
  const u = rootOfIncreasing({ f, start: Math.log(start), step: 0.5, min: -745, max: 709 });
  return u === -745 ? 0 : Math.exp(u);
}

/** Rejects degrees of freedom that are not positive. */
export function requireDegreesOfFreedom(df: number): void {
  if (!(df > 0))
    throw new InputError("input.out_of_range", `Degrees of freedom must be positive, got ${df}.`, { details: { df } });
}
