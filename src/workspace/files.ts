import type { LoadReport } from "../ingest/load.ts";
import type { Recognition } from "../sources/mapping.ts";
import { sortKey } from "../sources/read/discover.ts";
import type { Analytics, Row } from "../store/ports/analytics.ts";
import { literal, raw, type SqlValue, sql } from "../store/sql/sql.ts";
import { FILE_COLUMNS } from "./tables.ts";

/** What a load came to; how it was read does not outlast it. */
export type KeptReport = Omit<LoadReport, "read">;

/** A table of a file as it was imported. */
export interface KeptTable {
  part: string | null;
  format: string | null;
  by: Recognition["by"];
  /** Names the mapping by which it was read; null where nothing was. */
  readAs: string | null;
  /** What loading it came to, `load` by the numbers of the workspace; null where it was not recognised. */
  report: KeptReport | null;
}

/** A version of a file as it was imported; or a stream, with all that it brought so far. */
export interface KeptFile {
  file: number;
  /** Absolute path; of a stream its name. Versions of one file share it. */
  path: string;
  name: string;
  sha256: string;
  bytes: number;
  imported: number;
  latest: boolean;
  standing: boolean;
  unreadable: string | null;
  tables: KeptTable[];
}

/** What was imported, in the order of the names; where nothing was yet, nothing. */
export async function keptFiles(store: Analytics): Promise<KeptFile[]> {
  if (!(await store.tables()).has("kept_file")) return [];
  const rows = await store.rows(sql`
    select file, path, name, sha256, bytes, imported, latest, standing, unreadable, tables from kept_file order by file`);
  const key = new Map(rows.map((row) => [row.file, sortKey(String(row.name))]));
  return rows
    .map(keptFile)
    .sort((a, b) => compare(key.get(a.file)!, key.get(b.file)!) || compare(a.path, b.path) || a.file - b.file);
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

export const keptFile = (row: Row): KeptFile => ({
  file: Number(row.file),
  path: String(row.path),
  name: String(row.name),
  sha256: String(row.sha256),
  bytes: Number(row.bytes),
  imported: Number(row.imported),
  latest: row.latest === true,
  standing: row.standing === true,
  unreadable: row.unreadable === null ? null : String(row.unreadable),
  tables: JSON.parse(String(row.tables)) as KeptTable[],
});

/** Writes a file's row, in the place of the one that it had. */
export async function keepFile(store: Analytics, file: KeptFile): Promise<void> {
  await store.run(sql`delete from kept_file where file = ${raw(String(file.file))}`);
  const values: Record<string, SqlValue> = { ...file, tables: JSON.stringify(file.tables) };
  await store.insert("kept_file", FILE_COLUMNS, [FILE_COLUMNS.map(({ name }) => values[name]!)]);
}

export const outdate = (store: Analytics, path: string): Promise<void> =>
  store.run(sql`update kept_file set latest = false where path = ${literal(path)}`);

export const loadsOf = ({ tables }: Pick<KeptFile, "tables">): number[] =>
  tables.flatMap(({ report }) => (report ? [report.load] : []));
