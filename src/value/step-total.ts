import { type Figure, isEstimate, type Message } from "../findings/figure.ts";
import type { Finding } from "../findings/finding.ts";
import { isWorth } from "../links/ladder.ts";
import { normalQuantile } from "../stats/distributions/normal.ts";
import { simulate } from "../stats/money/simulate.ts";
import { sfc32 } from "../stats/random/sfc32.ts";

/** Who could move, and what it would cost. */
export interface MoveScenario {
  /** Share of the customers on the lower step who move, in (0, 1]. It comes from whoever plans the action, never from a correlation. */
  share: number;
  /** All that the action costs, in the reporting currency; null where nobody said. */
  cost: number | null;
}

/** What the report shows where nobody said more: one customer in ten. */
export const ONE_IN_TEN: MoveScenario = { share: 0.1, cost: null };

/** A planned share is taken to come out between half and one and a half times as large (PERT). */
const SPREAD = 0.5;
/** Level of the range from the 5th to the 95th percentile. */
const RANGE = 0.9;

/**
 * Adds to the worth of a step what it comes to for the customers who stand on the lower step today, if a share of them moves: as a
 * distribution (Monte Carlo) in which the worth has its interval and the share its own uncertainty. With a cost, what is left
 * and the chance that it pays back. Nobody takes two steps at once: totals of neighbouring steps are never added.
 * @param finding the worth of a step in money; others come back as they are
 * @param customers on the lower step today
 */
export function withTotal(finding: Finding, customers: number, { share, cost }: MoveScenario): Finding {
  const { headline } = finding;
  if (!isEstimate(headline) || headline.unit !== "money_per_customer" || !headline.interval) return finding;
  // Where a step may be worth nothing no money is claimed for all who stand on it.
  if (!isWorth(finding) || customers === 0) return finding;
  const { low, high, level } = headline.interval;
  const sd = (high - low) / 2 / normalQuantile(1 - (1 - level) / 2);
  const result = simulate({
    inputs: {
      worth: { kind: "normal", mean: headline.value, sd },
      share: { kind: "pert", min: share * (1 - SPREAD), mode: share, max: Math.min(1, share * (1 + SPREAD)) },
    },
    model: ({ worth, share: moved }) => customers * moved * worth - (cost ?? 0),
    random: sfc32(headline.id),
  })!;
  const { isDifference: _, ...header } = headline;
  const total: Figure = {
    ...header,
    id: `${headline.id}:total`,
    definition: "worth-total@1",
    unit: "money",
    basis: "scenario",
    n: customers,
    value: result.mean,
    interval: { low: result.p05, high: result.p95, level: RANGE },
  };
  const { lowBand = "", highBand = "", horizonDays = 0 } = finding.verdict.values;
  const values: Message["values"] = {
    ...{ lowBand, highBand, horizonDays, n: customers, share, total: result.mean, minimum: result.p20 },
    ...{ low: result.p05, high: result.p95, level: RANGE, coverage: result.probabilityPositive },
    ...{ unit: "money", ...(headline.currency ? { currency: headline.currency } : {}), maximum: cost ?? 0 },
  };
  const said = cost === null ? (result.p20 > 0 ? ["total", "total_break_even"] : ["total"]) : ["total_cost"];
  return {
    ...finding,
    figures: { ...finding.figures, total },
    notes: [...(finding.notes ?? []), ...[...said, "total_once"].map((code) => ({ code: `worth.${code}`, values }))],
  };
}
