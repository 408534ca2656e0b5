import type { Interval } from "../../findings/figure.ts";
import { CONFIDENCE } from "../../measures/infer.ts";
import { normalQuantile } from "../../stats/distributions/normal.ts";
import { clusteredMean, clusterSums } from "../../stats/intervals/clustered-mean.ts";
import { BAND_MINIMUM } from "../contrast.ts";
import { clipped, type Explained } from "./explain.ts";

/** A value with its standard error and its interval. */
export interface Known {
  value: number;
  standardError: number;
  interval: Interval;
}

/** What to do first: what matters and goes badly. @see Martilla & James (1977), J. Marketing 41(1), 77–79 */
export type Quadrant = "concentrate" | "keep" | "low_priority" | "overkill";

/** A driver that a company can move. */
export interface Lever extends Explained {
  /** How well it goes: 0 is always at its worst, 1 always at its best. */
  performance: Known;
  /** Null where its intervals do not say. */
  quadrant: Quadrant | null;
  /** Points of the score that all of it would bring, in the good direction. */
  gain: Known;
  /** What these points bring in money a customer; null where the worth of a point is not known. */
  worth: Known | null;
  /** The same where it went only as well as people had expected; null where they were not asked what they expect. */
  worthAsExpected: Known | null;
}

/** What was found less what had been expected, by some people. */
interface Shortfall {
  driver: { id: string };
  n: number;
  gap: Known;
}

export interface Levers {
  /** The largest worth first, otherwise the largest gain. */
  levers: Lever[];
  /** The share that each would have if all mattered alike, and how well they go on average: between the quadrants. */
  importanceCut: number;
  performanceCut: number;
}

const Z = normalQuantile((1 + CONFIDENCE) / 2);

const known = (value: number, standardError: number): Known => ({
  ...{ value, standardError },
  interval: { low: value - Z * standardError, high: value + Z * standardError, level: CONFIDENCE },
});

/** A product of two that are estimated apart (first-order variance). */
const product = (a: Pick<Known, "value" | "standardError">, b: Pick<Known, "value" | "standardError">): Known =>
  known(a.value * b.value, Math.hypot(a.value * b.standardError, b.value * a.standardError));

/**
 * Importance against performance, and what is to be gained: effect × room for improvement × worth of a point.
 * @param scale.direction 1 where a high score is a good one, otherwise −1
 * @param scale.perPoint what a point more on the scale brings, in money a customer
 * @param scale.expected what was found less what had been expected
 */
export function leversOf(
  drivers: readonly Explained[],
  {
    customers,
    direction,
    perPoint,
    expected = [],
  }: {
    customers: Float64Array;
    direction: 1 | -1;
    perPoint: Known | null;
    expected?: readonly Shortfall[];
  },
): Levers {
  const point = perPoint && { ...perPoint, value: direction * perPoint.value };
  const found = drivers
    .filter(({ driver }) => driver.lever !== undefined)
    .map((explained) => {
      const { worst, best } = explained.driver.lever!;
      const mean = meanOf(explained.values, customers);
      const span = Math.abs(best - worst);
      const share = known((mean.value - worst) / (best - worst), mean.standardError / span);
      const performance = { ...share, interval: clipped(share.interval) };
      const oneMore = { value: direction * explained.effect, standardError: explained.standardError };
      const gain = product(oneMore, { value: best - mean.value, standardError: mean.standardError });
      const gap = expected.find(({ driver, n }) => driver.id === explained.driver.id && n >= BAND_MINIMUM)?.gap;
      const asExpected = gap && product(oneMore, { value: -gap.value, standardError: gap.standardError });
      return {
        ...{ ...explained, performance, gain, worth: point && product(gain, point) },
        worthAsExpected: point && asExpected ? product(asExpected, point) : null,
      };
    });
  const importanceCut = drivers.length > 0 ? 1 / drivers.length : 0;
  const performanceCut = found.reduce((sum, { performance }) => sum + performance.value, 0) / Math.max(1, found.length);
  return {
    levers: found
      .map((lever) => ({ ...lever, quadrant: quadrantOf(lever, { importanceCut, performanceCut }) }))
      .sort((a, b) => (b.worth ?? b.gain).value - (a.worth ?? a.gain).value),
    ...{ importanceCut, performanceCut },
  };
}

function quadrantOf(
  { shareInterval, performance }: Pick<Lever, "shareInterval" | "performance">,
  cuts: Pick<Levers, "importanceCut" | "performanceCut">,
): Quadrant | null {
  const matters = side(shareInterval, cuts.importanceCut);
  const goesWell = side(performance.interval, cuts.performanceCut);
  if (matters === null || goesWell === null) return null;
  if (matters) return goesWell ? "keep" : "concentrate";
  return goesWell ? "overkill" : "low_priority";
}

/** Whether something lies above a cut; null where its interval holds it. */
const side = ({ low, high }: Interval, cut: number): boolean | null => (low > cut ? true : high < cut ? false : null);

/** A mean over answers whose error counts customers. */
export function meanOf(values: ArrayLike<number>, customers: ArrayLike<number>): Known {
  const sums = new Map<number, { n: number; sum: number }>();
  for (let i = 0; i < values.length; i++) {
    const group = sums.get(customers[i]!) ?? { n: 0, sum: 0 };
    sums.set(customers[i]!, { n: group.n + 1, sum: group.sum + values[i]! });
  }
  const { mean, standardError } = clusteredMean(clusterSums(sums.values()), CONFIDENCE);
  return known(mean, standardError ?? 0);
}
