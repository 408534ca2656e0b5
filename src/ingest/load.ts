import type { Progress } from "../base/logger.ts";
import { factTable } from "../facts/columns.ts";
import type { FactKind } from "../facts/facts.ts";
import type { TableMapping } from "../sources/mapping.ts";
import { asStated } from "../sources/read/as-stated.ts";
import { sha256, sortKey } from "../sources/read/discover.ts";
import type { ReadOptions, TableSample } from "../sources/table.ts";
import type { Analytics } from "../store/ports/analytics.ts";
import type { Staging } from "../store/ports/staging.ts";
import { literal, name, raw, type Sql, sql } from "../store/sql/sql.ts";
import { type CompiledFact, compile, rowText } from "./compile.ts";
import { type ControlTotal, controlTotals, noteSums, prepareControl } from "./control-totals.ts";
import { newIdentifiers } from "./identifiers.ts";
import { settleWithinFile } from "./identity.ts";
import { plainColumns } from "./plain.ts";
import { type Staged, stage } from "./stage.ts";
import { LOAD_COLUMNS, prepareStore } from "./tables.ts";

export type Store = Analytics & Staging;

export interface LoadContext {
  /** ISO instant in UTC: a fact may not lie more than a day after it. */
  now: string;
  /** An existing folder for what has to be written out on the way; it is emptied by whoever made it. */
  folder: string;
  /** Hash of the file's bytes, where it is known already. */
  sha256?: string;
  /** The load before this one, null where it took in nothing; the files may be read at the same time, and are taken in one by one. */
  after?: Promise<Pick<LoadReport, "load"> | null>;
  progress?: Progress;
}

export interface FactCount {
  fact: FactKind;
  /** Facts that this table added before it is compared with other files. */
  n: number;
  /** Rows with an id of their own that a later row of the same file replaced. */
  replaced: number;
  /** Rows that say again what another row of the file says, of a kind that counts it once. */
  duplicates: number;
  first: string | null;
  last: string | null;
  undated: number;
}

export interface LoadReport {
  load: number;
  name: string;
  part: string | null;
  format: string;
  sha256: string;
  /** Rows of the table, broken lines included: used + set aside + not for us. */
  rowsRead: number;
  /** Rows that made at least one fact. */
  rowsUsed: number;
  /** Rows that made none although they should have. */
  rowsSetAside: number;
  /** Rows that the mapping's conditions leave out. */
  rowsNotForUs: number;
  facts: FactCount[];
  /** By reason and kind; `fact` null for lines that are no rows. A row may be counted once for each kind. */
  rejects: { reason: string; fact: FactKind | null; column: string | null; n: number }[];
  totals: ControlTotal[];
  /** Purchases below zero: returns that a till writes as sales. They are kept. */
  negativeAmounts: number;
  read: ReadOptions;
}

/**
 * Loads one table: every row becomes facts, is set aside with its reason, or is left out by the mapping's conditions.
 * All of it happens in one transaction, so that a load that ends early leaves the store as it was.
 */
export async function load(
  store: Store,
  given: TableSample,
  mapping: TableMapping,
  { now, folder, sha256: known, after, progress }: LoadContext,
): Promise<LoadReport> {
  if (given.bytes > READ_AHEAD) await after;
  const table = await asStated(given, mapping, store);
  const read = { ...table.read, ...mapping.read };
  progress?.step("read", { name: table.name });
  const [staged, hash] = await Promise.all([stage(store, table, read, folder), known ?? sha256(table.path)]);
  const { columns, dateOrders = {} } = table;
  let compiled: CompiledFact[] = [];
  try {
    const plain = await plainColumns(store, staged, table, read);
    compiled = compile(mapping, {
      staging: store,
      dialect: store.dialect,
      staged,
      columns,
      dateOrders,
      read,
      plain,
      now,
    });
    const ahead = compiled.filter((_, i) => i === 0 || (i + 1) * staged.rows <= JUDGED_AHEAD);
    const judged = new Map<CompiledFact, number>();
    for (const fact of ahead) judged.set(fact, await judge(store, fact));
    const isFreed = ahead.length === compiled.length && staged.rows >= FREED_FROM;
    if (isFreed) await freeStaged(store, staged, compiled, columns);
    const before = await after;
    if (!before) await prepareStore(store);
    await store.run(sql`begin transaction`);
    try {
      const load = before ? before.load + 1 : await nextLoad(store);
      const report = await loadStaged(store, load, { table, mapping, read, staged, hash, compiled, judged, isFreed });
      await store.run(sql`commit`);
      return report;
    } catch (error) {
      await store.run(sql`rollback`).catch(() => undefined);
      throw error;
    }
  } finally {
    const ofFacts = compiled.flatMap((fact) => [
      fact.table,
      takenTable(fact),
      ...(fact.together ? [fact.together.table] : []),
    ]);
    await store.unstage(...ofFacts, staged.table, staged.broken.table);
    progress?.done();
  }
}

/** Bytes of a file that may be read while another is taken in. A larger one keeps every thread of an engine at work by itself. */
const READ_AHEAD = 32 << 20;

/** Staged rows that are worth their room. */
const FREED_FROM = 100_000;

interface Loading {
  table: TableSample;
  mapping: TableMapping;
  read: ReadOptions;
  staged: Staged;
  hash: string;
  compiled: readonly CompiledFact[];
  judged: ReadonlyMap<CompiledFact, number>;
  /** What was set aside is kept in tables of its own, and the staged rows are gone. */
  isFreed: boolean;
}

/**
 * Once every mapping has judged its rows, only those that were set aside are needed as they stood in the file: the staged
 * table, which may be larger than all else, makes room before anything is written.
 */
async function freeStaged(
  store: Store,
  staged: Staged,
  compiled: readonly CompiledFact[],
  columns: readonly string[],
): Promise<void> {
  for (const fact of compiled.filter(({ keepsRows }) => !keepsRows))
    await store.run(
      sql`create or replace temp table ${name(takenTable(fact))} as ${rejectedRows(store, fact, staged, columns)}`,
    );
  await store.unstage(staged.table);
}

/**
 * Rows that may be judged before the transaction begins. An engine reads a table that its own transaction made with one
 * thread only; further mappings wait for their turn within it, so that only one of them takes up room at a time.
 */
const JUDGED_AHEAD = 5_000_000;

const judge = (store: Store, { table, judged }: CompiledFact): Promise<number> =>
  store.changed(sql`create or replace temp table ${name(table)} as ${judged}`);

const nextLoad = (store: Store): Promise<number> =>
  figure(store, sql`select coalesce(max(load), 0) + 1 as n from ${name("load")}`);

async function loadStaged(store: Store, load: number, loading: Loading): Promise<LoadReport> {
  const { table, mapping, read, staged, hash, compiled, judged, isFreed } = loading;
  const { columns } = table;
  const several = compiled.length > 1 || compiled.some(({ readsLists }) => readsLists);
  if (several) await store.run(sql`create or replace temp table ${name(OUTCOME)} (nr bigint, fault integer)`);
  if (compiled.some(({ amountFields }) => amountFields.length > 0)) await prepareControl(store);
  const into = { load, kinds: new Set<FactKind>(), staged, columns, several, judged, isFreed };
  const made: Made[] = [];
  for (const fact of compiled) made.push(await insertFacts(store, fact, into));
  await rejectBroken(store, staged, load);
  const totals = await controlTotals(
    store,
    made.map(({ fact }) => fact),
    load,
  );
  const facts: FactCount[] = [];
  for (const kind of into.kinds) facts.push(await factCount(store, kind, load));
  const rows = await rowCounts(store, made, staged);
  const report: LoadReport = {
    load,
    name: table.name,
    part: table.part ?? null,
    format: mapping.format,
    sha256: hash,
    rowsRead: staged.rows + staged.broken.rows,
    ...rows,
    facts,
    rejects: rows.rowsSetAside > 0 || made.some(({ rejected }) => rejected > 0) ? await rejectCounts(store, load) : [],
    totals,
    negativeAmounts: into.kinds.has("purchase") ? await negativePurchases(store, load) : 0,
    read,
  };
  await store.insert("load", LOAD_COLUMNS, [
    [
      ...[load, report.name, report.part, sortKey(`${report.name}\u0001${report.part ?? ""}`), 0, hash],
      ...[table.bytes, table.container, mapping.format, mapping.system ?? "files"],
      ...[report.rowsRead, report.rowsUsed, report.rowsSetAside, report.rowsNotForUs],
    ],
  ]);
  return report;
}

interface Made {
  fact: CompiledFact;
  eligible: number;
  rejected: number;
}

interface Into {
  load: number;
  /** Kinds of facts that were made so far. */
  kinds: Set<FactKind>;
  staged: Staged;
  columns: readonly string[];
  /** Whether a row may become several facts. */
  several: boolean;
  /** Mappings whose rows were judged already, with the number of rows that they speak of. */
  judged: ReadonlyMap<CompiledFact, number>;
  isFreed: boolean;
}

/** What became of each row under each mapping, where there are several. */
const OUTCOME = "outcome_of_row";
async function insertFacts(store: Store, fact: CompiledFact, into: Into): Promise<Made> {
  const { load, kinds } = into;
  const table = factTable(fact.kind);
  const eligible = into.judged.get(fact) ?? (await judge(store, fact));
  const n = await store.changed(sql`insert into ${name(table)} ${fact.facts(load)}`);
  kinds.add(fact.kind);
  const rejected = eligible - n;
  if (rejected > 0) await store.run(rejectRows(store, fact, into));
  const { together } = fact;
  if (together) await store.run(sql`create or replace temp table ${name(together.table)} as ${together.rows}`);
  for (const keys of fact.identifiers)
    for (const statement of newIdentifiers(keys, eligible)) await store.run(statement);
  for (const aliases of fact.aliases(load)) {
    const made = await store.changed(sql`insert into ${name(factTable("alias"))} ${aliases}`);
    if (made > 0) kinds.add("alias");
  }
  for (const field of fact.amountFields) await store.run(noteSums(fact, field));
  if (into.several) await store.run(sql`insert into ${name(OUTCOME)} select nr, fault from ${name(fact.table)}`);
  await store.unstage(fact.table, ...(together ? [together.table] : []));
  return { fact, eligible, rejected };
}

/** What was set aside of a judged table, with the whole row beside it. */
function rejectedRows(store: Store, fact: CompiledFact, { table }: Staged, columns: readonly string[]): Sql {
  if (fact.keepsRows) return fact.rejects;
  return sql`
    select bad.nr as nr, bad.line as line, bad.column_name as column_name, bad.reason as reason, bad.text as text,
      ${rowText(columns, "whole.")} as row_text
    from (${fact.rejects}) as bad
    join ${name(table)} as whole on ${store.rowNumber} = bad.nr`;
}

const takenTable = (fact: CompiledFact): string => `${fact.table}_set_aside`;

function rejectRows(store: Store, fact: CompiledFact, { load, staged, columns, isFreed }: Into): Sql {
  const rows =
    isFreed && !fact.keepsRows
      ? sql`select * from ${name(takenTable(fact))}`
      : rejectedRows(store, fact, staged, columns);
  return sql`
    insert into reject
    select ${raw(String(load))}, bad.line, bad.column_name, bad.reason, bad.text, bad.row_text, ${literal(fact.kind)}
    from (${rows}) as bad
    order by bad.nr`;
}

async function rejectBroken(store: Store, { broken }: Staged, load: number): Promise<void> {
  if (broken.rows === 0) return;
  await store.run(sql`
    insert into reject
    select ${raw(String(load))}, cast(c1 as bigint), null, c2, c3, c3, null
    from ${name(broken.table)}
    order by cast(c1 as bigint)`);
}

async function factCount(store: Store, kind: FactKind, load: number): Promise<FactCount> {
  const summary = async () => {
    const [row] = await store.rows(sql`
      select
        count(*) as n, count(distinct id) as keys,
        min("at") as first, max("at") as last, count(*) filter (where "at" is null) as undated
      from ${name(factTable(kind))}
      where "load" = ${raw(String(load))}`);
    return row!;
  };
  let row = await summary();
  const repeats = Number(row.keys) < Number(row.n);
  const settled = repeats ? await settleWithinFile(store, kind, load) : { replaced: 0, duplicates: 0 };
  if (repeats) row = await summary();
  const day = (value: unknown) => (value === null ? null : String(value).slice(0, 10));
  return {
    fact: kind,
    n: Number(row.n),
    ...settled,
    first: day(row.first),
    last: day(row.last),
    undated: Number(row.undated),
  };
}

/** Every row is counted once: as used where any of its mappings made a fact of it. */
async function rowCounts(store: Store, made: readonly Made[], staged: Staged) {
  const broken = staged.broken.rows;
  const allUsed = made.some((m) => m.fact.takesAll && m.rejected === 0);
  if (allUsed) return { rowsUsed: staged.rows, rowsSetAside: broken, rowsNotForUs: 0 };
  const [only] = made;
  if (only && made.length === 1 && !only.fact.readsLists)
    return {
      rowsUsed: only.eligible - only.rejected,
      rowsSetAside: only.rejected + broken,
      rowsNotForUs: staged.rows - only.eligible,
    };
  if (made.length === 0) return { rowsUsed: 0, rowsSetAside: broken, rowsNotForUs: staged.rows };
  const [row] = await store.rows(sql`
    select count(*) filter (where best = 0) as used, count(*) filter (where best > 0) as aside
    from (select min(fault) as best from ${name(OUTCOME)} group by nr)`);
  const [used, aside] = [Number(row!.used), Number(row!.aside)];
  return { rowsUsed: used, rowsSetAside: aside + broken, rowsNotForUs: staged.rows - used - aside };
}

async function rejectCounts(store: Store, load: number): Promise<LoadReport["rejects"]> {
  const rows = await store.rows(sql`
    select reason, fact, column_name, count(*) as n
    from reject
    where "load" = ${raw(String(load))}
    group by all
    order by n desc, reason, fact, column_name`);
  return rows.map((row) => ({
    reason: String(row.reason),
    fact: row.fact as FactKind | null,
    column: row.column_name as string | null,
    n: Number(row.n),
  }));
}

const negativePurchases = (store: Store, load: number): Promise<number> =>
  figure(store, sql`select count(*) as n from fact_purchase where "load" = ${raw(String(load))} and amount < 0`);

/** The one number of a query that names it `n`. */
async function figure(store: Store, query: Sql): Promise<number> {
  const [row] = await store.rows(query);
  return Number(row!.n);
}
