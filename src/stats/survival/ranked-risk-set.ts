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

/** Dense ranks (0, 1, …) of values; equal values share a rank. */
export function denseRanks(values: Float64Array): { rank: Uint32Array; ranks: number } {
  const order = new Uint32Array(values.length);
  for (let i = 0; i < order.length; i++) order[i] = i;
  order.sort((a, b) => values[a]! - values[b]!);
  const rank = new Uint32Array(values.length);
  let ranks = 0;
  for (let i = 0; i < order.length; i++) {
    if (i > 0 && values[order[i]!]! > values[order[i - 1]!]!) ranks++;
    rank[order[i]!] = ranks;
  }
  return { rank, ranks: values.length === 0 ? 0 : ranks + 1 };
}

export interface RiskMoment {
  /** Everybody at risk now except those who have the event now. */
  others: RankedRiskSet;
  /** Sorted rows that have the event now. */
  deaths: number[];
}

/**
 * Sweeps the event times, latest first, keeping the others at risk ranked by `rank`.
 * @param visit return false to stop
 */
export function sweepRanked(
  { strata, time, start, dead, count, weight }: CoxDesign,
  { rank, ranks }: { rank: Uint32Array; ranks: number },
  visit: (moment: RiskMoment) => boolean,
): void {
  for (const { from, to, byStart } of strata) {
    const others = new RankedRiskSet(ranks);
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
