/**
 * Whose average effect: everybody ("ate"), the treated ("att"), the untreated, who would move ("atu"), or those whose treatment
 * was most open ("ato", overlap weights).
 */
export type Estimand = "ate" | "att" | "atu" | "ato";

/** Weights of a treated and of an untreated row with propensity e, and their derivatives by the linear predictor. */
export interface BalancingRule {
  treated: (e: number) => number;
  control: (e: number) => number;
  treatedSlope: (e: number) => number;
  controlSlope: (e: number) => number;
}

/** @see Li, Morgan & Zaslavsky (2018), J. Am. Stat. Assoc. 113, 390–400, table 1 */
export function balancingRule(estimand: Estimand): BalancingRule {
  const one = () => 1;
  const zero = () => 0;
  const odds = (e: number) => e / (1 - e);
  const inverseOdds = (e: number) => (1 - e) / e;
  switch (estimand) {
    case "ate":
      return {
        treated: (e) => 1 / e,
        control: (e) => 1 / (1 - e),
        treatedSlope: (e) => -inverseOdds(e),
        controlSlope: odds,
      };
    case "att":
      return { treated: one, control: odds, treatedSlope: zero, controlSlope: odds };
    case "atu":
      return { treated: inverseOdds, control: one, treatedSlope: (e) => -inverseOdds(e), controlSlope: zero };
    case "ato":
      return {
        treated: (e) => 1 - e,
        control: (e) => e,
        treatedSlope: (e) => -e * (1 - e),
        controlSlope: (e) => e * (1 - e),
      };
    default:
      return estimand satisfies never;
  }
}
