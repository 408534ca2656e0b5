import { InputError } from "../../base/errors.ts";
import { noncentralTUpper } from "../distributions/noncentral-t.ts";
import { normalCdf, normalQuantile } from "../distributions/normal.ts";
import { studentTQuantile } from "../distributions/student-t.ts";
import { normalMultiplier, requireSample } from "../intervals/checks.ts";
import { rootOfIncreasing } from "../optimise/root.ts";

/** Error rates of a two-sided test. */
export interface ErrorRates {
  /** Two-sided level, 0.05 where absent. */
  alpha?: number;
  /** Chance to find the difference, 0.8 where absent. */
  power?: number;
}

/**
 * Power of the two-sided z test of two shares, n a group.
 * @throws InputError `input.out_of_range` when a share is outside (0, 1), `input.sample_too_small` when n < 1
 * @see Fleiss, Levin & Paik (2003), section 4.2; R: power.prop.test
 * @example
 * powerOfTwoProportions({ p1: 0.5, p2: 0.55, nPerGroup: 800 }); // 0.517
 */
export function powerOfTwoProportions(design: { p1: number; p2: number; nPerGroup: number; alpha?: number }): number {
  const { p1, p2, nPerGroup, alpha = 0.05 } = design;
  requireShares({ p1, p2, alpha });
  requireSample(nPerGroup, 1, "A group");
  const { pooled, separate } = proportionSpreads(p1, p2);
  const z = normalMultiplier(1 - alpha);
  return normalCdf((Math.sqrt(nPerGroup) * Math.abs(p1 - p2) - z * pooled) / separate);
}

/**
 * Answers needed a group to find a difference of two shares; a real number, to be rounded up.
 * @throws InputError `input.out_of_range` when a share is outside (0, 1) or both are equal
 * @see R: power.prop.test
 * @example
 * sampleSizeForTwoProportions({ p1: 0.5, p2: 0.75, power: 0.9 }); // 76.7
 */
export function sampleSizeForTwoProportions(design: { p1: number; p2: number } & ErrorRates): number {
  const { p1, p2, alpha = 0.05, power = 0.8 } = design;
  requireShares({ p1, p2, alpha, power });
  if (p1 === p2) throw new InputError("input.out_of_range", "Equal shares cannot be told apart by any sample.");
  const { pooled, separate } = proportionSpreads(p1, p2);
  return ((normalMultiplier(1 - alpha) * pooled + normalQuantile(power) * separate) / (p1 - p2)) ** 2;
}

/**
 * Smallest share above `p1` that n answers a group find with the power asked for.
 * @returns the detectable difference p2 − p1; null where even p2 = 1 is too close
 * @throws InputError as {@link powerOfTwoProportions}
 * @see R: power.prop.test
 * @example
 * detectableProportionDifference({ p1: 0.5, nPerGroup: 800 }); // 0.0698
 */
export function detectableProportionDifference(design: { p1: number; nPerGroup: number } & ErrorRates): number | null {
  const { p1, nPerGroup, alpha = 0.05, power = 0.8 } = design;
  requireShares({ p1, alpha, power });
  const room = 1 - p1;
  const largest = room * (1 - 1e-9);
  const powerAt = (difference: number) => powerOfTwoProportions({ p1, p2: p1 + difference, nPerGroup, alpha });
  if (powerAt(largest) < power) return null;
  const f = (difference: number) => powerAt(difference) - power;
  return rootOfIncreasing({ f, start: room / 2, step: room / 8, min: 0, max: largest, tolerance: 1e-12 });
}

/**
 * Power of the two-sided two-sample t test, n a group, equal variances.
 * @throws InputError `input.out_of_range` when sd is not positive, `input.sample_too_small` when n < 2
 * @see R: power.t.test
 * @example
 * powerOfTwoMeans({ difference: 1, standardDeviation: 1, nPerGroup: 20 }); // 0.869
 */
export function powerOfTwoMeans(design: {
  difference: number;
  standardDeviation: number;
  nPerGroup: number;
  alpha?: number;
}): number {
  const { difference, standardDeviation, nPerGroup, alpha = 0.05 } = design;
  requireShares({ alpha });
  if (!Number.isFinite(difference))
    throw new InputError("input.out_of_range", "The difference to find must be a finite number.", {
      details: { difference },
    });
  requirePositive({ standardDeviation });
  requireSample(nPerGroup, 2, "A group");
  return tTestPower({ effect: Math.abs(difference) / standardDeviation, n: nPerGroup, alpha });
}

/**
 * Customers needed a group to find a difference of two means; a real number, to be rounded up.
 * @throws InputError `input.out_of_range` when difference or sd is not usable
 * @see R: power.t.test
 * @example
 * sampleSizeForTwoMeans({ difference: 1, standardDeviation: 1, power: 0.9 }); // 22.02
 */
export function sampleSizeForTwoMeans(design: { difference: number; standardDeviation: number } & ErrorRates): number {
  const { difference, standardDeviation, alpha = 0.05, power = 0.8 } = design;
  requireShares({ alpha, power });
  requirePositive({ standardDeviation, difference: Math.abs(difference) });
  const effect = Math.abs(difference) / standardDeviation;
  const guess = 2 * ((normalMultiplier(1 - alpha) + normalQuantile(power)) / effect) ** 2 + 1;
  const f = (u: number) => tTestPower({ effect, n: 1 + Math.exp(u), alpha }) - power;
  return 1 + Math.exp(rootOfIncreasing({ f, start: Math.log(guess), step: 0.1, min: -10, max: 60, tolerance: 1e-13 }));
}

/**
 * Smallest difference of two means that n customers a group find with the power asked for.
 * @throws InputError as {@link powerOfTwoMeans}
 * @see R: power.t.test
 * @example
 * // R: power.t.test(n = 20, sd = 1, power = 0.9)$delta
 * detectableMeanDifference({ standardDeviation: 1, nPerGroup: 20, power: 0.9 }); // 1.0520
 */
export function detectableMeanDifference(
  design: { standardDeviation: number; nPerGroup: number } & ErrorRates,
): number {
  const { standardDeviation, nPerGroup, alpha = 0.05, power = 0.8 } = design;
  requireShares({ alpha, power });
  requirePositive({ standardDeviation });
  requireSample(nPerGroup, 2, "A group");
  if (power <= alpha / 2) return 0;
  const start = Math.log(
    (normalMultiplier(1 - alpha) + normalQuantile(Math.max(power, 0.5))) * Math.sqrt(2 / nPerGroup),
  );
  const f = (u: number) => tTestPower({ effect: Math.exp(u), n: nPerGroup, alpha }) - power;
  return standardDeviation * Math.exp(rootOfIncreasing({ f, start, step: 0.1, min: -700, max: 20, tolerance: 1e-12 }));
}

/**
 * Answers needed for a net promoter score with a given margin of error; a real number, to be rounded up.
 *
 * With unknown shares take half promoters and half detractors, the worst case.
 * @param design.marginPoints half width of the interval in points
 * @throws InputError `input.out_of_range` when the shares or the margin are not usable
 * @see Rocks (2016), Am. Stat. 70, 365–372, for the variance of a score
 * @example
 * sampleSizeForNpsMargin({ promoterShare: 0.5, detractorShare: 0.2, marginPoints: 5 }); // 937.3
 */
export function sampleSizeForNpsMargin(design: {
  promoterShare: number;
  detractorShare: number;
  marginPoints: number;
  confidence?: number;
}): number {
  const { promoterShare, detractorShare, marginPoints, confidence = 0.95 } = design;
  requirePositive({ marginPoints });
  return normalMultiplier(confidence) ** 2 * answerVariance(promoterShare, detractorShare) * (100 / marginPoints) ** 2;
}

/**
 * Answers needed a group to find a difference of two net promoter scores; a real number, to be rounded up.
 * @param design.differencePoints difference in points
 * @throws InputError `input.out_of_range` when the shares or the difference are not usable
 * @see Rocks (2016), Am. Stat. 70, 365–372, for the variance of a score
 * @example
 * sampleSizeForNpsDifference({ promoterShare: 0.5, detractorShare: 0.2, differencePoints: 5 }); // 3830.25
 */
export function sampleSizeForNpsDifference(
  design: { promoterShare: number; detractorShare: number; differencePoints: number } & ErrorRates,
): number {
  const { promoterShare, detractorShare, differencePoints, alpha = 0.05, power = 0.8 } = design;
  requireShares({ alpha, power });
  requirePositive({ differencePoints: Math.abs(differencePoints) });
  const z = normalMultiplier(1 - alpha) + normalQuantile(power);
  return 2 * answerVariance(promoterShare, detractorShare) * ((100 * z) / differencePoints) ** 2;
}

function answerVariance(p: number, d: number): number {
  if (!(p >= 0 && d >= 0 && p + d <= 1 + 1e-12))
    throw new InputError("input.out_of_range", `Promoters ${p} and detractors ${d} are not shares of one whole.`);
  return p + d - (p - d) ** 2;
}

/** One tail counts: the chance to find the difference with the wrong sign is no success. */
function tTestPower({ effect, n, alpha }: { effect: number; n: number; alpha: number }): number {
  const df = 2 * (n - 1);
  return noncentralTUpper(-studentTQuantile(alpha / 2, df), { df, noncentrality: Math.sqrt(n / 2) * effect });
}

function proportionSpreads(p1: number, p2: number): { pooled: number; separate: number } {
  const sum = p1 + p2;
  return { pooled: Math.sqrt(sum * (1 - sum / 2)), separate: Math.sqrt(p1 * (1 - p1) + p2 * (1 - p2)) };
}

function requireShares(shares: Record<string, number>): void {
  for (const [name, share] of Object.entries(shares)) {
    if (!(share > 0 && share < 1))
      throw new InputError("input.out_of_range", `${name} must lie between 0 and 1, got ${share}.`, {
        details: { [name]: share },
      });
  }
}

function requirePositive(values: Record<string, number>): void {
  for (const [name, value] of Object.entries(values)) {
    if (!(value > 0 && value < Number.POSITIVE_INFINITY))
      throw new InputError("input.out_of_range", `${name} must be positive, got ${value}.`, {
        details: { [name]: value },
      });
  }
}
