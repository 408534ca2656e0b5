import type { Analytics, Row } from "../store/ports/analytics.ts";
import { raw, type Sql, sql } from "../store/sql/sql.ts";

const PAGE = 20_000;

/**
 * Rows a party each, a page at a time in the order of the parties: the whole list never stands in memory.
 * @param select the query up to its tables; it names the party once more, as `key`: `concat('', x.party) as key`
 * @param party the column by which it is put in order, such as `x.party`
 */
export async function* partyPages(store: Analytics, select: Sql, party: string): AsyncGenerator<Row[]> {
  let after: string | null = null;
  for (;;) {
    const rows: Row[] = await store.rows(sql`
      ${select}
      ${after === null ? sql`` : sql`where ${raw(party)} > ${raw(after)}`}
      order by ${raw(party)}
      limit ${raw(String(PAGE))}
    `);
    if (rows.length === 0) return;
    yield rows;
    if (rows.length < PAGE) return;
    after = String(rows.at(-1)!.key);
  }
}
