import { InputError } from "../../base/errors.ts";

/** A customer who pays a margin each period and renews with the same chance every time. */
export interface ConstantRetention {
  /** Margin a period, in money; may be negative. */
  margin: number;
  /** Chance to renew, a share in [0, 1]. */
  retention: number;
  /** Discount rate a period, ≥ 0. */
  discount: number;
}

/** Present values of such a customer, in money; `null` where the infinite sum has no bound (nobody leaves, nothing is discounted). */
export interface ConstantRetentionValue {
  /** Whole future, the first margin now. */
  fromNow: number | null;
  /** Whole future, the first margin at the next renewal if it happens. */
  fromNextRenewal: number | null;
  /** Expected further periods: retention/(1 − retention); `null` when nobody leaves. */
  expectedRenewals: number | null;
}

/**
 * Customer lifetime value under one retention rate for ever: the textbook closed form.
 *
 * For quick sums and for reading older reports. Real cohorts retain better with tenure, so this undervalues who is left: see
 * {@link fitShiftedBetaGeometric}.
 * @throws InputError `input.out_of_range` for a margin that is not finite, a retention outside [0, 1] or a negative discount rate
 * @see Berger & Nasr (1998), Journal of Interactive Marketing 12, 17–30; Fader & Hardie (2010), Marketing Science 29, 85–93, on its bias
 * @example
 * constantRetentionValue({ margin: 100, retention: 0.8, discount: 0.1 }).fromNow; // 100·1.1/0.3 = 366.6667
 */
export function constantRetentionValue({ margin, retention, discount }: ConstantRetention): ConstantRetentionValue {
  requireConstant({ margin, retention, discount });
  const leak = 1 - retention + discount;
  return {
    fromNow: leak === 0 ? null : (margin * (1 + discount)) / leak,
    fromNextRenewal: leak === 0 ? null : (margin * retention) / leak,
    expectedRenewals: retention === 1 ? null : retention / (1 - retention),
  };
}

/**
 * The same over a horizon: Σ margin·retention^t/(1 + discount)^t for t = 0 (now) … `periods`.
 * @param horizon.periods further periods after the one that is paid now, whole number ≥ 0
 * @throws InputError `input.out_of_range` as {@link constantRetentionValue}, or for periods that are not whole
 * @see Berger & Nasr (1998), Journal of Interactive Marketing 12, 17–30
 * @example
 * constantRetentionValueOver({ margin: 100, retention: 0.8, discount: 0.1, periods: 5 }); // 312.4097
 */
export function constantRetentionValueOver({
  margin,
  retention,
  discount,
  periods,
}: ConstantRetention & { periods: number }): number {
  requireConstant({ margin, retention, discount });
  if (!(Number.isInteger(periods) && periods >= 0))
    throw new InputError("input.out_of_range", "A horizon is a whole number of periods from 0.", {
      details: { periods },
    });
  const ratio = retention / (1 + discount);
  let sum = 0;
  for (let t = 0, factor = 1; t <= periods && factor > 0; t++, factor *= ratio) {
    if (ratio === 1) return margin * (periods + 1);
    sum += factor;
  }
  return margin * sum;
}

/**
 * Margin multiple retention/(1 + discount − retention): what a yearly margin is worth over the customer's whole future.
 * @returns `null` where nobody leaves and nothing is discounted
 * @throws InputError `input.out_of_range` for a retention outside [0, 1] or a negative discount rate
 * @see Gupta & Lehmann (2003), Journal of Interactive Marketing 17, 9–24, table 1
 * @example
 * marginMultiple({ retention: 0.8, discount: 0.12 }); // 2.5
 */
export function marginMultiple({ retention, discount }: Omit<ConstantRetention, "margin">): number | null {
  return constantRetentionValue({ margin: 1, retention, discount }).fromNextRenewal;
}

function requireConstant({ margin, retention, discount }: ConstantRetention): void {
  const usable =
    Number.isFinite(margin) && retention >= 0 && retention <= 1 && discount >= 0 && Number.isFinite(discount);
  if (!usable)
    throw new InputError(
      "input.out_of_range",
      "Value needs a finite margin, a retention in [0, 1] and a discount rate from 0.",
      {
        hint: "Write shares and rates as 0.8 and 0.1, not 80 and 10.",
        details: { margin, retention, discount },
      },
    );
}
