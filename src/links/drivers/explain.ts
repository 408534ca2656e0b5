import type { Interval } from "../../findings/figure.ts";
import { CONFIDENCE } from "../../measures/infer.ts";
import { designFor } from "../../stats/causal/design-for.ts";
import { studentTTwoSided } from "../../stats/distributions/student-t.ts";
import { type DriverAnalysis, driverAnalysis } from "../../stats/drivers/driver-analysis.ts";
import { studentTMultiplier } from "../../stats/intervals/checks.ts";
import { sfc32 } from "../../stats/random/sfc32.ts";
import { clusterCovariance } from "../../stats/regression/cluster-robust.ts";
import { fitLinear } from "../../stats/regression/linear.ts";
import { adjustPValues } from "../../stats/tests/multiplicity.ts";
import type { Driver } from "./driver.ts";
import type { DriverValues } from "./rows.ts";

const REPLICATES = 150;
export const SIGNIFICANT = 0.05;

/** What goes along with one driver. */
export interface Explained {
  driver: Driver;
  values: Float64Array;
  mean: number;
  /** Of what all drivers explain. */
  share: number;
  shareInterval: Interval;
  /** What one more goes with at equal others, and its error by customer. */
  effect: number;
  standardError: number;
  interval: Interval;
  isBeyond: boolean;
}

export interface Found extends Pick<DriverAnalysis, "rSquared" | "rSquaredInterval"> {
  /** The largest share first. */
  drivers: Explained[];
}

/**
 * The share of the variance that goes along with each driver (LMG), and what one more of it goes with at equal others.
 * @see Grömping (2006), J. Statistical Software 17(1)
 */
export function explain(
  { customers, drivers }: { customers: Float64Array; drivers: readonly DriverValues[] },
  y: Float64Array,
  seed: string,
): Found {
  const columns = drivers.map(({ values }) => values);
  const shares = driverAnalysis({
    ...{ outcome: y, drivers: columns, customers, replicates: REPLICATES, confidence: CONFIDENCE },
    random: sfc32(seed),
  });
  const data = { design: designFor(columns, y.length), y };
  const fit = fitLinear(data);
  const { standardErrors, df } = clusterCovariance({ data, fit, clusterOf: customers });
  const effects = drivers.map((_, j) => {
    const term = fit.terms.indexOf(data.design.names[j]!);
    const [effect, standardError] = [fit.coefficients[term] ?? 0, standardErrors[term] ?? 0];
    const half = studentTMultiplier(CONFIDENCE, df[term] ?? 1) * standardError;
    const p = standardError > 0 ? studentTTwoSided(effect / standardError, df[term]!) : 1;
    return { effect, standardError, interval: { low: effect - half, high: effect + half, level: CONFIDENCE }, p };
  });
  const adjusted = adjustPValues(
    effects.map(({ p }) => p),
    "holm",
  );
  const whole = shares.rSquared > 0 ? shares.rSquared : 1;
  const told = drivers.map(({ driver, values }, j) => {
    const { share, interval } = shares.drivers[j]!;
    const { p: _, ...effect } = effects[j]!;
    return {
      ...{ driver, values, ...effect, isBeyond: adjusted[j]! < SIGNIFICANT },
      mean: values.reduce((sum, value) => sum + value, 0) / values.length,
      share: share / whole,
      shareInterval: clipped({ low: interval.low / whole, high: interval.high / whole, level: CONFIDENCE }),
    };
  });
  return { ...shares, drivers: told.sort((a, b) => b.share - a.share) };
}

export const clipped = ({ low, high, level }: Interval): Interval => ({
  low: Math.max(0, low),
  high: Math.min(1, high),
  level,
});
