import { InputError } from "../../base/errors.ts";

/** Which run rules mark a point. */
export type RunRule =
  /** One point beyond three sigma. */
  | "beyondLimits"
  /** Two of three successive points beyond two sigma on one side. */
  | "twoOfThree"
  /** Four of five successive points beyond one sigma on one side. */
  | "fourOfFive"
  /** Eight successive points on one side of the centre. */
  | "eightOnOneSide";

/** Centre, limits and signals of a series. */
export interface ControlChart {
  /** Centre line, as a value or a rate of the points. */
  centre: number;
  points: {
    value: number;
    /** Three-sigma limits of this point. */
    lower: number;
    upper: number;
    /** Rules that this point completes; empty where the process looks stable. */
    signals: RunRule[];
  }[];
}

/**
 * Control chart of single values in order of time (XmR), with limits from the mean moving range: centre ± 2.66·R̄.
 *
 * Tells a change from ordinary ups and downs; a point inside the limits needs no explanation.
 * @param values at least 3, equally spaced
 * @param baseline how many of the first values set the limits, default all
 * @throws InputError `input.sample_too_small` with fewer than 3 baseline values; `input.out_of_range` for values not finite
 * @see Shewhart (1931); Wheeler & Chambers (1992), Understanding Statistical Process Control; Western Electric (1956) for the rules
 * @example
 * individualsChart([10, 12, 11, 13, 30]).points[4]?.signals; // ["beyondLimits"]
 */
export function individualsChart(values: readonly number[], baseline = values.length): ControlChart {
  if (!(baseline >= 3) || values.length < baseline)
    throw new InputError("input.sample_too_small", "A control chart of single values needs at least three of them.", {
      details: { values: values.length, baseline },
    });
  requireFinite(values);
  const first = values.slice(0, baseline);
  const centre = first.reduce((a, b) => a + b, 0) / baseline;
  const ranges = first.slice(1).map((x, i) => Math.abs(x - first[i]!));
  // d₂ = 1.128 (2/√π) turns a mean moving range of two into a standard deviation; 3/d₂ = 2.66.
  const sigma = (ranges.reduce((a, b) => a + b, 0) / ranges.length / 2) * Math.sqrt(Math.PI);
  return chart(values, {
    centre,
    sigmas: values.map(() => sigma),
    least: Number.NEGATIVE_INFINITY,
    most: Number.POSITIVE_INFINITY,
  });
}

/** Cases with a property out of all cases, or events over an exposure, per period. */
export interface RatePoint {
  events: number;
  /** Cases (p chart) or exposure such as contacts or customer months (u chart); > 0. */
  size: number;
}

/**
 * Control chart of shares (p chart), limits p̄ ± 3√(p̄(1−p̄)/n) of each period's own n.
 * @throws InputError `input.sample_too_small` without periods; `input.out_of_range` unless 0 ≤ events ≤ size and size > 0
 * @see Montgomery (2013), Introduction to Statistical Quality Control, section 7.2
 * @example
 * shareChart([{ events: 12, size: 100 }, { events: 15, size: 100 }, { events: 11, size: 80 }]).centre; // 38/280
 */
export function shareChart(points: readonly RatePoint[]): ControlChart {
  return rateChart(points, { variance: (p) => p * (1 - p), most: 1 });
}

/**
 * Control chart of event rates (u chart: complaints per contact), limits ū ± 3√(ū/size).
 * @throws InputError as `shareChart`, but events may exceed the size
 * @see Montgomery (2013), section 7.3
 * @example
 * countChart([{ events: 4, size: 10 }, { events: 6, size: 10 }, { events: 5, size: 20 }]).centre; // 15/40
 */
export function countChart(points: readonly RatePoint[]): ControlChart {
  return rateChart(points, { variance: (u) => u, most: Number.POSITIVE_INFINITY });
}

function rateChart(
  points: readonly RatePoint[],
  { variance, most }: { variance: (rate: number) => number; most: number },
): ControlChart {
  if (points.length === 0) throw new InputError("input.sample_too_small", "A control chart needs at least one period.");
  for (const { events, size } of points)
    if (!(events >= 0 && size > 0 && events <= size * most) || !Number.isFinite(events + size))
      throw new InputError("input.out_of_range", "Events and sizes of a control chart contradict each other.", {
        details: { events, size },
      });
  const centre = points.reduce((sum, p) => sum + p.events, 0) / points.reduce((sum, p) => sum + p.size, 0);
  const sigmas = points.map(({ size }) => Math.sqrt(variance(centre) / size));
  return chart(
    points.map(({ events, size }) => events / size),
    { centre, sigmas, least: 0, most },
  );
}

function chart(
  values: readonly number[],
  { centre, sigmas, least, most }: { centre: number; sigmas: readonly number[]; least: number; most: number },
): ControlChart {
  const z = values.map((value, i) => standardised(value - centre, sigmas[i]!));
  return {
    centre,
    points: values.map((value, i) => ({
      value,
      lower: Math.max(least, centre - 3 * sigmas[i]!),
      upper: Math.min(most, centre + 3 * sigmas[i]!),
      signals: signalsAt(z, i),
    })),
  };
}

function standardised(distance: number, sigma: number): number {
  if (distance === 0) return 0;
  return sigma === 0 ? Math.sign(distance) * Number.POSITIVE_INFINITY : distance / sigma;
}

function signalsAt(z: readonly number[], i: number): RunRule[] {
  const side = Math.sign(z[i]!);
  const beyond = (least: number, window: number) =>
    z.slice(Math.max(0, i - window + 1), i + 1).filter((value) => side * value > least).length;
  const signals: RunRule[] = [];
  if (side === 0) return signals;
  if (side * z[i]! > 3) signals.push("beyondLimits");
  if (side * z[i]! > 2 && beyond(2, 3) >= 2) signals.push("twoOfThree");
  if (side * z[i]! > 1 && beyond(1, 5) >= 4) signals.push("fourOfFive");
  if (beyond(0, 8) >= 8) signals.push("eightOnOneSide");
  return signals;
}

function requireFinite(values: readonly number[]): void {
  const index = values.findIndex((x) => !Number.isFinite(x));
  if (index >= 0)
    throw new InputError("input.out_of_range", "A control chart holds a value that is not finite.", {
      details: { index },
    });
}
