import { InputError, ModelError } from "../../base/errors.ts";
import { rankTable } from "../distinct-values.ts";
import { chiSquareUpper } from "../distributions/chi-square.ts";
import { normalUpper } from "../distributions/normal.ts";
import { requireTable } from "./checks.ts";

/** Rank sums of a pooled sample, as an engine makes them with mid-ranks for ties. */
export interface RankSums {
  /** For each group: values and the sum of their mid-ranks in the pooled sample. */
  groups: readonly { n: number; rankSum: number }[];
  /** Σ(t³ − t) over the tied values of the pooled sample; 0 without ties. */
  tieTerm: number;
}

/**
 * Rank sums from a table value × group, exact for any number of rows: what an 11-point scale needs.
 * @param counts one row a value in ascending order, one column a group; counts ≥ 0
 * @throws InputError `input.shape_mismatch` when the table is not rectangular
 * @see Kruskal & Wallis (1952), J. Am. Stat. Assoc. 47, 583–621
 * @example
 * // Two values, two groups: ranks 1 and 2.5.
 * rankSumsOf([[1, 0], [1, 1]]); // { groups: [{ n: 2, rankSum: 3.5 }, { n: 1, rankSum: 2.5 }], tieTerm: 6 }
 */
export function rankSumsOf(counts: readonly (readonly number[])[]): RankSums {
  const columns = counts[0]?.length ?? 0;
  requireTable(counts, columns);
  const groups = Array.from({ length: columns }, () => ({ n: 0, rankSum: 0 }));
  let below = 0;
  let tieTerm = 0;
  for (const row of counts) {
    const tied = row.reduce((a, b) => a + b, 0);
    const midRank = below + (tied + 1) / 2;
    row.forEach((count, j) => {
      groups[j]!.n += count;
      groups[j]!.rankSum += count * midRank;
    });
    below += tied;
    tieTerm += tied * (tied * tied - 1);
  }
  return { groups, tieTerm };
}

/**
 * Rank sums from rows.
 * @param values one a row
 * @param groupOf group index of a row, 0-based
 * @param groupCount number of groups
 * @throws InputError `input.shape_mismatch` when the lengths differ, `input.out_of_range` for a value that is not finite or a group
 *   outside [0, groupCount)
 * @see Kruskal & Wallis (1952), J. Am. Stat. Assoc. 47, 583–621
 * @example
 * rankSumsOfRows([10, 20, 20], [0, 0, 1], 2); // { groups: [{ n: 2, rankSum: 3.5 }, { n: 1, rankSum: 2.5 }], tieTerm: 6 }
 */
export function rankSumsOfRows(values: ArrayLike<number>, groupOf: ArrayLike<number>, groupCount: number): RankSums {
  if (values.length !== groupOf.length)
    throw new InputError("input.shape_mismatch", "Values and groups differ in length.");
  if (!(Number.isInteger(groupCount) && groupCount >= 1 && groupCount < 2 ** 31))
    throw new InputError("input.out_of_range", `The number of groups must be whole and positive, got ${groupCount}.`);
  const groups = Array.from({ length: groupCount }, () => ({ n: 0, rankSum: 0 }));
  const { at, midRank, tied } = rankTable(values);
  for (let i = 0; i < at.length; i++) {
    const group = groups[groupOf[i]!];
    if (group === undefined || !Number.isFinite(values[i]!))
      throw new InputError("input.out_of_range", "Values must be finite and groups whole numbers from 0.", {
        details: { row: i, value: values[i], group: groupOf[i], groupCount },
      });
    group.n += 1;
    group.rankSum += midRank[at[i]!]!;
  }
  return { groups, tieTerm: tied.reduce((sum, t) => sum + t * (t * t - 1), 0) };
}

/** Mann–Whitney (Wilcoxon rank sum) test. */
export interface MannWhitney {
  /** Pairs in which the first group's value is larger, ties counted ½: R's W. */
  u: number;
  /** P(X > Y) + ½P(X = Y), estimated. */
  superiority: number;
  /** 2·superiority − 1, the rank-biserial correlation, equal to Cliff's δ. */
  rankBiserial: number;
  /** Normal approximation with tie correction, without continuity correction; null where all values are tied. */
  z: number | null;
  /** Two-sided, without continuity correction; null where z is. */
  pValue: number | null;
  /** Two-sided with continuity correction, as R prints it; null where z is. */
  pValueCorrected: number | null;
}

/**
 * Mann–Whitney test from rank sums of two groups.
 *
 * Normal approximation; for fewer than about ten values a side without ties an exact table differs a little.
 * @throws InputError `input.shape_mismatch` unless there are two groups, `input.sample_too_small` when one is empty
 * @see Mann & Whitney (1947), Ann. Math. Stat. 18, 50–60; R: wilcox.test(exact = FALSE)
 * @example
 * mannWhitney(rankSumsOfRows([1, 2, 3, 4, 5, 6], [0, 0, 1, 0, 1, 1], 2)).u; // 1
 */
export function mannWhitney({ groups, tieTerm }: RankSums): MannWhitney {
  const [x, y] = groups;
  if (x === undefined || y === undefined || groups.length !== 2)
    throw new InputError("input.shape_mismatch", "A Mann–Whitney test compares two groups.");
  requireNotEmpty(groups);
  const pairs = x.n * y.n;
  const u = x.rankSum - (x.n * (x.n + 1)) / 2;
  const total = x.n + y.n;
  const variance = (pairs / 12) * (total + 1 - tieTerm / (total * (total - 1)));
  const superiority = u / pairs;
  const rankBiserial = 2 * superiority - 1;
  if (!(variance > 1e-12 * pairs * total))
    return { u, superiority, rankBiserial, z: null, pValue: null, pValueCorrected: null };
  const distance = u - pairs / 2;
  const z = distance / Math.sqrt(variance);
  const corrected = Math.max(0, Math.abs(distance) - 0.5) / Math.sqrt(variance);
  return {
    u,
    superiority,
    rankBiserial,
    z,
    pValue: 2 * normalUpper(Math.abs(z)),
    pValueCorrected: 2 * normalUpper(corrected),
  };
}

/** Kruskal–Wallis test with its effect sizes. */
export interface KruskalWallis {
  h: number;
  df: number;
  pValue: number;
  /** H(N + 1)/(N² − 1). */
  epsilonSquared: number;
  /** (H − k + 1)/(N − k); may be slightly negative; null when N = k. */
  etaSquared: number | null;
}

/**
 * Kruskal–Wallis test from rank sums, corrected for ties.
 * @throws InputError `input.sample_too_small` with fewer than two groups or an empty one
 * @throws ModelError `model.degenerate` when all values are tied
 * @see Kruskal & Wallis (1952), J. Am. Stat. Assoc. 47, 583–621; R: kruskal.test
 * @example
 * const values = [1, 2, 3, 4, 5, 6, 7, 8, 9];
 * kruskalWallis(rankSumsOfRows(values, [0, 0, 0, 1, 1, 1, 2, 2, 2], 3)).h; // 7.2
 */
export function kruskalWallis({ groups, tieTerm }: RankSums): KruskalWallis {
  requireNotEmpty(groups);
  const total = groups.reduce((sum, g) => sum + g.n, 0);
  const spread = groups.reduce((sum, g) => sum + g.n * (g.rankSum / g.n - (total + 1) / 2) ** 2, 0);
  const tieFactor = 1 - tieTerm / (total * (total * total - 1));
  if (!(tieFactor > 1e-12)) throw new ModelError("model.degenerate", "All values are the same: ranks say nothing.");
  const h = (12 * spread) / (total * (total + 1)) / tieFactor;
  const df = groups.length - 1;
  return {
    h,
    df,
    pValue: chiSquareUpper(h, df),
    epsilonSquared: h / (total - 1),
    etaSquared: total > groups.length ? (h - df) / (total - groups.length) : null,
  };
}

function requireNotEmpty(groups: RankSums["groups"]): void {
  if (groups.length < 2 || groups.some((g) => !(g.n > 0 && Number.isFinite(g.n + g.rankSum))))
    throw new InputError("input.sample_too_small", "Every one of two or more groups needs values.", {
      details: { n: groups.map((g) => g.n) },
    });
}
