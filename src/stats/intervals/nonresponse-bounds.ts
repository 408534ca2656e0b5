import { InputError } from "../../base/errors.ts";
import { requireCounts } from "./checks.ts";
import { type NpsCounts, netPromoterScore } from "./nps.ts";

/** What the answers alone say, and what everybody's score could be. */
export interface NonresponseBounds {
  /** Of the respondents. */
  estimate: number;
  /** Share of the invited who answered, in (0, 1]. */
  responseRate: number;
  /** If every non-respondent had given the worst answer. */
  low: number;
  /** If every non-respondent had given the best. */
  high: number;
}

/**
 * Worst-case bounds of a net promoter score, in points: every non-respondent a detractor, or a promoter.
 *
 * No assumption about who stays silent, hence wide; they say how much an estimate leans on that assumption.
 * @throws InputError `input.sample_too_small` without answers
 * @see Manski (1989), J. Hum. Resour. 24, 343–360
 * @example
 * npsNonresponseBounds({ promoters: 60, passives: 25, detractors: 15 }, 300); // −63.75 to 86.25
 */
export function npsNonresponseBounds(counts: NpsCounts, nonRespondents: number): NonresponseBounds {
  const estimate = netPromoterScore(counts);
  const respondents = counts.promoters + counts.passives + counts.detractors;
  return meanNonresponseBounds({ mean: estimate, respondents, nonRespondents, min: -100, max: 100 });
}

/**
 * Worst-case bounds of a bounded mean (a share: 0 and 1; a 1–5 scale: 1 and 5).
 * @throws InputError `input.sample_too_small` without answers, `input.out_of_range` when the mean is outside [min, max]
 * @see Manski (1989)
 * @example
 * meanNonresponseBounds({ mean: 4, respondents: 300, nonRespondents: 100, min: 1, max: 5 }); // { low: 3.25, high: 4.25 }
 */
export function meanNonresponseBounds(answers: {
  mean: number;
  respondents: number;
  nonRespondents: number;
  min: number;
  max: number;
}): NonresponseBounds {
  const { mean, respondents, nonRespondents, min, max } = answers;
  requireCounts({ respondents, nonRespondents });
  if (!(respondents > 0)) throw new InputError("input.sample_too_small", "Nobody answered.");
  if (!(mean >= min && mean <= max))
    throw new InputError("input.out_of_range", `The mean ${mean} lies outside ${min} to ${max}.`);
  const responseRate = respondents / (respondents + nonRespondents);
  const silent = 1 - responseRate;
  return {
    estimate: mean,
    responseRate,
    low: responseRate * mean + silent * min,
    high: responseRate * mean + silent * max,
  };
}
