import type { Message } from "../findings/figure.ts";
import type { AipwEffect } from "../stats/causal/aipw.ts";
import { robustnessValue } from "../stats/causal/robustness-value.ts";
import type { Study } from "../stats/causal/study.ts";
import type { Rung } from "./climb.ts";
import { overPlaceboDays, type Placebo, readPlacebo } from "./placebo.ts";
import { PLACEBO_DAYS } from "./study.ts";
import { CHANGED_MINIMUM, type Within } from "./within.ts";

/** Change of an estimate, as a share of it, up to which two ways count as the same. */
const ALIKE = 0.1;
/** Standard errors beyond which two estimates of different customers disagree. */
const APART = 1.96;

type Values = Message["values"];

/** How much of the difference history explains, and whether the fair ways agree with each other. */
export function waysInWords(rungs: readonly Rung[], values: Values): Message[] {
  const [first, last] = [rungs[0]!, rungs.at(-1)!];
  if (first === last) return [];
  const kept = last.estimate / first.estimate;
  const code = kept < 1 - ALIKE ? "history_explains" : kept > 1 + ALIKE ? "history_hides" : "history_neutral";
  const fair = rungs.slice(1).map(({ estimate }) => estimate);
  const agree = fair.every((estimate) => estimate >= last.interval.low && estimate <= last.interval.high);
  return [
    { code: `worth.${code}`, values: { ...values, apart: first.estimate, fair: last.estimate } },
    ...(fair.length > 1
      ? [
          {
            code: agree ? "worth.ways_agree" : "worth.ways_disagree",
            values: { ...values, n: fair.length, apart: Math.min(...fair), fair: Math.max(...fair) },
          },
        ]
      : []),
  ];
}

/** What the headline becomes for all who could have answered. */
export function baseInWords(answered: Rung, everybody: Rung, values: Values): Message {
  const isSame = Math.abs(everybody.estimate - answered.estimate) <= ALIKE * Math.abs(answered.estimate);
  return {
    code: isSame ? "worth.base_same" : "worth.base_differs",
    values: { ...values, apart: answered.estimate, fair: everybody.estimate },
  };
}

/** Customers compared with themselves, beside customers compared with others over as many days. */
export function withinInWords(
  within: Within,
  { estimate, standardError }: AipwEffect,
  horizonDays: number,
  values: Values,
): Message {
  const { changed: n } = within;
  switch (within.state) {
    case "too_few":
      return { code: "worth.within_too_few", values: { ...values, n, required: CHANGED_MINIMUM } };
    case "pre_trend":
      return { code: "worth.within_pre_trend", values: { ...values, n, fair: within.estimate } };
    case "estimate": {
      const { days } = within;
      const share = days / horizonDays;
      const isApart =
        Math.abs(within.estimate - share * estimate) > APART * Math.hypot(within.standardError, share * standardError);
      return {
        code: isApart ? "worth.within_disagrees" : "worth.within_agrees",
        values: { ...values, n, days, apart: share * estimate, fair: within.estimate },
      };
    }
    default:
      return within satisfies never;
  }
}

/** What the time before the answer says; it informs and decides nothing. */
export function placeboInWords(
  placebo: Placebo | null,
  headline: number,
  horizonDays: number,
  values: Values,
): Message {
  if (!placebo) return { code: "worth.placebo_early", values: { ...values, days: PLACEBO_DAYS } };
  const { estimate, interval, n } = placebo;
  return {
    code: `worth.placebo_${readPlacebo(placebo, overPlaceboDays(headline, horizonDays))}`,
    values: { ...values, ...interval, n, days: PLACEBO_DAYS, difference: estimate, fair: estimate },
  };
}

/** How strong a hidden cause would have to be to bring the worth to nothing. */
export function hiddenCause({ estimate, standardError }: AipwEffect, { treated, covariates }: Study): Message {
  const df = treated.length - covariates.length - 2;
  const { robustnessValue: share } = robustnessValue({ t: estimate / standardError, df });
  return { code: "worth.hidden_cause", values: { share } };
}
