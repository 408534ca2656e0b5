import { InputError } from "../../base/errors.ts";
import { effectiveSampleSize } from "./effective-sample-size.ts";
import { fitPropensity } from "./propensity.ts";

/** Weights of those who answered. */
export interface NonResponseWeights {
  /** One a customer asked: 0 where they did not answer, averaging 1 over those who did. */
  weights: Float64Array;
  /** Estimated probability of answering. */
  probabilities: Float64Array;
  /** Answers whose weight was cut at the cap. */
  capped: number;
  /** Kish's effective number of answers. */
  effectiveAnswers: number;
  answers: number;
  asked: number;
}

/**
 * Weights that make those who answered look like all who were asked, from what was known about everybody.
 *
 * Repairs only non-response that the covariates explain; show worst-case bounds beside it. For known margins use raking.
 * @param survey.answered 1 or 0, one a customer asked
 * @param survey.covariates columns known for all who were asked
 * @param survey.cap largest weight as a multiple of the mean weight, default 5
 * @throws InputError as the propensity fit: `input.sample_too_small` when nobody or everybody answered; `input.out_of_range`
 * @throws ModelError `model.separated` when a covariate decides who answers
 * @see Little & Rubin (2002), Statistical Analysis with Missing Data, chapter 3
 * @example
 * // Of four heavy buyers all but one answered, of four light buyers only one: it stands for four.
 * const answered = [1, 1, 1, 0, 1, 0, 0, 0];
 * const heavy = [1, 1, 1, 1, 0, 0, 0, 0];
 * nonResponseWeights({ answered, covariates: [heavy] }).weights[4]; // 2
 */
export function nonResponseWeights(survey: {
  answered: ArrayLike<number>;
  covariates: readonly ArrayLike<number>[];
  cap?: number;
}): NonResponseWeights {
  const { answered, covariates, cap = 5 } = survey;
  if (!(cap > 1))
    throw new InputError("input.out_of_range", "The cap on weights must be above 1.", { details: { cap } });
  const { scores } = fitPropensity({ treated: answered, covariates });
  const asked = scores.length;
  const raw = scores.map((p, i) => (answered[i] === 1 ? 1 / p : 0));
  const answers = raw.reduce((count, w) => count + (w > 0 ? 1 : 0), 0);
  const limit = (cap * raw.reduce((a, b) => a + b, 0)) / answers;
  const cut = raw.map((w) => Math.min(w, limit));
  const mean = cut.reduce((a, b) => a + b, 0) / answers;
  return {
    weights: cut.map((w) => w / mean),
    probabilities: scores,
    capped: raw.reduce((count, w) => count + (w > limit ? 1 : 0), 0),
    effectiveAnswers: effectiveSampleSize(cut),
    answers,
    asked,
  };
}
