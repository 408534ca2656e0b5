import { type Insertable, type Kysely, sql } from "kysely";
import type { Tables } from "./tables.ts";

/** What is left out of a copy: who is signed in, answers that are told again for a day, and jobs, which are made anew of what is to be done. */
const LEFT_OUT = new Set(["session", "reply"]);
/** Others refer to these. */
const FIRST = ["member", "subscription"];
const ROWS = 500;

/** Every row of the operational store, table by table, each a line of JSON; the same from either PostgreSQL, and for either. */
export async function* copied(db: Kysely<Tables>): AsyncGenerator<string> {
  for (const { name } of await tablesOf(db)) {
    const rows = await sql<Record<string, unknown>>`select * from ${sql.table(name)}`.execute(db);
    for (const row of rows.rows) yield `${JSON.stringify({ table: name, row })}\n`;
  }
}

/** Fills a store that holds nothing yet; all of it or nothing. @returns how many rows */
export async function filled(db: Kysely<Tables>, lines: AsyncIterable<string>): Promise<number> {
  const tables = await tablesOf(db);
  return db.transaction().execute(async (within) => {
    let n = 0;
    let [into, rows]: [string, Record<string, unknown>[]] = ["", []];
    const flush = async () => {
      if (rows.length > 0)
        await within
          .insertInto(into as never)
          .values(rows as unknown as Insertable<never>[])
          .execute();
      n += rows.length;
      rows = [];
    };
    for await (const line of lines) {
      const { table, row } = JSON.parse(line) as { table: string; row: Record<string, unknown> };
      if (!tables.some(({ name }) => name === table)) continue;
      if (table !== into || rows.length >= ROWS) await flush();
      into = table;
      rows.push(Object.fromEntries(Object.entries(row).map(([key, value]) => [key, written(value)])));
    }
    await flush();
    // Numbers that are given out go on behind those that were.
    for (const { name, counted } of tables)
      for (const column of counted)
        await sql`
          select setval(pg_get_serial_sequence(${name}, ${column}), coalesce(max(${sql.ref(column)}), 1), max(${sql.ref(column)}) is not null)
          from ${sql.table(name)}`.execute(within);
    return n;
  });
}

const written = (value: unknown): unknown =>
  typeof value === "object" && value !== null ? JSON.stringify(value) : value;

async function tablesOf(db: Kysely<Tables>): Promise<{ name: string; counted: string[] }[]> {
  const all = await db.introspection.getTables();
  const place = (name: string) => (FIRST.includes(name) ? 0 : 1);
  return all
    .filter(
      ({ name, schema, isView }) => schema === "public" && !isView && !LEFT_OUT.has(name) && !name.startsWith("kysely"),
    )
    .map(({ name, columns }) => ({
      name,
      counted: columns.filter(({ isAutoIncrementing }) => isAutoIncrementing).map((column) => column.name),
    }))
    .sort((a, b) => place(a.name) - place(b.name) || (a.name < b.name ? -1 : 1));
}
