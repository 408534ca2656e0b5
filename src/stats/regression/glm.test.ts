import { describe, expect, it } from "vitest";
import { type GoldenCase, goldenCases, goldenDifferences, hasShared } from "../../../tests/shared.ts";
import { type Design, designOf, linearPredictor } from "./design.ts";
import { fitGamma, gammaScores } from "./gamma.ts";
import { type GlmFit, likelihoodRatioTest, mcFaddenRSquared, meanAt } from "./glm.ts";
import { type GlmScores, robustGlmCovariance } from "./glm-robust.ts";
import { fitLogistic, type LogisticData, logisticScores } from "./logistic.ts";
import { averageMarginalEffects } from "./marginal-effects.ts";
import { fitNegativeBinomial } from "./negative-binomial.ts";
import { fitPoisson, poissonScores } from "./poisson.ts";
import { refitLogistic } from "./refit-logistic.ts";
import { fitTwoPart, spendContrast, unconditionalMeanSpend } from "./two-part.ts";

type Table = Record<string, number[]>;
interface Inputs {
  data: Table;
  y: string;
  x: string[];
  cluster?: number[];
  weights?: number[];
  offsetLogOf?: string;
}

const design = ({ data, x }: Pick<Inputs, "data" | "x">): Design =>
  designOf(Object.fromEntries(x.map((name) => [name, data[name]!])));

function summary(d: Design, fit: GlmFit, scores: GlmScores, offset?: number[]) {
  return {
    terms: fit.terms,
    coef: fit.coefficients,
    se: fit.standardErrors,
    z: fit.z,
    p: fit.pValues,
    seHC0: robustGlmCovariance({ design: d, fit, scores }).standardErrors,
    deviance: fit.deviance,
    nullDeviance: fit.nullDeviance,
    dfResidual: fit.dfResidual,
    logLik: fit.logLikelihood,
    aic: fit.aic,
    pearsonChi2: fit.pearsonChiSquare,
    dispersion: fit.dispersion,
    dispersionPearson: fit.pearsonChiSquare / fit.dfResidual,
    oddsRatios: fit.coefficients.map(Math.exp),
    fittedFirst5: [...linearPredictor(d, fit, offset)].slice(0, 5).map((eta) => meanAt(fit.kind, eta)),
  };
}

const adapters: Record<string, (inputs: never) => unknown> = {
  "glm.binomial.logit": (inputs: Inputs) => {
    const d = design(inputs);
    const grouped = inputs.data.trials;
    const data: LogisticData = {
      design: d,
      successes: inputs.data[inputs.y ?? "successes"]!,
      ...(grouped && { trials: grouped }),
    };
    const fit = fitLogistic(data);
    const scores = logisticScores(data, fit);
    const ame = averageMarginalEffects({ design: d, fit });
    return {
      ...summary(d, fit, scores),
      averageMarginalEffects: { terms: ame.terms, ame: ame.effects, se: ame.standardErrors },
      ...(inputs.cluster && {
        clusterCR0: robustGlmCovariance({ design: d, fit, scores, clusterOf: inputs.cluster }).standardErrors,
      }),
    };
  },
  "glm.binomial.logit.weighted": (inputs: Inputs) => {
    const data: LogisticData = {
      design: design(inputs),
      successes: inputs.data[inputs.y]!,
      weights: inputs.weights!,
    };
    const fit = fitLogistic(data);
    return summary(data.design, fit, logisticScores(data, fit));
  },
  "glm.binomial.separation": ({ data }: { data: Table }) => {
    try {
      fitLogistic({ design: designOf({ x: data.x! }), successes: data.y! });
      return { separated: false, finiteEstimates: true };
    } catch (error) {
      expect(error).toMatchObject({ code: "model.separated" });
      return { separated: true, finiteEstimates: false };
    }
  },
  "glm.poisson.log": (inputs: Inputs) => {
    const d = design(inputs);
    const offset = inputs.offsetLogOf === undefined ? undefined : inputs.data[inputs.offsetLogOf]!.map(Math.log);
    const data = { design: d, y: inputs.data[inputs.y]!, ...(offset && { offset }) };
    const fit = fitPoisson(data);
    return summary(d, fit, poissonScores(data, fit), offset);
  },
  "glm.Gamma.log": (inputs: Inputs) => {
    const data = { design: design(inputs), y: inputs.data[inputs.y]! };
    const fit = fitGamma(data);
    return summary(data.design, fit, gammaScores(data, fit));
  },
  "glm.likelihoodRatio": ({ dataOf, reduced, full }: { dataOf: string; reduced: string[]; full: string[] }) => {
    const { data, y } = goldenCases("glm").find((c) => c.id === dataOf)!.inputs as unknown as Inputs;
    const fit = (x: string[]) => fitLogistic({ design: design({ data, x }), successes: data[y]! });
    const test = likelihoodRatioTest(fit(reduced), fit(full));
    return { ...test, p: test.pValue, mcFaddenFull: mcFaddenRSquared(fit(full)) };
  },
  "glm.negativeBinomial2": (inputs: Inputs) => {
    const fit = fitNegativeBinomial({ design: design(inputs), y: inputs.data[inputs.y]! });
    return {
      ...fit,
      coef: fit.coefficients,
      logLik: fit.logLikelihood,
      seGivenTheta: fit.standardErrors,
      seObservedWithAlpha: fit.jointStandardErrors,
      seLogAlpha: fit.logAlphaStandardError,
      poissonLogLik: fit.poissonLogLikelihood,
      lrTestAlphaZero: fit.overdispersion.chiSquare,
    };
  },
  "glm.twoPart": ({ data, predictAtX }: { data: Table; predictAtX: number[] }) => {
    const fit = fitTwoPart({ design: designOf({ x: data.x! }), amount: data.amount! });
    const at = (...x: number[]) => designOf({ x });
    return {
      probabilityPart: fit.probability.coefficients,
      amountPart: fit.amount.coefficients,
      expected: [...unconditionalMeanSpend(fit, at(...predictAtX))],
      differencePassivesToPromoters: spendContrast(fit, { to: at(9, 10), from: at(8) }).difference,
    };
  },
};

describe.skipIf(!hasShared)("generalised linear models agree with the golden cases", () => {
  it.each(goldenCases("glm").map((c): [string, GoldenCase] => [c.id, c]))("%s", (_, c) => {
    expect(goldenDifferences(adapters[c.method]!(c.inputs as never), c)).toEqual([]);
  });
});

describe("most rows, from the fit of all", () => {
  const n = 600;
  const uniform = (seed: number) => Array.from({ length: n }, (_, i) => ((i * seed + 7) % 601) / 601);
  const [tenure, spend, luck] = [uniform(97), uniform(211), uniform(389)];
  const successes = tenure!.map((x, i) => (luck![i]! < 1 / (1 + Math.exp(0.5 - 2 * x + spend![i]!)) ? 1 : 0));
  const all = designOf({ tenure: tenure!, spend: spend! });
  const near = fitLogistic({ design: all, successes });
  const some = (wanted: (i: number) => boolean) => Int32Array.from({ length: n }, (_, i) => i).filter(wanted);
  const own = (rows: Int32Array) => {
    const of = (values: readonly number[]) => [...rows].map((row) => values[row]!);
    return fitLogistic({ design: designOf({ tenure: of(tenure!), spend: of(spend!) }), successes: of(successes) });
  };

  it("is what they give by themselves", () => {
    for (const rows of [some((i) => i % 5 !== 0), some((i) => i % 2 === 0), some(() => true)]) {
      const fitted = refitLogistic(all, successes, { near, rows })!;
      const expected = own(rows);
      expect(fitted.terms).toEqual(expected.terms);
      fitted.coefficients.forEach((value, j) => {
        expect(Math.abs(value - expected.coefficients[j]!) / expected.standardErrors[j]!).toBeLessThan(1e-6);
      });
    }
  });

  it("is left to a fit of their own where they differ too much", () => {
    const flag = Array.from({ length: n }, (_, i) => (i < 20 ? 1 : 0));
    const flagged = designOf({ tenure: tenure!, flag });
    const ofFlagged = fitLogistic({ design: flagged, successes });
    expect(refitLogistic(flagged, successes, { near: ofFlagged, rows: some((i) => i >= 20) })).toBeNull();
    // Whoever bought in the first rows is separated by nothing but having bought.
    expect(refitLogistic(all, successes, { near, rows: some((i) => successes[i] === 1) })).toBeNull();
    expect(refitLogistic(all, successes, { near, rows: new Int32Array() })).toBeNull();
  });
});
