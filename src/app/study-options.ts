import { InputError } from "../base/errors.ts";
import { HORIZONS, type Horizon } from "../panel/settings.ts";

/** A horizon that the panel holds; null where none was asked. @throws InputError `input.option_invalid` */
export function horizonOf(days: number | null): Horizon | null {
  if (days === null) return null;
  const found = HORIZONS.find((h) => h === days);
  if (found) return found;
  throw new InputError("input.option_invalid", `--horizon ${days} is not possible.`, {
    hint: `Use one of ${HORIZONS.join(", ")} days.`,
  });
}

/** @throws InputError `input.option_invalid` naming the first that the data do not hold, and those they do */
export function refuseUnknown(what: string, asked: readonly string[], known: readonly string[]): void {
  const unknown = asked.find((id) => !known.includes(id));
  if (unknown === undefined) return;
  throw new InputError("input.option_invalid", `There is no ${what} "${unknown}" in these data.`, {
    hint: known.length > 0 ? `There are ${known.join(", ")}.` : "The data hold no answers with a score.",
    details: { [what]: unknown, known },
  });
}
