import { type ScoredLabels, type ScoreTable, scoreTable } from "./scored-labels.ts";

/** How predictions are put into bins: equal widths of [0, 1], or about equal numbers of cases. */
export type Binning = "equal-width" | "equal-count";

/** Predicted against observed in one bin. */
export interface CalibrationBin {
  /** Position of the bin; bins without cases are left out. */
  bin: number;
  n: number;
  meanPredicted: number;
  /** Share of the cases in which it happened. */
  observed: number;
}

/** How good predicted probabilities are, as probabilities. */
export interface ProbabilityScores {
  n: number;
  /** Share in which it happened. */
  baseRate: number;
  /** Mean squared error; 0 is perfect. */
  brier: number;
  /** Brier score of always predicting the base rate. */
  brierBase: number;
  /** 1 − brier/brierBase; `null` when all labels are alike. */
  brierSkill: number | null;
  /** Murphy's terms, from the bins: squared gap of predicted and observed; spread of the observed; base variance. */
  reliability: number;
  resolution: number;
  uncertainty: number;
  /** Expected calibration error: mean absolute gap of predicted and observed over the bins. */
  expectedCalibrationError: number;
  /** Mean negative log-likelihood; predictions of exactly 0 or 1 count as 2⁻⁵² away from it. */
  logLoss: number;
  /** Area under the precision–recall steps; `null` without a positive. */
  averagePrecision: number | null;
  /** Largest gap between the score distributions of both labels; `null` when all labels are alike. */
  kolmogorovSmirnov: number | null;
  bins: CalibrationBin[];
}

/**
 * Brier score with its parts, log loss, calibration error and more of predicted probabilities.
 *
 * Murphy's parts add up to the Brier score exactly only where predictions are equal within a bin. The calibration error depends on
 * the bins: state them.
 * @param options.bins number of bins, default 10
 * @param options.binning default "equal-count"
 * @throws InputError `input.out_of_range` for predictions outside [0, 1]; `input.shape_mismatch`, `input.sample_too_small`
 * @see Brier (1950); Murphy (1973), J. Appl. Meteorol. 12, 595–600
 * @example
 * probabilityScores({ label: [0, 0, 1, 1], score: [0.1, 0.2, 0.8, 0.9] }).brier; // 0.025
 */
export function probabilityScores(
  cases: ScoredLabels,
  { bins = 10, binning = "equal-count" }: { bins?: number; binning?: Binning } = {},
): ProbabilityScores {
  const table = scoreTable(cases, { probabilities: true });
  const n = table.totalPositives + table.totalNegatives;
  const baseRate = table.totalPositives / n;
  const curve = calibrationBins(table, { bins, binning });
  const brierBase = baseRate * (1 - baseRate);
  const { brier, logLoss } = pointScores(table, n);
  const over = (of: (bin: CalibrationBin) => number): number =>
    curve.reduce((sum, bin) => sum + (bin.n / n) * of(bin), 0);
  return {
    n,
    baseRate,
    brier,
    brierBase,
    brierSkill: brierBase > 0 ? 1 - brier / brierBase : null,
    reliability: over((bin) => (bin.meanPredicted - bin.observed) ** 2),
    resolution: over((bin) => (bin.observed - baseRate) ** 2),
    uncertainty: brierBase,
    expectedCalibrationError: over((bin) => Math.abs(bin.meanPredicted - bin.observed)),
    logLoss,
    averagePrecision: averagePrecision(table),
    kolmogorovSmirnov: kolmogorovSmirnov(table),
    bins: curve,
  };
}

function pointScores({ score, positives, negatives }: ScoreTable, n: number) {
  let [squares, logs] = [0, 0];
  const edge = 2 ** -52;
  for (let i = 0; i < score.length; i++) {
    const p = score[i]!;
    const inside = Math.min(1 - edge, Math.max(edge, p));
    squares += positives[i]! * (1 - p) ** 2 + negatives[i]! * p ** 2;
    logs -= positives[i]! * Math.log(inside) + negatives[i]! * Math.log1p(-inside);
  }
  return { brier: squares / n, logLoss: logs / n };
}

/** Cases by bin of the prediction. Equal counts cut between distinct predictions, so ties stay together. */
function calibrationBins(
  { score, positives, negatives, totalPositives, totalNegatives }: ScoreTable,
  { bins, binning }: { bins: number; binning: Binning },
): CalibrationBin[] {
  const n = totalPositives + totalNegatives;
  const list: CalibrationBin[] = [];
  let seen = 0;
  for (let i = 0; i < score.length; i++) {
    const c = positives[i]! + negatives[i]!;
    const place = binning === "equal-width" ? score[i]! : (seen + c / 2) / n;
    const bin = Math.min(bins - 1, Math.floor(place * bins));
    seen += c;
    let last = list.at(-1);
    if (last?.bin !== bin) list.push((last = { bin, n: 0, meanPredicted: 0, observed: 0 }));
    last.n += c;
    last.meanPredicted += c * score[i]!;
    last.observed += positives[i]!;
  }
  return list.map((b) => ({ ...b, meanPredicted: b.meanPredicted / b.n, observed: b.observed / b.n }));
}

function averagePrecision({ positives, negatives, totalPositives }: ScoreTable): number | null {
  if (totalPositives === 0) return null;
  let [hits, found, sum] = [0, 0, 0];
  for (let i = positives.length - 1; i >= 0; i--) {
    hits += positives[i]!;
    found += positives[i]! + negatives[i]!;
    sum += (positives[i]! / totalPositives) * (hits / found);
  }
  return sum;
}

function kolmogorovSmirnov({ positives, negatives, totalPositives, totalNegatives }: ScoreTable): number | null {
  if (totalPositives === 0 || totalNegatives === 0) return null;
  let [up, down, widest] = [0, 0, 0];
  for (let i = 0; i < positives.length; i++) {
    up += positives[i]! / totalPositives;
    down += negatives[i]! / totalNegatives;
    widest = Math.max(widest, Math.abs(up - down));
  }
  return widest;
}
