import type { Dialect } from "../../store/sql/dialect.ts";
import { join, name, raw, type Sql, sql } from "../../store/sql/sql.ts";
import type { MeasureDefinition } from "../definition.ts";
import { DIMENSIONS, type Dimension } from "../dimension.ts";

/** What a unit that is compared does not choose, by the kind of row: tiers of attributes, the weightiest first. */
const CASE_MIX: Readonly<Record<string, readonly (readonly string[])[]>> = {
  panel_answer: [["item", "topic", "channel"], ["quarter"], ["segment", "country"]],
  panel_contact: [
    ["topic", "channel"],
    ["first_contact", "quarter"],
    ["segment", "country"],
  ],
  "legs of contacts": [["topic", "channel"], ["quarter"], ["segment", "country"]],
  panel_case_time: [["topic", "channel"], ["quarter"], ["segment", "country"]],
  panel_case: [["topic", "channel"], ["quarter"], ["segment", "country"]],
  panel_order: [["product", "channel"], ["quarter"], ["segment", "country"]],
  panel_invitation: [["survey", "channel"], ["quarter"], ["segment", "country"]],
  panel_review: [["product", "site"], ["quarter"], ["segment", "country"]],
};

/** What a group works in and did not choose, which comes before everything else: an agent is compared with those of the same team. */
const WITHIN: Readonly<Record<string, string>> = { agent: "team" };

/** Factors that are no dimension, of a row `r`. */
const DERIVED: Readonly<Record<string, (dialect: Dialect) => Sql>> = {
  // Results drift, and not everybody was there all the time.
  quarter: ({ startOf }) => startOf("quarter", sql`r.day`),
  first_contact: () => sql`r.place_in_case`,
};

/** An attribute of a row that makes its case easier or harder than others, whoever takes it. */
export interface Factor {
  id: string;
  /** The dimension that it is, where it is one. */
  dimension: Dimension | null;
}

/** Tiers of factors for one way of comparing the rows of a measure; those that the records do not tell apart are left out. */
export function caseMix(
  { population }: MeasureDefinition,
  way: Dimension,
  isRecorded: (dimension: Dimension) => boolean = () => true,
): Factor[][] {
  if (population.over !== "events") return [];
  const [first = [], ...others] = CASE_MIX[population.table] ?? [];
  const within = WITHIN[way.id];
  return [within ? [within, ...first] : first, ...others]
    .map((tier) =>
      tier.flatMap((id): Factor[] => {
        if (id in DERIVED) return [{ id, dimension: null }];
        const dimension = DIMENSIONS[id];
        const isThere = dimension && population.dimensions.includes(id) && id !== way.id && isRecorded(dimension);
        return isThere ? [{ id, dimension }] : [];
      }),
    )
    .filter((tier) => tier.length > 0);
}

/** Where a row carries a dimension that it is compared by, or beside. */
export const besideColumn = ({ id }: Dimension): string => `beside_${id}`;

/** A factor of a row `r`. */
export const factorValue = ({ id, dimension }: Factor, dialect: Dialect): Sql =>
  dimension ? sql`r.${name(besideColumn(dimension))}` : DERIVED[id]!(dialect);

/** Where a row carries the hash of a factor or a dimension. */
export const hashColumn = (id: string): string => `hash_${id}`;

/**
 * A tier of rows `r` that stand in several ways: the hashes of its factors, each where its way has it.
 * @param tiers of the ways, in their order
 */
export function tierKeys(tiers: readonly (readonly Factor[])[]): Sql[] {
  const factors = new Set(tiers.flatMap((tier) => tier.map(({ id }) => id)));
  return [...factors].map((id) => {
    const value = sql`r.${name(hashColumn(id))}`;
    const without = tiers.flatMap((tier, way) => (tier.some((factor) => factor.id === id) ? [] : [raw(String(way))]));
    return without.length === 0 ? value : sql`case when r.in_way not in (${join(without)}) then ${value} end`;
  });
}
