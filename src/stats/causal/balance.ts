import { InputError } from "../../base/errors.ts";
import { effectiveSampleSize } from "./effective-sample-size.ts";
import { requireStudy, type Study } from "./study.ts";

/** How like the two groups are on one covariate. */
export interface CovariateBalance {
  /** Weighted means of the treated and of the others. */
  meanTreated: number;
  meanControl: number;
  /** (mean treated − mean control)/√((s₁² + s₀²)/2), unweighted variances; 0 when a covariate varies in neither group but is equal. */
  standardisedDifference: number | null;
  /** Weighted variance of the treated over that of the others; `null` where one of them is 0. */
  varianceRatio: number | null;
}

/** Balance of all covariates under one set of weights. */
export interface Balance {
  covariates: CovariateBalance[];
  effectiveTreated: number;
  effectiveControls: number;
  /** Largest absolute standardised difference; a claim needs it below 0.1. */
  worst: number | null;
}

/**
 * Balance of covariates between treated and others under weights: the table that must hold before an effect is claimed.
 *
 * The standardising deviation is the unweighted pooled one, so that before and after are on one scale.
 * @param study who was treated and the covariates
 * @param weights ≥ 0, one a customer; 1 where absent
 * @throws InputError `input.shape_mismatch`, `input.sample_too_small` when an arm is empty, `input.out_of_range` for weights
 *   that are negative or sum to 0 in an arm
 * @see Austin & Stuart (2015), Statistics in Medicine 34, 3661–3679
 * @example
 * balance({ treated: [1, 1, 0, 0], covariates: [[1, 3, 1, 3]] }).worst; // 0
 */
export function balance(study: Pick<Study, "treated" | "covariates">, weights?: ArrayLike<number>): Balance {
  const { treated, covariates } = study;
  requireStudy(study);
  const w = weightsOf(treated, weights);
  const arm = (a: number) => Float64Array.from(w).filter((_, i) => treated[i] === a);
  const table = covariates.map((x) => balanceOf(x, treated, w));
  const differences = table.map((row) => row.standardisedDifference);
  return {
    covariates: table,
    effectiveTreated: effectiveSampleSize(arm(1)),
    effectiveControls: effectiveSampleSize(arm(0)),
    worst: differences.includes(null) ? null : Math.max(0, ...differences.map((d) => Math.abs(d!))),
  };
}

function weightsOf(treated: ArrayLike<number>, weights: ArrayLike<number> | undefined): ArrayLike<number> {
  if (weights === undefined) return new Float64Array(treated.length).fill(1);
  if (weights.length !== treated.length)
    throw new InputError("input.shape_mismatch", "Every customer needs one weight.", {
      details: { n: treated.length, weights: weights.length },
    });
  const sums = [0, 0];
  for (let i = 0; i < weights.length; i++) {
    if (!(weights[i]! >= 0) || !Number.isFinite(weights[i]))
      throw new InputError("input.out_of_range", "Weights must be 0 or more.", { details: { row: i } });
    sums[treated[i]!]! += weights[i]!;
  }
  if (sums.includes(0)) throw new InputError("input.out_of_range", "The weights of one arm are all 0.");
  return weights;
}

function balanceOf(x: ArrayLike<number>, treated: ArrayLike<number>, w: ArrayLike<number>): CovariateBalance {
  const [one, zero] = [momentsOfArm({ x, treated, w }, 1), momentsOfArm({ x, treated, w }, 0)];
  const pooled = Math.sqrt((one.plainVariance + zero.plainVariance) / 2);
  const difference = one.mean - zero.mean;
  return {
    meanTreated: one.mean,
    meanControl: zero.mean,
    standardisedDifference: pooled > 0 ? difference / pooled : difference === 0 ? 0 : null,
    varianceRatio: one.variance > 0 && zero.variance > 0 ? one.variance / zero.variance : null,
  };
}

/** Weighted mean and variance (reliability weights), and the unweighted variance (n − 1), of one arm. */
function momentsOfArm(
  { x, treated, w }: { x: ArrayLike<number>; treated: ArrayLike<number>; w: ArrayLike<number> },
  arm: number,
) {
  let [n, plain, total, weighted, squares] = [0, 0, 0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    if (treated[i] !== arm) continue;
    n += 1;
    plain += x[i]!;
    total += w[i]!;
    squares += w[i]! ** 2;
    weighted += w[i]! * x[i]!;
  }
  const [plainMean, mean] = [plain / n, weighted / total];
  let [plainSpread, spread] = [0, 0];
  for (let i = 0; i < x.length; i++) {
    if (treated[i] !== arm) continue;
    plainSpread += (x[i]! - plainMean) ** 2;
    spread += w[i]! * (x[i]! - mean) ** 2;
  }
  const freedom = total - squares / total;
  return { mean, plainVariance: n > 1 ? plainSpread / (n - 1) : 0, variance: freedom > 0 ? spread / freedom : 0 };
}
