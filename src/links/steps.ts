import type { MeasureContext } from "../measures/measure.ts";
import { sql } from "../store/sql/sql.ts";

export interface StepCount {
  band: string;
  tone: "good" | "middle" | "bad";
  customers: number;
}

/** How many customers stand on each step of a score with bands of its own, by their latest answer. */
export async function stepCounts(context: MeasureContext, instrument: string): Promise<StepCount[]> {
  const query = sql`
    with ranked as (
      select band, row_number() over (
        partition by party order by case when day is null then 1 else 0 end, day desc, id desc
      ) as newest_first
      from panel_answer
      where instrument = ${instrument} and state = 'valid' and band is not null and party is not null
    )
    select band, count(*) as customers from ranked where newest_first = 1 group by band order by band
  `;
  const rows = await context.store.rows(query);
  context.record(`steps.${instrument}`, query, rows);
  const counts = new Map(rows.map(({ band, customers }) => [String(band), Number(customers)]));
  return (context.info.instruments[instrument]?.bands ?? []).map(({ code, tone }) => ({
    band: code,
    tone,
    customers: counts.get(code) ?? 0,
  }));
}
