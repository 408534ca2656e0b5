import { isEstimate } from "../findings/figure.ts";
import type { Finding } from "../findings/finding.ts";
import { CONFIDENCE } from "../measures/infer.ts";
import { normalQuantile } from "../stats/distributions/normal.ts";
import { isWorth } from "./ladder.ts";

/**
 * The steps of one score in one outcome are asked together, so where none is worth anything chance shall make up a worth in at most
 * one in twenty of such askings, whichever step it is: Holm's step-down. The clearest step has to leave out 0 at a level
 * that allows for all of them, the next at one that allows for the rest, and below the first that does not, none is told.
 * Headlines keep their intervals; the verdict names the level that it was held to.
 * @see Holm (1979), Scandinavian Journal of Statistics 6, 65–70
 */
export function stepsTogether(findings: readonly Finding[]): Finding[] {
  const clearest = findings.filter(({ headline }) => isEstimate(headline)).sort((a, b) => clearness(b) - clearness(a));
  const told = new Map<Finding, Finding>();
  let failed: number | null = null;
  for (const [i, finding] of clearest.entries()) {
    const level: number = failed ?? 1 - (1 - CONFIDENCE) / (clearest.length - i);
    if (clearness(finding) <= critical(level)) failed = level;
    if (failed !== null && isWorth(finding)) told.set(finding, unclearAt(finding, level, clearest.length));
  }
  return findings.map((finding) => told.get(finding) ?? finding);
}

const critical = (level: number): number => normalQuantile(1 - (1 - level) / 2);

/** How many standard errors an effect lies from 0. */
function clearness({ headline }: Finding): number {
  if (!isEstimate(headline) || headline.interval === null) return 0;
  const { low, high, level } = headline.interval;
  return high > low ? (Math.abs(headline.value) * 2 * critical(level)) / (high - low) : Number.POSITIVE_INFINITY;
}

function unclearAt(finding: Finding, level: number, steps: number): Finding {
  const { low, high, level: before, difference } = finding.verdict.values as Record<string, number>;
  const half = (((high! - low!) / 2) * critical(level)) / critical(before!);
  const bounds = { low: difference! - half, high: difference! + half, level };
  return {
    ...finding,
    verdict: { code: "worth.unclear", values: { ...finding.verdict.values, ...bounds } },
    notes: [{ code: "worth.steps_together", values: { n: steps, level } }, ...(finding.notes ?? [])],
  };
}
