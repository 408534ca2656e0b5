import { InputError } from "../../base/errors.ts";
import { chiSquareUpper } from "../distributions/chi-square.ts";
import { requireTable } from "./checks.ts";

/** Test of independence in a contingency table, with its effect size. */
export interface ChiSquareTest {
  n: number;
  chiSquare: number;
  df: number;
  pValue: number;
  /** Likelihood-ratio statistic 2ΣO ln(O/E). */
  gStatistic: number;
  gPValue: number;
  expected: number[][];
  /** (O − E)/√(E(1 − row share)(1 − column share)): about standard normal where rows and columns are independent. */
  standardizedResiduals: number[][];
  /** Below 5 the chi-square approximation is rough. */
  smallestExpected: number;
  /** √(χ²/(n·min(r − 1, c − 1))), biased upwards. */
  cramersV: number;
  /** Bergsma's bias-corrected V: the one to show. */
  cramersVCorrected: number;
}

/**
 * Pearson's chi-square test of independence, without Yates' correction.
 * @param table counts, rows × columns, both at least two
 * @throws InputError `input.shape_mismatch` when the table is not rectangular or too small,
 *   `input.out_of_range` when a row or column is empty: leave it out first
 * @see Agresti (2013), Categorical Data Analysis, section 3.2; Bergsma (2013), J. Korean Stat. Soc. 42, 323–328
 * @example
 * chiSquareTest([[762, 327, 468], [484, 239, 477]]).chiSquare; // 30.070149
 */
export function chiSquareTest(table: readonly (readonly number[])[]): ChiSquareTest {
  const { rows, columns, n } = margins(table);
  const expected = rows.map((r) => columns.map((c) => (r / n) * c));
  let chiSquare = 0;
  let half = 0;
  table.forEach((row, i) => {
    row.forEach((observed, j) => {
      const e = expected[i]![j]!;
      chiSquare += (observed - e) ** 2 / e;
      if (observed > 0) half += observed * Math.log(observed / e);
    });
  });
  const df = (rows.length - 1) * (columns.length - 1);
  const gStatistic = Math.max(0, 2 * half);
  return {
    n,
    chiSquare,
    df,
    pValue: chiSquareUpper(chiSquare, df),
    gStatistic,
    gPValue: chiSquareUpper(gStatistic, df),
    expected,
    standardizedResiduals: table.map((row, i) =>
      row.map((observed, j) => {
        const e = expected[i]![j]!;
        return (observed - e) / Math.sqrt(e * (1 - rows[i]! / n) * (1 - columns[j]! / n));
      }),
    ),
    smallestExpected: Math.min(...expected.flat()),
    ...cramersV({ chiSquare, n, r: rows.length, c: columns.length }),
  };
}

function cramersV({ chiSquare, n, r, c }: { chiSquare: number; n: number; r: number; c: number }): {
  cramersV: number;
  cramersVCorrected: number;
} {
  const phi2 = chiSquare / n;
  const excess = Math.max(0, phi2 - ((r - 1) * (c - 1)) / (n - 1));
  const effective = Math.min(r - (r - 1) ** 2 / (n - 1), c - (c - 1) ** 2 / (n - 1)) - 1;
  return {
    cramersV: Math.sqrt(phi2 / (Math.min(r, c) - 1)),
    cramersVCorrected: effective > 0 ? Math.sqrt(excess / effective) : 0,
  };
}

function margins(table: readonly (readonly number[])[]): { rows: number[]; columns: number[]; n: number } {
  const width = table[0]?.length ?? 0;
  requireTable(table, width);
  if (table.length < 2 || width < 2)
    throw new InputError("input.shape_mismatch", "A contingency table needs two rows and two columns.");
  const rows = table.map((row) => row.reduce((a, b) => a + b, 0));
  const columns = Array.from({ length: width }, (_, j) => table.reduce((sum, row) => sum + row[j]!, 0));
  if (rows.some((r) => r === 0) || columns.some((c) => c === 0))
    throw new InputError("input.out_of_range", "A row or column of the table is empty.", {
      hint: "Leave empty categories out.",
      details: { rows, columns },
    });
  return { rows, columns, n: rows.reduce((a, b) => a + b, 0) };
}
