import type { MeasureContext } from "../../measures/measure.ts";
import { join, literal, raw, type Sql, sql } from "../../store/sql/sql.ts";
import type { RiskModel } from "./model.ts";

const number = (value: number): Sql => raw(`cast(${value} as double)`);
/** What a column of rows `r` adds to the ln odds. */
const partOf = ({ id, weight, centre }: RiskModel["terms"][number]): Sql =>
  sql`${number(weight)} * (r.${raw(id)} - ${number(centre)})`;
const chanceAt = (odds: Sql): Sql => sql`1.0 / (1.0 + exp(-(${odds})))`;

/** The chance of rows `r` that carry the columns of the model. */
export const chanceOf = ({ intercept, terms }: RiskModel): Sql =>
  chanceAt(join([number(intercept), ...terms.map(partOf)], " + "));

/**
 * Everybody of `rows` (one row a party with the columns of the model) with the chance (`risk`) and the codes of the three things that raise it most:
 * more of what raises it, or less of what lowers it (`orders.less`). Computed in the engine.
 */
export function scoredWithReasons({ store }: MeasureContext, rows: Sql, { intercept, terms }: RiskModel): Sql {
  const { double, exact } = store.dialect;
  const parts = terms.map(
    (term) =>
      sql`select r.party as party, ${literal(`${term.id}.${term.weight > 0 ? "more" : "less"}`)} as driver, ${partOf(term)} as part from rows_now r`,
  );
  return sql`
    with rows_now as (${rows}),
    part as (${join(parts, " union all ")}),
    ranked as (
      select p.party as party, p.driver as driver, p.part as part,
        row_number() over (partition by p.party order by p.part desc, p.driver) as place
      from part p
    )
    select
      k.party as party, ${chanceAt(sql`${number(intercept)} + ${double(sql`sum(${exact(sql`k.part`)})`)}`)} as risk,
      max(case when k.place = 1 and k.part > 0.05 then k.driver end) as first_reason,
      max(case when k.place = 2 and k.part > 0.05 then k.driver end) as second_reason,
      max(case when k.place = 3 and k.part > 0.05 then k.driver end) as third_reason
    from ranked k
    group by k.party
  `;
}
