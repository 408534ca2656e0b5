import type { MeasureDefinition } from "../measures/definition.ts";
import type { Dimension } from "../measures/dimension.ts";
import { askWhole, type MeasureContext, reductionOf } from "../measures/measure.ts";
import { populationRows, termsOf } from "../measures/reduce.ts";
import type { Row } from "../store/ports/analytics.ts";
import { raw, type Sql, sql } from "../store/sql/sql.ts";

export interface RecordsAsk {
  /** The group that is meant; without one, all rows of the measure. A value of null: rows that name no group. */
  group: { by: Dimension; value: string | null } | null;
  limit: number;
  offset: number;
}

/**
 * The rows that a measure counts, the newest first: what each adds to the numerator and to the denominator, or its category, and whose it
 * is. They are the rows of the measure's own reduction, so that they add up to its figure. `customer_list` has to be built.
 */
export async function measureRecords(
  measure: MeasureDefinition,
  context: MeasureContext,
  { group, limit, offset }: RecordsAsk,
): Promise<{ rows: Row[]; total: number; adds: number; of: number }> {
  const { store, info } = context;
  const { double } = store.dialect;
  const { family } = measure;
  const ask = { ...askWhole(measure, context), cut: group?.by ?? null };
  const { a, b } = termsOf(family, store.dialect);
  const category = family.kind === "categories" ? family.category : raw("null");
  const where = group === null ? raw("true") : inGroup(group.value);
  const counted = sql`
    select r.id as id, r.party as party, r.day as day, ${double(a)} as adds, ${b === null ? raw("1.0") : double(b)} as counts,
      ${category} as category
    from (${populationRows(measure, reductionOf(ask, info), store.dialect)}) r
    where ${where}
  `;
  const [sums] = await store.rows(sql`
    select count(*) as total, sum(${store.dialect.exact(raw("c.adds"))}) as adds, sum(${store.dialect.exact(raw("c.counts"))}) as counts
    from (${counted}) c`);
  const query = sql`
    select concat('', c.id) as record, c.day as on_day, c.adds as adds, c.counts as counts, c.category as category,
      concat('', l.party) as id, l.label as label, l.label_kind as label_kind, l.name as name, l.segment as segment
    from (${counted}) c
    left join customer_list l on l.party = c.party
    order by case when c.day is null then 1 else 0 end, c.day desc, c.id
    limit ${raw(String(limit))} offset ${raw(String(offset))}
  `;
  const rows = await store.rows(query);
  const number = (key: string) => Number(sums?.[key] ?? 0);
  return { rows, total: number("total"), adds: number("adds"), of: number("counts") };
}

const inGroup = (value: string | null): Sql => (value === null ? raw("r.in_cut is null") : sql`r.in_cut = ${value}`);
