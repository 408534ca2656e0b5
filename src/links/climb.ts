import { ModelError } from "../base/errors.ts";
import { turn } from "../base/turn.ts";
import type { Estimate, Grade, Interval } from "../findings/figure.ts";
import { CONFIDENCE } from "../measures/infer.ts";
import { type AipwEffect, aipwFromNuisances, aipwSteps } from "../stats/causal/aipw.ts";
import { inverseProbabilityEffect, type WeightedEffect } from "../stats/causal/inverse-probability.ts";
import { pick } from "../stats/causal/rows.ts";
import { standardisedEffect } from "../stats/causal/standardisation.ts";
import type { Study } from "../stats/causal/study.ts";
import { BAND_MINIMUM } from "./contrast.ts";
import type { Outcome } from "./outcome.ts";

/** Share of those who would move who must lie where both steps are found. */
export const OVERLAP_NEEDED = 0.6;
/** Largest difference of a covariate between the steps, in standard deviations, once they are weighted. */
const BALANCE_NEEDED = 0.1;
/** Propensities beyond these have next to nobody to be compared with. */
export const TRIM = 0.01;

/** One way of comparing two steps, and what it came to. */
export interface Rung {
  id: "association" | "adjusted" | "balanced" | "doubly_robust" | "customer_base" | "within";
  grade: Grade;
  estimate: number;
  interval: Interval;
  /** Where it is not over the horizon of the study. */
  days?: number;
}

export interface Climbed {
  rungs: Rung[];
  /** The highest grade whose conditions hold. */
  grade: Grade;
  weighted: WeightedEffect | null;
  robust: AipwEffect | null;
  /** The doubly robust effect weighted to all who could have answered. */
  everybody: Rung | null;
}

/**
 * Climbs as far as the data bear: a rung whose conditions do not hold is not shown. What else is asked gets its turn between rungs.
 * @param apart how the bands differ as they are; null where nobody asks
 */
export async function climb(
  study: Study,
  outcome: Outcome,
  apart: (Estimate & { interval: Interval }) | null,
  weights: Float64Array | null,
): Promise<Climbed> {
  const rungs: Rung[] = apart
    ? [{ id: "association", grade: "association", estimate: apart.value, interval: apart.interval }]
    : [];
  const weighted = await inTurn(() => inverseProbabilityEffect(study, "atu", CONFIDENCE));
  const climbed: Climbed = { rungs, grade: "association", weighted, robust: null, everybody: null };
  if (!weighted || weighted.overlap.controlsInRange < OVERLAP_NEEDED) return climbed;
  const adjusted = await inTurn(() => standardisedEffect(study, "atu", CONFIDENCE));
  if (!adjusted) return climbed;
  rungs.push({ id: "adjusted", grade: "adjusted", estimate: adjusted.estimate, interval: adjusted.interval });
  climbed.grade = "adjusted";
  const { balance } = weighted;
  if (balance.worst === null || balance.worst > BALANCE_NEEDED || balance.effectiveTreated < BAND_MINIMUM)
    return climbed;
  const robust = await inTurns(
    aipwSteps(study, {
      ...{ estimand: "atu", confidence: CONFIDENCE, trim: TRIM },
      outcomeModel: outcome.unit === "share" ? "logistic" : "linear",
      propensity: weighted.propensity,
    }),
  );
  if (!robust) return climbed;
  rungs.push(
    { id: "balanced", grade: "matched", estimate: weighted.estimate, interval: weighted.interval },
    { id: "doubly_robust", grade: "matched", estimate: robust.estimate, interval: robust.interval },
  );
  return { ...climbed, grade: "matched", robust, everybody: weights && toEverybody(study, robust, weights) };
}

/** Fits once what waits has had its turn: a fit of many answers takes a second in which nothing else is looked at. */
async function inTurn<T>(fit: () => T): Promise<T | null> {
  await turn();
  return attempt(fit);
}

/** The same for a fit of several steps. */
async function inTurns<T>(steps: Generator<void, T>): Promise<T | null> {
  for (;;) {
    const step = await inTurn(() => steps.next());
    if (!step) return null;
    if (step.done) return step.value;
  }
}

/** The same models, with each answer standing for as many as its weight says. */
function toEverybody({ treated, outcome, customers }: Study, robust: AipwEffect, weights: Float64Array): Rung {
  const { rows } = robust;
  const { estimate, interval } = aipwFromNuisances(
    {
      treated: pick(treated, rows),
      outcome: pick(outcome, rows),
      covariates: [],
      customers: Array.from(rows, (row) => customers![row]!),
    },
    robust.nuisances,
    { estimand: "atu", confidence: CONFIDENCE, weights: pick(weights, rows) },
  );
  return { id: "customer_base", grade: "matched", estimate, interval };
}

/** A model that the data do not bear is no error: the ladder ends below it. */
export function attempt<T>(fit: () => T): T | null {
  try {
    return fit();
  } catch (error) {
    if (error instanceof ModelError) return null;
    throw error;
  }
}
