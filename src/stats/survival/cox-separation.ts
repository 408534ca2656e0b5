import { ModelError } from "../../base/errors.ts";
import { distinctValues } from "../distinct-values.ts";
import type { CoxDesign } from "./cox-design.ts";
import { sweepRanked } from "./ranked-risk-set.ts";

/**
 * Refuses a covariate that orders the events perfectly: whoever has the event always has its highest (or always its lowest)
 * value among those at risk. Its coefficient would run to infinity.
 * @throws ModelError `model.separated` naming the covariate
 */
export function refuseSeparating(design: CoxDesign): void {
  for (let j = 0; j < design.k; j++) {
    if (!isSuspect(design, j)) continue;
    const column = columnOf(design, j);
    const direction = separates(design, column);
    if (direction === null) continue;
    const term = design.terms[j]!;
    throw new ModelError(
      "model.separated",
      `Covariate ${term} separates the data: every event happened at the ${direction} value of ${term} then at risk.`,
      {
        hint: `Leave ${term} out, merge its levels, or compare the groups with a log-rank test.`,
        details: { columns: [term], direction },
      },
    );
  }
}

const columnOf = ({ k, rows, x }: CoxDesign, j: number): Float64Array => {
  const column = new Float64Array(rows);
  for (let i = 0; i < rows; i++) column[i] = x[i * k + j]!;
  return column;
};

/** Looks at a few events in full; two that contradict each other clear the column without the long check. */
function isSuspect({ k, strata, x, time, start, dead }: CoxDesign, j: number): boolean {
  let canBeHighest = true;
  let canBeLowest = true;
  let looks = 0;
  for (const { from, to } of strata) {
    const step = Math.max(1, Math.floor((to - from) / 16));
    for (let i = from; i < to && looks < 64; i++) {
      if (dead[i] === 0) continue;
      looks++;
      const own = x[i * k + j]!;
      for (let other = from; other < to && time[other]! >= time[i]!; other++) {
        if (start !== null && start[other]! >= time[i]!) continue;
        if (x[other * k + j]! > own) canBeHighest = false;
        else if (x[other * k + j]! < own) canBeLowest = false;
      }
      if (!canBeHighest && !canBeLowest) return false;
      i += step - 1;
    }
  }
  return true;
}

function separates(design: CoxDesign, column: Float64Array): "highest" | "lowest" | null {
  const ranked = distinctValues(column);
  let highest = true;
  let lowest = true;
  let varies = false;
  sweepRanked(design, ranked, ({ others, deaths }) => {
    let least = ranked.values.length;
    let most = 0;
    for (const i of deaths) {
      least = Math.min(least, ranked.at[i]!);
      most = Math.max(most, ranked.at[i]!);
    }
    // Weights are positive, so anything beyond rounding means that somebody is there.
    const noise = 1e-9 * others.total;
    if (others.total - others.below(least + 1) > noise || most > least) highest = false;
    if (others.below(most) > noise || most > least) lowest = false;
    if (others.total - others.below(most + 1) > noise || others.below(least) > noise) varies = true;
    return highest || lowest;
  });
  if (!varies) return null;
  return highest ? "highest" : lowest ? "lowest" : null;
}
