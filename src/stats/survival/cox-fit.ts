import type { Interval } from "../interval.ts";
import type { TieMethod } from "./cox-sweep.ts";

/** A chi-square statistic with its p-value. */
export interface ChiSquareStatistic {
  chiSquare: number;
  df: number;
  p: number;
}

/** A fitted Cox model; arrays follow `terms`. Plain data: predictions are functions of it. */
export interface CoxFit {
  model: "cox";
  ties: TieMethod;
  terms: string[];
  /** Log hazard ratio per unit of each covariate. */
  coefficients: number[];
  /** From the observed information; with `cluster` or `weight`, read `robustStandardErrors`. */
  standardErrors: number[];
  /** Sandwich errors, summed by cluster; `null` unless asked for. */
  robustStandardErrors: number[] | null;
  hazardRatios: number[];
  /** Interval of each hazard ratio; from the robust errors where there are any. */
  intervals: Interval[];
  z: number[];
  p: number[];
  /** k × k, from the observed information. */
  covariance: number[][];
  robustCovariance: number[][] | null;
  logLikelihoodNull: number;
  logLikelihood: number;
  likelihoodRatioTest: ChiSquareStatistic;
  waldTest: ChiSquareStatistic;
  scoreTest: ChiSquareStatistic;
  /** Harrell's C: share of comparable pairs that the model orders rightly; `null` without such pairs. */
  concordance: number | null;
  n: number;
  events: number;
  iterations: number;
  /** Covariate means, at which `baseline` is given. */
  means: number[];
  baseline: CoxBaseline[];
}

/** Baseline of one stratum at the covariate means; arrays run along the distinct event times, ascending. */
export interface CoxBaseline {
  stratum: string | number | null;
  time: number[];
  cumulativeHazard: number[];
  /** Variance of the cumulative hazard if the coefficients were known. */
  variance: number[];
  /** By covariate: ∫ of the mean (centred) covariate over the hazard, which carries the coefficients' uncertainty along. */
  drift: number[][];
}
