import { statSync } from "node:fs";
import { factTable } from "../facts/columns.ts";
import { FACT_KINDS, type FactKind } from "../facts/facts.ts";
import type { Analytics } from "../store/ports/analytics.ts";
import { join, literal, name, sql } from "../store/sql/sql.ts";
import { keptFiles } from "./files.ts";
import type { Layout } from "./layout.ts";

/** What a source gave, and how fresh it is. */
export interface SourceStatus {
  source: string;
  facts: Partial<Record<FactKind, number>>;
  /** Of its dated facts. */
  firstDay: string | null;
  lastDay: string | null;
  /** Whole days from its last dated fact to now; null without one. */
  daysBehind: number | null;
  /** When it last brought something: ISO instant. */
  importedAt: string | null;
}

export interface WorkspaceStatus {
  schema: 1;
  workspace: string;
  /** Number of the last import that changed something; 0 before the first. It names the version of the facts. */
  version: number;
  importedAt: string | null;
  bytes: number;
  files: { name: string; importedAt: string; rows: number; setAside: number; formats: string[] }[];
  sources: SourceStatus[];
  rejects: { reason: string; n: number }[];
}

/** What a workspace holds and how fresh it is. @param store sees the kept tables */
export async function statusOf(store: Analytics, layout: Layout, now: Date): Promise<WorkspaceStatus> {
  const imports = new Map(
    (await store.rows(sql`select number, "at" from kept_import order by number`)).map((row) => [
      Number(row.number),
      String(row.at),
    ]),
  );
  const version = Math.max(0, ...imports.keys());
  const files = (await keptFiles(store)).filter(({ latest }) => latest);
  const rejects = await store.rows(
    sql`select reason, count(*) as n from reject group by reason order by n desc, reason`,
  );
  return {
    schema: 1,
    workspace: layout.folder,
    version,
    importedAt: imports.get(version) ?? null,
    bytes: statSync(layout.facts).size,
    files: files.map(({ name, imported, tables }) => ({
      name,
      importedAt: imports.get(imported)!,
      rows: tables.reduce((n, { report }) => n + (report?.rowsRead ?? 0), 0),
      setAside: tables.reduce((n, { report }) => n + (report?.rowsSetAside ?? 0), 0),
      formats: tables.flatMap(({ format }) => format ?? []),
    })),
    sources: await sourcesIn(store, imports, now),
    rejects: rejects.map(({ reason, n }) => ({ reason: String(reason), n: Number(n) })),
  };
}

/** Aliases are made beside other facts, and say nothing of their own. */
const DATED = FACT_KINDS.filter((kind) => kind !== "alias");

/** What each source gave; `imports` are the moments of imports by their number. */
export async function sourcesIn(
  store: Analytics,
  imports: ReadonlyMap<number, string>,
  now: Date,
): Promise<SourceStatus[]> {
  const counts = DATED.map(
    (kind) => sql`
      select ${literal(kind)} as kind, f.source as source, count(*) as n, min(f."at") as first, max(f."at") as last, max(l.imported) as imported
      from ${name(factTable(kind))} f
      inner join "load" l on l."load" = f."load"
      group by f.source`,
  );
  const rows = await store.rows(sql`select * from (${join(counts, " union all ")}) counts order by source, kind`);
  const sources = new Map<string, SourceStatus & { imported: number }>();
  for (const row of rows) {
    const source = String(row.source);
    const known = sources.get(source) ?? { source, facts: {}, ...NOTHING };
    const day = (value: unknown) => (value === null ? [] : [String(value).slice(0, 10)]);
    const days = [known.firstDay ?? [], known.lastDay ?? [], day(row.first), day(row.last)].flat().sort();
    sources.set(source, {
      ...known,
      facts: { ...known.facts, [String(row.kind)]: Number(row.n) },
      firstDay: days[0] ?? null,
      lastDay: days.at(-1) ?? null,
      imported: Math.max(known.imported, Number(row.imported)),
    });
  }
  return [...sources.values()].map(({ imported, ...source }) => ({
    ...source,
    daysBehind: source.lastDay === null ? null : daysFrom(source.lastDay, now),
    importedAt: imports.get(imported) ?? null,
  }));
}

const NOTHING = { firstDay: null, lastDay: null, daysBehind: null, importedAt: null, imported: 0 };

const daysFrom = (day: string, now: Date): number =>
  Math.max(0, Math.floor((now.getTime() - Date.parse(`${day}T00:00:00Z`)) / 86_400_000));
