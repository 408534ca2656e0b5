import { factColumns, factTable, IDENTIFIER_COLUMNS } from "../facts/columns.ts";
import { FACT_KINDS, type FactKind } from "../facts/facts.ts";
import { settleAcrossFiles } from "../ingest/identity.ts";
import { LOAD_COLUMNS, REJECT_COLUMNS } from "../ingest/tables.ts";
import type { Analytics } from "../store/ports/analytics.ts";
import { join, literal, name, raw, type Sql, sql } from "../store/sql/sql.ts";
import { scrubErased } from "./erase/scrub.ts";
import { type KeptFile, type KeptTable, keepFile, keptFiles, loadsOf, outdate } from "./files.ts";
import { IMPORT_COLUMNS, type KeptStore, prepareKept } from "./tables.ts";

/** A file of a run, loaded into the run's own tables; a table that was known already carries what was kept of it. */
export interface LoadedFile {
  path: string;
  name: string;
  sha256: string;
  bytes: number;
  unreadable: string | null;
  tables: (KeptTable & { isKnown: boolean })[];
}

export interface Merged {
  /** Number of the import; null where nothing was new. */
  imported: number | null;
  /** Facts of each kind that the workspace has more, or fewer, than before. */
  gained: Partial<Record<FactKind, number>>;
}

/**
 * Takes what a run has loaded into the workspace: all of it in one transaction, so that a process that ends early, however
 * it does, leaves the facts as they were. Where nothing is new, nothing is written.
 *
 * - A file that was loaded before in the same way adds nothing.
 * - A file that has changed adds what is new and replaces facts of its own ids; what it does not hold any more stays, as an
 *   export often begins where the last one ended.
 * - A file that is read in another way than before (other settings) takes the place of what it gave.
 */
export async function merge(
  kept: KeptStore,
  files: readonly LoadedFile[],
  { way, now }: { way: string; now: Date },
): Promise<Merged> {
  const before = await keptFiles(kept);
  const changed = files.filter((file) => isNews(file, before));
  if (changed.length === 0) return { imported: null, gained: {} };
  return inTransaction(kept, async () => {
    await prepareKept(kept);
    const counts = await factCounts(kept);
    const imported = await nextImport(kept, way, now);
    const offset = await figure(kept, sql`select coalesce(max("load"), 0) as n from "load"`);
    let number = await figure(kept, sql`select coalesce(max(file), 0) as n from kept_file`);
    const replaced: number[] = [];
    const versions: { older: KeptFile; newer: LoadedFile }[] = [];
    for (const file of changed) {
      const older = before.find(({ path, latest }) => latest && path === file.path);
      const sameBytes = older?.sha256 === file.sha256;
      if (older && sameBytes) replaced.push(...loadsOf({ tables: older.tables.filter((t) => !isCarried(t, file)) }));
      else if (older) versions.push({ older, newer: file });
      await outdate(kept, file.path);
      const tables = file.tables.map(
        ({ isKnown, ...table }): KeptTable =>
          table.report && !isKnown
            ? { ...table, report: { ...table.report, load: table.report.load + offset } }
            : table,
      );
      const id = older && sameBytes ? older.file : ++number;
      await keepFile(kept, { ...file, tables, file: id, imported, latest: true, standing: true });
    }
    await removeLoads(kept, replaced);
    await copyFromRun(kept, { offset, imported });
    for (const { older, newer } of versions) await removeOtherReading(kept, older, newer, offset);
    await scrubErased(kept, sql`"load" > ${raw(String(offset))}`);
    await settleAcrossFiles(kept, { where: sql`"load" > ${raw(String(offset))}` });
    if (versions.length > 0 || before.some(({ latest, standing }) => !latest && standing)) await noteStanding(kept);
    return { imported, gained: difference(counts, await factCounts(kept)) };
  });
}

/** Runs statements as one; none of them stands where one fails. */
export async function inTransaction<T>(store: Analytics, work: () => Promise<T>): Promise<T> {
  await store.run(sql`begin transaction`);
  try {
    const result = await work();
    await store.run(sql`commit`);
    return result;
  } catch (error) {
    await store.run(sql`rollback`).catch(() => undefined);
    throw error;
  }
}

function isNews(file: LoadedFile, before: readonly KeptFile[]): boolean {
  const older = before.find(({ path, latest }) => latest && path === file.path);
  return !older || older.sha256 !== file.sha256 || file.tables.some((table) => !table.isKnown);
}

/** Whether a table of an earlier import stands as it is. */
const isCarried = (table: KeptTable, { tables }: LoadedFile): boolean =>
  tables.some(({ part, isKnown }) => isKnown && part === table.part);

/** Number of an import that changes something; it names the version of the facts. */
export async function nextImport(kept: Analytics, way: string, now: Date): Promise<number> {
  const number = await figure(kept, sql`select coalesce(max(number), 0) + 1 as n from kept_import`);
  await kept.insert("kept_import", IMPORT_COLUMNS, [[number, now.toISOString(), way]]);
  return number;
}

export async function copyFromRun(
  kept: KeptStore,
  { offset, imported }: { offset: number; imported: number },
): Promise<void> {
  const shifted: Readonly<Record<string, Sql>> = {
    load: sql`"load" + ${raw(String(offset))}`,
    imported: raw(String(imported)),
  };
  const copy = (table: string, columns: readonly { name: string }[]) => sql`
    insert into ${name(table)} (${join(columns.map((c) => name(c.name)))})
    select ${join(columns.map((c) => shifted[c.name] ?? name(c.name)))} from ${raw("run.main.")}${name(table)}`;
  const loaded = await kept.rows(
    sql`select table_name from duckdb_tables() where database_name = 'run' and estimated_size > 0`,
  );
  const there = new Set(loaded.map(({ table_name }) => table_name));
  if (!there.has("load")) return;
  await kept.run(copy("load", LOAD_COLUMNS));
  if (there.has("reject")) await kept.run(copy("reject", REJECT_COLUMNS));
  if (there.has("identifier"))
    await kept.run(sql`
      ${copy("identifier", IDENTIFIER_COLUMNS)} where key not in (select key from identifier)`);
  for (const kind of FACT_KINDS)
    if (there.has(factTable(kind))) await kept.run(copy(factTable(kind), factColumns(kind)));
}

async function removeLoads(kept: Analytics, loads: readonly number[]): Promise<void> {
  if (loads.length === 0) return;
  const which = sql`"load" in (${raw(loads.join(", "))})`;
  for (const table of ["load", "reject", ...FACT_KINDS.map(factTable)])
    await kept.run(sql`delete from ${name(table)} where ${which}`);
}

/**
 * Facts without an id of their own have another key where the same row is read in another way (a column was added to the
 * export), and would stand twice. What the new version speaks of, from its first record on, it says alone.
 */
async function removeOtherReading(kept: Analytics, older: KeptFile, newer: LoadedFile, offset: number): Promise<void> {
  for (const table of newer.tables) {
    const was = older.tables.find(({ part }) => part === table.part);
    if (!table.report || !was?.report || was.readAs === table.readAs) continue;
    for (const { fact } of was.report.facts) {
      const facts = name(factTable(fact));
      const first = sql`select min("at") from ${facts} where "load" = ${raw(String(table.report.load + offset))}`;
      await kept.run(sql`
        delete from ${facts}
        where "load" = ${raw(String(was.report.load))} and id % 2 = 1 and ("at" is null or "at" >= (${first}))`);
    }
  }
}

/** Notes of which earlier versions of files any fact stands. */
async function noteStanding(kept: Analytics): Promise<void> {
  const loads = FACT_KINDS.map((kind) => sql`select "load" as l from ${name(factTable(kind))} group by "load"`);
  const found = new Set((await kept.rows(join(loads, " union "))).map(({ l }) => Number(l)));
  for (const file of await keptFiles(kept)) {
    if (file.latest) continue;
    const standing = loadsOf(file).some((load) => found.has(load));
    if (standing !== file.standing)
      await kept.run(
        sql`update kept_file set standing = ${raw(String(standing))} where file = ${raw(String(file.file))}`,
      );
  }
}

/** Number of facts of each kind. */
export async function factCounts(kept: Analytics): Promise<Map<FactKind, number>> {
  const there = await kept.tables();
  const kinds = FACT_KINDS.filter((kind) => there.has(factTable(kind)));
  if (kinds.length === 0) return new Map();
  const counts = kinds.map((kind) => sql`select ${literal(kind)} as kind, count(*) as n from ${name(factTable(kind))}`);
  const rows = await kept.rows(join(counts, " union all "));
  return new Map(rows.map(({ kind, n }) => [kind as FactKind, Number(n)]));
}

export function difference(
  before: ReadonlyMap<FactKind, number>,
  after: ReadonlyMap<FactKind, number>,
): Merged["gained"] {
  const gained: Merged["gained"] = {};
  for (const [kind, n] of after) if (n !== (before.get(kind) ?? 0)) gained[kind] = n - (before.get(kind) ?? 0);
  return gained;
}

/** The one number of a query that names it `n`. */
export async function figure(store: Analytics, query: Sql): Promise<number> {
  const [row] = await store.rows(query);
  return Number(row!.n);
}
