import { factTable } from "../facts/columns.ts";
import { FACT_KINDS, factDefinition } from "../facts/facts.ts";
import type { IdentifierName } from "../facts/people-rules.ts";
import type { MeasureContext } from "../measures/measure.ts";
import type { Analytics, Row } from "../store/ports/analytics.ts";
import { subjectKey } from "../store/sql/keys.ts";
import { join, raw, type Sql, sql } from "../store/sql/sql.ts";
import { rowsOf } from "./timeline.ts";

/** A person with every identifier that the records join: the person alone, also where persons count as their account. */
export interface Person {
  identifiers: IdentifierName[];
  /** Names that the records give. */
  names: string[];
}

/** Keys of the person that an identifier belongs to. */
function personKeys({ dialect }: Analytics, { kind, value }: IdentifierName): Sql {
  const key = subjectKey(dialect, sql`${kind}`, sql`${value}`);
  return sql`
    select i.key as key
    from identifier i
    left join identity_label l on l.node = i.key
    where coalesce(l.label, i.key) = coalesce((select max(label) from identity_label where node = ${key}), ${key})`;
}

export async function personOf({ store }: MeasureContext, named: IdentifierName): Promise<Person> {
  const keys = personKeys(store, named);
  const [identifiers, names] = await Promise.all([
    store.rows(
      sql`select i.kind as kind, i.value as value from identifier i where i.key in (${keys}) order by i.kind, i.value`,
    ),
    store.rows(
      sql`select distinct f.name as name from fact_party f where f.subject in (${keys}) and f.name is not null order by f.name`,
    ),
  ]);
  return {
    identifiers: identifiers.map(({ kind, value }) => ({ kind: String(kind), value: String(value) })),
    names: names.map(({ name }) => String(name)),
  };
}

/** Everything that is held about a person, and what was derived of it. */
export interface PersonRecords extends Person {
  /** By kind; each with its source, file and line. */
  facts: Record<string, Row[]>;
  /** Facts that name nobody and belong to one of these: lines of an order, answers about it. */
  related: Record<string, Row[]>;
  /** Rows that were set aside, whose text has one of the identifiers. */
  setAside: Row[];
  derived: Record<string, Row[]>;
}

const DERIVED = ["customer_state", "panel_spell", "scored_moment", "panel_case"] as const;

export async function personRecords({ store }: MeasureContext, named: IdentifierName): Promise<PersonRecords> {
  const keys = personKeys(store, named);
  const person = await personOf({ store } as MeasureContext, named);
  const parties = sql`select party from identity where key in (${keys})`;
  const facts: Record<string, Row[]> = {};
  const related: Record<string, Row[]> = {};
  for (const kind of FACT_KINDS) {
    if (factDefinition(kind).subject === "none") continue;
    const own = await rowsOf(store, kind, sql`f.subject in (${keys})`);
    if (own.length > 0) facts[kind] = own;
  }
  for (const [kind, field, of] of [
    ["line", "order_id", "purchase"],
    ["leg", "contact_id", "contact"],
    ["refund", "order_id", "purchase"],
    ["answer", "about_id", "purchase"],
  ] as const) {
    const number = of === "contact" ? "contact_id" : "order_id";
    const rows = await rowsOf(
      store,
      kind,
      sql`f.subject is null and f.${raw(field)} in (select o.${raw(number)} from ${raw(factTable(of))} o where o.subject in (${keys}))`,
    );
    if (rows.length > 0) related[kind] = [...(related[kind] ?? []), ...rows];
  }
  const derived: Record<string, Row[]> = {};
  for (const table of DERIVED) {
    const rows = await store.rows(sql`select * from ${raw(table)} where party in (${parties})`);
    if (rows.length > 0) derived[table] = rows.map(writable);
  }
  return { ...person, facts, related, setAside: await setAsideOf(store, person), derived };
}

/** Keys of 64 bits as text, which JSON can hold. */
const writable = (row: Row): Row =>
  Object.fromEntries(
    Object.entries(row).map(([column, value]) => [column, typeof value === "bigint" ? String(value) : value]),
  );

async function setAsideOf(store: Analytics, { identifiers }: Person): Promise<Row[]> {
  const named = identifiers.map(
    ({ value }) => sql`position(${value.toLowerCase()} in lower(coalesce(r.row_text, r.text, ''))) > 0`,
  );
  if (named.length === 0) return [];
  return store.rows(sql`
    select l.name as file, r.line as line, r.column_name as column_name, r.reason as reason, r.text as text
    from reject r left join "load" l on l."load" = r."load"
    where ${join(named, " or ")}
    order by l.name, r.line limit 1000`);
}
