import type { Interval } from "../findings/figure.ts";
import { CONFIDENCE } from "../measures/infer.ts";
import { designFor } from "../stats/causal/design-for.ts";
import { studentTTwoSided } from "../stats/distributions/student-t.ts";
import { studentTMultiplier } from "../stats/intervals/checks.ts";
import { clusterCovariance } from "../stats/regression/cluster-robust.ts";
import { fitLinear } from "../stats/regression/linear.ts";
import { attempt } from "./climb.ts";

/** A difference of two groups with its interval. */
export interface EqualHistory {
  value: number;
  interval: Interval;
  /** Two-sided. */
  p: number;
}

/**
 * The difference of two groups at equal history: least squares on the group and on what went before, errors by customer.
 * Null where group and history cannot be told apart.
 * @param chosen 1 in the group that the difference is of
 */
export function atEqualHistory({
  chosen,
  outcome,
  history,
  customers,
}: {
  chosen: Float64Array;
  outcome: Float64Array;
  history: readonly Float64Array[];
  customers: Float64Array;
}): EqualHistory | null {
  return attempt(() => {
    const data = { design: designFor([chosen, ...history], outcome.length), y: outcome };
    const fit = fitLinear(data);
    const term = fit.terms.indexOf(data.design.names[0]!);
    if (term < 0) return null;
    const { standardErrors, df } = clusterCovariance({ data, fit, clusterOf: customers });
    const [value, error] = [fit.coefficients[term]!, standardErrors[term]!];
    if (!(error > 0)) return null;
    const half = studentTMultiplier(CONFIDENCE, df[term]!) * error;
    const interval = { low: value - half, high: value + half, level: CONFIDENCE };
    return { value, interval, p: studentTTwoSided(value / error, df[term]!) };
  });
}
