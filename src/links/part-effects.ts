import { CONFIDENCE } from "../measures/infer.ts";
import { type AipwEffect, aipwFromNuisances, expectedOutcomes, type Nuisances } from "../stats/causal/aipw.ts";
import type { EffectEstimate } from "../stats/causal/influence.ts";
import type { Study } from "../stats/causal/study.ts";
import { attempt } from "./climb.ts";

/** A part of an outcome: what it came to, and what was expected of it in both arms, by row that was kept. */
export interface Part extends Pick<Nuisances, "outcomeTreated" | "outcomeControl"> {
  outcome: Float64Array;
}

/** Effects on the parts of an outcome, in the study of the whole. */
export interface PartEffects {
  /** What the models knew of the whole. */
  whole: Part;
  /** Fits a part, of all rows of the study; null where no model fits. */
  fitted(outcome: ArrayLike<number>): Part | null;
  /** The doubly robust effect of a part. */
  effect(part: Part): EffectEstimate;
}

/**
 * The doubly robust effect of parts of an outcome with the propensities and folds of the whole: what adds up row by row then adds up as
 * effects too, exactly, so that nothing is counted twice.
 * @param robust the effect of the whole, by linear models
 */
export function partEffects(study: Study, { rows, nuisances }: AipwEffect): PartEffects {
  const pick = (values: ArrayLike<number>) => Float64Array.from(rows, (row) => values[row]!);
  const about = {
    ...{ treated: pick(study.treated), covariates: [] },
    ...(study.customers ? { customers: Array.from(rows, (row) => study.customers![row]!) } : {}),
  };
  return {
    whole: { ...nuisances, outcome: pick(study.outcome) },
    fitted: (outcome) => {
      const expected = attempt(() => expectedOutcomes({ ...study, outcome }));
      return (
        expected && {
          outcome: pick(outcome),
          outcomeTreated: pick(expected.outcomeTreated),
          outcomeControl: pick(expected.outcomeControl),
        }
      );
    },
    effect: ({ outcome, outcomeTreated, outcomeControl }) =>
      aipwFromNuisances(
        { ...about, outcome },
        { propensity: nuisances.propensity, outcomeTreated, outcomeControl },
        { estimand: "atu", confidence: CONFIDENCE },
      ),
  };
}

/** Parts added up, each as often as it says. */
export function sumOf(parts: readonly (readonly [times: number, part: Part])[]): Part {
  const sum = (of: keyof Part) =>
    parts[0]![1][of].map((_, i) => parts.reduce((total, [times, part]) => total + times * part[of][i]!, 0));
  return {
    outcome: sum("outcome"),
    outcomeTreated: sum("outcomeTreated"),
    outcomeControl: sum("outcomeControl"),
  };
}
