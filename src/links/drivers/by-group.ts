import type { Interval } from "../../findings/figure.ts";
import { CONFIDENCE } from "../../measures/infer.ts";
import { designFor } from "../../stats/causal/design-for.ts";
import { studentTMultiplier } from "../../stats/intervals/checks.ts";
import { clusterCovariance } from "../../stats/regression/cluster-robust.ts";
import { fitLinear, waldTest } from "../../stats/regression/linear.ts";
import { adjustPValues } from "../../stats/tests/multiplicity.ts";
import { attempt } from "../climb.ts";
import type { Driver } from "./driver.ts";
import { SIGNIFICANT } from "./explain.ts";
import { type DriverValues, type Groups, showsEnough } from "./rows.ts";

/** Answers of a group below which it is not told apart. */
export const GROUP_MINIMUM = 100;

/** What one more of a driver goes with in each group. */
export interface Apart {
  driver: Driver;
  /** After Holm over all drivers. */
  p: number;
  slopes: { group: string; n: number; effect: number; interval: Interval }[];
}

export interface ByGroup {
  dimension: string;
  /** Drivers that were looked at. */
  compared: number;
  groups: readonly string[];
  /** Those that matter more in one group than in another, beyond chance. */
  apart: Apart[];
}

/**
 * Whether a driver matters more to some customers than to others: its product with the groups, beside all drivers and the groups
 * themselves, tested together by customer (Wald). The drivers are a second family, adjusted after Holm.
 * @returns null where fewer than two groups have enough answers
 */
export function driversByGroup(
  { customers, drivers }: { customers: Float64Array; drivers: readonly DriverValues[] },
  y: Float64Array,
  groups: Groups,
): ByGroup | null {
  const sizes = groups.names.map((_, g) => groups.of.reduce((n, of) => n + Number(of === g), 0));
  const kept = groups.names.map((_, g) => g).filter((g) => sizes[g]! >= GROUP_MINIMUM);
  if (kept.length < 2) return null;
  const rows = Array.from(groups.of.keys()).filter((i) => kept.includes(groups.of[i]!));
  const pick = (values: Float64Array) => Float64Array.from(rows, (i) => values[i]!);
  const [of, outcome, clusterOf] = [pick(groups.of), pick(y), pick(customers)];
  const told = drivers.map(({ driver, values }) => ({ driver, values: pick(values) }));
  const dummies = kept.slice(1).map((g) => of.map((each) => Number(each === g)));
  const varies = (values: Float64Array, isSignal: boolean) =>
    kept.every((g) => {
      const within = values.filter((_, i) => of[i] === g);
      return isSignal ? showsEnough(within) : within.some((value) => value !== within[0]);
    });
  const tested = told
    .map(({ driver, values }, j) => ({ driver, values, j }))
    .filter(({ driver, values }) => varies(values, driver.kind === "signal"));
  const fits = tested.flatMap(({ driver, values, j }) => {
    const products = dummies.map((dummy) => dummy.map((is, i) => is * values[i]!));
    const columns = [...told.map((each) => each.values), ...dummies, ...products];
    const names = kept.map((g) => ({ group: groups.names[g]!, n: sizes[g]! }));
    const found = attempt(() => slopesOf({ columns, y: outcome, clusterOf }, { main: j, products: products.length }));
    return found ? [{ driver, p: found.p, slopes: found.slopes.map((slope, g) => ({ ...names[g]!, ...slope })) }] : [];
  });
  const adjusted =
    fits.length > 0
      ? adjustPValues(
          fits.map(({ p }) => p),
          "holm",
        )
      : [];
  return {
    ...{ dimension: groups.dimension, compared: fits.length, groups: kept.map((g) => groups.names[g]!) },
    apart: fits.map((fit, i) => ({ ...fit, p: adjusted[i]! })).filter(({ p }) => p < SIGNIFICANT),
  };
}

/** The slope of a column in the first group and in each other one, whose products with it stand last. */
function slopesOf(
  { columns, y, clusterOf }: { columns: readonly Float64Array[]; y: Float64Array; clusterOf: Float64Array },
  { main, products }: { main: number; products: number },
): { p: number; slopes: { effect: number; interval: Interval }[] } | null {
  const data = { design: designFor(columns, y.length), y };
  const fit = fitLinear(data);
  const { covariance, df } = clusterCovariance({ data, fit, clusterOf });
  const term = (column: number) => fit.terms.indexOf(data.design.names[column]!);
  const first = term(main);
  const others = Array.from({ length: products }, (_, i) => term(columns.length - products + i));
  if (first < 0 || others.some((each) => each < 0)) return null;
  const test = waldTest(
    { terms: others.map(String), coefficients: others.map((i) => fit.coefficients[i]!) },
    others.map((i) => others.map((j) => covariance[i]![j]!)),
    df[first]!,
  );
  const multiplier = studentTMultiplier(CONFIDENCE, df[first]!);
  const slope = (effect: number, variance: number) => {
    const half = multiplier * Math.sqrt(Math.max(0, variance));
    return { effect, interval: { low: effect - half, high: effect + half, level: CONFIDENCE } };
  };
  const [b, v] = [fit.coefficients[first]!, covariance[first]![first]!];
  return {
    p: test.pValue,
    slopes: [
      slope(b, v),
      ...others.map((i) => slope(b + fit.coefficients[i]!, v + covariance[i]![i]! + 2 * covariance[first]![i]!)),
    ],
  };
}
