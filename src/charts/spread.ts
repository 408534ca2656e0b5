import type { Unit } from "../findings/figure.ts";

/** A domain that can be drawn: one that is a point, or all but one, is widened about it. */
export function spread(low: number, high: number, unit: Unit): [number, number] {
  const size = Math.max(1, Math.abs(low), Math.abs(high));
  if (high - low > size * 1e-9) return [low, high];
  const half = Math.abs(low) > 1e-6 ? Math.abs(low) * 0.1 : unit === "share" ? 0.05 : 1;
  return [low - half, high + half];
}
