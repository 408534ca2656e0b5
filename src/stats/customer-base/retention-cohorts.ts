import { InputError, ModelError } from "../../base/errors.ts";

/** Survivors by cohort: each starts with its size and goes on with who was still there after each renewal. */
export type CohortSurvivors = readonly (readonly number[])[];

/** Pooled counts: at each age t ≥ 1, customers lost at the t-th renewal; and customers last seen alive at age t (censored). */
export interface RetentionCounts {
  lost: number[];
  kept: number[];
  n: number;
}

/**
 * Pools cohorts of unequal follow-up: each is censored at its own last count.
 * @throws InputError `input.out_of_range` for counts that grow or are not finite, `input.sample_too_small` with fewer than two renewals
 * @throws ModelError `model.degenerate` when nobody, or everybody, is lost
 */
export function poolCohorts(cohorts: CohortSurvivors): RetentionCounts {
  const longest = Math.max(0, ...cohorts.map((c) => c.length - 1));
  const lost = new Array<number>(longest + 1).fill(0);
  const kept = new Array<number>(longest + 1).fill(0);
  let n = 0;
  cohorts.forEach((cohort, row) => {
    cohort.forEach((alive, t) => {
      if (!(alive >= 0 && alive < Number.POSITIVE_INFINITY && (t === 0 || alive <= cohort[t - 1]!))) {
        throw new InputError("input.out_of_range", "Survivors of a cohort can only fall, and never below 0.", {
          details: { cohort: row, age: t, survivors: alive },
        });
      }
      if (t > 0) lost[t]! += cohort[t - 1]! - alive;
    });
    if (cohort.length < 2) return;
    kept[cohort.length - 1]! += cohort.at(-1)!;
    n += cohort[0]!;
  });
  if (!(n > 0 && longest >= 2)) {
    throw new InputError(
      "input.sample_too_small",
      "A retention model needs a cohort that was followed over two renewals.",
      {
        hint: "After one renewal only the retention rate itself can be given.",
        details: { cohorts: cohorts.length, renewals: longest, required: 2 },
      },
    );
  }
  refuseOneSided({ lost, n });
  return { lost, kept, n };
}

function refuseOneSided({ lost, n }: { lost: number[]; n: number }): void {
  if (lost.every((v) => v === 0)) {
    throw new ModelError("model.degenerate", "Nobody was lost yet, so how fast customers leave cannot be told.", {
      hint: "Wait for the next renewals, or report retention with its interval.",
      details: { n, reason: "nobody_lost" },
    });
  }
  if (lost[1] === n) {
    throw new ModelError(
      "model.degenerate",
      "Everybody was lost at the first renewal: there is no retention to model.",
      {
        details: { n, reason: "everybody_lost" },
      },
    );
  }
}
