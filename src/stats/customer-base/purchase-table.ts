import { InputError } from "../../base/errors.ts";
import { distinctValues } from "../distinct-values.ts";

/**
 * What the purchase models need to know of a customer. Times in any one unit (days, weeks), counted from the first purchase.
 *
 * The literature writes x, t_x and T and calls t_x "recency"; the other use of that word, time since, is `age − ageAtLastPurchase`.
 */
export interface PurchaseHistory {
  /** Purchase occasions after the first (x): same-day purchases are one occasion. Integer ≥ 0. */
  repeatPurchases: number;
  /** Time from the first to the last purchase (t_x); 0 without repeats. */
  ageAtLastPurchase: number;
  /** Time from the first purchase to the end of observation (T), > 0. */
  age: number;
}

/** The same as columns: one row a customer, or one row a cell with its `count`. Both give the same fit. */
export interface PurchaseTable {
  repeatPurchases: ArrayLike<number>;
  ageAtLastPurchase: ArrayLike<number>;
  age: ArrayLike<number>;
  /** Customers that the row stands for; 1 where absent. */
  count?: ArrayLike<number>;
}

/** Distinct (x, t_x, T) with their counts; times divided by `unit` so that their mean is 1. */
export interface PurchaseCells {
  cells: number;
  count: Float64Array;
  /** Position of each cell's values in `x`, `seen` and `ages`. */
  xAt: Uint32Array;
  seenAt: Uint32Array;
  ageAt: Uint32Array;
  /** Distinct repeat purchases, ascending, and the customers that have them. */
  x: Float64Array;
  xCount: Float64Array;
  /** Distinct scaled ages at the last purchase, and distinct scaled ages. */
  seen: Float64Array;
  ages: Float64Array;
  /** Length of a scaled unit of time in the unit of the input. */
  unit: number;
  n: number;
  /** Σ x over customers. */
  repeats: number;
}

/** Checks one history; `row` is only for the message. */
export function checkHistory(
  { repeatPurchases: x, ageAtLastPurchase: seen, age }: PurchaseHistory,
  row?: number,
): void {
  if (Number.isInteger(x) && x >= 0 && seen >= 0 && seen <= age && Number.isFinite(age)) {
    if (x === 0 ? seen === 0 : seen > 0) return;
  }
  throw new InputError(
    "input.out_of_range",
    "A purchase history needs whole repeat purchases, and 0 ≤ age at last purchase ≤ age (0 exactly without repeats).",
    { details: { row, repeatPurchases: x, ageAtLastPurchase: seen, age } },
  );
}

/**
 * Groups histories into distinct cells and scales time so that the mean age is 1.
 * @throws InputError `input.shape_mismatch`, `input.out_of_range` for impossible histories, `input.sample_too_small` without customers
 */
export function groupPurchases(table: PurchaseTable): PurchaseCells {
  const { repeatPurchases, ageAtLastPurchase, age, count } = table;
  const rows = repeatPurchases.length;
  for (const [name, column] of Object.entries({ ageAtLastPurchase, age, count })) {
    if (column !== undefined && column.length !== rows) {
      throw new InputError("input.shape_mismatch", `Column ${name} has ${column.length} rows, expected ${rows}.`, {
        details: { column: name, rows: column.length, expected: rows },
      });
    }
  }
  const merged = mergeRows(table, rows);
  let n = 0;
  let repeats = 0;
  let total = 0;
  for (let i = 0; i < merged.cells; i++) {
    const c = merged.count[i]!;
    n += c;
    repeats += c * merged.x[i]!;
    total += c * merged.age[i]!;
  }
  if (!(n > 0) || !(total > 0)) {
    throw new InputError(
      "input.sample_too_small",
      "A purchase model needs customers who were observed for some time.",
      {
        details: { n },
      },
    );
  }
  const unit = total / n;
  const x = distinctValues(merged.x);
  const seen = distinctValues(merged.seen);
  const ages = distinctValues(merged.age);
  const xCount = new Float64Array(x.values.length);
  for (let i = 0; i < merged.cells; i++) xCount[x.at[i]!]! += merged.count[i]!;
  return {
    cells: merged.cells,
    count: merged.count,
    xAt: x.at,
    seenAt: seen.at,
    ageAt: ages.at,
    x: x.values,
    xCount,
    seen: seen.values.map((t) => t / unit),
    ages: ages.values.map((t) => t / unit),
    unit,
    n,
    repeats,
  };
}

/** Merges equal rows with an open-addressing hash table over the three numbers; a million rows take about 50 ms. */
function mergeRows({ repeatPurchases, ageAtLastPurchase, age, count }: PurchaseTable, rows: number) {
  let size = 1024;
  let slots = new Int32Array(size).fill(-1);
  let capacity = 512;
  let x = new Float64Array(capacity);
  let seen = new Float64Array(capacity);
  let ages = new Float64Array(capacity);
  let counts = new Float64Array(capacity);
  let cells = 0;
  const slotOf = (a: number, b: number, c: number): number => {
    let slot = hash(a, b, c) & (size - 1);
    for (;;) {
      const cell = slots[slot]!;
      if (cell < 0 || (x[cell] === a && seen[cell] === b && ages[cell] === c)) return slot;
      slot = (slot + 1) & (size - 1);
    }
  };
  for (let i = 0; i < rows; i++) {
    const a = repeatPurchases[i]!;
    const b = ageAtLastPurchase[i]!;
    const c = age[i]!;
    const k = count === undefined ? 1 : count[i]!;
    if (k === 0) continue;
    const slot = slotOf(a, b, c);
    let cell = slots[slot]!;
    if (cell < 0) {
      checkHistory({ repeatPurchases: a, ageAtLastPurchase: b, age: c }, i);
      cell = cells++;
      slots[slot] = cell;
      x[cell] = a;
      seen[cell] = b;
      ages[cell] = c;
      if (cells === capacity) {
        capacity *= 2;
        size = 2 * capacity;
        x = grown(x, capacity);
        seen = grown(seen, capacity);
        ages = grown(ages, capacity);
        counts = grown(counts, capacity);
        slots = new Int32Array(size).fill(-1);
        for (let j = 0; j < cells; j++) slots[slotOf(x[j]!, seen[j]!, ages[j]!)] = j;
      }
    }
    if (!(k > 0 && k < Number.POSITIVE_INFINITY)) {
      throw new InputError("input.out_of_range", "A count must be finite and not negative.", {
        details: { row: i, count: k },
      });
    }
    counts[cell]! += k;
  }
  return {
    cells,
    x: x.subarray(0, cells),
    seen: seen.subarray(0, cells),
    age: ages.subarray(0, cells),
    count: counts.subarray(0, cells),
  };
}

const words = new Float64Array(3);
const bits = new Uint32Array(words.buffer);

function hash(a: number, b: number, c: number): number {
  // + 0 turns −0 into 0, which compares equal but has other bits.
  words[0] = a + 0;
  words[1] = b + 0;
  words[2] = c + 0;
  let h = Math.imul(bits[1]! ^ Math.imul(bits[0]!, 0x85ebca6b), 0x9e3779b1);
  h = Math.imul(h ^ (h >>> 15) ^ bits[3]! ^ Math.imul(bits[2]!, 0xc2b2ae35), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13) ^ bits[5]! ^ Math.imul(bits[4]!, 0x27d4eb2f), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

function grown(values: Float64Array<ArrayBuffer>, capacity: number): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(capacity);
  larger.set(values);
  return larger;
}
