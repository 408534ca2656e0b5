import { InputError, ModelError } from "../../base/errors.ts";
import { orderBy } from "../distinct-values.ts";
import { dependentColumns } from "../optimise/cholesky.ts";
import { checkRows } from "./survival-rows.ts";

/**
 * Rows of a Cox model, as columns: one row a subject, one row a stretch of a subject (time-varying covariates), or one row a cell
 * of a (start, time, event, covariate pattern) table with its `count`.
 */
export interface CoxRows {
  /** Start of the stretch; at risk over (start, time]. 0 where absent. */
  start?: ArrayLike<number>;
  /** End of the stretch. */
  time: ArrayLike<number>;
  event: ArrayLike<number | boolean>;
  /** Covariates by name; names appear in the fit and in errors. */
  covariates: Record<string, ArrayLike<number>>;
  /** How many identical rows this one stands for (integers under Efron ties); default 1. */
  count?: ArrayLike<number>;
  /** Sampling or inverse-probability weight of each row, > 0; default 1. Use robust errors with it. */
  weight?: ArrayLike<number>;
  /** Rows are compared only within one value; each has its own baseline hazard. */
  stratum?: ArrayLike<string | number>;
  /** Customer (or account) that the row belongs to: gives robust errors summed by it. */
  cluster?: ArrayLike<string | number>;
}

/** Rows sorted for sweeping: strata in blocks, within a block by descending time; covariates centred and scaled. */
export interface CoxDesign {
  k: number;
  terms: string[];
  rows: number;
  /** rows × k, row-major, (x − mean) / scale. */
  x: Float64Array;
  mean: Float64Array;
  scale: Float64Array;
  time: Float64Array;
  start: Float64Array | null;
  /** 1 where the row ends with the event. */
  dead: Uint8Array;
  count: Float64Array;
  weight: Float64Array;
  /** Blocks [from, to) of rows, with row numbers by descending start where rows enter late. */
  strata: { label: string | number | null; from: number; to: number; byStart: Uint32Array | null }[];
  /** Position of each sorted row in the input. */
  origin: Uint32Array;
  n: number;
  events: number;
}

/** Checks the columns, sorts the rows, and centres and scales the covariates. */
export function coxDesign(input: CoxRows): CoxDesign {
  const terms = Object.keys(input.covariates);
  check(input, terms);
  const { order, blocks } = sortRows(input);
  const start = input.start === undefined ? null : gather(input.start, order);
  const count = input.count === undefined ? new Float64Array(order.length).fill(1) : gather(input.count, order);
  const weight = input.weight === undefined ? new Float64Array(order.length).fill(1) : gather(input.weight, order);
  const dead = new Uint8Array(order.length);
  for (let i = 0; i < order.length; i++) dead[i] = input.event[order[i]!] ? 1 : 0;
  let n = 0;
  let events = 0;
  for (let i = 0; i < order.length; i++) {
    n += count[i]!;
    events += dead[i]! * count[i]!;
  }
  if (!(events > 0)) {
    throw new ModelError("model.degenerate", "A hazard model needs at least one event.", { details: { n, events } });
  }
  const columns = terms.map((term) => standardise(term, gather(input.covariates[term]!, order), { count, weight }));
  const x = new Float64Array(order.length * terms.length);
  columns.forEach(({ z }, j) => {
    for (let i = 0, at = j; i < order.length; i++, at += terms.length) x[at] = z[i]!;
  });
  const strata = blocks.map(({ label, from, to }) => ({
    label,
    from,
    to,
    byStart: start && lateFirst(start, from, to),
  }));
  const design: CoxDesign = {
    k: terms.length,
    terms,
    rows: order.length,
    x,
    mean: Float64Array.from(columns, (c) => c.mean),
    scale: Float64Array.from(columns, (c) => c.scale),
    time: gather(input.time, order),
    start,
    dead,
    count,
    weight,
    strata,
    origin: order,
    n,
    events,
  };
  refuseCollinear(design);
  return design;
}

function gather(column: ArrayLike<number>, order: Uint32Array): Float64Array {
  const values = new Float64Array(order.length);
  for (let i = 0; i < order.length; i++) values[i] = column[order[i]!]!;
  return values;
}

function check(input: CoxRows, terms: string[]): void {
  const { covariates, weight, ...rest } = input;
  checkRows(rest);
  const n = input.time.length;
  if (terms.length === 0) {
    throw new InputError("input.invalid", "A Cox model needs at least one covariate.", {
      hint: "Use kaplanMeier for a curve without covariates.",
    });
  }
  for (const [name, column] of [...Object.entries(covariates), ["weight", weight] as const]) {
    if (column === undefined) continue;
    if (column.length !== n) {
      throw new InputError("input.shape_mismatch", `Column ${name} has ${column.length} rows, time has ${n}.`, {
        details: { column: name, rows: column.length, expected: n },
      });
    }
    for (let i = 0; i < n; i++) {
      if (Number.isFinite(column[i]) && (column !== weight || column[i]! >= 0)) continue;
      throw new InputError("input.out_of_range", `Column ${name} holds a value that cannot be used.`, {
        hint: "Leave the row out, or fill the value in before fitting.",
        details: { column: name, row: i, value: String(column[i]) },
      });
    }
  }
}

/** Rows by stratum, then by descending time; rows that stand for nobody are left out. */
function sortRows({ time, stratum, count, weight }: CoxRows) {
  const parts = new Map<string | number | null, number[]>();
  const byTime = orderBy(time);
  for (let at = byTime.length - 1; at >= 0; at--) {
    const i = byTime[at]!;
    if ((count !== undefined && count[i] === 0) || (weight !== undefined && weight[i] === 0)) continue;
    const label = stratum === undefined ? null : stratum[i]!;
    const part = parts.get(label);
    if (part === undefined) parts.set(label, [i]);
    else part.push(i);
  }
  const blocks: { label: string | number | null; from: number; to: number }[] = [];
  let rows = 0;
  for (const [label, part] of parts) {
    blocks.push({ label, from: rows, to: rows + part.length });
    rows += part.length;
  }
  const order = new Uint32Array(rows);
  let at = 0;
  for (const part of parts.values()) {
    order.set(part, at);
    at += part.length;
  }
  return { order, blocks };
}

function lateFirst(start: Float64Array, from: number, to: number): Uint32Array {
  const rows = new Uint32Array(to - from);
  for (let i = 0; i < rows.length; i++) rows[i] = from + i;
  return rows.sort((a, b) => start[b]! - start[a]!);
}

function standardise(term: string, z: Float64Array, { count, weight }: Record<"count" | "weight", Float64Array>) {
  let total = 0;
  let sum = 0;
  for (let i = 0; i < z.length; i++) {
    const w = count[i]! * weight[i]!;
    total += w;
    sum += w * z[i]!;
  }
  const mean = sum / total;
  let square = 0;
  let largest = 0;
  for (let i = 0; i < z.length; i++) {
    square += count[i]! * weight[i]! * (z[i]! - mean) ** 2;
    largest = Math.max(largest, Math.abs(z[i]!));
  }
  const scale = Math.sqrt(square / total);
  if (!(scale > 1e-13 * largest)) {
    throw new ModelError("model.rank_deficient", `Covariate ${term} has the same value in every row.`, {
      hint: `Leave ${term} out.`,
      details: { columns: [term], reason: "constant" },
    });
  }
  for (let i = 0; i < z.length; i++) z[i] = (z[i]! - mean) / scale;
  return { mean, scale, z };
}

function refuseCollinear({ k, rows, x, count, weight, terms }: CoxDesign): void {
  const products = new Float64Array(k * k);
  let total = 0;
  for (let i = 0; i < rows; i++) {
    const w = count[i]! * weight[i]!;
    total += w;
    for (let a = 0; a < k; a++) {
      const wa = w * x[i * k + a]!;
      for (let b = 0; b <= a; b++) products[a * k + b]! += wa * x[i * k + b]!;
    }
  }
  for (let a = 0; a < k; a++) {
    for (let b = 0; b <= a; b++) products[b * k + a] = products[a * k + b]! /= total;
  }
  refuseDependent(products, terms);
}

/** Throws when a column of a (correlation-like) matrix follows from the columns before it. */
export function refuseDependent(matrix: Float64Array, terms: string[]): void {
  const columns = dependentColumns(matrix, terms.length).map((j) => terms[j]!);
  if (columns.length === 0) return;
  throw new ModelError(
    "model.rank_deficient",
    `Covariate ${columns.join(", ")} follows from the covariates before it, so its effect cannot be told apart.`,
    { hint: `Leave ${columns.join(", ")} out.`, details: { columns, reason: "collinear" } },
  );
}
