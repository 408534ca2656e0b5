/**
 * Statistics of customers' experience and its worth in money: pure functions on numbers, usable on their own.
 *
 * Data in, data out: a fit is a plain, serialisable record and prediction a function of it. Every estimate carries its interval
 * and its n; what is undefined is `null` or an error with a code, never `NaN`. Randomness is an argument.
 */

// Foundations: intervals as values, moments and sums that keep their digits, errors with a code.
export { AppError, InputError, ModelError } from "../base/errors.ts";
export type { Random } from "../base/random.ts";
// Causal effects and their sensitivity.
export {
  type AipwEffect,
  type AipwOptions,
  aipw,
  aipwFromNuisances,
  expectedOutcomes,
  type Nuisances,
} from "./causal/aipw.ts";
export { aipwFromCells, type Cell, type CellEffect, type CellEstimand } from "./causal/aipw-from-cells.ts";
export { type Ancova, ancova, type BeforeAfter } from "./causal/ancova.ts";
export { type Balance, balance, type CovariateBalance } from "./causal/balance.ts";
export {
  type Aggregate,
  type AggregateEffect,
  callawaySantAnna,
  exposureBand,
  type GroupTimeEffect,
  type StaggeredEffects,
  type StaggeredOptions,
} from "./causal/callaway-santanna.ts";
export { type ChangeEffect, type ChangeStudy, changeEffect, type DidEstimator } from "./causal/doubly-robust-did.ts";
export { type EffectForEValue, type EValue, eValue } from "./causal/e-value.ts";
export { effectiveSampleSize } from "./causal/effective-sample-size.ts";
export { type Encouragement, type EncouragementEffect, encouragementEffect } from "./causal/encouragement.ts";
export {
  type BalancedEffect,
  type BalancingQuestion,
  type BalancingWeights,
  entropyBalance,
  entropyBalancedEffect,
} from "./causal/entropy-balancing.ts";
export type { Estimand } from "./causal/estimand.ts";
export type { EffectEstimate } from "./causal/influence.ts";
export {
  horvitzThompsonEffect,
  inverseProbabilityEffect,
  type WeightedEffect,
} from "./causal/inverse-probability.ts";
export { type MantelHaenszel, mantelHaenszel, type TwoByTwo } from "./causal/mantel-haenszel.ts";
export { noAssumptionBounds } from "./causal/no-assumption-bounds.ts";
export { type NonResponseWeights, nonResponseWeights } from "./causal/non-response-weights.ts";
export { fitPropensity, type Overlap, overlap, type Propensity } from "./causal/propensity.ts";
export { type RegressionToMean, regressionToMean } from "./causal/regression-to-mean.ts";
export { type BenchmarkBound, benchmarkBounds, type Robustness, robustnessValue } from "./causal/robustness-value.ts";
export type { StaggeredPanel } from "./causal/staggered-panel.ts";
export { standardisedEffect } from "./causal/standardisation.ts";
export { type ArmSums, type StratifiedEffect, stratifiedEffect } from "./causal/stratified-effect.ts";
export type { Study } from "./causal/study.ts";
export {
  matchPredictors,
  type PlaceboTest,
  type PredictorMatch,
  placeboTest,
  type SyntheticControl,
  type SyntheticControlData,
  syntheticControl,
} from "./causal/synthetic-control.ts";
export { differenceInChanges, differenceInDifferences, type MeanWithError } from "./causal/two-by-two.ts";
export { type TwoWayFixedEffects, twoWayFixedEffects } from "./causal/two-way-fixed-effects.ts";
// Customer-base models.
export { type BackTest, type BackTestClass, type BackTestTable, backTest } from "./customer-base/back-test.ts";
export type { BetaGeometricParams } from "./customer-base/beta-geometric.ts";
export {
  type BgBbFit,
  type BgBbParams,
  discountedActivePeriods,
  expectedActivePeriods,
  expectedActivePeriodsOfNewCustomer,
  fitBgBb,
  type OpportunityHistory,
  type OpportunityTable,
  opportunityLogLikelihood,
  probabilityAliveNextPeriod,
} from "./customer-base/bg-bb.ts";
export {
  type ConstantRetention,
  type ConstantRetentionValue,
  constantRetentionValue,
  constantRetentionValueOver,
  marginMultiple,
} from "./customer-base/constant-retention.ts";
export type { FitOptions, ModelFit } from "./customer-base/fit-in-logs.ts";
export {
  type BgNbdFit,
  fitBgNbd,
  fitMbgNbd,
  fitParetoNbd,
  type MbgNbdFit,
  type ParetoNbdFit,
} from "./customer-base/fit-purchases.ts";
export {
  type ExpectedTransactionValue,
  expectedTransactionValue,
  fitGammaGamma,
  type GammaGammaFit,
  type GammaGammaParams,
  type SpendHistory,
  type SpendTable,
  spendLogLikelihood,
} from "./customer-base/gamma-gamma.ts";
export {
  type DiscountedHorizon,
  type LifetimeValue,
  lifetimeValue,
  residualLifetimeValue,
  type ValueModel,
  type ValueTerms,
} from "./customer-base/lifetime-value.ts";
export {
  drawParameters,
  type PredictionScale,
  type UncertainPrediction,
  withUncertainty,
} from "./customer-base/parameter-uncertainty.ts";
export type { ParetoParams } from "./customer-base/pareto.ts";
export {
  discountedExpectedPurchases,
  expectedPurchases,
  expectedPurchasesOfNewCustomer,
  historyLogLikelihood,
  type PurchaseModel,
  probabilityAlive,
  purchaseCountProbability,
} from "./customer-base/purchase-model.ts";
export { type PurchaseSummary, summariseTransactions, type Transactions } from "./customer-base/purchase-summary.ts";
export type { PurchaseHistory, PurchaseTable } from "./customer-base/purchase-table.ts";
export type { CohortSurvivors } from "./customer-base/retention-cohorts.ts";
export {
  type BetaDiscreteWeibullFit,
  cohortSurvival,
  discountedLifetime,
  discountedResidualLifetime,
  fitBetaDiscreteWeibull,
  fitShiftedBetaGeometric,
  type RetentionModel,
  retentionRates,
  type ShiftedBetaGeometricFit,
} from "./customer-base/retention-model.ts";
export { betaCdf, betaQuantile, betaUpper, logBetaDensity } from "./distributions/beta.ts";
export { binomialCdf, binomialPmf, binomialQuantile, binomialUpper } from "./distributions/binomial.ts";
// Distributions.
export { bivariateNormalCdf, bivariateNormalDensity } from "./distributions/bivariate-normal.ts";
export { chiSquareCdf, chiSquareQuantile, chiSquareUpper } from "./distributions/chi-square.ts";
export { fCdf, fQuantile, fUpper } from "./distributions/f.ts";
export { type GammaParameters, gammaCdf, gammaQuantile, gammaUpper, logGammaDensity } from "./distributions/gamma.ts";
export { type NoncentralT, noncentralTCdf, noncentralTUpper } from "./distributions/noncentral-t.ts";
export { logNormalCdf, normalCdf, normalDensity, normalQuantile, normalUpper } from "./distributions/normal.ts";
export { poissonCdf, poissonPmf, poissonQuantile, poissonUpper } from "./distributions/poisson.ts";
export {
  studentTCdf,
  studentTDensity,
  studentTQuantile,
  studentTTwoSided,
  studentTUpper,
} from "./distributions/student-t.ts";
export {
  type StudentizedRange,
  studentizedRangeCdf,
  studentizedRangeQuantile,
  studentizedRangeUpper,
} from "./distributions/studentized-range.ts";
// Drivers, reliability and agreement.
export { type Agreement, cohenKappa, type KappaWeights } from "./drivers/cohen-kappa.ts";
export { correlationMatrix, type SquareMatrix } from "./drivers/correlation-matrix.ts";
export { cronbachAlpha, type Reliability } from "./drivers/cronbach-alpha.ts";
export {
  type DriverAnalysis,
  type DriverQuestion,
  type DriverShare,
  driverAnalysis,
} from "./drivers/driver-analysis.ts";
export { type LmgShares, lmgShares, type SampledLmgShares, sampledLmgShares } from "./drivers/lmg.ts";
export { type Polychoric, polychoric } from "./drivers/polychoric.ts";
export { type RelativeImportance, relativeImportance } from "./drivers/relative-importance.ts";
export type { Interval } from "./interval.ts";
// Intervals and survey estimates.
export { anytimeMeanInterval } from "./intervals/anytime-mean.ts";
export {
  type ClusteredDifference,
  type ClusteredMean,
  type ClusterSums,
  clusteredDifference,
  clusteredMean,
  clusteredNps,
  clusteredShare,
  clusterSums,
  type SharedClusterSums,
} from "./intervals/clustered-mean.ts";
export { type CupedEstimate, cuped } from "./intervals/cuped.ts";
export { type MeanEstimate, type MeanOptions, meanInterval } from "./intervals/mean.ts";
export {
  meanNonresponseBounds,
  type NonresponseBounds,
  npsNonresponseBounds,
} from "./intervals/nonresponse-bounds.ts";
export { type NpsBand, type NpsCounts, type NpsEstimate, netPromoterScore, npsInterval } from "./intervals/nps.ts";
export { type NpsDifference, npsDifference, npsPairedDifference } from "./intervals/nps-difference.ts";
export {
  type PostStratifiedMean,
  postStratifiedMean,
  type Stratum,
  stratifiedMean,
} from "./intervals/post-stratified-mean.ts";
export {
  agrestiCoullInterval,
  clopperPearsonInterval,
  jeffreysInterval,
  waldInterval,
} from "./intervals/proportion.ts";
export { type ProportionDifference, proportionDifference } from "./intervals/proportion-difference.ts";
export {
  type QuantileInterval,
  type QuantileRanks,
  type QuantileType,
  quantileInterval,
  quantileOf,
  quantileRanks,
} from "./intervals/quantile.ts";
export { type RakedWeights, type RakingMargin, type RakingOptions, rake } from "./intervals/raking.ts";
export { type EventRate, rateInterval, rateRatio } from "./intervals/rate.ts";
export { type FiellerParts, fieller, type RatioEstimate, ratioOfMeans } from "./intervals/ratio.ts";
export { type RatioOfFew, type RatioSumsOfUnits, ratioOfFew } from "./intervals/ratio-of-few.ts";
export { type ReweightedMean, reweightedMean, type WeightedCell } from "./intervals/reweighted-mean.ts";
export { type WeightedMean, weightedMean } from "./intervals/weighted-mean.ts";
export { type AnswerCount, wilsonInterval } from "./intervals/wilson.ts";
// Longitudinal: panels, series, forecasts, control charts.
export { absorb, type Grouping, groupingOf } from "./longitudinal/absorb.ts";
export {
  type ControlChart,
  countChart,
  individualsChart,
  type RatePoint,
  type RunRule,
  shareChart,
} from "./longitudinal/control-chart.ts";
export {
  exponentialSmoothing,
  type SmoothedSeries,
  type SmoothingKind,
  type SmoothingWeights,
} from "./longitudinal/exponential-smoothing.ts";
export {
  type InterruptedSeries,
  type InterruptedTimeSeries,
  interruptedTimeSeries,
} from "./longitudinal/interrupted-time-series.ts";
export { type MixRate, type SegmentChange, splitMixRate } from "./longitudinal/mix-rate.ts";
export { type NeweyWest, neweyWest } from "./longitudinal/newey-west.ts";
export { type Panel, type PanelFit, type PanelOptions, panelFixedEffects } from "./longitudinal/panel-fixed-effects.ts";
export { type ForecastPoint, type ForecastQuestion, seasonalNaive } from "./longitudinal/seasonal-naive.ts";
// Money: present values, uncertain business cases, response to spend.
export { geometricAdstock } from "./money/adstock.ts";
export {
  allocateBudget,
  type BudgetAllocation,
  type BudgetQuestion,
  type LogCurve,
  type ResponseCurve,
} from "./money/budget-allocation.ts";
export { productOfLognormals, sumOfNormals } from "./money/closed-forms.ts";
export { fitHillResponse, type HillFit } from "./money/fit-hill-response.ts";
export { fitLogResponse, type LogResponse, type ResponsePoints } from "./money/fit-log-response.ts";
export { type HillCurve, hillInflection, hillMarginal, hillResponse } from "./money/hill-curve.ts";
export {
  datedInternalRateOfReturn,
  type InternalRates,
  internalRateOfReturn,
} from "./money/internal-rate-of-return.ts";
export {
  type DatedCashflows,
  datedNetPresentValue,
  netPresentValue,
  spreadsheetNetPresentValue,
} from "./money/net-present-value.ts";
export { type BusinessCase, paybackPeriods, type Return, returnOnInvestment } from "./money/return-on-investment.ts";
export { type Simulation, type SimulationResult, simulate, type UncertainInput } from "./money/simulate.ts";
export {
  type DistributionSummary,
  pert,
  type ThreePointEstimate,
  triangular,
  triangularQuantile,
} from "./money/three-point.ts";
export { type TornadoBar, tornado } from "./money/tornado.ts";
// Optimisation, roots and quadrature.
export { type BfgsResult, maximiseByBfgs, type Slope } from "./optimise/bfgs.ts";
export { minimiseByNelderMead, type NelderMeadOptions, type NelderMeadResult } from "./optimise/nelder-mead.ts";
export { type Evaluation, maximiseByNewton, type NewtonOptions, type NewtonResult } from "./optimise/newton.ts";
export { gaussLaguerre, gaussLegendre, integrate, type Quadrature } from "./optimise/quadrature.ts";
export { bracketRoot, findRoot, type RootSearch, rootOfIncreasing } from "./optimise/root.ts";
// How good predictions are.
export {
  type AreaUnderCurve,
  type AucDifference,
  areaUnderCurve,
  compareAuc,
  type PairedScores,
} from "./prediction/auc.ts";
export {
  crpsEnsemble,
  crpsNormal,
  type ForecastErrors,
  type ForecastRows,
  forecastErrors,
  type IntervalForecasts,
  type IntervalScore,
  intervalScore,
} from "./prediction/forecast-errors.ts";
export { type HeldOutGain, heldOutErrors, heldOutGain, type PredictorRows } from "./prediction/held-out-gain.ts";
export { type HosmerLemeshowTest, hosmerLemeshow } from "./prediction/hosmer-lemeshow.ts";
export { applyIsotonic, fitIsotonic, type IsotonicFit, type IsotonicRows } from "./prediction/isotonic.ts";
export { type Lift, liftAtTop } from "./prediction/lift.ts";
export {
  applyPlatt,
  type CalibrationSlope,
  calibrationSlope,
  fitPlatt,
  type PlattCalibration,
} from "./prediction/logistic-calibration.ts";
export {
  type Binning,
  type CalibrationBin,
  type ProbabilityScores,
  probabilityScores,
} from "./prediction/probability-scores.ts";
export type { ScoredLabels } from "./prediction/scored-labels.ts";
// Random numbers that a seed decides.
export { drawBeta } from "./random/beta.ts";
export { drawBinomial } from "./random/binomial.ts";
export { categoricalSampler } from "./random/categorical.ts";
export { drawExponential } from "./random/exponential.ts";
export { drawGamma, drawLogGamma } from "./random/gamma.ts";
export { foldsByHash, hashToUniform } from "./random/hash-to-uniform.ts";
export { murmur3 } from "./random/murmur3.ts";
export { drawNegativeBinomial } from "./random/negative-binomial.ts";
export { drawNormal } from "./random/normal.ts";
export { pcg32 } from "./random/pcg32.ts";
export { drawPoisson } from "./random/poisson.ts";
export { sfc32, sfc32FromState } from "./random/sfc32.ts";
export { splitmix64 } from "./random/splitmix64.ts";
export { xoshiro256StarStar } from "./random/xoshiro256.ts";
// Regression.
export {
  type ClusterCovariance,
  type ClusterType,
  clusterCovariance,
  twoWayClusterCovariance,
} from "./regression/cluster-robust.ts";
export {
  type CrossProducts,
  crossProducts,
  type LinearData,
  linearDataFromCells,
  mergeCrossProducts,
} from "./regression/cross-products.ts";
export { type Design, designOf, INTERCEPT, linearPredictor } from "./regression/design.ts";
export { type AmountData, fitGamma, gammaScores } from "./regression/gamma.ts";
export {
  type GlmFit,
  type GlmKind,
  type LikelihoodRatioTest,
  likelihoodRatioTest,
  mcFaddenRSquared,
  meanAt,
} from "./regression/glm.ts";
export { type GlmRobustCovariance, type GlmScores, robustGlmCovariance } from "./regression/glm-robust.ts";
export {
  coefficientIntervals,
  fitLinear,
  fitLinearFromCrossProducts,
  type LinearFit,
  lackOfFit,
  varianceInflation,
  type WaldTest,
  waldTest,
} from "./regression/linear.ts";
export { fitFirthLogistic, fitLogistic, type LogisticData, logisticScores } from "./regression/logistic.ts";
export { averageMarginalEffects, type MarginalEffects } from "./regression/marginal-effects.ts";
export {
  fitNegativeBinomial,
  type NegativeBinomialFit,
  negativeBinomialScores,
} from "./regression/negative-binomial.ts";
export { type CountData, fitPoisson, poissonScores } from "./regression/poisson.ts";
export { breuschPagan, cooksDistances, durbinWatson, leveragesOf, residualsOf } from "./regression/residuals.ts";
export { fitRidge, type RidgeFit } from "./regression/ridge.ts";
export { type RobustCovariance, type RobustType, robustCovariance } from "./regression/robust.ts";
export {
  fitTwoPart,
  type SpendContrast,
  type SpendData,
  spendContrast,
  type TwoPartFit,
  unconditionalMeanSpend,
} from "./regression/two-part.ts";
// Resampling.
export { bootstrap, type Resampling } from "./resampling/bootstrap.ts";
export { type BootstrapIntervals, bootstrapIntervals, type Replicates } from "./resampling/bootstrap-intervals.ts";
export {
  bootstrapCells,
  bootstrapSums,
  type SumsBootstrap,
  type SumsQuestion,
} from "./resampling/bootstrap-sums.ts";
export { exactBootstrap } from "./resampling/exact-bootstrap.ts";
export { type Jackknife, jackknife } from "./resampling/jackknife.ts";
export { poissonWeights } from "./resampling/poisson-weights.ts";
// Shrinkage of many small groups.
export { type BetaBinomial, type ShareCount, type ShrunkShare, shrinkShares } from "./shrinkage/beta-binomial.ts";
export { funnelLimits } from "./shrinkage/funnel-limits.ts";
export { type JamesStein, jamesStein } from "./shrinkage/james-stein.ts";
export { type ShrunkMeans, shrinkMeans } from "./shrinkage/normal-normal.ts";
// Special functions.
export { erf, erfc } from "./special/error-function.ts";
export { digamma, logBeta, logGamma, trigamma } from "./special/gamma.ts";
export { hyp2f1, logHyp2f1, logHyperU } from "./special/hypergeometric.ts";
export { incompleteBeta } from "./special/incomplete-beta.ts";
export { incompleteGamma, type Tails } from "./special/incomplete-gamma.ts";
export {
  CompensatedSum,
  compensatedSum,
  type Moments,
  mergeMoments,
  mergePairedMoments,
  momentsFromSums,
  momentsOf,
  NO_MOMENTS,
  type PairedMoments,
  pairedMomentsFromSums,
  pairedMomentsOf,
  sampleVariance,
} from "./sums.ts";
// Survival.
export { type CoxPrediction, type CoxProfile, predictCox } from "./survival/cox-baseline.ts";
export type { CoxRows } from "./survival/cox-design.ts";
export type { ChiSquareStatistic, CoxBaseline, CoxFit } from "./survival/cox-fit.ts";
export { type CoxOptions, fitCox } from "./survival/cox-model.ts";
export type { TieMethod } from "./survival/cox-sweep.ts";
export {
  type CauseIncidence,
  type CompetingRows,
  type CumulativeIncidence,
  cumulativeIncidence,
} from "./survival/cumulative-incidence.ts";
export { type KaplanMeier, kaplanMeier, type SurvivalBand, survivalAt } from "./survival/kaplan-meier.ts";
export { type GroupedSurvivalRows, type LogRankTest, logRankTest } from "./survival/log-rank.ts";
export {
  type ProportionalHazardsTest,
  proportionalHazardsTest,
  type TimeScale,
} from "./survival/proportional-hazards-test.ts";
export {
  type RestrictedMean,
  type RestrictedMeanDifference,
  restrictedMeanDifference,
  restrictedMeanSurvival,
} from "./survival/restricted-mean.ts";
export { medianSurvival, type SurvivalQuantile, survivalQuantile } from "./survival/survival-quantile.ts";
export type { RiskTable, SurvivalRows } from "./survival/survival-rows.ts";
// Tests, effect sizes, power and multiplicity.
export { brownForsythe, type FTest, type OneWayAnova, oneWayAnova, welchAnova } from "./tests/anova.ts";
export type { Group } from "./tests/checks.ts";
export { type ChiSquareTest, chiSquareTest } from "./tests/chi-square-test.ts";
export { type CliffsDelta, cliffsDelta, type DominanceSums, dominanceSumsOf } from "./tests/cliffs-delta.ts";
export {
  type KendallCorrelation,
  kendallCorrelation,
  midRanks,
  type PearsonCorrelation,
  pearsonCorrelation,
  spearmanCorrelation,
} from "./tests/correlation.ts";
export { type Adjustment, adjustPValues } from "./tests/multiplicity.ts";
export { gamesHowell, type PairwiseDifference, tukeyHsd } from "./tests/pairwise-means.ts";
export {
  detectableMeanDifference,
  detectableProportionDifference,
  type ErrorRates,
  powerOfTwoMeans,
  powerOfTwoProportions,
  sampleSizeForNpsDifference,
  sampleSizeForNpsMargin,
  sampleSizeForTwoMeans,
  sampleSizeForTwoProportions,
} from "./tests/power.ts";
export { type ProportionTrend, proportionTrend, type TrendBand } from "./tests/proportion-trend.ts";
export {
  type KruskalWallis,
  kruskalWallis,
  type MannWhitney,
  mannWhitney,
  type RankSums,
  rankSumsOf,
  rankSumsOfRows,
} from "./tests/rank-tests.ts";
export {
  hedgesCorrection,
  type StandardizedDifference,
  standardizedDifference,
} from "./tests/standardized-difference.ts";
export { pairedTTest, studentTTest, type TTest, welchTTest } from "./tests/t-test.ts";
