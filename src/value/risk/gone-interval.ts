import type { Interval } from "../../findings/figure.ts";
import { normalMultiplier } from "../../stats/intervals/checks.ts";
import { LEVEL } from "../cells.ts";
import type { RiskTest } from "./model.ts";

/** Customers with a chance each, and how the same model did before. */
export interface Tested {
  scored: { customers: number; expected: number; variance: number };
  test: Pick<RiskTest, "expected" | "gone">;
}

/**
 * How many of a hundred will be gone, at 95 %: the chance of each customer (a sum of unequal Bernoulli draws, by the normal law), and by how
 * much the same model missed on customers and a stretch of time that it had not seen, taken as one more standard error.
 */
export function goneInterval({ scored: { customers, expected, variance }, test }: Tested): Interval | null {
  if (customers === 0) return null;
  const missed = test.expected > 0 ? Math.abs(test.gone - test.expected) / test.expected : 0;
  const half = normalMultiplier(LEVEL) * Math.sqrt(variance + (expected * missed) ** 2);
  return {
    low: Math.max(0, expected - half) / customers,
    high: Math.min(customers, expected + half) / customers,
    level: LEVEL,
  };
}
