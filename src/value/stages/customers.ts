import type { MeasureContext } from "../../measures/measure.ts";
import { partyLabels } from "../../panel/labels.ts";
import type { Row } from "../../store/ports/analytics.ts";
import { sql } from "../../store/sql/sql.ts";
import { partyPages } from "../pages.ts";

/** Columns of the list of stages by date, as its header names them. */
export const STANDING_COLUMNS = ["customer", "stage", "from", "to", "is_today", "growth_potential"] as const;

/**
 * Everybody's stages by date, a party after the other; `to` is exclusive, and nothing in the stage of today. `growth_potential` is the chance to buy
 * again in the year after onboarding, of those who began in the last year.
 */
export async function* standingPages({ store }: MeasureContext): AsyncGenerator<Row[]> {
  const hasGrowth = (await store.tables()).has("value_growth");
  await store.materialise("value_standing_name", partyLabels, ["party"]);
  const none = sql`select party, 0.0 as potential from value_standing where false`;
  const parties = partyPages(
    store,
    sql`select n.label as customer, concat('', n.party) as key from value_standing_name n`,
    "n.party",
  );
  for await (const page of parties) {
    const [first, last] = [String(page[0]!.key), String(page.at(-1)!.key)];
    const key = (text: string) => sql`cast(${text} as ${store.dialect.columnType("key", true)})`;
    yield await store.rows(sql`
      select n.label as customer, h.stage as stage, h.from_day as "from", case when h.next_stage = '' then null else h.to_day end as "to",
        case when h.next_stage = '' then 1 else 0 end as is_today, case when h.next_stage = '' then g.potential end as growth_potential
      from value_standing h
      inner join value_standing_name n on n.party = h.party
      left join ${hasGrowth ? sql`value_growth` : sql`(${none})`} g on g.party = h.party
      where h.party >= ${key(first)} and h.party <= ${key(last)}
      order by h.party, h.place
    `);
  }
}
