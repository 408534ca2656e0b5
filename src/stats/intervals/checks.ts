import { InputError } from "../../base/errors.ts";
import { normalQuantile } from "../distributions/normal.ts";
import { studentTQuantile } from "../distributions/student-t.ts";

/** The two-sided normal multiplier z of a confidence level; 1.96 at 0.95. */
export function normalMultiplier(confidence: number): number {
  requireConfidence(confidence);
  return -normalQuantile((1 - confidence) / 2);
}

/** The two-sided t multiplier of a confidence level. */
export function studentTMultiplier(confidence: number, df: number): number {
  requireConfidence(confidence);
  return -studentTQuantile((1 - confidence) / 2, df);
}

/** Rejects levels outside (0, 1): 95 written for 0.95 is the usual slip. */
export function requireConfidence(confidence: number): void {
  if (!(confidence > 0 && confidence < 1))
    throw new InputError("input.out_of_range", `A confidence level lies between 0 and 1, got ${confidence}.`, {
      hint: "Write 0.95 for 95 %.",
      details: { confidence },
    });
}

/** Rejects samples smaller than a method needs. */
export function requireSample(n: number, required: number, what: string): void {
  if (!(n >= required))
    throw new InputError("input.sample_too_small", `${what} needs at least ${required}, got ${n}.`, {
      details: { n, required },
    });
}

/** Rejects counts that are negative or not finite; grouped weights may be fractions. */
export function requireCounts(counts: Record<string, number>): void {
  for (const [name, value] of Object.entries(counts)) {
    if (!(value >= 0 && value < Number.POSITIVE_INFINITY))
      throw new InputError("input.out_of_range", `The count "${name}" must be 0 or more, got ${value}.`, {
        details: { [name]: value },
      });
  }
}
