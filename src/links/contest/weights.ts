import { designFor } from "../../stats/causal/design-for.ts";
import { fitLinear } from "../../stats/regression/linear.ts";
import { momentsOf } from "../../stats/sums.ts";
import { attempt } from "../climb.ts";
import type { Periods } from "./judge.ts";

/**
 * How much each part of a composite weighs, at equal others and equal baseline: its coefficient in standard deviations, learnt in the
 * earlier period from all who have every part; the sizes add to 1. A weight below 0 goes with less.
 */
export function weightsOf(
  { learn }: Periods,
  outcome: string,
  parts: readonly string[],
): { id: string; weight: number }[] | null {
  const columns = parts.map((id) => learn.contestants.get(id)!);
  const rows = Array.from(learn.fold.keys()).filter((i) => columns.every((values) => !Number.isNaN(values[i])));
  const pick = (values: Float64Array) => Float64Array.from(rows, (i) => values[i]!);
  const chosen = columns.map(pick);
  const fit = attempt(() =>
    fitLinear({
      design: designFor([...chosen, ...learn.baseline.map(pick)], rows.length),
      y: pick(learn.outcomes.get(outcome)!),
    }),
  );
  if (!fit) return null;
  const sizes = chosen.map((values, j) => {
    const term = fit.terms.indexOf(String(j));
    const { squaredDeviations, n } = momentsOf(values);
    return term < 0 ? 0 : fit.coefficients[term]! * Math.sqrt(squaredDeviations / n);
  });
  const total = sizes.reduce((sum, size) => sum + Math.abs(size), 0);
  return total > 0 ? parts.map((id, j) => ({ id, weight: sizes[j]! / total })) : null;
}
