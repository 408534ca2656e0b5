import { factTable } from "../facts/columns.ts";
import { FACT_KINDS, type FactKind, factDefinition } from "../facts/facts.ts";
import type { Analytics } from "../store/ports/analytics.ts";
import type { Staging } from "../store/ports/staging.ts";
import { join, literal, name, raw, type Sql, sql } from "../store/sql/sql.ts";

type Store = Analytics & Staging;

export interface Settled {
  /** Rows with an id of their own in whose place a later one stands. */
  replaced: number;
  /** Rows that say once more what is known already. */
  duplicates: number;
}

const REPEATED = "repeated_key";
const DOOMED = "doomed_row";

/** The last bit of a key says where it comes from: 0 the source's own id, 1 the content. See `compile.ts`. */
const HAS_OWN_ID: Sql = raw("id % 2 = 0");

/**
 * Settles which rows of one load are one fact. With an id of the source's own the last line wins. Without one, the same
 * content again is a further event, whose key takes in its number; a state said twice is said once.
 */
export async function settleWithinFile(store: Store, kind: FactKind, load: number): Promise<Settled> {
  const table = name(factTable(kind));
  const here = sql`"load" = ${raw(String(load))}`;
  await repeatedKeys(store, table, here);
  const ordered = sql`
    select f.rowid as place, ${HAS_OWN_ID} as own, f.id as id,
      row_number() over (partition by f.id order by f.line desc, f.rowid desc) as from_last,
      row_number() over (partition by f.id order by f.line, f.rowid) as from_first
    from ${table} as f
    where ${here} and f.id in (select id from ${name(REPEATED)})`;
  const settled: Settled = { replaced: 0, duplicates: 0 };
  settled.replaced = await remove(store, table, sql`select place from (${ordered}) where own and from_last > 1`);
  if (factDefinition(kind).nature === "state")
    settled.duplicates = await remove(
      store,
      table,
      sql`select place from (${ordered}) where not own and from_first > 1`,
    );
  else
    await store.run(sql`
      update ${table}
      set id = ${store.withLastBit(store.dialect.hash(raw("again.id"), raw("again.from_first")), 1)}
      from (${ordered}) as again
      where ${table}.rowid = again.place and not again.own and again.from_first > 1`);
  await store.run(sql`drop table ${name(REPEATED)}`);
  return settled;
}

/**
 * Settles which facts of different files are one, once all files are loaded. With an id of the source's own the later
 * file wins; files are ordered by their names, not by the order in which they were given, and versions of one file by
 * their imports. Without one, a fact has as many copies as the file that has most of them, so that an overlapping
 * export adds nothing; of versions of one file the latest keeps it.
 * @param news which facts are not settled yet, where the others are: a condition on a fact table; and of which kinds they are
 */
export async function settleAcrossFiles(
  store: Store,
  news?: { where: Sql; kinds?: readonly FactKind[] },
): Promise<({ fact: FactKind } & Settled)[]> {
  const all: ({ fact: FactKind } & Settled)[] = [];
  for (const kind of news?.kinds ?? (await kindsInSeveralFiles(store))) {
    const table = name(factTable(kind));
    const unsettled = news ? sql`id in (select id from ${table} where ${news.where})` : raw("true");
    if ((await repeatedKeys(store, table, unsettled)) === 0) continue;
    const ordered = sql`
      select f.rowid as place, ${HAS_OWN_ID} as own,
        row_number() over (partition by f.id order by l.sort_key desc, l.imported desc, l.sha256 desc, l."load" desc, f.line desc) as from_last,
        row_number() over (partition by f.id order by l.sort_key, l.imported desc, l.sha256, l."load", f.line) as from_first
      from ${table} as f
      join ${name("load")} as l on l."load" = f."load"
      where f.id in (select id from ${name(REPEATED)})`;
    const replaced = await remove(store, table, sql`select place from (${ordered}) where own and from_last > 1`);
    const duplicates = await remove(store, table, sql`select place from (${ordered}) where not own and from_first > 1`);
    all.push({ fact: kind, replaced, duplicates });
    await store.run(sql`drop table ${name(REPEATED)}`);
  }
  return all;
}

async function kindsInSeveralFiles(store: Store): Promise<FactKind[]> {
  const loads = FACT_KINDS.map(
    (kind) => sql`select ${literal(kind)} as kind from ${name(factTable(kind))} having min("load") <> max("load")`,
  );
  const found = new Set((await store.rows(join(loads, " union all "))).map((row) => row.kind));
  return FACT_KINDS.filter((kind) => found.has(kind));
}

async function repeatedKeys(store: Store, table: Sql, where: Sql): Promise<number> {
  return store.changed(
    sql`create or replace temp table ${name(REPEATED)} as select id from ${table} where ${where} group by id having count(*) > 1`,
  );
}

async function remove(store: Store, table: Sql, rows: Sql): Promise<number> {
  const n = await store.changed(sql`create or replace temp table ${name(DOOMED)} as ${rows}`);
  if (n > 0) await store.run(sql`delete from ${table} where rowid in (select place from ${name(DOOMED)})`);
  await store.run(sql`drop table ${name(DOOMED)}`);
  return n;
}
