import { InputError } from "../../base/errors.ts";

/** A rising step curve through data: constant blocks, linear in between. */
export interface IsotonicFit {
  method: "isotonic";
  /** Distinct x, ascending, with the fitted value at each. */
  x: number[];
  fitted: number[];
  /** Fitted value of every input row, in input order. */
  rows: number[];
}

/** Points of an isotonic fit, as columns. */
export interface IsotonicRows {
  x: ArrayLike<number>;
  /** Outcomes: 0 or 1 for calibration, any number otherwise. */
  y: ArrayLike<number>;
  /** Positive weights (or counts); 1 where absent. */
  weights?: ArrayLike<number>;
}

/**
 * Least-squares fit of a curve that never falls (pool adjacent violators), the calibration that assumes nothing but order.
 *
 * Rows with equal x are averaged first. Calibrate on cases that the scoring model has not seen, and with some hundreds of them.
 * @throws InputError `input.sample_too_small` without rows, `input.shape_mismatch`, `input.out_of_range` for values that cannot be used
 * @see Barlow, Bartholomew, Bremner & Brunk (1972); de Leeuw, Hornik & Mair (2009), J. Stat. Softw. 32(5)
 * @example
 * fitIsotonic({ x: [1, 2, 3, 4, 5, 6], y: [1, 0, 4, 3, 3, 5] }).fitted; // [0.5, 0.5, 3.33…, 3.33…, 3.33…, 5]
 */
export function fitIsotonic(rows: IsotonicRows): IsotonicFit {
  const points = mergeTies(rows);
  const blocks: { sum: number; weight: number; points: number }[] = [];
  for (const { sum, weight } of points) {
    let block = { sum, weight, points: 1 };
    for (let last = blocks.at(-1); last !== undefined && last.sum * block.weight >= block.sum * last.weight; ) {
      block = { sum: last.sum + block.sum, weight: last.weight + block.weight, points: last.points + block.points };
      blocks.pop();
      last = blocks.at(-1);
    }
    blocks.push(block);
  }
  const x = points.map((p) => p.x);
  const fitted = blocks.flatMap((b) => new Array<number>(b.points).fill(b.sum / b.weight));
  const fit = { method: "isotonic" as const, x, fitted };
  return { ...fit, rows: applyIsotonic(fit, rows.x) };
}

function mergeTies({ x, y, weights }: IsotonicRows): { x: number; sum: number; weight: number }[] {
  const n = x.length;
  if (n === 0) throw new InputError("input.sample_too_small", "An isotonic fit needs at least one row.");
  if (y.length !== n || (weights !== undefined && weights.length !== n)) {
    throw new InputError("input.shape_mismatch", "The columns have different lengths.", {
      details: { x: n, y: y.length, weights: weights?.length },
    });
  }
  const points: { x: number; sum: number; weight: number }[] = [];
  const order = Array.from({ length: n }, (_, i) => i).sort((a, b) => x[a]! - x[b]!);
  for (const i of order) {
    const w = weights === undefined ? 1 : weights[i]!;
    if (!(Number.isFinite(x[i]) && Number.isFinite(y[i]) && w > 0 && Number.isFinite(w))) {
      throw new InputError("input.out_of_range", "An isotonic fit needs finite values and positive weights.", {
        details: { row: i, x: String(x[i]), y: String(y[i]), weight: String(w) },
      });
    }
    const last = points.at(-1);
    if (last !== undefined && last.x === x[i]) {
      last.sum += w * y[i]!;
      last.weight += w;
    } else points.push({ x: x[i]!, sum: w * y[i]!, weight: w });
  }
  return points;
}

/**
 * Values of an isotonic curve: linear between known x, constant beyond the ends.
 * @throws InputError `input.out_of_range` for an empty curve or values that are not finite
 * @example
 * applyIsotonic({ x: [1, 2], fitted: [0.1, 0.3] }, [0, 1.5, 9]); // [0.1, 0.2, 0.3]
 */
export function applyIsotonic({ x, fitted }: Pick<IsotonicFit, "x" | "fitted">, at: ArrayLike<number>): number[] {
  if (x.length === 0 || x.length !== fitted.length || ![...x, ...fitted, ...Array.from(at)].every(Number.isFinite))
    throw new InputError(
      "input.out_of_range",
      "An isotonic curve needs finite points and finite places to read it at.",
    );
  return Array.from(at, (value) => {
    let low = 0;
    let high = x.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (x[middle]! <= value) low = middle + 1;
      else high = middle;
    }
    if (low === 0) return fitted[0]!;
    const before = x[low - 1]!;
    if (low === x.length || before === value) return fitted[low - 1]!;
    const share = (value - before) / (x[low]! - before);
    return fitted[low - 1]! + share * (fitted[low]! - fitted[low - 1]!);
  });
}
