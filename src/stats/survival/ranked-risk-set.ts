import type { DistinctValues } from "../distinct-values.ts";
import type { CoxDesign } from "./cox-design.ts";

/** Sums of weights over ranks that rows are added to and removed from; O(log n) each (a Fenwick tree). */
export class RankedRiskSet {
  readonly #tree: Float64Array;
  total = 0;

  constructor(ranks: number) {
    this.#tree = new Float64Array(ranks + 1);
  }

  add(rank: number, weight: number): void {
    this.total += weight;
    for (let i = rank + 1; i < this.#tree.length; i += i & -i) this.#tree[i]! += weight;
  }

  /** Weight at ranks strictly below `rank`. */
  below(rank: number): number {
    let sum = 0;
    for (let i = rank; i > 0; i -= i & -i) sum += this.#tree[i]!;
    return sum;
  }
}

export interface RiskMoment {
  /** Everybody at risk now except those who have the event now. */
  others: RankedRiskSet;
  /** Sorted rows that have the event now. */
  deaths: number[];
}

/**
 * Sweeps the event times, latest first, keeping the others at risk ranked by a value of theirs.
 * @param visit return false to stop
 */
export function sweepRanked(
  { strata, time, start, dead, count, weight }: CoxDesign,
  { at: rank, values }: DistinctValues,
  visit: (moment: RiskMoment) => boolean,
): void {
  for (const { from, to, byStart } of strata) {
    const others = new RankedRiskSet(values.length);
    const put = (i: number, sign: 1 | -1): void => others.add(rank[i]!, sign * count[i]! * weight[i]!);
    let left = 0;
    for (let i = from; i < to; ) {
      const now = time[i]!;
      const deaths: number[] = [];
      for (; i < to && time[i] === now; i++) {
        if (dead[i] === 1) deaths.push(i);
        else put(i, 1);
      }
      // A start never lies after its own end, so whoever starts now or later has been added already.
      for (; byStart !== null && left < byStart.length && start![byStart[left]!]! >= now; left++)
        put(byStart[left]!, -1);
      if (deaths.length === 0) continue;
      if (!visit({ others, deaths })) return;
      for (const death of deaths) put(death, 1);
    }
  }
}
