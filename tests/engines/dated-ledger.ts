import type { MeasureContext } from "../../src/measures/measure.ts";
import type { Row } from "../../src/store/ports/analytics.ts";
import { sql } from "../../src/store/sql/sql.ts";
import { datedLedger } from "../../src/value/ledger/statement.ts";

/** Parties and lines whose amounts by date do not add up to the ledger, compared by the engine in exact decimals. */
export async function unequal(context: MeasureContext, grain: "month" | "quarter"): Promise<Row[]> {
  const { store } = context;
  const dated = await datedLedger(context, { whose: sql`(select party from value_member)`, grain });
  return store.rows(sql`
    select concat('', e.party) as party, e.line as line, sum(e.dated) as dated, sum(e.booked) as booked
    from (
      select d.party as party, d.line as line, d.amount as dated, d.amount - d.amount as booked from (${dated}) d
      union all
      select l.party, l.line, l.amount - l.amount, l.amount from value_ledger l where l.party is not null
    ) e
    group by e.party, e.line
    having sum(e.dated) <> sum(e.booked)
  `);
}
