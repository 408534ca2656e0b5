import { join, literal, name, raw, sql } from "../../store/sql/sql.ts";
import type { MeasureDefinition } from "../definition.ts";
import { DIMENSIONS, type Dimension } from "../dimension.ts";
import type { MeasureContext } from "../measure.ts";

/** Says of a measure's dimension whether the records tell at least two groups apart. */
export type Recorded = (measure: MeasureDefinition, dimension: Dimension) => boolean;

/** Asked once for all measures, so that nobody compares by what nobody recorded. */
export async function recordedDimensions(
  measures: readonly MeasureDefinition[],
  { store }: MeasureContext,
): Promise<Recorded> {
  const home = ({ population }: MeasureDefinition, { home }: Dimension): string | null =>
    home === "party" ? "customer_state" : population.over === "events" && !population.query ? population.table : null;
  const wanted = new Map<string, { table: string; column: string }>();
  for (const measure of measures)
    for (const id of measure.population.dimensions) {
      const dimension = DIMENSIONS[id];
      const table = dimension && home(measure, dimension);
      if (table) wanted.set(`${table}.${dimension.column}`, { table, column: dimension.column });
    }
  if (wanted.size === 0) return () => false;
  const query = join(
    [...wanted].map(
      ([key, { table, column }]) =>
        sql`select ${literal(key)} as what, case when min(${name(column)}) < max(${name(column)}) then 1 else 0 end as tells from ${raw(table)}`,
    ),
    " union all ",
  );
  const told = new Set((await store.rows(query)).filter(({ tells }) => Number(tells) === 1).map(({ what }) => what));
  return (measure, dimension) => {
    const table = home(measure, dimension);
    return table !== null && told.has(`${table}.${dimension.column}`);
  };
}
