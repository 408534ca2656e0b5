import { InputError } from "../base/errors.ts";
import { nearest } from "../base/nearest.ts";
import type { OwnMeasure } from "../facts/own-measure.ts";
import { instrumentsOf, type OwnScore } from "../facts/own-score.ts";
import type { MeasureDefinition } from "./definition.ts";
import { LOYALTY } from "./definitions/loyalty.ts";
import { ORDERS } from "./definitions/orders.ts";
import { RETENTION } from "./definitions/retention.ts";
import { ownScoreMeasures, SCORES } from "./definitions/scores.ts";
import { SERVICE } from "./definitions/service.ts";
import { ownMeasure } from "./own-measure.ts";

/** The measures by their id. */
export type MeasureBook = ReadonlyMap<string, MeasureDefinition>;

/** What a company states for itself. */
export interface OwnStated {
  measures?: readonly OwnMeasure[];
  scores?: readonly OwnScore[];
}

/** Every measure there is for a company, in the order in which a report shows them: its scores with the others, its own measures last. */
export function measureBook({ measures = [], scores = [] }: OwnStated): MeasureBook {
  const instruments = instrumentsOf(scores);
  const all = [
    ...SCORES,
    ...scores.flatMap(({ id, version }) => ownScoreMeasures(instruments[id]!, version)),
    ...SERVICE,
    ...ORDERS,
    ...LOYALTY,
    ...RETENTION,
    ...measures.map(ownMeasure),
  ];
  return new Map(all.map((definition) => [definition.id, definition]));
}

export const MEASURES: MeasureBook = measureBook({});

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
