import { ModelError } from "../base/errors.ts";
import type { CoxRows } from "../stats/survival/cox-design.ts";
import type { CoxFit } from "../stats/survival/cox-fit.ts";
import { fitCox } from "../stats/survival/cox-model.ts";

/** Fits the columns that can be told apart: one that the model names as hopeless is left out, until the others fit; null where none does. */
export function fitCoxDrivers<Id extends string>(
  rows: Omit<CoxRows, "covariates">,
  columns: Readonly<Record<Id, Float64Array>>,
  ids: readonly Id[],
): CoxFit | null {
  if (ids.length === 0) return null;
  try {
    return fitCox({ ...rows, covariates: Object.fromEntries(ids.map((id) => [id, columns[id]])) });
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    const named = (error.details.columns ?? []) as readonly string[];
    const left = ids.filter((id) => !named.includes(id));
    return left.length < ids.length ? fitCoxDrivers(rows, columns, left) : null;
  }
}
