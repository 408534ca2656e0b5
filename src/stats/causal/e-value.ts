import { InputError } from "../../base/errors.ts";

/** An effect on a ratio scale, or a standardised mean difference, with its interval. */
export type EffectForEValue =
  | {
      /** Odds and hazard ratios of a common outcome (above 15 %) are brought to a risk ratio first. */
      measure: "riskRatio" | "oddsRatioRare" | "oddsRatioCommon" | "hazardRatioRare" | "hazardRatioCommon";
      estimate: number;
      low: number;
      high: number;
    }
  | { measure: "standardisedDifference"; estimate: number; standardError: number };

/** E-values of an estimate and of its interval. */
export interface EValue {
  /** The effect as a risk ratio. */
  riskRatio: number;
  /** Least strength, on the risk-ratio scale, that a hidden cause must have with both sides to explain the estimate away. */
  eValue: number;
  /** The same for the interval's limit nearer to no effect; 1 when the interval holds no effect. */
  limitEValue: number;
}

/**
 * E-value: how strong an unmeasured cause would have to be to explain an effect away entirely.
 *
 * A mean difference is standardised by the outcome's standard deviation and read as RR = exp(0.91 d), limits exp(0.91 d ± 1.78 se).
 * @throws InputError `input.out_of_range` for ratios that are not positive, a negative standard error, or an estimate outside its interval
 * @see VanderWeele & Ding (2017), Annals of Internal Medicine 167, 268–274
 * @example
 * // VanderWeele & Ding's example: risk ratio 3.9 (1.8 to 8.7).
 * eValue({ measure: "riskRatio", estimate: 3.9, low: 1.8, high: 8.7 }); // { eValue: 7.26, limitEValue: 3.00 }
 */
export function eValue(effect: EffectForEValue): EValue {
  const { estimate, low, high } = asRiskRatio(effect);
  const limit = estimate >= 1 ? Math.max(1, low) : Math.min(1, high);
  return { riskRatio: estimate, eValue: fromRiskRatio(estimate), limitEValue: fromRiskRatio(limit) };
}

function fromRiskRatio(riskRatio: number): number {
  const away = riskRatio < 1 ? 1 / riskRatio : riskRatio;
  return away + Math.sqrt(away * (away - 1));
}

function asRiskRatio(effect: EffectForEValue): { estimate: number; low: number; high: number } {
  if (effect.measure === "standardisedDifference") {
    const { estimate, standardError } = effect;
    if (!Number.isFinite(estimate) || !(standardError >= 0 && standardError < Number.POSITIVE_INFINITY))
      throw invalid(effect);
    const at = (shift: number) => Math.exp(0.91 * estimate + shift * standardError);
    return { estimate: at(0), low: at(-1.78), high: at(1.78) };
  }
  const { estimate, low, high } = effect;
  if (!(low > 0 && low <= estimate && estimate <= high && high < Number.POSITIVE_INFINITY)) throw invalid(effect);
  const convert = conversionOf(effect.measure);
  return { estimate: convert(estimate), low: convert(low), high: convert(high) };
}

function conversionOf(
  measure: Exclude<EffectForEValue["measure"], "standardisedDifference">,
): (ratio: number) => number {
  switch (measure) {
    case "riskRatio":
    case "oddsRatioRare":
    case "hazardRatioRare":
      return (ratio) => ratio;
    case "oddsRatioCommon":
      return Math.sqrt;
    case "hazardRatioCommon":
      return (ratio) => (1 - 0.5 ** Math.sqrt(ratio)) / (1 - 0.5 ** Math.sqrt(1 / ratio));
    default:
      return measure satisfies never;
  }
}

const invalid = (effect: EffectForEValue): InputError =>
  new InputError(
    "input.out_of_range",
    "An E-value needs a positive ratio inside its interval, or a difference with its error.",
    {
      details: { ...effect },
    },
  );
