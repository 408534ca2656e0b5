/** The distinct values of a column, ascending, and for every row the position of its value among them. */
export interface DistinctValues {
  values: Float64Array;
  at: Uint32Array;
}

/**
 * Distinct values with dense ranks; several times faster than sorting row numbers by a comparison.
 * @param column finite numbers
 * @example
 * distinctValues([3, 1, 3]); // { values: [1, 3], at: [1, 0, 1] }
 */
export function distinctValues(column: ArrayLike<number>): DistinctValues {
  const n = column.length;
  const sorted = Float64Array.from(column).sort();
  let last = 0;
  for (let i = 1; i < n; i++) if (sorted[i] !== sorted[last]) sorted[++last] = sorted[i]!;
  const values = sorted.slice(0, Math.min(n, last + 1));
  const at = new Uint32Array(n);
  for (let i = 0; i < n; i++) at[i] = positionOf(values, column[i]!);
  return { values, at };
}

/** Position of a value in ascending values that hold it. */
export function positionOf(ascending: Float64Array, value: number): number {
  let low = 0;
  let high = ascending.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Mid-ranks of a pooled column: for every row the position of its distinct value, and by distinct value the mid-rank (1 for the
 * smallest, ties share the mean of their ranks) and the number of rows that have it.
 * @param column finite numbers
 */
export function rankTable(column: ArrayLike<number>): { at: Uint32Array; midRank: Float64Array; tied: Float64Array } {
  const { values, at } = distinctValues(column);
  const tied = new Float64Array(values.length);
  for (let i = 0; i < at.length; i++) tied[at[i]!]!++;
  let below = 0;
  const midRank = tied.map((count) => (below += count) - (count - 1) / 2);
  return { at, midRank, tied };
}

/**
 * Row numbers ordered by ascending value; ties keep the input order.
 * @param column finite numbers
 * @example
 * orderBy([3, 1, 3]); // [1, 0, 2]
 */
export function orderBy(column: ArrayLike<number>): Uint32Array {
  const { values, at } = distinctValues(column);
  const next = new Uint32Array(values.length + 1);
  for (let i = 0; i < at.length; i++) next[at[i]! + 1]!++;
  for (let v = 1; v < next.length; v++) next[v]! += next[v - 1]!;
  const order = new Uint32Array(at.length);
  for (let i = 0; i < at.length; i++) order[next[at[i]!]!++] = i;
  return order;
}
