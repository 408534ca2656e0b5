import { distinctValues } from "../distinct-values.ts";
import type { CoxDesign } from "./cox-design.ts";
import { sweepRanked } from "./ranked-risk-set.ts";

/** Counts of comparable pairs: one has the event while the other is still at risk without it. */
export interface Concordance {
  /** Share of comparable pairs in which the higher risk left first, ties in risk counting one half; `null` without pairs. */
  share: number | null;
  concordant: number;
  discordant: number;
  tiedRisk: number;
}

/**
 * Concordance of risk scores with the order of events (Harrell's C), pairs tied in time left out; O(n log n).
 * @see Harrell, Lee & Mark (1996), Stat. Med. 15, 361–387; R `survival::concordance`
 */
export function concordanceOf(design: CoxDesign, score: Float64Array): Concordance {
  const ranked = distinctValues(score);
  let concordant = 0;
  let discordant = 0;
  let tiedRisk = 0;
  sweepRanked(design, ranked, ({ others, deaths }) => {
    for (const i of deaths) {
      const w = design.count[i]! * design.weight[i]!;
      const rank = ranked.at[i]!;
      const below = others.below(rank);
      const upTo = others.below(rank + 1);
      concordant += w * below;
      tiedRisk += w * (upTo - below);
      discordant += w * (others.total - upTo);
    }
    return true;
  });
  const pairs = concordant + discordant + tiedRisk;
  return { share: pairs > 0 ? (concordant + tiedRisk / 2) / pairs : null, concordant, discordant, tiedRisk };
}
