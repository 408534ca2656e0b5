import { InputError } from "../base/errors.ts";
import { nearest } from "../base/nearest.ts";
import type { MeasureDefinition } from "./definition.ts";
import { LOYALTY } from "./definitions/loyalty.ts";
import { ORDERS } from "./definitions/orders.ts";
import { RETENTION } from "./definitions/retention.ts";
import { SCORES } from "./definitions/scores.ts";
import { SERVICE } from "./definitions/service.ts";

/** Every measure there is, in the order in which a report shows them. */
const DEFINITIONS: readonly MeasureDefinition[] = [...SCORES, ...SERVICE, ...ORDERS, ...LOYALTY, ...RETENTION];

export const MEASURES: ReadonlyMap<string, MeasureDefinition> = new Map(DEFINITIONS.map((d) => [d.id, d]));

/** @throws InputError `input.unknown_measure` with the known ones */
export function measureDefinition(id: string): MeasureDefinition {
  const found = MEASURES.get(id);
  if (found) return found;
  const meant = nearest(id, [...MEASURES.keys()]);
  const question = meant === undefined ? "" : ` Did you mean "${meant}"?`;
  throw new InputError("input.unknown_measure", `There is no measure "${id}".${question}`, {
    hint: `Known are ${[...MEASURES.keys()].join(", ")}.`,
    details: { measure: id },
  });
}
