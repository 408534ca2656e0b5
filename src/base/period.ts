import type { Day } from "./day.ts";
import type { TimeZone } from "./zone.ts";

/**
 * Whole calendar days in a zone, half-open: `[from, to)`.
 * A bound of `null` is open: all records on that side, undated ones included when both are null.
 */
export interface Period {
  from: Day | null;
  to: Day | null;
  zone: TimeZone;
}

export function isOpen(period: Period): boolean {
  return period.from === null && period.to === null;
}
