import { createHash } from "node:crypto";
import { factColumns, factTable } from "../facts/columns.ts";
import { type FactKind, factDefinition } from "../facts/facts.ts";
import { apartBy, contentKey, ownKey } from "../ingest/fact-key.ts";
import { settleAcrossFiles } from "../ingest/identity.ts";
import { LOAD_COLUMNS } from "../ingest/tables.ts";
import { join, literal, name, raw, type Sql, sql } from "../store/sql/sql.ts";
import { scrubErased } from "./erase/scrub.ts";
import { type KeptFile, keepFile, keptFile } from "./files.ts";
import { figure, inTransaction, nextImport } from "./merge.ts";
import { type FieldValue, type NewFact, refuseInvalid } from "./new-fact.ts";
import { type KeptStore, LIVE, prepareKept } from "./tables.ts";

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

/**
 * Takes a batch of facts that are mapped already: all of it in one transaction, durable when it returns. Appending a batch
 * again changes no fact, so that whoever is not sure that it arrived may say it once more.
 *
 * What a source says this way is later than any export of the same system, and than what it said before.
 * @param source the system whose ids they are: facts of one system and one id are one fact, whichever way they came
 * @throws InputError `input.invalid` naming the first fact that is none; nothing of the batch is taken then
 */
export async function append(
  kept: KeptStore,
  facts: readonly NewFact[],
  { source, now }: { source: string; now: Date },
): Promise<Appended> {
  refuseInvalid(facts);
  if (facts.length === 0) return { version: await versionOf(kept), added: 0, replaced: 0, repeated: 0 };
  const kinds = [...new Set(facts.map(({ fact }) => fact))];
  return inTransaction(kept, async () => {
    await prepareKept(kept);
    const version = await nextImport(kept, `append ${source}`, now);
    const { load, line } = await loadOf(kept, source, { version, rows: facts.length });
    for (const kind of kinds) await insert(kept, kind, facts, { source, load, line });
    await noteFile(kept, facts, { source, load, version });
    const isNew = sql`"load" = ${raw(String(load))} and line > ${raw(String(line))}`;
    await scrubErased(kept, isNew);
    const settled = await settleAcrossFiles(kept, { where: isNew, kinds: [...new Set([...kinds, "alias" as const])] });
    const sum = (of: "replaced" | "duplicates") =>
      settled.filter(({ fact }) => fact !== "alias").reduce((n, each) => n + each[of], 0);
    const [replaced, repeated] = [sum("replaced"), sum("duplicates")];
    return { version, added: facts.length - replaced - repeated, replaced, repeated };
  });
}

/** Number of the last import that changed something: whoever holds figures of the same version need not compute them again. */
export async function versionOf(kept: Pick<KeptStore, "rows" | "tables">): Promise<number> {
  if (!(await kept.tables()).has("kept_import")) return 0;
  const [row] = await kept.rows(sql`select coalesce(max(number), 0) as n from kept_import`);
  return Number(row!.n);
}

/** What a source appends is one load, whose lines are counted on: the number of loads does not grow with the batches. */
async function loadOf(
  kept: KeptStore,
  source: string,
  { version, rows }: { version: number; rows: number },
): Promise<{ load: number; line: number }> {
  const called = sql`name = ${literal(source)} and container = 'append'`;
  const [known] = await kept.rows(sql`select "load" as l, rows_read as n from "load" where ${called}`);
  if (known) {
    const n = raw(String(rows));
    await kept.run(sql`
      update "load" set rows_read = rows_read + ${n}, rows_used = rows_used + ${n}, imported = ${raw(String(version))}
      where "load" = ${raw(String(known.l))}`);
    return { load: Number(known.l), line: Number(known.n) };
  }
  const load = await figure(kept, sql`select coalesce(max("load"), 0) + 1 as n from "load"`);
  await kept.insert("load", LOAD_COLUMNS, [
    [load, source, null, `${LIVE}${source}`, version, "", 0, "append", "append", source, rows, rows, 0, 0],
  ]);
  return { load, line: 0 };
}

const BATCH = "append_batch";

async function insert(
  kept: KeptStore,
  kind: FactKind,
  facts: readonly NewFact[],
  { source, load, line }: { source: string; load: number; line: number },
): Promise<void> {
  const fields = Object.entries(factDefinition(kind).fields);
  const texts = facts.flatMap((fact, i) => {
    if (fact.fact !== kind) return [];
    const { id, subject, at, properties } = fact;
    const precision = at === undefined ? "unknown" : (fact.precision ?? (at.includes("T") ? "instant" : "day"));
    return [
      [
        ...[String(line + i + 1), id ?? null, subject?.kind ?? null, subject ? textOfIdentifier(subject) : null],
        ...[at === undefined ? null : utc(at), precision, properties ? JSON.stringify(sorted(properties)) : null],
        ...fields.map(([field, { type }]) => textOf(type, fact.fields[field] ?? null)),
      ],
    ];
  });
  const own = ["nr", "id_text", "subject_kind", "subject_value", "at_text", "precision", "properties"];
  const columns = [...own, ...fields.map(([field]) => `f_${field}`)].map((column) => sql`${name(column)} varchar`);
  await kept.run(sql`create or replace temp table ${name(BATCH)} (${join(columns)})`);
  await kept.appendTexts(BATCH, texts);
  const { dialect } = kept;
  const types = new Map(factColumns(kind).map((column) => [column.name, column.type]));
  const typed = (field: string): Sql =>
    sql`cast(${name(`f_${field}`)} as ${dialect.columnType(types.get(field)!, true)})`;
  const at = raw("cast(at_text as timestamp)");
  const keys = { dialect, staging: kept };
  const of = [literal(kind), literal(source)];
  const given = ownKey(keys, [...of, raw("id_text"), ...apartBy(kind).map(typed)]);
  const content = contentKey(keys, [
    ...[...of, raw("subject_kind"), raw("subject_value"), at, raw("precision"), raw("properties")],
    ...fields.map(([field]) => typed(field)),
  ]);
  const subject = dialect.hash(raw("subject_kind"), raw("subject_value"));
  await kept.run(sql`
    insert into ${name(factTable(kind))}
    select
      case when id_text is null then ${content} else ${given} end, ${literal(source)},
      case when subject_value is not null then ${subject} end, ${at}, precision, ${raw(String(load))},
      cast(nr as bigint), properties, ${join(fields.map(([field]) => typed(field)))}
    from ${name(BATCH)}`);
  await kept.run(sql`
    insert into identifier
    select ${subject}, any_value(subject_kind), any_value(subject_value)
    from ${name(BATCH)}
    where subject_value is not null and ${subject} not in (select key from identifier)
    group by 1`);
  await kept.run(sql`drop table ${name(BATCH)}`);
  await alias(
    kept,
    facts.filter(({ fact }) => fact === kind),
    { source, load, line },
  );
}

/** Further identifiers become aliases, as those on a row of a file do. */
async function alias(
  kept: KeptStore,
  facts: readonly NewFact[],
  into: { source: string; load: number; line: number },
): Promise<void> {
  const also = facts.flatMap(({ subject, at, precision, also = [] }): NewFact[] =>
    subject
      ? also.map((other) => ({
          fact: "alias",
          subject,
          ...(at === undefined ? {} : { at }),
          ...(precision === undefined ? {} : { precision }),
          fields: { other_kind: other.kind, other_value: textOfIdentifier(other) },
        }))
      : [],
  );
  if (also.length > 0) await insert(kept, "alias", also, into);
}

/** E-mail addresses are one whatever their case, as in files. */
const textOfIdentifier = ({ kind, value }: { kind: string; value: string }): string =>
  kind === "email" ? value.trim().toLowerCase() : value.trim();

const utc = (at: string): string => (at.includes("T") ? new Date(at).toISOString().replace("Z", "") : at);

const textOf = (type: string, value: FieldValue): string | null =>
  value === null ? null : type === "instant" ? utc(String(value)) : String(value);

const sorted = (object: Readonly<Record<string, FieldValue>>) =>
  Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)));

/** A source that appends stands among the files, with all that it brought so far. */
async function noteFile(
  kept: KeptStore,
  facts: readonly NewFact[],
  { source, load, version }: { source: string; load: number; version: number },
): Promise<void> {
  const path = `append:${source}`;
  const [row] = await kept.rows(sql`select * from kept_file where path = ${literal(path)}`);
  const known = row ? keptFile(row) : null;
  const file = known?.file ?? (await figure(kept, sql`select coalesce(max(file), 0) + 1 as n from kept_file`));
  const said = JSON.stringify(facts);
  const sha256 = createHash("sha256")
    .update(known?.sha256 ?? "")
    .update(said)
    .digest("hex");
  const report = known?.tables[0]?.report;
  const counts = new Map(report?.facts.map((count) => [count.fact, { ...count }]));
  for (const { fact, at } of facts) {
    const day = at?.slice(0, 10) ?? null;
    const count = counts.get(fact) ?? { fact, n: 0, replaced: 0, duplicates: 0, first: day, last: day, undated: 0 };
    count.n += 1;
    if (day === null) count.undated += 1;
    else {
      if (count.first === null || day < count.first) count.first = day;
      if (count.last === null || day > count.last) count.last = day;
    }
    counts.set(fact, count);
  }
  const rows = (report?.rowsRead ?? 0) + facts.length;
  const next: KeptFile = {
    ...{ file, path, name: source, sha256, bytes: (known?.bytes ?? 0) + Buffer.byteLength(said) },
    ...{ imported: version, latest: true, standing: true, unreadable: null },
    tables: [
      {
        ...{ part: null, format: "append", by: "settings", readAs: null },
        report: {
          ...{ load, name: source, part: null, format: "append", sha256, rowsRead: rows, rowsUsed: rows },
          ...{ rowsSetAside: 0, rowsNotForUs: 0, facts: [...counts.values()], rejects: [], totals: [] },
          negativeAmounts: 0,
        },
      },
    ],
  };
  await keepFile(kept, next);
}
