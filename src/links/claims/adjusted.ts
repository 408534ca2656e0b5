import type { MeasureContext } from "../../measures/measure.ts";
import { join, raw, sql } from "../../store/sql/sql.ts";
import { atEqualHistory, type EqualHistory } from "../equal-history.ts";
import type { History, UnitRows } from "./claim.ts";

/** Units that a model is given at most; parties are drawn by a hash where there are more. */
const MOST_ROWS = 100_000;

/** The difference of two groups of units at equal history; null where the two cannot be told apart. */
export async function adjustedDifference(
  { rows: units, isDivided = false }: Pick<UnitRows, "rows" | "isDivided">,
  { by, rows, columns }: History,
  { store }: MeasureContext,
): Promise<EqualHistory | null> {
  const { double } = store.dialect;
  const compared = sql`
    select u.party as party, u.band as band, ${isDivided ? sql`${double(sql`u.y_0`)} / ${double(sql`u.x_0`)}` : double(sql`u.y_0`)} as y, u.id as id
    from (${units}) u where u.band in ('first', 'second') and u.y_0 is not null${raw(isDivided ? " and u.x_0 <> 0" : "")}`;
  const [size] = await store.rows(sql`select count(*) as n from (${compared}) c`);
  const oneIn = Math.max(1, Math.ceil(Number(size?.n ?? 0) / MOST_ROWS));
  const found = await store.columns(sql`
    select ${double(sql`dense_rank() over (order by c.party)`)} as party,
      ${double(sql`case when c.band = 'first' then 1 else 0 end`)} as chosen,
      round(c.y, 8) as y,
      ${join(columns.map((column, i) => sql`round(coalesce(${double(sql`h.${raw(column)}`)}, 0.0), 8) as ${raw(`h_${i}`)}`))}
    from (${compared}) c
    left join (${rows}) h on h.${raw(by)} = c.${raw(by)}
    where c.party % ${raw(String(oneIn))} = 0
    order by c.id
  `);
  const before = columns
    .map((_, i) => found[`h_${i}`]!)
    .filter((values) => values.some((value) => value !== values[0]));
  return atEqualHistory({ chosen: found.chosen!, outcome: found.y!, history: before, customers: found.party! });
}
