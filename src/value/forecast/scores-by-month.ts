import { experiencesOf } from "../../links/link.ts";
import type { MeasureDefinition } from "../../measures/definition.ts";
import { ownScoreMeasures } from "../../measures/definitions/scores.ts";
import { type MeasureContext, type MeasureRow, measureByMonth } from "../../measures/measure.ts";
import { MEASURES } from "../../measures/registry.ts";

/** What was measured of one score month by month. */
export interface MonthlyScore {
  measure: MeasureDefinition;
  rows: readonly MeasureRow[];
}

/** Every score that was asked for, by month. */
export async function scoresByMonth(context: MeasureContext): Promise<MonthlyScore[]> {
  const found: MonthlyScore[] = [];
  for (const instrument of await experiencesOf(context)) {
    const measure = measureOf(context, instrument);
    if (measure !== null) found.push({ measure, rows: await measureByMonth(measure, context) });
  }
  return found;
}

/** What the answers to an instrument are counted by first. */
function measureOf({ info }: MeasureContext, id: string): MeasureDefinition | null {
  const own = info.instruments[id];
  return MEASURES.get(id) ?? (own ? ownScoreMeasures(own)[0]! : null);
}
