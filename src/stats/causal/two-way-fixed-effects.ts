import { absorb, groupingOf } from "../longitudinal/absorb.ts";
import { type PanelFit, panelFixedEffects } from "../longitudinal/panel-fixed-effects.ts";
import { requireStaggered, type StaggeredPanel } from "./staggered-panel.ts";

/** Two-way fixed effects coefficient with the weights behind it. */
export interface TwoWayFixedEffects {
  /** Coefficient of "treated by now". */
  coefficient: number;
  classicalError: number;
  /** Clustered by unit, with the factor of a regression with dummies. */
  clusteredError: number;
  /** Weights with which the treated cells' own effects enter the coefficient; they add to 1. */
  negativeWeights: {
    /** Treated unit-periods. */
    treatedCells: number;
    /** Those that enter with a negative sign. */
    negative: number;
    /** Sum of the negative weights: 0 is harmless. */
    sum: number;
  };
  fit: PanelFit;
}

/**
 * Two-way fixed effects difference-in-differences, for comparison with `callawaySantAnna` only.
 *
 * With a staggered roll-out and effects that grow, units treated early serve as controls for those treated late, and the
 * coefficient can have the wrong sign. The share of negative weights says how far to distrust it.
 * @throws InputError and ModelError as `panelFixedEffects`; InputError as `requireStaggered`
 * @see Goodman-Bacon (2021), J. Econometrics 225, 254–277; de Chaisemartin & D'Haultfœuille (2020), AER 110, 2964–2996
 * @example
 * const unit = ["a", "a", "a", "b", "b", "b", "c", "c", "c"];
 * const time = [1, 2, 3, 1, 2, 3, 1, 2, 3];
 * const outcome = [10, 15, 16, 12, 13, 18, 20, 21, 22];
 * const cohort = [2, 2, 2, 3, 3, 3, null, null, null];
 * twoWayFixedEffects({ unit, time, outcome, cohort }).coefficient; // 4
 */
export function twoWayFixedEffects(panel: StaggeredPanel): TwoWayFixedEffects {
  requireStaggered(panel);
  const { unit, time, outcome, cohort } = panel;
  const treated = Float64Array.from(time, (t, i) => (cohort[i] !== null && cohort[i]! <= t ? 1 : 0));
  const fit = panelFixedEffects({ unit, time, y: outcome, x: { treated } }, { smallSample: "counted" });
  const own = absorb(treated, [groupingOf(unit), groupingOf(time)]);
  const ofTreated = own.filter((_, i) => treated[i] === 1);
  const total = ofTreated.reduce((a, b) => a + b, 0);
  const negative = ofTreated.filter((w) => w / total < 0);
  return {
    coefficient: fit.coefficients[0]!,
    classicalError: fit.classicalErrors[0]!,
    clusteredError: fit.standardErrors[0]!,
    negativeWeights: {
      treatedCells: ofTreated.length,
      negative: negative.length,
      sum: negative.reduce((sum, w) => sum + w / total, 0),
    },
    fit,
  };
}
