import { StoreError } from "../base/errors.ts";
import { type Column, factColumns, factTable } from "../facts/columns.ts";
import { FACT_KINDS } from "../facts/facts.ts";
import { prepareStore } from "../ingest/tables.ts";
import type { Analytics } from "../store/ports/analytics.ts";
import type { Staging } from "../store/ports/staging.ts";
import { literal, name, sql } from "../store/sql/sql.ts";

/** Name under which the kept database is attached to a run. */
export const KEPT = "kept";

/** Texts that sort behind every name of a file: what a source says as it happens is later than any export. */
export const LIVE = "\u{10ffff}";

/** What a workspace needs of the engine. Its tables are the kept ones; those of the run are named with `run.` before them. */
export interface KeptStore extends Analytics, Staging {
  /** Appends rows of texts to a table of the session. */
  appendTexts(table: string, rows: readonly (readonly (string | null)[])[]): Promise<void>;
}

/** One row an import that changed something. */
export const IMPORT_COLUMNS: readonly Column[] = [
  { name: "number", type: "integer", nullable: false },
  // ISO instant.
  { name: "at", type: "text", nullable: false },
  // `files`, `append`, `singer`, `airbyte` …
  { name: "way", type: "text", nullable: false },
];

/** One row a version of a file that was imported. */
export const FILE_COLUMNS: readonly Column[] = [
  { name: "file", type: "integer", nullable: false },
  { name: "path", type: "text", nullable: false },
  { name: "name", type: "text", nullable: false },
  { name: "sha256", type: "text", nullable: false },
  { name: "bytes", type: "integer", nullable: false },
  { name: "imported", type: "integer", nullable: false },
  // No later version of it was imported.
  { name: "latest", type: "boolean", nullable: false },
  // Facts of it stand; of an earlier version that may be none.
  { name: "standing", type: "boolean", nullable: false },
  // The error's code where nothing could be read.
  { name: "unreadable", type: "text", nullable: true },
  // Its tables with what they were taken for and what loading them came to, as JSON: `KeptTable[]`.
  { name: "tables", type: "text", nullable: false },
];

/** One row a record of a stream that stands: where its facts came from, so that they go when it is said anew or deleted. */
const RECORD_COLUMNS: readonly Column[] = [
  { name: "stream", type: "text", nullable: false },
  { name: "key", type: "key", nullable: false },
  { name: "version", type: "integer", nullable: true },
  { name: "load", type: "integer", nullable: false },
  { name: "line", type: "integer", nullable: false },
];

/** One row a stream: the mapping by which its first records were read, so that all are read alike however few come at a time. */
export const STREAM_COLUMNS: readonly Column[] = [
  { name: "stream", type: "text", nullable: false },
  // `TableMapping` as JSON.
  { name: "mapping", type: "text", nullable: false },
];

/** What the data were written with; one row. */
const META_COLUMNS: readonly Column[] = [
  { name: "schema", type: "integer", nullable: false },
  { name: "probe", type: "key", nullable: false },
];

const PROBE = "feltworth";

/** Creates the tables of a workspace where they are not there yet; part of the transaction that writes first. */
export async function prepareKept(store: Analytics): Promise<void> {
  const there = await store.tables();
  if (!there.has("kept_meta")) {
    await store.createTable("kept_meta", META_COLUMNS);
    await store.run(sql`insert into kept_meta select 1, ${store.dialect.hash(literal(PROBE))}`);
    await store.createTable("kept_import", IMPORT_COLUMNS);
    await store.createTable("kept_file", FILE_COLUMNS);
    await store.createTable("kept_record", RECORD_COLUMNS);
    await store.createTable("kept_stream", STREAM_COLUMNS);
  }
  await prepareStore(store);
}

/** Fields that a kind of fact has gained since the tables of a workspace were made, by another version. */
export async function fieldsGained(store: Analytics): Promise<{ table: string; column: Column }[]> {
  const rows = await store.rows(
    sql`select table_name as name, column_name as part from duckdb_columns() where database_name = ${KEPT}`,
  );
  const known = new Set(rows.map(({ name, part }) => `${name}.${part}`));
  const there = new Set(rows.map(({ name }) => name));
  return FACT_KINDS.filter((kind) => there.has(factTable(kind))).flatMap((kind) =>
    factColumns(kind)
      .filter((column) => !known.has(`${factTable(kind)}.${column.name}`))
      .map((column) => ({ table: factTable(kind), column })),
  );
}

/** Adds what facts have gained; no record of before says anything of it. */
export async function addFields(kept: Analytics): Promise<void> {
  for (const { table, column } of await fieldsGained(kept))
    await kept.run(
      sql`alter table ${name(table)} add column ${name(column.name)} ${kept.dialect.columnType(column.type, true)}`,
    );
}

/** Keys of facts are hashes of the engine, and a later engine may hash otherwise: then old and new facts would never meet. */
export async function refuseOtherKeys(store: Analytics): Promise<void> {
  if (!(await store.tables()).has("kept_meta")) return;
  const [row] = await store.rows(
    sql`select count(*) as n from kept_meta where schema = 1 and probe = ${store.dialect.hash(literal(PROBE))}`,
  );
  if (row!.n === 1) return;
  throw new StoreError("store.unavailable", "The workspace was written by another version of Feltworth.", {
    hint: "Use that version, or make a new workspace and import the files again.",
  });
}
