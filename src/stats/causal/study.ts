import { InputError } from "../../base/errors.ts";

/** Customers with a treatment (1 or 0), what came after, and what was known before. */
export interface Study {
  /** 1 treated, 0 not. */
  treated: ArrayLike<number>;
  /** Outcome, dated strictly after the treatment. */
  outcome: ArrayLike<number>;
  /** Columns dated strictly before the treatment; no intercept. */
  covariates: readonly ArrayLike<number>[];
  /** Customer of each row, where a customer can have several; default every row its own. */
  customers?: ArrayLike<string | number>;
}

/**
 * Checks the shape of a study.
 * @throws InputError `input.shape_mismatch` when columns differ in length; `input.out_of_range` for a treatment other than 0 and 1
 *   or values that are not finite; `input.sample_too_small` when an arm is empty
 */
export function requireStudy(study: Pick<Study, "treated" | "covariates"> & Partial<Study>): void {
  const { treated, outcome, covariates, customers } = study;
  const n = treated.length;
  const columns = outcome === undefined ? covariates : [outcome, ...covariates];
  if (columns.some((column) => column.length !== n) || (customers !== undefined && customers.length !== n))
    throw new InputError(
      "input.shape_mismatch",
      "Treatment, outcome, covariates and customers must have equal length.",
      {
        details: { n, lengths: columns.map((column) => column.length) },
      },
    );
  const counts = [0, 0];
  for (let i = 0; i < n; i++) {
    if (treated[i] !== 0 && treated[i] !== 1)
      throw new InputError("input.out_of_range", "A treatment is 1 or 0.", { details: { row: i } });
    counts[treated[i]!]!++;
  }
  if (counts.includes(0))
    throw new InputError("input.sample_too_small", "There must be treated and untreated customers.", {
      details: { treated: counts[1], control: counts[0] },
    });
  columns.forEach((column, c) => {
    for (let i = 0; i < n; i++)
      if (!Number.isFinite(column[i]))
        throw new InputError("input.out_of_range", "A study holds values that are not finite numbers.", {
          details: { column: outcome === undefined ? c : c - 1, row: i },
        });
  });
}

/** Consecutive numbers of customers in order of appearance. */
export function customerNumbers(
  customers: ArrayLike<string | number> | undefined,
  n: number,
): { of: Int32Array; count: number } {
  if (customers === undefined) return { of: Int32Array.from({ length: n }, (_, i) => i), count: n };
  if (customers instanceof Float64Array || customers instanceof Int32Array) {
    const numbered = fromTable(customers, 4 * n);
    if (numbered) return numbered;
  }
  const numbers = new Map<string | number, number>();
  const of = Int32Array.from({ length: n }, (_, i) => {
    const id = customers[i]!;
    const known = numbers.get(id);
    if (known !== undefined) return known;
    numbers.set(id, numbers.size);
    return numbers.size - 1;
  });
  return { of, count: numbers.size };
}

/** The same where customers are whole numbers from 0 up to `most`: a table holds the number of each. Null where they are not. */
function fromTable(customers: Float64Array | Int32Array, most: number): { of: Int32Array; count: number } | null {
  const numbers = new Int32Array(most + 1).fill(-1);
  const of = new Int32Array(customers.length);
  let count = 0;
  for (let i = 0; i < customers.length; i++) {
    const id = customers[i]!;
    if (!(id >= 0 && id <= most) || id !== Math.trunc(id)) return null;
    if (numbers[id] === -1) numbers[id] = count++;
    of[i] = numbers[id]!;
  }
  return { of, count };
}
