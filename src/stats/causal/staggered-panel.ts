import { InputError } from "../../base/errors.ts";

/** Units over periods, where treatment starts at different times and then stays. One row a unit and period. */
export interface StaggeredPanel {
  unit: ArrayLike<string | number>;
  /** Period, a number that orders periods. */
  time: ArrayLike<number>;
  outcome: ArrayLike<number>;
  /** First period of treatment of the row's unit; `null` when never treated. */
  cohort: ArrayLike<number | null>;
  /** Columns read in the base period of each comparison, so that they predate the treatment. */
  covariates?: readonly ArrayLike<number>[];
}

/**
 * Checks a staggered panel.
 * @throws InputError `input.shape_mismatch` for unequal lengths; `input.out_of_range` for numbers that are not finite;
 *   `input.invalid` when a unit and period occur twice or a unit changes its cohort
 */
export function requireStaggered(panel: StaggeredPanel): void {
  const { unit, time, outcome, cohort, covariates = [] } = panel;
  const n = unit.length;
  if ([time, outcome, cohort, ...covariates].some((column) => column.length !== n))
    throw new InputError("input.shape_mismatch", "All columns of a panel must have the same length.", {
      details: { n },
    });
  const cohorts = new Map<string | number, { cohort: number | null; times: Set<number> }>();
  for (let i = 0; i < n; i++) {
    if (![time, outcome, ...covariates].every((column) => Number.isFinite(column[i])) || Number.isNaN(cohort[i]))
      throw new InputError("input.out_of_range", "A panel holds values that are not finite numbers.", {
        details: { row: i },
      });
    const known = cohorts.get(unit[i]!);
    if (known === undefined) {
      cohorts.set(unit[i]!, { cohort: cohort[i]!, times: new Set([time[i]!]) });
      continue;
    }
    if (known.cohort !== cohort[i])
      throw new InputError("input.invalid", "A unit changes the period in which its treatment starts.", {
        details: { row: i },
      });
    if (known.times.has(time[i]!))
      throw new InputError("input.invalid", "A unit occurs twice in one period.", { details: { row: i } });
    known.times.add(time[i]!);
  }
}

/** A panel as a table of units × periods, of the units seen in every period. */
export interface BalancedPanel {
  periods: number[];
  /** First period of treatment by unit. */
  cohorts: (number | null)[];
  /** Outcomes by unit, one a period. */
  outcomes: Float64Array[];
  /** Covariates by unit, period and column. */
  covariates: Float64Array[][];
  /** Units left out because a period is missing. */
  incompleteUnits: number;
}

/** Arranges a checked panel by unit and period. */
export function balanced(panel: StaggeredPanel): BalancedPanel {
  const { unit, time, outcome, cohort, covariates = [] } = panel;
  const periods = [...new Set(Array.from(time))].sort((a, b) => a - b);
  const place = new Map(periods.map((t, index) => [t, index]));
  const rows = new Map<string | number, Int32Array>();
  for (let i = 0; i < unit.length; i++) {
    const own = rows.get(unit[i]!) ?? new Int32Array(periods.length).fill(-1);
    own[place.get(time[i]!)!] = i;
    rows.set(unit[i]!, own);
  }
  const complete = [...rows.values()].filter((own) => !own.includes(-1));
  return {
    periods,
    cohorts: complete.map((own) => cohort[own[0]!]!),
    outcomes: complete.map((own) => Float64Array.from(own, (i) => outcome[i]!)),
    covariates: complete.map((own) => Array.from(own, (i) => Float64Array.from(covariates, (column) => column[i]!))),
    incompleteUnits: rows.size - complete.length,
  };
}
