import { factTable } from "../facts/columns.ts";
import type { FactKind } from "../facts/facts.ts";
import type { MeasureContext } from "../measures/measure.ts";
import type { Row } from "../store/ports/analytics.ts";
import { all, raw, type Sql, sql } from "../store/sql/sql.ts";
import { rowsOf } from "./timeline.ts";

export interface FactsAsk {
  /** Days, half-open; facts without a date are given only where neither is asked for. */
  since: string | null;
  until: string | null;
  limit: number;
  /** Key of the last fact of the page before. */
  after: string | null;
}

/** A page of the facts of one kind, in the order of their keys; `next` is where the following one begins, null at the end. */
export async function factPage(
  { store }: MeasureContext,
  kind: FactKind,
  { since, until, limit, after }: FactsAsk,
): Promise<{ rows: Row[]; next: string | null }> {
  const { columnType } = store.dialect;
  const key = (text: string): Sql => sql`cast(${text} as ${columnType("key", true)})`;
  const at = (day: string): Sql => sql`cast(${`${day} 00:00:00`} as ${columnType("instant", true)})`;
  const asked = [
    ...(since === null ? [] : [sql`f.at >= ${at(since)}`]),
    ...(until === null ? [] : [sql`f.at < ${at(until)}`]),
  ];
  const found = await store.rows(sql`
    select concat('', f.id) as id from ${raw(factTable(kind))} f
    where ${all([...asked, ...(after === null ? [] : [sql`f.id > ${key(after)}`])])}
    order by f.id limit ${raw(String(limit + 1))}
  `);
  const page = found.slice(0, limit).map(({ id }) => String(id));
  const [first, last] = [page[0], page.at(-1)];
  if (first === undefined || last === undefined) return { rows: [], next: null };
  const rows = await rowsOf(store, kind, all([...asked, sql`f.id >= ${key(first)}`, sql`f.id <= ${key(last)}`]));
  return { rows, next: found.length > limit ? last : null };
}
