import { InputError } from "../../base/errors.ts";
import { studentTMultiplier } from "../intervals/checks.ts";

/** How strong a hidden cause must be. */
export interface Robustness {
  /** Share of the outcome's residual variance that the treatment explains: t²/(t² + df). */
  partialR2: number;
  /** Equal partial R² with treatment and outcome that a hidden cause needs to bring the estimate to 0. */
  robustnessValue: number;
  /** The same to bring it to the edge of significance; 0 when it is not significant already. */
  robustnessValueAlpha: number;
}

/**
 * Robustness value of a regression coefficient against omitted variables.
 *
 * Read it beside `benchmarkBounds`: 0.2 is much where prior spend explains 0.05, and little where it explains 0.3.
 * @param test.t t statistic of the treatment
 * @param test.df residual degrees of freedom
 * @param test.alpha two-sided level of significance, default 0.05
 * @throws InputError `input.out_of_range` when t is not finite, df not positive or alpha outside (0, 1)
 * @see Cinelli & Hazlett (2020), JRSS-B 82, 39–67
 * @example
 * robustnessValue({ t: 4.184, df: 783 }).robustnessValue; // 0.139: the Darfur example, printed as 13.9 %
 */
export function robustnessValue({ t, df, alpha = 0.05 }: { t: number; df: number; alpha?: number }): Robustness {
  if (!Number.isFinite(t) || !(df > 1))
    throw new InputError(
      "input.out_of_range",
      "A robustness value needs a finite t and more than one degree of freedom.",
      {
        details: { t, df },
      },
    );
  const f = Math.abs(t) / Math.sqrt(df);
  const critical = studentTMultiplier(1 - alpha, df - 1) / Math.sqrt(df - 1);
  return {
    partialR2: (t * t) / (t * t + df),
    robustnessValue: strengthFor(f),
    robustnessValueAlpha: strengthBeyond(f, critical),
  };
}

const strengthFor = (f: number): number => (f === 0 ? 0 : 0.5 * (Math.sqrt(f ** 4 + 4 * f * f) - f * f));

/** Appendix of the paper: either both partial R² bind, or only the one with the outcome, which can then at most be 1. */
function strengthBeyond(f: number, critical: number): number {
  const beyond = f - critical;
  if (beyond <= 0) return 0;
  return f > 1 / critical ? (f * f - critical * critical) / (1 + f * f) : strengthFor(beyond);
}

/** What would remain of an estimate beside a hidden cause of given strength. */
export interface BenchmarkBound {
  /** Partial R² of the hidden cause with the treatment. */
  withTreatment: number;
  /** Partial R² of the hidden cause with the outcome. */
  withOutcome: number;
  /** The estimate if such a cause was left out. */
  adjustedEstimate: number;
  adjustedStandardError: number;
  adjustedT: number;
}

/**
 * The estimate that would remain if a hidden cause were `times` as strong as an observed covariate.
 * @param question.estimate coefficient of the treatment, with its classical standard error and residual df
 * @param question.covariate t statistics of the observed covariate in the outcome regression (with the treatment) and in the
 *   regression of the treatment on the covariates, with that regression's residual df
 * @param question.times how many times as strong as the covariate, for both relations; default 1
 * @returns `null` when no hidden cause can be that strong (it would explain all that is left)
 * @throws InputError `input.out_of_range` for impossible numbers
 * @see Cinelli & Hazlett (2020), section 4.4; the R package sensemakr, `ovb_bounds`
 * @example
 * benchmarkBounds({
 *   estimate: 0.097,
 *   standardError: 0.023,
 *   df: 783,
 *   covariate: { tInOutcome: -9.5, tInTreatment: -2.7, dfTreatment: 784 },
 *   times: 3,
 * })?.adjustedEstimate; // 0.0323
 */
export function benchmarkBounds(question: {
  estimate: number;
  standardError: number;
  df: number;
  covariate: { tInOutcome: number; tInTreatment: number; dfTreatment: number };
  times?: number;
}): BenchmarkBound | null {
  const { estimate, standardError, df, covariate, times = 1 } = question;
  if (
    !(standardError > 0 && df > 1 && covariate.dfTreatment > 0 && times >= 0) ||
    !Number.isFinite(estimate + standardError + df + covariate.tInOutcome + covariate.tInTreatment + times)
  )
    throw new InputError("input.out_of_range", "A benchmark needs a standard error and degrees of freedom above 0.");
  const observedTreatment = partialR2(covariate.tInTreatment, covariate.dfTreatment);
  const observedOutcome = partialR2(covariate.tInOutcome, df);
  const withTreatment = (times * observedTreatment) / (1 - observedTreatment);
  if (withTreatment >= 1) return null;
  const within = (times * observedTreatment ** 2) / ((1 - times * observedTreatment) * (1 - observedTreatment));
  if (!(within < 1) || times * observedTreatment >= 1) return null;
  const reach = (Math.sqrt(times) + Math.sqrt(within)) / Math.sqrt(1 - within);
  const withOutcome = Math.min(1, reach ** 2 * (observedOutcome / (1 - observedOutcome)));
  const bias = standardError * Math.sqrt(df) * Math.sqrt((withOutcome * withTreatment) / (1 - withTreatment));
  const adjustedEstimate = Math.sign(estimate) * (Math.abs(estimate) - bias);
  const adjustedStandardError = standardError * Math.sqrt(((1 - withOutcome) / (1 - withTreatment)) * (df / (df - 1)));
  if (adjustedStandardError === 0) return null;
  return {
    withTreatment,
    withOutcome,
    adjustedEstimate,
    adjustedStandardError,
    adjustedT: adjustedEstimate / adjustedStandardError,
  };
}

const partialR2 = (t: number, df: number): number => (t * t) / (t * t + df);
