import { InputError } from "../base/errors.ts";
import { nearest } from "../base/nearest.ts";
import type { OwnMeasure } from "../facts/own-measure.ts";
import type { MeasureDefinition } from "./definition.ts";
import { LOYALTY } from "./definitions/loyalty.ts";
import { ORDERS } from "./definitions/orders.ts";
import { RETENTION } from "./definitions/retention.ts";
import { SCORES } from "./definitions/scores.ts";
import { SERVICE } from "./definitions/service.ts";
import { ownMeasure } from "./own-measure.ts";

/** Every measure there is, in the order in which a report shows them. */
const DEFINITIONS: readonly MeasureDefinition[] = [...SCORES, ...SERVICE, ...ORDERS, ...LOYALTY, ...RETENTION];

export const MEASURES: ReadonlyMap<string, MeasureDefinition> = new Map(DEFINITIONS.map((d) => [d.id, d]));

/** The measures by their id. */
export type MeasureBook = ReadonlyMap<string, MeasureDefinition>;

/** Every measure there is for a company: the known ones, then its own. */
export const measureBook = (own: readonly OwnMeasure[]): MeasureBook =>
  own.length === 0
    ? MEASURES
    : new Map([...MEASURES, ...own.map((stated) => [stated.id, ownMeasure(stated)] as const)]);

/** @throws InputError `input.unknown_measure` with the known ones */
export function measureDefinition(id: string, book: MeasureBook = MEASURES): MeasureDefinition {
  const found = book.get(id);
  if (found) return found;
  const meant = nearest(id, [...book.keys()]);
  const question = meant === undefined ? "" : ` Did you mean "${meant}"?`;
  throw new InputError("input.unknown_measure", `There is no measure "${id}".${question}`, {
    hint: `Known are ${[...book.keys()].join(", ")}.`,
    details: { measure: id },
  });
}
