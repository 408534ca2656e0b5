import { addMonths, type Day } from "../../base/day.ts";
import type { Period } from "../../base/period.ts";
import type { PanelInfo } from "../../panel/settings.ts";

/** Months from one first day of a month to another. */
export const monthsFrom = (from: string, to: string): number =>
  12 * (Number(to.slice(0, 4)) - Number(from.slice(0, 4))) + Number(to.slice(5, 7)) - Number(from.slice(5, 7));

/** The window of what is said of months, in their order; open at its end where there are none. */
export const windowOver = (months: readonly Day[], { asOf, zone }: Pick<PanelInfo, "asOf" | "zone">): Period => ({
  ...{ from: months[0] ?? asOf, to: months.length > 0 ? addMonths(months.at(-1)!, 1) : null },
  zone,
});
