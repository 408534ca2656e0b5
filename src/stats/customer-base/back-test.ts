import { InputError } from "../../base/errors.ts";
import { expectedPurchases, expectedPurchasesOfNewCustomer, type PurchaseModel } from "./purchase-model.ts";
import type { PurchaseTable } from "./purchase-table.ts";

/** Histories up to a cut, and what the same customers really bought after it. */
export interface BackTestTable extends PurchaseTable {
  /** Purchases in the holdout (per customer of the row; for a cell with `count`, their mean). Leave out to predict only. */
  holdoutPurchases?: ArrayLike<number>;
}

/** Predicted and real holdout purchases of the customers with one number of repeat purchases before. */
export interface BackTestClass {
  /** Repeat purchases before the cut; the last class holds its number and more. */
  repeatPurchases: number;
  isOpenEnded: boolean;
  customers: number;
  expected: number;
  actual: number | null;
}

/** Expected against real purchases, before and after the cut. */
export interface BackTest {
  n: number;
  /** Repeat purchases up to the cut: what happened, and what the model expects of new customers of these ages. */
  calibration: { actual: number; expected: number };
  /** Purchases in the holdout. */
  holdout: { actual: number | null; expected: number };
  /** Mean absolute error a customer; `null` without holdout purchases or from cells of several customers. */
  meanAbsoluteError: number | null;
  classes: BackTestClass[];
}

/**
 * Holds a purchase model against what happened after it was fitted: in total and by frequency before.
 *
 * Calendar effects (a season, a growing base) are outside these models: a total that is off by one factor in all classes says so.
 * @param options.horizon length of the holdout in the unit of time of the model
 * @param options.topClass class that takes everybody with this many repeat purchases or more; default 7
 * @throws InputError `input.shape_mismatch`, `input.out_of_range`, `input.sample_too_small` without customers
 * @see Fader, Hardie & Lee (2005), Marketing Science 24, 275–284, figures 3 and 4
 * @example
 * const model = { model: "bg-nbd", params: { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 } } as const;
 * const table = { repeatPurchases: [2, 0], ageAtLastPurchase: [30, 0], age: [39, 39], holdoutPurchases: [1, 0] };
 * backTest(model, table, { horizon: 39 }).holdout.actual; // 1
 */
export function backTest(
  model: PurchaseModel,
  table: BackTestTable,
  { horizon, topClass = 7 }: { horizon: number; topClass?: number },
): BackTest {
  const { repeatPurchases, ageAtLastPurchase, age, count, holdoutPurchases } = table;
  const rows = repeatPurchases.length;
  for (const [name, column] of Object.entries({ ageAtLastPurchase, age, count, holdoutPurchases })) {
    if (column === undefined || column.length === rows) continue;
    throw new InputError("input.shape_mismatch", `Column ${name} has ${column.length} rows, expected ${rows}.`, {
      details: { column: name, rows: column.length, expected: rows },
    });
  }
  if (holdoutPurchases !== undefined && !Array.from(holdoutPurchases).every((x) => x >= 0 && Number.isFinite(x)))
    throw new InputError("input.out_of_range", "Holdout purchases must be finite and from 0.");
  const newCustomer = remembered((t: number) => expectedPurchasesOfNewCustomer(model, t));
  const classes = new Map<number, BackTestClass>();
  const result = { n: 0, calibration: { actual: 0, expected: 0 } };
  let errors = 0;
  for (let i = 0; i < rows; i++) {
    const customers = count === undefined ? 1 : count[i]!;
    const x = repeatPurchases[i]!;
    const history = { repeatPurchases: x, ageAtLastPurchase: ageAtLastPurchase[i]!, age: age[i]! };
    const expected = expectedPurchases(model, history, horizon);
    const actual = holdoutPurchases === undefined ? null : holdoutPurchases[i]!;
    result.n += customers;
    result.calibration.actual += customers * x;
    result.calibration.expected += customers * newCustomer(age[i]!);
    const which = Math.min(x, topClass);
    const known = classes.get(which) ?? newClass(which, { topClass, hasActual: actual !== null });
    known.customers += customers;
    known.expected += customers * expected;
    if (actual !== null) known.actual = (known.actual ?? 0) + customers * actual;
    if (actual !== null) errors += customers * Math.abs(actual - expected);
    classes.set(which, known);
  }
  if (result.n === 0)
    throw new InputError("input.sample_too_small", "A back-test needs customers.", { details: { n: 0 } });
  const ordered = [...classes.values()].sort((a, b) => a.repeatPurchases - b.repeatPurchases);
  const total = (of: (c: BackTestClass) => number): number => ordered.reduce((sum, c) => sum + of(c), 0);
  return {
    ...result,
    holdout: {
      actual: holdoutPurchases === undefined ? null : total((c) => c.actual ?? 0),
      expected: total((c) => c.expected),
    },
    meanAbsoluteError: holdoutPurchases === undefined || count !== undefined ? null : errors / result.n,
    classes: ordered,
  };
}

function newClass(which: number, { topClass, hasActual }: { topClass: number; hasActual: boolean }): BackTestClass {
  return {
    repeatPurchases: which,
    isOpenEnded: which === topClass,
    customers: 0,
    expected: 0,
    actual: hasActual ? 0 : null,
  };
}

function remembered(f: (x: number) => number): (x: number) => number {
  const known = new Map<number, number>();
  return (x) => {
    let value = known.get(x);
    if (value === undefined) known.set(x, (value = f(x)));
    return value;
  };
}
