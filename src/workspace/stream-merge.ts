import { createHash } from "node:crypto";
import { factTable } from "../facts/columns.ts";
import { FACT_KINDS } from "../facts/facts.ts";
import { settleAcrossFiles } from "../ingest/identity.ts";
import type { LoadReport } from "../ingest/load.ts";
import { REJECT_COLUMNS } from "../ingest/tables.ts";
import type { Recognition, TableMapping } from "../sources/mapping.ts";
import { literal, name, raw, sql } from "../store/sql/sql.ts";
import { scrubErased } from "./erase/scrub.ts";
import { type KeptFile, type KeptReport, keepFile, keptFile } from "./files.ts";
import { copyFromRun, difference, factCounts, figure, inTransaction, type Merged, nextImport } from "./merge.ts";
import type { ChangedValue } from "./streams/message.ts";
import { type KeptStore, LIVE, prepareKept, STREAM_COLUMNS } from "./tables.ts";

/** What a stream said, loaded into the run's own tables. */
export interface LoadedPart {
  /** Name of the stream with that of its source, for example `singer:zendesk/tickets`. */
  path: string;
  name: string;
  bytes: number;
  sha256: string;
  format: string | null;
  by: Recognition["by"];
  /** Null where the stream was not recognised. */
  mapping: TableMapping | null;
  report: LoadReport | null;
  /** What was said in the lines that were loaded. */
  records: readonly { line: number; key: string | null; version: number | null; changes: readonly ChangedValue[] }[];
  deleted: readonly string[];
  activated: number | null;
}

/**
 * Takes in what streams said: all of it in one transaction. A record that is said anew takes the place of what it gave
 * before, a record that was deleted takes its facts away, and a version that is activated those of all others.
 */
export async function mergeStreams(
  kept: KeptStore,
  parts: readonly LoadedPart[],
  { way, now }: { way: string; now: Date },
): Promise<Merged> {
  if (parts.length === 0) return { imported: null, gained: {} };
  return inTransaction(kept, async () => {
    await prepareKept(kept);
    const before = await factCounts(kept);
    const imported = await nextImport(kept, way, now);
    const offset = await figure(kept, sql`select coalesce(max("load"), 0) as n from "load"`);
    const isNew = sql`"load" > ${raw(String(offset))}`;
    for (const part of parts) {
      await replaceRecords(kept, part, offset);
      await noteStream(kept, part, { imported, offset });
    }
    await copyFromRun(kept, { offset, imported });
    await kept.run(sql`update "load" set sort_key = ${literal(LIVE)} || name, container = 'stream' where ${isNew}`);
    for (const part of parts) await noteChanges(kept, part, offset);
    await scrubErased(kept, isNew);
    await settleAcrossFiles(kept, { where: isNew });
    return { imported, gained: difference(before, await factCounts(kept)) };
  });
}

const SAID = "stream_said";
const GONE = "stream_gone";

/** Takes away what the records said before, and notes where they stand from now on. */
async function replaceRecords(kept: KeptStore, part: LoadedPart, offset: number): Promise<void> {
  const keyed = part.records.flatMap(({ key, line, version }) =>
    key === null ? [] : [[String(line), key, version === null ? null : String(version)]],
  );
  await kept.run(sql`create or replace temp table ${name(SAID)} (line varchar, key varchar, version varchar)`);
  await kept.appendTexts(SAID, [...keyed, ...part.deleted.map((key) => [null, key, null])]);
  const stream = literal(part.path);
  const key = kept.dialect.hash(raw("key"));
  const outdated =
    part.activated === null ? raw("false") : sql`r.version is distinct from ${raw(String(part.activated))}`;
  await kept.run(sql`
    create or replace temp table ${name(GONE)} as
    select r."load" as gone_load, r.line as gone_line
    from kept_record r
    where r.stream = ${stream} and (r.key in (select ${key} from ${name(SAID)}) or ${outdated})`);
  if ((await figure(kept, sql`select count(*) as n from ${name(GONE)}`)) > 0)
    // Who is who is also said by other records, of which an alias names only one.
    for (const table of ["kept_record", "reject", ...FACT_KINDS.filter((kind) => kind !== "alias").map(factTable)])
      await kept.run(sql`
        delete from ${name(table)} as t using ${name(GONE)} as g where t."load" = g.gone_load and t.line = g.gone_line`);
  if (part.report)
    await kept.run(sql`
      insert into kept_record
      select ${stream}, ${key}, cast(version as bigint), ${raw(String(part.report.load + offset))}, cast(line as bigint)
      from ${name(SAID)} where line is not null`);
  await kept.run(sql`drop table ${name(SAID)}`);
  await kept.run(sql`drop table ${name(GONE)}`);
}

/** A value that the source could not pass on is noted where rows are that were set aside: what is missing is no zero. */
async function noteChanges(kept: KeptStore, { records, report }: LoadedPart, offset: number): Promise<void> {
  if (!report) return;
  const rows = records.flatMap(({ line, changes }) =>
    changes.map(({ field, change }) => [report.load + offset, line, field, "value_lost", change, null, null]),
  );
  if (rows.length > 0) await kept.insert("reject", REJECT_COLUMNS, rows);
}

/** A stream stands among the files, with all that it brought so far. */
async function noteStream(
  kept: KeptStore,
  part: LoadedPart,
  { imported, offset }: { imported: number; offset: number },
): Promise<void> {
  const [row] = await kept.rows(sql`select * from kept_file where path = ${literal(part.path)}`);
  const known = row ? keptFile(row) : null;
  const file = known?.file ?? (await figure(kept, sql`select coalesce(max(file), 0) + 1 as n from kept_file`));
  const report = part.report && { ...part.report, load: part.report.load + offset };
  const old = known?.tables[0];
  const next: KeptFile = {
    ...{ file, path: part.path, name: part.name, bytes: (known?.bytes ?? 0) + part.bytes },
    sha256: createHash("sha256")
      .update((known?.sha256 ?? "") + part.sha256)
      .digest("hex"),
    ...{ imported, latest: true, standing: true, unreadable: null },
    tables: [
      {
        ...{ part: null, format: part.format ?? old?.format ?? null, by: part.format ? part.by : (old?.by ?? "none") },
        readAs: null,
        report: summed(old?.report ?? null, report, part),
      },
    ],
  };
  await keepFile(kept, next);
  if (!part.mapping) return;
  await kept.run(sql`delete from kept_stream where stream = ${literal(part.path)}`);
  await kept.insert("kept_stream", STREAM_COLUMNS, [[part.path, JSON.stringify(part.mapping)]]);
}

/** All that a stream brought, by the numbers of its last load. */
function summed(old: KeptReport | null, report: KeptReport | null, { records }: LoadedPart): KeptReport | null {
  if (!report) return old;
  const lost = records.reduce((n, { changes }) => n + changes.length, 0);
  const rejects = new Map<string, KeptReport["rejects"][number]>();
  for (const reject of [
    ...(old?.rejects ?? []),
    ...report.rejects,
    ...(lost > 0 ? [{ reason: "value_lost", fact: null, column: null, n: lost }] : []),
  ]) {
    const key = JSON.stringify([reject.reason, reject.fact, reject.column]);
    rejects.set(key, { ...reject, n: reject.n + (rejects.get(key)?.n ?? 0) });
  }
  if (!old) return { ...report, rejects: [...rejects.values()] };
  const facts = new Map(old.facts.map((count) => [count.fact, count]));
  const outer = (a: string | null, b: string | null, later: boolean) =>
    a === null || b === null ? (a ?? b) : a < b === later ? b : a;
  for (const count of report.facts) {
    const before = facts.get(count.fact);
    facts.set(count.fact, {
      ...count,
      n: count.n + (before?.n ?? 0),
      replaced: count.replaced + (before?.replaced ?? 0),
      duplicates: count.duplicates + (before?.duplicates ?? 0),
      undated: count.undated + (before?.undated ?? 0),
      first: outer(count.first, before?.first ?? null, false),
      last: outer(count.last, before?.last ?? null, true),
    });
  }
  return {
    ...report,
    facts: [...facts.values()],
    rejects: [...rejects.values()],
    totals: [],
    rowsRead: old.rowsRead + report.rowsRead,
    rowsUsed: old.rowsUsed + report.rowsUsed,
    rowsSetAside: old.rowsSetAside + report.rowsSetAside,
    rowsNotForUs: old.rowsNotForUs + report.rowsNotForUs,
    negativeAmounts: old.negativeAmounts + report.negativeAmounts,
  };
}
