import { type Kysely, sql } from "kysely";
import type { Traces } from "../ports/traces.ts";
import type { Tables } from "./tables.ts";

/** Whoever uses and set up the server, which is not erased with a customer; and answers, which are sealed. */
const NOT_SEARCHED = new Set(["member", "session", "identity", "access_key", "hook", "subscription", "reply"]);

interface Searched {
  schema: string;
  table: string;
  columns: { name: string; isJson: boolean }[];
}

/** Takes texts that lead to somebody out of every table, those of jobs and those that come later included. @returns rows that had any */
export const forgetIn = (db: Kysely<Tables>, traces: Traces): Promise<number> =>
  db.transaction().execute(async (within) => {
    let n = 0;
    for (const table of await searched(within)) n += await forgetInTable(within, table, traces);
    return n;
  });

/** Writes the tables anew, so that no unused part of them holds what was there before; inside the process its log too. */
export async function rewriteStore(db: Kysely<Tables>, isEmbedded: boolean): Promise<void> {
  // Statistics on a server hold values as well. Inside the process nothing makes them.
  const how = sql.raw(isEmbedded ? "full" : "full, analyze");
  const reply = { schema: "public", table: "reply" };
  for (const { schema, table } of [...(await searched(db)), reply])
    await sql`vacuum (${how}) ${sql.id(schema, table)}`.execute(db);
  if (!isEmbedded) return;
  // The part of the log before the second checkpoint is deleted.
  for (const step of ["checkpoint", "select pg_switch_wal()", "checkpoint"]) await sql.raw(step).execute(db);
}

/** Every table with the columns that hold texts. */
async function searched(db: Kysely<Tables>): Promise<Searched[]> {
  const { rows } = await sql<{ schema: string; table: string; name: string; type: string }>`
    select n.nspname as schema, c.relname as table, a.attname as name, format_type(a.atttypid, null) as type
    from pg_class c
    inner join pg_namespace n on n.oid = c.relnamespace
    inner join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where n.nspname in ('public', 'pgboss') and c.relkind = 'r' and pg_has_role(c.relowner, 'usage')
      and format_type(a.atttypid, null) in ('text', 'character varying', 'json', 'jsonb')
    order by 1, 2, a.attnum`.execute(db);
  const tables = new Map<string, Searched>();
  for (const { schema, table, name, type } of rows) {
    if ((schema === "public" && NOT_SEARCHED.has(table)) || table.startsWith("kysely")) continue;
    const key = `${schema}.${table}`;
    if (!tables.has(key)) tables.set(key, { schema, table, columns: [] });
    tables.get(key)!.columns.push({ name, isJson: type.startsWith("json") });
  }
  return [...tables.values()];
}

async function forgetInTable(db: Kysely<Tables>, { schema, table, columns }: Searched, traces: Traces) {
  const anywhere = traces.anywhere.flatMap(asWritten);
  const alone = traces.alone.flatMap(asWritten);
  const texts = columns.map(({ name }) => sql`${sql.ref(name)}::text`);
  const found = texts.map(
    (text) => sql`exists (
      select 1 from unnest(${anywhere}::text[]) v where position(v in ${text}) > 0 or position(v in lower(${text})) > 0
      union all
      select 1 from unnest(${alone}::text[]) v where ${text} = v or lower(${text}) = v or position('"' || v || '"' in ${text}) > 0)`,
  );
  const chosen = texts.map((text, i) => sql`${text} as ${sql.ref(`c${i}`)}`);
  const { rows } = await sql<Record<string, string | null>>`
    select ctid::text as place, ${sql.join(chosen)} from ${sql.table(`${schema}.${table}`)}
    where ${sql.join(found, sql` or `)} for update`.execute(db);
  let n = 0;
  for (const row of rows) {
    const set = columns.flatMap(({ name, isJson }, i) => {
      const before = row[`c${i}`];
      if (before === null || before === undefined) return [];
      const after = rewritten(before, traces);
      return after === before ? [] : [sql`${sql.ref(name)} = ${after}${sql.raw(isJson ? "::jsonb" : "")}`];
    });
    if (set.length === 0) continue;
    await sql`update ${sql.table(`${schema}.${table}`)} set ${sql.join(set)} where ctid = ${row.place}::tid`.execute(
      db,
    );
    n += 1;
  }
  return n;
}

/** As it stands, in small letters as this process makes them, and as JSON writes it. */
const asWritten = (text: string): string[] => [
  ...new Set([text, text.toLowerCase(), text.toUpperCase()].flatMap((one) => [one, JSON.stringify(one).slice(1, -1)])),
];

function rewritten(text: string, traces: Traces): string {
  if (!/^\s*[[{"]/.test(text)) return traces.text(text);
  try {
    const value: unknown = JSON.parse(text);
    const left = traces.json(value);
    return JSON.stringify(left) === JSON.stringify(value) ? text : JSON.stringify(left);
  } catch {
    return traces.text(text);
  }
}
