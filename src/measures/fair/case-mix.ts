import type { Dialect } from "../../store/sql/dialect.ts";
import { name, type Sql, sql } from "../../store/sql/sql.ts";
import type { MeasureDefinition } from "../definition.ts";
import { DIMENSIONS, type Dimension } from "../dimension.ts";
import { besideColumn } from "../reduce.ts";

/** An attribute of a row that makes its case easier or harder than others, whoever takes it. */
export interface Factor {
  id: string;
  /** The dimension that it is, where it is one. */
  dimension: Dimension | null;
  /** Its value on a row `r`, never null. */
  of(dialect: Dialect): Sql;
}

/** What a unit that is compared does not choose, by the kind of row; the weightiest first. */
const CASE_MIX: Readonly<Record<string, readonly string[]>> = {
  panel_answer: ["item", "topic", "channel", "quarter", "segment", "country"],
  panel_contact: ["topic", "channel", "first_contact", "quarter", "segment", "country"],
  "legs of contacts": ["topic", "channel", "quarter", "segment", "country"],
  panel_case: ["topic", "channel", "quarter", "segment", "country"],
  panel_order: ["product", "channel", "quarter", "segment", "country"],
  panel_invitation: ["survey", "channel", "quarter", "segment", "country"],
  panel_review: ["product", "site", "quarter", "segment", "country"],
};

/** Factors that are no dimension, of a row `r`. */
const DERIVED: Readonly<Record<string, Factor["of"]>> = {
  // Results drift, and not everybody was there all the time.
  quarter: ({ startOf, day }) => sql`coalesce(${startOf("quarter", sql`r.day`)}, ${day("1900-01-01")})`,
  // Whether a contact opened its case, as far as the records go.
  first_contact: () =>
    sql`case when r.case_id is null then 'alone' when row_number() over (partition by r.case_id order by r.at, r.id) = 1 then 'first' else 'further' end`,
};

/** Factors of the case mix of a measure's rows; none where nothing is known to differ. */
export function caseMix({ population }: MeasureDefinition): Factor[] {
  if (population.over !== "events") return [];
  const { table, dimensions } = population;
  return (CASE_MIX[table] ?? []).flatMap((id): Factor[] => {
    const derived = DERIVED[id];
    if (derived) return [{ id, dimension: null, of: derived }];
    const dimension = DIMENSIONS[id];
    if (!dimension || !dimensions.includes(id)) return [];
    return [{ id, dimension, of: () => sql`coalesce(r.${name(besideColumn(dimension))}, '')` }];
  });
}
