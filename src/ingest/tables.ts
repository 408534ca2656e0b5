import { type Column, factColumns, factTable, IDENTIFIER_COLUMNS } from "../facts/columns.ts";
import { FACT_KINDS } from "../facts/facts.ts";
import type { Analytics } from "../store/ports/analytics.ts";

/** One row a table that was loaded: a file, a sheet of it, an array in it. */
export const LOAD_COLUMNS: readonly Column[] = [
  { name: "load", type: "integer", nullable: false },
  { name: "name", type: "text", nullable: false },
  { name: "part", type: "text", nullable: true },
  // Name and part as they sort, digits by their value: decides which of two files is the later.
  { name: "sort_key", type: "text", nullable: false },
  // Number of the import that brought it, where facts are kept; of two versions of one file the later import's is the later.
  { name: "imported", type: "integer", nullable: false },
  { name: "sha256", type: "text", nullable: false },
  { name: "bytes", type: "integer", nullable: false },
  { name: "container", type: "text", nullable: false },
  { name: "format", type: "text", nullable: false },
  { name: "system", type: "text", nullable: false },
  { name: "rows_read", type: "integer", nullable: false },
  { name: "rows_used", type: "integer", nullable: false },
  { name: "rows_set_aside", type: "integer", nullable: false },
  { name: "rows_not_for_us", type: "integer", nullable: false },
];

/** One row a thing that could not become a fact. Where the row itself was broken, `fact` and `column_name` are null. */
export const REJECT_COLUMNS: readonly Column[] = [
  { name: "load", type: "integer", nullable: false },
  { name: "line", type: "integer", nullable: false },
  { name: "column_name", type: "text", nullable: true },
  { name: "reason", type: "text", nullable: false },
  { name: "text", type: "text", nullable: true },
  { name: "row_text", type: "text", nullable: true },
  { name: "fact", type: "text", nullable: true },
];

/** Creates the tables that ingest fills, where they are not there yet. */
export async function prepareStore(store: Analytics): Promise<void> {
  const tables: [string, readonly Column[]][] = [
    ["load", LOAD_COLUMNS],
    ["identifier", IDENTIFIER_COLUMNS],
    ["reject", REJECT_COLUMNS],
    ...FACT_KINDS.map((kind): [string, readonly Column[]] => [factTable(kind), factColumns(kind)]),
  ];
  const there = await store.tables();
  for (const [table, columns] of tables) if (!there.has(table)) await store.createTable(table, columns);
}
