import { type ColumnShape, scoreRange, shapeOf } from "./read/value-shapes.ts";
import type { TableSample } from "./table.ts";

/** A column of a sample with what its values look like. */
export interface Column {
  index: number;
  name: string;
  values: readonly (string | null)[];
  shape: ColumnShape;
  /** Range of whole numbers, where the column holds nothing else. */
  range: { min: number; max: number; distinct: number } | null;
}

/** Values that say what a column looks like; more of them say it again. */
const LOOKED_AT = 400;

export function columnsOf(sample: TableSample): Column[] {
  return sample.columns.map((name, index) => {
    const values = sample.rows.map((row) => row[index] ?? null);
    return { index, name, values, shape: shapeOf(values.slice(0, LOOKED_AT)), range: scoreRange(values) };
  });
}

/** How well the values of a column fit a meaning: 1 well, 0 not at all. Columns without a value neither speak for it nor against. */
export type Look = (column: Column) => number;

const UNKNOWN = 0.6;
const looking =
  (fit: Look): Look =>
  (column) =>
    column.shape.n === 0 ? UNKNOWN : fit(column);

/** Names single things: one token a value, no date, no e-mail, not the answers to a yes-or-no question. */
export const isId: Look = looking(({ shape: { share, n, distinct } }) => {
  if (share.email > 0.5 || share.text > 0.5 || share.duration > 0.5) return 0;
  if (share.date > 0.9 && share.integer < 0.9) return 0;
  // Numbers with decimals measure something.
  if (share.amount > 0.9 && share.integer < 0.9) return 0;
  if (distinct <= 2 && n > 20) return 0.2;
  return share.identifier > 0.6 || share.integer > 0.9 ? 1 : 0.7;
});

export const isEmail: Look = looking(({ shape }) => (shape.share.email >= 0.8 ? 1 : 0));

export const isPhone: Look = looking(({ shape: { share, meanLength } }) =>
  share.phone >= 0.6 ? 1 : share.integer >= 0.9 && meanLength >= 7 && meanLength <= 15 ? 0.7 : 0,
);

export const isDate: Look = looking(({ shape: { share, dates } }) =>
  dates.length > 0 && share.date >= 0.8 ? 1 : dates.length > 0 && share.date >= 0.5 ? 0.5 : 0,
);

export const isNumber: Look = looking(({ shape: { share } }) => (share.amount >= 0.9 ? 1 : 0));

/** An amount: a number that is neither a code nor the answer to a yes-or-no question. */
export const isMoney: Look = looking(({ shape: { share, distinct, n }, range }) => {
  if (share.amount < 0.9) return 0;
  if (range && range.min >= 0 && range.max <= 1 && n > 5) return 0.2;
  return distinct === 1 && n > 20 ? 0.7 : 1;
});

export const isCount: Look = looking(({ shape: { share, min } }) =>
  share.amount >= 0.9 && (min ?? 0) >= 0 ? (share.integer >= 0.9 ? 1 : 0.8) : 0,
);

export const isDuration: Look = looking(({ shape: { share, min } }) =>
  share.duration >= 0.9 || (share.amount >= 0.9 && (min ?? 0) >= 0) ? 1 : 0,
);

export const isFlag: Look = looking(({ shape }) => (shape.share.boolean >= 0.9 && shape.distinct <= 4 ? 1 : 0));

export const isCurrency: Look = looking(({ shape }) => (shape.share.currency >= 0.9 ? 1 : 0));

/** Whole numbers on a scale of at most eleven steps. */
export const isScore: Look = looking(({ range, shape: { share, min, max, onScale } }) => {
  // A slip or two (an 11 on a scale to ten, a word among numbers) makes no other kind of column.
  if ((range || share.integer >= 0.98) && onScale >= 0.98) return 1;
  if (range) return range.min >= 0 && range.max <= 100 ? 0.4 : 0;
  return share.amount >= 0.9 && min !== null && max !== null && min >= 0 && max <= 10 ? 0.6 : 0;
});

/** One of a few words. */
export const isCategory: Look = looking(({ shape: { share, n, distinct } }) => {
  if (share.email > 0.5 || (share.date > 0.8 && share.integer < 0.9)) return 0;
  if (share.amount > 0.9) return distinct <= 20 ? 0.5 : 0.1;
  return distinct <= Math.max(20, n / 2) ? 1 : 0.5;
});

/** Words, names and free text. */
export const isWords: Look = looking(({ shape: { share } }) =>
  share.amount > 0.9 || share.email > 0.5 || share.date > 0.8 ? 0.1 : 1,
);

export const isAnything: Look = () => 1;
