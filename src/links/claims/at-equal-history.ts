import type { Interval } from "../../findings/figure.ts";
import { CONFIDENCE } from "../../measures/infer.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import { designFor } from "../../stats/causal/design-for.ts";
import { studentTMultiplier } from "../../stats/intervals/checks.ts";
import { clusterCovariance } from "../../stats/regression/cluster-robust.ts";
import { fitLinear } from "../../stats/regression/linear.ts";
import { join, raw, type Sql, sql } from "../../store/sql/sql.ts";
import { attempt } from "../climb.ts";
import type { History } from "./claim.ts";

/** Units that a model is given at most; parties are drawn by a hash where there are more. */
const MOST_ROWS = 100_000;

/**
 * The difference of two groups at equal history: least squares on the group and on what went before, errors by party.
 * Null where history and group cannot be told apart.
 */
export async function atEqualHistory(
  units: Sql,
  { by, rows, columns }: History,
  { store }: MeasureContext,
): Promise<{ value: number; interval: Interval } | null> {
  const { double } = store.dialect;
  const compared = sql`
    select u.party as party, u.band as band, u.y_0 as y, u.x_0 as x, u.id as id
    from (${units}) u where u.band in ('first', 'second') and u.y_0 is not null and u.x_0 <> 0`;
  const [size] = await store.rows(sql`select count(*) as n from (${compared}) c`);
  const oneIn = Math.max(1, Math.ceil(Number(size?.n ?? 0) / MOST_ROWS));
  const found = await store.columns(sql`
    select ${double(sql`dense_rank() over (order by c.party)`)} as party,
      ${double(sql`case when c.band = 'first' then 1 else 0 end`)} as chosen,
      round(${double(sql`c.y`)} / ${double(sql`c.x`)}, 8) as y,
      ${join(columns.map((column, i) => sql`round(coalesce(${double(sql`h.${raw(column)}`)}, 0.0), 8) as ${raw(`h_${i}`)}`))}
    from (${compared}) c
    left join (${rows}) h on h.${raw(by)} = c.${raw(by)}
    where c.party % ${raw(String(oneIn))} = 0
    order by c.id
  `);
  const before = columns
    .map((_, i) => found[`h_${i}`]!)
    .filter((values) => values.some((value) => value !== values[0]));
  return attempt(() => {
    const data = { design: designFor([found.chosen!, ...before], found.y!.length), y: found.y! };
    const fit = fitLinear(data);
    const term = fit.terms.indexOf(data.design.names[0]!);
    if (term < 0) return null;
    const { standardErrors, df } = clusterCovariance({ data, fit, clusterOf: found.party! });
    const [value, half] = [fit.coefficients[term]!, studentTMultiplier(CONFIDENCE, df[term]!) * standardErrors[term]!];
    return { value, interval: { low: value - half, high: value + half, level: CONFIDENCE } };
  });
}
