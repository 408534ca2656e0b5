import { factTable } from "../facts/columns.ts";
import { FACT_KINDS } from "../facts/facts.ts";
import type { Analytics } from "../store/ports/analytics.ts";
import { join, name, raw, sql } from "../store/sql/sql.ts";
import { type KeptFile, loadsOf } from "./files.ts";
import { KEPT } from "./tables.ts";

/**
 * Shows the kept facts to a run as if their files had been loaded just now: numbers of loads follow the names of the files,
 * whatever the order of their imports, so that ties between facts of one moment are broken alike; and rows that were set
 * aside are those of the latest versions. The kept tables themselves stay as they are.
 * @param store sees tables of the run first, then the kept ones
 */
export async function present(store: Analytics, files: readonly KeptFile[]): Promise<void> {
  const ofFiles = files.flatMap(loadsOf);
  // Streams come in many loads, of which their row names the last: all of them stand behind the files.
  const all = (await store.rows(sql`select "load" as l from ${raw(`${KEPT}.main.`)}"load" order by "load"`)).map(
    ({ l }) => Number(l),
  );
  const others = all.filter((load) => !ofFiles.includes(load));
  const order = [...ofFiles.filter((load) => all.includes(load)), ...others];
  const latest = [...files.filter((file) => file.latest).flatMap(loadsOf), ...others];
  const place = new Map(order.map((load, i) => [load, i + 1]));
  const inOrder = order.every((load, i) => i === 0 || order[i - 1]! < load);
  const kept = raw(`${KEPT}.main.`);
  const ofLatest = latest.length === 0 ? raw("false") : sql`"load" in (${raw(latest.join(", "))})`;
  if (inOrder) return store.run(sql`create view reject as select * from ${kept}reject where ${ofLatest}`);
  const rows = order.map((load) => raw(`(${load}, ${place.get(load)})`));
  await store.run(sql`
    create table load_order as
    select cast(loaded as bigint) as loaded, cast(place as bigint) as place from (values ${join(rows)}) as v(loaded, place)`);
  const renumbered = (table: string, where = raw("true")) =>
    store.run(sql`
      create view ${name(table)} as
      select kept.* replace (o.place as "load")
      from (select * from ${kept}${name(table)} where ${where}) as kept
      inner join load_order o on o.loaded = kept."load"`);
  await renumbered("load");
  await renumbered("reject", ofLatest);
  for (const kind of FACT_KINDS) await renumbered(factTable(kind));
}

/** Removes what an earlier look at the workspace, or an earlier import, left in the run: it would stand before the kept tables. */
export async function clearRun(store: Analytics): Promise<void> {
  const own = await store.rows(sql`
    select 'view' as what, view_name as called from duckdb_views() where database_name = 'run' and not internal
    union all
    select 'table', table_name from duckdb_tables() where database_name = 'run'`);
  for (const { what, called } of own) await store.run(sql`drop ${raw(String(what))} run.main.${name(String(called))}`);
}
