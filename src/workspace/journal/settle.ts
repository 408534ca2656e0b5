import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { Column } from "../../facts/columns.ts";
import { join, literal, name, raw, sql } from "../../store/sql/sql.ts";
import type { Layout } from "../layout.ts";
import { figure, inTransaction } from "../merge.ts";
import { type KeptStore, prepareKept } from "../tables.ts";
import { type Appended, ROW_TEXTS, ROWS, takeRows } from "../take-rows.ts";
import { mendParts, partPath, partsOf, removeParts } from "./journal.ts";

/** One row: the last part of the journal that was taken in. It changes with the facts, so that each part is taken in once. */
const TAKEN = "kept_journal";
const TAKEN_COLUMNS: readonly Column[] = [{ name: "last", type: "integer", nullable: false }];

/** Parts that one transaction takes. */
const AT_ONCE = 2;

/** Number of the last part that was taken in; 0 where none was. */
export async function lastTaken(kept: Pick<KeptStore, "rows" | "tables">): Promise<number> {
  if (!(await kept.tables()).has(TAKEN)) return 0;
  const [row] = await kept.rows(sql`select coalesce(max(last), 0) as n from ${name(TAKEN)}`);
  return Number(row!.n);
}

/**
 * Makes facts of parts of the journal, in one transaction that also notes that they were taken in: whoever is killed has done all of it or nothing,
 * and a part that is left over is known for one that was taken.
 * @param parts numbers of parts that nothing is written to any more
 * @returns null where there was nothing in them
 */
export async function settleParts(
  kept: KeptStore,
  layout: Layout,
  parts: readonly number[],
  now: Date,
): Promise<Appended | null> {
  const last = await lastTaken(kept);
  const news = parts.filter((number) => number > last);
  await removeParts(
    layout,
    parts.filter((number) => number <= last),
  );
  let appended: Appended | null = null;
  while (news.length > 0) {
    const some = news.splice(0, AT_ONCE);
    appended = (await inTransaction(kept, () => take(kept, layout, some, now))) ?? appended;
    await removeParts(layout, some);
  }
  return appended;
}

async function take(kept: KeptStore, layout: Layout, parts: readonly number[], now: Date): Promise<Appended | null> {
  const paths = parts.map((number) => partPath(layout, number));
  const bytes = await Promise.all(paths.map((path) => readFile(path)));
  await prepareKept(kept);
  const columns = [["r", "BIGINT"], ...ROW_TEXTS.map((column) => [column, "VARCHAR"])].map(
    ([column, type]) => sql`${raw(column!)}: ${literal(type!)}`,
  );
  await kept.run(sql`
    create or replace temp table ${name(ROWS)} as
    select * from read_json([${join(paths.map((path) => literal(path)))}], format = 'newline_delimited', compression = 'uncompressed', columns = {${join(columns)}})`);
  const rows = await figure(kept, sql`select count(*) as n from ${name(ROWS)}`);
  const digest = (before: string) =>
    bytes.reduce((hash, part) => hash.update(part), createHash("sha256").update(before)).digest("hex");
  const length = bytes.reduce((sum, part) => sum + part.length, 0);
  const appended = rows === 0 ? null : await takeRows(kept, { now, said: { digest, bytes: length } });
  await kept.run(sql`drop table ${name(ROWS)}`);
  if (!(await kept.tables()).has(TAKEN)) await kept.createTable(TAKEN, TAKEN_COLUMNS);
  await kept.run(sql`delete from ${name(TAKEN)}`);
  await kept.insert(TAKEN, TAKEN_COLUMNS, [[parts.at(-1)!]]);
  return appended;
}

/** Makes facts of what a process left in the journal which ended early. */
export async function settleLeftOver(kept: KeptStore, layout: Layout, now: Date): Promise<void> {
  const parts = partsOf(layout);
  if (parts.length === 0) return;
  mendParts(layout);
  await settleParts(kept, layout, parts, now);
}
