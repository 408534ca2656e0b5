import { adjustPValues } from "../../stats/tests/multiplicity.ts";
import { type Gain, gainOf, judged, type Periods } from "./judge.ts";
import { weightsOf } from "./weights.ts";

/** Share of the variance that a score must add to be worth asking for. */
export const SMALLEST_GAIN = 0.005;
const SIGNIFICANT = 0.05;
/** To learn a coefficient costs about one part in so many customers: with fewer, a gain that would matter could be lost in learning. */
const LEARNT_MINIMUM = 2 / SMALLEST_GAIN;

/** `predicts`: beyond chance; `nothing`: surely less than what would matter; `unclear`: it may be either; `too_few`: hardly anybody has it. */
export type ContestVerdict = "predicts" | "nothing" | "unclear" | "too_few";

export interface Placed {
  id: string;
  /** Beyond what is known of customers anyway; null with too few of them. */
  gain: Gain | null;
  verdict: ContestVerdict;
  /** Beyond the best as well, on customers who have both; null for the best itself, or with too few. */
  beyondBest: Gain | null;
}

/** Several scores as one, against the best of them alone. */
export interface Composite {
  /** By part, in [−1, 1]; their sizes add to 1. */
  weights: { id: string; weight: number }[];
  best: string;
  gain: Gain;
  isBetter: boolean;
}

export interface Contest {
  /** Who adds most comes first; those with too few customers last. */
  placed: Placed[];
  /** The first of those that predict; null: none of them does. */
  best: string | null;
  composite: Composite | null;
}

/** Every contestant by itself, beyond the baseline, then beyond the best; and all of them together. Multiplicity by Holm. */
export function contest(periods: Periods, outcome: string, ids: readonly string[]): Contest {
  const alone = ids.map((id) => {
    const found = judged(periods, { outcome, models: [[], [id]], having: [id] });
    return { id, gain: found && gainOf(found, 1, 0) };
  });
  const tested = alone.flatMap(({ gain }) => (gain ? [gain] : []));
  const adjusted =
    tested.length > 0
      ? adjustPValues(
          tested.map(({ p }) => p),
          "holm",
        )
      : [];
  const ranked = alone
    .map(({ id, gain }) => ({ id, gain, verdict: verdictOf(gain, gain ? adjusted[tested.indexOf(gain)]! : 1) }))
    .sort((a, b) => (b.gain?.value ?? -Infinity) - (a.gain?.value ?? -Infinity));
  const best = ranked.find(({ verdict }) => verdict === "predicts")?.id ?? null;
  const placed = ranked.map((each) => ({
    ...each,
    beyondBest: best === null || each.id === best || !each.gain ? null : beyond(periods, outcome, best, each.id),
  }));
  return { placed, best, composite: compositeOf(periods, outcome, placed) };
}

function verdictOf(gain: Gain | null, adjustedP: number): ContestVerdict {
  if (!gain) return "too_few";
  if (gain.interval.low > 0 && adjustedP < SIGNIFICANT) return "predicts";
  return isNothing(gain) ? "nothing" : "unclear";
}

/** Whether a gain is surely too small to matter. */
export const isNothing = ({ interval, learnt }: Gain): boolean =>
  interval.high < SMALLEST_GAIN && learnt >= LEARNT_MINIMUM;

function beyond(periods: Periods, outcome: string, best: string, id: string): Gain | null {
  const found = judged(periods, { outcome, models: [[best], [best, id]], having: [best, id] });
  return found && gainOf(found, 1, 0);
}

/** As many parts as enough customers have all of, those first that say most; its weights are learnt in the earlier period. */
function compositeOf(periods: Periods, outcome: string, placed: readonly Placed[]): Composite | null {
  const parts: string[] = [];
  for (const { id, gain, verdict } of placed) {
    const wider = [...parts, id];
    if (gain && verdict !== "nothing" && judged(periods, { outcome, models: [wider], having: wider })) parts.push(id);
  }
  if (parts.length < 2) return null;
  const found = judged(periods, { outcome, models: [parts, ...parts.map((id) => [id])], having: parts });
  if (!found) return null;
  const sums = found.errors.map((errors) => errors.reduce((sum, each) => sum + each, 0));
  // The best part is the one that did best on the very customers it is judged on: the composite has to beat even that.
  const strongest = sums.slice(1).reduce((at, sum, i, all) => (sum < all[at]! ? i : at), 0);
  const gain = gainOf(found, 0, 1 + strongest);
  const weights = weightsOf(periods, outcome, parts);
  return gain && weights && { weights, best: parts[strongest]!, gain, isBetter: gain.interval.low > 0 };
}
