import { InputError } from "../../base/errors.ts";
import { requireCounts } from "../intervals/checks.ts";
import { type Moments, requireMoments } from "../sums.ts";

/** A named group with its moments. */
export interface Group {
  name: string;
  moments: Moments;
}

/** Rejects fewer than two groups or groups too small for a variance. */
export function requireGroups(groups: readonly Group[], smallest: number): void {
  if (groups.length < 2)
    throw new InputError("input.sample_too_small", "A comparison needs at least two groups.", {
      details: { groups: groups.length },
    });
  for (const { name, moments } of groups) {
    requireMoments(moments);
    if (!(moments.n >= smallest))
      throw new InputError("input.sample_too_small", `The group "${name}" needs at least ${smallest} values.`, {
        details: { group: name, n: moments.n, required: smallest },
      });
  }
}

/** Counts of two or more groups over the same ordered values, checked to be rectangular. */
export function requireTable(table: readonly (readonly number[])[], columns: number): void {
  for (const row of table) {
    if (row.length !== columns)
      throw new InputError("input.shape_mismatch", `A row of the table has ${row.length} cells, not ${columns}.`);
    row.forEach((count, j) => {
      requireCounts({ [`cell ${j}`]: count });
    });
  }
}
