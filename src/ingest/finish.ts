import { factTable } from "../facts/columns.ts";
import { FACT_KINDS, type FactKind } from "../facts/facts.ts";
import { join, name, raw, sql } from "../store/sql/sql.ts";
import { type Settled, settleAcrossFiles } from "./identity.ts";
import type { Store } from "./load.ts";
import { prepareStore } from "./tables.ts";

/** How good the data are, over all files. */
export interface DataQuality {
  rowsRead: number;
  rowsUsed: number;
  rowsSetAside: number;
  rowsNotForUs: number;
  facts: { fact: FactKind; n: number; first: string | null; last: string | null; undated: number; nobody: number }[];
  /** What several files said, by kind. */
  acrossFiles: ({ fact: FactKind } & Settled)[];
  rejects: { reason: string; n: number }[];
  identifiers: { kind: string; n: number }[];
}

/** Ends a run of loads: settles what several files say of one fact, and counts. Doing it again changes nothing. */
export async function finish(store: Store): Promise<DataQuality> {
  await prepareStore(store);
  await store.run(sql`begin transaction`);
  let acrossFiles: DataQuality["acrossFiles"];
  try {
    acrossFiles = await settleAcrossFiles(store);
    await store.run(sql`commit`);
  } catch (error) {
    await store.run(sql`rollback`).catch(() => undefined);
    throw error;
  }
  const [rows] = await store.rows(sql`
    select
      coalesce(sum(rows_read), 0) as read, coalesce(sum(rows_used), 0) as used,
      coalesce(sum(rows_set_aside), 0) as aside, coalesce(sum(rows_not_for_us), 0) as others
    from ${name("load")}`);
  const counts = FACT_KINDS.map(
    (fact, i) => sql`
      select
        ${raw(String(i))} as kind, count(*) as n, min("at") as first, max("at") as last,
        count(*) filter (where "at" is null) as undated, count(*) filter (where subject is null) as nobody
      from ${name(factTable(fact))} having count(*) > 0`,
  );
  const day = (value: unknown) => (value === null ? null : String(value).slice(0, 10));
  const facts = (await store.rows(sql`${join(counts, " union all ")} order by kind`)).map((row) => ({
    fact: FACT_KINDS[Number(row.kind)]!,
    n: Number(row.n),
    first: day(row.first),
    last: day(row.last),
    undated: Number(row.undated),
    nobody: Number(row.nobody),
  }));
  const rejects = await store.rows(
    sql`select reason, count(*) as n from reject group by reason order by n desc, reason`,
  );
  const kinds = await store.rows(sql`select kind, count(*) as n from identifier group by kind order by kind`);
  return {
    rowsRead: Number(rows!.read),
    rowsUsed: Number(rows!.used),
    rowsSetAside: Number(rows!.aside),
    rowsNotForUs: Number(rows!.others),
    facts,
    acrossFiles,
    rejects: rejects.map((r) => ({ reason: String(r.reason), n: Number(r.n) })),
    identifiers: kinds.map((r) => ({ kind: String(r.kind), n: Number(r.n) })),
  };
}
