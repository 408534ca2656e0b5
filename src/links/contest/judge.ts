import type { Interval } from "../../findings/figure.ts";
import { CONFIDENCE } from "../../measures/infer.ts";
import { normalUpper } from "../../stats/distributions/normal.ts";
import { quantileOf } from "../../stats/intervals/quantile.ts";
import { heldOutErrors, heldOutGain } from "../../stats/prediction/held-out-gain.ts";
import { attempt } from "../climb.ts";
import { type ContestRows, FOLDS } from "./rows.ts";

/** What is learnt from, and what it is judged on: a later period. */
export interface Periods {
  learn: ContestRows;
  judge: ContestRows;
}

/** Customers that a comparison takes in either period. */
export const CUSTOMERS_MINIMUM = 200;
/** Values beyond this share of those that were learnt from are drawn in: a few large customers would decide everything. */
const DRAWN_IN = 0.99;

/** Predictions of the same customers from different things. */
export interface Judged {
  n: number;
  /** Customers that each model learnt from, at least. */
  learnt: number;
  /** Squared errors on customers and a period that were not learnt from, by model. */
  errors: Float64Array[];
  /** Squared distance from the mean that was learnt. */
  spread: Float64Array;
}

/**
 * Predicts what customers of the later period did, from models that learnt on other customers in the earlier one: so
 * neither they nor their time were seen. Every model has the baseline; `models` say what each has besides.
 * @param having contestants that a customer must have, in both periods
 * @returns null with too few customers
 */
export function judged(
  { learn, judge }: Periods,
  { outcome, models, having }: { outcome: string; models: readonly (readonly string[])[]; having: readonly string[] },
): Judged | null {
  const rowsOf = (rows: ContestRows, isIn: (fold: number) => boolean) =>
    Array.from(rows.fold.keys()).filter(
      (i) => isIn(rows.fold[i]!) && having.every((id) => !Number.isNaN(rows.contestants.get(id)![i])),
    );
  const folds = Array.from({ length: FOLDS }, (_, k) => ({
    from: rowsOf(learn, (fold) => fold !== k),
    to: rowsOf(judge, (fold) => fold === k),
  })).filter(({ to }) => to.length > 0);
  const n = folds.reduce((sum, { to }) => sum + to.length, 0);
  const learnt = Math.min(...folds.map(({ from }) => from.length));
  if (n < CUSTOMERS_MINIMUM || learnt < CUSTOMERS_MINIMUM * (1 - 1 / FOLDS)) return null;
  const pick = (values: Float64Array, rows: readonly number[]) => Float64Array.from(rows, (i) => values[i]!);
  const parts = folds.map(({ from, to }) => {
    const past = pick(learn.outcomes.get(outcome)!, from);
    const drawn = drawnIn(past);
    const [y, then] = [drawn(past), drawn(pick(judge.outcomes.get(outcome)!, to))];
    const mean = y.reduce((sum, each) => sum + each, 0) / y.length;
    const columnsOf = (rows: ContestRows, chosen: readonly number[], ids: readonly string[]) => [
      ...rows.baseline.map((values) => pick(values, chosen)),
      ...ids.map((id) => pick(rows.contestants.get(id)!, chosen)),
    ];
    const errors = attempt(() =>
      models.map((ids) =>
        heldOutErrors({
          learn: { columns: columnsOf(learn, from, ids), outcome: y },
          judge: { columns: columnsOf(judge, to, ids), outcome: then },
        }),
      ),
    );
    return errors && { errors, spread: then.map((each) => (each - mean) ** 2) };
  });
  const found = parts.filter((part) => part !== null);
  if (found.length < parts.length) return null;
  const joined = (of: (part: (typeof found)[number]) => Float64Array) =>
    Float64Array.from(found.flatMap((part) => Array.from(of(part))));
  return {
    n,
    learnt,
    errors: models.map((_, i) => joined(({ errors }) => errors[i]!)),
    spread: joined(({ spread }) => spread),
  };
}

/** Whether or not is left as it is. */
function drawnIn(learnt: Float64Array): (values: Float64Array) => Float64Array {
  if (learnt.every((y) => y === 0 || y === 1)) return (values) => values;
  const sorted = Float64Array.from(learnt).sort();
  const [low, high] = [quantileOf(sorted, 1 - DRAWN_IN), quantileOf(sorted, DRAWN_IN)];
  return (values) => values.map((y) => Math.min(high, Math.max(low, y)));
}

/** What one model gained over another, as a share of the variance, with its chance of being nothing. */
export interface Gain {
  n: number;
  learnt: number;
  value: number;
  interval: Interval;
  p: number;
}

/** Null where the outcome hardly varies. */
export function gainOf({ errors, spread, n, learnt }: Judged, model: number, beaten: number): Gain | null {
  if (spread.every((each) => each === spread[0])) return null;
  const found = heldOutGain({ errors: errors[model]!, beaten: errors[beaten]!, spread, confidence: CONFIDENCE });
  if (found.interval === null || !(found.standardError > 0)) return null;
  return {
    n,
    learnt,
    value: found.gain,
    interval: found.interval,
    p: 2 * normalUpper(Math.abs(found.gain) / found.standardError),
  };
}
