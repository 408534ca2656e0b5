import { InputError } from "../../base/errors.ts";
import type { Random } from "../../base/random.ts";
import { drawBinomial } from "../random/binomial.ts";
import { categoricalSampler } from "../random/categorical.ts";
import { requireUnits } from "./bootstrap.ts";
import { poissonWeights } from "./poisson-weights.ts";

/** Sums a customer, and a figure computed from their totals. */
export interface SumsQuestion {
  /** One array a sum, each with one value a customer (orders, revenue, promoters …). */
  sums: readonly ArrayLike<number>[];
  /** The figure from the totals of the sums; `null` where undefined. */
  statistic: (totals: Float64Array) => number | null;
  replicates: number;
  random: Random;
}

/** A figure with its replicates. */
export interface SumsBootstrap {
  /** The figure on all customers; `null` where undefined. */
  estimate: number | null;
  /** The figure on each resample, undefined ones left out. */
  values: Float64Array;
  undefinedReplicates: number;
}

/**
 * Cluster bootstrap of a figure made of sums (ratio, mean, NPS, share) with Poisson weights a customer.
 *
 * The Poisson bootstrap draws each customer's weight independently instead of fixing the number of customers; for ratios of
 * sums it is equivalent from a few dozen customers on, and what SQL does with weights by hash(customer, replicate).
 * @throws InputError `input.sample_too_small` without customers or replicates, `input.shape_mismatch` when sums differ in length
 * @see Hanley & MacGibbon (2006), Computational Statistics & Data Analysis 51, 1192–1203; Chamandy et al. (2012), Google
 * @example
 * // Revenue per order, resampling customers.
 * const { estimate, values } = bootstrapSums({
 *   sums: [[20, 50, 59, 10, 0, 120], [2, 1, 3, 1, 0, 4]],
 *   statistic: ([revenue, orders]) => (orders ? revenue! / orders : null),
 *   replicates: 1000,
 *   random: sfc32(1),
 * });
 * estimate; // 259/11
 * values.length > 900; // true: a resample without orders has no value
 */
export function bootstrapSums({ sums, statistic, replicates, random }: SumsQuestion): SumsBootstrap {
  const columns = columnsOf(sums);
  const n = columns[0]?.length ?? 0;
  requireUnits(n, replicates);
  const fill = poissonWeights(random);
  const weights = new Uint8Array(n);
  const totals = new Float64Array(columns.length);
  return replicatesOf({ columns, statistic, replicates }, () => {
    fill(weights);
    columns.forEach((column, c) => {
      totals[c] = weightedTotal(column, weights);
    });
    return totals;
  });
}

/**
 * Bootstrap of a figure made of sums when customers come as cells: distinct rows of sums with how many customers have them.
 *
 * A resample of N customers puts a multinomial number in every cell; its cost is the number of cells, not of customers.
 * @param cells.counts customers in each cell, integers ≥ 0
 * @throws InputError as `bootstrapSums`, and `input.out_of_range` when a count is negative or not whole
 * @see Efron (1979), Annals of Statistics 7, 1–26
 * @example
 * // Scores 0–6, 7–8, 9–10 as cells: promoters minus detractors, and answers.
 * const { estimate } = bootstrapCells({
 *   counts: [20, 30, 50],
 *   sums: [[-1, 0, 1], [1, 1, 1]],
 *   statistic: ([net, answers]) => (100 * net!) / answers!,
 *   replicates: 200,
 *   random: sfc32(1),
 * });
 * estimate; // 30
 */
export function bootstrapCells(cells: SumsQuestion & { counts: ArrayLike<number> }): SumsBootstrap {
  const { counts, sums, statistic, replicates, random } = cells;
  const columns = columnsOf(sums);
  const k = counts.length;
  if (columns.some((column) => column.length !== k))
    throw new InputError("input.shape_mismatch", "Every cell needs one count and one value a sum.", { details: { k } });
  let n = 0;
  for (let i = 0; i < k; i++) {
    if (!Number.isInteger(counts[i]) || counts[i]! < 0)
      throw new InputError("input.out_of_range", "Cell counts must be whole numbers, 0 or more.", {
        details: { cell: i },
      });
    n += counts[i]!;
  }
  requireUnits(n, replicates);
  const draw = multinomialSampler(counts, n, random);
  const totals = new Float64Array(columns.length);
  const observed = columns.map((column) => column.map((x, i) => x * counts[i]!));
  return replicatesOf({ columns: observed, statistic, replicates }, () => {
    const drawn = draw();
    columns.forEach((column, c) => {
      totals[c] = column.reduce((sum, x, i) => sum + x * drawn[i]!, 0);
    });
    return totals;
  });
}

function replicatesOf(
  { columns, statistic, replicates }: { columns: Float64Array[] } & Pick<SumsQuestion, "statistic" | "replicates">,
  next: () => Float64Array,
): SumsBootstrap {
  const whole = statistic(Float64Array.from(columns, (column) => column.reduce((a, b) => a + b, 0)));
  const values = new Float64Array(replicates);
  let defined = 0;
  for (let r = 0; r < replicates; r++) {
    const value = statistic(next());
    if (value !== null && Number.isFinite(value)) values[defined++] = value;
  }
  return {
    estimate: whole !== null && Number.isFinite(whole) ? whole : null,
    values: values.slice(0, defined),
    undefinedReplicates: replicates - defined,
  };
}

function columnsOf(sums: readonly ArrayLike<number>[]): Float64Array[] {
  const columns = sums.map((sum) => (sum instanceof Float64Array ? sum : Float64Array.from(sum)));
  if (columns.some((column) => column.length !== columns[0]!.length))
    throw new InputError("input.shape_mismatch", "Every customer needs one value in every sum.");
  return columns;
}

function weightedTotal(column: Float64Array, weights: Uint8Array): number {
  let total = 0;
  for (let i = 0; i < column.length; i++) total += column[i]! * weights[i]!;
  return total;
}

/**
 * Multinomial counts of `n` draws over cells. Up to 4 customers a cell it draws customers one by one; above that, cell by cell
 * as conditional binomials.
 */
function multinomialSampler(counts: ArrayLike<number>, n: number, random: Random): () => Float64Array {
  const drawn = new Float64Array(counts.length);
  if (n > 4 * counts.length) return () => conditionalBinomials(counts, drawn, { n, random });
  const sample = categoricalSampler(counts);
  return () => {
    drawn.fill(0);
    for (let i = 0; i < n; i++) drawn[sample(random)]!++;
    return drawn;
  };
}

function conditionalBinomials(
  counts: ArrayLike<number>,
  drawn: Float64Array,
  { n, random }: { n: number; random: Random },
): Float64Array {
  let [left, share] = [n, n];
  for (let i = 0; i < counts.length; i++) {
    const count = counts[i]!;
    drawn[i] = share <= count ? left : drawBinomial(random, { n: left, p: count / share });
    left -= drawn[i]!;
    share -= count;
  }
  return drawn;
}
