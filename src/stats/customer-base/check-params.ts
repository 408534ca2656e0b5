import { InputError } from "../../base/errors.ts";

/** Rejects parameters of a model that are not positive and finite. */
export function checkParams(params: object): void {
  for (const [name, value] of Object.entries(params) as [string, number][]) {
    if (!(value > 0 && value < Number.POSITIVE_INFINITY)) {
      throw new InputError("input.out_of_range", `Parameter ${name} must be positive and finite.`, {
        details: { ...params },
      });
    }
  }
}
