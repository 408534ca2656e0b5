import { InputError } from "../../base/errors.ts";

/** Rejects NaN, which would run through every function that follows without a word; infinities are limits and allowed. */
export function requireNumber(x: number): void {
  if (Number.isNaN(x)) throw new InputError("input.out_of_range", "The argument is not a number.");
}
