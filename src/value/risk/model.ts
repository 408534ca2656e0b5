import { ModelError } from "../../base/errors.ts";
import { type AreaUnderCurve, areaUnderCurve } from "../../stats/prediction/auc.ts";
import { type CalibrationSlope, calibrationSlope } from "../../stats/prediction/logistic-calibration.ts";
import { fitLogistic } from "../../stats/regression/logistic.ts";
import { logistic } from "../../stats/special/logistic.ts";
import { RISK_DRIVERS, type RiskDriver } from "./rows.ts";

/** Columns of the customers that a fit is given; `gone` is 1 where they were. */
export type RiskColumns = Readonly<Record<string, Float64Array>>;

/** A fitted risk: ln odds = intercept + Σ weight · (value − centre). */
export interface RiskModel {
  intercept: number;
  terms: { id: string; weight: number; centre: number }[];
  customers: number;
  gone: number;
}

/** Standard deviation of the prior on each weight of a standardised column: ridge by data augmentation. */
const PRIOR_SD = 1;
/** Scale of the records that stand for the prior: large, so that they act like a normal one. */
const SCALE = 10;

/**
 * Logistic regression with a normal prior on the weights (records added as in Greenland 2007), without drivers that do not vary, and
 * without those that come out against sense: more complaints do not keep anybody.
 * @see Greenland (2007), Statistics in Medicine 26, 3637–3652
 */
export function fitRisk(columns: RiskColumns, among: readonly RiskDriver[] = RISK_DRIVERS): RiskModel {
  const n = columns.gone!.length;
  let drivers = among.filter(({ id }) => columns[id]!.some((value) => value !== columns[id]![0]));
  for (;;) {
    const scaled = drivers.map(({ id }) => standardised(columns[id]!));
    const k = drivers.length;
    // One record a driver: half of many trials succeed where the column alone is 1 / SCALE and there is no intercept.
    const trials = (4 * SCALE ** 2) / PRIOR_SD ** 2;
    const rows = n + k;
    const one = new Float64Array(rows).fill(1, 0, n);
    const z = scaled.map(({ values }, j) => {
      const column = new Float64Array(rows);
      column.set(values);
      column[n + j] = 1 / SCALE;
      return column;
    });
    const fit = fitLogistic({
      design: { names: ["one", ...drivers.map(({ id }) => id)], columns: [one, ...z], n: rows, intercept: false },
      successes: Float64Array.from({ length: rows }, (_, i) => (i < n ? columns.gone![i]! : trials / 2)),
      trials: Float64Array.from({ length: rows }, (_, i) => (i < n ? 1 : trials)),
    });
    const weights = drivers.map((_, j) => fit.coefficients[j + 1] ?? 0);
    const against = drivers.filter(({ sign }, j) => sign !== 0 && weights[j]! * sign < 0);
    if (against.length > 0) {
      drivers = drivers.filter((driver) => !against.includes(driver));
      if (drivers.length === 0) throw new ModelError("model.degenerate", "Nothing that is known goes with leaving.");
      continue;
    }
    return {
      intercept: fit.coefficients[0] ?? 0,
      terms: drivers.map(({ id }, j) => ({ id, weight: weights[j]! / scaled[j]!.sd, centre: scaled[j]!.mean })),
      customers: n,
      gone: goneIn(columns),
    };
  }
}

function standardised(values: Float64Array): { values: Float64Array; mean: number; sd: number } {
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  const sd = Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length);
  return { values: values.map((v) => (v - mean) / sd), mean, sd };
}

/** How many of the customers were gone. */
export const goneIn = ({ gone }: RiskColumns): number => gone!.reduce((sum, value) => sum + value, 0);

/** Whether a model can learn from these customers: so many of them, and so many of either kind. */
export function isEnough(columns: RiskColumns, needed: { customers: number; each: number }): boolean {
  const [n, gone] = [columns.gone!.length, goneIn(columns)];
  return n >= needed.customers && gone >= needed.each && n - gone >= needed.each;
}

/** The probability of each customer to be gone. */
export function riskOf({ intercept, terms }: RiskModel, columns: RiskColumns): Float64Array {
  const n = columns.gone!.length;
  return Float64Array.from({ length: n }, (_, i) =>
    logistic(terms.reduce((sum, { id, weight, centre }) => sum + weight * (columns[id]![i]! - centre), intercept)),
  );
}

/** How a model did on customers and a stretch of time that it had not seen. */
export interface RiskTest {
  auc: AreaUnderCurve;
  calibration: CalibrationSlope | null;
  customers: number;
  expected: number;
  gone: number;
  /** By tenth of the risk, the lowest first: expected and seen. */
  tenths: { customers: number; expected: number; gone: number }[];
}

/** Customers in parts of equal size, the lowest chances first: their rows in each. */
export function partsByChance(chances: Float64Array, parts: number): number[][] {
  const order = Array.from(chances.keys()).sort((a, b) => chances[a]! - chances[b]!);
  return Array.from({ length: parts }, (_, part) =>
    order.slice(Math.floor((part * order.length) / parts), Math.floor(((part + 1) * order.length) / parts)),
  );
}

/** Sum of a column over some of its rows. */
export const sumOver = (rows: readonly number[], column: Float64Array): number =>
  rows.reduce((sum, row) => sum + column[row]!, 0);

export function testRisk(model: RiskModel, columns: RiskColumns): RiskTest {
  const score = riskOf(model, columns);
  const label = columns.gone!;
  const tenths = partsByChance(score, 10).map((rows) => ({
    customers: rows.length,
    expected: sumOver(rows, score),
    gone: sumOver(rows, label),
  }));
  return {
    auc: areaUnderCurve({ label, score }),
    calibration: calibrationSlope({ label, score }),
    customers: label.length,
    expected: score.reduce((a, b) => a + b, 0),
    gone: goneIn(columns),
    tenths,
  };
}
