import { factColumns, factTable } from "../facts/columns.ts";
import { type FactKind, factDefinition } from "../facts/facts.ts";
import { apartBy, contentKey, ownKey } from "../ingest/fact-key.ts";
import { settleAcrossFiles } from "../ingest/identity.ts";
import { LOAD_COLUMNS } from "../ingest/tables.ts";
import { join, literal, name, raw, type Sql, sql } from "../store/sql/sql.ts";
import { scrubErased } from "./erase/scrub.ts";
import { type KeptFile, keepFile, keptFile } from "./files.ts";
import { figure, nextImport } from "./merge.ts";
import { type KeptStore, LIVE } from "./tables.ts";

export interface Appended {
  /** Version of the facts that holds the batch. */
  version: number;
  /** Facts that the workspace has more than before. */
  added: number;
  /** Facts of an id that was known, in whose place the batch's stand. */
  replaced: number;
  /** Facts without an id that were known already. */
  repeated: number;
}

/** Temporary table of the rows that are to be taken in: see `FactRow`. */
export const ROWS = "append_row";
/** Its columns but the place, all of texts; `f` holds the fields as a JSON object. */
export const ROW_TEXTS = ["s", "k", "i", "n", "v", "t", "p", "x", "d", "f"] as const;

/** What a source appends is one load, whose lines are counted on: the number of loads does not grow with the batches. */
interface Load {
  source: string;
  load: number;
  /** Lines before these. */
  line: number;
  rows: number;
  /** Place of the first row. */
  first: number;
}

/**
 * Takes the rows of `append_row` in and settles them against what is there; part of the transaction that its caller has begun.
 * @param said what was said, for the file that a source stands for: a digest that goes on from the one before, and how long it is
 */
export async function takeRows(
  kept: KeptStore,
  { now, said }: { now: Date; said: { digest(before: string): string; bytes: number } },
): Promise<Appended> {
  const sources = await kept.rows(
    sql`select s, count(*) filter (where d is null) as n, min(r) as first, max(r) as last from ${name(ROWS)} group by s order by s`,
  );
  const version = await nextImport(kept, `append ${sources.map(({ s }) => String(s)).join(", ")}`, now);
  const loads: Load[] = [];
  for (const { s, n, first } of sources)
    loads.push(await loadOf(kept, String(s), { version, rows: Number(n), first: Number(first) }));
  const kinds = (await kept.rows(sql`select distinct k from ${name(ROWS)} order by k`)).map(({ k }) => k as FactKind);
  const number = (of: "load" | "line" | "first") =>
    sql`case s ${join(
      loads.map((load) => sql`when ${literal(load.source)} then ${raw(String(load[of]))}`),
      " ",
    )} end`;
  // As a rule each source said all that it said without a gap, and its lines need no counting.
  const isWhole = sources.every(({ n, first, last }) => Number(last) - Number(first) + 1 === Number(n));
  const line = isWhole ? sql`r - ${number("first")} + 1` : raw("dense_rank() over (partition by s order by r)");
  await kept.run(sql`
    create or replace temp view numbered_row as
    select *, ${number("load")} as load_number, ${number("line")} + ${line} as line_number
    from ${name(ROWS)}`);
  for (const kind of kinds) await insert(kept, kind);
  await kept.run(sql`
    insert into identifier
    select key, any_value(n), any_value(v)
    from (select ${kept.dialect.hash(raw("n"), raw("v"))} as key, n, v from numbered_row where v is not null)
    where key not in (select key from identifier)
    group by key`);
  for (const load of loads) await noteFile(kept, load, { version, said });
  await kept.run(sql`drop view numbered_row`);
  const isNew = sql`(${join(
    loads.map(({ load, line }) => sql`("load" = ${raw(String(load))} and line > ${raw(String(line))})`),
    " or ",
  )})`;
  await scrubErased(kept, isNew);
  const settled = await settleAcrossFiles(kept, { where: isNew, kinds: [...new Set([...kinds, "alias" as const])] });
  const sum = (of: "replaced" | "duplicates") =>
    settled.filter(({ fact }) => fact !== "alias").reduce((n, each) => n + each[of], 0);
  const [replaced, repeated] = [sum("replaced"), sum("duplicates")];
  const rows = loads.reduce((n, load) => n + load.rows, 0);
  return { version, added: rows - replaced - repeated, replaced, repeated };
}

async function loadOf(
  kept: KeptStore,
  source: string,
  { version, rows, first }: { version: number } & Pick<Load, "rows" | "first">,
): Promise<Load> {
  const called = sql`name = ${literal(source)} and container = 'append'`;
  const [known] = await kept.rows(sql`select "load" as l, rows_read as n from "load" where ${called}`);
  if (known) {
    const n = raw(String(rows));
    await kept.run(sql`
      update "load" set rows_read = rows_read + ${n}, rows_used = rows_used + ${n}, imported = ${raw(String(version))}
      where "load" = ${raw(String(known.l))}`);
    return { source, load: Number(known.l), line: Number(known.n), rows, first };
  }
  const load = await figure(kept, sql`select coalesce(max("load"), 0) + 1 as n from "load"`);
  await kept.insert("load", LOAD_COLUMNS, [
    [load, source, null, `${LIVE}${source}`, version, "", 0, "append", "append", source, rows, rows, 0, 0],
  ]);
  return { source, load, line: 0, rows, first };
}

/** The rows of one kind become facts. */
async function insert(kept: KeptStore, kind: FactKind): Promise<void> {
  const fields = Object.keys(factDefinition(kind).fields);
  const { dialect } = kept;
  const types = new Map(factColumns(kind).map((column) => [column.name, column.type]));
  const typed = (field: string): Sql => sql`cast(j.${name(field)} as ${dialect.columnType(types.get(field)!, true)})`;
  const at = raw("cast(t as timestamp)");
  const keys = { dialect, staging: kept };
  const of = [literal(kind), raw("s")];
  const given = ownKey(keys, [...of, raw("i"), ...apartBy(kind).map(typed)]);
  const content = contentKey(keys, [
    ...[...of, raw("n"), raw("v"), at, raw("p"), raw("x")],
    ...fields.map((field) => typed(field)),
  ]);
  const shape = JSON.stringify(Object.fromEntries(fields.map((field) => [field, "VARCHAR"])));
  await kept.run(sql`
    insert into ${name(factTable(kind))} (${join(factColumns(kind).map((column) => name(column.name)))})
    select
      case when i is null then ${content} else ${given} end, s,
      case when v is not null then ${dialect.hash(raw("n"), raw("v"))} end, ${at}, p, load_number, line_number, x, ${join(fields.map(typed))}
    from (select *, json_transform(f, ${literal(shape)}) as j from numbered_row where k = ${literal(kind)})`);
}

/** A source that appends stands among the files, with all that it brought so far. */
async function noteFile(
  kept: KeptStore,
  { source, load, rows }: Load,
  { version, said }: { version: number; said: { digest(before: string): string; bytes: number } },
): Promise<void> {
  const path = `append:${source}`;
  const [row] = await kept.rows(sql`select * from kept_file where path = ${literal(path)}`);
  const known = row ? keptFile(row) : null;
  const file = known?.file ?? (await figure(kept, sql`select coalesce(max(file), 0) + 1 as n from kept_file`));
  const sha256 = said.digest(known?.sha256 ?? "");
  const report = known?.tables[0]?.report;
  const counts = new Map(report?.facts.map((count) => [count.fact, { ...count }]));
  const news = await kept.rows(sql`
    select k, count(*) as n, min(left(t, 10)) as first, max(left(t, 10)) as last, count(*) filter (where t is null) as undated
    from numbered_row where s = ${literal(source)} and d is null group by k order by k`);
  for (const { k, n, first, last, undated } of news) {
    const fact = k as FactKind;
    const count = counts.get(fact) ?? { fact, n: 0, replaced: 0, duplicates: 0, first: null, last: null, undated: 0 };
    count.n += Number(n);
    count.undated += Number(undated);
    if (first !== null && (count.first === null || String(first) < count.first)) count.first = String(first);
    if (last !== null && (count.last === null || String(last) > count.last)) count.last = String(last);
    counts.set(fact, count);
  }
  const all = (report?.rowsRead ?? 0) + rows;
  const next: KeptFile = {
    ...{ file, path, name: source, sha256, bytes: (known?.bytes ?? 0) + said.bytes },
    ...{ imported: version, latest: true, standing: true, unreadable: null },
    tables: [
      {
        ...{ part: null, format: "append", by: "settings", readAs: null },
        report: {
          ...{ load, name: source, part: null, format: "append", sha256, rowsRead: all, rowsUsed: all },
          ...{ rowsSetAside: 0, rowsNotForUs: 0, facts: [...counts.values()], rejects: [], totals: [] },
          negativeAmounts: 0,
        },
      },
    ],
  };
  await keepFile(kept, next);
}
