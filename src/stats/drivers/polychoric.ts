import { InputError, ModelError } from "../../base/errors.ts";
import { bivariateNormalCdf, bivariateNormalDensity } from "../distributions/bivariate-normal.ts";
import { normalQuantile } from "../distributions/normal.ts";
import { findRoot } from "../optimise/root.ts";

/** Polychoric correlation with its thresholds. */
export interface Polychoric {
  /** Correlation of the two normal variables behind the categories. */
  rho: number;
  /** Standard error from the expected information, thresholds taken as known. */
  standardError: number;
  /** Cuts of the row variable, one fewer than non-empty rows. */
  thresholdsRows: number[];
  thresholdsColumns: number[];
  logLikelihood: number;
  n: number;
}

/**
 * Polychoric correlation of two ordered questions from their table of counts (tetrachoric for 2×2), in two steps: thresholds
 * from the margins, then the correlation by maximum likelihood. Empty rows and columns are left out; no continuity correction.
 * @param table counts, both questions in ascending order
 * @throws InputError `input.shape_mismatch` for ragged rows, `input.out_of_range` for bad counts
 * @throws ModelError `model.degenerate` when fewer than two rows or columns are used, or the answers determine each other fully
 * @see Olsson (1979), Psychometrika 44, 443–460
 * @example
 * polychoric([[40, 10], [15, 35]]).rho; // 0.7127
 */
export function polychoric(table: readonly (readonly number[])[]): Polychoric {
  const counts = usedCells(table);
  const n = counts.flat().reduce((a, b) => a + b, 0);
  const thresholdsRows = thresholds(
    counts.map((row) => row.reduce((a, b) => a + b, 0)),
    n,
  );
  const thresholdsColumns = thresholds(
    counts[0]!.map((_, j) => counts.reduce((sum, row) => sum + row[j]!, 0)),
    n,
  );
  const model = { counts, thresholdsRows, thresholdsColumns };
  const score = (rho: number) => cellSums(model, rho).score;
  const edge = 0.999;
  if (!(score(-edge) > 0 && score(edge) < 0))
    throw new ModelError(
      "model.degenerate",
      "The two questions determine each other, so their correlation has no finite estimate.",
    );
  const rho = findRoot(score, { low: -edge, high: edge });
  const { logLikelihood, information } = cellSums(model, rho);
  return { rho, standardError: 1 / Math.sqrt(information), thresholdsRows, thresholdsColumns, logLikelihood, n };
}

function usedCells(table: readonly (readonly number[])[]): number[][] {
  const width = table[0]?.length ?? 0;
  if (table.some((row) => row.length !== width))
    throw new InputError("input.shape_mismatch", "All rows of the table must have the same length.");
  if (!table.flat().every((count) => count >= 0 && Number.isFinite(count)))
    throw new InputError("input.out_of_range", "Counts must be 0 or more.");
  const rows = table.filter((row) => row.some((count) => count > 0));
  const used = Array.from({ length: width }, (_, j) => rows.some((row) => row[j]! > 0));
  const counts = rows.map((row) => row.filter((_, j) => used[j]));
  if (counts.length < 2 || counts[0]!.length < 2)
    throw new ModelError("model.degenerate", "Each question needs answers in at least two categories.");
  return counts;
}

function thresholds(margin: readonly number[], n: number): number[] {
  let below = 0;
  return margin.slice(0, -1).map((count) => normalQuantile((below += count) / n));
}

/** Log-likelihood of the table with its score and expected information in ρ; dΦ₂/dρ is the bivariate density. */
function cellSums(
  model: { counts: number[][]; thresholdsRows: number[]; thresholdsColumns: number[] },
  rho: number,
): { logLikelihood: number; score: number; information: number } {
  const n = model.counts.flat().reduce((a, b) => a + b, 0);
  const columns = [Number.NEGATIVE_INFINITY, ...model.thresholdsColumns, Number.POSITIVE_INFINITY];
  let [logLikelihood, score, information] = [0, 0, 0];
  let above = columns.map(() => ({ probability: 0, density: 0 }));
  [...model.thresholdsRows, Number.POSITIVE_INFINITY].forEach((h, i) => {
    const upTo = columns.map((k) => ({
      probability: bivariateNormalCdf({ h, k }, rho),
      density: bivariateNormalDensity({ h, k }, rho),
    }));
    model.counts[i]!.forEach((count, j) => {
      const cell = (key: "probability" | "density") =>
        upTo[j + 1]![key] - above[j + 1]![key] - upTo[j]![key] + above[j]![key];
      const probability = Math.max(cell("probability"), 1e-300);
      const slope = cell("density");
      if (count > 0) logLikelihood += count * Math.log(probability);
      if (count > 0) score += (count * slope) / probability;
      information += (n * slope * slope) / probability;
    });
    above = upTo;
  });
  return { logLikelihood, score, information };
}
