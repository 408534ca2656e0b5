import type { Interval, Unit } from "../../findings/figure.ts";
import { fUpper } from "../../stats/distributions/f.ts";
import { studentTMultiplier } from "../../stats/intervals/checks.ts";
import { quantileOf } from "../../stats/intervals/quantile.ts";
import { wilsonInterval } from "../../stats/intervals/wilson.ts";
import { shrinkShares } from "../../stats/shrinkage/beta-binomial.ts";
import { betweenVariance } from "../../stats/shrinkage/between-variance.ts";
import { shrinkMeans } from "../../stats/shrinkage/normal-normal.ts";
import type { MeasureDefinition } from "../definition.ts";
import { CONFIDENCE } from "../infer.ts";
import type { ResidualSums } from "./residual-sums.ts";

/** Rows that a group needs for a verdict. */
export const VERDICT_MINIMUM = 30;
/** Share of a group's rows that others must have the like of. */
const COMPARABLE_MINIMUM = 0.5;
/** Groups from which on the limits allow for the spread that all of them have. */
const OVERDISPERSION_GROUPS = 10;
/** Clusters beyond the number of groups below which nothing is said of chance. */
const SPARE_CLUSTERS = 4;
const LEVELS = { inner: 0.95, outer: 0.998 } as const;

export type FairVerdict = "better" | "worse" | "higher" | "lower" | "as_expected" | "too_few" | "alone";

export interface FairGroup {
  group: string;
  n: number;
  /** The measure as it is. */
  raw: number;
  /** What anybody would have with these cases. */
  expected: number;
  /** What this group would have with everybody's cases. */
  adjusted: number;
  interval: Interval | null;
  /** Pulled towards the others, the more the less is known; the value to go by. */
  shrunken: { value: number; interval: Interval } | null;
  /** Where the adjusted value falls if the group is like the others; null where nothing can be said. */
  limits95: Interval | null;
  limits998: Interval | null;
  /** Share of its rows whose like others have had. */
  comparable: number;
  verdict: FairVerdict;
}

export interface Comparison {
  /** The measure over all rows that name a group. */
  overall: number;
  n: number;
  /** In the order of their names. */
  groups: FairGroup[];
  /** Standard deviation of the true values between groups; null where nothing can be said of chance. */
  spread: { value: number; interval: Interval; pValue: number } | null;
  /** What the limits allow for besides chance: a spread that all groups have; 0 where there is none or are few groups. */
  allowed: number;
}

/** Units of what is never below 0 and grows by factors: there a group is so many times its expectation, otherwise so much more. */
const PROPORTIONAL: ReadonlySet<Unit> = new Set(["seconds", "days", "money", "money_per_customer", "count", "ratio"]);

/** Groups at equal case mix. Null where fewer than two groups have rows, or every row is alike. */
export function compareGroups(measure: MeasureDefinition, sums: readonly ResidualSums[]): Comparison | null {
  const used = sums.filter(({ b }) => b > 0);
  const total = (of: (each: ResidualSums) => number) => used.reduce((all, each) => all + of(each), 0);
  const n = total((g) => g.n);
  if (used.length < 2 || total((g) => g.variance) <= 0) return null;
  const overall = total((g) => g.a) / total((g) => g.b);
  const chance = chanceOf(used, n);
  const proportional = PROPORTIONAL.has(measure.unit) && used.every(({ a, expected }) => a >= 0 && expected > 0);
  const placed = used.map((sums): Placed => {
    const { a, b, expected } = sums;
    const scale = proportional ? overall / expected : 1 / b;
    const design = chance.designOf(sums);
    return {
      sums,
      scale,
      adjusted: proportional ? (overall * a) / expected : within(overall + (a - expected) / b, rangeOf(measure)),
      error: Math.sqrt(sums.variance * design) * scale,
      errorFromOthers: Math.sqrt(sums.reduced * design) * scale,
      effectiveN: sums.n / design,
    };
  });
  const known = placed.filter(({ error }) => error > 0);
  const tellsChance = chance.df >= SPARE_CLUSTERS && known.length >= 2;
  const allowed = tellsChance ? allowance(placed, overall) : 0;
  const shrunken = shrink(measure, placed, known);
  const groups = placed.map((each): FairGroup => {
    const { sums, adjusted } = each;
    const limits = (level: number) =>
      tellsChance ? clip(limitsOf(each, { overall, allowed, skew: chance.skew, df: chance.df, level }), measure) : null;
    const limits998 = limits(LEVELS.outer);
    const comparable = sums.comparable / sums.n;
    return {
      group: sums.group,
      n: sums.n,
      raw: sums.a / sums.b,
      expected: sums.expected / sums.b,
      adjusted,
      interval: intervalOf(measure, each, chance.df),
      shrunken: shrunken.get(sums.group) ?? null,
      limits95: limits(LEVELS.inner),
      limits998,
      comparable,
      verdict: verdictOf({ n: sums.n, adjusted, comparable, limits: limits998, better: measure.better }),
    };
  });
  groups.sort((x, y) => (x.group < y.group ? -1 : 1));
  return {
    overall,
    n,
    groups,
    spread: tellsChance ? spreadOf(known, chance.df) : null,
    allowed,
  };
}

interface Placed {
  sums: ResidualSums;
  /** From a sum of residuals to the scale of the measure. */
  scale: number;
  adjusted: number;
  /** Of the group's own value, and of its distance from all groups, which it is one of. */
  error: number;
  errorFromOthers: number;
  /** Rows over the design effect of their clusters. */
  effectiveN: number;
}

interface Chance {
  /** Clusters beyond the number of groups. */
  df: number;
  /** Third standardised moment of a row's residual. */
  skew: number;
  designOf(sums: ResidualSums): number;
}

/**
 * How rows vary within their cells. The design effect is taken from all groups together, as a correlation between rows of one
 * cluster, and given to each group by the size of its own clusters (Kish 1965): a group's own few clusters say little of it.
 */
function chanceOf(groups: readonly ResidualSums[], n: number): Chance {
  const add = (of: (each: ResidualSums) => number) => groups.reduce((all, each) => all + Math.max(0, of(each)), 0);
  const rate = ({ a, expected, b }: ResidualSums) => (a - expected) / b;
  const clusters = add((g) => g.clusters);
  const [k, df] = [groups.length, clusters - groups.length];
  const byCluster = add((g) => g.ee - 2 * rate(g) * g.eb + rate(g) ** 2 * g.bb) * (clusters / Math.max(1, df));
  const byRow = add((g) => g.rowsEe - 2 * rate(g) * g.rowsEb + rate(g) ** 2 * g.rowsBb) * (n / Math.max(1, n - k));
  const size = add((g) => g.bb) / add((g) => g.rowsBb);
  const correlation =
    size > 1 && byRow > 0 && df > 0 ? Math.min(1, Math.max(0, (byCluster / byRow - 1) / (size - 1))) : 0;
  return {
    df,
    skew: groups.reduce((all, { cubes }) => all + cubes, 0) / n,
    designOf: ({ bb, rowsBb }) => 1 + Math.max(0, bb / rowsBb - 1) * correlation,
  };
}

/**
 * Spread to allow for beyond chance and case mix: what groups in general have, measured without their extremes, so that a few who
 * stand out do not widen the limits that are to show them. Variances add (Spiegelhalter et al. 2012, J. R. Stat. Soc. A 175, 1–47).
 */
function allowance(placed: readonly Placed[], overall: number): number {
  const judged = placed.filter(({ sums, errorFromOthers }) => sums.n >= VERDICT_MINIMUM && errorFromOthers > 0);
  const k = judged.length;
  if (k < OVERDISPERSION_GROUPS) return 0;
  const z = judged.map(({ adjusted, errorFromOthers }) => (adjusted - overall) / errorFromOthers).sort((x, y) => x - y);
  const [low, high] = [quantileOf(z, 0.1), quantileOf(z, 0.9)];
  const q = z.reduce((sum, each) => sum + Math.min(high, Math.max(low, each)) ** 2, 0);
  const weights = judged.map(({ errorFromOthers }) => 1 / errorFromOthers ** 2);
  const sum = weights.reduce((x, w) => x + w, 0);
  const squares = weights.reduce((x, w) => x + w * w, 0);
  return Math.sqrt(Math.max(0, (q - (k - 1)) / (sum - squares / sum)));
}

/** Beyond this the expansion turns back before the outer limit. */
const MOST_SKEW = 0.95;

/** Funnel limits (Spiegelhalter 2005); the first term of Cornish and Fisher's expansion makes the longer side of a skewed measure longer. */
function limitsOf(
  { sums, errorFromOthers, effectiveN }: Placed,
  at: { overall: number; allowed: number; skew: number; df: number; level: number },
): Interval {
  const t = studentTMultiplier(at.level, at.df);
  const error = Math.hypot(errorFromOthers, at.allowed);
  const own = at.skew / Math.sqrt(Math.max(1, Math.min(sums.n, effectiveN)));
  const ofChance = error > 0 ? (errorFromOthers / error) ** 3 : 0;
  const skew = Math.min(MOST_SKEW, Math.max(-MOST_SKEW, own * ofChance));
  const shift = (skew * (t * t - 1)) / 6;
  return { low: at.overall + error * (shift - t), high: at.overall + error * (shift + t), level: at.level };
}

/** Of a share Wilson's at the effective sample size; otherwise from the group's own clusters, or from those of all where they are few. */
function intervalOf(measure: MeasureDefinition, each: Placed, df: number): Interval | null {
  const { sums, adjusted, effectiveN, error, scale } = each;
  if (isShare(measure)) {
    return wilsonInterval({ successes: adjusted * effectiveN, n: effectiveN }, CONFIDENCE);
  }
  const rate = (sums.a - sums.expected) / sums.b;
  const own = sums.ee - 2 * rate * sums.eb + rate ** 2 * sums.bb;
  const fewClusters = sums.clusters < 10 || own <= 0;
  if (fewClusters && df < 1) return null;
  const half = fewClusters
    ? studentTMultiplier(CONFIDENCE, df) * error
    : studentTMultiplier(CONFIDENCE, sums.clusters - 1) *
      Math.sqrt((own * sums.clusters) / (sums.clusters - 1)) *
      scale;
  return clip({ low: adjusted - half, high: adjusted + half, level: CONFIDENCE }, measure);
}

const isShare = ({ family }: MeasureDefinition): boolean =>
  family.kind === "share" || (family.kind === "ratio" && family.part === true);

/** Empirical Bayes: a beta-binomial for shares, otherwise normal–normal. */
function shrink(measure: MeasureDefinition, placed: readonly Placed[], known: readonly Placed[]) {
  if (isShare(measure)) {
    const counts = placed.map(({ adjusted, effectiveN: n }) => ({
      successes: adjusted * n,
      n,
    }));
    const { groups } = shrinkShares(counts, CONFIDENCE);
    return new Map(groups.map(({ estimate, interval }, i) => [placed[i]!.sums.group, { value: estimate, interval }]));
  }
  if (known.length < 2) return new Map<string, { value: number; interval: Interval }>();
  const { groups } = shrinkMeans(
    known.map(({ adjusted }) => adjusted),
    known.map(({ error }) => error),
    CONFIDENCE,
  );
  return new Map(groups.map(({ estimate, interval }, i) => [known[i]!.sums.group, { value: estimate, interval }]));
}

/** The variance between groups after Paule and Mandel with its Q-profile interval, and the F test that there is none. */
function spreadOf(known: readonly Placed[], df: number): Comparison["spread"] {
  const estimates = known.map(({ adjusted }) => adjusted);
  const errors = known.map(({ error }) => error);
  const { q } = shrinkMeans(estimates, errors, CONFIDENCE);
  const { variance, interval } = betweenVariance(estimates, errors, CONFIDENCE);
  const groups = known.length - 1;
  return {
    value: Math.sqrt(variance),
    interval: { low: Math.sqrt(interval.low), high: Math.sqrt(interval.high), level: interval.level },
    pValue: fUpper(q / groups, groups, df),
  };
}

function verdictOf(of: {
  n: number;
  adjusted: number;
  comparable: number;
  limits: Interval | null;
  better: MeasureDefinition["better"];
}): FairVerdict {
  const { adjusted, limits, better } = of;
  if (of.n < VERDICT_MINIMUM || limits === null) return "too_few";
  if (of.comparable < COMPARABLE_MINIMUM) return "alone";
  if (adjusted >= limits.low && adjusted <= limits.high) return "as_expected";
  const isHigh = adjusted > limits.high;
  if (better === "neither") return isHigh ? "higher" : "lower";
  return isHigh === (better === "up") ? "better" : "worse";
}

/** What values of a measure lie between. */
function rangeOf(measure: MeasureDefinition): readonly [number, number] {
  if (isShare(measure)) return [0, 1];
  if (measure.unit === "points") return [-100, 100];
  return [PROPORTIONAL.has(measure.unit) ? 0 : Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
}

const within = (value: number, [least, most]: readonly [number, number]): number =>
  Math.min(most, Math.max(least, value));

function clip({ low, high, level }: Interval, measure: MeasureDefinition): Interval {
  const range = rangeOf(measure);
  return { low: within(low, range), high: within(high, range), level };
}
